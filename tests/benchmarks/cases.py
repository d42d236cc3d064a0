"""The networks that are timed, as plain data that loads neither Chainrule nor PyTorch, and their made-up rows.

Both contenders read this table, so that they train the same thing: same rows, batch, rule and precision (float32).
Example: ``CASES["2-4-2-1"]`` has layers of 2, 4, 2 and 1 units, tanh throughout, batches of 10 rows and SGD.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Case:
    """One network and how it is trained; ``goal`` is the ratio wanted (None: shown only)."""

    sizes: tuple[int, ...]
    activation: str
    output: str
    loss: str
    batch: int
    optimizer: str
    rows: int
    goal: float | None = None

    @property
    def classes(self) -> int:
        """Classes to tell apart; 0 for numbers."""
        if self.loss == "mean_squared_error":
            return 0
        return max(2, self.sizes[-1])


CASES = {
    "2-4-2-1": Case((2, 4, 2, 1), "tanh", "tanh", "mean_squared_error", 10, "SGD", 500, 6.0),
    "2-8-8-1": Case((2, 8, 8, 1), "tanh", "sigmoid", "binary_crossentropy", 10, "Adam", 500),
    "4-16-3": Case((4, 16, 3), "relu", "softmax", "categorical_crossentropy", 16, "Adam", 150),
    "784-128-10": Case((784, 128, 10), "relu", "softmax", "categorical_crossentropy", 64, "Adam", 10_000, 1.2),
}


def rows_of(case: Case) -> tuple[NDArray[np.float32], NDArray[np.generic]]:
    """x (rows, features) and y: class indices (rows,), or numbers (rows, 1)."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(case.rows, case.sizes[0])).astype(np.float32)
    if case.classes:
        return x, rng.integers(0, case.classes, case.rows)
    return x, np.tanh(rng.normal(size=(case.rows, case.sizes[-1]))).astype(np.float32)
