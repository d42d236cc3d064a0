"""The few strokes that several widgets share: rounded boxes, dots and the pictures of combo boxes.

It may import the theme, the icons and QtGui. Functions leave the painter's pen and brush changed and nothing else.
Worked shape: ``rounded(painter, QRectF(rect), 6, theme.raised, theme.line2)`` draws a field's box on whole pixels.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap, QPolygonF

from gui.icons import logical
from gui.theme import current_theme

_NO_PEN, _NO_BRUSH = QPen(Qt.PenStyle.NoPen), QBrush(Qt.BrushStyle.NoBrush)
Draw = Callable[[QPainter, QRectF], None]


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A box with round corners; the border lies inside ``rect``, so that 1 px lines stay sharp."""
    painter.setPen(QPen(border, width) if border is not None else _NO_PEN)
    painter.setBrush(fill if fill is not None else _NO_BRUSH)
    inset = width / 2 if border is not None else 0.0
    box = rect.adjusted(inset, inset, -inset, -inset)
    radius = min(radius - inset, box.height() / 2, box.width() / 2)
    painter.drawRoundedRect(box, radius, radius)


def dot(painter: QPainter, center: QPointF, radius: float, color: QColor, hollow: bool = False) -> None:
    """A disc, or a ring of the same outer size."""
    painter.setPen(QPen(color, 1.5) if hollow else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else color)
    radius -= 0.75 if hollow else 0.0
    painter.drawEllipse(center, radius, radius)


class _DrawnEngine(QIconEngine):
    """An icon that is drawn afresh each time, and so follows the theme."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self._draw = draw

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._made(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        return self._made(logical(size, scale), mode, state, scale)

    def _made(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        made = QPixmap(size * scale)
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _DrawnEngine(self._draw)


def drawn_icon(draw: Draw) -> QIcon:
    """An icon from a function ``draw(painter, rect)``."""
    return QIcon(_DrawnEngine(draw))


def curve_icon(heights: Sequence[float], token: str = "forward") -> QIcon:
    """The pictogram of a curve from its heights at even distances; scaled to fill the picture."""
    low, high = min(heights), max(heights)
    span = high - low or 1.0

    def draw(painter: QPainter, rect: QRectF) -> None:
        box = rect.adjusted(1.5, 2.5, -1.5, -2.5)
        step = box.width() / max(1, len(heights) - 1)
        rise = box.height() / span
        points = [QPointF(box.left() + i * step, box.bottom() - (y - low) * rise) for i, y in enumerate(heights)]
        painter.setPen(QPen(current_theme().color(token), 1.75, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))

    return drawn_icon(draw)
