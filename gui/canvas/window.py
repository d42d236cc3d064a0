"""Windows on the drawing: which places of the layer before a cell of a map looks at, ringed and joined by two rays.

Reads the scene, paints a few strokes. Worked shape: the cell (22, 15) of map 3 of a 5 x 5 convolution over 28 x 28 with
padding same sees rows 20 to 24 and columns 13 to 17 of the picture; rays run from that square's corners to the cell.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.arithmetic import Index
from core.network import NetworkSpec
from gui.canvas.cards import Style
from gui.canvas.detail import Level
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.joins import first_lane
from gui.canvas.map_cards import space_of
from gui.canvas.marks import SendersMark, WindowMark
from gui.canvas.plates import Shot

if TYPE_CHECKING:
    from gui.canvas.painter import ScenePainter
    from gui.canvas.scene import CanvasScene

Span = tuple[Index, Index]
"""First and last place, both inside."""


class Seen(NamedTuple):
    """A window on one map of the layer before, in scene coordinates."""

    rect: QRectF
    link: LinkItem


def seen_by(network: NetworkSpec, layer: int, place: Index) -> Span | None:
    """The places of the layer before that ``place`` is made of; None where it is not made of a window."""
    node, entering = network.by_id[layer], network.input_shapes(layer)
    if not entering or layer not in network.shapes or not place:
        return None
    geometry = getattr(node.layer, "geometry", None)
    if geometry is None:
        level = all(shape[:-1] == network.shapes[layer][:-1] for shape in entering)
        return (place, place) if level else None
    places = [seen for _, seen in geometry(entering).taps(place)]
    if not places:
        return None
    axes = list(zip(*places, strict=True))
    return tuple(min(axis) for axis in axes), tuple(max(axis) for axis in axes)


def cell_rect(item: LayerItem, map_: int, first: Index, last: Index | None = None) -> QRectF:
    """The cells from ``first`` to ``last`` on a map's tile; empty where the map is not drawn."""
    rect = picture_rect(item, map_)
    maps = item.card.style is Style.MAPS
    rows, columns = item.card.space if maps else space_of(getattr(item.node.layer, "shape", None))
    if rect.isEmpty() or not rows * columns:
        return QRectF()
    (top, left), (bottom, right) = planar(first), planar(last if last is not None else first)
    high, wide = rect.height() / rows, rect.width() / columns
    return QRectF(
        rect.left() + left * wide, rect.top() + top * high, (right - left + 1) * wide, (bottom - top + 1) * high
    )


def picture_rect(item: LayerItem, map_: int) -> QRectF:
    """Where a map is drawn; for a picture that enters, the picture."""
    if item.card.style is Style.MAPS:
        return item.face_rect(item.card.shown.index(map_)) if map_ in item.card.shown else QRectF()
    return item.to_scene(item.card.picture) if item.card.style is Style.IMAGE and item.card.picture else QRectF()


def planar(place: Index) -> tuple[int, int]:
    """Row and column; a place in a sequence lies in its one row."""
    return (place[0], place[1]) if len(place) == 2 else (0, place[0])


def windows(scene: "CanvasScene", layer: int, map_: int, place: Index) -> Iterator[Seen]:
    """The window of a cell on every map it is made of."""
    network = scene.document.network
    span = seen_by(network, layer, place)
    if span is None:
        return
    for link in scene.links.values():
        origin = link.origin
        if link.target != layer or _space(network, origin.layer_id) != _space(network, link.source):
            continue
        rects = [cell_rect(origin, each, *span) for each in _maps(network, link, map_)]
        rects = [rect for rect in rects if not rect.isEmpty()]
        if len(rects) > 1 and rects[1].top() <= rects[0].bottom() + 0.5 and rects[0].left() == rects[1].left():
            rects = [rects[0].united(rects[-1])]  # rows of one picture: one window through all of them
        yield from (Seen(rect, link) for rect in rects)


def _space(network: NetworkSpec, key: int) -> Index:
    return network.shapes.get(key, ())[:-1]


def _maps(network: NetworkSpec, link: LinkItem, map_: int) -> tuple[int, ...]:
    """The maps of the source that make this one: its own lane, or all that the kernel weighs."""
    if link.origin.card.style is Style.IMAGE:
        return (0,)
    first = first_lane(network, link.source, link.target)
    if first is not None:
        return (map_ - first,)
    return link.origin.card.shown


def draw_window(painter: QPainter, view: "ScenePainter", shot: Shot) -> None:
    """Ring, window, cell and rays of the chosen cell."""
    scene, theme = view.scene, shot.theme
    mark = scene.window
    item = scene.item(mark.layer) if mark is not None else None
    if mark is None or item is None or view.detail.level is Level.FAR:  # from afar maps have come nearer together
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    thin = QPen(theme.ink, 1.4 / min(1.0, shot.zoom))
    ring = QPen(theme.ink, 2.0 / min(1.0, shot.zoom))
    painter.setPen(ring)
    tile = picture_rect(item, mark.map)
    if not tile.isEmpty():
        painter.drawRoundedRect(tile.adjusted(-2, -2, 2, 2), 4, 4)
    for row in view.maps.rows.values():
        if row.layer == mark.layer and mark.map in item.card.shown:
            painter.drawRoundedRect(row.rect(item.card.shown.index(mark.map)).adjusted(-2, -2, 2, 2), 3, 3)
    cell = cell_rect(item, mark.map, mark.place) if mark.place else QRectF()
    if cell.isEmpty():
        return
    if scene.senders is not None and scene.senders.of == mark:
        _draw_senders(painter, scene, scene.senders, cell, thin)
    else:
        _draw_seen(painter, scene, mark, cell, thin)
    painter.setPen(ring)
    painter.setBrush(theme.raised)
    radius = 3.6 / min(1.0, shot.zoom)
    painter.drawEllipse(cell.center(), radius, radius)


def _draw_seen(painter: QPainter, scene: "CanvasScene", mark: WindowMark, cell: QRectF, thin: QPen) -> None:
    """The window on the maps before, and the rays from it to the cell."""
    seen = list(windows(scene, mark.layer, mark.map, mark.place))
    for each in seen:
        painter.drawRect(each.rect)
    painter.setPen(thin)
    for each in _nearest(seen, cell):
        painter.drawLine(each.rect.topRight(), cell.center())
        painter.drawLine(each.rect.bottomRight(), cell.center())


def _draw_senders(painter: QPainter, scene: "CanvasScene", senders: SendersMark, cell: QRectF, thin: QPen) -> None:
    """The cells on a map behind that sent the cell its blame, and the rays from them back to it."""
    item = scene.item(senders.layer) if senders.layer is not None else None
    rect = cell_rect(item, senders.map, senders.first, senders.last) if item is not None else QRectF()
    if not rect.isEmpty():
        painter.drawRect(rect)
        painter.setPen(thin)
        painter.drawLine(rect.topLeft(), cell.center())
        painter.drawLine(rect.bottomLeft(), cell.center())


def _nearest(seen: list[Seen], cell: QRectF) -> list[Seen]:
    """Of the windows on each source the one nearest in height: rays from all would hide the drawing."""
    found: dict[tuple[int, int], Seen] = {}
    for each in seen:
        known = found.get(each.link.key)
        if known is None or _away(each.rect, cell) < _away(known.rect, cell):
            found[each.link.key] = each
    return list(found.values())


def _away(rect: QRectF, cell: QRectF) -> float:
    return abs(rect.center().y() - cell.center().y())
