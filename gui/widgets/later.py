"""Later: a place for a panel that is made once the window has been seen, so that the window is seen sooner.

It imports Qt alone. Until the panel is there, its place is as large as the panel will be and shows the surface behind
it, so that nothing jumps. Whoever asks for ``panel`` has it at once, and ``finish`` makes all of a window. Worked
shape: of five places in a window the three in sight are filled soon after its first picture, one in each turn of the
event loop, so that no click waits for more than one; then the two that are hidden.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Slot
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

PAUSE_MS = 1
"""Between two panels the event loop turns, so that clicks and keys come first."""
UNSEEN_MS = 1000
"""So long what waits for a first picture waits for one that nobody sees."""


class Later(QWidget):
    """``make`` is called once, after ``before``, each in its own turn; ``hint`` and ``least``: the panel's sizes."""

    def __init__(
        self,
        make: Callable[[], QWidget],
        hint: QSize | None = None,
        least: QSize | None = None,
        before: Sequence[Callable[[], object]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make, self._before = make, list(before)
        self._hint, self._least = hint or QSize(), least or QSize()
        self._panel: QWidget | None = None

    @property
    def made(self) -> bool:
        """Whether the panel is there."""
        return self._panel is not None

    @property
    def panel(self) -> Any:
        """The panel, made now where it is not there."""
        while self._panel is None:
            self.advance()
        return self._panel

    def advance(self) -> None:
        """One turn's work towards the panel."""
        if self._before:
            self._before.pop(0)()
        elif self._panel is None:
            self._panel = self._make()
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self._panel)
            self.setFocusProxy(self._panel)

    def sizeHint(self) -> QSize:
        return self._hint if self._panel is None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._least if self._panel is None else super().minimumSizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        if self._panel is None and self.window().findChild(_Turns) is not None:
            _ = self.panel  # the window was seen before this came to the front: no blank place, not even for a moment
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._panel is None:
            _Turns.of(self.window()).start()


def once_seen(window: QWidget, work: Callable[[], object]) -> None:
    """Do this right after the first picture of ``window``; what waits for the same picture is done in its order."""
    (window.findChild(_Waiting) or _Waiting(window)).work.append(work)


class _Waiting(QObject):
    """What the first picture of a window should not wait for."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.work: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._do_one)
        self._timer.start(UNSEEN_MS)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._timer.start(0)
        return False

    @Slot()
    def _do_one(self) -> None:
        work = self.work.pop(0)
        if self.work:
            self._timer.start(0)
        else:
            self.deleteLater()
        work()


def finish(window: QWidget) -> None:
    """Make all that a window has not made yet."""
    for place in window.findChildren(Later):
        _ = place.panel


class _Turns(QTimer):
    """Fills the places of one window, those in sight first; rests while it is hidden."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setSingleShot(True)
        self.setInterval(PAUSE_MS)
        self.timeout.connect(self._fill_one)

    @classmethod
    def of(cls, window: QWidget) -> "_Turns":
        return window.findChild(cls) or cls(window)

    @Slot()
    def _fill_one(self) -> None:
        empty = [place for place in self._window.findChildren(Later) if not place.made]
        if empty and self._window.isVisible():
            min(empty, key=lambda place: not place.isVisible()).advance()
            self.start()
