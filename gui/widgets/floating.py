"""FloatingNote: a raised box that lies at the top of another widget, in its middle, as high as its words need.

Several stand one below the other in the order in which they came, and move up when one of them goes.

It may import painting and the theme; give it a layout of your own and call ``bring`` when it has something to say.
Worked shape: 560 px wide over a canvas of 1,000 px it begins at x 220, y 52.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme import current_theme
from gui.widgets.painting import rounded

TOP, MARGIN, BETWEEN, LEAST = 52, 20, 8, 120


class FloatingNote(QFrame):
    """Hidden until it is brought; ``edge`` names the token of its line."""

    def __init__(self, over: QWidget, widest: int, edge: str = "line2") -> None:
        super().__init__(over)
        self._over, self._widest, self._edge = over, widest, edge
        self._turn = 0
        self.hide()
        over.installEventFilter(self)

    def bring(self) -> None:
        """Show it above everything else there, below the notes that are there already."""
        if self.isHidden():
            self._turn = 1 + max((note._turn for note in self._standing()), default=0)
        self.show()
        self.raise_()
        self._stack()

    def _standing(self) -> list["FloatingNote"]:
        """The notes that are shown there, the oldest first."""
        notes = self._over.findChildren(FloatingNote, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return sorted((note for note in notes if not note.isHidden()), key=lambda note: note._turn)

    def _stack(self) -> None:
        top = TOP
        for note in self._standing():
            top = note._place(top) + BETWEEN

    def _place(self, top: int) -> int:
        """Lie at this height; where the note ends."""
        over = self._over
        width = max(LEAST, min(self._widest, over.width() - 2 * MARGIN))
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        self.setGeometry((over.width() - width) // 2, top, width, height)
        return top + height

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay in the middle when what lies below changes its size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._stack()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What stands below moves up."""
        super().hideEvent(event)
        if self.isHidden():  # by itself, not with the window
            self._stack()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 12, theme.raised, getattr(theme, self._edge))
        painter.end()
