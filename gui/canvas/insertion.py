"""Insertion: a card that is not connected yet is dragged onto a wire and inserts itself there.

It may import the gestures, hits and core.edit. A card that has wires is moved as ever: a drag across the drawing must
not rewire it. Worked shape: the free Dropout dropped on the wire from 2 to 3 stands between them, in one undo step.
"""

from PySide6.QtCore import QPointF

from core import edit
from core.network import NetworkSpec
from gui.canvas.gestures import MoveCards, Pointer
from gui.canvas.hits import between
from gui.canvas.items import LinkItem

NEAR = 18.0
"""How far from a wire the middle of the card may be, in scene pixels."""


def is_free(network: NetworkSpec, layer: int) -> bool:
    """Whether a layer has no wires and could take one."""
    node = network.by_id[layer]
    return not node.inputs and not network.consumers[layer] and node.layer.inputs[1] != 0


class MoveFreeCard(MoveCards):
    """As MoveCards; over a wire the card shows that it would stand between its ends."""

    def drag(self, at: Pointer) -> None:
        """The wire below the middle of the card opens a gap."""
        self.desk.scene.floating = self._layer
        super().drag(at)
        link = self._link()
        desk = self.desk
        desk.scene.set_drop_target(desk.document.network.by_id[self._layer].layer.kind if link else "", link)
        if link is not None:
            desk.say(f"Let go to put {self.name} between {desk.name(link.source)} and {desk.name(link.target)}.")

    def finish(self, at: Pointer) -> None:
        """Insert where a wire was below it, else it has moved."""
        link = self._link() if self.dragging else None
        desk = self.desk
        self._land()
        if link is None or desk.document.project is not self._project:
            super().finish(at)
            return
        ends = f"{desk.name(link.source)} and {desk.name(link.target)}"
        pinned = edit.move(self._project, desk.scene.places()) if self._project.places else self._project
        after = edit.insert_existing(pinned, self._layer, source=link.source, target=link.target)
        desk.document.edit(f"Insert {self.name}", after)
        desk.say(f"Put {self.name} between {ends}.")

    def cancel(self) -> None:
        """It never left its place."""
        self._land()
        super().cancel()

    def _land(self) -> None:
        self.desk.scene.set_drop_target("", None)
        self.desk.scene.floating = 0

    @property
    def name(self) -> str:
        """The layer's name."""
        return self.desk.name(self._layer)

    def _link(self) -> LinkItem | None:
        item = self.desk.scene.item(self._layer)
        if item is None or len(self.desk.selection.ids) != 1:
            return None
        middle = QPointF(item.place)
        return self.desk.scene.link_at(middle, NEAR) or between(self.desk.scene, middle)
