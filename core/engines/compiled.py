"""CompiledFeed: a Feed whose phases are kernels, and which runs whole slices of steps without Python.

The kernels have buffers of their own (core/engines/layout.py). After each phase that is run by itself, and at the end
of a slice, the program's buffers receive what stands there, so that whoever looks finds a step as numpy leaves it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.compact import PixelRows, Targets
from core.data.sampler import Sampler
from core.ended import Ended
from core.engines import cache
from core.engines import names as at
from core.engines.evaluating import CompiledEvaluator, point_to_rows, point_to_scores
from core.engines.layout import Layout
from core.engines.updating import CompiledUpdater
from core.feed import Feed, Runs, Slice, Until
from core.flat import whole
from core.metrics import Scorer
from core.program import Program, Shares
from core.snapshot import Phase, PhaseKind
from core.stopping import Goals
from core.tally import Tally

MOST_STEPS, MOST_EPOCHS = 16_384, 2_048
"""Of one slice: so many losses, and numbers of epochs, are kept until Python takes them."""
_MOST_NUMBERS = 1 << 20
Pairs = list[tuple[Array, Array]]


class CompiledFeed(Feed):
    """Minibatches of ``x`` and ``targets`` for ``program``, a chain of layers; ``updater`` ends every step."""

    runs_slices = True

    def __init__(
        self, program: Program, x: NDArray[Any] | PixelRows, targets: Sequence[Targets], sampler: Sampler,
        updater: CompiledUpdater,
        request: NDArray[np.int64], judge: CompiledEvaluator | None = None,
    ) -> None:  # fmt: skip
        super().__init__(program, x, targets, sampler, updater.update, request)
        self._updater, self._facts = updater, updater.facts
        self._layout = Layout(program, updater.facts)
        self._losses = np.zeros(MOST_STEPS)
        self._sums, self._goals = np.zeros(4), np.zeros(3)
        self._judge = judge
        width = 4 + (1 + (judge is not None)) * max(1, 3 * len(program.heads[0].a))
        epochs = min(MOST_EPOCHS, _MOST_NUMBERS // width, MOST_STEPS // sampler.batches_per_epoch + 2)
        self._records = np.zeros((max(16, epochs), width))
        self._best = np.zeros(len(whole(program.theta)), program.dtype)  # untouched until an epoch ends
        self._shown: dict[int, Pairs] = {}
        self._kernels: Any = None
        facts, vector = self._facts, self._facts.vector
        point_to_rows(facts, program, self._x, self._targets[0], program.n)
        for name, array in (
            (at.LOSSES, self._losses), (at.SUMS, self._sums), (at.REQUEST, self.request), (at.GOALS, self._goals),
            (at.RECORDS, self._records), (at.BEST, self._best),
        ):  # fmt: skip
            facts.point(name, array)
        vector[at.RECORD_WIDTH] = width
        if judge is not None:
            facts.point(at.JUDGE, judge.layout.facts.vector)
            facts.point(at.JUDGE_WORK, judge.layout.work)
            vector[at.ENDS_APART] = judge.takes_long

    def weigh_classes(self, shares: Shares) -> None:
        """Let examples count by their class."""
        super().weigh_classes(shares)
        head = self.program.heads[0]
        slope, offset = shares.get(head.layer, ((), 0.0))
        self._facts.point(at.SHARES, np.array([*slope, offset], self.program.dtype))
        self._facts.vector[at.CLASSES] = len(slope) if shares else -1

    # -- one phase at a time -----------------------------------------------------------------------------------------

    def of(self, n: int) -> tuple[Program, Runs]:
        """The program for minibatches of ``n`` rows, and its step, by kernels."""
        if n not in self._made:
            program, _ = super().of(n)
            runs = (*(self._run_of(program, phase) for phase, _ in program.plan), self._update)
            self._made[n] = (program, runs)
            self._shown[n] = self._all_pairs(program)
        return self._made[n]

    def draw(self) -> tuple[Program, Runs]:
        """The next minibatch, in the kernels' buffers and in those of the program that is returned."""
        found = self.of(len(self._sampler.next()))
        self._facts.point(at.ORDER, self._sampler.order)
        self._facts.vector[at.AHEAD] = 0
        self._kernel(at.DRAW, 0, self._sampler.position - found[0].n, found[0].n)
        _show(self._layout.drawn(found[0]))
        return found

    def _kernel(self, kind: int, layer: int, start: int, n: int) -> None:
        if self._kernels is None:
            self._kernels = cache.kernels(self.program.dtype.name)
        self._kernels.run_phase(self._layout.start, self._facts.start, kind, layer, start, n)

    def _run_of(self, program: Program, phase: Phase) -> Callable[[], None]:
        """The function that runs one phase of ``program``, to be called again and again."""
        if phase.kind is PhaseKind.ERROR or phase.layer is None:
            return partial(self._error, program, self._layout.judged(program.heads[0]))
        op, number = program.ops[phase.layer], list(program.ops).index(phase.layer) - 1
        if phase.kind is PhaseKind.FORWARD:
            return partial(self._phase, at.FORWARD, number, program.n, self._layout.forwarded(op, phase.layer))
        if phase.kind is PhaseKind.BLAME:
            return partial(self._phase, at.BLAME, number, program.n, self._layout.blamed(op, phase.layer))
        return partial(self._phase, at.GRADIENT, number, program.n, [])

    def _phase(self, kind: int, layer: int, n: int, pairs: Pairs) -> None:
        self._kernel(kind, layer, 0, n)
        _show(pairs)

    def _error(self, program: Program, pairs: Pairs) -> None:
        self._kernel(at.ERROR, 0, 0, program.n)
        loss, penalty = self._sums[2:].tolist()
        program.heads[0].value, program.loss = loss, loss + penalty
        _show(pairs)
        self._show_counts(program)

    # -- whole slices ------------------------------------------------------------------------------------------------

    def slice(self, until: Until, tally: Tally, goals: Goals) -> Slice:
        """Train many whole steps, also past the ends of epochs; where judging takes long, up to the end of one."""
        if self._kernels is None:
            self._kernels = cache.kernels(self.program.dtype.name)
        sampler, updater, vector = self._sampler, self._updater, self._facts.vector
        sampler.begin()
        first = sampler.position
        most = updater.look_ahead(min(until.steps, MOST_STEPS))
        self._begin(until, most, tally, goals)
        if self.before_slice is not None:
            self.before_slice()
        done = self._kernels.run_steps(self._layout.start, self._facts.start, most)
        sampler.pass_on(int(vector[at.AHEAD]), int(vector[at.POSITION]))
        updater.caught_up(int(vector[at.UPDATES]))
        tally.take(float(self._sums[0]), int(vector[at.SEEN]), int(vector[at.COUNTED]))
        losses = self._losses[:done]
        if vector[at.AHEAD]:
            found = self.of(sampler.position % sampler.batch or sampler.batch)
        else:  # this epoch may have begun with minibatches of another size
            found = self.of(sampler.position - first - (done - 1) * sampler.batch)
        found[0].loss, found[0].heads[0].value = float(losses[-1]), float(self._sums[2])
        return Slice(*found, losses, first, self._ended(tally.scorer))

    def _begin(self, until: Until, most: int, tally: Tally, goals: Goals) -> None:
        """Tell the kernel where the run stands and where the slice ends."""
        facts, sampler, vector = self._facts, self._sampler, self._facts.vector
        epochs = min(until.epochs, len(self._records))
        orders = sampler.ahead(min(epochs, 1 + (sampler.position + most * sampler.batch - 1) // sampler.rows))
        facts.point(at.ORDER, orders)
        vector[at.ORDERS] = len(orders) if sampler.shuffle else epochs
        vector[at.ORDER_STEP] = orders.strides[0] if sampler.shuffle else 0
        vector[at.AHEAD], vector[at.POSITION] = 0, sampler.position
        vector[at.UPDATES], vector[at.ASKED] = self._updater.t, until.asked
        self._sums[0], vector[at.SEEN] = tally.settle()
        self._sums[1] = self.sane_loss
        point_to_scores(facts, tally.scorer)
        vector[at.COUNTED] = tally.scorer.count
        vector[at.EPOCHS], vector[at.MOST_EPOCHS], vector[at.IMPROVED] = 0, epochs, 0
        vector[at.BY_LOSS], vector[at.SINCE_BEST], vector[at.PATIENCE] = goals.by_loss, goals.since, goals.patience
        self._goals[:] = goals.best, goals.loss, goals.accuracy

    def _ended(self, scorer: Scorer) -> Ended | None:
        """What the kernel noted of epochs that ended."""
        count = int(self._facts.vector[at.EPOCHS])
        if not count:
            return None
        noted, width, judge = self._records[:count].copy(), scorer.width, self._judge
        loss_sum, rows, validation, counted = noted[:, :4].T
        scored, judged = noted[:, 4 : 4 + width], noted[:, 4 + width :]
        best = self._best[: len(self.program.theta)].copy() if self._facts.vector[at.IMPROVED] else None
        metrics = scorer.metrics_of(scored, counted)
        if judge is None:
            return Ended(loss_sum / rows, None, metrics, {}, best)
        judge.take(float(validation[-1]))
        return Ended(loss_sum / rows, validation, metrics, scorer.metrics_of(judged, len(judge.rows)), best)

    def show(self, program: Program) -> None:
        """Bring the program's buffers up to the kernels'."""
        _show(self._shown[program.n])
        self._show_counts(program)

    def _show_counts(self, program: Program) -> None:
        """How much each example counts, where classes have weights."""
        head = program.heads[0]
        if head.counts is not None:
            np.copyto(head.counts, self._layout.counts(program.n))

    def _all_pairs(self, program: Program) -> Pairs:
        layout, pairs = self._layout, self._layout.drawn(program)
        for key, op in list(program.ops.items())[1:]:
            pairs += layout.forwarded(op, key)
        pairs += layout.judged(program.heads[0])
        for phase, _ in program.plan:
            if phase.kind is PhaseKind.BLAME and phase.layer is not None:
                pairs += layout.blamed(program.ops[phase.layer], phase.layer)
        return pairs


def _show(pairs: Pairs) -> None:
    for buffer, seen in pairs:
        np.copyto(buffer, seen)
