"""Evaluator: loss and metrics over many rows without dropout, on buffers made once.

Works on twins of the trained program that share its weights. Up to 1024 rows are loaded once and stay loaded, so
that judging 359 digits after each epoch is one forward pass. Outputs (outputs, rows) are kept for the screen.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared, Rows
from core.metrics import Coding, Scorer
from core.program import Program, rows_at_once
from core.snapshot import Evaluation, Metrics


@dataclass(frozen=True, eq=False)
class Judgement:
    """One finished pass, kept: what ``Evaluator`` holds after ``run``."""

    loss: float
    metrics: Metrics
    outputs: Array
    scorer: dict[str, Any]


class Evaluator:
    """Judges the present weights of ``program`` on ``rows``."""

    def __init__(self, program: Program, rows: Rows, coding: Coding, prepared: Prepared) -> None:
        self.program = program
        self.rows = rows
        self.targets = coding.encode(rows.y, program.dtype)
        self.outputs: Array = np.zeros((coding.outputs, len(rows)), program.dtype)
        self.scorer = Scorer(coding, prepared.preprocessing)
        self.loss = float("nan")
        self.metrics = Metrics()
        self._twins: dict[int, Program] = {}
        self._loaded = False
        self._most = rows_at_once(program.network)

    def run(self) -> None:
        """One pass over all rows; results are in ``loss`` (penalty included), ``metrics`` and ``outputs``."""
        total, count = 0.0, len(self.rows)
        self.scorer.clear()
        for start in range(0, count, self._most):
            at = slice(start, min(start + self._most, count))
            twin = self._twin(at)
            twin.forward()
            twin.head.error()
            total += twin.head.value * twin.n
            self.outputs[:, at] = twin.output
            self.scorer.add(twin.output, twin.head.y)
        self.loss = total / count + self.program.penalty()
        self.metrics = self.scorer.metrics()

    def judgement(self) -> Judgement:
        """A copy of the last pass."""
        return Judgement(self.loss, self.metrics, self.outputs.copy(), self.scorer.state())

    def recall(self, judgement: Judgement) -> None:
        """The reverse of ``judgement``."""
        self.loss, self.metrics = judgement.loss, judgement.metrics
        np.copyto(self.outputs, judgement.outputs)
        self.scorer.restore(judgement.scorer)

    def _twin(self, at: slice) -> Program:
        n = at.stop - at.start
        if n not in self._twins:
            self._twins[n] = self.program.twin(n, training=False)
            self._loaded = False
        twin = self._twins[n]
        if not self._loaded or len(self.rows) > self._most:
            twin.load(self.rows.x[at], self.targets[at])
            self._loaded = True
        return twin

    def evaluation(
        self, split: Literal["validation", "training"], prepared: Prepared, index: NDArray[np.intp]
    ) -> Evaluation:
        """The last pass as the screen wants it: class indices, or values in the target's own units."""
        coding, restore = self.scorer.coding, prepared.preprocessing.restore
        if coding.task.kind == "classification":
            actual, predicted = self.rows.y.copy(), coding.classes(self.outputs)
            return Evaluation(split, self.loss, self.metrics, index, actual, predicted, self.scorer.confusion.copy())
        actual, predicted = restore(self.targets), restore(self.outputs.T)
        return Evaluation(split, self.loss, self.metrics, index, actual, predicted, None)
