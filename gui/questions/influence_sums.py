"""Sums: how the shares add up: a line for each part, the result below a rule, and a tick where the two agree.

Worked shape: ``show([("sum of 20 shares", 0.0123), ("penalty", 0.0001)], "gradient", 0.0124)`` ticks, because the parts
make 0.0124 up to the rounding of their sum.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import fonts, numbers
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.widgets.painting import rounded

LINE, PAD, DIGITS = 22, 10, 6
AGREE = 1e-5
"""Parts and result agree where they differ by less than this share of the largest of them; float32 carries 1e-7."""
Part = tuple[str, float]


def agree(parts: Sequence[Part], result: float) -> bool:
    """Whether the parts add up to the result."""
    total = math.fsum(value for _, value in parts)
    size = max([abs(result), *(abs(value) for _, value in parts)], default=0.0)
    return abs(total - result) <= AGREE * size


class Sums(QWidget):
    """Lines of a name and a number; right-aligned, on a sunken ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts: tuple[Part, ...] = ()
        self.name, self.result = "", 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_sum(self, parts: Sequence[Part], name: str, result: float) -> None:
        """Another sum."""
        self.parts, self.name, self.result = tuple(parts), name, result
        words = [f"{text} {numbers.signed(value, DIGITS)}" for text, value in parts]
        told = "adds up" if self.adds_up else "does not add up"
        self.setAccessibleName(f"{', '.join(words)}: {name} {numbers.signed(result, DIGITS)}, {told}")
        self.show()
        self.updateGeometry()
        self.update()

    @property
    def adds_up(self) -> bool:
        """Whether the tick is there."""
        return agree(self.parts, self.result)

    def sizeHint(self) -> QSize:
        return QSize(360, LINE * (len(self.parts) + 1) + 2 * PAD + 5)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 8, theme.sunken)
        y = float(PAD)
        for text, value in self.parts:
            self._line(painter, y, text, value, bold=False)
            y += LINE
        painter.setPen(theme.line2)
        painter.drawLine(16, int(y) + 2, self.width() - 44, int(y) + 2)
        self._line(painter, y + 5, self.name, self.result, bold=True)
        mark = QRectF(self.width() - 36, y + 8, 16, 16)
        draw_icon(painter, "action-check" if self.adds_up else "action-problem", mark,
                  "agrees" if self.adds_up else "error")  # fmt: skip
        painter.end()

    def _line(self, painter: QPainter, y: float, text: str, value: float, bold: bool) -> None:
        theme = current_theme()
        box = QRectF(16, y, self.width() - 60, LINE)
        painter.setFont(fonts.font(fonts.FORM, 600 if bold else 400))
        painter.setPen(theme.ink if bold else theme.ink2)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(fonts.font(fonts.FORM, 600 if bold else 400, tabular=True))
        painter.setPen(theme.sign_text(value))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(box, right, numbers.signed(value, DIGITS))
