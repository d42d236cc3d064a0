"""Whether memory grows over many rounds: the rule, and the arithmetic behind it.

Every round is followed by a reading. Rounds differ, and come again in the same order; only readings after the same work
are compared. The slope between every two of them, in bytes a round, is taken, and of all slopes

- the median (Theil and Sen's line): it ignores single readings that are off and bends little for a table that was
  doubled once. Over the measured rounds, or over those of an hour where they took longer, it may add up to 2 % of the
  level that memory had when measuring began.
- the slope that nine of ten exceed: growth that is there all the time, whatever the noise. A short run is too short for
  a leak to add up to 2 %, so this one is projected to an hour, where it may come to 10 %. Only what is asked of the
  allocator is: pages follow it for minutes, as holes between blocks fill, and nothing can be said of their hour.

So noise and the last filling of caches fail no run; a steady leak of 20 kB a round fails one of three minutes, and in
an hour 3 kB a round are enough.
"""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

HOUR = 3600.0
ALLOWED, STEADILY = 0.02, 0.10
"""Growth over the run, and steady growth in an hour, as shares of the level."""
EXCEEDED_BY_MOST = 0.1


class Growth(NamedTuple):
    """``level`` in bytes, ``usual`` and ``steady`` in bytes a round."""

    level: float
    usual: float
    steady: float


def growth(sizes: Sequence[int], alike: int) -> Growth:
    """The slopes of readings of which those ``alike`` rounds apart follow the same work; more than that many."""
    slopes = sorted(
        (sizes[later] - sizes[at]) / (later - at)
        for at in range(len(sizes))
        for later in range(at + alike, len(sizes), alike)
    )
    return Growth(
        statistics.median(sizes[:alike]), statistics.median(slopes), slopes[int(EXCEEDED_BY_MOST * len(slopes))]
    )


def complaint(name: str, sizes: Sequence[int], alike: int, seconds: float, projected: bool) -> tuple[str, str]:
    """(what was measured, what is wrong with it or nothing), of readings made during so many seconds.

    ``projected``: whether steady growth counts as well.
    """
    found = growth(sizes, alike)
    an_hour = (len(sizes) - 1) * HOUR / seconds
    over = min(len(sizes) - 1.0, an_hour)
    grown, steadily = found.usual * over / found.level, max(0.0, found.steady) * an_hour / found.level
    line = (
        f"{name}: {found.level / 2**20:.1f} MB, {found.usual / 1024:+.1f} kB a round, {grown:+.2%} in {over:.0f}"
        f" rounds, steady growth {steadily:.1%} an hour"
    )
    if grown > ALLOWED:
        return line, f"{name} grew by {grown:.1%} in {over:.0f} rounds."
    if projected and steadily > STEADILY:
        return line, f"{name} grows all the time: {steadily:.0%} in an hour."
    return line, ""
