"""Hits: what lies under the mouse, in the order in which a hand would mean it.

Buttons on cards come before ports, ports before cards, cards before wires. It may import the scene and its items and
changes nothing. Worked shape: over the plus of layer 3, ``find(scene, pos, 1.0)`` is ``Hit(Spot.PLUS, 3, area=...)``.
"""

from collections.abc import Iterator
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from core.arithmetic import Index
from core.frozen import dataclass
from gui.canvas.group_boxes import GroupBox
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.pins import chip_rect
from gui.canvas.scene import CanvasScene
from gui.canvas.weights import WeightHit, weight_at

PORT, WIRE, WEIGHT, GRIP = 10.0, 9.0, 5.0, 6.0
"""How far from a port, a wire, one of its links or a card's lower edge a press counts, in pixels of the screen."""
GRIP_WIDTH = 44.0


class Spot(Enum):
    """The kinds of things under the mouse; buttons bear the names the scene knows them by."""

    NOTHING = ""
    CARD = "card"
    TITLE = "title"
    FACE = "face"
    PORT_IN = "in"
    PORT_OUT = "out"
    MINUS = "minus"
    VALUE = "value"
    PLUS = "plus"
    GRIP = "grip"
    REMEDY = "remedy"
    PREVIOUS = "previous"
    NEXT = "next"
    LINK = "link"
    CHIP = "chip"
    KERNEL = "kernel"
    GROUP = "group"


BUTTONS = (Spot.MINUS, Spot.VALUE, Spot.PLUS, Spot.REMEDY, Spot.PREVIOUS, Spot.NEXT)


@dataclass(frozen=True)
class Hit:
    """One thing: its kind, its layer, for buttons the area, for faces the neuron, for wires the link."""

    spot: Spot
    layer: int = 0
    area: QRectF | None = None
    neuron: int | None = None
    link: LinkItem | None = None
    weight: WeightHit | None = None
    """For wires: the one link of the bundle that passes here."""
    box: GroupBox | None = None
    """For the head of a group."""
    place: Index = ()
    """For a face that is a map: which of its cells."""


def find(scene: CanvasScene, pos: QPointF, scale: float) -> Hit:
    """What lies at ``pos`` while one scene pixel is ``scale`` pixels of the screen."""
    for item in reversed(scene.layers.values()):
        for spot, area in _buttons(item):
            if area.contains(pos):
                return Hit(spot, item.layer_id, area)
    pin = scene.pins.pin
    if pin is not None and chip_rect(scene, pin, scale).contains(pos):
        link = scene.links.get(pin.link) if pin.link is not None else None
        return Hit(Spot.CHIP, pin.layer if link is None else 0, link=link)
    card = scene.layer_at(pos)
    port = scene.port_at(pos, min(PORT / scale, 16.0))
    if port is not None and (card is None or card.layer_id == port[0]):
        return Hit(Spot(port[1]), port[0])
    grip = next((item for item in reversed(scene.layers.values()) if grip_rect(item, scale).contains(pos)), None)
    if grip is not None and (card is None or card is grip):
        return Hit(Spot.GRIP, grip.layer_id)
    if card is not None:
        return _on_card(card, pos)
    for row in scene.painter.maps.rows.values():
        filter_ = row.at(pos)
        if filter_ is not None:
            return Hit(Spot.KERNEL, row.layer, neuron=filter_)
    weight = weight_at(scene, pos, WEIGHT / scale)
    link = weight.link if weight is not None else scene.link_at(pos, WIRE / scale)
    if link is not None:
        return Hit(Spot.LINK, link=link, weight=weight)
    box = scene.box_at(pos)
    return Hit(Spot.GROUP, box=box) if box is not None else Hit(Spot.NOTHING)


def grip_rect(item: LayerItem, scale: float) -> QRectF:
    """Around the middle of the lower edge, where units can be dragged; empty where units are not the user's."""
    if item.card.stepper is None:
        return QRectF()
    card, half = item.card_rect(), GRIP / scale
    return QRectF(card.center().x() - GRIP_WIDTH / 2, card.bottom() - half, GRIP_WIDTH, 2 * half)


def between(scene: CanvasScene, pos: QPointF) -> LinkItem | None:
    """The connection in whose bundle of wires ``pos`` lies: between two cards, within their height."""
    for link in scene.links.values():
        left, right = link.source_item.card_rect(), link.target_item.card_rect()
        gap = right.left() - left.right()
        if gap <= 0 or not left.right() <= pos.x() <= right.left():
            continue
        share = (pos.x() - left.right()) / gap
        top = left.top() + share * (right.top() - left.top())
        bottom = left.bottom() + share * (right.bottom() - left.bottom())
        if top <= pos.y() <= bottom:
            return link
    return None


def _buttons(item: LayerItem) -> Iterator[tuple[Spot, QRectF]]:
    if stepper := item.stepper_rect():
        yield from ((Spot.MINUS, stepper.minus), (Spot.VALUE, stepper.value), (Spot.PLUS, stepper.plus))
    found = (
        (Spot.REMEDY, item.remedy_rect()), (Spot.PREVIOUS, item.watch_prev_rect()), (Spot.NEXT, item.watch_next_rect()),
    )  # fmt: skip
    for spot, area in found:
        if area is not None:
            yield spot, area


def _on_card(card: LayerItem, pos: QPointF) -> Hit:
    cell = card.cell_at(pos)
    if cell is not None and card.takes_wires():
        return Hit(Spot.FACE, card.layer_id, neuron=cell[0], place=card.place_of(cell))
    neuron = card.face_at(pos)
    if neuron is not None:
        return Hit(Spot.FACE, card.layer_id, neuron=neuron)
    in_title = card.pill or pos.y() < card.card_rect().top() + 50
    return Hit(Spot.TITLE if in_title else Spot.CARD, card.layer_id)
