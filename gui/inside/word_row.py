"""WordRow: the words of an example side by side, some of them set off, each tinted by a number where it has one.

It may import the theme and fonts. Worked shape: 16 words with the run 5 to 7 ringed; padding is a dot.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui import fonts
from gui.theme import current_theme, mix

Floats = NDArray[np.floating]


class WordRow(QWidget):
    """Words side by side under a sequence, the ones in ``lit`` set off, each with a fill for its number."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words: tuple[str, ...] = ()
        self.values: Floats | None = None
        self.full = 1.0
        self.lit: tuple[int, int] = (0, -1)
        self.setAccessibleName(name)
        self.setFixedHeight(22)

    def show_words(
        self, words: tuple[str, ...], lit: tuple[int, int] = (0, -1), values: Floats | None = None, full: float = 1.0
    ) -> None:  # fmt: skip
        """``lit`` are the first and the last word set off; ``values`` (words,) tint them."""
        self.words, self.lit, self.values, self.full = words, lit, values, full or 1.0
        self.setAccessibleDescription(" ".join(words[lit[0] : lit[1] + 1]) or " ".join(words))
        self.setToolTip(" ".join(word for word in words if word))
        self.update()

    def box(self, at: int) -> QRectF:
        """Where a word stands."""
        wide = (self.width() - 4) / max(1, len(self.words))
        return QRectF(2 + at * wide, 0, wide, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, word in enumerate(self.words):
            box = self.box(at).adjusted(0.5, 1, -0.5, -1)
            lit = self.lit[0] <= at <= self.lit[1]
            color = None
            if self.values is not None and at < len(self.values):
                color = theme.diverging_color(float(self.values[at]) / self.full)
            painter.setPen(QPen(theme.ink, 1.5) if lit else Qt.PenStyle.NoPen)
            painter.setBrush(color if color is not None else mix(theme.paper, theme.ink, 0.08 if lit else 0.0))
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(fonts.font(fonts.CAPTION, 600 if lit else 400))
            painter.setPen(theme.text_on(color) if color is not None else theme.ink if lit else theme.ink3)
            text = painter.fontMetrics().elidedText(word or "·", Qt.TextElideMode.ElideRight, int(box.width() - 2))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at in range(len(self.words)):
            if self.box(at).contains(event.position()):
                self.chosen.emit(at)
