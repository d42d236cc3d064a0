"""Cores: keep the training threads off one processor core, so that the window has one to itself while both are busy.

Each time the training thread waits for the interpreter, Linux wakes it on the core of the thread that woke it, beside
the window, and the other core idles (measured: 55 % of the speed of training alone, 97 % on cores of their own). The
window's thread is held nowhere: it would stand still whenever another program has its core, and all that it starts
would be held there, too. Only where the system lets a thread choose; elsewhere nothing happens.

A run whose products use several BLAS threads is not held either, nor is any other beside it: those threads spin
while they wait for each other, and where two must share a core each waits until the other's time is up. No Qt.
"""

import os
import threading


class Cores:
    """Of one training thread: ``part`` when a run plays there, ``join`` when it rests, both called in that thread."""

    def __init__(self) -> None:
        self._thread = 0

    def part(self, blas_threads: int) -> None:
        """This thread plays a run that uses so many BLAS threads; call it again where the number has changed."""
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

    def enter(self, thread: int, blas_threads: int) -> None:
        with self._lock:
            if not self._blas:
                self._whole = os.sched_getaffinity(os.getpid())
            if self._blas.get(thread) != blas_threads:
                self._blas[thread] = blas_threads
                self._place()

    def leave(self, thread: int) -> None:
        with self._lock:
            if self._blas.pop(thread, None) is not None:
                _hold(thread, self._whole)
                self._place()

    def _place(self) -> None:
        _, *others = sorted(self._whole)
        apart = bool(others) and set(self._blas.values()) == {1}
        for thread in self._blas:
            _hold(thread, set(others) if apart else self._whole)


def _hold(thread: int, cores: set[int]) -> None:
    """Have the thread of this number run on these cores; one that is gone, or a system that refuses, is left alone."""
    try:
        os.sched_setaffinity(thread, cores)
    except OSError:
        return


_arrangement = _Arrangement()
