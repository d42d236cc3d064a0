"""Ends: the moment a walk's present step began at, and the end of the epoch before it where that was put off.

An epoch's last stop is seen sooner where its validation comes after it: in slices while nobody waits, at once where
the next phase needs what comes of it. Worked shape: the update that ends an epoch of digits is seen after 30 ms, its
validation is judged in slices after that, and the step that has begun meanwhile then begins with it.
"""

import math
from collections.abc import Callable

from core.rewind import Moment, Moments, ended, hold, put_back
from core.trainer import Trainer


class Ends:
    """Begins the steps of a Player; ``fall_back`` is called where an end that was put off finds the run diverged."""

    start: Moment
    """The run as it stood before the present step."""

    def __init__(self, trainer: Trainer, moments: Moments, fall_back: Callable[[], None]) -> None:
        self._trainer, self._moments, self._fall_back = trainer, moments, fall_back
        self._owed = False

    # -- steps -------------------------------------------------------------------------------------------------------

    def begin(self, afresh: bool = False) -> None:
        """Hold the moment a step begins at; unless ``afresh``, what was last judged is still known."""
        self.start = hold(self._trainer, None if afresh else self.start)
        self._owed = self._trainer.ending
        self._moments.put(self.start)

    def begin_at(self, moment: Moment) -> None:
        """Put a moment that was held back: its step is the present one."""
        if self._owed and moment is self.start:
            self.settle()
            moment = self.start
        elif self._owed:
            self._moments.drop(self.start.step)  # where it is come to again it has its epoch's end
            self._owed = False
        put_back(self._trainer, moment)
        self.start = moment

    # -- what was put off ----------------------------------------------------------------------------------------------

    def judge_on(self, seconds: float) -> bool:
        """Go on for about so long with the end of an epoch that was put off; whether it is complete."""
        done = self._trainer.judge_on(seconds)
        if done:
            self._came()
        return done

    def settle(self) -> None:
        """Complete it."""
        self.judge_on(math.inf)

    def make_ready(self) -> None:
        """Complete it where the next phase needs what comes of it: whether the run goes on at all, for one."""
        if self._trainer.ending and not self._trainer.may_wait:
            self.settle()

    def follow(self) -> None:
        """Take up an end that came because someone else has moved the trainer on."""
        if self._owed and not self._trainer.ending:
            self._came()

    def _came(self) -> None:
        """The end of the epoch has come; the step that has begun meanwhile begins with it."""
        owed, self._owed = self._owed, False
        if self._trainer.divergence is not None:
            self._fall_back()
        elif owed and self._trainer.log.step == self.start.step:
            self.start = ended(self._trainer, self.start)
            self._moments.renew(self.start)
        elif owed:  # someone else has moved the trainer on
            self._moments.drop(self.start.step)
