"""Turns: when work in the training thread may go on, so that the window can paint.

Both threads run Python and share one interpreter lock; a frame beside busy training takes many times as long. So the
window closes a gate while it paints, and work waits at it, but never for long. Worked shape: ``Turns(gate).due()`` is
False while the gate is closed, and True again after 30 ms of waiting.
"""

import threading
import time

WAIT = 0.002
"""Wait at a closed gate before the event loop is looked at again; a request of the window may be there."""
PATIENCE = 0.03
"""Work goes on at least once in this time, however busy the window is."""


class Turns:
    """For one kind of work, which waits at all of ``gates``."""

    def __init__(self, *gates: threading.Event) -> None:
        self._gates = gates
        self._ran_at = 0.0

    @property
    def open(self) -> bool:
        """Whether nothing is being painted."""
        return all(gate.is_set() for gate in self._gates)

    def due(self) -> bool:
        """Whether the window rests; where it never does, a turn now and then is due all the same."""
        now = time.perf_counter()
        for gate in self._gates:
            if not gate.is_set() and not gate.wait(WAIT) and now - self._ran_at < PATIENCE:
                return False
        self._ran_at = time.perf_counter()
        return True
