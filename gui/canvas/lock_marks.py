"""Lock marks: what shows on the drawing that training leaves a weight as it is.

A locked link is drawn without its outer quarter (``links``); here are the masks for that, and the small locks: at the
corner of a neuron whose bias is locked, and seen from near also on every locked link. One batch of one picture, however
many there are. Worked shape: Dense 2-3 with one locked weight has a mask (3, 2) with one True.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.bundle import Points
from gui.canvas.detail import Level
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.plates import Shot
from gui.icons import draw_icon
from gui.theme import Theme
from gui.widgets.painting import rounded
from gui.widgets.primitives import PrimitiveArray

if TYPE_CHECKING:
    from gui.canvas.painter import ScenePainter

SIDE, GLYPH = 14.0, 9.0
"""Of the disc under a lock and of the lock itself, pixels at 100 %."""
ALONG = 0.72
"""How far along its link a lock stands: clear of the numbers, and where links of one neuron have not met yet."""
MOST = 240
SMALLEST = 0.55
"""Seen smaller than this a lock is only a dot."""


def shown_locks(link: LinkItem) -> npt.NDArray[np.bool_] | None:
    """Of the target's locked weights those between the drawn neurons, (targets, sources); None: nothing is locked."""
    mask = link.target_item.locks.get("weight")
    if mask is None or mask.ndim != 2 or not mask.any():
        return None
    target, sources = link.target_item.card, link.sources
    if max(target.shown, default=-1) >= len(mask):
        return None
    mask = mask[list(target.shown)]
    if sources is not None:
        if max(sources, default=-1) >= mask.shape[1]:
            return None
        mask = mask[:, list(sources)]
    return mask


class LockPainter:
    """Keeps one buffer of places and fills it anew for each frame that shows locks."""

    def __init__(self) -> None:
        self._places = PrimitiveArray(QPainter.PixmapFragment, 10)

    def paint(self, painter: QPainter, view: "ScenePainter", shot: Shot, level: Level) -> None:
        """The locks of all cards and links."""
        if level is Level.FAR or shot.zoom < SMALLEST:
            return
        found = [_corners(item) for item in view.scene.layers.values() if item.locks]
        if level is Level.NEAR:
            found += [_on_links(view, key) for key in view.bundles]
        places = np.concatenate(found) if found else np.zeros((0, 2))
        if not len(places):
            return
        picture = _picture(shot.theme, max(1, round(SIDE * shot.pixels)))
        self._places.resize(len(places))
        rows = self._places.ndarray()
        rows[:, :2] = places
        rows[:, 2:] = (0, 0, picture.width(), picture.height(), *[SIDE / picture.width()] * 2, 0, 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        first, count = self._places.drawargs()
        painter.drawPixmapFragments(first, count, picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)


def _corners(item: LayerItem) -> Points:
    """The lower right corner of each neuron whose bias is locked."""
    mask, card = item.locks.get("bias"), item.card
    if mask is None or card.slots is None or max(card.shown, default=-1) >= len(mask):
        return np.zeros((0, 2))
    # A circle's edge is nearer to its centre than the corner of a square.
    reach = np.array([card.face_width, card.face]) / 2 * (0.9 if card.square else 0.74)
    corners: Points = card.slots[mask[list(card.shown)]] + (item.place.x(), item.place.y()) + reach
    return corners


def _on_links(view: "ScenePainter", key: tuple[int, int]) -> Points:
    """A place on each locked link that is drawn."""
    bundle = view.bundles[key]
    if bundle.locked is None:
        return np.zeros((0, 2))
    chosen = bundle.locked.reshape(-1)[bundle.chosen]
    pieces = bundle.fine[chosen][-MOST:]
    points: Points = pieces[:, min(pieces.shape[1] - 1, int(ALONG * pieces.shape[1])), :2]
    return points


@lru_cache(maxsize=16)
def _picture(theme: Theme, side: int) -> QPixmap:
    """A lock on a disc, ``side`` device pixels wide."""
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rounded(painter, QRectF(0, 0, side, side), side / 2, theme.raised, theme.line2, max(1.0, side / SIDE))
    glyph = GLYPH / SIDE * side
    draw_icon(painter, "action-lock", QRectF((side - glyph) / 2, (side - glyph) / 2, glyph, glyph), theme.ink)
    painter.end()
    return made
