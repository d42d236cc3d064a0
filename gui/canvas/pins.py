"""Pins: the one weight or bias that is chosen on the canvas, where its chip stands and what it is called.

A Pin names a place of an array; for a weight also the wire it is drawn as. It may import the scene's geometry and
changes nothing. Worked shape: a click on the wire from x1 to h2 gives ``Pin(2, "weight", (1, 0), (1, 2))``, whose chip
reads "+0.2000"; the neuron h2 itself gives ``Pin(2, "bias", (1,))`` and "b +0.3500".
"""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core.activations import Array
from core.arithmetic import Index
from core.frozen import dataclass
from core.locks import locks_of
from core.snapshot import PhaseKind, Snapshot
from gui import fonts, numbers
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.marks import Asked
from gui.canvas.readouts import BIAS, FOOT, LARGE, has_room, text_below
from gui.canvas.words import step_text
from gui.widgets.writing import text_width

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

HEIGHT, PADDING, BELOW, ASIDE = 24.0, 18.0, 15.0, 9.0
"""Of a chip; how far below a large face, or before a smaller one, a bias stands. At 100 %."""


@dataclass(frozen=True)
class Pin:
    """One weight: ``index`` in its array of layer ``layer``; ``link`` is the connection that it is drawn on."""

    layer: int
    array: str
    index: Index
    link: tuple[int, int] | None = None

    @classmethod
    def wire(cls, link: LinkItem, weight: tuple[int, int]) -> "Pin":
        """The weight of one wire: (source neuron, target neuron)."""
        return cls(link.target, "weight", (weight[1], weight[0]), link.key)

    @classmethod
    def bias(cls, layer: int, neuron: int) -> "Pin":
        """The bias of a neuron."""
        return cls(layer, "bias", (neuron,))

    @classmethod
    def asked(cls, asked: Asked) -> "Pin | None":
        """The weight of the wire, or the bias of the neuron, that is marked as asked for."""
        if asked.link is not None and asked.weight is not None:
            return cls(asked.link[1], "weight", (asked.weight[1], asked.weight[0]), asked.link)
        return cls.bias(*asked.neuron) if asked.neuron is not None and not asked.place else None

    @property
    def mark(self) -> Asked:
        """How it is marked as asked for."""
        if self.link is not None:
            return Asked(link=self.link, weight=self.weight)
        return Asked(neuron=(self.layer, self.neuron))

    @property
    def neuron(self) -> int:
        """The neuron it belongs to: the one a wire enters."""
        return self.index[0]

    @property
    def weight(self) -> tuple[int, int] | None:
        """(source neuron, target neuron) of a wire; None for a bias."""
        return (self.index[1], self.index[0]) if self.link is not None else None


@dataclass(frozen=True)
class Held:
    """A pin whose number is being typed or dragged: what it was and what it would be; the run does not know yet."""

    pin: Pin
    start: float
    value: float


def value_at(snapshot: Snapshot | None, theta: Array | None, pin: Pin) -> float | None:
    """The number that stands at a pin; None where there is no such weight."""
    slot = snapshot.slots_of(pin.layer).get(pin.array) if snapshot is not None else None
    if slot is None or theta is None or not _inside(pin.index, slot.shape):
        return None
    return float(slot.view(theta)[pin.index])


def with_held(snapshot: Snapshot | None, theta: Array | None, held: Held | None) -> Array | None:
    """All weights with the one that is held as it would be."""
    if held is None or value_at(snapshot, theta, held.pin) is None or snapshot is None or theta is None:
        return theta
    now = np.array(theta)
    snapshot.slots_of(held.pin.layer)[held.pin.array].view(now)[held.pin.index] = held.value
    return now


class PinBoard:
    """What the drawing knows of weights by hand: the chosen one, and the number it would get."""

    def __init__(self, scene: "CanvasScene") -> None:
        self._scene = scene
        self.pin: Pin | None = None
        """The weight or bias that is chosen."""
        self.held: Held | None = None
        """The same while its number is typed or dragged."""

    def choose(self, pin: Pin | None) -> None:
        """Show this weight's chip, or none."""
        self.pin = pin
        self._scene.update()

    def hold(self, held: Held | None) -> None:
        """Draw a weight as it would be while a hand decides on it."""
        self.held = held
        self._scene.painter.refresh()
        self._scene.update()

    def theta(self) -> Array | None:
        """All weights as they are to be drawn: what was just set is there at once, what is held as it would be."""
        return with_held(self._scene.runner.snapshot, self._scene.runner.theta(), self.held)

    def value(self, pin: Pin) -> float | None:
        """The number at a pin as it is drawn; None where there is none."""
        return value_at(self._scene.runner.snapshot, self.theta(), pin)


def sources_drawn(scene: "CanvasScene", link: LinkItem) -> tuple[int, ...]:
    """The neurons, or inputs, from which the single links of a connection are drawn; none for a ribbon."""
    bundle = scene.painter.bundles.get(link.key)
    if bundle is None:
        return ()
    return link.sources if link.sources is not None else tuple(range(len(bundle.start)))


def _inside(index: Index, shape: tuple[int, ...]) -> bool:
    return len(index) == len(shape) and all(0 <= at < most for at, most in zip(index, shape, strict=True))


def is_locked(scene: "CanvasScene", pin: Pin) -> bool:
    """Whether training leaves it as it is."""
    network = scene.document.network
    mask = locks_of(network, pin.layer).get(pin.array) if pin.layer in network.by_id else None
    return mask is not None and _inside(pin.index, mask.shape) and bool(mask[pin.index])


# -- where its chip stands ------------------------------------------------------------------------------------------


def anchor(scene: "CanvasScene", pin: Pin) -> QPointF | None:
    """The middle of its chip: halfway along the wire, or at the neuron; None where neither is drawn."""
    if pin.weight is not None and pin.link is not None:
        return _halfway(scene, pin.link, pin.weight)
    item = scene.item(pin.layer)
    if item is None or item.card.slots is None or pin.neuron not in item.card.shown:
        return None
    return _below(item, pin.neuron)


def _halfway(scene: "CanvasScene", link: tuple[int, int], weight: tuple[int, int]) -> QPointF | None:
    bundle = scene.painter.bundles.get(link)
    if bundle is None:
        return None
    source, target = scene.painter.slots_of(link, weight)
    if not (0 <= source < len(bundle.start) and 0 <= target < len(bundle.end)):
        return None
    pieces = bundle.curve(target * len(bundle.start) + source)[0]
    x, y = pieces[len(pieces) // 2][:2]
    return QPointF(float(x), float(y))


def _below(item: LayerItem, neuron: int) -> QPointF:
    face = item.face_rect(item.card.shown.index(neuron))
    return QPointF(face.center().x(), face.bottom() + BELOW)


def chip_text(scene: "CanvasScene", pin: Pin) -> str:
    """Its number with its sign; a letter before it where the number alone would be taken for another."""
    value = scene.pins.value(pin)
    if value is None:
        return ""
    walk, shot = scene.walk, scene.runner.snapshot
    updated = scene.shown_view == "change" and walk is not None and walk.has(PhaseKind.UPDATE) and shot is not None
    change = value_at(shot, shot.change, pin) if updated and scene.pins.held is None else None
    if change is not None:
        return (BIAS if pin.weight is None else "") + step_text(value - change, value)
    letter = BIAS if pin.weight is None else "" if scene.shown_view == "weight" else "w "
    return letter + numbers.signed(value)


def chip_rect(scene: "CanvasScene", pin: Pin | None, zoom: float) -> QRectF:
    """The chip on the drawing; seen from afar it stays as large on the screen as it is at 100 %. Empty: none."""
    at = anchor(scene, pin) if pin is not None else None
    text = chip_text(scene, pin) if pin is not None else ""
    if at is None or not text:
        return QRectF()
    grown = max(1.0, 1.0 / max(zoom, 1e-6))
    width, height = (text_width(text, fonts.PANEL, 600, True) + PADDING) * grown, HEIGHT * grown
    rect = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
    item = scene.item(pin.layer) if pin is not None and pin.weight is None else None
    if pin is not None and item is not None:
        face = item.face_rect(item.card.shown.index(pin.neuron))
        if item.card.face < LARGE:  # below a small neuron stands the next one; before it there are only wires
            rect.moveCenter(face.center())
            rect.moveRight(face.left() - ASIDE)
        elif has_room(item, zoom) and _told_below(scene, item, pin.neuron):
            rect.moveTop(face.bottom() + FOOT)
    return rect


def _told_below(scene: "CanvasScene", item: LayerItem, neuron: int) -> bool:
    """Whether another number than the bias, which the chip repeats, is written below the neuron."""
    text = text_below(item, scene.painter.live, neuron, scene.shown_view)
    return bool(text) and not text.startswith(BIAS)
