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
from core.engines import cache
from core.engines import names as at
from core.engines.layout import Layout
from core.engines.updating import CompiledUpdater
from core.feed import Feed, Runs, Slice
from core.program import Program, Shares
from core.snapshot import Phase, PhaseKind
from core.tally import Tally

MOST_STEPS = 4096
"""Steps of one slice at most: so many losses are kept until Python takes them."""
Pairs = list[tuple[Array, Array]]


class CompiledFeed(Feed):
    """Minibatches of ``x`` and ``targets`` for ``program``, a chain of layers; ``updater`` ends every step."""

    def __init__(
        self, program: Program, x: NDArray[Any] | PixelRows, targets: Sequence[Targets], sampler: Sampler,
        updater: CompiledUpdater,
        request: NDArray[np.int64],
    ) -> None:  # fmt: skip
        rows = np.asarray(x) if isinstance(x, PixelRows) else x
        super().__init__(program, rows, targets, sampler, updater.update, request)
        self._updater, self._facts = updater, updater.facts
        self._layout = Layout(program, updater.facts)
        self._losses = np.zeros(MOST_STEPS)
        self._sums = np.zeros(4)
        self._shown: dict[int, Pairs] = {}
        self._kernels: Any = None
        facts, vector = self._facts, self._facts.vector
        facts.point(at.ROWS_X, np.asarray(self._x))
        facts.point(at.ROWS_Y, np.ascontiguousarray(self._targets[0]))
        facts.point(at.LOSSES, self._losses)
        facts.point(at.SUMS, self._sums)
        facts.point(at.REQUEST, self.request)
        vector[at.FEATURES], vector[at.TARGETS] = program.x[0].size, len(program.heads[0].a)
        vector[at.ROWS], vector[at.BATCH] = sampler.rows, program.n

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

    def slice(self, most: int, tally: Tally) -> Slice | None:
        """Train up to ``most`` whole steps within this epoch."""
        if self._kernels is None:
            self._kernels = cache.kernels(self.program.dtype.name)
        sampler, updater, vector = self._sampler, self._updater, self._facts.vector
        most = min(most, MOST_STEPS)
        sampler.begin()
        self._facts.point(at.ORDER, sampler.order)
        self._facts.point(at.OUTPUTS, tally.waiting)
        updater.look_ahead(min(most, sampler.batches_per_epoch))
        first = sampler.position
        vector[at.POSITION], vector[at.UPDATES] = first, updater.t
        vector[at.KEPT], vector[at.WIDTH] = tally.kept, tally.waiting.shape[1]
        self._sums[:2] = tally.loss_sum, self.sane_loss
        done = self._kernels.run_steps(self._layout.start, self._facts.start, most)
        sampler.position = last = int(vector[at.POSITION])
        updater.caught_up(int(vector[at.UPDATES]))
        losses = self._losses[:done]
        found = self.of(last - first - (done - 1) * sampler.batch)
        loss = float(losses[-1])
        broken = 0 if loss <= self.sane_loss else found[0].n
        tally.take(int(vector[at.KEPT]), last - first - broken, float(self._sums[0]))
        found[0].loss, found[0].heads[0].value = loss, float(self._sums[2])
        return Slice(*found, losses)

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
