"""RunCalls: the foot of the runner: how the run stands, playing and pausing it, asking for the next snapshot.

WalkCalls and WeightCalls stand upon it: whatever they ask of the worker shows in the snapshot that follows, and one
request is under way at a time. Worked shape: ``runner.advance_step()``, then ``snapshot_ready`` one step further.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from core.snapshot import Snapshot
from gui.run_state import FULL_SPEED, RunState, Speed


class RunCalls(QObject):
    """``snapshot`` is the last one shown; ``blocked_because`` says why a run cannot go on."""

    snapshot_ready = Signal(object)
    speed_changed = Signal(object)

    _play = Signal()
    _pause = Signal()
    _reset = Signal()
    _advance = Signal(str)
    _set_speed = Signal(object)
    _want_snapshot = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.snapshot: Snapshot | None = None
        self.state = RunState.EMPTY
        self.blocked_because = ""
        self.speed = FULL_SPEED
        self._waiting = False
        self._stale = True
        self._request = np.zeros(1, np.int64)

    def _pass_on(self, signal: SignalInstance, slot: Callable[..., None]) -> None:
        """Connect what is asked here to the worker's slot; a slice under way then ends after its present step."""
        signal.connect(slot)
        signal.connect(self._hurry)

    def _hurry(self, *_: object) -> None:
        self._request += 1

    @property
    def can_run(self) -> bool:
        """Whether play does something; ``blocked_because`` says why not."""
        return self.state not in (RunState.EMPTY, RunState.LOADING, RunState.BLOCKED)

    def play(self) -> None:
        """Train until paused or done."""
        self._play.emit()

    def pause(self) -> None:
        """Stop after the present minibatch."""
        self._pause.emit()

    def toggle(self) -> None:
        """Play or pause."""
        (self._pause if self.state is RunState.PLAYING else self._play).emit()

    def reset(self) -> None:
        """Fresh weights from the seed."""
        self._reset.emit()
        self._want_now()

    def advance_phase(self) -> None:
        """Run the next phase of a step."""
        self._step("phase")

    def advance_step(self) -> None:
        """Run to the end of the minibatch."""
        self._step("step")

    def advance_epoch(self) -> None:
        """Run to the end of the epoch."""
        self._step("epoch")

    def _step(self, what: str) -> None:
        self._advance.emit(what)
        self._want_now()

    def set_speed(self, speed: Speed) -> None:
        """Play at this speed."""
        self.speed = speed
        self._set_speed.emit(speed)
        self.speed_changed.emit(speed)

    # -- asking for what is to be seen -------------------------------------------------------------------------------

    @Slot()
    def _want_now(self) -> None:
        """Whatever was just asked of the worker, show its outcome at once."""
        self._stale = True
        self._ask()

    @Slot()
    def _ask(self) -> None:
        if not self._waiting and (self._stale or self.state is RunState.PLAYING):
            self._waiting, self._stale = True, False
            self._want_snapshot.emit()
