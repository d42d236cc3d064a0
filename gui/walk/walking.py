"""WalkingWorker: the training worker's part in a walk: it owns the Player and moves it by stops, forwards and back.

Every slot runs in the training thread. The Player is made when the first walk opens and kept for as long as its
trainer is, so that a later walk can go back into what was trained meanwhile. Imports core and no widget.
"""

import time

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot

from core.player import Player
from core.snapshot import PhaseKind, Snapshot
from core.trainer import Trainer
from core.walk import Question, Walk
from gui.run_state import RunState
from gui.running import RunningWorker

SEEN_MS = 30
"""A stop is seen after about this time; what it leaves to be done begins then."""
JUDGING = 0.01
"""Seconds of an epoch's validation between two looks at the event loop."""
HOLD_EVERY = 0.25
"""Seconds of training between two moments that a walk can go back to."""


class WalkingWorker(RunningWorker):
    """Walks through the run it plays; see the module's header."""

    question_answered = Signal(object, object)
    """(Question, Equation or None where its phase has not run)."""

    row_found = Signal(int, object, bool)
    """(row, step from 0 or None, whether it is kept aside) for what ``find_row`` was asked."""

    epoch_judged = Signal()
    """An epoch's end that was put off has come; the next snapshot shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.player: Player | None = None
        self.walk: Walk | None = None
        self.stops_per_second = 1.0
        self._walk_timer: QTimer | None = None
        self._rest_timer: QTimer | None = None
        self._changed = False
        self._held_at = 0.0
        self.trained.connect(self.hold_moment)
        self.rested.connect(self.stop_walking_by_itself)

    # -- what the window asks ----------------------------------------------------------------------------------------

    @Slot(bool)
    def open_walk(self, wanted: bool) -> None:
        """Begin a walk where the run stands, or leave it there and go on as before."""
        self.pause()
        if not wanted:
            self.leave_walk()
        elif self.walk is None and self.can_run():
            player = self._the_player()
            player.trainer.load_engine()  # now, rather than at the first update
            self.walk = self._walk_of(player)

    def leave_walk(self) -> None:
        """Go on without it."""
        self.walk = None
        self.rest_now()

    @Slot(str)
    def walk_by(self, how: str) -> None:
        """One stop ``forward`` or ``back``, or the same stop in the ``next_step`` or the ``previous_step``."""
        walk = self._present_walk()
        if walk is None:
            return
        self._note_change()
        player = walk.player
        player.ends.make_ready()
        if how in ("forward", "next_step") and not player.can_go_forward and player.trainer.finished:
            player.trainer.extend()
        moves = {
            "forward": player.forward, "back": player.back, "next_step": player.next_step,
            "previous_step": player.previous_step,
        }  # fmt: skip
        moves[how]()
        self._walked_on(walk, how)

    @Slot(object, int)
    def walk_to(self, step: int | None, stop: int) -> None:
        """To this stop of this step (None: of the one it stands in), as far as the run and the moments held allow."""
        walk = self._present_walk()
        if walk is not None:
            self._note_change()
            walk.player.go(walk.player.position.step if step is None else step, stop)
            self._walked_on(walk)

    @Slot(object)
    def look_at(self, example: int | None) -> None:
        """Look at this example of the minibatch, or at its mean."""
        if self.walk is not None:
            self.walk.look_at(example)

    @Slot(int)
    def find_row(self, row: int) -> None:
        """Tell in which step the walk would meet this row of the dataset."""
        walk = self._present_walk()
        if walk is not None:
            player = walk.player
            self.row_found.emit(row, player.step_of(row), row not in player.trainer.prepared.train_index)

    @Slot(int)
    def walk_to_row(self, row: int) -> None:
        """To the present stop of the step that has this row, and look at it."""
        walk = self._present_walk()
        step = walk.player.step_of(row) if walk is not None else None
        if walk is None or step is None:
            return
        self._note_change()
        walk.player.go(step, max(0, walk.player.position.stop))
        found = np.flatnonzero(walk.player.rows == row)
        if len(found):
            walk.look_at(int(found[0]))
        self._walked_on(walk)

    @Slot(float)
    def set_walking_speed(self, stops_per_second: float) -> None:
        """So many stops a second while it plays."""
        self.stops_per_second = stops_per_second
        if self.walks_by_itself and self._walk_timer is not None:
            self._walk_timer.setInterval(round(1000 / stops_per_second))

    @Slot(object)
    def answer(self, question: Question) -> None:
        """The arithmetic of one number of the present stop."""
        walk = self._present_walk()
        self.question_answered.emit(question, walk.answer(question) if walk is not None else None)

    # -- what the worker asks ----------------------------------------------------------------------------------------

    @property
    def walks_by_itself(self) -> bool:
        """Whether it goes from stop to stop in slow motion."""
        return self._walk_timer is not None and self._walk_timer.isActive()

    def play_walk(self) -> None:
        """Go from stop to stop in slow motion."""
        if self._walk_timer is None:
            self._walk_timer = QTimer(self)  # made here, so that it lives in this thread
            self._walk_timer.timeout.connect(self._next_stop)
        self._walk_timer.start(round(1000 / self.stops_per_second))
        self._next_stop()

    @Slot()
    def stop_walking_by_itself(self) -> None:
        """Rest at the present stop."""
        if self._walk_timer is not None:
            self._walk_timer.stop()

    def walk_afresh(self) -> None:
        """Weights or settings have changed: what was before cannot be run again."""
        if self.player is not None and self.player.trainer is self.trainer:
            self.player.renew()
        if self.walk is not None:
            self.walk.forget()

    @Slot()
    def hold_moment(self) -> None:
        """While it trains at full speed: keep a moment now and then for the next walk."""
        now = time.perf_counter()
        if self.player is not None and self.player.trainer is self.trainer and now - self._held_at > HOLD_EVERY:
            self._held_at = now
            self.player.record()

    def walked(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot as the walk shows it, where one is open."""
        walk = self._present_walk()
        return walk.dress(snapshot) if walk is not None else snapshot

    def rest_now(self) -> None:
        """Do at once what stops have left for later."""
        self._note_change()
        if self._rest_timer is not None:
            self._rest_timer.stop()
        if self.player is not None and self.player.trainer.ending:
            self.player.ends.settle()
            self._judged(self.player)

    # -- inner workings ----------------------------------------------------------------------------------------------

    def _walk_of(self, player: Player) -> Walk:
        player.puts_off = True
        return Walk(player)

    def _the_player(self) -> Player:
        assert self.trainer is not None
        if self.player is None or self.player.trainer is not self.trainer:
            self.player = Player(self.trainer)
        return self.player

    def _present_walk(self) -> Walk | None:
        """The open walk, over the trainer as it is now."""
        if self.walk is None or not self.can_run():
            return None
        if self.walk.player.trainer is not self.trainer:
            example, self.walk = self.walk.example, self._walk_of(self._the_player())
            self.walk.look_at(example)
        return self.walk

    @Slot()
    def _next_stop(self) -> None:
        self.walk_by("forward")

    def _walked_on(self, walk: Walk, how: str = "") -> None:
        trainer, stop = walk.player.trainer, walk.player.stop
        self._changed = how == "forward" and stop is not None and stop.kind is PhaseKind.UPDATE
        if self._changed or trainer.ending:
            self._rest_later(SEEN_MS)
        self._after_walking(trainer)

    def _rest_later(self, pause: int) -> None:
        if self._rest_timer is None:
            self._rest_timer = QTimer(self)  # made here, so that it lives in this thread
            self._rest_timer.setSingleShot(True)
            self._rest_timer.timeout.connect(self._rest)
        self._rest_timer.start(pause)

    @Slot()
    def _rest(self) -> None:
        """What a stop leaves to be done once it is seen: the size of its update, and the end of an epoch in slices."""
        self._note_change()
        player = self.player
        if player is None or player.trainer is not self.trainer or not player.trainer.ending:
            return
        if player.ends.judge_on(JUDGING):
            self._judged(player)
        else:
            self._rest_later(0)

    def _note_change(self) -> None:
        changed, self._changed = self._changed, False
        if changed and self.observer is not None:
            self.observer.note_change()

    def _judged(self, player: Player) -> None:
        trainer = player.trainer
        if self.walk is not None and (trainer.finished or trainer.divergence is not None):
            self.walk.forget()  # the best weights are back, or the last good ones
        if trainer is self.trainer and self.can_run():
            self._after_walking(trainer)
        self.epoch_judged.emit()

    def _after_walking(self, trainer: Trainer) -> None:
        """Tell of an end or a divergence the walk has reached, and of leaving it."""
        resting = self._resting_state()
        left = self.state is not resting and self.state is not RunState.PLAYING
        if left or trainer.divergence is not None or (trainer.finished and self.state is not RunState.FINISHED):
            self._after_running(trainer)
