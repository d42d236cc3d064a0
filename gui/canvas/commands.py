"""CanvasCommands: what keys and menus do on the canvas, each a QAction that the window's menus can show too.

Their shortcuts hold while the canvas itself has the keyboard, so Delete in a text field stays a letter's end.
It may import core.edit, the desk and the camera. Worked shape: ``commands.actions["delete"].trigger()``.
"""

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from core import edit
from core.errors import SpecError
from core.layers import Layer
from core.project import ProjectSpec
from gui.canvas.arranging import beside
from gui.canvas.camera import STEP, Camera
from gui.canvas.controls import VIEWS
from gui.canvas.gestures import Desk
from gui.canvas.link_choice import LinkChoice

NUDGE, BIG_NUDGE = 8, 48
_runs = count(1)


class CanvasCommands(QObject):
    """Edits of the selection, zoom and views by key."""

    def __init__(self, desk: Desk, links: LinkChoice, camera: Camera, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.links, self.camera = desk, links, camera
        self.actions: dict[str, QAction] = {}
        self.more: list[QAction] = []
        """Commands of the window for one layer, which its menu shows too."""
        self._nudging = ""
        self._last = 0
        """The layer that an arrow selected last; the next arrow goes on from there."""
        make = self.add
        make("delete", "Delete", self.delete, "Del", "Backspace")
        make("duplicate", "Duplicate", self.duplicate, "Ctrl+D")
        make("select_all", "Select all layers", self.select_all, "Ctrl+A")
        make("disconnect", "Disconnect", self.disconnect_selected)
        make("zoom_in", "Zoom in", self.zoom_in, "Ctrl++", "Ctrl+=")
        make("zoom_out", "Zoom out", self.zoom_out, "Ctrl+-")
        make("actual_size", "Actual size", self.actual_size, "Ctrl+0")
        make("fit", "Fit the drawing", self.fit, "Home", ".")
        make("tidy", "Tidy", self.tidy)
        for number, (name, title, _) in enumerate(VIEWS, 1):
            make(f"view_{name}", title, _View(self, name).show, str(number))
        desk.selection.changed.connect(self.refresh)
        links.changed.connect(self.refresh)
        self.refresh()

    def add(self, name: str, text: str, act: Callable[[], None], *keys: str) -> None:
        """One more command; its keys work while the canvas has the keyboard."""
        parent = self.parent()
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(act)
        if isinstance(parent, QWidget):
            parent.addAction(action)
        self.actions[name] = action

    def refresh(self) -> None:
        """What cannot be done now is greyed."""
        layers, link = bool(self.desk.selection.ids), self.links.key is not None
        self.actions["delete"].setEnabled(layers or link)
        self.actions["duplicate"].setEnabled(layers)
        self.actions["disconnect"].setEnabled(layers or link)

    # -- edits -------------------------------------------------------------------------------------------------------

    def delete(self) -> None:
        """Remove the selected layers and join their neighbours, or take out the selected wire."""
        ids, document = self.desk.selection.ids, self.desk.document
        if self.links.key is not None:
            self.remove_link(*self.links.key)
        elif ids:
            what = self.named(ids)
            project = edit.remove_layers(self.pinned(), ids)
            before = document.network.by_id
            joined = any(set(node.inputs) - set(before[node.id].inputs) for node in project.network.nodes)
            self.desk.selection.set(())
            document.edit(f"Delete {what}", project)
            self.desk.say(f"Deleted {what}{'; the neighbours are joined' if joined else ''}. Ctrl+Z undoes it.")

    def remove_link(self, source: int, target: int) -> None:
        """Take one wire out."""
        name, document = self.desk.name, self.desk.document
        sentence = f"{name(target)} is no longer connected to {name(source)}."
        document.edit("Disconnect", edit.disconnect(self.pinned(), source, target))
        self.desk.say(sentence)

    def disconnect_selected(self) -> None:
        """Take out the selected wire, or all wires that enter or leave the selected layers."""
        if self.links.key is not None:
            self.remove_link(*self.links.key)
            return
        ids, document = self.desk.selection.ids, self.desk.document
        project = self.pinned()
        for node in document.network.nodes:
            for source in node.inputs:
                if node.id in ids or source in ids:
                    project = edit.disconnect(project, source, node.id)
        document.edit(f"Disconnect {self.named(ids)}", project)

    def duplicate(self) -> None:
        """Copies below the originals, wired among themselves, selected."""
        ids, document, scene = self.desk.selection.ids, self.desk.document, self.desk.scene
        if not ids:
            return
        bounds = QRectF()
        for item in (scene.item(each) for each in ids):
            bounds = bounds.united(item.bounds()) if item is not None else bounds
        pinned = self.pinned()
        first = pinned.network.next_id
        document.edit(f"Duplicate {self.named(ids)}", edit.duplicate(pinned, ids, (0.0, bounds.height() + 32)))
        made = range(first, document.network.next_id)
        self.desk.selection.set(made)
        self.desk.say(f"Made {self.named(frozenset(made))}. Drag from port to port to connect.")

    def insert(self, layer: Layer, source: int, target: int) -> None:
        """A layer onto a wire."""
        self._added(f"Insert {layer.kind}", lambda: edit.insert_layer(
            self.desk.document.project, layer, source=source, target=target
        ))  # fmt: skip

    def append(self, layer: Layer, after: int) -> None:
        """A layer behind another."""
        self._added(f"Append {layer.kind}", lambda: edit.append_layer(self.desk.document.project, layer, after=after))

    def _added(self, text: str, make: Callable[[], ProjectSpec]) -> None:
        new = self.desk.document.network.next_id
        try:
            after = make()
        except SpecError as error:
            self.desk.say(str(error))
            return
        self.desk.document.edit(text, after)
        self.desk.selection.set({new})

    def nudge(self, x: int, y: int) -> None:
        """Move the selected cards; a held key is one undo step (``end_nudge`` ends it)."""
        self._nudging = self._nudging or f"nudge {next(_runs)}"
        places = self.desk.scene.places()
        for each in self.desk.selection.ids & places.keys():
            places[each] = (places[each][0] + x, places[each][1] + y)
        moved = edit.move(self.desk.document.project, places)
        self.desk.document.edit(f"Move {self.named(self.desk.selection.ids)}", moved, merge=self._nudging)

    def end_nudge(self) -> None:
        """The arrow key was released."""
        if self._nudging:
            self._nudging = ""
            self.desk.document.seal()

    def tidy(self) -> None:
        """Arrange all cards in a row, in the order of the data."""
        document = self.desk.document
        document.edit("Tidy", edit.move(document.project, self.desk.scene.tidy_places()))
        self.fit()

    def pinned(self) -> ProjectSpec:
        """The project with every card where it stands, so that an edit of the wires moves none."""
        return edit.move(self.desk.document.project, self.desk.scene.places())

    def named(self, ids: frozenset[int]) -> str:
        return self.desk.name(next(iter(ids))) if len(ids) == 1 else f"{len(ids)} layers"

    # -- selection ---------------------------------------------------------------------------------------------------

    def select_all(self) -> None:
        """All layers."""
        self.desk.selection.set(node.id for node in self.desk.document.network.nodes)

    def select_neighbour(self, step: int) -> bool:
        """The next layer in the order of the data, or the one before; False at the end."""
        network, ids = self.desk.document.network, self.desk.selection.ids
        order = [*network.order, *(node.id for node in network.nodes if node.id not in network.order)]
        here = [index for index, each in enumerate(order) if each in ids]
        to = (here[-1] + 1 if step > 0 else here[0] - 1) if here else (0 if step > 0 else len(order) - 1)
        if not 0 <= to < len(order):
            return False
        self.desk.selection.set({order[to]})
        self._last = order[to]
        item = self.desk.scene.item(order[to])
        if item is not None:
            self.camera.reveal(item.card_rect())
        node = network.by_id[order[to]]
        self.desk.say(f"{node.name}: {node.layer.kind}, {to + 1} of {len(order)}.")
        return True

    def select_beside(self, x: int, y: int, add: bool = False) -> None:
        """The nearest layer to the left, right, above or below; with ``add`` beside those that are selected."""
        ids, places = self.desk.selection.ids, self.desk.scene.places()
        item = self.desk.scene.item(self._last if self._last in ids else min(ids, default=0))
        found = beside(places, item.layer_id, (x, y), ids if add else ()) if item is not None else None
        if found is None:
            self.desk.say("There is no further layer at that side.")
            return
        self.desk.selection.set(ids | {found} if add else {found})
        self._last = found
        there = self.desk.scene.item(found)
        if there is not None:
            self.camera.reveal(there.card_rect())

    # -- the view ----------------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """A step larger."""
        self.camera.zoom_by(STEP)

    def zoom_out(self) -> None:
        """A step smaller."""
        self.camera.zoom_by(1 / STEP)

    def actual_size(self) -> None:
        """100 %."""
        self.camera.zoom_to(1.0)

    def fit(self) -> None:
        """The whole drawing."""
        self.camera.fit(self.desk.scene.content_rect())


class _View(QObject):
    """Shows one of the five views when its key is pressed."""

    def __init__(self, commands: CanvasCommands, name: str) -> None:
        super().__init__(commands)
        self._scene, self._name = commands.desk.scene, name

    def show(self) -> None:
        self._scene.set_view(self._name)
