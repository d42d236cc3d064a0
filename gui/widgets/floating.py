"""FloatingNote: a raised box that lies at the top of another widget, in its middle, as high as its words need.

It may import painting and the theme; give it a layout of your own and call ``bring`` when it has something to say.
Worked shape: 560 px wide over a canvas of 1,000 px it begins at x 220, y 52.
"""

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.theme import current_theme
from gui.widgets.painting import rounded

TOP, MARGIN, LEAST = 52, 20, 120


class FloatingNote(QFrame):
    """Hidden until it is brought; ``edge`` names the token of its line."""

    def __init__(self, over: QWidget, widest: int, edge: str = "line2") -> None:
        super().__init__(over)
        self._over, self._widest, self._edge = over, widest, edge
        self.hide()
        over.installEventFilter(self)

    def bring(self) -> None:
        """Show it above everything else there."""
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        over = self._over
        width = max(LEAST, min(self._widest, over.width() - 2 * MARGIN))
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        self.setGeometry((over.width() - width) // 2, TOP, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay in the middle when what lies below changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 12, theme.raised, getattr(theme, self._edge))
        painter.end()
