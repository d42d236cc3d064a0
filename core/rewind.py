"""Moment: a trainer at the start of a step, held so exactly that what follows repeats to the last bit.

A Checkpoint is for a file; a Moment also holds the last gradient and the curves as they stand, so that a look back
shows what stood there and nothing is counted twice. Moments keeps them by step, bounded in bytes, thinned so
that old ones lie further apart. Example: 10,000 steps of a small network are held as about 250 moments.
"""

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.activations import Array
from core.checkpoint import Checkpoint, copy_of
from core.evaluation import Judgement
from core.frozen import dataclass
from core.run_log import RunLog
from core.schedules import Memory
from core.snapshot import Divergence, Phase

if TYPE_CHECKING:
    from core.trainer import Trainer

MOST_BYTES = 256 * 2**20
MOST_HELD = 512


@dataclass(frozen=True, eq=False)
class Moment:
    """Everything that decides how a run goes on, and what its screens show; arrays are read-only copies."""

    step: int
    theta: Array
    grad: Array
    change: Array
    moments: tuple[Array, ...]
    t: int
    paced: Memory
    sampler: dict[str, Any]
    generators: dict[int, Mapping[str, Any]]
    log: RunLog
    epoch: dict[str, Any]
    judged: Judgement | None
    state: Array
    best_theta: Array | None
    best_state: Array | None
    good: Checkpoint
    target_epochs: int
    finished: str
    stopping: dict[str, Any]
    phase: Phase | None
    divergence: Divergence | None

    @property
    def nbytes(self) -> int:
        """Memory its arrays take."""
        arrays = (self.theta, self.grad, self.change, *self.moments, self.sampler["order"])
        return sum(int(array.nbytes) for array in arrays) + 4096 + self.log.nbytes


def hold(trainer: "Trainer", last: Moment | None = None) -> Moment:
    """The trainer as it stands between two steps; of ``last``, the judgement is shared where it is the same."""
    program, updater, validator = trainer.program, trainer.updater, trainer.validator
    judged = last.judged if last is not None and last.log.epoch == trainer.log.epoch else None
    if judged is None and validator is not None:
        judged = validator.judgement()
    return Moment(
        step=trainer.log.step,
        theta=copy_of(program.theta),
        grad=copy_of(program.grad),
        change=copy_of(program.change),
        moments=tuple(copy_of(moment) for moment in updater.moments),
        t=updater.t,
        paced=dict(updater.memory),
        sampler=trainer.sampler.state(),
        generators={key: copy.deepcopy(dict(rng.bit_generator.state)) for key, rng in program.vectors.rngs.items()},
        log=copy.deepcopy(trainer.log),
        epoch=trainer.tally.state(),
        judged=judged,
        state=copy_of(program.state),
        best_theta=None if trainer.best_theta is None else copy_of(trainer.best_theta),
        best_state=None if trainer.best_state is None else copy_of(trainer.best_state),
        good=trainer.good,
        target_epochs=trainer.target_epochs,
        finished=trainer.finished,
        stopping=trainer.stopping.state(),
        phase=trainer.phase,
        divergence=trainer.divergence,
    )


def ended(trainer: "Trainer", moment: Moment) -> Moment:
    """The moment a step began at, held while the end of the epoch before was put off; it has come by now."""
    return replace(
        moment,
        paced=dict(trainer.updater.memory),
        log=copy.deepcopy(trainer.log),
        judged=None if trainer.validator is None else trainer.validator.judgement(),
        best_theta=None if trainer.best_theta is None else copy_of(trainer.best_theta),
        best_state=None if trainer.best_state is None else copy_of(trainer.best_state),
        good=trainer.good,
        stopping=trainer.stopping.state(),
    )


def put_back(trainer: "Trainer", moment: Moment) -> None:
    """The reverse of ``hold``; the trainer's next phase begins the step of that moment."""
    program, updater = trainer.program, trainer.updater
    np.copyto(program.theta, moment.theta)
    np.copyto(program.grad, moment.grad)
    np.copyto(program.change, moment.change)
    np.copyto(program.state, moment.state)
    for now, then in zip(updater.moments, moment.moments, strict=True):
        np.copyto(now, then)
    updater.stand_at(moment.t, moment.paced)
    trainer.sampler.restore(moment.sampler)
    for key, state in moment.generators.items():
        program.vectors.rngs[key].bit_generator.state = state
    trainer.rewound(copy.deepcopy(moment.log), moment.epoch)
    if trainer.validator is not None and moment.judged is not None:
        trainer.validator.recall(moment.judged)
    trainer.best_theta = None if moment.best_theta is None else moment.best_theta.copy()
    trainer.best_state = None if moment.best_state is None else moment.best_state.copy()
    trainer.good = moment.good
    trainer.stopping.restore(moment.stopping)
    trainer.target_epochs, trainer.finished = moment.target_epochs, moment.finished
    trainer.phase, trainer.divergence = moment.phase, moment.divergence


class Moments:
    """Moments by step in at most ``limit`` bytes; of many, the old lie further apart than the recent ones."""

    def __init__(self, limit: int = MOST_BYTES, most: int = MOST_HELD) -> None:
        self.limit, self.most = limit, most
        self._held: dict[int, Moment] = {}
        self._bytes = 0

    def __contains__(self, step: int) -> bool:
        return step in self._held

    def __len__(self) -> int:
        return len(self._held)

    @property
    def nbytes(self) -> int:
        """Memory all of them take."""
        return self._bytes

    @property
    def earliest(self) -> int:
        """The first step that can be gone back to."""
        return min(self._held)

    def put(self, moment: Moment) -> None:
        """Keep a moment, and thin out the others where they become too many."""
        if moment.step in self._held:
            return
        self._held[moment.step] = moment
        self._bytes += moment.nbytes
        while len(self._held) > 1 and (self._bytes > self.limit or len(self._held) > self.most):
            self._drop(self._least_missed(moment.step))

    def renew(self, moment: Moment) -> None:
        """Put this one in the place of that of its step."""
        self.drop(moment.step)
        self.put(moment)

    def drop(self, step: int) -> None:
        """Forget the one of this step."""
        if step in self._held:
            self._drop(step)

    def _least_missed(self, newest: int) -> int:
        """The step whose loss widens a gap least, for its distance from the newest; the ends are kept while it can."""
        steps = sorted(self._held)
        if len(steps) <= 2:
            return steps[0] if steps[0] != newest else steps[-1]
        middle = [at for at in range(1, len(steps) - 1) if steps[at] != newest]
        return steps[min(middle, key=lambda at: (steps[at + 1] - steps[at - 1]) / (abs(newest - steps[at]) + 1.0))]

    def _drop(self, step: int) -> None:
        self._bytes -= self._held.pop(step).nbytes

    def before(self, step: int) -> Moment | None:
        """The last one at or before ``step``, or None where the run began later."""
        return max((each for each in self._held.values() if each.step <= step), key=lambda m: m.step, default=None)

    def forget(self, after: int = -1) -> None:
        """Drop those of steps later than ``after``; all of them, unless told otherwise."""
        for step in [step for step in self._held if step > after]:
            self._drop(step)
