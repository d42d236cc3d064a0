"""Later: a place for a panel that is made once the window has been seen, so that the window is seen sooner.

It imports Qt alone. Until the panel is there, its place is as large as the panel will be and shows the surface behind
it, so that nothing jumps. Whoever asks for ``panel`` has it at once, and ``finish`` makes all of a window. Worked
shape: of five places in a window the three in sight are filled soon after its first picture, one in each turn of the
event loop, so that no click waits for more than one; then the two that are hidden.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

PAUSE_MS = 1
"""Between two panels the event loop turns, so that clicks and keys come first."""


class Later(QWidget):
    """``make`` is called once; ``hint`` and ``least`` are the sizes the panel will have."""

    def __init__(
        self,
        make: Callable[[], QWidget],
        hint: QSize | None = None,
        least: QSize | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make, self._hint, self._least = make, hint or QSize(), least or QSize()
        self._panel: QWidget | None = None

    @property
    def made(self) -> bool:
        """Whether the panel is there."""
        return self._panel is not None

    @property
    def panel(self) -> Any:
        """The panel, made now where it is not there."""
        if self._panel is None:
            self._panel = self._make()
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self._panel)
            self.setFocusProxy(self._panel)
        return self._panel

    def sizeHint(self) -> QSize:
        return self._hint if self._panel is None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._least if self._panel is None else super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._panel is None:
            _Turns.of(self.window()).start()


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
            _ = min(empty, key=lambda place: not place.isVisible()).panel
            self.start()
