"""WeighingWorker: the training worker's part in weights by hand: numbers put into the run, and nudges answered.

Every slot runs in the training thread, between two minibatches. While a pass is walked through, the step begun starts
over with the new numbers and the walk returns to its stop. Imports core and no widget.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot

from core.arithmetic import Index
from core.by_hand import WeightEdit, judge, set_weights
from core.errors import SpecError
from core.frozen import dataclass
from core.nudge import Nudge, Nudger, Supposed
from core.player import Position
from core.trainer import Trainer
from gui.walk.walking import WalkingWorker


@dataclass(frozen=True)
class NudgeQuestion:
    """What becomes of the loss if this weight were ``value``."""

    layer: int
    array: str
    index: Index
    value: float
    shown: bool = False
    """Whether the drawing shows the weight at this number, so that faces and fields should follow."""


class WeighingWorker(WalkingWorker):
    """What TrainingWorker adds to these: whether there is a run, and telling of its end."""

    weights_set = Signal(int)
    """The edits of this number are in the run, or were refused; the next snapshot shows it."""
    nudged = Signal(object, object, object)
    """(NudgeQuestion, Nudge or None where there is no such weight, Supposed or None where it is not shown)."""
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._nudger: Nudger | None = None
        self._unjudged = False

    @Slot(object, int)
    def set_weights(self, edits: tuple[WeightEdit, ...], number: int) -> None:
        """Put numbers into the run; it goes on from there as it went before."""
        trainer = self.trainer
        if trainer is not None and self.can_run():
            try:
                with self.between_steps():
                    set_weights(trainer, edits)
                    self._weights_replaced(trainer)
            except SpecError as error:
                self.failed.emit(str(error))
        self.weights_set.emit(number)

    def _weights_replaced(self, trainer: Trainer) -> None:
        if self.observer is not None:
            self.observer.forget()
        self._unjudged = True
        if self.player is not None:  # it keeps what was judged beside the weights
            self.judge_if_due()
        self.walk_afresh()

    def judge_if_due(self) -> None:
        """Before numbers are shown: judge weights set by hand, once for all that were set meanwhile."""
        if self._unjudged and self.trainer is not None:
            self._unjudged = False
            judge(self.trainer)

    @contextmanager
    def between_steps(self) -> Iterator[None]:
        """Stand at the start of a walked step, and return to its stop; a step that nobody walks is finished first."""
        self.rest_now()
        at, walk = self.standing(), self.walk
        if at is not None and walk is not None:
            walk.player.go(at.step)
        yield
        self.return_to(at)

    def standing(self) -> Position | None:
        """The stop an open walk stands at in the middle of a step."""
        walk = self.walk if self.can_run() else None
        begun = walk is not None and walk.player.trainer is self.trainer and not walk.player.trainer.at_step_start
        return walk.player.position if begun and walk is not None else None

    def return_to(self, at: Position | None) -> None:
        """Walk to this stop again where its step is the next one."""
        trainer = self.trainer
        if at is not None and trainer is not None and trainer.at_step_start and trainer.log.step == at.step:
            self.walk_to(*at)

    @Slot(object)
    def nudge(self, question: NudgeQuestion) -> None:
        """Answer on the walked example or minibatch, else on training rows; the run stays as it is."""
        answer = self._nudged(question)
        self.nudged.emit(question, answer, self._supposed(question) if answer is not None and question.shown else None)

    def _supposed(self, question: NudgeQuestion) -> Supposed | None:
        walk, observer, nudger = self.walk, self.observer, self._nudger
        if observer is None or nudger is None or observer.trainer is not nudger.trainer:
            return None
        walked = walk.watched_in if walk is not None and walk.player.stop is not None else None
        return nudger.suppose(observer, walked, question.layer, question.array, question.index, question.value)

    def _nudged(self, question: NudgeQuestion) -> Nudge | None:
        trainer = self.trainer
        if trainer is None or not self.can_run():
            return None
        if self._nudger is None or self._nudger.trainer is not trainer:
            self._nudger = Nudger(trainer)
        try:
            return self._nudger.ask(
                question.layer, question.array, question.index, question.value, self._rows_on_show(trainer)
            )  # fmt: skip
        except SpecError:
            return None  # the weight went while the question was under way

    def _rows_on_show(self, trainer: Trainer) -> NDArray[np.intp] | None:
        """The walked example, or its minibatch, counted within the training rows; None outside a step."""
        walk = self.walk
        if walk is None or walk.player.trainer is not trainer or walk.player.stop is None:
            return None
        rows = trainer.sampler.last(trainer.current.n)
        return rows if walk.example is None else rows[walk.example : walk.example + 1]
