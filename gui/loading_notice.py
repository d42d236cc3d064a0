"""LoadingNotice: how far reading the data has come, above the drawing, with a way to stop it and to begin again.

It talks to the TrainingRunner. Data that is read at once shows none of it. Worked shape: "Reading picture 12,033 of
60,000." with a bar and "Cancel"; then "Reading the data was stopped." with "Read again".
"""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.loading import STOPPED
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.widgets.buttons import push_button
from gui.widgets.floating import FloatingNote
from gui.widgets.labels import Label
from gui.widgets.read_out import ProgressLine

WIDEST = 460


class LoadingNotice(FloatingNote):
    """Hidden unless reading takes its time or was stopped."""

    def __init__(self, runner: TrainingRunner, over: QWidget) -> None:
        super().__init__(over, WIDEST)
        self._runner = runner
        self.progress = ProgressLine("Reading the data")
        self.sentence = Label(STOPPED, "body", wrap=True)
        self.cancel = push_button("Cancel")
        self.cancel.setToolTip("Stop reading; the drawing stays as it is")
        self.again = push_button("Read again")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(14)
        for part in (self.progress, self.sentence):
            row.addWidget(part, 1)
        for button in (self.cancel, self.again):
            row.addWidget(button)
        self.cancel.clicked.connect(runner.cancel_loading)
        self.again.clicked.connect(runner.read_again)
        runner.loading_told.connect(self._tell)
        runner.state_changed.connect(self._follow)

    @Slot(float, str)
    def _tell(self, share: float, sentence: str) -> None:
        self.progress.set_progress(share, sentence)
        self.setAccessibleName(sentence)
        if self.isHidden() and self._runner.state is RunState.LOADING:
            self._show(reading=True)

    @Slot(object)
    def _follow(self, state: RunState) -> None:
        if state is RunState.BLOCKED and self._runner.blocked_because == STOPPED:
            self.setAccessibleName(STOPPED)
            self._show(reading=False)
        elif state is not RunState.LOADING or not self.again.isHidden():
            self.hide()

    def _show(self, reading: bool) -> None:
        for part, shown in ((self.progress, reading), (self.cancel, reading), (self.sentence, not reading),
                            (self.again, not reading)):  # fmt: skip
            part.setVisible(shown)
        self.bring()
