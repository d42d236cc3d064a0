"""Cores: keep the training threads off the processor core that the window's thread stands on, while both are busy.

Whenever one of the two wakes the other, Linux puts that beside it on its own core, and the other core idles (measured:
each then waits half of the time for the core that both stand on). The window's thread is held nowhere: it would stand
still whenever another program has its core, and all that it starts would be held there, too. So a training thread looks
before each slice where the window's thread is, and steps aside. Only where the system lets a thread choose; elsewhere
nothing happens.

A run whose products use several BLAS threads is not held, nor is any other beside it: those threads spin while they
wait for each other, and where two must share a core each waits until the other's time is up. No Qt.
"""

import os
import threading
from functools import cache
from pathlib import Path

_CORE = 36
"""Place of the core among the words of /proc/.../stat that follow the thread's name."""


class Cores:
    """Of one training thread: ``part`` when a run plays there, ``join`` when it rests, both called in that thread."""

    def __init__(self) -> None:
        self._thread = 0

    def part(self, blas_threads: int) -> None:
        """This thread plays a run that uses so many BLAS threads; to be called before each slice of it."""
        if hasattr(os, "sched_setaffinity"):
            self._thread = threading.get_native_id()
            _arrangement.enter(self._thread, blas_threads)

    def join(self) -> None:
        """The run rests: this thread may run anywhere again, and so may others that it kept from being held."""
        if self._thread:
            _arrangement.leave(self._thread)
            self._thread = 0


class _Arrangement:
    """Who plays in this process, in all its windows, and where each stands."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blas: dict[int, int] = {}
        """By the system's number of a training thread: how many BLAS threads its run uses."""
        self._whole: set[int] = set()
        """The cores that this process may use, as of when nobody was held."""
        self._left = -1
        """The core that is left to the window."""

    def enter(self, thread: int, blas_threads: int) -> None:
        with self._lock:
            if not self._blas:
                self._whole = os.sched_getaffinity(os.getpid())
            taken = core_of_window()
            if self._blas.get(thread) != blas_threads or (taken != self._left and taken in self._whole):
                self._blas[thread], self._left = blas_threads, taken
                self._place()

    def leave(self, thread: int) -> None:
        with self._lock:
            if self._blas.pop(thread, None) is not None:
                _hold(thread, self._whole)
                self._place()

    def _place(self) -> None:
        others = self._whole - {self._left}
        apart = bool(others) and set(self._blas.values()) == {1}
        for thread in self._blas:
            _hold(thread, others if apart else self._whole)


@cache
def _window() -> int:
    """An open file of the system that tells of the window's thread; -1 where there is none."""
    try:
        return os.open(Path(f"/proc/self/task/{threading.main_thread().native_id}/stat"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return -1


def core_of_window() -> int:
    """The core on which the window's thread runs, or ran last; -1 where that is not told."""
    if _window() < 0:
        return -1
    told = os.pread(_window(), 1024, 0)
    return int(told.rpartition(b")")[2].split()[_CORE])


def _hold(thread: int, cores: set[int]) -> None:
    """Have the thread of this number run on these cores; one that is gone, or a system that refuses, is left alone."""
    try:
        os.sched_setaffinity(thread, cores)
    except OSError:
        return


_arrangement = _Arrangement()
