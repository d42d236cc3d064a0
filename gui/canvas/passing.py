"""Passing: where the front of a stop stands on each connection, and its line where that shows no colour.

Links of a coloured bundle are cut at the front themselves; along ribbons, lanes, wires of kernels and blank links into
a pill runs a darker line, which pales while the faces behind it fill. Worked shape: at 35 % of "Forward, pool" six
level lanes of 12 pieces are dark along their left half.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from core.frozen import dataclass
from gui.canvas.bundle import Points, segments
from gui.canvas.items import LinkItem
from gui.canvas.links import LinkPainter
from gui.canvas.ribbons import ribbon_width
from gui.theme import Theme, mix

if TYPE_CHECKING:
    from gui.canvas.painter import ScenePainter

Key = tuple[int, int]
THIN, FAINT, MANY = 1.4, 0.9, 600
"""Width of the front along thin lines, and where they are cut into more than so many pieces."""
DARK, PALE = 0.62, 0.22
"""How much of the ink's grey it has: of few lines, of many."""


@dataclass(frozen=True, eq=False)
class Front:
    """A front on the lines of one connection: it runs from ``low`` to ``high``, or back, and stands at ``at``."""

    link: LinkItem
    pieces: Points
    """(n, 4), from left to right."""
    low: float
    high: float
    at: float
    forwards: bool
    ribbon: bool = False
    colored: bool = False

    @property
    def passed(self) -> Points:
        """The parts that it has passed."""
        return cut(self.pieces, self.low, self.at) if self.forwards else cut(self.pieces, self.at, self.high)


def cut(pieces: Points, low: float, high: float) -> Points:
    """The parts of pieces (n, 4) that lie between two x; pieces run from left to right."""
    left, right = np.maximum(pieces[:, 0], low), np.minimum(pieces[:, 2], high)
    inside = right > left
    found, left, right = pieces[inside], left[inside], right[inside]
    slope = (found[:, 3] - found[:, 1]) / np.maximum(found[:, 2] - found[:, 0], 1e-9)
    y = found[:, 1]
    return np.column_stack((left, y + slope * (left - found[:, 0]), right, y + slope * (right - found[:, 0])))


def fronts_of(view: "ScenePainter", far: bool) -> dict[Key, Front]:
    """The fronts that run now, by the connection whose lines they run along; ``far``: all are ribbons."""
    motion, found = view.scene.motion, {}
    if motion.running and not motion.fades:
        for link in view.scene.links.values():
            forwards = motion.runs_along(*link.key)
            if forwards is not None:
                drawn, pieces = (None, _path(link)) if far else _drawn(view, link)
                front = _front(view, link, drawn, pieces, forwards, motion.links)
                found[(drawn or link).key] = front
    return found


def _front(
    view: "ScenePainter", link: LinkItem, drawn: LinkItem | None, pieces: Points, forwards: bool, share: float
) -> Front:
    bundle = view.bundles.get(drawn.key) if drawn is not None else None
    colored = bundle is not None and bundle.values is not None
    low, high = float(pieces[:, 0].min()), float(pieces[:, 2].max())
    # From pill to pill; but colour that has come to the last pill belongs to the whole way.
    if drawn is not None and drawn.origin is not link.source_item and not colored:
        low = min(max(link.source_item.port_out().x(), low), high)
    if drawn is not None and drawn.target_item is not link.target_item:
        high = min(max(link.target_item.port_in().x(), low), high)
    at = low + (high - low) * (share if forwards else 1.0 - share)
    return Front(drawn or link, pieces, low, high, at, forwards, drawn is None, colored)


def _path(link: LinkItem) -> Points:
    return segments(link.path()[None]).reshape(-1, 4)


def _drawn(view: "ScenePainter", link: LinkItem) -> tuple[LinkItem | None, Points]:
    """The connection whose lines stand for this one, and these lines; a ribbon stands for itself (None)."""
    for other in view.scene.links.values():
        chain = [other.origin, *other.through, other.target_item]
        if link.key in {(a.layer_id, b.layer_id) for a, b in pairwise(chain)}:
            pieces = _lines_of(view, other.key)
            if pieces is not None and len(pieces):
                return other, pieces
    return None, _path(link)


def _lines_of(view: "ScenePainter", key: Key) -> Points | None:
    if key in view.bundles:
        return view.bundles[key].pieces.reshape(-1, 4)
    if key in view.lanes.pieces:
        return view.lanes.pieces[key].reshape(-1, 4)
    row = view.maps.rows.get(key)
    return row.lines if row is not None else None


class PassingPainter:
    """Draws the fronts of one frame that have no colour."""

    def __init__(self) -> None:
        self._lines = LinkPainter()

    def paint(
        self, painter: QPainter, view: "ScenePainter", fronts: Mapping[Key, Front], theme: Theme, far: float = 0.0
    ) -> None:
        """``far`` is the zoom where all connections are ribbons, else 0."""
        left = 1.0 - view.scene.motion.faces
        for front in fronts.values():
            if front.colored:
                continue
            many = len(front.pieces) > MANY
            color = mix(theme.line2, theme.ink3, (PALE if many else DARK) * left)
            width = FAINT if many else THIN
            if front.ribbon:
                width = ribbon_width(front.link, view.scene.document.network, far)
            self._lines.draw(painter, front.passed, QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
