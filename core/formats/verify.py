"""Verification: an exported file is read back by a reader of its own and must give the same answers.

Two computations agree where ``|a - b| <= 1e-5 * max(1, |b|)`` in every output of every head. Rows are those of the data
where they are at hand, otherwise rows made up around the preprocessing's means. Imports numpy.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.frozen import dataclass
from core.model import TrainedModel

TOLERANCE = 1e-5
Reader = tuple[str, Callable[[NDArray[Any]], NDArray[Any]], int]
"""Its name, what it answers for raw rows (all heads' outputs side by side), how many rows to ask for."""


@dataclass(frozen=True)
class Verification:
    """What reading an exported file back has shown; ``largest_difference`` is the largest |a - b|."""

    reader: str
    rows: int
    largest_difference: float
    agrees: bool

    @property
    def text(self) -> str:
        """One sentence."""
        if self.agrees:
            return f"Checked with {self.reader} on {self.rows} rows: largest difference {self.largest_difference:.2g}."
        return (
            f"{self.reader} gives other answers from the exported file (largest difference "
            f"{self.largest_difference:.2g}); do not rely on it."
        )


def compare(model: TrainedModel, reader: Reader, rows: NDArray[Any] | None = None) -> Verification:
    """Ask ``model`` and ``reader`` for the same rows."""
    name, predict, most = reader
    x = sample_rows(model, most) if rows is None or not len(rows) else np.asarray(rows)[:most]
    x = x.reshape(len(x), *model.task.input_shape).astype(np.float32)
    wanted = model.predict_side_by_side(x).astype(np.float64)
    found = np.asarray(predict(x), np.float64)
    if found.shape != wanted.shape:
        return Verification(name, len(x), float("inf"), False)
    with np.errstate(invalid="ignore"):
        difference = np.abs(found - wanted)
        # Where both are infinite or both are no number, they agree.
        difference[(found == wanted) | (np.isnan(found) & np.isnan(wanted))] = 0.0
        agrees = bool((difference <= TOLERANCE * np.maximum(1.0, np.abs(wanted))).all())
    return Verification(name, len(x), float(np.nan_to_num(difference, nan=np.inf).max(initial=0.0)), agrees)


def sample_rows(model: TrainedModel, count: int) -> NDArray[np.float32]:
    """Made-up raw rows (count, *input shape) as the preprocessing expects them, some numbers missing if it fills."""
    rule, rng = model.preprocessing, np.random.default_rng(0)
    width = int(np.prod(model.task.input_shape))
    rows = rng.normal(size=(count, width))
    rows = rows * np.asarray(rule.scale or (1.0,)) + np.asarray(rule.mean or (0.0,))
    if rule.fill:
        rows[rng.random(rows.shape) < 0.05] = np.nan
    shaped: NDArray[np.float32] = rows.reshape(count, *model.task.input_shape).astype(np.float32)
    return shaped
