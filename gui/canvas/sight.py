"""Sight: which cards and connections are in sight, so that a large drawing costs no more than what is seen of it.

Arranged when cards change or move, asked for every frame; pure geometry. Worked shape: of 200 layers and 199
connections at 100 % on 1,500 pixels some ten of each are found.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from gui.canvas.items import LayerItem, LinkItem

Key = tuple[int, int]
Rects = npt.NDArray[np.float64]
AROUND = 80.0
"""What belongs to a card or a connection stands no farther outside its rectangle, in units of the scene."""


class Sight:
    """Rectangles of all cards and connections, (n, 4): left, top, right, bottom."""

    def __init__(self) -> None:
        self._items: list[LayerItem] = []
        self._links: list[LinkItem] = []
        self._item_rects = self._link_rects = np.zeros((0, 4))

    def arrange(self, items: Iterable[LayerItem], links: Mapping[Key, LinkItem]) -> None:
        """Cards changed or moved."""
        self._items, self._links = list(items), list(links.values())
        rects = {item.layer_id: _corners(item.bounds()) for item in self._items}
        self._item_rects = np.array(list(rects.values())).reshape(-1, 4)
        self._link_rects = np.array([_reach(link, rects) for link in self._links]).reshape(-1, 4)

    @property
    def extent(self) -> QRectF:
        """Around all of them; empty where there is none."""
        rects = np.concatenate((self._item_rects, self._link_rects))
        if not len(rects):
            return QRectF()
        (left, top), (right, bottom) = rects[:, :2].min(axis=0), rects[:, 2:].max(axis=0)
        return QRectF(left, top, right - left, bottom - top)

    def items(self, area: QRectF) -> list[LayerItem]:
        """The cards that reach into a part of the scene, in their order."""
        return [self._items[at] for at in _meets(self._item_rects, area)]

    def links(self, area: QRectF) -> list[LinkItem]:
        """The connections that reach into it, in their order."""
        return [self._links[at] for at in _meets(self._link_rects, area)]


def _meets(rects: Rects, area: QRectF) -> npt.NDArray[np.intp]:
    left, top, right, bottom = _corners(area.adjusted(-AROUND, -AROUND, AROUND, AROUND))
    inside = (rects[:, 2] >= left) & (rects[:, 0] <= right) & (rects[:, 3] >= top) & (rects[:, 1] <= bottom)
    return np.flatnonzero(inside)


def _corners(rect: QRectF) -> tuple[float, float, float, float]:
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _reach(link: LinkItem, rects: Mapping[int, tuple[float, ...]]) -> tuple[float, ...]:
    """All that a connection may cover: from card to card, with its bow where it runs backwards or over cards."""
    items = link.source_item, link.target_item, link.origin, *link.through
    chain = np.array([rects[each.layer_id] for each in items])
    low, high = chain[:, :2].min(axis=0), chain[:, 2:].max(axis=0)
    if link.arc is not None:
        low, high = np.minimum(low, link.arc.min(axis=0)), np.maximum(high, link.arc.max(axis=0))
    bow = max(0.0, link.origin.place.x() - link.target_item.place.x())
    return low[0] - bow, low[1], high[0] + bow, high[1]
