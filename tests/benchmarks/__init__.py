"""Benchmarks: what `make bench` measures and prints; nothing here fails on a time.

``BENCHMARKS`` is the table: each name is a module of this folder with ``run(quick: bool) -> None`` that prints its own
results. A new benchmark is one more module and one more name here.
"""

BENCHMARKS = ("training", "scaling", "smoothness", "navigation", "keys", "startup", "endurance", "hill", "accuracy")
LONG = ("accuracy",)
"""Run only where they are named: they take many minutes."""
