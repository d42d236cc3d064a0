"""Cases: which judged rows are looked at one by one: those of a cell of the confusion matrix, or the hardest ones.

It may import core's plain data, gui.examples and numbers. Worked shape: ``hardest(evaluation)`` of 359 digits are the
200 places in ``evaluation.rows`` of largest loss, the worst first; what is not a number comes before all.
"""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Prepared
from core.snapshot import Evaluation
from gui import numbers
from gui.examples import Examples

MOST = 200
Places = NDArray[np.intp]


def hardest(evaluation: Evaluation) -> Places:
    """Places of the rows with the largest loss."""
    return _worst_first(evaluation, np.arange(len(evaluation.rows)))


def of_cell(evaluation: Evaluation, actual: int, predicted: int) -> Places:
    """Places of the rows of one class that were taken for another, or for what they are."""
    return _worst_first(evaluation, np.flatnonzero((evaluation.actual == actual) & (evaluation.predicted == predicted)))


def _worst_first(evaluation: Evaluation, places: Places) -> Places:
    if len(evaluation.losses) != len(evaluation.rows):
        return places[:MOST]
    losses = np.nan_to_num(evaluation.losses[places].astype(np.float64), nan=np.inf)
    return np.asarray(places[np.argsort(-losses, kind="stable")][:MOST])


class Judged:
    """The rows of an evaluation in words and pictures; rows the file itself keeps aside count on behind the others."""

    def __init__(self, evaluation: Evaluation, prepared: Prepared, target: int = 0) -> None:
        self.evaluation, self.prepared, self.target = evaluation, prepared, target
        self._own = len(prepared.dataset)
        held = prepared.dataset.fixed_validation
        self._examples = Examples(prepared.dataset)
        self._aside = Examples(held) if held is not None else None

    def examples(self, place: int) -> tuple[Examples, int]:
        """What draws the row of this place, and its index there."""
        row = self.row(place)
        if self._aside is not None and row >= self._own:
            return self._aside, row - self._own
        return self._examples, row

    def row(self, place: int) -> int:
        """The row of the dataset."""
        return int(self.evaluation.rows[place])

    def loss(self, place: int) -> float | None:
        """The loss of one row, where it is known."""
        known = len(self.evaluation.losses) == len(self.evaluation.rows)
        return float(self.evaluation.losses[place]) if known else None

    def _pair(self, place: int) -> tuple[str, str]:
        """What it is, and what it was taken for."""
        both = (self.evaluation.actual, self.evaluation.predicted)
        if self.prepared.dataset.task.kind == "classification":
            actual, predicted = (self.prepared.dataset.task.class_names[int(each[place])] for each in both)
        else:
            values = (float(np.atleast_1d(each[place])[self.target]) for each in both)
            actual, predicted = (numbers.significant(value, 3) for value in values)
        return actual, predicted

    def title(self, place: int) -> str:
        """Both in short: "8 → 1", or "8, right"."""
        actual, predicted = self._pair(place)
        right = actual == predicted and self.prepared.dataset.task.kind == "classification"
        return f"{actual}, right" if right else f"{actual} → {predicted}"

    def values(self, place: int) -> str:
        """Its name and the inputs that tell most."""
        examples, row = self.examples(place)
        return ", ".join(filter(None, (numbers.row_name(self.row(place)), examples.values(row))))

    def told(self, place: int) -> str:
        """A row as a sentence."""
        loss = self.loss(place)
        said = "" if loss is None else f", loss {numbers.loss(loss)}"
        actual, predicted = self._pair(place)
        if self.prepared.dataset.task.kind != "classification":
            words = f"target {actual}, predicted {predicted}"
        else:
            words = f"{actual}, right" if actual == predicted else f"{actual}, taken for {predicted}"
        values = self.values(place)
        return f"{values[:1].upper()}{values[1:]}: {words}{said}"
