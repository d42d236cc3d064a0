"""Lanes: plain lines between maps, where a layer treats every map by itself: pooling, Add, Concatenate.

Computed when cards move; a lane has no weight, so it has no colour and no width of its own. Worked shape: between six
maps and their pooling six level lines; from 8 maps into the second half of Concatenate 8 + 8 the lanes 1 → 9 to 8 → 16.
"""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from core.network import NetworkSpec
from gui.canvas.bundle import Points, bend, bend_of, cubic, segments
from gui.canvas.cards import Style
from gui.canvas.items import LinkItem
from gui.canvas.joins import first_lane
from gui.theme import Theme, mix
from gui.widgets.primitives import PrimitiveArray

Key = tuple[int, int]
PIECES = 12


def lanes_of(link: LinkItem, network: NetworkSpec) -> Points | None:
    """The lines (lanes, pieces, 4) of a connection; None where it has none."""
    origin, target = link.origin, link.target_item
    first = first_lane(network, link.source, link.target)
    start, end = origin.anchors_out(), target.anchors_in()
    if first is None or start is None or end is None or Style.MAPS not in (origin.card.style, target.card.style):
        return None
    if network.shapes.get(origin.layer_id, ())[-1:] != network.shapes[link.source][-1:]:
        return None
    slots = {each: slot for slot, each in enumerate(target.card.shown)}
    pairs = [(slot, slots[each + first]) for slot, each in enumerate(origin.card.shown) if each + first in slots]
    if not pairs:
        return None
    sources, targets = np.array(pairs).T
    points = cubic(start[sources], end[targets], PIECES)
    middle = (link.origin.port_out(), link.target_item.port_in())
    how = bend_of(*middle, [item.place for item in link.through])
    if how is not None:
        bend(points, how)
    return segments(points)


class LanePainter:
    """Draws all lanes of the drawing with one pen."""

    def __init__(self) -> None:
        self.pieces: dict[Key, Points] = {}
        """(lanes, pieces, 4) of each connection that has lanes."""
        self._lines = PrimitiveArray(QLineF, 4)
        self._count = 0

    def arrange(self, links: Iterable[LinkItem], network: NetworkSpec) -> None:
        """Cards changed or moved."""
        found = {link.key: lanes_of(link, network) for link in links if link.arc is None}
        made = self.pieces = {key: pieces for key, pieces in found.items() if pieces is not None}
        pieces = np.concatenate([each.reshape(-1, 4) for each in made.values()]) if made else np.zeros((0, 4))
        self._count = len(pieces)
        self._lines.resize(max(1, self._count))
        self._lines.ndarray()[: self._count] = pieces

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """One call."""
        if self._count:
            painter.setPen(QPen(mix(theme.paper, theme.line2, 1.0), 1.0, Qt.PenStyle.SolidLine))
            painter.drawLines(*self._lines.drawargs())
