"""StatusLine: a sentence about the run at the left, the network's facts at the right.

It talks to Document and TrainingRunner. A sentence of the canvas under the mouse (a status tip) covers the left one
while it lasts; what went wrong stays until the next state. Worked shape: "2,410 parameters · float32 · compiled".
"""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStatusBar, QStyle, QStyleOption, QWidget

from core.snapshot import Divergence, Snapshot
from gui import numbers, run_words
from gui.document import Document
from gui.runner import TrainingRunner
from gui.walk import words as walk_words
from gui.widgets.labels import ElidedLabel, Label


class StatusLine(QStatusBar):
    """24 px at the foot of the window."""

    def __init__(self, document: Document, runner: TrainingRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._runner = document, runner
        self._trouble = ""
        self._shown = ("", "")
        self._told: object = None
        self._at: object = runner.state
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 10, 0)
        self.sentence = ElidedLabel("", "caption")
        self.facts = Label("", "caption")
        # Permanent ones stay where they are while a message is shown; the message goes into the first of them.
        self.addPermanentWidget(self.sentence, 1)
        self.addPermanentWidget(self.facts)
        self.messageChanged.connect(self._refresh)
        document.changed.connect(self._forget)
        runner.prepared_changed.connect(self._refresh)
        runner.state_changed.connect(self._state)
        runner.snapshot_ready.connect(self._walked)
        runner.walk_changed.connect(self._refresh)
        runner.failed.connect(self.show_trouble)
        runner.diverged.connect(self._diverged)
        self._refresh()

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong until the run goes on."""
        self._trouble = sentence
        self.clearMessage()
        self._refresh()

    def _forget(self, *_changed: object) -> None:
        """An edit or its undo: what was said about the drawing before need not be true any more."""
        self.clearMessage()
        self._refresh()

    def _diverged(self, divergence: Divergence) -> None:
        self.show_trouble(divergence.text)

    def _state(self, state: object) -> None:
        if getattr(state, "name", "") in ("PLAYING", "READY", "LOADING"):
            self._trouble = ""
        if state is not self._at:  # an edit has the same state told again, and what it says of itself is to be read
            self.clearMessage()  # a tip that told of another state, such as what Play would do
        self._at = state
        self._refresh()

    def _walked(self, snapshot: Snapshot) -> None:
        if self._runner.walking or _engine_of(snapshot) != self._shown:
            self._refresh()

    def _refresh(self, *_changed: object) -> None:
        project, runner = self._document.project, self._runner
        usual = run_words.status(runner.state, project, runner.prepared, runner.blocked_because)
        if runner.walk is not None:
            usual = walk_words.sentence(runner.walk)
        said = self.currentMessage()
        self.sentence.setText(said or self._trouble or usual)
        self.sentence.setProperty("role", "problem" if self._trouble and not said else "label")
        self.sentence.update()
        self._shown = _engine_of(runner.snapshot)
        facts = (project, *self._shown, numbers.present())
        if facts != self._told:  # at every stop of a walk they are the same
            self._told = facts
            self.facts.setText(run_words.facts(project, runner.snapshot))
            self.facts.setToolTip(self._shown[1] and f"Why numpy: {self._shown[1]}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark; what was said has the old one
            self.clearMessage()
            self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        # Qt would paint the message itself, 6 px from the edge and in a font of its own.
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        painter.end()


def _engine_of(snapshot: Snapshot | None) -> tuple[str, str]:
    """The engine and why it is not the compiled one; of no run, nothing."""
    return (run_words.engine(snapshot), snapshot.engine_note) if snapshot is not None else ("", "")
