"""Shares: which part of the drawing takes up the numbers of a frame while a network trains: links or some of the cards.

All of it in every frame is more than a frame has time for beside a training network, so links, every second card and
the cards between them take turns; whatever is looked at in rest is of one snapshot. Worked shape: 60 snapshots a
second give links and each card 20 times each.
"""

from typing import Any

from gui.run_state import RunState

LINKS, CARDS = 0, (1, 2)
ALL = (LINKS, *CARDS)


class Shares:
    """Asked once for each snapshot that is drawn."""

    def __init__(self) -> None:
        self._turn = 0
        self._all = True
        self._of: tuple[object, ...] = ()

    def all(self) -> None:
        """Something else than numbers has changed: nothing of before may stay."""
        self._all = True

    def next(self, runner: Any) -> tuple[int, ...]:
        """LINKS, one of CARDS, or ALL: what is made anew of the snapshot of this run."""
        snapshot = runner.snapshot
        of = (snapshot.revision, snapshot.watched.row if snapshot.watched else None) if snapshot is not None else ()
        alike = of == self._of and snapshot is not None and snapshot.walk is None
        spread = alike and not self._all and runner.state is RunState.PLAYING
        self._all, self._of = False, of
        if not spread:
            return ALL
        self._turn = (self._turn + 1) % len(ALL)
        return (self._turn,)
