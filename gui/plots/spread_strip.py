"""SpreadStrip: how numbers were spread over the run, an upright heat strip: the darker, the more of them lie there.

It may import core.spread, painting and the theme; columns come frozen from core. One image of at most 128 columns is
made when they change, and painted scaled. Worked shape: 48 columns of the weights of ``hidden`` between −0.4 and 0.5:
epochs run to the right, values upwards, the white line is where half of them lie below.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.curves import Column
from core.spread import onto
from gui import fonts, numbers
from gui.accessible import CHART
from gui.plots.series import linear_range, linear_ticks, log_ticks
from gui.theme import Theme, current_theme, image_of
from gui.widgets.hover_box import HoverBox

LEFT, FOOT, TOP, RIGHT = 46.0, 20.0, 6.0, 12.0
ROWS, RARE, RARE_POWER = 96, 0.002, 0.02
QUANTILES = (0.05, 0.5, 0.95)
Floats = NDArray[np.float64]


def range_of(columns: Sequence[Column], rare: float = RARE) -> tuple[float, float]:
    """What the strip shows: all but the rarest of any moment's numbers, on round numbers."""
    ends = [quantiles(column, (rare, 1 - rare)) for column in columns]
    return linear_range(min(low for low, _ in ends), max(high for _, high in ends))


def quantiles(column: Column, shares: Sequence[float]) -> list[float]:
    """Below which numbers these shares of a column lie."""
    sums = np.concatenate(([0.0], np.cumsum(column.shares, dtype=np.float64)))
    edges = np.linspace(column.low, column.high, len(sums))
    rising = np.concatenate(([True], np.diff(sums) > 0))
    return [float(each) for each in np.interp(np.asarray(shares) * sums[-1], sums[rising], edges[rising])]


def darkness(columns: Sequence[Column], low: float, high: float) -> Floats:
    """(rows, columns) in 0..1, the top row the highest values; each column's densest place is 1."""
    table = np.stack([onto(column, low, high, ROWS) for column in columns], axis=1)[::-1]
    edged = np.pad(table, ((1, 1), (0, 0)), mode="edge")
    table = (edged[:-2] + 2 * edged[1:-1] + edged[2:]) / 4  # a few numbers are no stripes
    return np.asarray(np.sqrt(table / np.maximum(table.max(axis=0), 1e-12)))


class SpreadStrip(QWidget):
    """See the module's header; what one moment says stands in a raised box beside the mouse."""

    accessible_role = CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.stale = self.powers = False
        self.name = ""
        self.range = 0.0, 1.0
        self._known: object = None
        self._image = QImage()
        self._lines: Floats = np.zeros((0, len(QUANTILES)))
        self._at: int | None = None
        self.box = HoverBox(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 4)
        self.setMinimumSize(100, 70)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_columns(self, columns: tuple[Column, ...], powers: bool, stale: bool, name: str) -> None:
        """Other numbers of the layer of this name; ``powers``: they are exponents of ten."""
        known = (columns, powers, stale, name, current_theme().name)
        if self._known is not None and known == self._known:
            return
        self._known = known
        self.columns, self.powers, self.stale, self.name = columns, powers, stale, name
        self.range = range_of(columns, RARE_POWER if powers else RARE)
        self._lines = np.array([quantiles(column, QUANTILES) for column in columns])
        self._image = self._draw(current_theme())
        self.setAccessibleDescription(self.sentence(len(columns) - 1))
        if self._at is not None and self._at >= len(columns):  # neighbours have merged
            self._at = None
        self._show_box()
        self.update()

    def _draw(self, theme: Theme) -> QImage:
        share = darkness(self.columns, *self.range)[..., None] * (0.35 if self.stale else 0.8)
        low, high = (np.array([c.red(), c.green(), c.blue()], float) for c in (theme.paper, theme.ink))
        rgb = np.rint(low + (high - low) * share).astype(np.uint32)
        return image_of(0xFF000000 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2])

    # -- places ------------------------------------------------------------------------------------------------------

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -FOOT)

    def _span(self) -> tuple[float, float]:
        """Epochs from the left to the right end."""
        return self.columns[0].x, max(self.columns[-1].x, self.columns[0].x + 1e-9)

    def _edges(self) -> Floats:
        """Where columns begin and end, in pixels: halfway between their moments."""
        box, (first, last) = self._box(), self._span()
        x = np.array([column.x for column in self.columns])
        middles = (x[1:] + x[:-1]) / 2
        places = np.concatenate(([first], middles, [last]))
        return np.asarray(box.left() + (places - first) / (last - first) * box.width())

    def _height(self, values: Floats) -> Floats:
        box, (low, high) = self._box(), self.range
        return np.asarray(box.bottom() - np.clip((values - low) / (high - low), 0, 1) * box.height())

    def column_at(self, x: float) -> int | None:
        """The column under a place."""
        if not self.columns or not self._box().left() <= x <= self._box().right():
            return None
        return min(len(self.columns) - 1, max(0, int(np.searchsorted(self._edges(), x)) - 1))

    def epochs(self, metrics: QFontMetrics) -> list[tuple[float, str]]:
        """Middles in pixels and texts along the axis of epochs, none over another; of one column its moment."""
        box, (first, last) = self._box(), self._span()
        if len(self.columns) == 1:
            return [(box.center().x(), numbers.significant(first, 2))]
        found, free = [], 0.0
        for tick in linear_ticks(first, last, max(2, int(box.width() / 35))):
            x = box.left() + (tick.at - first) / (last - first) * box.width()
            half = metrics.horizontalAdvance(tick.text) / 2
            if x - half >= free:
                found.append((x, tick.text))
                free = x + half + 6
        return found

    def number(self, value: float) -> str:
        """A value of the axis, of exponents the power they stand for."""
        return numbers.significant(10.0**value if self.powers else value, 2)

    def sentence(self, index: int) -> str:
        """What one moment says."""
        if not 0 <= index < len(self.columns):
            return ""
        low, middle, high = (self.number(value) for value in self._lines[index])
        epoch = numbers.fixed(self.columns[index].x, 1)
        return f"epoch {epoch}: half below {middle}, nine in ten between {low} and {high}"

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.columns:
            return
        theme, painter, box = current_theme(), QPainter(self), self._box()
        edges, height = self._edges(), self._image.height()
        for index in range(len(self.columns)):
            place = QRectF(QPointF(edges[index], box.top()), QPointF(edges[index + 1], box.bottom()))
            painter.drawImage(place, self._image, QRectF(index, 0, 1, height))
        self._paint_axes(painter, theme, box)
        self._paint_name(painter, theme, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lines(painter, theme, (edges[1:] + edges[:-1]) / 2)
        if self._at is not None:
            middle = (edges[self._at] + edges[self._at + 1]) / 2
            painter.setPen(theme.ink3)
            painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))
        painter.end()

    def _paint_axes(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        ticks = log_ticks if self.powers else linear_ticks
        for tick in ticks(*self.range, max(2, int(box.height() / 30))):
            y = float(self._height(np.array([tick.at]))[0])
            painter.setPen(theme.ink3)
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), right, tick.text)
            if tick.at == 0 and not self.powers:
                painter.setPen(QPen(theme.line2, 1.0))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(theme.ink3)
        for x, text in self.epochs(painter.fontMetrics()):
            painter.drawText(QRectF(x - 30, box.bottom() + 4, 60, 14), int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setPen(theme.line2)
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_name(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        """Whose numbers they are, in the corner."""
        painter.setFont(fonts.font(fonts.CAPTION, 500))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, int(box.width() / 2))
        place = QRectF(box.left() + 3, box.top() + 3, metrics.horizontalAdvance(text) + 8, 15)
        painter.fillRect(place, theme.paper)
        painter.setPen(theme.off if self.stale else theme.ink2)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_lines(self, painter: QPainter, theme: Theme, middles: Floats) -> None:
        """The median, and the ends of the middle nine tenths, readable on dark and on light."""
        for at, (width, style) in enumerate(((1.0, Qt.PenStyle.DotLine), (2.0, Qt.PenStyle.SolidLine),
                                             (1.0, Qt.PenStyle.DotLine))):  # fmt: skip
            points = QPolygonF([QPointF(x, y) for x, y in zip(middles, self._height(self._lines[:, at]), strict=True)])
            if style is Qt.PenStyle.SolidLine:
                painter.setPen(QPen(theme.paper, width + 2.0))
                painter.drawPolyline(points)
            painter.setPen(QPen(self._ink(theme), width, style))
            painter.drawPolyline(points)

    def _ink(self, theme: Theme) -> QColor:
        return theme.off if self.stale else theme.ink

    # -- mouse and keyboard ------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.column_at(event.position().x()))

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.columns) - 1
        now = last + 1 if self._at is None else self._at
        wanted = {
            Qt.Key.Key_Left: now - 1, Qt.Key.Key_Right: now + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if wanted is None or not self.columns:
            super().keyPressEvent(event)
            return
        self._point(min(last, max(0, wanted)))

    def _point(self, at: int | None) -> None:
        if at == self._at:
            return
        self._at = at
        self._show_box()
        if at is not None:
            self.setAccessibleDescription(self.sentence(at))
        self.update()

    def _show_box(self) -> None:
        if self._at is None or self._at >= len(self.columns):
            self.box.hide()
            return
        edges, color = self._edges(), self._ink(current_theme())
        low, middle, high = (self.number(value) for value in self._lines[self._at])
        lines = (("half below", middle, color), ("nine in ten", f"{low} to {high}", color))
        title = f"epoch {numbers.fixed(self.columns[self._at].x, 1)}"
        self.box.show_at((edges[self._at] + edges[self._at + 1]) / 2, self.height() / 2, title, lines)
