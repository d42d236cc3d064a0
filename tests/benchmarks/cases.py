"""The networks that are timed, as plain data that loads neither Chainrule nor PyTorch, and their made-up rows.

Both contenders read this table, so that they train the same thing: same rows, batch, rule and precision (float32).
Example: ``CASES["2-4-2-1"]`` has layers of 2, 4, 2 and 1 units, tanh throughout, batches of 10 rows and SGD.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Part = tuple[str, dict[str, Any]]
"""A layer's kind and settings, named as in Keras."""


@dataclass(frozen=True)
class Case:
    """One network and how it is trained; ``goals`` are how many times a contender's time is wanted at least."""

    shape: tuple[int, ...]
    parts: tuple[Part, ...]
    loss: str
    batch: int
    optimizer: str
    rows: int
    goals: tuple[tuple[str, float], ...] = ()
    contenders: tuple[str, ...] = ("torch", "jax", "jax_scan", "sklearn")

    @property
    def small(self) -> bool:
        """Whether its products are too small for several threads."""
        return len(self.shape) == 1 and self.shape[0] < 100

    @property
    def outputs(self) -> int:
        """Units of the last layer."""
        return int(self.parts[-1][1]["units"])

    @property
    def classes(self) -> int:
        """Classes to tell apart; 0 for numbers."""
        if self.loss == "mean_squared_error":
            return 0
        return max(2, self.outputs)


def dense(sizes: tuple[int, ...], hidden: str, output: str) -> tuple[tuple[int, ...], tuple[Part, ...]]:
    """Shape of the input and Dense layers of these sizes."""
    names = [hidden] * (len(sizes) - 2) + [output]
    parts = [("Dense", {"units": units, "activation": name}) for units, name in zip(sizes[1:], names, strict=True)]
    return sizes[:1], tuple(parts)


SOFTMAX: Part = ("Dense", {"units": 10, "activation": "softmax"})
LENET: tuple[Part, ...] = (
    ("Conv2D", {"filters": 6, "kernel_size": [5, 5], "padding": "same", "activation": "tanh"}),
    ("AveragePooling2D", {"pool_size": [2, 2]}),
    ("Conv2D", {"filters": 16, "kernel_size": [5, 5], "activation": "tanh"}),
    ("AveragePooling2D", {"pool_size": [2, 2]}),
    ("Flatten", {}),
    ("Dense", {"units": 120, "activation": "tanh"}),
    ("Dense", {"units": 84, "activation": "tanh"}),
    SOFTMAX,
)  # fmt: skip
CONVNET: tuple[Part, ...] = (
    ("Conv2D", {"filters": 32, "kernel_size": [3, 3], "activation": "relu"}),
    ("MaxPooling2D", {"pool_size": [2, 2]}),
    ("Conv2D", {"filters": 64, "kernel_size": [3, 3], "activation": "relu"}),
    ("MaxPooling2D", {"pool_size": [2, 2]}),
    ("Flatten", {}),
    SOFTMAX,
)  # fmt: skip
TEXT: tuple[Part, ...] = (
    ("Embedding", {"input_dim": 5000, "output_dim": 50}),
    ("Conv1D", {"filters": 128, "kernel_size": 5, "activation": "relu"}),
    ("GlobalMaxPooling1D", {}),
    ("Dense", {"units": 1, "activation": "sigmoid"}),
)  # fmt: skip
PROBABILITY, CHOICE, NUMBER = "binary_crossentropy", "categorical_crossentropy", "mean_squared_error"
LARGE = (("torch", 1.1), ("jax", 1.1), ("jax_scan", 1.1))
SPATIAL: dict[str, Any] = {"goals": (("torch", 0.7),), "contenders": ("torch",)}
DEEP = dense((2, 8, 8, 8, 8, 8, 8, 1), "tanh", "tanh")
"""scikit-learn has no case of it: its last layer cannot be tanh, which would matter here."""
CASES = {
    "2-4-2-1": Case(
        *dense((2, 4, 2, 1), "tanh", "tanh"), NUMBER, 10, "SGD", 2_000, (("jax_scan", 4.0), ("torch", 60.0)),
    ),
    "2-8x6-1": Case(
        *DEEP, NUMBER, 10, "SGD", 2_000, (("jax_scan", 1.3), ("torch", 25.0)), ("torch", "jax", "jax_scan"),
    ),
    "4-16-3": Case(
        *dense((4, 16, 3), "relu", "softmax"), CHOICE, 32, "Adam", 3_200, (("jax_scan", 2.0), ("torch", 60.0)),
    ),
    "784-128-10": Case(*dense((784, 128, 10), "relu", "softmax"), CHOICE, 64, "Adam", 6_400, LARGE),
    "784-512-512-10": Case(*dense((784, 512, 512, 10), "relu", "softmax"), CHOICE, 128, "Adam", 6_400, LARGE),
    "LeNet-5": Case((28, 28, 1), LENET, CHOICE, 64, "Adam", 2_000, **SPATIAL),
    "conv 32-64": Case((28, 28, 1), CONVNET, CHOICE, 64, "Adam", 2_000, **SPATIAL),
    "text": Case((200,), TEXT, PROBABILITY, 32, "Adam", 2_000, **SPATIAL),
}  # fmt: skip


def rows_of(case: Case) -> tuple[NDArray[np.float32], NDArray[np.generic]]:
    """x (rows, *shape), numbers of words where they are embedded; y: class indices (rows,), or numbers (rows, 1)."""
    rng = np.random.default_rng(0)
    kind, settings = case.parts[0]
    if kind == "Embedding":
        x = rng.integers(0, settings["input_dim"], (case.rows, *case.shape)).astype(np.float32)
    else:
        x = rng.normal(size=(case.rows, *case.shape)).astype(np.float32)
    if case.classes:
        return x, rng.integers(0, case.classes, case.rows)
    return x, np.tanh(rng.normal(size=(case.rows, case.outputs))).astype(np.float32)
