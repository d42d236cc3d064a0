"""Schedules: how the learning rate moves over a run. ``factor`` multiplies the optimizer's rate; plain data."""

from dataclasses import dataclass

from core.spec import Spec


@dataclass(frozen=True)
class Schedule(Spec):
    """Base of the learning-rate schedules."""

    noun = "schedule"

    def factor(self, step: int) -> float:
        """What the learning rate is multiplied by at the given step (counted from 0)."""
        return 1.0


@dataclass(frozen=True)
class Constant(Schedule, kind="constant"):
    """The learning rate stays as it is."""
