"""StopNotice: ends a run with its best weights or its last ones, and says which are in place, with the other choice.

It talks to Document and TrainingRunner and lies at the top of the widget it is given. Worked shape: "Stopped. The
weights of epoch 17 are in place, the best of this run." and the button "Use the last ones".
"""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import numbers
from gui.doctor.practice import BEST
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.widgets.buttons import FlatButton, push_button
from gui.widgets.floating import FloatingNote
from gui.widgets.labels import IconMark, Label

WIDEST = 520
GONE = (RunState.PLAYING, RunState.READY, RunState.LOADING, RunState.EMPTY, RunState.BLOCKED)
"""States in which the end of the run is past."""


class StopNotice(FloatingNote):
    """Hidden until a run is stopped by hand, and again as soon as it goes on."""

    def __init__(self, document: Document, runner: TrainingRunner, over: QWidget) -> None:
        super().__init__(over, WIDEST)
        self._document, self._runner = document, runner
        self._takes_best = False
        self.sentence = Label("", "label", wrap=True)
        self.other = push_button("")
        self.away = FlatButton("action-close", "Close this notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(IconMark("action-stop", "ink2"))
        row.addWidget(self.sentence, 1)
        row.addWidget(self.other)
        row.addWidget(self.away)
        self.other.clicked.connect(self._take_the_other)
        self.away.clicked.connect(self.hide)
        runner.state_changed.connect(self._follow_state)
        document.opened.connect(self.hide)
        document.stack.indexChanged.connect(self._follow_stack)
        self._index = -1

    def stop(self, best: bool = True) -> None:
        """End the run; the best weights come back unless the last ones are wanted, or are the best."""
        epoch = self._better_epoch()
        if best and epoch is not None:
            self._runner.practice.stop(best=True)
            told = f"The weights of epoch {numbers.count(epoch)} are in place, the best of this run."
            self._say(f"Stopped. {told}", "last")
            return
        self._runner.practice.stop(best=False)
        if epoch is None:
            self._say("Stopped. The last weights are in place.", "")
        else:
            told = f"The last weights are in place; those of epoch {numbers.count(epoch)} were better."
            self._say(f"Stopped. {told}", "best")

    def stop_with_last(self) -> None:
        """End the run with the weights as they are."""
        self.stop(best=False)

    def _better_epoch(self) -> int | None:
        """The best epoch, where the weights are not those of its end."""
        shot = self._runner.snapshot
        if shot is None or shot.best_epoch is None:
            return None
        return None if shot.best_epoch == shot.epoch == shot.position else shot.best_epoch

    def _say(self, sentence: str, other: str) -> None:
        self._takes_best = other == "best"
        self._index = self._document.stack.index()
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.other.setText({"best": "Use the best", "last": "Use the last ones"}.get(other, ""))
        self.other.setVisible(bool(other))
        self.bring()

    def _take_the_other(self) -> None:
        if self._takes_best:
            self.stop(best=True)
            return
        if self._document.stack.undoText() == BEST:
            self._document.stack.undo()
        self.stop(best=False)

    def _follow_state(self, state: RunState) -> None:
        if state in GONE:
            self.hide()

    def _follow_stack(self, index: int) -> None:
        """The step was taken back, or another followed: what the sentence says is past."""
        if index != self._index:
            self.hide()
