"""SumList: how a cell's number comes about: its parts as numbers with bars, a line, the sum, and f of it.

A positive bar is filled, a negative one outlined. It may import the theme, fonts and numbers. Worked shape: positive
products +1.9414, negative products −0.3535, bias −0.1183; z +1.4696; a = tanh(z) +0.8995 with its curve.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.frozen import dataclass
from gui import fonts, numbers
from gui.theme import Theme, current_theme
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.math_text import of_text
from gui.widgets.painting import rounded

LINE = 24.0


@dataclass(frozen=True)
class Part:
    """One line: what it is and its number; ``result``: written bold below a line."""

    name: str
    value: float
    result: bool = False


@dataclass(frozen=True, eq=False)
class Bent:
    """The last line: a formula, its value, and the function's curve with the point on it."""

    formula: str
    value: float
    curve: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    at: float = 0.0


class SumList(QWidget):
    """See the module's header."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts: tuple[Part, ...] = ()
        self.bent: Bent | None = None
        self.setAccessibleName(name)
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(240, 160)

    def show_parts(self, parts: tuple[Part, ...], bent: Bent | None = None) -> None:
        """Other numbers."""
        self.parts, self.bent = parts, bent
        told = [f"{each.name} {numbers.signed(each.value)}" for each in parts]
        if bent is not None:
            told.append(f"{bent.formula} {numbers.signed(bent.value)}")
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        full = max((abs(each.value) for each in self.parts if np.isfinite(each.value)), default=0.0) or 1.0
        y = 0.0
        for part in self.parts:
            if part.result:
                painter.setPen(QPen(theme.ink, 1.5))
                painter.drawLine(QPointF(0, y + 3), QPointF(self.width(), y + 3))
                y += 6
            self._paint_part(painter, theme, part, y, full)
            y += LINE
        if self.bent is not None:
            self._paint_bent(painter, theme, self.bent, y + 4)
        painter.end()

    def written(self, value: float) -> str:
        """With four decimals, as in a column of sums; what these would hide, and large numbers, with their digits."""
        sizes = [abs(each.value) for each in self.parts if np.isfinite(each.value)]
        if not 0.01 <= max(sizes, default=0.0) < 10_000 or not np.isfinite(value) or 0 < abs(value) < 1e-3:
            return numbers.signed(value)
        return ("+" if value >= 5e-5 else "") + numbers.fixed(value, 4)

    def _columns(self) -> tuple[float, float]:
        """Right end of the numbers, left end of the bars."""
        right = min(190.0, 0.7 * self.width())
        return right, right + 10

    def _paint_part(self, painter: QPainter, theme: Theme, part: Part, y: float, full: float) -> None:
        right, left = self._columns()
        painter.setFont(fonts.font(fonts.PANEL, 600 if part.result else 400))
        painter.setPen(theme.ink if part.result else theme.ink2)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        digits = QFontMetricsF(fonts.font(fonts.FORM, 600, tabular=True))
        room = right - digits.horizontalAdvance(self.written(part.value))
        name = painter.fontMetrics().elidedText(part.name, Qt.TextElideMode.ElideRight, int(room - 8))
        painter.drawText(QRectF(0, y, right, LINE), flags, name)
        self._paint_number(painter, theme, part.value, y, part.result)
        room = self.width() - left - 2
        if room > 8 and np.isfinite(part.value) and part.value:
            bar = QRectF(left, y + LINE / 2 - 4, max(3.0, room * abs(part.value) / full), 8)
            color = theme.sign(part.value)
            rounded(painter, bar, 4, color if part.value > 0 else theme.paper, color, 1.75)

    def _paint_number(self, painter: QPainter, theme: Theme, value: float, y: float, bold: bool) -> None:
        right, _ = self._columns()
        painter.setFont(fonts.font(fonts.FORM, 600 if bold else 500, tabular=True))
        painter.setPen(theme.sign_text(value))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, y, right, LINE), flags, self.written(value))

    def _paint_bent(self, painter: QPainter, theme: Theme, bent: Bent, y: float) -> None:
        of_text(bent.formula).paint(painter, QPointF(0, y + LINE - 7), 12, theme.ink)
        self._paint_number(painter, theme, bent.value, y, True)
        _, left = self._columns()
        room = QRectF(left, y - 4, min(96.0, self.width() - left - 4), LINE + 8)
        if bent.curve is None or room.width() < 30:
            return
        z, a = bent.curve
        low, high = float(np.nanmin(a)), float(np.nanmax(a))
        span = high - low or 1.0

        def at(x: float, value: float) -> QPointF:
            across = (x - z[0]) / (z[-1] - z[0]) * room.width()
            return QPointF(room.left() + across, room.bottom() - (value - low) / span * room.height())

        painter.setPen(QPen(theme.line2, 1))
        painter.drawLine(at(z[0], 0.0), at(z[-1], 0.0))
        painter.setPen(QPen(theme.forward, 1.75))
        painter.drawPolyline(QPolygonF([at(float(x), float(v)) for x, v in zip(z, a, strict=True)]))
        if np.isfinite(bent.at) and np.isfinite(bent.value):
            painter.setPen(QPen(theme.ink, 1.75))
            painter.setBrush(theme.paper)
            painter.drawEllipse(at(bent.at, bent.value), 3.5, 3.5)


class SumBlock(QWidget):
    """A title and a caption above the list, in line with the blocks of tiles beside it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.caption, self.list = Label("Sum", "title"), ElidedLabel("", "caption"), SumList(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.caption)
        column.addSpacing(2)
        column.addWidget(self.list, 1)
