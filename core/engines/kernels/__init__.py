"""Kernels: the functions that Numba compiles. Nothing here is imported before a network is trained by them.

Read ``steps`` first, then ``phases``; each formula stands beside its name in a table, as in the core.
"""
