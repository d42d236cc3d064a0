"""Examples: what single rows of the data look like and are called, and the pieces that lists of them are painted from.

It may import data_pictures and core.data. Pictures are the image, the place in the plane or the mark of the class.
Worked shape: ``Examples(dataset).told(11)`` of digits is "row 12, target 4"; of iris its four features come behind.
"""

from collections.abc import Iterable
from textwrap import shorten

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from core.data.dataset import Dataset
from gui import fonts, numbers
from gui.data_pictures import digit_image, draw_class, telling_features
from gui.theme import Theme
from gui.token_rows import text_encoder_of
from gui.widgets.painting import dot, rounded

MOST_FEATURES, MOST_LETTERS = 4, 90
PICTURE = 36.0


class Examples:
    """What a row of the data looks like and is called."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset, self.task = dataset, dataset.task
        self.pictured = len(self.task.input_shape) == 3
        self.plane = self.task.input_shape == (2,)
        self.plotted = self.plane or (self.task.input_shape == (1,) and self.task.kind == "regression")
        """Whether points on paper show all there is of its rows."""
        flat = dataset.x.reshape(len(dataset), -1)
        width = flat.shape[1]
        shown = range(width) if width <= MOST_FEATURES else telling_features(dataset)
        self._texts = dataset.sources if text_encoder_of(dataset) is not None else ()
        self._features = [] if self._texts or self.pictured or len(self.task.input_shape) != 1 else list(shown)
        self._full = float(dataset.pixel_scale or np.max(flat) or 1.0) if self.pictured else 1.0
        if self.plane:
            self._low, self._high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)

    def label(self, row: int) -> str:
        """Its class, or the numbers to predict."""
        target = self.dataset.y[row]
        if self.task.kind == "classification":
            return self.task.class_names[int(target)]
        return ", ".join(numbers.significant(float(each), 3) for each in np.atleast_1d(target)[:3])

    def values(self, row: int) -> str:
        """The inputs that tell most, with their names; of a text its words."""
        if self._texts:
            return f"“{shorten(self._texts[row], MOST_LETTERS, placeholder=' …')}”"
        names = self.task.feature_names
        x = self.dataset.x[row]
        parts = (
            f"{names[at] if at < len(names) else f'x{at + 1}'} {numbers.significant(float(x[at]), 3)}"
            for at in self._features
        )
        return ", ".join(parts)

    def told(self, row: int) -> str:
        """Its name, its target and its inputs, for a sentence."""
        return ", ".join(filter(None, (numbers.row_name(row), f"target {self.label(row)}", self.values(row))))

    def draw(self, painter: QPainter, box: QRectF, row: int, theme: Theme) -> None:
        """Its picture: the image, its place in the plane, or the mark of its class."""
        if self.pictured:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(box, digit_image(self.dataset.x[row], self._full, theme))
            return
        center = box.center()
        if self.plane:
            rounded(painter, box, 4, theme.paper, theme.line2)
            center = self._places(box, [row])[0]
        if self.task.kind == "classification":
            draw_class(painter, center, int(self.dataset.y[row]), len(self.task.class_names), theme, 4.0)
        else:
            dot(painter, center, 3.5, theme.ink3, hollow=True)

    def draw_mean(self, painter: QPainter, box: QRectF, rows: NDArray[np.intp], theme: Theme) -> None:
        """The picture of several rows together: their mean image, or all their places in the plane."""
        if self.pictured:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(box, digit_image(self.dataset.x[rows].mean(axis=0), self._full, theme))
        elif self.plane:
            rounded(painter, box, 4, theme.paper, theme.line2)
            painter.setPen(QPen(theme.ink3, 2.2, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints(QPolygonF(self._places(box, rows)))
        else:
            for across in (-7.0, 0.0, 7.0):
                dot(painter, box.center() + QPointF(across, 0), 2.5, theme.ink3)

    def _places(self, box: QRectF, rows: Iterable[int]) -> list[QPointF]:
        """Where rows of two inputs lie in a small picture of the plane."""
        span = np.where(self._high > self._low, self._high - self._low, 1.0)
        share = np.nan_to_num((self.dataset.x[list(rows)] - self._low) / span)
        share = np.where(self._high > self._low, share, 0.5)
        inner = box.adjusted(5, 5, -5, -5)
        across, up = share[:, 0] * inner.width(), share[:, 1] * inner.height()
        return [QPointF(inner.left() + x, inner.bottom() - y) for x, y in zip(across, up, strict=True)]


def row_box(painter: QPainter, option: QStyleOptionViewItem, theme: Theme, chosen: bool) -> QRectF:
    """The box of one row of a list, filled where it is chosen or under the mouse."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(option.rect).adjusted(4, 1, -4, -1)
    if chosen:
        rounded(painter, box, 6, theme.row)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        rounded(painter, box, 6, theme.hover)
    return box


def picture_box(box: QRectF) -> QRectF:
    """Where the picture stands at the left of a row's box."""
    side = min(PICTURE, box.height() - 4)
    return QRectF(box.left() + 6, box.center().y() - side / 2, side, side)


def write_lines(painter: QPainter, box: QRectF, upper: str, lower: str, theme: Theme) -> None:
    """Two lines, the upper one strong; one line alone stands in the middle."""
    places = [QRectF(box), QRectF(box)]
    if lower:
        places[0].setBottom(box.center().y() + 1)
        places[1].setTop(box.center().y() - 1)
    looks = ((upper, fonts.font(fonts.FORM, 500), theme.ink), (lower, fonts.font(fonts.CAPTION), theme.ink3))
    for place, (text, face, color) in zip(places, looks, strict=True):
        painter.setFont(face)
        painter.setPen(color)
        fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), fitting)


def write_number(painter: QPainter, box: QRectF, text: str) -> None:
    """A number at the right end; the pen is the caller's."""
    painter.setFont(fonts.font(fonts.FORM, 500, tabular=True))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)


def draw_bar(painter: QPainter, box: QRectF, share: float, theme: Theme) -> None:
    """A bar from the middle: filled to the right for a positive share of 1, hollow to the left for a negative one."""
    middle, half = box.center().x(), box.width() / 2 - 8
    painter.setPen(theme.line2)
    painter.drawLine(QPointF(middle, box.top() + 4), QPointF(middle, box.bottom() - 4))
    length = abs(share) * half
    if length < 0.5:
        return
    left = middle if share > 0 else middle - length
    bar = QRectF(left, box.center().y() - 5, max(length, 2.0), 10)
    rounded(painter, bar, 2, theme.sign(share) if share > 0 else None, theme.sign(share), 1.5)


def draw_gauge(painter: QPainter, box: QRectF, share: float, theme: Theme) -> None:
    """A bar from the left for what has no sign: full for a share of 1."""
    trough = QRectF(box.left(), box.center().y() - 3, box.width(), 6)
    rounded(painter, trough, 3, theme.sunken)
    if share > 0:
        rounded(painter, QRectF(trough.topLeft(), trough.bottomLeft() + QPointF(max(3.0, share * box.width()), 0)), 3,
                theme.ink2)  # fmt: skip
