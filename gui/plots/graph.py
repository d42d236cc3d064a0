"""Graph: one pyqtgraph plot in the look of Chainrule, with curves over epochs, names at their ends and a cross-hair.

It may import curve, series, hover_box and the theme, and knows no network. Positions are epochs; values are given as
they are and drawn as their logarithm where ``log`` is set. Worked shape: ``follow(40, -2, 0.5)`` shows epochs 0 to 40
and, on a log axis, values from 0.01 to 3.2, with ticks at 0.01, 0.1 and 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QVBoxLayout, QWidget

from gui import fonts
from gui.plots.curve import Curve
from gui.plots.series import Tick, linear_ticks, log_ticks, nudge
from gui.theme import Theme, current_theme
from gui.widgets.hover_box import HoverBox, Line

BEYOND = 1.02  # so that the last point is not cut in half
AXIS_WIDTH, AXIS_HEIGHT, NAME_HEIGHT = 46, 20, 12.0


@dataclass(frozen=True)
class Name:
    """A curve's name at its end: text, where the curve ends, and its colour."""

    text: str
    x: float
    y: float
    color: QColor


class EndLabel(QGraphicsSimpleTextItem):
    """A curve's name, readable where lines of the grid pass behind it."""

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        painter.fillRect(self.boundingRect().adjusted(-2, 1, 2, -1), current_theme().paper)
        super().paint(painter, option, widget)  # Qt allows None


class Graph(QWidget):
    """The plot itself; whoever owns it fills ``curves`` and calls ``follow`` and ``redraw``."""

    zoomed = Signal(bool)
    """Whether the user looks at a part of their own choosing."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.log = True
        self.percent = False
        self.reader: Callable[[float], tuple[str, Sequence[Line]]] = lambda _x: ("", ())
        self.is_zoomed = False
        self.curves: list[Curve] = []
        self._wanted: tuple[float, float, float] | None = None
        self._names: tuple[Name, ...] = ()
        self._labels: list[EndLabel] = []
        self._margin = 12.0
        self._hover: QPointF | None = None
        self._moving = False
        self.plot: Any = pg.PlotWidget(parent=self)
        self._set_up(name, tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.box = HoverBox(self)
        self.dress(current_theme())

    def _set_up(self, name: str, tip: str) -> None:
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        self._view = item.getViewBox()
        self._view.disableAutoRange()
        self._view.setDefaultPadding(0)
        self._view.sigRangeChangedManually.connect(self._zoomed_by_hand)
        self._view.sigRangeChanged.connect(self._range_changed)
        self._left, self._bottom = item.getAxis("left"), item.getAxis("bottom")
        for axis in (self._left, self._bottom):
            axis.setStyle(tickLength=0, tickTextOffset=6, tickFont=fonts.font(fonts.CAPTION, tabular=True))
            axis.setStyle(hideOverlappingLabels=False)
        self._left.setWidth(AXIS_WIDTH)
        self._bottom.setHeight(AXIS_HEIGHT)
        self._layout = item.layout
        self._layout.setContentsMargins(0, 6, self._margin, 0)
        self._hair = pg.InfiniteLine(angle=90, movable=False)
        self._hair.setZValue(5)
        self._hair.hide()
        item.addItem(self._hair, ignoreBounds=True)
        self._grid = pg.PlotCurveItem(antialias=False, connect="pairs")
        self._grid.setZValue(-10)
        item.addItem(self._grid, ignoreBounds=True)
        self._guide = pg.InfiniteLine(angle=0, movable=False)
        self._guide.setZValue(-9)
        self._guide.hide()
        item.addItem(self._guide, ignoreBounds=True)
        self.plot.setAccessibleName(name)
        self.plot.setToolTip(tip)
        self.plot.setMinimumSize(80, 60)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.plot.viewport().installEventFilter(self)

    # -- what the owner says -----------------------------------------------------------------------------------------

    def add_curve(self, hollow: bool = False, end: bool = True) -> Curve:
        """A further curve."""
        curve = Curve(self.plot, hollow, end)
        self.curves.append(curve)
        return curve

    def guide_at(self, y: float) -> None:
        """A dotted line at the height ``y`` (an exponent on a log axis)."""
        self._guide.setValue(y)
        self._guide.show()

    def follow(self, end: float, low: float, high: float) -> None:
        """The range that holds the whole run; shown unless the user looks at a part."""
        self._wanted = end, low, high
        if not self.is_zoomed:
            (left, right), (bottom, top) = self._view.viewRange()
            wide = end * BEYOND
            if (left, right, bottom, top) != (0.0, wide, low, high):
                self._moving = True
                self._view.setRange(xRange=(0.0, wide), yRange=(low, high), padding=0, disableAutoRange=True)
                self._moving = False
                self._write_ticks()

    def reset_zoom(self) -> None:
        """Back to the whole run."""
        if self.is_zoomed:
            self.is_zoomed = False
            self.zoomed.emit(False)
        if self._wanted is not None:
            self.follow(*self._wanted)
        self.redraw()

    def redraw(self, names: Sequence[Name] | None = None) -> None:
        """Draw what the curves hold now."""
        (left, right), _ = self._view.viewRange()
        pixels = max(16, round(self._view.width() / 2))  # finer is not seen, and costs twice the time
        for curve in self.curves:
            curve.draw(left, right, pixels, self.log)
        if names is not None:
            self._names = tuple(names)
        self._place_names()
        self._place_hair()

    def dress(self, theme: Theme) -> None:
        """Take the colours of ``theme``; the owner dresses its curves."""
        self.plot.setBackground(theme.paper)
        self._left.setPen(None)
        width = self.devicePixelRatioF()
        self._grid.setPen(pg.mkPen(theme.line, width=width))
        self._bottom.setPen(pg.mkPen(theme.line2))
        for axis in (self._left, self._bottom):
            axis.setTextPen(pg.mkPen(theme.ink3))
        self._hair.setPen(pg.mkPen(theme.ink3, width=width))
        self._guide.setPen(pg.mkPen(theme.ink3, width=width, style=Qt.PenStyle.DotLine))

    # -- axes and names ----------------------------------------------------------------------------------------------

    def _write_ticks(self) -> None:
        (left, right), (low, high) = self._view.viewRange()
        room = max(2, round(self._view.height() / 26))
        values = log_ticks(low, high, room) if self.log else linear_ticks(low, high, room, self.percent)
        last = right if self.is_zoomed else right / BEYOND
        epochs = linear_ticks(left, last, max(2, round(self._view.width() / 60)))
        self._left.setTicks([[(tick.at, tick.text) for tick in values]])
        heights = [tick.at for tick in values if not (self._guide.isVisible() and tick.at == self._guide.value())]
        self._grid.setData(np.tile([left, right], len(heights)), np.repeat(heights, 2))
        self._bottom.setTicks([[(tick.at, tick.text) for tick in _whole(epochs)]])

    def _place_names(self) -> None:
        while len(self._labels) < len(self._names):
            label = EndLabel()
            label.setFont(fonts.font(fonts.CAPTION, 500))
            label.setZValue(6)
            self.plot.scene().addItem(label)
            self._labels.append(label)
        for label in self._labels[len(self._names) :]:
            label.hide()
        if not self._names:
            self._set_margin(12.0)
            return
        for name, label in zip(self._names, self._labels, strict=False):
            if label.text() != name.text:
                label.setText(name.text)
            label.setBrush(name.color)
            label.show()
        self._set_margin(max(label.boundingRect().width() for label in self._labels[: len(self._names)]) + 12.0)
        self._spread_names()

    def _spread_names(self) -> None:
        area = self._view.sceneBoundingRect()
        ends = [self._view.mapViewToScene(QPointF(name.x, name.y)) for name in self._names]
        heights = nudge([end.y() for end in ends], NAME_HEIGHT, area.top() + 5, area.bottom() - 5)
        for label, end, y in zip(self._labels, ends, heights, strict=False):
            x = min(max(end.x(), area.left()), area.right())
            label.setPos(x + 7, y - label.boundingRect().height() / 2)

    def _set_margin(self, margin: float) -> None:
        if margin > self._margin or margin < self._margin - 16:
            self._margin = margin
            self._layout.setContentsMargins(0, 6, margin, 0)
            self._layout.activate()

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def _range_changed(self, *_: object) -> None:
        if not self._moving:
            self._write_ticks()
            self.redraw()

    def _zoomed_by_hand(self, *_: object) -> None:
        if not self.is_zoomed and self._wanted is not None:
            self.is_zoomed = True
            self.zoomed.emit(True)

    def _clicked(self, event: Any) -> None:
        if event.double():
            event.accept()
            self.reset_zoom()

    def _moved(self, position: QPointF) -> None:
        inside = self._view.sceneBoundingRect().contains(position)
        self._hover = position if inside else None
        self._place_hair()

    def _place_hair(self) -> None:
        title, lines = "", ()  # type: tuple[str, Sequence[Line]]
        if self._hover is not None:
            x = float(self._view.mapSceneToView(self._hover).x())
            title, lines = self.reader(x)
        self._hair.setVisible(bool(lines))
        if not lines or self._hover is None:
            self.box.hide()
            return
        self._hair.setValue(x)
        place = self.plot.mapFromScene(self._hover)
        self.box.show_at(place.x(), place.y(), title, lines)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Leave:
            self._hover = None
            self._place_hair()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write_ticks()


def _whole(ticks: Sequence[Tick]) -> list[Tick]:
    """Epochs are counted in whole numbers; parts of one are shown only where nothing else is in sight."""
    whole = [tick for tick in ticks if float(tick.at).is_integer()]
    return whole if len(whole) > 1 else list(ticks)
