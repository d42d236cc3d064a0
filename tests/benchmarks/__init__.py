"""Benchmarks: what `make bench` measures, the goals it is held against, and profiles of what misses them.

``BENCHMARKS`` is the table: each name is a module of this folder with ``run(quick: bool) -> Report`` (records.py); the
goals stand in goals.py. A new benchmark is one more module, one more name here and its goals there. Nothing here fails
on a time.
"""

BENCHMARKS = ("training", "scaling", "smoothness", "navigation", "keys", "startup", "endurance", "hill", "accuracy")
LONG = ("accuracy",)
"""Run only where they are named: they take many minutes."""
