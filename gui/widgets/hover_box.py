"""HoverBox: the raised box beside a cross-hair, with a line per curve.

It may import fonts, painting, math_text and the theme. It takes no mouse and lies over its parent. Worked shape:
``box.show_at(120, 40, "epoch 21", [("training", "0.0835", theme.training)])``.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import fonts
from gui.theme import current_theme
from gui.widgets.math_text import MathText, of_words
from gui.widgets.painting import dot, rounded

Line = tuple[str | MathText, str, QColor]
"""A name, which may be a symbol, its value and the colour of its dot."""
PAD, ROW, AWAY = 8.0, 15.0, 12.0
SYMBOL = 10.0


class HoverBox(QWidget):
    """Title, then rows of a coloured dot, a name and a right-aligned value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = ""
        self.lines: tuple[Line, ...] = ()
        self.hide()

    def show_at(self, x: float, y: float, title: str, lines: Sequence[Line]) -> None:
        """Place the box beside (x, y) of the parent, on the side where it fits."""
        self.title, self.lines = title, tuple(lines)
        small, digits = QFontMetricsF(fonts.font(fonts.CAPTION)), QFontMetricsF(fonts.font(fonts.CAPTION, tabular=True))
        rows = [14 + _width(name) + 14 + digits.horizontalAdvance(value) for name, value, _ in lines]
        width = round(max([small.horizontalAdvance(title), *rows]) + 2 * PAD)
        height = round(ROW * (1 + len(lines)) + 8)
        room = self._over.size()
        left = x + AWAY if x + AWAY + width <= room.width() else x - AWAY - width
        top = min(max(0.0, y - height / 2), max(0.0, room.height() - height))
        self.setGeometry(round(max(0.0, left)), round(top), width, height)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, theme.raised, theme.line2)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        box = QRectF(PAD, 4, self.width() - 2 * PAD, ROW)
        painter.setFont(fonts.font(fonts.CAPTION))
        painter.setPen(theme.ink3)
        painter.drawText(box, middle, self.title)
        for name, value, color in self.lines:
            box.translate(0, ROW)
            dot(painter, QPointF(box.left() + 4, box.center().y()), 3.0, color)
            shown = _set(name)
            shown.paint(painter, QPointF(box.left() + 14, box.center().y() + 4), _size(shown), theme.ink2)
            painter.setPen(theme.ink)
            painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
            painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignRight), value)
        painter.end()


def _set(name: str | MathText) -> MathText:
    return of_words(name) if isinstance(name, str) else name


def _size(name: MathText) -> float:
    return fonts.CAPTION if name.wordy else SYMBOL


def _width(name: str | MathText) -> float:
    shown = _set(name)
    return shown.width(_size(shown))
