"""Updater: applies an optimizer to the flat vectors of a program, in blocks that stay in the processor's cache.

One vectorised rule over all weights is several times faster than one per array, and blocks keep a large network's
passes from streaming through memory. Order, as in Keras: mask, clip each array, clip all, rule, add.
"""

from dataclasses import replace

import numpy as np

from core.activations import Array
from core.arithmetic import Line
from core.flat import flat
from core.optimizers import Moments, Optimizer
from core.program import Vectors
from core.schedules import Memory, Schedule

BLOCK = 32_768
"""Weights per block: six float32 vectors of it fill 768 kB, less than most second-level caches."""


class Updater:
    """Optimizer, schedule and moments of one run; the optimizer may be replaced by one of its kind meanwhile."""

    def __init__(self, optimizer: Optimizer, schedule: Schedule, vectors: Vectors) -> None:
        self.optimizer = optimizer
        self.rule = optimizer
        """The optimizer with the learning rate that the schedule gives it at the last update."""
        self.schedule = schedule
        self.memory = self._paced_by = schedule.begin()
        self._paced_anew = False
        self.vectors = vectors
        self.t = 0
        size, dtype = len(vectors.theta), vectors.theta.dtype
        self.moments = tuple(flat(size, dtype, optimizer.first_moment(name)) for name in optimizer.moment_names())
        self._work = np.empty(min(BLOCK, len(vectors.theta)), vectors.theta.dtype)
        self._numbers = tuple(np.array(number, vectors.theta.dtype) for number in optimizer.numbers(1))
        self._count()
        self._blocks = self._cut()

    def _cut(self) -> list[tuple[Array, Array, Array, Moments, Array, Array | None]]:
        v, size = self.vectors, len(self.vectors.theta)
        return [
            (
                v.theta[at], v.grad[at], v.change[at], tuple(moment[at] for moment in self.moments),
                self._work[: v.theta[at].size], None if v.mask is None else v.mask[at],
            )
            for at in (slice(start, start + BLOCK) for start in range(0, size, BLOCK))
        ]  # fmt: skip

    def follow(self, optimizer: Optimizer) -> bool:
        """Use new settings from now on; False where they need other moments, so that the rule must start over."""
        same = optimizer.kind == self.optimizer.kind and optimizer.moment_names() == self.optimizer.moment_names()
        if same:
            if optimizer.learning_rate != self.optimizer.learning_rate:
                self.memory = self.schedule.begin()  # a rate that was chosen is the rate: nothing is lowered any more
            self.optimizer = optimizer
            self._count()
        return same

    def pace_by(self, schedule: Schedule) -> None:
        """Another schedule from now on; one of the same kind goes on from what it remembers."""
        if schedule.kind != self.schedule.kind:
            self.memory = schedule.begin()
        self.schedule = schedule
        self._count()

    def end_epoch(self, loss: float, validation_loss: float | None) -> None:
        """Tell the schedule how the epoch went."""
        memory = self.schedule.after_epoch(self.optimizer.learning_rate, self.memory, loss, validation_loss)
        self._paced_anew |= memory != self.memory  # counts from the next update on: the last one is still looked at
        self.memory = memory

    def stand_at(self, t: int, memory: Memory) -> None:
        """Go on after ``t`` updates with what the schedule remembered then."""
        self.t, self.memory = t, dict(memory)
        self._count()

    @property
    def learning_rate(self) -> float:
        """The rate of the next update."""
        return self.schedule.rate(self.optimizer.learning_rate, self.t, self.memory)

    def explain_rate(self) -> tuple[Line, ...]:
        """Where the rate of the last update comes from."""
        return self.schedule.explain(self.optimizer.learning_rate, max(self.t, 1) - 1, self._paced_by)

    def relock(self) -> None:
        """Use the present mask from now on; the moments of a locked weight fade as without a gradient."""
        self._blocks = self._cut()

    def numbers_at(self, t: int) -> tuple[float, ...]:
        """The rule's factors at update ``t``, which ``rule`` then stands at."""
        rate = self.schedule.rate(self.optimizer.learning_rate, t - 1, self.memory)
        if rate != self.rule.learning_rate or self.rule is not self.optimizer:
            same = rate == self.optimizer.learning_rate
            self.rule = self.optimizer if same else replace(self.optimizer, learning_rate=rate)
        return self.rule.numbers(t)

    def _count(self) -> None:
        """Bring the rule and its numbers up to the present update."""
        self._paced_by, self._paced_anew = self.memory, False
        for cell, number in zip(self._numbers, self.numbers_at(max(self.t, 1)), strict=True):
            cell[()] = number

    def update(self) -> None:
        """One update of all weights from the gradient of the last step."""
        self.t += 1
        if self._paced_anew or not (self.optimizer.steady and self.schedule.steady):
            self._count()
        rule = self.rule
        if self.vectors.mask is not None:
            np.multiply(self.vectors.grad, self.vectors.mask, out=self.vectors.grad)
        if rule.clip_norm is not None or rule.global_clip_norm is not None:
            self._clip_all(rule)
        for theta, grad, change, moments, work, mask in self._blocks:
            rule.change(theta, grad, change, moments, work, self._numbers)
            if mask is not None:
                np.multiply(change, mask, out=change)
            np.add(theta, change, out=theta)

    def _clip_all(self, rule: Optimizer) -> None:
        grad = self.vectors.grad
        if rule.clip_norm is not None:
            for slot in self.vectors.slots:
                _clip(grad[slot.start : slot.stop], rule.clip_norm)
        if rule.global_clip_norm is not None:
            _clip(grad, rule.global_clip_norm)


def _clip(grad: Array, limit: float) -> None:
    """Scale ``grad`` down to the norm ``limit`` where it is longer; computed in its own precision."""
    norm = float(np.sqrt(np.dot(grad, grad)))
    if norm > limit:
        np.multiply(grad, limit / norm, out=grad)
