"""Halves: which part of the drawing takes up the numbers of a frame while a network trains: links or pictures.

Both in every frame are more than a frame has time for beside a training network, so each takes every second snapshot;
whatever is looked at in rest is of one snapshot. Worked shape: 60 snapshots a second give links and faces 30 times
each.
"""

from typing import Any

from gui.run_state import RunState


class Halves:
    """Asked once for each snapshot that is drawn."""

    def __init__(self) -> None:
        self._links = True
        self._both = True
        self._of: tuple[object, ...] = ()

    def both(self) -> None:
        """Something else than numbers has changed: nothing of before may stay."""
        self._both = True

    def next(self, runner: Any) -> tuple[bool, bool]:
        """(links, pictures): what is made anew of the snapshot of this run; at least one of them."""
        snapshot = runner.snapshot
        of = (snapshot.revision, snapshot.watched.row if snapshot.watched else None) if snapshot is not None else ()
        alike = of == self._of and snapshot is not None and snapshot.walk is None
        spread = alike and not self._both and runner.state is RunState.PLAYING
        self._both, self._of = False, of
        if not spread:
            return True, True
        self._links = not self._links
        return self._links, not self._links
