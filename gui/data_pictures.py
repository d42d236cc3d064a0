"""Small pictures of data: digits as images, points by class, numbers over an input. For the data panel and examples.

It may import the theme and core.data; each function paints into a rectangle and leaves nothing behind. Worked shape:
``draw_dataset(painter, QRectF(0, 0, 240, 160), dataset)`` with digits shows rows of 8 x 8 images.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from core.data.dataset import Dataset
from gui.theme import Marker, Theme, current_theme, image_of

MOST_POINTS = 500
Floats = NDArray[np.float64]


def is_pictured(dataset: Dataset) -> bool:
    """Whether a picture says more than a table: images, points of a plane, a curve."""
    shape = dataset.task.input_shape
    return len(shape) == 3 or shape in ((1,), (2,)) or dataset.task.kind == "classification"


def draw_dataset(painter: QPainter, rect: QRectF, dataset: Dataset, columns: int = 0) -> None:
    """The picture that fits the data; a table of many features shows the two that part its classes best."""
    painter.save()
    painter.setClipRect(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = dataset.task.input_shape
    if len(shape) == 3:
        _draw_images(painter, rect, dataset, columns)
    elif dataset.task.kind == "classification":
        x = dataset.x.reshape(len(dataset), -1)[:, telling_features(dataset)]
        _draw_points(painter, rect, x, dataset.y, dataset.task.outputs, square=shape == (2,))
    else:
        x = dataset.x.reshape(len(dataset), -1)[:, telling_features(dataset)[:1]]
        _draw_points(painter, rect, np.hstack([x, dataset.y[:, :1]]), None, 0)
    painter.restore()


def telling_features(dataset: Dataset) -> tuple[int, int]:
    """The two features whose class means lie furthest apart, measured in their own spread; (0, 1) for a plane."""
    x = dataset.x.reshape(len(dataset), -1).astype(np.float64)
    if x.shape[1] <= 2:
        return 0, min(1, x.shape[1] - 1)
    if dataset.task.kind == "classification":
        means = np.array([np.nanmean(x[dataset.y == label], axis=0) for label in np.unique(dataset.y)])
        score = means.std(axis=0) / (np.nanstd(x, axis=0) + 1e-12)
    else:
        centred = np.nan_to_num(x - np.nanmean(x, axis=0))
        score = np.abs(centred.T @ (dataset.y[:, 0] - dataset.y[:, 0].mean())) / (np.nanstd(x, axis=0) + 1e-12)
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


def _draw_images(painter: QPainter, rect: QRectF, dataset: Dataset, columns: int) -> None:
    columns = columns or 6
    gap = 4.0
    side = (rect.width() - gap * (columns + 1)) / columns
    rows = max(1, int((rect.height() - gap) // (side + gap)))
    top = rect.top() + (rect.height() - rows * side - (rows - 1) * gap) / 2
    full = dataset.pixel_scale or float(np.max(dataset.x)) or 1.0
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for index in range(min(rows * columns, len(dataset))):
        place = QRectF(
            rect.left() + gap + index % columns * (side + gap), top + index // columns * (side + gap), side, side
        )
        painter.drawImage(place, digit_image(dataset.x[index], full, current_theme()))


def _draw_points(
    painter: QPainter, rect: QRectF, x: Floats, y: NDArray[np.int64] | None, classes: int, square: bool = False
) -> None:
    """Points (rows, 2); ``square`` keeps a plane's own proportions, so that a circle stays one."""
    x = x[:MOST_POINTS]
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    box = rect.adjusted(12, 12, -12, -12)
    if square:
        low, high = np.full(2, low.min()), np.full(2, high.max())
        side = min(box.width(), box.height())
        box = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    share = (x - low) / np.where(high > low, high - low, 1.0)
    theme = current_theme()
    for index, (across, up) in enumerate(share):
        if not (np.isfinite(across) and np.isfinite(up)):
            continue
        center = QPointF(box.left() + across * box.width(), box.bottom() - up * box.height())
        if y is None:
            _ring(painter, center, theme)
        else:
            draw_class(painter, center, int(y[index]), classes, theme)


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
