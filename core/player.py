"""Player: walks the real Trainer by stops, forwards and backwards; the weights end where full speed would end them.

A stop is the state right after one phase has run; stop -1 is the state before a step's first phase. Going back puts
the moment at that step's start back and runs its phases again: the same minibatch, the same dropout masks, the same
bits. Example: Mazur's 2-2-2 has 8 stops a step: Forward, Forward, Error, Blame, Gradient, Blame, Gradient, Update.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.ends import Ends
from core.equations import Basis, Explainer
from core.frozen import dataclass
from core.program import Program
from core.rewind import MOST_BYTES, Moment, Moments, hold
from core.snapshot import PhaseKind
from core.trainer import Trainer

BEFORE = -1
"""The stop before a step's first phase: no minibatch is drawn yet."""


@dataclass(frozen=True)
class Stop:
    """One stop of the plan: what kind, at which layer (None for error and update), and its place in the strip."""

    kind: PhaseKind
    layer: int | None
    index: int


class Position(NamedTuple):
    """Where the walk stands: the step (counted from 0) and the last stop reached in it, or -1 before the first."""

    step: int
    stop: int


class Player:
    """Walks ``trainer``; begins where it stands (a step begun is finished first). ``limit`` bounds memory in bytes."""

    def __init__(self, trainer: Trainer, limit: int = MOST_BYTES) -> None:
        self.trainer = trainer
        self.moments = Moments(limit)
        self.ends = Ends(trainer, self.moments, self._fall_back)
        self.puts_off = False
        """Whether an epoch's validation is left to ``ends``, so that its last stop is seen sooner."""
        self._planned: Program | None = None
        self._plan: tuple[Stop, ...] = ()
        self._position = Position(0, BEFORE)
        self.renew()

    # -- where the walk stands -----------------------------------------------------------------------------------------

    @property
    def plan(self) -> tuple[Stop, ...]:
        """The stops of one step, in order."""
        if self._planned is not self.trainer.program:  # every number of a walk asks which stops were passed
            self._planned = self.trainer.program
            self._plan = tuple(Stop(phase.kind, phase.layer, at) for at, phase in enumerate(self.trainer.plan))
        return self._plan

    @property
    def position(self) -> Position:
        """Step and stop."""
        self._follow()
        return self._position

    @property
    def stop(self) -> Stop | None:
        """The stop last reached, or None before a step."""
        at = self.position.stop
        return None if at == BEFORE else self.plan[at]

    @property
    def earliest(self) -> int:
        """The first step that can be gone back to."""
        return self.moments.earliest

    @property
    def can_go_forward(self) -> bool:
        """False at the end of a run."""
        return not (self.trainer.at_step_start and (self.trainer.finished or self.trainer.divergence is not None))

    @property
    def can_go_back(self) -> bool:
        """False at the earliest moment that is held."""
        return self.position > (self.earliest, BEFORE)

    @property
    def start(self) -> Moment:
        """The run as it stood before the present step: the weights that forward and backward pass work with."""
        return self.ends.start

    @property
    def rows(self) -> NDArray[np.intp]:
        """Dataset rows of the present minibatch, in the order of its columns; none before a step."""
        if self.position.stop == BEFORE:
            return np.zeros(0, np.intp)
        sampler = self.trainer.sampler
        return self.trainer.prepared.train_index[sampler.last(self.trainer.current.n)].astype(np.intp)

    @property
    def gradient(self) -> Array:
        """The whole gradient as backpropagation left it: before masks, clipping and the update."""
        return self._gradient if self._gradient is not None else self.trainer.program.grad

    def gradient_of(self, layer: int, example: int) -> Array:
        """The same vector with one example's part in place of the gradient of ``layer``; penalties are nobody's.

        A gradient is a sum over examples of blame times what came in: with the blame of all others put to 0 for a
        moment, the layer's own rule gives the part. Divided by n, as the sum is.
        """
        program, op = self.trainer.program, self.trainer.current.ops[layer]
        own = [slot for slot in program.slots if slot.layer == layer]
        delta, grad, found = op.delta.copy(), program.grad.copy(), self.gradient.copy()
        op.delta[...] = 0.0
        op.gradient()
        penalties = [slot.view(program.grad).copy() for slot in own]
        op.delta[..., example] = delta[..., example]
        op.gradient()
        for slot, penalty in zip(own, penalties, strict=True):
            slot.view(found)[...] = slot.view(program.grad) - penalty
        op.delta[...], program.grad[...] = delta, grad
        return found

    def step_of(self, row: int) -> int | None:
        """The step of this epoch whose minibatch has this row of the dataset; None where none that is held has it."""
        found = np.flatnonzero(self.trainer.prepared.train_index == row)
        step, stop = self.position
        if not len(found):
            return None
        sampler = self.trainer.sampler
        if stop == BEFORE and sampler.at_epoch_end:
            return None  # the next epoch's order is not drawn yet
        at = step + sampler.calls_until(int(found[0])) + (0 if stop == BEFORE else 1)
        return at if at >= self.earliest else None

    def explainer(self) -> Explainer:
        """Explains the numbers of the present stop; of no use after the next move."""
        stop, start = self.position.stop, self.ends.start
        basis = Basis(start.theta, start.moments, start.t, self.gradient)
        task = self.trainer.prepared.dataset.task
        classes = {head.id: task.of(head.name).class_names for head in self.trainer.network.heads}
        return Explainer(self.trainer.current, basis, self.trainer.updater, stop == len(self.plan) - 1, classes)

    def done(self, kind: PhaseKind, layer: int | None = None) -> bool:
        """Whether this phase of the present step has run; what it computes is older than the step otherwise."""
        reached = self.plan[: self.position.stop + 1]
        return any(stop.kind is kind and stop.layer == layer for stop in reached)

    # -- walking -------------------------------------------------------------------------------------------------------

    def forward(self) -> Stop | None:
        """Run the next phase; the stop reached, or None where the run has ended."""
        self._follow()
        self.ends.make_ready()
        if not self.can_go_forward:
            return None
        step, stop = self._position
        if self.trainer.at_step_start:
            step = self.trainer.log.step
            if stop != BEFORE:
                self._begin()
            stop = BEFORE
        self._advance()
        self._position = Position(step, stop + 1)
        if self.trainer.divergence is not None:
            self._fall_back()
        return self.stop

    def back(self) -> Stop | None:
        """One stop back, across updates too; the stop it stands at then, None before a step or where there is none."""
        if self.can_go_back:
            step, stop = self._position
            before_first = stop == BEFORE or (stop == 0 and step > self.earliest)
            self._go(*((step - 1, len(self.plan) - 1) if before_first else (step, stop - 1)))
        return self.stop

    def next_step(self) -> Position:
        """The same stop one minibatch on; the run's end stops it earlier."""
        step, stop = self.position
        self.go(step + 1, stop)
        return self._position

    def previous_step(self) -> Position:
        """The same stop one minibatch back, or the earliest moment."""
        step, stop = self.position
        self.go(step - 1, stop)
        return self._position

    def go(self, step: int, stop: int = BEFORE) -> Position:
        """Walk to a stop, forwards or backwards, as far as the run and the moments held allow."""
        self._follow()
        stop = min(max(stop, BEFORE), len(self.plan) - 1)
        if step < self.earliest:
            step, stop = self.earliest, BEFORE
        if (step, stop) != self._position:
            self._go(step, stop)
        return self._position

    def renew(self) -> None:
        """Begin here and forget what was before: after an edit of weights or settings the past cannot be run again."""
        if not self.trainer.at_step_start:
            self.trainer.step()
        self.trainer.settle()
        self.moments.forget()
        self._program = self.trainer.program
        self._begin(afresh=True)
        self._position = Position(self.trainer.log.step, BEFORE)

    def record(self) -> None:
        """Hold the present moment if a step has just ended: for whoever trains at full speed between two walks."""
        trainer = self.trainer
        if trainer.program is self._program and trainer.at_step_start and not trainer.ending:
            self.moments.put(hold(trainer, self.ends.start))

    # -- inner workings ------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Where someone else has moved the trainer on, begin there; where it was compiled anew, begin afresh."""
        self.ends.follow()
        if self.trainer.program is not self._program:
            self.renew()
            return
        step, stop = self._position
        whole = stop == len(self.plan) - 1
        if (self.trainer.log.step, self.trainer.phases_run) == (step + whole, 0 if whole else stop + 1):
            return
        if self.trainer.log.step != step or self.trainer.at_step_start:
            if not self.trainer.at_step_start:
                self.trainer.step()
            self._begin()
        self._position = Position(self.trainer.log.step, self.trainer.phases_run - 1)

    def _begin(self, afresh: bool = False) -> None:
        self.ends.begin(afresh)
        self._gradient: Array | None = None

    def _advance(self) -> None:
        if self.trainer.next_phase.kind is PhaseKind.UPDATE:
            self._gradient = self.trainer.program.grad.copy()
        self.trainer.advance(self.puts_off)

    def _go(self, step: int, stop: int) -> None:
        """Put the nearest earlier moment back unless the walk already stands between it and the goal; then run."""
        moment = self.moments.before(step)
        assert moment is not None  # nobody asks for a step before the earliest
        if (step, stop) < self._position or moment.step > self._position.step:
            self._return(moment)
        if self._position.step < step and not self._run_to(step):
            return
        while self._position.stop < stop and self.forward() is not None:
            continue

    def _run_to(self, step: int) -> bool:
        """Whole steps up to the start of ``step``; where the run ends before it, its last stop, and False."""
        trainer = self.trainer
        while not (trainer.at_step_start and trainer.log.step >= step):
            if trainer.ending:
                self.ends.settle()
            if not self.can_go_forward:
                self._go(trainer.log.step - 1, len(self.plan) - 1)
                return False
            if trainer.at_step_start and _worth_holding(step - trainer.log.step):
                self.moments.put(hold(trainer))
            trainer.step(self.puts_off)
            if trainer.divergence is not None:
                self._fall_back()
                return False
        self._begin()
        self._position = Position(step, BEFORE)
        return True

    def _return(self, moment: Moment) -> None:
        self.ends.begin_at(moment)
        self._gradient = None
        self._position = Position(self.ends.start.step, BEFORE)

    def _fall_back(self) -> None:
        """The run diverged and its last good weights are back: walk on from there."""
        self.moments.forget(after=self.trainer.log.step)
        self._begin(afresh=True)
        self._position = Position(self.trainer.log.step, BEFORE)


def _worth_holding(distance: int) -> bool:
    """On the way to a far step: 1, 2, 4, 8... steps before it, so that further steps back are short; and a few more."""
    return distance & (distance - 1) == 0 or distance % 64 == 0
