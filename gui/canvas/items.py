"""LayerItem and LinkItem: what stands on the canvas, with the geometry that gestures ask for, in scene coordinates.

They are plain objects, not QGraphicsItems: the scene paints them all in one go, because every ``paint()`` that Qt
calls in Python waits for the interpreter while a worker trains. They hold state; painters read it. Worked shape: a
LayerItem of Dense 32 has 24 ``anchors_out`` (24, 2), its links to Dense 10 are a bundle of 24 x 10 cubics.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core.locks import Masks
from core.network import Node, Problem
from gui.canvas.bundle import Route, distance_to_route, route_between
from gui.canvas.cards import Card, Part, Points, Stepper, Style
from gui.canvas.notes import Note, note_of

PORT_RADIUS = 5.5


class LayerItem:
    """One layer: its card at a place."""

    def __init__(self, node: Node, card: Card, place: QPointF) -> None:
        self.node = node
        self.card = card
        self.place = QPointF(place)
        self.part = Part()
        self.summary = ""
        self.parameters = ""
        self.pill_text = ""
        self.size_text = ""
        """Units or shape, as shown from afar."""
        self.names: tuple[str, ...] = ()
        """Names of the neurons: features of the data, its classes or targets; shorter than the layer where unknown."""
        self.problems: tuple[Problem, ...] = ()
        self.note: Note | None = None
        self.stale = False
        self.locked = False
        """Whether all of its weights are locked."""
        self.locks: Masks = {}
        """Which of its weights are locked, by array; empty where none is."""
        self.selected = False

    @property
    def layer_id(self) -> int:
        """Id of the layer in the network."""
        return self.node.id

    @property
    def pill(self) -> bool:
        """Whether the layer is a pill on the wire: Flatten, Dropout, Activation."""
        return self.card.style is Style.PILL

    def to_scene(self, rect: QRectF) -> QRectF:
        """A rectangle of the card in scene coordinates."""
        return rect.translated(self.place)

    def card_rect(self) -> QRectF:
        """The card without its note."""
        return self.to_scene(self.card.rect)

    def bounds(self) -> QRectF:
        """The card, its selection outline and the sentence below it."""
        rect = self.card_rect().adjusted(-8, -8, 8, 8)
        return rect.united(self.to_scene(self.note.rect)) if self.note else rect

    def port_in(self) -> QPointF:
        """Where wires enter."""
        return QPointF(self.place.x() - self.card.width / 2, self.place.y())

    def port_out(self) -> QPointF:
        """Where wires leave."""
        return QPointF(self.place.x() + self.card.width / 2, self.place.y())

    def takes_wires(self) -> bool:
        """Whether anything can enter this layer."""
        return self.node.layer.inputs[1] != 0

    def stepper_rect(self) -> Stepper | None:
        """Hit areas of minus, value and plus, or None where the number of units is not for the user to set."""
        stepper = self.card.stepper
        return Stepper(*(self.to_scene(rect) for rect in stepper)) if stepper else None

    def remedy_rect(self) -> QRectF | None:
        """The button below the card that mends its problem."""
        return self.to_scene(self.note.button) if self.note and self.note.button else None

    def watch_rect(self) -> QRectF | None:
        """The whole control ``< row 55 . a 2 >`` of the Input."""
        return self.to_scene(self.card.watch) if self.card.watch else None

    def watch_prev_rect(self) -> QRectF | None:
        """The arrow to the example before."""
        rect = self.watch_rect()
        return QRectF(rect.left(), rect.top(), 28, rect.height()) if rect else None

    def watch_next_rect(self) -> QRectF | None:
        """The arrow to the next example."""
        rect = self.watch_rect()
        return QRectF(rect.right() - 28, rect.top(), 28, rect.height()) if rect else None

    def face_rect(self, slot: int) -> QRectF:
        """The face in a slot."""
        assert self.card.slots is not None
        x, y = self.card.slots[slot]
        half = self.card.face / 2
        return QRectF(self.place.x() + x - half, self.place.y() + y - half, 2 * half, 2 * half)

    def face_at(self, scene_pos: QPointF) -> int | None:
        """Index of the neuron whose face lies at a position."""
        if self.card.slots is None:
            return None
        for slot, neuron in enumerate(self.card.shown):
            if self.face_rect(slot).adjusted(-2, -1, 2, 1).contains(scene_pos):
                return neuron
        return None

    def anchors_out(self) -> Points | None:
        """Where links leave each shown neuron, (slots, 2), or None where they leave as a ribbon or an image."""
        return _anchors(self, 1.0)

    def anchors_in(self) -> Points | None:
        """Where links arrive at each shown neuron, (slots, 2)."""
        return _anchors(self, -1.0)

    def neuron_name(self, neuron: int) -> str:
        """What a neuron is called: its feature or class, else its letter and number."""
        if neuron < len(self.names):
            return self.names[neuron]
        letter = "x" if not self.takes_wires() else "o" if self.part.is_output else "h"
        return f"{letter}{neuron + 1}"

    def set_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show the first of these under the card."""
        self.problems = problems
        self.note = note_of(problems[0], self.card) if problems else None


def _anchors(item: LayerItem, side: float) -> Points | None:
    if item.card.slots is None:
        return None
    anchors: Points = item.card.slots + np.array([item.place.x(), item.place.y()])
    anchors[:, 0] += side * (item.card.face / 2 + 1.0)
    return anchors


class LinkItem:
    """The connection from one layer to another. ``origin`` is the layer whose numbers it carries: behind a pill, the
    layer before it."""

    def __init__(self, source: LayerItem, target: LayerItem, origin: LayerItem, through: tuple[LayerItem, ...]) -> None:
        self.source_item = source
        self.target_item = target
        self.origin = origin
        self.through = through
        """The pills the links run through, from ``origin`` to ``target``."""
        self.label = ""
        self.selected = False

    @property
    def source(self) -> int:
        """Id of the layer it leaves."""
        return self.source_item.layer_id

    @property
    def target(self) -> int:
        """Id of the layer it enters."""
        return self.target_item.layer_id

    @property
    def key(self) -> tuple[int, int]:
        """(source, target)."""
        return self.source, self.target

    def route(self) -> Route:
        """The middle line from port to port."""
        return route_between(self.source_item.port_out(), self.target_item.port_in())

    def distance_to(self, scene_pos: QPointF) -> float:
        """How far a position lies from the connection's middle line."""
        return distance_to_route(self.route(), scene_pos)

    def middle(self) -> QPointF:
        """The middle of the connection."""
        start, end = self.source_item.port_out(), self.target_item.port_in()
        return (start + end) / 2

    def shape_label_rect(self) -> QRectF:
        """The pill with the shape that flows here; empty where the connection is too short for one."""
        start, end = self.source_item.port_out(), self.target_item.port_in()
        width = 16.0 + 6.6 * len(self.label)
        if not self.label or self.source_item.pill or end.x() - start.x() < width + 12:
            return QRectF()
        middle = self.middle()
        return QRectF(middle.x() - width / 2, middle.y() - 10, width, 20)
