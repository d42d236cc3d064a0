"""Updater: applies an optimizer to the flat vectors of a program, in blocks that stay in the processor's cache.

One vectorised rule over all weights is several times faster than one per array, and blocks keep a large network's
passes from streaming through memory. Order, as in Keras: mask, clip each array, clip all, rule, add.
"""

import numpy as np

from core.activations import Array
from core.flat import flat
from core.optimizers import Moments, Optimizer
from core.program import Vectors
from core.schedules import Schedule

BLOCK = 32_768
"""Weights per block: six float32 vectors of it fill 768 kB, less than most second-level caches."""


class Updater:
    """Optimizer, schedule and moments of one run; the optimizer may be replaced by one of its kind meanwhile."""

    def __init__(self, optimizer: Optimizer, schedule: Schedule, vectors: Vectors) -> None:
        self.optimizer = optimizer
        self.schedule = schedule
        self.vectors = vectors
        self.t = 0
        self.moments = tuple(flat(len(vectors.theta), vectors.theta.dtype) for _ in optimizer.moment_names())
        self._work = np.empty(min(BLOCK, len(vectors.theta)), vectors.theta.dtype)
        self._numbers = tuple(np.array(number, vectors.theta.dtype) for number in optimizer.numbers(1))
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
            self.optimizer = optimizer
            self._count()
        return same

    def relock(self) -> None:
        """Use the present mask from now on; the moments of a locked weight fade as without a gradient."""
        self._blocks = self._cut()

    def numbers_at(self, t: int) -> tuple[float, ...]:
        """The rule's factors at update ``t``."""
        return self.optimizer.numbers(t)

    def _count(self) -> None:
        """Bring the rule's numbers up to the present update."""
        for cell, number in zip(self._numbers, self.numbers_at(max(self.t, 1)), strict=True):
            cell[()] = number

    def update(self) -> None:
        """One update of all weights from the gradient of the last step."""
        self.t += 1
        rule = self.optimizer
        if not rule.steady:
            self._count()
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
