"""Handover: one snapshot passed from the training thread to the window's while the latter stands still for a moment.

A compiled run computes without the interpreter, so the two threads are in each other's way only while a snapshot is
made. The window lets go of the interpreter for that, and the snapshot is passed on when the next slice is about to
compute: then the window has the interpreter for its whole frame. It never waits longer than it says: what comes later
goes the long way, by a signal. No Qt. Worked shape: ``expect()``, ask, ``take(0.005)`` in the window's thread;
``give(snapshot)`` in the other.
"""

import threading

from core.snapshot import Snapshot


class Handover:
    """One window's and one training thread's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._come = threading.Lock()
        """Held unless something has been given that is not taken yet: whoever waits for it waits for that."""
        self._come.acquire()
        self._expected = False
        self._given: Snapshot | None = None

    def expect(self) -> None:
        """The next that is given is waited for; to be called before it is asked for."""
        with self._lock:
            self._expected = True

    def take(self, seconds: float) -> tuple[bool, Snapshot | None]:
        """(whether it came in time, what came); later ones are no longer expected."""
        self._come.acquire(timeout=seconds)
        with self._lock:
            came = not self._expected
            snapshot, self._expected, self._given = self._given, False, None
            self._come.acquire(blocking=False)  # it may have come this very moment
        return came, snapshot

    def give(self, snapshot: Snapshot | None) -> bool:
        """Pass it on where it is waited for; whether it was."""
        with self._lock:
            if not self._expected:
                return False
            self._expected, self._given = False, snapshot
            self._come.release()
        return True
