"""Cores: keep the window's thread and the training thread on different processor cores while both are busy.

Each time the training thread waits for the interpreter, Linux wakes it on the core of the thread that woke it, beside
the window, and the other core idles (measured: 55 % of the speed of training alone, 97 % on cores of their own). Only
where the system lets a thread choose; elsewhere nothing happens. No Qt.
"""

import os


class Cores:
    """``part`` from the training thread when a run plays, ``join`` when it rests."""

    def __init__(self) -> None:
        self._all: set[int] = set()

    def part(self) -> None:
        """The window's thread takes one core, the calling thread the others."""
        if self._all or not hasattr(os, "sched_setaffinity"):
            return
        allowed = os.sched_getaffinity(0)
        if len(allowed) < 2:
            return
        first, *others = sorted(allowed)
        if _place(os.getpid(), {first}) and _place(0, set(others)):
            self._all = allowed

    def join(self) -> None:
        """Both may run anywhere again."""
        if self._all:
            _place(os.getpid(), self._all)
            _place(0, self._all)
            self._all = set()


def _place(thread: int, cores: set[int]) -> bool:
    """Whether the thread of this id (0: the calling one, the process's own: its first) runs on these cores now."""
    try:
        os.sched_setaffinity(thread, cores)
    except OSError:
        return False
    return True
