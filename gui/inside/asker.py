"""Asker: asks the training thread for the newest wish only, one at a time and at most ten times a second.

What is wished for while an answer is under way waits, and a newer wish takes its place. Worked shape: 60 wishes in a
second lead to at most 10 questions, the last of them the last wish.
"""

from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from gui.questions.experiments import Make
from gui.questions.inquiry import Inquiry

PACE_MS = 100


class Asker(QObject):
    """For one panel; ``runner`` answers."""

    answered = Signal(object)
    """The value that came."""
    refused = Signal(str)
    """A sentence: why there is no answer."""

    def __init__(self, runner: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._inquiry: Inquiry | None = None
        self._waiting: Make | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)

    def ask(self, make: Make) -> None:
        """Ask this, soon."""
        self._waiting = make
        if self._inquiry is None and not self._timer.isActive():
            left = PACE_MS - self._since.elapsed() if self._since.isValid() else 0
            if left > 0:
                self._timer.start(left)
            else:
                self._begin()

    def stop(self) -> None:
        """Call off what is under way and forget what waits."""
        self._waiting = None
        self._timer.stop()
        if self._inquiry is not None:
            self._inquiry.cancel()
            self._inquiry = None

    @Slot()
    def _begin(self) -> None:
        make, self._waiting = self._waiting, None
        if make is None:
            return
        self._since.restart()
        inquiry = self._inquiry = self._runner.inquire(make)
        inquiry.progressed.connect(self._take)
        inquiry.finished.connect(self._done)
        inquiry.failed.connect(self._fail)
        inquiry.stopped.connect(self._fail)

    @Slot(object)
    def _take(self, values: tuple[object, ...]) -> None:
        self.answered.emit(values[-1])
        self._runner.inquiries.painted()

    @Slot()
    def _done(self) -> None:
        self._inquiry = None
        if self._waiting is not None:
            self.ask(self._waiting)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._done()
        if sentence:
            self.refused.emit(sentence)
