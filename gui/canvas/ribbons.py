"""Ribbons: a connection as one grey band, from afar or where single links could not be read.

A ribbon has no sign, so it has no colour; its width grows with the number of values that flow. Worked shape: 784
values give a band of 14 px, 8 values one of 7 px.
"""

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from core.network import NetworkSpec
from gui.canvas.bundle import cubic
from gui.canvas.items import LinkItem
from gui.theme import Theme, mix

ARC = 5.0
"""Width of a wire that runs over cards: it is longer than others and must not weigh more."""


def draw_ribbons(
    painter: QPainter, links: list[LinkItem], theme: Theme, network: NetworkSpec, far: float = 0.0
) -> None:
    """These connections as bands; ``far`` is the zoom where everything is seen from afar, else 0."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for link in links:
        painter.setPen(_pen(theme, ribbon_width(link, network, far)))
        painter.drawPolyline(link.band())


def middle_line(start: QPointF, end: QPointF) -> QPolygonF:
    """The cubic from port to port."""
    points = cubic(np.array([[start.x(), start.y()]]), np.array([[end.x(), end.y()]]), 24)[0]
    return QPolygonF([QPointF(x, y) for x, y in points])


def ribbon_width(link: LinkItem, network: NetworkSpec, far: float) -> float:
    """How wide a connection is as a band; 2 where it carries nothing yet."""
    shape = network.shapes.get(link.source)
    if link.arc is None and not far and not (shape and link.target in network.shapes):
        return 2.0
    width = ARC if link.arc is not None else 3.0 + 1.15 * math.log2(1 + math.prod(shape or (1,)))
    return width if not far else min(width, 4.5 / far)


@lru_cache(maxsize=256)
def _pen(theme: Theme, width: float) -> QPen:
    if width > 2.0:
        return QPen(mix(theme.paper, theme.line2, 0.85), width)
    return QPen(theme.line2, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
