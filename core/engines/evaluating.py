"""CompiledEvaluator: an Evaluator whose pass is a kernel, so that epochs may end where no Python runs.

It has a network of its own for the kernels: the same weights, other buffers. Weights that nothing has trained yet are
judged by numpy, because a window that opens should not wait for kernels. Example: 359 digits are judged 64 at a time.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from core.data.compact import ClassRows, PixelRows, Takes, Targets, drawable
from core.engines import cache
from core.engines import names as at
from core.engines.layout import Facts, Layout
from core.evaluation import Evaluator
from core.metrics import Scorer
from core.program import Program

_AT_ONCE = 64
"""Rows of one pass: so few that a small network's buffers stay in the first cache."""
_A_TURN = 30_000_000
"""Multiplications of one turn, some 2 ms: a window that has asked waits no longer."""
_ACTIVATION = 30
"""An activation costs about so many."""


class CompiledEvaluator(Evaluator):
    """Judges the present weights of ``program``, a chain of layers, on ``rows``."""

    @property
    def takes_long(self) -> bool:
        """Whether all rows are more than one turn: then no kernel judges them between two steps, and asks nobody."""
        return len(self.rows) > self._rows_a_turn

    @property
    def _rows_a_turn(self) -> int:
        """Whole passes, so that sums are those of a kernel that judges all rows in one go."""
        units = sum(op.a.size for op in self.program.ops.values()) // self.program.n
        cost = len(self.program.theta) + _ACTIVATION * units
        return max(1, _A_TURN // (cost * _AT_ONCE)) * _AT_ONCE

    def turns(self) -> Iterator[None]:
        """One pass over all rows, in short turns."""
        layout, kernels, most = self.layout, cache.kernels(self.program.dtype.name), self._rows_a_turn
        for start in range(0, len(self.rows), most):
            n = min(most, len(self.rows) - start)
            kernels.run_phase(layout.start, layout.facts.start, at.JUDGED, 0, start, n)
            yield
        self.take(float(self._sums[2]))

    def look(self) -> None:
        """The same by numpy."""
        for _ in super().turns():
            pass

    def take(self, loss: float) -> None:
        """A kernel has passed over all rows and filled the arrays."""
        self.loss, self.scorers[0].count = loss, len(self.rows)
        self.metrics = self.codings.metrics(self.scorers, [loss])

    @cached_property
    def layout(self) -> Layout:
        """The kernels' network and rows."""
        program, facts, rows = self.program, Facts(), self.rows
        twin = program.twin(min(_AT_ONCE, len(rows)), training=False)
        made = Layout(twin, facts)
        point_to_rows(facts, program, drawable(rows.x, program.dtype), self.targets[0], twin.n)
        point_to_scores(facts, self.scorers[0])
        facts.point(at.ORDER, np.arange(len(rows), dtype=np.int64))
        facts.point(at.OUTPUTS, self.outputs[0])
        facts.point(at.ROW_LOSSES, self.losses[0])
        facts.point(at.SHARES, np.zeros(1, program.dtype))
        self._sums = facts.point(at.SUMS, np.zeros(4))
        facts.vector[at.CLASSES] = -1
        return made


def point_to_rows(facts: Facts, program: Program, x: Takes, targets: Targets, batch: int) -> None:
    """What minibatches of ``batch`` rows are drawn from; x (rows, features) and targets (rows, outputs).

    Pictures stay bytes and classes stay indices.
    """
    vector = facts.vector
    if isinstance(x, PixelRows):
        facts.point(at.ROWS_X, np.ascontiguousarray(x.pixels))
        facts.point(at.INDEX_X, np.ascontiguousarray(x.index, np.int64))
        facts.point(at.QUOTIENTS, x.quotients())
    else:
        facts.point(at.ROWS_X, np.ascontiguousarray(x[:], program.dtype))
        vector[at.INDEX_X] = vector[at.QUOTIENTS] = 0
    if isinstance(targets, ClassRows):
        facts.point(at.ROWS_Y, np.ascontiguousarray(targets.table))
        facts.point(at.INDEX_Y, np.ascontiguousarray(targets.classes, np.int64))
    else:
        facts.point(at.ROWS_Y, np.ascontiguousarray(targets))
        vector[at.INDEX_Y] = 0
    vector[at.FEATURES], vector[at.TARGETS] = program.x[0].size, len(program.heads[0].a)
    vector[at.ROWS], vector[at.BATCH] = len(x), batch


def point_to_scores(facts: Facts, scorer: Scorer) -> None:
    """Where outputs are scored."""
    facts.point(at.CONFUSION, scorer.confusion)
    facts.point(at.SCORES, scorer.sums)
    facts.vector[at.TOLD_APART] = len(scorer.confusion)
    facts.vector[at.TWICE_MIDDLE] = round(scorer.coding.low + scorer.coding.high)
