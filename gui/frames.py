"""FrameCalls: when the window's frames begin, and what becomes of the snapshot that one shows.

A frame ends when the canvas has painted. While it lasts a run that numpy computes stands still, for both threads would
need the interpreter; a compiled run goes on, and hands a snapshot over as each frame begins. Worked shape: a snapshot
arrives, ``snapshot_ready`` is emitted, the canvas paints, ``frame_painted``; the next frame is due 16 ms after this one
was.
"""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot

from core.snapshot import Snapshot
from gui.document import Document
from gui.run_state import RunState
from gui.running import RunningWorker
from gui.weights.calls import WeightCalls

FRAME_MS = 16
FRAME = FRAME_MS / 1000.0
"""From frame to frame: milliseconds, seconds."""
BREATH, FREE_BREATH = 1.3, 1.1
"""Frames begin no sooner than so many times their cost apart, so that training and the mouse get their share; the
second is that of a run that trains on meanwhile."""
PATIENCE = 0.005
"""Longest time, in seconds, that a frame waits for the snapshot of a compiled run; without it, it comes later."""
UNSEEN_MS = 30
"""A frame ends after this time where the canvas is not drawn: hidden, or behind another window."""
IDLE_MS = 120
"""How often a resting run is asked, so that the first frame after a click is never far."""


class FrameCalls(WeightCalls):
    """The part of TrainingRunner that asks for snapshots at the pace of the screen, and shows them."""

    def __init__(self, document: Document, worker: RunningWorker, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self._gate, self._request, self._handover = worker.gate, worker.request, worker.handover
        self._oldest = 0
        """Snapshots of revisions before this one are of a project that is no longer open."""
        self._closed = False
        self._arrived: Snapshot | None = None
        self._shown_at, self._cost = 0.0, 0.0
        self._due_at = 0.0
        """When the frame on show was to begin: a little late, it does not delay those that follow."""
        self._open_gate = self._single_timer(self._frame_done)
        self._pace = self._single_timer(self._frame_due)
        self._pace.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames = QTimer(self)
        self._frames.setInterval(IDLE_MS)
        self._frames.timeout.connect(self._look_whether_due)

    def _single_timer(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    def _close_frames(self) -> None:
        """Nothing is asked or shown any more, and nobody is held back."""
        self._closed = True
        for timer in (self._frames, self._pace, self._open_gate):
            timer.stop()
        self._gate.set()

    @property
    def _plays_on(self) -> bool:
        """Whether the run trains on while a frame is painted."""
        shot = self.snapshot
        compiled = shot is not None and shot.identity.get("engine") == "compiled"
        return compiled and self.state is RunState.PLAYING and not self.walking

    @Slot()
    def _look_whether_due(self) -> None:
        """Ask, where no frame is under way whose end will ask."""
        if not self._plays_on:
            self._ask()
        elif self._gate.is_set() and not self._pace.isActive():
            self._frame_due()

    @Slot(object)
    def _take_snapshot(self, snapshot: Snapshot | None) -> None:
        """An answer has come by the signal."""
        self._note(snapshot)
        if self._closed:
            return
        rest = self._rest()
        if rest > 0.001 and self.state is RunState.PLAYING:
            self._pace.start(round(rest * 1000.0))
        else:
            self._show_arrived()

    def _note(self, snapshot: Snapshot | None) -> None:
        self._waiting = False
        of_before = snapshot is not None and snapshot.revision < self._oldest  # it was on its way
        self._arrived = None if of_before else snapshot
        self._snapshot_came()

    def _rest(self) -> float:
        """Seconds until the next frame may begin."""
        breath = FREE_BREATH if self._plays_on else BREATH
        return max(self._due_at + FRAME, self._shown_at + breath * self._cost) - time.perf_counter()

    @Slot()
    def _frame_due(self) -> None:
        """Show what has arrived; of a run that trains on, have the state of this moment."""
        if self._arrived is not None or not self._plays_on:
            self._show_arrived()
        elif not self._waiting:
            self._meet()

    def _meet(self) -> None:
        """Ask, and let the training thread have the interpreter until it answers, but never for long."""
        begun = time.perf_counter()
        self._handover.expect()
        self._ask()
        came, snapshot = self._handover.take(PATIENCE)
        if came:
            # What the other thread told before it made this snapshot is heard before it is shown.
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
            self._note(snapshot)
            self._show_arrived(begun)

    @Slot()
    def _show_arrived(self, begun: float | None = None) -> None:
        """Pass the snapshot on, and hold a run that numpy computes back until it is painted.

        Two threads that both run Python take turns at the interpreter every millisecond, and a frame of many short
        Qt calls then waits at each of them (measured: 7 frames a second). One after the other, both run at full speed.
        """
        snapshot, self._arrived = self._arrived, None
        self._shown_at = begun or time.perf_counter()
        on_time = 0.0 <= self._shown_at - self._due_at - FRAME < FRAME
        self._due_at = self._due_at + FRAME if on_time else self._shown_at
        if self.state is RunState.PLAYING:
            self._gate.clear()
            self._open_gate.start(UNSEEN_MS)
        if self._stale or (self.state is RunState.PLAYING and not self._plays_on):
            self._ask()
        self._snapshot_shown()
        if snapshot is not None:
            self.snapshot = self.with_supposed(snapshot)
            self.snapshot_ready.emit(self.snapshot)

    @Slot()
    def frame_painted(self) -> None:
        """The canvas has drawn; the rest of the window does in the same turn, so the frame ends right after it."""
        if not self._gate.is_set():
            self._open_gate.start(0)

    @Slot()
    def _frame_done(self) -> None:
        """The snapshot is painted: training goes on, and the next frame is due in a while."""
        self._gate.set()
        self._cost += 0.2 * (time.perf_counter() - self._shown_at - self._cost)
        if self._plays_on and not self._waiting:
            self._pace.start(max(0, int(self._rest() * 1000.0)))
