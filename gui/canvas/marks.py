"""Marks: what the pointer points at and what is being dragged, as plain data between gestures and painters."""

from PySide6.QtCore import QPointF

from core.arithmetic import Index
from core.frozen import dataclass
from gui.canvas.items import LayerItem, LinkItem

VIEWS = ("activation", "blame", "gradient", "change", "weight")
Where = LinkItem | LayerItem | QPointF | None


@dataclass(frozen=True)
class Hover:
    """What lies under the pointer; everything None: nothing."""

    layer: int | None = None
    neuron: int | None = None
    link: tuple[int, int] | None = None
    weight: tuple[int, int] | None = None
    control: str = ""
    cell: tuple[int, int] | None = None
    """On a map: row and column."""


@dataclass(frozen=True)
class WindowMark:
    """The map that is looked into, and the place of one cell of it; without a place the map as a whole."""

    layer: int
    map: int
    place: Index = ()


@dataclass(frozen=True)
class SendersMark:
    """The cells of a map behind the chosen cell that sent it its blame; ``layer`` None: none of them lies on a map."""

    of: WindowMark
    layer: int | None = None
    map: int = 0
    first: Index = ()
    last: Index = ()


@dataclass(frozen=True)
class Asked:
    """What the arithmetic explains: (layer, neuron), one wire of a link as (source neuron, target neuron), or both."""

    neuron: tuple[int, int] | None = None
    link: tuple[int, int] | None = None
    weight: tuple[int, int] | None = None
    place: Index = ()
    """Of a neuron that is a cell of a map: where on the map."""

    def __bool__(self) -> bool:
        return self.neuron is not None or self.weight is not None


@dataclass(frozen=True)
class DropTarget:
    """Where a layer from the palette would land."""

    title: str
    where: Where


@dataclass(frozen=True)
class PendingWire:
    """The wire being drawn; with a reason where it cannot end."""

    start: QPointF
    end: QPointF
    refused: str = ""
