"""WalkCalls: the runner's part in a walk: what views may ask of it, passed on to the training thread.

``Snapshot.walk`` tells how a walk stands; here is only what is asked. Worked shape: ``runner.open_walk(True)``,
``runner.walk_by("forward")``, then ``runner.snapshot.walk.stop`` is the forward pass of the first layer.
"""

from typing import Literal

from PySide6.QtCore import QObject, Signal

from core.walk import Question, WalkState
from gui.garbage import hold_back
from gui.run_calls import RunCalls
from gui.walk.walking import WalkingWorker

Move = Literal["forward", "back", "next_step", "previous_step"]


class WalkCalls(RunCalls):
    """The walking half of TrainingRunner."""

    walk_changed = Signal(bool)
    """A walk was opened or closed."""
    stop_wanted = Signal()
    """Another stop was asked for; its picture is on its way."""
    walk_pace_changed = Signal(float)
    equation_ready = Signal(object, object)
    """(Question, Equation or None) for what ``ask`` was asked."""

    row_elsewhere = Signal(int, object, bool)
    """(row, step from 0 or None, whether kept aside): a row was asked for that the walked minibatch does not have."""

    _open_walk = Signal(bool)
    _walk_by = Signal(str)
    _walk_to = Signal(object, int)
    _look_at = Signal(object)
    _walk_pace = Signal(float)
    _question = Signal(object)
    _find_row = Signal(int)
    _walk_to_row = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.walking = False
        self.walk_pace = 1.0

    def _connect_walk(self, worker: WalkingWorker) -> None:
        self._pass_on(self._open_walk, worker.open_walk)
        self._pass_on(self._walk_by, worker.walk_by)
        self._pass_on(self._walk_to, worker.walk_to)
        self._pass_on(self._look_at, worker.look_at)
        self._pass_on(self._walk_pace, worker.set_walking_speed)
        self._pass_on(self._question, worker.answer)
        self._pass_on(self._find_row, worker.find_row)
        self._pass_on(self._walk_to_row, worker.walk_to_row)
        worker.row_found.connect(self.row_elsewhere)
        worker.epoch_judged.connect(self._want_now)
        worker.question_answered.connect(self.equation_ready)

    @property
    def walk(self) -> WalkState | None:
        """The stop on show; None while no walk is open or its first picture is under way."""
        return self.snapshot.walk if self.walking and self.snapshot is not None else None

    def open_walk(self, wanted: bool) -> None:
        """Walk through the pass from where the run stands; or close the walk, and the run goes on from there."""
        if wanted != self.walking and (self.can_run or not wanted):
            self.walking = wanted
            self._open_walk.emit(wanted)
            self.walk_changed.emit(wanted)
            self._want_now()

    def walk_by(self, how: Move) -> None:
        """One stop, or one minibatch, forwards or back."""
        if self.walking:
            self._walk_by.emit(how)
            self._want_stop()

    def walk_to(self, step: int | None, stop: int) -> None:
        """To a stop (-1: before the first) of a step counted from 0, or (None) of the one it stands in by then."""
        if self.walking:
            self._walk_to.emit(step, stop)
            self._want_stop()

    def _want_stop(self) -> None:
        hold_back()
        self._want_now()
        self.stop_wanted.emit()

    def look_at(self, example: int | None) -> None:
        """Look at one example of the walked minibatch, or (None) at its mean."""
        if self.walking:
            self._look_at.emit(example)
            self._want_now()

    def walk_to_row(self, row: int) -> None:
        """Walk to the step of this epoch that trains on this row, and look at it there."""
        if self.walking:
            self._walk_to_row.emit(row)
            self._want_now()

    def set_walk_pace(self, stops_per_second: float) -> None:
        """The speed of slow motion; play and pause start and stop it."""
        self.walk_pace = stops_per_second
        self._walk_pace.emit(stops_per_second)
        self.walk_pace_changed.emit(stops_per_second)

    def ask(self, question: Question) -> None:
        """Ask for the arithmetic of a number; ``equation_ready`` answers."""
        self._question.emit(question)

    def _look_at_row(self, row: int) -> None:
        """Look at this row of the dataset; where the walked minibatch lacks it, ``row_elsewhere`` says where it is."""
        walk = self.walk
        found = [at for at, each in enumerate(walk.rows) if int(each) == row] if walk is not None else []
        if found:
            self.look_at(found[0])
        else:
            self._find_row.emit(row)

    def _look_further(self, by: int) -> None:
        """The neighbour of the present example; beyond either end the mean stands."""
        walk = self.walk
        if walk is not None and len(walk.rows) > 1:
            shown = -1 if walk.example is None else walk.example
            at = (shown + by + 1) % (len(walk.rows) + 1) - 1
            self.look_at(None if at < 0 else at)
