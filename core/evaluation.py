"""Evaluator: loss and metrics over many rows without dropout, on buffers made once.

Works on twins of the trained program that share its weights. Rows that fit into one stay loaded (``rows_at_once``), so
that judging 359 digits after each epoch is one forward pass. Outputs (outputs, rows) are kept for the screen.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.compact import fill
from core.data.dataset import Prepared, Rows
from core.frozen import dataclass
from core.metrics import Codings
from core.program import Program, rows_at_once
from core.snapshot import Evaluation, Metrics


@dataclass(frozen=True, eq=False)
class Judgement:
    """One finished pass, kept: what ``Evaluator`` holds after ``run``; outputs and scores are those of each head."""

    loss: float
    metrics: Metrics
    outputs: tuple[Array, ...]
    scorers: tuple[dict[str, Any], ...]
    losses: tuple[Array, ...]


class Evaluator:
    """Judges the present weights of ``program`` on ``rows``; ``outputs`` are (outputs, rows), one array a head."""

    def __init__(self, program: Program, rows: Rows, codings: Codings, prepared: Prepared) -> None:
        self.program = program
        self.rows = rows
        self.codings = codings
        self.targets = codings.compact(rows, program.dtype)
        self.outputs: tuple[Array, ...] = tuple(
            np.zeros((coding.outputs, len(rows)), program.dtype) for coding in codings.each
        )
        self.losses: tuple[Array, ...] = tuple(np.zeros(len(rows), program.dtype) for _ in codings.each)
        """Of the single rows, without penalties, one array a head."""
        self.scorers = codings.scorers(prepared.preprocessing)
        self.loss = float("nan")
        self.metrics = Metrics()
        self._twins: dict[int, Program] = {}
        self._loaded = False
        self._most = rows_at_once(program.network)

    def run(self) -> None:
        """One pass over all rows; results are in ``loss`` (penalty included), ``metrics`` and ``outputs``."""
        for _ in self.turns():
            pass

    def turns(self) -> Iterator[None]:
        """The same pass in short turns: it yields between two, and all results are there only at its end."""
        count = len(self.rows)
        totals = [0.0] * len(self.outputs)
        for scorer in self.scorers:
            scorer.clear()
        for start in range(0, count, self._most):
            at = slice(start, min(start + self._most, count))
            twin = self._twin(at)
            twin.forward()
            for number, (head, scorer) in enumerate(zip(twin.heads, self.scorers, strict=True)):
                head.error()
                totals[number] += head.value * twin.n
                self.outputs[number][:, at] = head.op.a
                head.parts.sum(axis=0, out=self.losses[number][at])
                scorer.add(head.op.a, head.y)
            yield
        losses = [total / count for total in totals]
        self.loss = sum(losses) + self.program.penalty()
        self.metrics = self.codings.metrics(self.scorers, losses)

    def look(self) -> None:
        """The same for weights that nothing has trained yet, by whatever has not to be loaded first."""
        self.run()

    def judgement(self) -> Judgement:
        """A copy of the last pass."""
        outputs = tuple(each.copy() for each in self.outputs)
        losses = tuple(each.copy() for each in self.losses)
        return Judgement(self.loss, self.metrics, outputs, tuple(each.state() for each in self.scorers), losses)

    def recall(self, judgement: Judgement) -> None:
        """The reverse of ``judgement``."""
        self.loss, self.metrics = judgement.loss, judgement.metrics
        kept = (*judgement.outputs, *judgement.losses)
        for now, then in zip((*self.outputs, *self.losses), kept, strict=True):
            np.copyto(now, then)
        for scorer, state in zip(self.scorers, judgement.scorers, strict=True):
            scorer.restore(state)

    def _twin(self, at: slice) -> Program:
        n = at.stop - at.start
        if n not in self._twins:
            self._twins[n] = self.program.twin(n, training=False)
            self._loaded = False
        twin = self._twins[n]
        if not self._loaded or len(self.rows) > self._most:
            fill(twin.x, self.rows.x, at)
            for head, targets in zip(twin.heads, self.targets, strict=True):
                head.rows[...] = targets[at]
            self._loaded = True
        return twin

    def evaluation(
        self, split: Literal["validation", "training"], prepared: Prepared, index: NDArray[np.intp]
    ) -> Evaluation:
        """The last pass as the screen wants it: class indices, or values in the target's own units, head by head."""
        main, *others = (self._of_head(number, split, prepared, index) for number in range(len(self.outputs)))
        ids = [head.layer for head in self.program.heads[1:]]
        return replace(main, others=dict(zip(ids, others, strict=True)))

    def _of_head(
        self, number: int, split: Literal["validation", "training"], prepared: Prepared, index: NDArray[np.intp]
    ) -> Evaluation:
        name, coding, scorer = self.codings.names[number], self.codings.each[number], self.scorers[number]
        outputs, metrics, losses = self.outputs[number], scorer.metrics(), self.losses[number].copy()
        if coding.task.kind == "classification":
            actual, predicted = self.rows.target(name).copy(), coding.classes(outputs)
            confusion = scorer.confusion.copy()
            return Evaluation(split, self.loss, metrics, index, actual, predicted, confusion, losses=losses)
        restore = prepared.preprocessing.of(name).restore
        actual, predicted = restore(np.asarray(self.targets[number])), restore(outputs.T)
        return Evaluation(
            split, self.loss, metrics, index, actual, predicted, None, losses=losses
        )  # fmt: skip
