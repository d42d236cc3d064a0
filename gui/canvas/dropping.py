"""Dropping: where a layer dragged from the palette would go, shown while it hovers and done when it is dropped.

It may import gestures and core.edit. Targets in order: a card (behind it), a wire (onto it), an output port (behind
it), the free canvas. Worked shape: over the wire from 1 to 2 a Dense gives ``Target("insert", 1, 2)``.
"""

from typing import Literal

from PySide6.QtCore import QPointF

from core import edit
from core.frozen import dataclass
from core.layers import Layer
from core.project import ProjectSpec
from gui.canvas import layout, map_cards
from gui.canvas.cards import Part
from gui.canvas.gestures import Desk
from gui.canvas.hits import between
from gui.canvas.marks import Where

NEAR_WIRE, NEAR_PORT = 18.0, 48.0
"""How far from a wire or a port a layer may be dropped, in pixels of the screen at 100 %."""


@dataclass(frozen=True)
class Target:
    """What a drop would do: ``insert`` between two layers, ``append`` behind ``source``, or ``place`` freely."""

    how: Literal["insert", "append", "place"]
    source: int = 0
    target: int = 0


def card_size(project: ProjectSpec, layer: Layer, inputs: tuple[int, ...] = ()) -> layout.Size:
    """How large the card of a layer that is not there yet will be."""
    grown = edit.add_layer(project, layer, inputs=inputs).network
    card = map_cards.card_of(grown, grown.nodes[-1], Part())
    return (card.width, card.height)


class DropLayer:
    """A layer over the canvas. Qt's drag events drive it, so Esc is Qt's: the drag leaves and nothing has happened."""

    def __init__(self, desk: Desk, layer: Layer) -> None:
        self.desk, self.layer = desk, layer

    def move(self, pos: QPointF, scale: float) -> Target:
        """Show what a drop at ``pos`` would do."""
        target = self.target_at(pos, scale)
        scene = self.desk.scene
        where: Where = self._free_spot(pos)
        if target.how == "insert":
            where = scene.links.get((target.source, target.target))
        elif target.how == "append":
            where = scene.item(target.source)
        scene.set_drop_target(self.layer.kind, where)
        self.desk.say(self._offer(target))
        return target

    def leave(self) -> None:
        """It left the canvas, or Esc was pressed."""
        self.desk.scene.set_drop_target("", None)
        self.desk.say("")

    def drop(self, pos: QPointF, scale: float) -> int:
        """Do it as one undo step, select the new layer and give its id."""
        target = self.target_at(pos, scale)
        self.desk.scene.set_drop_target("", None)
        project = self.desk.document.project
        new = project.network.next_id
        verb = {"insert": "Insert", "append": "Append", "place": "Add"}[target.how]
        self.desk.document.edit(f"{verb} {self.layer.kind}", self._dropped(project, target, pos))
        self.desk.selection.set({new})
        self.desk.say(self._done(target, new))
        return new

    # -- inside ------------------------------------------------------------------------------------------------------

    def target_at(self, pos: QPointF, scale: float) -> Target:
        """What a drop at ``pos`` would do; an Input takes no wires and is always placed freely."""
        free = Target("place")
        if self.layer.inputs[1] == 0:
            return free
        scene = self.desk.scene
        card = scene.layer_at(pos)
        if card is not None:
            return self._behind(card.layer_id) or free
        link = scene.link_at(pos, NEAR_WIRE / scale) or between(scene, pos)
        if link is not None:
            return Target("insert", *link.key)
        port = scene.port_at(pos, NEAR_PORT / scale)
        if port is not None and port[1] == "out":
            return self._behind(port[0]) or free
        return free

    def _behind(self, layer: int) -> Target | None:
        """Behind a layer: appended at an end, inserted where one wire leaves, not offered where several do."""
        consumers = self.desk.document.network.consumers.get(layer, ())
        if not consumers:
            return Target("append", layer)
        return Target("insert", layer, consumers[0]) if len(consumers) == 1 else None

    def _dropped(self, project: ProjectSpec, target: Target, pos: QPointF) -> ProjectSpec:
        if target.how == "insert":
            return edit.insert_layer(project, self.layer, source=target.source, target=target.target)
        if target.how == "append":
            return edit.append_layer(project, self.layer, after=target.source)
        # The cards that stand by themselves are pinned, so that a free place does not rearrange them.
        project = edit.move(project, self.desk.scene.places())
        spot = self._free_spot(pos)
        return edit.add_layer(project, self.layer, place=(spot.x(), spot.y()))

    def _free_spot(self, pos: QPointF) -> QPointF:
        """The centre nearest to ``pos`` where the card, as large as it will be, covers no other."""
        return self.desk.scene.free_place(pos, card_size(self.desk.document.project, self.layer))

    def _offer(self, target: Target) -> str:
        name, kind = self.desk.name, self.layer.kind
        if target.how == "insert":
            return f"Insert {kind} between {name(target.source)} and {name(target.target)}."
        if target.how == "append":
            return f"Append {kind} after {name(target.source)}."
        return f"Place {kind} here, not connected yet."

    def _done(self, target: Target, new: int) -> str:
        name = self.desk.name
        if target.how == "insert":
            return f"Inserted {name(new)} between {name(target.source)} and {name(target.target)}."
        if target.how == "append":
            return f"Appended {name(new)} after {name(target.source)}."
        return f"Added {name(new)}. Drag from port to port to connect it."
