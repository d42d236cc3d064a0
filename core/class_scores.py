"""ClassScores: precision, recall and F1 of each class, from a confusion matrix.

What cannot be said, the precision of a class that was never predicted or the recall of one that never occurs, is NaN
rather than a flattering or a damning number. Imports numpy. Example: of 36 threes 34 are found, and 35 rows are
taken for a three: precision 0.971, recall 0.944, F1 0.958.
"""

import numpy as np
from numpy.typing import NDArray

from core.frozen import dataclass

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClassScores:
    """(classes,) each; ``rows`` counts the actual rows of a class."""

    precision: Floats
    recall: Floats
    f1: Floats
    rows: NDArray[np.int64]

    def mean(self) -> tuple[float, float, float]:
        """Precision, recall and F1 averaged over the classes for which they are known; NaN where none is."""
        return _mean(self.precision), _mean(self.recall), _mean(self.f1)


def class_scores(confusion: NDArray[np.integer]) -> ClassScores:
    """Of counts ``confusion[actual, predicted]``."""
    right = np.diag(confusion).astype(np.float64)
    actual, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = right / predicted, right / actual
        f1 = 2 * right / (actual + predicted)
    return ClassScores(precision, recall, f1, actual.astype(np.int64))


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
