"""Adding: opens the search-to-add menu where a hand asks for a layer, and makes the edit of what is taken.

It may import core.edit, core.fits, the desk and the menu. A double-click places freely, ``/`` appends behind the
selected layer or the end, a wire that ended on nothing offers what fits and connects it. Each is one undo step.
Worked shape: a wire pulled out of "conv" onto empty canvas, "max", Enter: MaxPooling2D stands there, wired to "conv".
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtWidgets import QGraphicsView

from core import edit, fits
from core.errors import SpecError
from core.layers import Layer, drawn_layer
from core.network import NetworkSpec, Node
from core.project import ProjectSpec
from gui.canvas.camera import Camera
from gui.canvas.choice_menu import Choice, ChoiceMenu
from gui.canvas.dropping import DropLayer, card_size
from gui.canvas.gestures import Desk
from gui.canvas.palette import grouped_kinds
from gui.canvas.palette_words import ALSO
from gui.canvas.wiring import Side


class Adding(QObject):
    """At most one menu at a time."""

    def __init__(self, view: QGraphicsView, desk: Desk, camera: Camera) -> None:
        super().__init__(view)
        self._view, self._desk, self._camera = view, desk, camera
        self.menu: ChoiceMenu | None = None
        self._take: Callable[[str], None] = lambda _kind: None
        desk.document.changed.connect(self.close_menu)  # what it would connect to may be gone

    # -- where a hand asks -------------------------------------------------------------------------------------------

    def at(self, screen: QPoint) -> None:
        """A double-click on empty canvas: the layer comes to stand there."""
        spot = self._view.mapToScene(screen)

        def take(kind: str) -> None:
            DropLayer(self._desk, drawn_layer(kind)).drop(spot, self._camera.scale)

        self._open("Add a layer here", _all_kinds(), screen, take)

    def behind(self) -> None:
        """A key: behind the selected layer, else behind the end."""
        network = self._desk.document.network
        node = network.by_id.get(self._desk.selection.only or 0) or edit.end_of(network)
        title = f"Add a layer after {node.name}" if node is not None else "Add the first layer"
        item = self._desk.scene.item(node.id) if node is not None else None
        middle = self._view.viewport().rect().center()
        corner = self._view.mapFromScene(item.card_rect().topRight()) + QPoint(12, 0) if item is not None else middle
        after = node.id if node is not None else None
        self._open(title, _all_kinds(), corner, lambda kind: self._append(kind, after))

    def onto(self, source: int, target: int) -> None:
        """A key while a wire is selected: what fits behind its source, inserted there."""
        desk = self._desk
        link = desk.scene.links.get((source, target))
        if link is None:
            return
        kinds = fits.kinds_behind(desk.document.network, source)
        at = self._view.mapFromScene(link.middle()) + QPoint(6, 6)
        title = f"Insert a layer between {desk.name(source)} and {desk.name(target)}"
        self._open(title, kinds, at, lambda kind: self._insert(kind, source, target))

    def _insert(self, kind: str, source: int, target: int) -> None:
        project, layer = self._desk.document.project, drawn_layer(kind)
        self._make(f"Insert {kind}", lambda: edit.insert_layer(project, layer, source=source, target=target))

    def at_wire(self, layer: int, side: Side, screen: QPoint) -> None:
        """A wire from ``layer`` ended on nothing: what fits there, connected to it."""
        network, scene, name = self._desk.document.network, self._desk.scene, self._desk.name(layer)
        spot = self._view.mapToScene(screen)
        kinds = fits.kinds_behind(network, layer) if side == "out" else fits.kinds_before(network, layer)
        if not kinds:
            self._desk.say(f"Nothing can stand {'behind' if side == 'out' else 'before'} {name}.")
            return
        item = scene.item(layer)
        if item is not None:
            port = item.port_out() if side == "out" else item.ports_in()[-1]
            scene.set_pending_wire(*((port, spot) if side == "out" else (spot, port)))
        title = f"Add a layer {'after' if side == 'out' else 'before'} {name}"
        self._open(title, kinds, screen + QPoint(6, 6), lambda kind: self._wire(kind, layer, side, spot))

    def connect_to(self) -> None:
        """A key: a wire from the selected layer to one that is searched by its name."""
        source, desk = self._desk.selection.only, self._desk
        item = desk.scene.item(source or 0)
        if source is None or item is None:
            desk.say("Select the layer the wire should come from first.")
            return
        network, name = desk.document.network, desk.name(source)
        choices = [
            Choice(str(node.id), node.name, f"{node.layer.kind}. {_taken(network, node)}".strip(), node.layer.icon)
            for node in network.nodes
            if not edit.refusal(network, source, node.id)
        ]
        if not choices:
            desk.say(f"There is no layer that {name} could be connected to.")
            return
        corner = self._view.mapFromScene(item.card_rect().topRight()) + QPoint(12, 0)
        take = partial(self._connect, source)
        self._show(f"Connect {name} to", choices, corner, take, "connects it")

    def _connect(self, source: int, key: str) -> None:
        desk, target = self._desk, int(key)
        try:
            after = edit.connect(desk.document.project, source, target)
        except SpecError as error:
            desk.say(str(error))
            return
        desk.document.edit(f"Connect {desk.name(target)}", after)
        desk.say(f"Connected {desk.name(source)} to {desk.name(target)}. Ctrl+Z takes it back.")

    def close_menu(self, *_changed: object) -> None:
        """As Esc does."""
        if self.menu is not None:
            self.menu.close_menu()

    # -- the edits ---------------------------------------------------------------------------------------------------

    def _append(self, kind: str, after: int | None) -> None:
        layer, project = drawn_layer(kind), self._desk.document.project
        consumers = project.network.consumers.get(after or 0, ())
        if after is None or layer.inputs[1] == 0:
            text, make = f"Add {kind}", lambda: edit.add_layer(project, layer)
        elif len(consumers) == 1:
            self._insert(kind, after, consumers[0])
            return
        else:
            text, make = f"Append {kind}", lambda: edit.append_layer(project, layer, after=after)
        self._make(text, make)

    def _wire(self, kind: str, layer: int, side: Side, spot: QPointF) -> None:
        desk = self._desk
        pinned = edit.move(desk.document.project, desk.scene.places())
        made = drawn_layer(kind)
        place = self._place(pinned, made, layer, side, spot)

        def make() -> ProjectSpec:
            if side == "out":
                return edit.append_layer(pinned, made, after=layer, place=place)
            return edit.connect(edit.add_layer(pinned, made, place=place), pinned.network.next_id, layer)

        self._make(f"{'Append' if side == 'out' else 'Add'} {kind}", make)

    def _place(self, project: ProjectSpec, made: Layer, layer: int, side: Side, spot: QPointF) -> tuple[float, float]:
        """The new card's port lies where the wire ended, or near by where another card stands there."""
        size = card_size(project, made, (layer,) if side == "out" else ())
        near = spot + QPointF(size[0] / 2 * (1 if side == "out" else -1), 0)
        free = self._desk.scene.free_place(near, size)
        return (free.x(), free.y())

    def _make(self, text: str, make: Callable[[], ProjectSpec]) -> None:
        desk = self._desk
        new = desk.document.network.next_id
        try:
            after = make()
        except SpecError as error:
            desk.say(str(error))
            return
        desk.document.edit(text, after)
        desk.selection.set({new})
        desk.say(f"Added {desk.name(new)}. Ctrl+Z takes it out again.")

    # -- the menu ----------------------------------------------------------------------------------------------------

    def _open(self, title: str, kinds: Collection[str], at: QPoint, take: Callable[[str], None]) -> None:
        self._show(title, [_as_choice(kind) for kind in kinds], at, take)

    def _show(
        self, title: str, choices: Sequence[Choice], at: QPoint, take: Callable[[str], None], verb: str = "adds it"
    ) -> None:
        if self.menu is not None:
            self.menu.close_menu()
        self._take = take
        self.menu = ChoiceMenu(self._view, title, choices, verb)
        self.menu.taken.connect(self._taken)
        self.menu.closed.connect(self._closed)
        self.menu.marked.connect(self._desk.say)
        self.menu.open_at(at)

    def _taken(self, kind: str) -> None:
        self._take(kind)

    def _closed(self) -> None:
        wired = self._desk.scene.wire is not None
        self.menu = None
        self._desk.scene.clear_pending_wire()
        self._desk.say("The wire ended on empty canvas, so nothing was connected." if wired else "")


def _as_choice(name: str) -> Choice:
    kind = Layer.kinds[name]
    assert issubclass(kind, Layer)
    return Choice(name, name, kind.title, kind.icon or "layer-dense", ALSO.get(name, ""))


def _all_kinds() -> list[str]:
    return [kind.kind for _, group in grouped_kinds() for kind in group]


def _taken(network: NetworkSpec, node: Node) -> str:
    """Which wire a new one would replace, where the layer takes one only."""
    most = node.layer.inputs[1]
    if most is None or len(node.inputs) < most:
        return ""
    return f"The wire from {network.by_id[node.inputs[-1]].name} gives way."
