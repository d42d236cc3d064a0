"""StatusLine: a sentence about the run at the left, the network's facts at the right.

It talks to Document and TrainingRunner. A sentence of the canvas under the mouse (a status tip) covers the left one
while it lasts; what went wrong stays until the next state. Worked shape: "2,410 parameters · float32 · seed 4".
"""

from PySide6.QtWidgets import QStatusBar, QWidget

from core.snapshot import Divergence
from gui import run_words
from gui.document import Document
from gui.runner import TrainingRunner
from gui.widgets.labels import ElidedLabel, Label


class StatusLine(QStatusBar):
    """24 px at the foot of the window."""

    def __init__(self, document: Document, runner: TrainingRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._runner = document, runner
        self._trouble = ""
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 10, 0)
        self.sentence = ElidedLabel("", "caption")
        self.facts = Label("", "caption")
        self.addWidget(self.sentence, 1)
        self.addPermanentWidget(self.facts)
        document.changed.connect(self._refresh)
        runner.prepared_changed.connect(self._refresh)
        runner.state_changed.connect(self._state)
        runner.failed.connect(self.show_trouble)
        runner.diverged.connect(self._diverged)
        self._refresh()

    def show_trouble(self, sentence: str) -> None:
        """Say what went wrong until the run goes on."""
        self._trouble = sentence
        self._refresh()

    def _diverged(self, divergence: Divergence) -> None:
        self.show_trouble(divergence.text)

    def _state(self, state: object) -> None:
        if getattr(state, "name", "") in ("PLAYING", "READY", "LOADING"):
            self._trouble = ""
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        project, runner = self._document.project, self._runner
        usual = run_words.status(runner.state, project, runner.prepared, runner.blocked_because)
        self.sentence.setText(self._trouble or usual)
        self.sentence.setProperty("role", "problem" if self._trouble else "label")
        self.sentence.update()
        self.facts.setText(run_words.facts(project))
