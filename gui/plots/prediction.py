"""Prediction: numbers the network predicts against the ones it should, or its curve where there is one input.

It may import series and the theme. Axes hold the data and stay while it trains; a prediction beyond them lies on the
edge. Worked shape: 88 held-out rows give 88 points about the diagonal; a sine with one input gives the
network's curve over the points of the data.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.data.dataset import Prepared
from core.frozen import dataclass
from core.snapshot import Evaluation
from gui import fonts, numbers
from gui.accessible import CHART
from gui.plots.picked import Picked
from gui.plots.series import bounds, linear_ticks
from gui.theme import current_theme, mix

MOST, NEAR, LEFT, FOOT, TOP, RIGHT = 1_500, 9.0, 46.0, 36.0, 8.0, 14.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Chart:
    """What is drawn. ``dots``, ``rings`` and ``curve`` are (n, 2), the curve in order of x.

    ``rows`` are the rings', ``dot_rows`` the dots'.
    """

    x_name: str
    y_name: str
    rings: Floats
    rows: NDArray[np.integer]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    dots: Floats | None = None
    curve: Floats | None = None
    dot_rows: NDArray[np.integer] | None = None

    @property
    def points(self) -> tuple[Floats, NDArray[np.integer]]:
        """All that can be picked, (n, 2), and their rows."""
        if self.dots is None or self.dot_rows is None:
            return self.rings, self.rows
        return np.concatenate([self.rings, self.dots]), np.concatenate([self.rows, self.dot_rows])


def chart_of(
    evaluation: Evaluation, prepared: Prepared, target: int, answers: NDArray[np.floating] | None,
    extent: tuple[float, float, float, float],
) -> Chart:  # fmt: skip
    """The chart of one predicted number; ``answers`` (outputs, 1, places) over one input make it a curve."""
    data = prepared.dataset
    task = data.task
    name = task.target_names[target] if target < len(task.target_names) else "value"
    if task.input_shape == (1,) and answers is not None:
        values = prepared.preprocessing.restore(answers[:, 0, :].T)[:, target]
        places = np.linspace(extent[0], extent[1], len(values))
        held = np.zeros(len(data), bool)
        if data.fixed_validation is None:
            held[prepared.validation_index] = True
        feature = task.feature_names[0] if task.feature_names else "x"
        y = data.y.reshape(len(data), -1)[:, target].astype(np.float64)
        curve = np.stack([places, values], axis=1)
        return fitted(data.x.reshape(-1).astype(np.float64), y, held, curve, (feature, name))
    actual, predicted = (
        np.asarray(each, np.float64).reshape(len(evaluation.rows), -1)[:, target]
        for each in (evaluation.actual, evaluation.predicted)
    )
    return against(actual, predicted, evaluation.rows, name)


def against(actual: Floats, predicted: Floats, rows: NDArray[np.integer], target: str) -> Chart:
    """Predicted over actual; both axes have the range of the actual values."""
    keep = slice(None, None, -(-len(actual) // MOST) or 1)
    low, high = roomy(actual)
    pairs = np.stack([actual, predicted], axis=1)[keep]
    return Chart(f"actual {target}", "predicted", pairs, rows[keep], (low, high), (low, high))


def fitted(x: Floats, y: Floats, held: NDArray[np.bool_], curve: Floats, names: tuple[str, str]) -> Chart:
    """All points (x, y) of one input, those kept for validation as rings, and the network's curve (n, 2)."""
    pairs = np.stack([x, y], axis=1)
    keep = slice(None, None, -(-len(x) // MOST) or 1)
    rings = np.flatnonzero(held)[keep]
    dots = np.flatnonzero(~held)[keep]
    return Chart(names[0], names[1], pairs[rings], rings, roomy(x), roomy(y), pairs[dots], curve, dots)


def roomy(values: Floats) -> tuple[float, float]:
    """From the least to the largest value and a little beyond."""
    found = bounds([values])
    if found is None:
        return 0.0, 1.0
    low, high = found
    pad = 0.06 * (high - low) or max(1.0, abs(low) * 0.1)
    return low - pad, high + pad


class Prediction(QWidget):
    """``hovered`` carries a sentence about the nearest point; ``chosen`` its row."""

    accessible_role = CHART

    hovered = Signal(str)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.stale = False
        self.picked = Picked()
        self.setMouseTracking(True)
        self.setMinimumSize(140, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Prediction against target")
        self.setToolTip(
            "Each point is a row. Click one to watch it in the drawing; it is ringed there, and so are the rows of a "
            "minibatch that is walked through."
        )

    def show_chart(self, chart: Chart, stale: bool) -> None:
        """Other numbers."""
        self.chart, self.stale = chart, stale
        self.update()

    def show_picked(self, picked: Picked) -> None:
        """Ring the rows of the walked minibatch, and the one on show twice as strongly."""
        if not picked.same(self.picked):
            self.picked = picked
            self.update()

    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -FOOT)

    def _to_screen(self, places: Floats) -> Floats:
        if self.chart is None:
            return places
        box, (left, right), (low, high) = self._box(), self.chart.x_range, self.chart.y_range
        x = box.left() + np.clip((places[:, 0] - left) / (right - left), 0, 1) * box.width()
        y = box.bottom() - np.clip((places[:, 1] - low) / (high - low), 0, 1) * box.height()
        return np.stack([x, np.nan_to_num(y, nan=box.top())], axis=1)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter, self.chart)
        self._paint_points(painter, self.chart)
        self._paint_picked(painter, self.chart)
        painter.end()

    def _paint_axes(self, painter: QPainter, chart: Chart) -> None:
        theme, box = current_theme(), self._box()
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        for tick in linear_ticks(*chart.y_range, max(2, int(box.height() / 40))):
            y = float(self._to_screen(np.array([[chart.x_range[0], tick.at]]))[0, 1])
            painter.setPen(theme.line)
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(theme.ink3)
            painter.drawText(QRectF(14, y - 8, LEFT - 20, 16), right, tick.text)
        for tick in linear_ticks(*chart.x_range, max(2, int(box.width() / 55))):
            x = float(self._to_screen(np.array([[tick.at, chart.y_range[0]]]))[0, 0])
            painter.drawText(QRectF(x - 40, box.bottom() + 3, 80, 14), int(Qt.AlignmentFlag.AlignCenter), tick.text)
        below = QRectF(box.left(), box.bottom() + 18, box.width(), 16)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), chart.x_name)
        painter.save()
        painter.translate(8, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-80, -8, 160, 16), int(Qt.AlignmentFlag.AlignCenter), chart.y_name)
        painter.restore()
        painter.setPen(theme.line2)
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if chart.curve is None:
            painter.setPen(QPen(theme.line2, 1.5))
            painter.drawLine(box.bottomLeft(), box.topRight())

    def _paint_points(self, painter: QPainter, chart: Chart) -> None:
        theme = current_theme()
        color = theme.off if self.stale else mix(theme.paper, theme.ink, 0.7)
        if chart.dots is not None:
            self._paint_dots(painter, chart.dots, 4.0, theme.line2)
        self._paint_dots(painter, chart.rings, 5.0, color)
        self._paint_dots(painter, chart.rings, 2.6, theme.panel)
        if chart.curve is not None:
            painter.setPen(QPen(theme.off if self.stale else theme.ink, 2.0, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolyline(_polygon(self._to_screen(chart.curve)))

    def picked_places(self, chart: Chart) -> tuple[Floats, Floats]:
        """On the screen: the points of the walked minibatch, and the one on show, which need not be among them."""
        points, rows = chart.points
        here = points[rows == self.picked.row][:1]
        if not len(here) and chart.curve is None and self.picked.place is not None:
            here = np.array([self.picked.place])
        walked = points[np.isin(rows, self.picked.rows) & (rows != self.picked.row)]
        return self._to_screen(walked.reshape(-1, 2)), self._to_screen(here.reshape(-1, 2))

    def _paint_picked(self, painter: QPainter, chart: Chart) -> None:
        walked, here = self.picked_places(chart)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for places, radius, width in ((walked, 5.0, 1.2), (here, 7.5, 2.5)):
            painter.setPen(QPen(current_theme().ink, width))
            for x, y in places.tolist():
                painter.drawEllipse(QPointF(x, y), radius, radius)
                painter.drawPoint(QPointF(x, y))

    def _paint_dots(self, painter: QPainter, places: Floats, size: float, color: QColor) -> None:
        painter.setPen(QPen(color, size, c=Qt.PenCapStyle.RoundCap))
        painter.drawPoints(_polygon(self._to_screen(places)))

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def nearest(self, place: QPointF) -> int | None:
        """Index of the point under the mouse."""
        points = self.chart.points[0] if self.chart is not None else np.zeros((0, 2))
        if not len(points):
            return None
        far = np.hypot(*(self._to_screen(points) - (place.x(), place.y())).T)
        index = int(far.argmin())
        return index if far[index] <= NEAR else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.nearest(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor)
        self.hovered.emit("" if index is None or self.chart is None else self._sentence(self.chart, index))

    def _sentence(self, chart: Chart, index: int) -> str:
        points, rows = chart.points
        x, y = (numbers.significant(float(value)) for value in points[index])
        return f"{numbers.row_name(int(rows[index]))}: {chart.x_name} {x}, {chart.y_name} {y}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.nearest(event.position())
        if index is not None and self.chart is not None:
            self.chosen.emit(int(self.chart.points[1][index]))

    def leaveEvent(self, event: object) -> None:
        self.hovered.emit("")


def _polygon(places: Floats) -> QPolygonF:
    points: Sequence[QPointF] = [QPointF(x, y) for x, y in places.tolist()]
    return QPolygonF(points)
