"""Asking: the neuron or the wire whose arithmetic is asked for while a step is walked through; one at a time.

It may import the scene and its marks. Clicks and keys choose here, the arithmetic marks here what it explains; whoever
explains listens to ``asked``. Worked shape: a click on h1 emits ``asked(Ref(2, (0,)), "blame")`` and puts a ring
around it; the arrow to the right goes to o1.
"""

from PySide6.QtCore import QObject, Signal

from core.arithmetic import Index, Ref
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.marks import Asked
from gui.canvas.pins import sources_drawn
from gui.canvas.scene import CanvasScene

KEYS = (
    ("Neuron to the left or right", "Left, Right"),
    ("Neuron above or below", "Up, Down"),
    ("Wire into the neuron", "Shift+Up, Shift+Down"),
    ("Ask for nothing in particular", "Esc"),
)
"""What the keys do on the canvas during a walk: text and keys, for the page of shortcuts."""


class Asking(QObject):
    """See the module's header."""

    asked = Signal(object, str)
    """(Ref of a neuron or a wire, the view it was asked in)."""
    cleared = Signal()
    """Nothing in particular is asked for any more."""
    marked = Signal()
    """The arithmetic has marked what it explains."""
    said = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, scene: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        scene.changed_layout.connect(self._forget_gone)

    @property
    def active(self) -> bool:
        """Whether a step is walked through."""
        return self._scene.walking

    @property
    def present(self) -> Asked:
        """What is marked now."""
        return self._scene.asked

    # -- choosing ----------------------------------------------------------------------------------------------------

    def neuron(self, layer: int, neuron: int) -> None:
        """Ask for this neuron."""
        self._scene.mark_asked(Asked(neuron=(layer, neuron)))
        item = self._scene.item(layer)
        if item is not None:
            self.said.emit(f"{item.node.name}, {item.neuron_name(neuron)}.")
        self.asked.emit(Ref(layer, (neuron,)), self._scene.shown_view)

    def cell(self, layer: int, map_: int, place: Index) -> None:
        """Ask for a cell of a map."""
        self._scene.mark_asked(Asked(neuron=(layer, map_), place=place))
        self.asked.emit(Ref(layer, (map_, *place)), self._scene.shown_view)

    def wire(self, link: LinkItem, weight: tuple[int, int]) -> None:
        """Ask for one wire of a connection: (source neuron, target neuron)."""
        source, target = weight
        self._scene.mark_asked(Asked(link=link.key, weight=weight))
        ends = f"{link.origin.neuron_name(source)} → {link.target_item.neuron_name(target)}"
        self.said.emit(f"{link.origin.node.name} → {link.target_item.node.name}, {ends}.")
        self.asked.emit(Ref(link.target, (target,), link.source, (source,)), self._scene.shown_view)

    def clear(self) -> bool:
        """Ask for nothing in particular; False where that is so already."""
        if not self._scene.asked:
            return False
        self._scene.mark_asked(Asked())
        self.cleared.emit()
        return True

    def mark(self, neuron: Ref | None, wire: Ref | None = None) -> None:
        """Mark what is explained, without asking."""
        found = Asked()
        if wire is not None and (wire.source, wire.layer) in self._scene.links and len(wire.source_neuron) == 1:
            found = Asked(link=(wire.source or 0, wire.layer), weight=(wire.source_neuron[0], wire.neuron[0]))
        if neuron is not None and neuron.neuron and neuron.source is None:
            map_, *place = neuron.neuron
            found = Asked((neuron.layer, map_), found.link, found.weight, tuple(place))
            if place:
                self._scene.show_window(neuron.layer, map_, tuple(place))
        if not found.place and self.active:
            self._scene.clear_window()
        self._scene.mark_asked(found)
        self.marked.emit()

    def _forget_gone(self) -> None:
        """A layer, a neuron or a link that is gone is asked for no more."""
        asked = self._scene.asked
        gone = asked.link is not None and asked.link not in self._scene.links
        if asked.neuron is not None:
            item = self._scene.item(asked.neuron[0])
            gone = gone or item is None or asked.neuron[1] >= max(item.card.units, len(item.card.shown))
        if gone or (asked and not self.active and self._scene.pins.pin is None):
            self._scene.mark_asked(Asked())

    # -- by keyboard -------------------------------------------------------------------------------------------------

    def move(self, across: int, down: int) -> None:
        """To the neuron beside, above or below; the first time to one of the selected layer, else of the stop's."""
        at = self._at()
        if at is None:
            self._begin()
            return
        item, neuron = at
        if down:
            shown = item.card.shown
            to = min(max(shown.index(neuron) + down, 0), len(shown) - 1)
            self.neuron(item.layer_id, shown[to])
            return
        beside = self._beside(item, across)
        if beside is not None:
            self.neuron(beside.layer_id, _nearest(beside, _height(item, neuron)))

    def next_wire(self, step: int) -> None:
        """The next or previous wire that enters the neuron, in the order of where the wires come from."""
        at = self._at()
        if at is None:
            self._begin()
            return
        item, neuron = at
        wires = [(link, source) for link in self._scene.links.values() if link.target == item.layer_id
                 for source in sources_drawn(self._scene, link)]  # fmt: skip
        if not wires:
            self.said.emit(f"No wire enters {item.node.name}.")
            return
        asked = self._scene.asked
        keys = [(link.key, (source, neuron)) for link, source in wires]
        marked = [at for at, key in enumerate(keys) if key == (asked.link, asked.weight)]
        here = marked[0] if marked else -1 if step > 0 else 0
        to = (here + step) % len(wires)
        self.wire(wires[to][0], (wires[to][1], neuron))

    def _at(self) -> tuple[LayerItem, int] | None:
        """The neuron that is marked, or that the marked wire enters."""
        asked = self._scene.asked
        layer, neuron = asked.neuron or (0, 0)
        if asked.link is not None and asked.weight is not None:
            layer, neuron = asked.link[1], asked.weight[1]
        item = self._scene.item(layer)
        return (item, neuron) if item is not None and neuron in item.card.shown else None

    def _begin(self) -> None:
        walk = self._scene.walk
        wanted = self._scene.selection.only or (walk.stop.layer if walk is not None and walk.stop is not None else None)
        items = sorted((each for each in self._scene.layers.values() if each.card.shown), key=lambda i: i.place.x())
        item = next((each for each in items if each.layer_id == wanted), items[-1] if items else None)
        if item is not None:
            self.neuron(item.layer_id, item.card.shown[0])

    def _beside(self, item: LayerItem, across: int) -> LayerItem | None:
        """The next card with neurons along the wires; pills are passed."""
        links = self._scene.links.values()
        found = [link.origin if across < 0 else link.target_item for link in links
                 if (link.target if across < 0 else link.origin.layer_id) == item.layer_id]  # fmt: skip
        return next((each for each in found if each.card.shown), None)


def _height(item: LayerItem, neuron: int) -> float:
    assert item.card.slots is not None
    return item.place.y() + float(item.card.slots[item.card.shown.index(neuron)][1])


def _nearest(item: LayerItem, height: float) -> int:
    """The neuron of a card that stands nearest to a height."""
    return min(item.card.shown, key=lambda neuron: abs(_height(item, neuron) - height))

