"""Engines: what computes the passes of a run: numpy, the complete reference, or compiled kernels for chains of layers.

``choice`` decides which one a run takes when it begins. ``compiled`` and ``updating`` run the kernels
(core/engines/kernels). Numba compiles those once (``warm``); afterwards their machine code is only loaded (``cache``,
``image``), and Numba is not imported. Beside each kernel stands its reference: the formulas of
``kernels/activations.py`` are those of core/activations, and so on through losses, optimizers and products
(core/layers/dense.py).
"""
