"""RunNotice: why a run stopped by itself, said above the drawing, with the button that mends it.

It talks to Document and TrainingRunner and lies at the top of the widget it is given. Worked shape: "The loss became
infinite at step 212 in 'output'. Try a learning rate of 0.003." and the button "Use 0.003".
"""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.edit import set_optimizer
from core.project import ProjectSpec
from core.snapshot import Divergence
from gui import numbers
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.widgets.buttons import FlatButton, push_button
from gui.widgets.floating import FloatingNote
from gui.widgets.labels import IconMark, Label

WIDEST = 520
KEPT = "The last good weights are back."
GONE = (RunState.PLAYING, RunState.READY, RunState.LOADING, RunState.EMPTY)
"""States in which what stopped the run is past."""


class RunNotice(FloatingNote):
    """Hidden until a run diverges, and again as soon as it goes on or its settings change."""

    def __init__(self, document: Document, runner: TrainingRunner, over: QWidget) -> None:
        super().__init__(over, WIDEST, "error")
        self._document = document
        self._rate: float | None = None
        self._text = ""
        self.sentence = Label("", "problem", wrap=True)
        self.kept = Label(KEPT, "caption", wrap=True)
        self.mend = push_button("", kind="primary")
        self.away = FlatButton("action-close", "Close this notice")
        self._lay_out()
        self.mend.clicked.connect(self._mend)
        self.away.clicked.connect(self.hide)
        runner.diverged.connect(self._show)
        runner.state_changed.connect(self._follow_state)
        document.changed.connect(self._follow)
        document.opened.connect(self.hide)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.sentence)
        words.addWidget(self.kept)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(IconMark("action-problem", "error"))
        row.addLayout(words, 1)
        row.addWidget(self.mend)
        row.addWidget(self.away)

    def _show(self, divergence: Divergence) -> None:
        self._rate = divergence.learning_rate
        self._text = divergence.text
        self._write()
        self.mend.setVisible(self._rate is not None)
        self.bring()

    def _write(self) -> None:
        text = numbers.told(self._text)
        self.sentence.setText(text)
        self.setAccessibleName(text)
        self.mend.setText(f"Use {numbers.short(self._rate)}" if self._rate is not None else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._write()

    def _mend(self) -> None:
        if self._rate is not None:
            after = set_optimizer(self._document.project, learning_rate=self._rate)
            self._document.edit("Learning rate", after)
        self.hide()

    def _follow_state(self, state: RunState) -> None:
        if state in GONE:
            self.hide()

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.training != after.training or before.data != after.data:
            self.hide()
