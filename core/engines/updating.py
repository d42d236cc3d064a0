"""CompiledUpdater: an Updater whose rule is one pass over all weights (core/engines/kernels/optimizers.py).

Networks that numpy computes take it, too, where they are large. Worked shape: Adam on 101,770 weights takes 25 us.
"""

from typing import Any

import numpy as np

from core.engines import cache
from core.engines import names as at
from core.engines.choice import rule_name
from core.engines.layout import Facts
from core.flat import whole
from core.optimizers import Adam, Optimizer
from core.program import Vectors
from core.schedules import Memory, Schedule
from core.updater import Updater

_AHEAD = 512
"""Updates whose factors are made in one go, where each has its own."""


class CompiledUpdater(Updater):
    """Optimizer, schedule and moments of one run, as the kernels see them: ``facts`` is shared with the passes."""

    def __init__(self, optimizer: Optimizer, schedule: Schedule, vectors: Vectors) -> None:
        super().__init__(optimizer, schedule, vectors)
        self.facts = Facts()
        self.facts.point_to_weights(vectors)
        self._kernels: Any = None
        self._even, self._until = False, 0
        self.relock()
        self._tell()

    def follow(self, optimizer: Optimizer) -> bool:
        followed = super().follow(optimizer)
        if followed:
            self._tell()
        return followed

    def pace_by(self, schedule: Schedule) -> None:
        super().pace_by(schedule)
        self._forget_factors()

    def stand_at(self, t: int, memory: Memory) -> None:
        super().stand_at(t, memory)
        self._forget_factors()

    def relock(self) -> None:
        super().relock()
        mask = self.vectors.mask
        self.facts.vector[at.MASKED] = mask is not None
        self.facts.point(at.MASK, whole(mask) if mask is not None else np.ones(1, self.vectors.theta.dtype))

    def _tell(self) -> None:
        """Bring ``facts`` up to the present optimizer."""
        facts, rule, vectors = self.facts, self.optimizer, self.vectors
        moments = [*(whole(moment) for moment in self.moments), vectors.theta[:0], vectors.theta[:0]]
        facts.point(at.SETTINGS, np.zeros(3))
        facts.point(at.FIRST, moments[0])
        facts.point(at.SECOND, moments[1])
        slots = np.array([(slot.start, slot.stop) for slot in vectors.slots], np.int64).reshape(-1, 2)
        facts.point(at.SLOTS, slots)
        limits = np.array([rule.clip_norm or 0.0, rule.global_clip_norm or 0.0])
        facts.point(at.LIMITS, limits)
        count = len(rule.numbers(1))
        facts.point(at.FACTORS, np.zeros(count, vectors.theta.dtype))
        vector = facts.vector
        vector[at.KIND] = at.KNOWN_RULES.index(rule_name(rule))
        vector[at.ARRAYS], vector[at.CLIPPED], vector[at.FACTOR_COUNT] = len(slots), limits.any(), count
        self._forget_factors()

    def look_ahead(self, most: int) -> int:
        """Have factors of the next updates at hand; of how many, at most ``most``.

        Those of an even pace are there once for all.
        """
        if self._even and not self._paced_anew:
            return most
        if self.t < self._until and not self._paced_anew:
            return min(most, self._until - self.t)
        facts, steady = self.facts, self.schedule.steady
        self._even = steady and (self.optimizer.steady or isinstance(self.optimizer, Adam))
        self._paced_by, self._paced_anew = self.memory, False
        rows = [self.numbers_at(self.t + ahead) for ahead in range(1, 2 if self._even else min(most, _AHEAD) + 1)]
        facts.point(at.TABLE, np.array(rows, np.float64))
        facts.vector[at.UPDATES_AHEAD], facts.vector[at.TABLE_FROM] = len(rows), self.t + 1
        self._until = 0 if self._even else self.t + len(rows)
        rule = self.rule
        facts.vector[at.BY_ADAM] = steady and isinstance(rule, Adam)  # then the kernel finds the pace by itself
        if steady and isinstance(rule, Adam):
            facts.point(at.SETTINGS, np.array([rule.learning_rate, rule.beta_1, rule.beta_2]))
        return most if self._even else len(rows)

    def _forget_factors(self) -> None:
        """Those at hand are of another pace, or of other updates."""
        self._even, self._until = False, 0

    def update(self) -> None:
        """One update of all weights from the gradient of the last step."""
        self.look_ahead(1)
        self.t += 1
        if self._kernels is None:
            self._kernels = cache.kernels(self.vectors.theta.dtype.name)
        self.facts.vector[at.UPDATES] = self.t
        self._kernels.run_phase(int(self.facts.vector[at.THETA]), self.facts.start, at.UPDATE, 0, 0, 0)

    def caught_up(self, t: int) -> None:
        """The kernels have made all updates up to ``t``."""
        self.t = t
        if not self._even:
            self._count()
