"""LayerItem and LinkItem: what stands on the canvas, with the geometry that gestures ask for, in scene coordinates.

They are plain objects, not QGraphicsItems: the scene paints them all in one go, because every ``paint()`` that Qt
calls in Python waits for the interpreter while a worker trains. They hold state; painters read it. Worked shape: a
LayerItem of Dense 32 has 24 ``anchors_out`` (24, 2), its links to Dense 10 are a bundle of 24 x 10 cubics.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from core.locks import Masks
from core.network import Node, Problem
from gui.canvas.bundle import cubic, distances, segments
from gui.canvas.cards import Card, Part, Points, Stepper, Style
from gui.canvas.notes import Note, note_of

PORT_RADIUS = 5.5
PORT_PITCH = 22.0


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
        self.rank = 0
        """How many axes what comes out has: 3 for images, 2 for sequences, 1 for rows; 0 while that is unknown."""
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
    def told(self) -> tuple[object, ...]:
        """All that its card says of the layer itself."""
        node = self.node.name, self.summary, self.parameters, self.pill_text
        return *node, self.locked, bool(self.problems), self.names

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

    def port_in(self, index: int | None = None) -> QPointF:
        """Where wires enter; a layer that joins several has a port for each, and a free one below them."""
        down = 0.0 if index is None or not self.joins else (index - (len(self.node.inputs) - 1) / 2) * PORT_PITCH
        return QPointF(self.place.x() - self.card.width / 2, self.place.y() + down)

    def ports_in(self) -> list[QPointF]:
        """All ports where wires enter."""
        if not self.takes_wires():
            return []
        return [self.port_in(index) for index in range(len(self.node.inputs) + 1)] if self.joins else [self.port_in()]

    @property
    def joins(self) -> bool:
        """Whether several wires may enter."""
        return self.node.layer.inputs[1] is None

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
        wide, high = self.card.face_width, self.card.face
        return QRectF(self.place.x() + x - wide / 2, self.place.y() + y - high / 2, wide, high)

    def face_at(self, scene_pos: QPointF) -> int | None:
        """Index of the neuron whose face lies at a position."""
        if self.card.slots is None:
            return None
        for slot, neuron in enumerate(self.card.shown):
            if self.face_rect(slot).adjusted(-2, -1, 2, 1).contains(scene_pos):
                return neuron
        return None

    def cell_at(self, scene_pos: QPointF) -> tuple[int, int, int] | None:
        """(map, row, column) of the cell of a map at a position; a sequence has one row."""
        found = self.face_at(scene_pos) if self.card.style is Style.MAPS else None
        if found is None:
            return None
        rect, (rows, columns) = self.face_rect(self.card.shown.index(found)), self.card.space
        down, across = (scene_pos.y() - rect.top()) / rect.height(), (scene_pos.x() - rect.left()) / rect.width()
        return found, min(max(int(down * rows), 0), rows - 1), min(max(int(across * columns), 0), columns - 1)

    def place_of(self, cell: tuple[int, int, int]) -> tuple[int, ...]:
        """The place on its map of what ``cell_at`` found: (row, column), or one number in a sequence."""
        return cell[1:] if self.rank == 3 else cell[2:]

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
        if self.card.style is Style.MAPS:
            return f"map {neuron + 1}"
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
    anchors[:, 0] += side * (item.card.face_width / 2 + 1.0)
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
        self.index = 0
        """Which of the target's wires it is, counted from the top."""
        self.label = ""
        self.selected = False
        self._band: tuple[QPointF, QPointF, Points | None, QPolygonF] | None = None
        self.arc: Points | None = None
        """The way over the cards in between, (points, 2), where the straight one would run through them."""

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

    @property
    def sources(self) -> tuple[int, ...] | None:
        """The neurons or maps its links leave; None where each number of the layer before has a link of its own."""
        card = self.origin.card
        every = card.style is Style.MAPS and self.target_item.card.style is not Style.MAPS
        return None if card.slots is None or every else card.shown

    @property
    def wired(self) -> bool:
        """Whether each of its links is one weight; those between maps stand for a whole kernel."""
        return self.target_item.node.layer.wired

    def ends(self) -> tuple[QPointF, QPointF]:
        """Where it leaves and where it arrives."""
        return self.source_item.port_out(), self.target_item.port_in(self.index)

    def path(self) -> Points:
        """Its middle line from port to port, (points, 2)."""
        if self.arc is not None:
            return self.arc
        start, end = self.ends()
        return cubic(np.array([[start.x(), start.y()]]), np.array([[end.x(), end.y()]]), 24).reshape(-1, 2)

    def band(self) -> QPolygonF:
        """The same for a pen; made once, as a large drawing has many that stand still."""
        start, end = self.ends()
        if self._band is None or self._band[:2] != (start, end) or self._band[2] is not self.arc:
            self._band = start, end, self.arc, QPolygonF([QPointF(x, y) for x, y in self.path()])
        return self._band[3]

    def distance_to(self, scene_pos: QPointF) -> float:
        """How far a position lies from the connection's middle line."""
        return float(distances(segments(self.path()[None]), scene_pos)[0])

    def middle(self) -> QPointF:
        """The middle of the connection."""
        if self.arc is not None:
            return QPointF(float(self.arc[[0, -1], 0].mean()), float(self.arc[:, 1].min()))
        start, end = self.ends()
        return (start + end) / 2

    def shape_label_rect(self) -> QRectF:
        """The pill with the shape that flows here; empty where the connection is too short for one."""
        start, end = self.ends()
        width = 16.0 + 6.2 * len(self.label)
        if not self.label or self.source_item.pill or end.x() - start.x() < width + 8:
            return QRectF()
        middle = self.middle()
        if self.arc is None and Style.MAPS in (self.origin.card.style, self.target_item.card.style):
            # Among maps the middle is full of lines and kernels; beside the name of what sends them is room.
            # The card of a picture is low: there the fan of kernels begins, so it stands above that.
            tops = [self.source_item.card_rect().top()]
            tops += [self.target_item.card_rect().top()] if self.source_item.card.style is Style.IMAGE else []
            top = min(tops) + 22
            middle = QPointF(min(middle.x(), start.x() + 12 + width / 2), top)
        return QRectF(middle.x() - width / 2, middle.y() - 10, width, 20)
