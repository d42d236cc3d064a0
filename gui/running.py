"""RunningWorker: the run itself in the training thread: a Trainer, the timer that gives it slices, its state and speed.

What a walk, weights by hand and projects add to it stands on top: WalkingWorker, WeighingWorker, TrainingWorker. A
slice lasts at most 8 ms, or ends as soon as something is asked, so that the event loop is never far. Imports no widget.
"""

import threading
import time

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.observe import Observer
from core.snapshot import Snapshot
from core.trainer import Trainer
from gui.cores import Cores
from gui.handover import Handover
from gui.run_state import FULL_SPEED, RunState, Speed
from gui.turns import Turns

SLICE, FREE_SLICE = 0.008, 0.1
"""Longest time between two looks at the event loop, in seconds; the second is that of a run that computes without the
interpreter, which every request ends at once."""


class RunningWorker(QObject):
    """Plays and pauses ``trainer``; every slot runs in the training thread."""

    state_changed = Signal(object, str)
    diverged = Signal(object)

    snapshot_made = Signal(object)
    """A Snapshot, or None where there is nothing to show; one for each request that ``handover`` did not answer."""
    trained = Signal()
    """A slice of training is over; told within the training thread."""
    rested = Signal()
    """Whatever plays by itself is to stop; told within the training thread."""

    def __init__(self) -> None:
        super().__init__()
        self.trainer: Trainer | None = None
        self.observer: Observer | None = None
        self.state = RunState.EMPTY
        self.revision = 0
        self.speed = FULL_SPEED
        self.gate = threading.Event()
        """Set while the window rests; training waits while it works, because both share one interpreter."""
        self.gate.set()
        self._turns = Turns(self.gate)
        self.request = np.zeros(1, np.int64)
        """Whoever changes it has a slice of training end at once, so that a question is answered without delay."""
        self.handover = Handover()
        self._owed: Snapshot | None = None
        self._cores = Cores()
        self._timer: QTimer | None = None
        self._rate = Rate()
        self._due_from = (0.0, 0)

    # -- how it stands -----------------------------------------------------------------------------------------------

    def _resting_state(self) -> RunState:
        assert self.trainer is not None
        if self.trainer.finished:
            return RunState.FINISHED
        return RunState.PAUSED if self.trainer.log.step or not self.trainer.at_step_start else RunState.READY

    def _set_state(self, state: RunState, reason: str = "") -> None:
        self.state = state
        self.state_changed.emit(state, reason)

    def can_run(self) -> bool:
        """Whether there is a run to advance."""
        return self.trainer is not None and self.state not in (RunState.BLOCKED, RunState.EMPTY, RunState.LOADING)

    @property
    def plays_on(self) -> bool:
        """Whether the run leaves the interpreter to the window, so that it need not wait while that paints."""
        return self.trainer is not None and self.trainer.engine.engine == "compiled"

    @property
    def flies(self) -> bool:
        """Whether it trains at full speed just now."""
        full = self.speed.epochs_per_second is None and self.speed.steps_per_second is None
        return full and self._timer is not None and self._timer.isActive()

    # -- handing over ------------------------------------------------------------------------------------------------

    def give(self, snapshot: Snapshot) -> None:
        """Give a snapshot to the window; where the next slice computes without the interpreter, when that begins.

        The window paints as soon as it has one, and what Python is left before that would be in its way.
        """
        self.hand_over()
        self._owed = snapshot
        if not (self.plays_on and self.flies):
            self.hand_over()

    def hand_over(self) -> None:
        """Give the snapshot that waits, if one does."""
        snapshot, self._owed = self._owed, None
        if snapshot is not None:
            self.answer_request(snapshot)

    def answer_request(self, snapshot: Snapshot | None) -> None:
        """To whoever waits at the handover, else by the signal."""
        if not self.handover.give(snapshot):
            self.snapshot_made.emit(snapshot)

    # -- running -----------------------------------------------------------------------------------------------------

    def play_run(self) -> None:
        """Train until paused or done; after the end, go on for as many epochs again."""
        assert self.trainer is not None
        if self.trainer.finished:
            self.trainer.extend()
        self.trainer.divergence = None
        if self._timer is None:
            self._timer = QTimer(self)  # made here, so that it lives in this thread
            self._timer.timeout.connect(self._slice)
        self._rate = Rate()
        self._due_from = (time.perf_counter(), self.trainer.log.step)
        self._timer.start(0)
        self._set_state(RunState.PLAYING)

    @Slot()
    def pause(self) -> None:
        """Stop after the present minibatch; where that ends an epoch, with what comes of it."""
        playing = self._timer is not None and self._timer.isActive()
        self._stop_timer()
        if playing and self.trainer is not None and self.trainer.ending:
            self.trainer.settle()
            self._after_running(self.trainer)
        if self.state is RunState.PLAYING:
            self._set_state(self._resting_state())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self.hand_over()
        self._cores.join()
        self.rested.emit()

    @Slot()
    def _slice(self) -> None:
        trainer, observer = self.trainer, self.observer
        if trainer is None or observer is None or self._timer is None:
            self.hand_over()
            return
        free = self.plays_on
        if not free and not self._turns.due():
            return
        self._cores.part(trainer.identity["blas_threads"])
        gate = None if free else self.gate
        per_second = self._steps_per_second(trainer)
        if per_second is None:
            self._rate.add(trainer.run(FREE_SLICE if free else SLICE, None, gate, self.hand_over, puts_off=True))
            self._timer.setInterval(0)
        else:
            begun, first = self._due_from
            due = int((time.perf_counter() - begun) * per_second) + 1 - (trainer.log.step - first)
            if due > 0:
                self._rate.add(trainer.run(SLICE, due, gate))
            if due > per_second:  # far behind what this machine can do: count from now on
                self._due_from = (time.perf_counter(), trainer.log.step)
            self._timer.setInterval(max(1, min(16, int(500 / per_second))))
        self.hand_over()
        observer.note_change(self.flies and not trainer.finished)
        self.trained.emit()
        self._after_running(trainer)

    def _steps_per_second(self, trainer: Trainer) -> float | None:
        if self.speed.epochs_per_second is not None:
            return self.speed.epochs_per_second * trainer.sampler.batches_per_epoch
        return self.speed.steps_per_second

    def _after_running(self, trainer: Trainer) -> None:
        if trainer.divergence is not None:
            self._stop_timer()
            self.diverged.emit(trainer.divergence)
            trainer.divergence = None
            self.revision += 1
            if self.observer is not None:
                self.observer.forget()  # the last good weights are back
            self._set_state(RunState.PAUSED)
        elif trainer.finished:
            self._stop_timer()
            self._set_state(RunState.FINISHED)
        elif self.state is not RunState.PLAYING:
            self._set_state(self._resting_state())

    @Slot(str)
    def take_engine(self, dtype: str) -> None:
        """The compiled engine is ready for this precision: a run that has not begun takes it, and its kernels load."""
        trainer = self.trainer
        if trainer is not None and trainer.training.dtype == dtype and self.state is not RunState.PLAYING:
            trainer.choose_engine()
            trainer.load_engine()

    @Slot(object)
    def set_speed(self, speed: Speed) -> None:
        """Play at this speed from now on."""
        self.speed = speed
        if self.trainer is not None:
            self._due_from = (time.perf_counter(), self.trainer.log.step)


class Rate:
    """Steps a second over about the last second."""

    def __init__(self) -> None:
        self._marks: list[tuple[float, int]] = [(time.perf_counter(), 0)]

    def add(self, steps: int) -> None:
        """Count steps that were just run."""
        now = time.perf_counter()
        self._marks.append((now, self._marks[-1][1] + steps))
        while len(self._marks) > 2 and now - self._marks[0][0] > 1.0:
            self._marks.pop(0)

    def value(self) -> float:
        """Steps a second."""
        (begun, first), (now, last) = self._marks[0], self._marks[-1]
        return (last - first) / (now - begun) if now - begun > 0.05 else 0.0
