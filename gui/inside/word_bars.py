"""WordBars: a bar for each word of an example: upwards and filled where its number is positive, down and hollow below.

The words themselves stand in a WordRow beneath, of the same width. It may import the theme and numbers. Worked shape:
16 words with the numbers -0.0009 to +0.0001 on a scale of 0.001: the fourth bar reaches almost to the foot.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import numbers
from gui.inside.word_row import WordRow
from gui.theme import current_theme
from gui.widgets.painting import rounded

Floats = NDArray[np.floating]
WIDEST = 26.0


class WordBars(QWidget):
    """Bars above ``row``, which gives them their places and words."""

    def __init__(self, name: str, row: WordRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.values: Floats = np.zeros(0)
        self.full = 1.0
        self.setAccessibleName(name)
        self.setMinimumHeight(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_values(self, values: Floats, full: float) -> None:
        """(words,), and the number that reaches to the edge."""
        self.values, self.full = values, full or 1.0
        self.update()

    def bar(self, at: int) -> QRectF:
        """Where the bar of a word lies; flat on the line for 0."""
        box, middle = self.row.box(at), self.height() / 2
        wide = min(WIDEST, box.width() - 4)
        value = float(self.values[at])
        reach = np.clip(value / self.full, -1.0, 1.0) if np.isfinite(value) else 0.0
        high = abs(reach) * (middle - 3)
        return QRectF(box.center().x() - wide / 2, middle - high if reach > 0 else middle, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, value in enumerate(self.values.tolist()):
            bar = self.bar(at)
            if bar.height() < 0.5:
                continue
            color = theme.sign(value)
            inner = bar if value > 0 else bar.adjusted(0.9, 0.9, -0.9, -0.9)
            rounded(painter, inner, min(3.0, bar.height() / 2), color if value > 0 else theme.paper, color, 1.75)
        painter.setPen(QPen(theme.line2, 1))
        painter.drawLine(QPointF(0, self.height() / 2), QPointF(self.width(), self.height() / 2))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told(event.pos().x()), self)
            return True
        return super().event(event)

    def told(self, x: float) -> str:
        """The word at this place and its number."""
        for at in range(min(len(self.values), len(self.row.words))):
            box = self.row.box(at)
            if box.left() <= x < box.right():
                return f"{self.row.words[at] or 'padding'}: {numbers.signed(float(self.values[at]))}"
        return ""
