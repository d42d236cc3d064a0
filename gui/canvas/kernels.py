"""Kernels on their wire: one small picture for each filter of a convolution, between what it sees and what it makes.

Of an image with one to three channels and of any sequence a filter is one picture; filters over many channels are drawn
as links between maps instead. Geometry here, numbers from Live. Worked shape: Conv2D with six 5 x 5 kernels behind a
picture gives six tiles of 30 px, each level with its map, and a fan of six lines into them.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core.frozen import dataclass
from core.network import NetworkSpec
from gui.canvas.bundle import Points, cubic, segments
from gui.canvas.bundles import has_kernels, kernels_on_wire
from gui.canvas.cards import Style
from gui.canvas.items import LinkItem

BESIDE, LEAST_FAN = 16.0, 24.0
"""Between kernels and their card, and the room the fan of lines needs before them."""
LARGEST, SMALLEST = 30.0, 14.0


@dataclass(frozen=True, eq=False)
class KernelRow:
    """The kernels of one connection: their tiles by slot, in scene coordinates, and the lines into them."""

    link: LinkItem
    wide: float
    high: float
    centers: Points
    lines: Points
    """Pieces (lines, 4): the fan from the source, and from each row of kernels to its maps."""

    @property
    def layer(self) -> int:
        """The convolution."""
        return self.link.target

    def rect(self, slot: int) -> QRectF:
        """The tile of the kernel in a slot."""
        x, y = self.centers[slot]
        return QRectF(x - self.wide / 2, y - self.high / 2, self.wide, self.high)

    def at(self, pos: QPointF) -> int | None:
        """The filter whose kernel lies at a position."""
        for slot, filter_ in enumerate(self.link.target_item.card.shown):
            if self.rect(slot).adjusted(-2, -2, 2, 2).contains(pos):
                return filter_
        return None


def row_of(link: LinkItem, network: NetworkSpec) -> KernelRow | None:
    """The kernels on a connection; None where they are drawn as links, or where there is no room for them."""
    target, entering = link.target_item, network.shapes.get(link.source)
    card = target.card
    if card.style is not Style.MAPS or card.slots is None or not len(card.shown) or link.arc is not None:
        return None
    if entering is None or not has_kernels(network, link.target):
        return None
    kernel = network.weights(link.target)[0].shape
    if not kernels_on_wire(kernel[1], entering):
        return None
    columns = len(np.unique(card.slots[:, 0]))
    high, wide = _size(kernel[2:] if len(kernel) == 4 else kernel[1:], card.face, columns)
    right = target.card_rect().left() - BESIDE
    left = right - columns * wide - (columns - 1) * 5
    start = link.source_item.port_out()
    if left - start.x() < LEAST_FAN:
        return None
    column = np.unique(card.slots[:, 0], return_inverse=True)[1]
    centers = np.column_stack((left + wide / 2 + column * (wide + 5), card.slots[:, 1] + target.place.y()))
    return KernelRow(link, wide, high, centers, _lines(link, centers, left, right))


def _size(kernel: tuple[int, ...], face: float, columns: int) -> tuple[float, float]:
    """Height and width of the tiles: as the kernel's places lie, within the height of a map's tile."""
    most = min(LARGEST if columns == 1 else LARGEST * 0.72, face * 0.9)
    rows, across = kernel
    unit = most / max(rows, across)
    return max(SMALLEST, min(most, rows * unit)), max(SMALLEST, min(most, across * unit))


def _lines(link: LinkItem, centers: Points, left: float, right: float) -> Points:
    """A fan to each row of kernels, and a line from each row on to the card."""
    start = link.source_item.port_out()
    levels = np.unique(centers[:, 1])
    ends = np.column_stack((np.full(len(levels), left), levels))
    fan = cubic(np.tile([[start.x(), start.y()]], (len(levels), 1)), ends, 14)
    assert link.target_item.card.slots is not None
    first = link.target_item.card.slots[:, 0].min() + link.target_item.place.x() - link.target_item.card.face_width / 2
    on = np.column_stack((np.full(len(levels), left), levels, np.full(len(levels), first), levels))
    return np.concatenate((segments(fan).reshape(-1, 4), on))
