"""Shapes on a board: lines and points given in the numbers of the axes, drawn in pixels in a call or two to Qt.

It may import numpy, pyqtgraph and QtGui. Plain objects, no items of a scene: those ask Python for their outlines
several times in every frame. Worked shape: a ``Line`` of x ``(200,)`` and y ``(200,)`` with a NaN in its middle is two
poly-lines.
"""

from enum import Enum
from typing import NamedTuple, Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

Floats = NDArray[np.float64]
FURTHEST = 1e6
"""Pixels beyond which nothing is drawn exactly: Qt counts them in 32 bits."""


class Frame(NamedTuple):
    """Where the axes lie on the widget: ``area`` in pixels shows ``left`` to ``right`` and ``low`` to ``high``."""

    area: QRectF
    left: float
    right: float
    low: float
    high: float

    def x(self, values: Floats) -> Floats:
        """Pixels from the left edge of the widget."""
        scale = self.area.width() / (self.right - self.left)
        return _near(self.area.left() + (values - self.left) * scale)

    def y(self, values: Floats) -> Floats:
        """Pixels from its upper edge."""
        scale = self.area.height() / (self.high - self.low)
        return _near(self.area.bottom() - (values - self.low) * scale)


def _near(pixels: Floats) -> Floats:
    near: Floats = np.maximum(np.minimum(pixels, FURTHEST), -FURTHEST)  # np.clip takes twice as long for so few
    return near


class Shape(Protocol):
    """What a board draws; the larger ``z``, the later."""

    z: float
    visible: bool

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Draw it; the painter is clipped to the area and smooths edges."""


class _Points:
    """Points in the numbers of the axes."""

    def __init__(self, z: float) -> None:
        self.z, self.visible = z, True
        self.pen = QPen(Qt.PenStyle.NoPen)
        self._x: Floats = np.zeros(0)
        self._y: Floats = np.zeros(0)

    def set_data(self, x: ArrayLike, y: ArrayLike) -> None:
        """Other points, (n,) each."""
        self._x, self._y = np.asarray(x, np.float64), np.asarray(y, np.float64)

    def data(self) -> tuple[Floats, Floats]:
        """The points."""
        return self._x, self._y


class Line(_Points):
    """A poly-line with gaps where a value is not finite, or, ``pairs``, a line for every two points."""

    def __init__(self, z: float = 0.0, smooth: bool = False, pairs: bool = False) -> None:
        super().__init__(z)
        self._smooth, self._pairs = smooth, pairs

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """On a screen or a page."""
        if not len(self._x):
            return
        painter.setPen(self.pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        x, y = frame.x(self._x), frame.y(self._y)
        if self._pairs:
            for at in range(0, len(x) - 1, 2):
                painter.drawLine(QPointF(x[at], y[at]), QPointF(x[at + 1], y[at + 1]))
        else:
            for points in _whole(x, y):
                painter.drawPolyline(points)


def _whole(x: Floats, y: Floats) -> list[QPolygonF]:
    """The parts between gaps."""
    known = np.isfinite(x) & np.isfinite(y)
    if known.all():
        return [pg.functions.arrayToQPolygonF(x, y)]
    ends = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    parts = zip(ends[::2], ends[1::2], strict=True)
    return [pg.functions.arrayToQPolygonF(x[start:stop], y[start:stop]) for start, stop in parts]


class Kind(Enum):
    """What a point looks like."""

    DISC = "disc"
    WEDGE = "wedge"
    """A triangle that points down."""


class Spots(_Points):
    """Points of a size in pixels, with an outline and a fill."""

    def __init__(self, size: float, z: float, kind: Kind = Kind.DISC) -> None:
        super().__init__(z)
        self.brush = QBrush(Qt.BrushStyle.NoBrush)
        self._size, self._kind = size, kind

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """On a screen or a page."""
        if not len(self._x):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        half = self._size / 2
        for x, y in zip(frame.x(self._x).tolist(), frame.y(self._y).tolist(), strict=True):
            if self._kind is Kind.WEDGE:
                corners = ((x - half, y - half), (x + half, y - half), (x, y + half))
                painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
            else:
                painter.drawEllipse(QPointF(x, y), half, half)
