"""Wiring: drawing a wire from port to port, and taking the end of a wire off its port.

It may import gestures and core.edit. A wire can be drawn in either direction; what is not possible is said beside
the cursor while the mouse is still down; a wire that ends on nothing offers layers. Worked shape:
``DrawWire(desk, at, 2, "out", offer)`` starts at the output of 2.
"""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPoint, QPointF

from core import edit
from core.errors import SpecError
from core.network import NetworkSpec
from core.project import ProjectSpec
from gui.canvas.gestures import Desk, Gesture, Pointer

Side = Literal["in", "out"]
Offer = Callable[[int, Side, QPoint], None]
"""Offers layers for the loose end of a wire: (layer it comes from, its side, where on the screen)."""
REACH = 22.0
"""How near the mouse must come to a port, in scene pixels; a whole card is a target too."""


class DrawWire(Gesture):
    """From an output to an input or the other way round; from a connected input it takes the wire's end along."""

    def __init__(self, desk: Desk, at: Pointer, layer: int, side: Side, offer: Offer) -> None:
        super().__init__(desk, at)
        self._offer_layers = offer
        self._project = desk.document.project
        node = desk.document.network.by_id[layer]
        held = desk.scene.wire_at(layer, at.scene) if side == "in" and node.inputs else None
        self.taken = layer if held is not None else None
        """The layer whose wire was taken off, or None for a new wire."""
        self._fixed, self._from_output = (held, True) if held is not None else (layer, side == "out")

    def drag(self, at: Pointer) -> None:
        """The loose end follows, jumps to ports, and carries the reason where a wire cannot end."""
        if self.desk.document.project is not self._project:
            self.desk.scene.clear_pending_wire()
            return
        other = self._target(at.scene)
        reason = self._refusal(other) if other is not None else ""
        fixed, loose = self._port(self._fixed, self._from_output), at.scene
        if other is not None and not reason:
            loose = self._port(other, not self._from_output)
        start, end = (fixed, loose) if self._from_output else (loose, fixed)
        self.desk.scene.set_pending_wire(start, end, reason)
        self.desk.say(reason or self._offer(other))

    def finish(self, at: Pointer) -> None:
        """Connect, reconnect, disconnect, or say why not."""
        self.desk.scene.clear_pending_wire()
        document, other = self.desk.document, self._target(at.scene)
        if not self.dragging or document.project is not self._project:
            return
        if other is None:
            if self.taken is not None:
                pinned = edit.move(self._project, self.desk.scene.places())
                document.edit("Disconnect", edit.disconnect(pinned, self._fixed, self.taken))
                self.desk.say(f"{self.desk.name(self.taken)} is no longer connected to {self.desk.name(self._fixed)}.")
            else:
                self._offer_layers(self._fixed, "out" if self._from_output else "in", at.screen)
        elif reason := self._refusal(other):
            self.desk.say(reason)
        elif other != self.taken:
            self._connect(other)

    def cancel(self) -> None:
        """The wires stay as they are."""
        self.desk.scene.clear_pending_wire()
        self.desk.say("")

    # -- inside ------------------------------------------------------------------------------------------------------

    def _connect(self, other: int) -> None:
        try:
            after = self._connected(other)
        except SpecError as error:
            self.desk.say(str(error))
            return
        source, target = self._ends(other)
        self.desk.document.edit(f"Connect {self.desk.name(target)}", after)
        self.desk.say(f"Connected {self.desk.name(source)} to {self.desk.name(target)}.")

    def _connected(self, other: int) -> ProjectSpec:
        source, target = self._ends(other)
        if self.taken is not None:
            return edit.reconnect(self._project, source, self.taken, target)
        return edit.connect(self._project, source, target)

    def _ends(self, other: int) -> tuple[int, int]:
        return (self._fixed, other) if self._from_output else (other, self._fixed)

    def _target(self, pos: QPointF) -> int | None:
        """The layer whose free port, or whose card, is under the mouse."""
        scene = self.desk.scene
        port = scene.port_at(pos, REACH)
        if port is not None and (port[1] == "in") == self._from_output and port[0] != self._fixed:
            return port[0]
        card = scene.layer_at(pos)
        return card.layer_id if card is not None and card.layer_id != self._fixed else None

    def _refusal(self, other: int) -> str:
        if other == self.taken:
            return ""
        network = self._project.network
        if self.taken is not None:
            network = edit.disconnect(self._project, self._fixed, self.taken).network
        return edit.refusal(network, *self._ends(other)) or self._no_room(network, self._ends(other)[1])

    def _no_room(self, network: NetworkSpec, target: int) -> str:
        """Why no further wire may enter ``target``, or an empty text."""
        node = network.by_id[target]
        most = node.layer.inputs[1]
        if most is None or len(node.inputs) < most:
            return ""
        held = self.desk.name(node.inputs[-1])
        return (
            f"{node.layer.kind} '{node.name}' takes one wire and has that of '{held}'. "
            "Join branches in an Add or a Concatenate."
        )

    def _offer(self, other: int | None) -> str:
        name = self.desk.name
        if other is None:
            if self.taken is not None:
                return f"Release here to disconnect {name(self.taken)} from {name(self._fixed)}."
            port = "an input" if self._from_output else "an output"
            return f"Drag to {port} port, or let go on empty canvas to add a layer there. Esc stops."
        source, target = self._ends(other)
        return f"Connect {name(source)} to {name(target)}."

    def _port(self, layer: int, output: bool) -> QPointF:
        item = self.desk.scene.item(layer)
        if item is None:
            return self.start.scene
        return item.port_out() if output else item.ports_in()[-1]
