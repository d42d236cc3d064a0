"""Loading: the one word between window and training thread while data is read: which data is wanted at all.

The window says it, the reader asks at every report, so that a cancel, another choice of data, or closing ends the
reading of 60,000 pictures at once. No Qt. Worked shape: ``loading.cancel()`` makes the next ``check`` raise Cancelled.
"""

import time
from collections.abc import Callable

from core.data_spec import DataSpec

STOPPED = "Reading the data was stopped. Read it again, or choose other data in the Data tab."
TOLD_EVERY, PATIENCE = 0.04, 0.25
"""Seconds between two reports that reach the window, and before the first."""


class Cancelled(Exception):  # noqa: N818 (not an error: the user's wish)
    """The work was cancelled or replaced by newer work."""


class Loading:
    """See the module's header; all of it may be called from any thread."""

    def __init__(self) -> None:
        self._wanted: DataSpec | None = None
        self._guarded = False  # until a window says what it wants, everything is
        self.stopped = False
        """Whether the user called it off, rather than choosing something else."""

    def want(self, data: DataSpec | None) -> None:
        """This is the project's data now; reading any other is in vain."""
        self._wanted, self._guarded, self.stopped = data, True, False

    def cancel(self) -> None:
        """Read nothing."""
        self._wanted, self._guarded, self.stopped = None, True, True

    def check(self, data: DataSpec) -> None:
        """Raise Cancelled where ``data`` is not wanted any more."""
        if self._guarded and self._wanted != data:
            raise Cancelled

    def reporter(self, data: DataSpec, tell: Callable[[float, str], None]) -> Callable[[float, str], None]:
        """A Report that passes on what is worth showing and ends the reading where it is in vain."""
        told = time.perf_counter() + PATIENCE - TOLD_EVERY

        def report(share: float, sentence: str) -> None:
            nonlocal told
            self.check(data)
            if (now := time.perf_counter()) - told >= TOLD_EVERY:
                told = now
                tell(share, sentence)

        return report
