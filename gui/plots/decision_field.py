"""DecisionField: what a network with two inputs answers over the plane, and the data's points upon it.

It may import core, field_values and the theme. The field is a small image scaled smoothly; the points are drawn once
into a layer and then only copied. Class 0 is a ring, class 1 a disc; rows kept for validation have a rim. Worked
shape: one output on a grid of 48 gives (1, 48, 48), a picture of 144 x 144 stretched over 270 x 270 px.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.activations import Array
from core.data.dataset import Prepared
from core.task import Task
from gui import numbers
from gui.accessible import CHART
from gui.plots.field_values import Floats, Points, class_pixels, finer, points_of, signed_field
from gui.plots.saving import Table
from gui.theme import Marker, current_theme, image_of, mix

CORNERS = {
    Marker.DIAMOND: ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
    Marker.TRIANGLE: ((0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)),
}
NEAR = 9.0  # px from a point within which a click is meant for it
Extent = tuple[float, float, float, float]


class DecisionField(QWidget):
    """``hovered`` carries a sentence about the place under the mouse; ``chosen`` the row of a clicked point."""

    accessible_role = CHART

    hovered = Signal(str)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task: Task | None = None
        self.points: Points | None = None
        self._restore: Callable[[Array], Array] = np.asarray
        self.stale = False
        self._outputs: Array | None = None
        self._tanh = False
        self._extent: Extent = (-1.0, 1.0, -1.0, 1.0)
        self._image = QImage()
        self._layer: QPixmap | None = None
        self._mouse: QPointF | None = None
        self._walked: NDArray[np.intp] = np.zeros(0, np.intp)
        self._looked_at = -1
        self.setMouseTracking(True)
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Decision field")
        self.setToolTip(
            "What the network answers at every place. Points with a rim are kept for validation. "
            "Click a point to watch it in the drawing."
        )

    def show_data(self, prepared: Prepared) -> None:
        """Other data."""
        self.points, self.task, self._layer = points_of(prepared), prepared.dataset.task, None
        self._restore = prepared.preprocessing.restore
        self.update()

    def show_field(self, outputs: Array, extent: Extent, tanh: bool, stale: bool) -> None:
        """Outputs (units, grid, grid), row 0 at the bottom, over (left, right, bottom, top)."""
        if extent != self._extent:
            self._layer = None
        self._outputs, self._extent, self._tanh, self.stale = outputs, extent, tanh, stale
        self._color()
        self.update()
        if self._mouse is not None:
            self.hovered.emit(self._sentence(self._mouse))

    def show_walked(self, rows: NDArray[np.intp], looked_at: int) -> None:
        """Ring the points of the minibatch that is walked through, and the example looked at (-1: none) twice."""
        if looked_at != self._looked_at or not np.array_equal(rows, self._walked):
            self._walked, self._looked_at = rows, looked_at
            self.update()

    def dress(self) -> None:
        """Take the colours of the current theme."""
        self._layer = None
        self._color()
        self.update()

    def _color(self) -> None:
        if self._outputs is None or self.task is None:
            return
        theme = current_theme()
        if self.task.kind == "classification" and len(self._outputs) > 2:
            pixels = class_pixels(finer(self._outputs), theme)
        else:
            scale = self.points.scale if self.points is not None else 1.0
            pixels = theme.field(finer(signed_field(self._outputs, self.task, self._tanh, scale)))
        self._image = image_of(pixels[::-1])

    def table(self) -> Table:
        """The network's answer at every place of the grid."""
        names = self.task.feature_names if self.task is not None else ()
        x, y = names[:2] if len(names) >= 2 else ("x1", "x2")
        if self._outputs is None:
            return Table((x, y), ())
        count, rows, columns = self._outputs.shape
        left, right, bottom, top = self._extent
        across, up = np.meshgrid(np.linspace(left, right, columns), np.linspace(bottom, top, rows))
        flat = (across.ravel(), up.ravel(), *self._outputs.reshape(count, -1))
        heads = (x, y, *(f"output {index + 1}" for index in range(count)))
        return Table(heads, np.stack(flat, axis=1).tolist())

    # -- geometry ----------------------------------------------------------------------------------------------------

    def _box(self) -> QRectF:
        side = float(min(self.width(), self.height()))
        return QRectF((self.width() - side) / 2, 0, side, side)

    def _to_screen(self, places: Floats) -> Floats:
        left, right, bottom, top = self._extent
        box = self._box()
        x = box.left() + (places[:, 0] - left) / (right - left) * box.width()
        y = box.bottom() - (places[:, 1] - bottom) / (top - bottom) * box.height()
        return np.stack([x, y], axis=1)

    def _to_plane(self, place: QPointF) -> tuple[float, float]:
        left, right, bottom, top = self._extent
        box = self._box()
        across, up = (place.x() - box.left()) / box.width(), (box.bottom() - place.y()) / box.height()
        return left + across * (right - left), bottom + up * (top - bottom)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = current_theme(), self._box()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        edge = QPainterPath()
        edge.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setClipPath(edge)
        painter.fillRect(box, theme.paper)
        if not self._image.isNull():
            painter.setOpacity(0.4 if self.stale else 1.0)
            painter.drawImage(box, self._image)
            painter.setOpacity(1.0)
        if self._layer is None:
            self._layer = self._draw_points()
        painter.drawPixmap(0, 0, self._layer)
        self._draw_walked(painter)
        painter.setClipping(False)
        painter.setPen(theme.line2)
        painter.drawPath(edge)
        painter.end()

    def _draw_points(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        layer = QPixmap(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        if self.points is None or self.task is None:
            return layer
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = 3.2 if len(self.points.rows) <= 600 else 2.4
        scale = self.points.scale
        places = self._to_screen(self.points.places)
        for place, target, held in zip(places, self.points.targets, self.points.held, strict=True):
            _draw_point(painter, QPointF(*place), float(target), bool(held), size, self.task, scale)
        painter.end()
        return layer

    def _draw_walked(self, painter: QPainter) -> None:
        if self.points is None or not len(self._walked):
            return
        ink = current_theme().ink
        painter.setBrush(Qt.BrushStyle.NoBrush)
        chosen = np.isin(self.points.rows, self._walked)
        places = self._to_screen(self.points.places[chosen])
        for place, row in zip(places, self.points.rows[chosen], strict=True):
            here = int(row) == self._looked_at
            painter.setPen(QPen(ink, 2.5 if here else 1.2))
            painter.drawEllipse(QPointF(*place), 8.0 if here else 5.5, 8.0 if here else 5.5)

    def resizeEvent(self, event: object) -> None:
        self._layer = None

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def nearest(self, place: QPointF) -> int | None:
        """Index of the point under the mouse."""
        if self.points is None or not len(self.points.rows):
            return None
        far = np.hypot(*(self._to_screen(self.points.places) - (place.x(), place.y())).T)
        index = int(far.argmin())
        return index if far[index] <= NEAR else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        inside = self._box().contains(event.position()) and self._outputs is not None
        self._mouse = event.position() if inside else None
        self.hovered.emit(self._sentence(event.position()) if inside else "")
        near = inside and self.nearest(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.nearest(event.position())
        if self.points is not None and index is not None:
            self.chosen.emit(int(self.points.rows[index]))

    def leaveEvent(self, event: object) -> None:
        self._mouse = None
        self.hovered.emit("")

    def _sentence(self, place: QPointF) -> str:
        if self._outputs is None or self.task is None:
            return ""
        grid = self._outputs.shape[-1]
        box = self._box()
        column = min(grid - 1, max(0, int((place.x() - box.left()) / box.width() * grid)))
        row = min(grid - 1, max(0, int((box.bottom() - place.y()) / box.height() * grid)))
        x, y = self._to_plane(place)
        names = self.task.feature_names if len(self.task.feature_names) == 2 else ("x1", "x2")
        where = f"{names[0]} {numbers.fixed(x, 2)}, {names[1]} {numbers.fixed(y, 2)}"
        return f"{where}: {self._answer(self._outputs[:, row, column])}"

    def _answer(self, values: Array) -> str:
        task = self.task
        if task is None or task.kind == "regression":
            return numbers.significant(float(self._restore(values[None, :])[0, 0]))
        if len(values) == 1:
            share = (float(values[0]) + 1) / 2 if self._tanh else float(values[0])
            best, sure = (1, share) if share > 0.5 else (0, 1 - share)
        else:
            best, sure = int(values.argmax()), float(values.max())
        name = task.class_names[best] if best < len(task.class_names) else str(best)
        return f"{name}, {numbers.percent(sure)}"


def _draw_point(
    painter: QPainter, place: QPointF, target: float, held: bool, size: float, task: Task, scale: float
) -> None:
    theme = current_theme()
    rim = theme.ink if held else theme.paper
    if task.kind == "regression":
        color, marker, filled = theme.diverging_color(target / scale), Marker.DISC, True
    else:
        color, marker, filled = theme.class_style(int(target), len(task.class_names))
    grow = 1.1 if held else 0.8
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(rim)
    _shape(painter, place, size + grow, marker)
    if filled:
        painter.setBrush(color)
        _shape(painter, place, size, marker)
    else:
        painter.setPen(QPen(color, 1.7))
        painter.setBrush(mix(theme.paper, theme.sunken, 0.5))
        _shape(painter, place, size - 0.8, marker)


def _shape(painter: QPainter, place: QPointF, radius: float, marker: Marker) -> None:
    x, y = place.x(), place.y()
    if marker in (Marker.DISC, Marker.RING):
        painter.drawEllipse(place, radius, radius)
    elif marker is Marker.SQUARE:
        painter.drawRect(QRectF(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8))
    else:
        r = radius * 1.25
        painter.drawPolygon(QPolygonF([QPointF(x + r * dx, y + r * dy) for dx, dy in CORNERS[marker]]))
