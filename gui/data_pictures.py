"""Small pictures of data: digits as images, points by class, numbers over an input. For panels and lists of examples.

It may import the theme and core.data; each function paints and leaves nothing behind. ``Spots`` says which row lies
where. Worked shape: ``spots_of(QRectF(0, 0, 240, 160), dataset)`` with digits are the places of rows of 8 x 8 images.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from core.data.dataset import Dataset
from core.frozen import dataclass
from gui.theme import Marker, Theme, current_theme, image_of

MOST_POINTS, GAP, NEAR = 500, 4.0, 9.0
MOST_ASKED = 2_000
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spots:
    """Where ``rows`` of a dataset lie in a picture: ``centres`` (n, 2) in pixels.

    ``half`` is half the side of an image, 0 for points; ``columns`` images stand beside each other.
    """

    rows: NDArray[np.intp]
    centres: Floats
    half: float = 0.0
    columns: int = 1

    def at(self, place: QPointF, reach: float = NEAR) -> int:
        """The row at this place, or -1; a point is meant within ``reach`` pixels."""
        if not len(self.rows):
            return -1
        away = np.abs(self.centres - (place.x(), place.y()))
        far = away.max(axis=1) if self.half else np.hypot(*away.T)
        nearest = int(np.nan_to_num(far, nan=np.inf).argmin())
        return int(self.rows[nearest]) if far[nearest] <= (self.half + GAP / 2 if self.half else reach) else -1

    def place_of(self, row: int) -> int:
        """The index of a row, or -1 where the picture does not have it."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else -1

    def box(self, row: int) -> QRectF | None:
        """The box of a row's image, or of its point; None where the picture does not have it."""
        at = self.place_of(row)
        if at < 0 or not np.isfinite(self.centres[at]).all():
            return None
        half = self.half or 4.0
        x, y = self.centres[at]
        return QRectF(x - half, y - half, 2 * half, 2 * half)


def spots_of(rect: QRectF, dataset: Dataset, columns: int = 6, rows: NDArray[np.intp] | None = None) -> Spots:
    """The first images that fit, or the points of ``rows``, by default the first 500."""
    if len(dataset.task.input_shape) == 3:
        return _image_spots(rect, len(dataset), columns)
    rows = np.arange(min(MOST_POINTS, len(dataset))) if rows is None else rows
    return Spots(rows, _places(rect, dataset)[rows])


def _image_spots(rect: QRectF, count: int, columns: int) -> Spots:
    side = (rect.width() - GAP * (columns + 1)) / columns
    lines = max(1, int((rect.height() - GAP) // (side + GAP)))
    top = rect.top() + (rect.height() - lines * side - (lines - 1) * GAP) / 2
    at = np.arange(min(lines * columns, count))
    x = rect.left() + GAP + at % columns * (side + GAP) + side / 2
    y = top + at // columns * (side + GAP) + side / 2
    return Spots(at, np.stack([x, y], axis=1), side / 2, columns)


def _places(rect: QRectF, dataset: Dataset) -> Floats:
    """Where all rows lie as points (rows, 2); a plane keeps its own proportions, so that a circle stays one."""
    shape, flat = dataset.task.input_shape, dataset.x.reshape(len(dataset), -1)
    if dataset.task.kind == "classification" or shape == (2,):
        x = flat[:, telling_features(dataset)].astype(np.float64)
    else:
        x = np.hstack([flat[:, telling_features(dataset)[:1]], dataset.y[:, :1]]).astype(np.float64)
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    box = rect.adjusted(12, 12, -12, -12)
    if shape == (2,):
        low, high = np.full(2, low.min()), np.full(2, high.max())
        side = min(box.width(), box.height())
        box = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    share = (x - low) / np.where(high > low, high - low, 1.0)
    across, up = share.T
    return np.stack([box.left() + across * box.width(), box.bottom() - up * box.height()], axis=1)


def draw_spots(painter: QPainter, spots: Spots, dataset: Dataset) -> None:
    """The rows of a dataset at their places: images, marks of their classes, or rings."""
    theme = current_theme()
    if spots.half:
        full = dataset.pixel_scale or float(np.max(dataset.x)) or 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for row in spots.rows.tolist():
            painter.drawImage(spots.box(row) or QRectF(), digit_image(dataset.x[row], full, theme))
        return
    classes = dataset.task.outputs if dataset.task.kind == "classification" else 0
    known = np.isfinite(spots.centres).all(axis=1)
    for row, (x, y) in zip(spots.rows[known].tolist(), spots.centres[known].tolist(), strict=True):
        if classes:
            draw_class(painter, QPointF(x, y), int(dataset.y[row]), classes, theme)
        else:
            _ring(painter, QPointF(x, y), theme)


def telling_features(dataset: Dataset) -> tuple[int, int]:
    """The two features whose class means lie furthest apart, measured in their own spread; (0, 1) for a plane.

    Of many rows a few thousand are asked, spread over all: of 60,000 images all would take ten seconds.
    """
    rows = np.unique(np.linspace(0, len(dataset) - 1, min(len(dataset), MOST_ASKED)).astype(np.intp))
    x, y = dataset.x[rows].reshape(len(rows), -1).astype(np.float64), dataset.y[rows]
    if x.shape[1] <= 2:
        return 0, min(1, x.shape[1] - 1)
    if dataset.task.kind == "classification":
        means = np.array([np.nanmean(x[y == label], axis=0) for label in np.unique(y)])
        score = means.std(axis=0) / (np.nanstd(x, axis=0) + 1e-12)
    else:
        centred = np.nan_to_num(x - np.nanmean(x, axis=0))
        score = np.abs(centred.T @ (y[:, 0] - y[:, 0].mean())) / (np.nanstd(x, axis=0) + 1e-12)
    first, second = np.argsort(-score, kind="stable")[:2]
    return int(first), int(second)


def digit_image(values: Floats, full: float, theme: Theme) -> QImage:
    """An image (height, width, channels) as ink on paper, one channel as grey, three as colours."""
    share = np.clip(values / full, 0.0, 1.0)
    if values.shape[2] == 3:
        return _image(np.rint(share * 255))
    low, high = (np.array([c.red(), c.green(), c.blue()]) for c in (theme.raised, theme.ink))
    return _image(np.rint(low + (high - low) * share[..., :1]))


def _image(rgb: Floats) -> QImage:
    red, green, blue = (rgb[..., channel].astype(np.uint32) for channel in range(3))
    return image_of((0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32))


def _ring(painter: QPainter, center: QPointF, theme: Theme) -> None:
    painter.setPen(QPen(theme.ink3, 1.3))
    painter.setBrush(theme.paper)
    painter.drawEllipse(center, 2.8, 2.8)


def draw_class(painter: QPainter, center: QPointF, label: int, classes: int, theme: Theme, radius: float = 3.0) -> None:
    """The mark of a class: its shape and colour, filled or hollow."""
    color, marker, filled = theme.class_style(label, classes)
    painter.setPen(QPen(color, 1.5) if not filled else QPen(theme.paper, 0.8))
    painter.setBrush(color if filled else theme.paper)
    if marker in (Marker.DISC, Marker.RING):
        painter.drawEllipse(center, radius, radius)
    elif marker is Marker.SQUARE:
        painter.drawRect(QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius))
    else:
        corners = {
            Marker.TRIANGLE: ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
            Marker.DIAMOND: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        }[marker]
        painter.drawPolygon(QPolygonF([center + QPointF(dx * radius, dy * radius) for dx, dy in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
