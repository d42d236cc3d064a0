"""Board: pyqtgraph's plot, painted by ourselves in one go: paper, ticks, shapes, names.

pyqtgraph keeps the ranges and obeys the mouse. Painting its items one by one took 9 ms a frame beside a training
network, most of it asking them for their outlines; this takes 2. It may import plot_view, shapes, series, writing and
the theme. Worked shape: ``board.add(Line(z=3, smooth=True))`` is drawn at every paint, over what has a smaller ``z``.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QWidget

from gui import fonts
from gui.accessible import CHART
from gui.plots.plot_view import PlotView
from gui.plots.series import Tick
from gui.plots.shapes import Frame, Shape
from gui.theme import Theme, current_theme
from gui.widgets.writing import CENTER, LEFT, RIGHT, write

S = TypeVar("S", bound=Shape)
FROM_AXIS = 6.0
"""Pixels between an axis and what is written at it."""
BOX = 60.0


class Label(QGraphicsSimpleTextItem):
    """A word in the scene: it keeps its place and size, the board writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(fonts.font(fonts.CAPTION, 500))

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        """Written by the board."""


class Board(PlotView):
    """See the module's header."""

    accessible_role = CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(("left", "bottom"), parent)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints its own paper
        self.shapes: list[Shape] = []
        self.labels: list[Label] = []
        self.ticks: tuple[Sequence[Tick], Sequence[Tick]] = ((), ())
        """Beside the axis of values, below that of epochs."""

    def add(self, shape: S) -> S:
        """Draw this shape from now on."""
        self.shapes.append(shape)
        self.shapes.sort(key=lambda each: each.z)
        return shape

    def add_label(self) -> Label:
        """A further word."""
        label = Label()
        self.scene().addItem(label)
        self.labels.append(label)
        return label

    def frame_now(self) -> Frame:
        """How the axes lie."""
        (left, right), (low, high) = self.view.viewRange()
        return Frame(self.view.sceneBoundingRect(), left, right, low, high)

    def redraw(self) -> None:
        """Shapes or ticks have changed."""
        self.viewport().update()

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Everything, on a screen or a page."""
        theme, frame = current_theme(), self.frame_now()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.paper)
        self._paint_ticks(painter, theme, frame)
        painter.save()
        painter.setClipRect(frame.area, Qt.ClipOperation.IntersectClip)
        for shape in self.shapes:
            if shape.visible:
                shape.paint(painter, frame)
        painter.restore()
        for label in self.labels:
            if label.isVisible():
                box = label.sceneBoundingRect()
                painter.fillRect(box.adjusted(-2, 1, 2, -1), theme.paper)  # readable over lines
                _word(painter, box, label.text(), label.brush().color(), LEFT, 500)
        painter.end()

    def _paint_ticks(self, painter: QPainter, theme: Theme, frame: Frame) -> None:
        area, (values, epochs) = frame.area, self.ticks
        painter.setPen(QPen(theme.line2, 1.0))
        painter.drawLine(area.bottomLeft(), QPointF(area.right(), area.bottom()))
        down = area.height() / (frame.high - frame.low)
        for tick in values:
            y = area.bottom() - (tick.at - frame.low) * down
            _word(painter, QRectF(area.left() - FROM_AXIS - BOX, y - 10, BOX, 20), tick.text, theme.ink3, RIGHT)
        along = area.width() / (frame.right - frame.left)
        for tick in epochs:
            x = area.left() + (tick.at - frame.left) * along
            _word(painter, QRectF(x - BOX / 2, area.bottom() + 4, BOX, 16), tick.text, theme.ink3, CENTER)


def _word(
    painter: QPainter, box: QRectF, text: str, color: QColor, align: Qt.AlignmentFlag, weight: int = 400
) -> None:  # fmt: skip
    """A short text; on a page as a text, not as letters that have their places. Ticks are numbers, bold ones names."""
    number = weight == 400
    if painter.paintEngine().type() is not QPaintEngine.Type.SVG:
        write(painter, box, text, color, fonts.CAPTION, weight, align, tabular=number)
        return
    painter.setFont(fonts.font(fonts.CAPTION, weight, tabular=number))
    painter.setPen(color)
    painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), text)
