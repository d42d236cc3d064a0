"""Looking: the head of a dialog that looks at data: its name, a caption of facts, a progress line while it is at work.

It owns the Background that does the work, so that every dialog for data waits, tells and calls off in one way.
Worked shape: ``looking = Looking("pets", dialog); looking.found.connect(self._take); looking.look(work)``.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from gui.dialogs.background import Background, Report
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.read_out import ProgressLine

PATIENCE_MS = 200
"""Work that ends sooner shows no progress line."""


class Looking(QWidget):
    """Title, and below it either the caption or the progress; ``found`` and ``failed`` tell how the work ended."""

    found = Signal(object)
    failed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pressed = False
        """Whether the default button was pressed while a look was under way; what ends the look presses it again."""
        self.title = ElidedLabel(name, "page", Qt.TextElideMode.ElideMiddle)
        self.caption = Label("", "caption")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.progress = ProgressLine("Reading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        below = QWidget()
        below.setFixedHeight(30)
        self._below = QStackedLayout(below)
        self._below.addWidget(self.caption)
        self._below.addWidget(self.progress)
        column.addWidget(below)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_progress)
        self.work = Background(self)
        self.work.done.connect(self._done)
        self.work.failed.connect(self._fail)
        self.work.progress.connect(self._tell)

    def look(self, work: Callable[[Report], object]) -> None:
        """Do this in a thread; what was under way is called off."""
        self._patience.start()
        self.work.start(work)

    def cancel(self) -> None:
        """Nobody waits any more."""
        self._rest()
        self.work.cancel()

    def take_press(self) -> bool:
        """Whether the default button waits to be pressed again; it is forgotten by asking."""
        pressed, self.pressed = self.pressed, False
        return pressed

    @Slot(object)
    def _done(self, found: object) -> None:
        self._rest()
        self.found.emit(found)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._rest()
        self.pressed = False
        self.caption.setText("")
        self.failed.emit(sentence)

    @Slot(float, str)
    def _tell(self, share: float, caption: str) -> None:
        self.progress.set_progress(share, caption or "Reading")

    @Slot()
    def _show_progress(self) -> None:
        self._below.setCurrentWidget(self.progress)

    def _rest(self) -> None:
        self._patience.stop()
        self._below.setCurrentWidget(self.caption)
