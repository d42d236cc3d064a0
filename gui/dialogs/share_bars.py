"""Two small pictures of texts: how many hold how many tokens, with the length that is read; and how much is known.

They import the theme and fonts only. Worked shape: ``LengthBars`` of 5,574 lengths draws at most 60 bars in one call.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import fonts, numbers
from gui.theme import current_theme
from gui.widgets.painting import rounded

BARS = 60
_FOOT = 16.0


class LengthBars(QWidget):
    """A histogram of lengths; what lies beyond the length that is read is drawn hollow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.intp] = np.zeros(0, np.intp)
        self._step, self._length = 1, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("How long the texts are")

    def show_lengths(self, lengths: NDArray[np.intp], length: int) -> None:
        """Lengths of all texts, and how many tokens are read; a long tail ends in the last bar."""
        end = max(length + 1, int(np.percentile(lengths, 99.5)) if len(lengths) else 1, 1)
        self._step = -(-(end + 1) // BARS)
        bins = np.minimum(lengths, end) // self._step
        self._counts = np.bincount(bins, minlength=end // self._step + 1) if len(lengths) else np.zeros(0, np.intp)
        self._length = length
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 84)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(0, 4, 0, -_FOOT)
        painter.fillRect(QRectF(0, box.bottom(), box.width(), 1), theme.line2)
        if len(self._counts):
            wide = box.width() / len(self._counts)
            tops = box.height() * self._counts / max(1, self._counts.max())
            bars = [QRectF(box.left() + at * wide, box.bottom() - top, max(1.0, wide - 1), top)
                    for at, top in enumerate(tops)]  # fmt: skip
            whole = [at * self._step < self._length for at in range(len(bars))]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ink2)
            painter.drawRects([bar for bar, read in zip(bars, whole, strict=True) if read])
            painter.setBrush(theme.off)
            painter.drawRects([bar for bar, read in zip(bars, whole, strict=True) if not read])
            at = box.left() + wide * min(len(bars), (self._length + 1) / self._step)
            painter.setPen(QPen(theme.ink, 1.5))
            painter.drawLine(QLineF(at, box.top() - 4, at, box.bottom()))
            self._paint_marks(painter, box, at)
        painter.end()

    def _paint_marks(self, painter: QPainter, box: QRectF, at: float) -> None:
        painter.setPen(current_theme().ink3)
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        foot = QRectF(box.left(), box.bottom() + 2, box.width(), _FOOT)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft), "0")
        most = f"{numbers.count(len(self._counts) * self._step - 1)}+"
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), most)
        text = f"read: {numbers.count(self._length)}"
        left = min(max(at - 40, box.left() + 14), box.right() - 116)
        painter.drawText(QRectF(left, foot.top(), 80, _FOOT), int(Qt.AlignmentFlag.AlignHCenter), text)


class ShareBar(QWidget):
    """A share of 1 as a bar."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedHeight(8)
        self.setAccessibleName(name)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self._share = share
        self.setAccessibleDescription(numbers.percent(share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        rounded(painter, box, 4, theme.sunken, theme.line)
        rounded(painter, box.adjusted(0, 0, (self._share - 1) * box.width(), 0), 4, theme.ink2)
        painter.end()
