"""QuestionWindow: what all questions share: a plain sentence, one button that asks and stops, a word when it is old.

A question says which generator answers it (``experiment``) and shows what comes (``take``); asking, stopping, errors,
staleness, closing and the window's size are here. It stays open beside the drawing, which goes on training. Worked
shape: ``ask()``, then ``take((progress, ...))`` up to 30 times a second, then ``settle()``.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QByteArray, QEvent, QRectF, QSettings, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.snapshot import Snapshot
from gui.dialogs.base import Dialog, Footer, plain_button
from gui.questions.asking import why_not
from gui.questions.experiments import Make, Moment
from gui.questions.inquiry import Inquiry
from gui.run_state import RunState
from gui.theme import current_theme
from gui.views import Context
from gui.widgets.labels import IconMark, Label
from gui.widgets.painting import rounded

CHANGED = "The weights have changed since."
REDRAWN = "The drawing has changed since."


class Banner(QFrame):
    """A sentence that says the answer is old, and a button that asks again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        self.label = Label("", "label", wrap=True)
        self.again = plain_button("Ask again", "action-reset")
        row.addWidget(IconMark("action-info", "ink2", 17))
        row.addWidget(self.label, 1)
        row.addWidget(self.again)
        self.hide()

    def say(self, text: str) -> None:
        """Show this sentence, or nothing."""
        if text != self.label.text() or self.isHidden() != (not text):
            self.label.setText(text)
            self.setAccessibleName(text)
            self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 8, theme.sunken, theme.line2)
        painter.end()


class QuestionWindow(Dialog):
    """Base of all questions. A subclass names itself in the class's attributes and fills ``self.body``."""

    NAME = ""
    """Under which its size is remembered."""
    TITLE = ""
    SENTENCE = ""
    """What the question is, in plain words."""
    ASK, AGAIN, STOP = "Ask", "Ask again", "Stop"
    SIZE = QSize(720, 640)

    closed = Signal()

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(self.TITLE, Footer(self.ASK, "Close"), parent)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.TITLE)
        self.setAccessibleDescription(self.SENTENCE)
        self.context, self.runner, self._settings = context, context.runner, settings
        self.inquiry: Inquiry | None = None
        self.moment: Moment | None = None
        self._was_asked = self._blocked = False
        self.add_head(self.TITLE, "").hide()
        sentence = Label(self.SENTENCE, "label", wrap=True)
        self.body.addWidget(sentence)
        self.banner = Banner()
        self.banner.again.clicked.connect(self.ask)
        self.body.addWidget(self.banner)
        self.content = QVBoxLayout()
        self.content.setSpacing(12)
        self.body.addLayout(self.content, 1)
        self.footer.primary.clicked.connect(self._pressed)
        self.runner.snapshot_ready.connect(self._compare)
        self.runner.state_changed.connect(self._see_whether_possible)
        self.resize(self.SIZE)
        stored = settings.value(self._key)
        if isinstance(stored, QByteArray):
            self.restoreGeometry(stored)

    @property
    def _key(self) -> str:
        return f"questions/{self.NAME}/geometry"

    # -- what a question says ----------------------------------------------------------------------------------------

    def experiment(self) -> Make:
        """The function that the training thread calls; it must hold no widget. Here one that has nothing to say."""
        return lambda subject: iter(())

    def clear(self) -> None:
        """A new answer begins: nothing is known."""

    def take(self, values: tuple[Any, ...]) -> None:
        """Show what has come, in order."""

    def settle(self) -> None:
        """It has ended, been stopped or failed: what is shown will stay."""

    def write_again(self) -> None:
        """Another decimal mark was chosen: write what is known once more."""

    # -- asking ------------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether an answer is under way."""
        return self.inquiry is not None and self.inquiry.running

    @Slot()
    def ask(self) -> None:
        """Ask about the weights as they are now."""
        self.stop()
        if why_not(self.runner):
            return
        self.moment, self._was_asked = None, True
        self.banner.say("")
        self.footer.say("")
        self.clear()
        inquiry = self.inquiry = self.runner.inquire(self.experiment())
        inquiry.began.connect(self._began)
        inquiry.progressed.connect(self._progressed)
        inquiry.finished.connect(self._ended)
        inquiry.failed.connect(self._failed)
        inquiry.stopped.connect(self._called_off)
        self.show_button()

    @Slot()
    def stop(self) -> None:
        """Call off what runs; what is known stays on show."""
        if self.inquiry is not None:
            self.inquiry.cancel()
            self._ended()

    @Slot()
    def _pressed(self) -> None:
        if self.running:
            self.stop()
        else:
            self.ask()

    @Slot(object)
    def _began(self, moment: Moment) -> None:
        self.moment = moment

    @Slot(object)
    def _progressed(self, values: tuple[Any, ...]) -> None:
        self.take(values)
        self.update()  # the paint that follows ends the frame

    @Slot()
    def _ended(self) -> None:
        self.inquiry = None
        self.settle()
        self.show_button()
        self._compare(self.runner.snapshot)

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        self._ended()
        self.footer.say(sentence, problem=True)

    @Slot(str)
    def _called_off(self, why: str) -> None:
        self.moment = None
        self._ended()
        self.banner.say(why)

    def show_button(self) -> None:
        """Its words, and whether it can be pressed."""
        self.footer.primary.setText(self.STOP if self.running else self.AGAIN if self._was_asked else self.ASK)
        why = "" if self.running else why_not(self.runner)
        self.footer.primary.setEnabled(not why)
        self.footer.primary.setToolTip(why)
        self.banner.again.setEnabled(not why)
        self.banner.again.setToolTip(why)

    @Slot(object)
    def _see_whether_possible(self, _state: object) -> None:
        self.show_button()
        why = why_not(self.runner)
        if why and not self.running and self.runner.state is not RunState.LOADING:
            self._blocked = True
            self.footer.say(why, problem=True)
        elif self._blocked and not why:
            self._blocked = False
            self.footer.say("")

    # -- old answers -------------------------------------------------------------------------------------------------

    @Slot(object)
    def _compare(self, snapshot: Snapshot | None) -> None:
        """An answer is old once the run's weights are others; put back, they make it new again."""
        if self.running or self.moment is None or snapshot is None:
            return
        asked = self.moment
        if snapshot.network != asked.network:
            self.banner.say(REDRAWN)
        else:
            self.banner.say("" if np.array_equal(snapshot.theta, asked.theta) else CHANGED)

    @property
    def stale(self) -> bool:
        """Whether what is shown is about other weights than the run's."""
        return not self.banner.isHidden()

    # -- the window --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._see_whether_possible(None)
        self.footer.primary.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:
            self.write_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.inquiry is not None:
            self.runner.inquiries.painted()

    def reject(self) -> None:
        """Esc and Close."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.inquiry is not None:
            self.inquiry.cancel()
            self.inquiry = None
        self._settings.setValue(self._key, self.saveGeometry())
        self.closed.emit()
        event.accept()
