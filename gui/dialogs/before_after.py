"""BeforeAfter: one picture as it lies in its file and, beside it, as the network will see it.

It imports the darkroom's answer and paints it; few pixels are shown as squares, not blurred. Worked shape:
"500 × 375" on the left, "64 × 64" on the right.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import fonts
from gui.dialogs.darkroom import Compared
from gui.theme import current_theme
from gui.widgets.painting import rounded

BOX = 132


class BeforeAfter(QWidget):
    """Two boxes of 132 px with a line below each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair: Compared | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("A click on a picture shows it here, before and after.")
        self._tell()

    def show_pair(self, pair: Compared | None) -> None:
        """Another picture, or the same one under other settings."""
        self.pair = pair
        self._tell()
        self.update()

    def lines(self) -> tuple[str, str]:
        """What stands below the boxes."""
        pair = self.pair
        if pair is None:
            return "in its file", "for the network"
        if pair.before is None or pair.after is None:
            return "", ""
        height, width = pair.size
        return f"in its file {height} × {width}", f"seen {pair.after.height()} × {pair.after.width()}"

    def _tell(self) -> None:
        reason = self.pair.reason if self.pair is not None else ""
        self.setAccessibleName("Before and after")
        self.setAccessibleDescription(reason or ", ".join(self.lines()))

    def sizeHint(self) -> QSize:
        return QSize(2 * BOX + 12, BOX + 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, pair = current_theme(), self.pair
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(BOX, (self.width() - 12) // 2)
        boxes = QRectF(0, 0, side, side), QRectF(self.width() - side, 0, side, side)
        pictures = (pair.before, pair.after) if pair is not None else (None, None)
        for box, image, line in zip(boxes, pictures, self.lines(), strict=True):
            rounded(painter, box, 6, theme.sunken, theme.line)
            if image is not None:
                _paint(painter, box.adjusted(3, 3, -3, -3), image)
            painter.setPen(theme.ink3)
            painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
            painter.drawText(QRectF(box.left(), side + 3, side, 16), Qt.AlignmentFlag.AlignCenter, line)
        if pair is not None and pair.reason:
            painter.setPen(theme.error)
            painter.setFont(fonts.font(fonts.PANEL))
            wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(boxes[0].adjusted(8, 8, -8, -8), wrapped, f"This file is left out: {pair.reason}.")
        painter.end()


def _paint(painter: QPainter, box: QRectF, image: QImage) -> None:
    scale = min(box.width() / image.width(), box.height() / image.height())
    wide, high = image.width() * scale, image.height() * scale
    place = QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1.0)
    painter.drawImage(place, image)
