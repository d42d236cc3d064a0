"""Voices: the drawing in sentences, for a screen reader: one for each layer, one for each problem, one for all of it.

It reads the scene and the selection and edits nothing. The canvas as a whole is described by what is selected; under a
screen reader each card has a child of that name besides, where the card stands. Worked shape: "hidden: Dense, 32, relu.
2,080 parameters. From flatten, to output. No problem."
"""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QGraphicsView, QLabel

from core.network import NetworkSpec
from gui import numbers
from gui.canvas.gestures import Desk
from gui.canvas.items import LayerItem

MOST = 300
"""More cards than this have no children of their own; Tab still reads each."""
HELP = "Tab and the arrows go from layer to layer, F2 renames, slash adds a layer, C connects, M mends a problem."


class Voices(QObject):
    """Keeps names and descriptions of the canvas and of its cards."""

    def __init__(self, desk: Desk, view: QGraphicsView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self.labels: dict[int, QLabel] = {}
        self._said = ""
        view.setAccessibleName("Drawing of the network")
        view.viewport().setAccessibleName("Layers of the drawing")
        desk.scene.numbers_shown.connect(self._wake)
        desk.scene.changed_layout.connect(self.follow)
        desk.selection.changed.connect(self.tell)
        self.follow()

    def follow(self) -> None:
        """Cards came, went or moved."""
        self.tell()
        if QAccessible.isActive():
            self.give_children()

    def _wake(self) -> None:
        """A screen reader that comes, or answers, after the window is there finds the cards as well."""
        if not self.labels and QAccessible.isActive():
            self.give_children()

    def tell(self, _ids: object = None) -> None:
        """Describe the canvas by what is selected; a screen reader says it."""
        said = self.sentence()
        if said == self._said:
            return
        self._said = said
        self._view.setAccessibleDescription(said)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self._view, QAccessible.Event.DescriptionChanged))
            if self._view.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, said))

    def sentence(self) -> str:
        """What is selected, else all of the drawing."""
        scene, ids, network = self._desk.scene, self._desk.selection.ids, self._desk.document.network
        chosen = [scene.layers[key] for key in network.by_id if key in ids and key in scene.layers]
        if len(chosen) == 1:
            return layer_sentence(chosen[0], network)
        if chosen:
            return f"{numbers.counted(len(chosen), 'layer')} selected: {_listed([each.node.name for each in chosen])}."
        return f"{drawing_sentence(network, list(scene.layers.values()))} {HELP}"

    def give_children(self) -> None:
        """A child for each card, where it stands, which neither paints nor takes the mouse."""
        network, items = self._desk.document.network, self._desk.scene.layers
        for key in [key for key in self.labels if key not in items]:
            self.labels.pop(key).deleteLater()
        if len(items) > MOST:
            return
        for key, item in items.items():
            label = self.labels.get(key)
            if label is None:
                label = self.labels[key] = QLabel(self._view.viewport())
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                label.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
                label.show()
            label.setGeometry(self._view.mapFromScene(item.card_rect()).boundingRect())
            label.setAccessibleName(layer_sentence(item, network))


def layer_sentence(item: LayerItem, network: NetworkSpec) -> str:
    """One layer: its name, kind and settings, its wires, its problems with their remedies."""
    node = item.node
    parts = [f"{node.name}: {item.summary.replace(' · ', ', ').replace('→', 'to')}."]
    count = network.parameters(node.id)
    if count:
        parts.append(f"{numbers.counted(count, 'parameter')}.")
    sources = [network.by_id[each].name for each in node.inputs if each in network.by_id]
    targets = [network.by_id[each].name for each in network.consumers.get(node.id, ())]
    wires = [f"from {_listed(sources)}"] * bool(sources) + [f"to {_listed(targets)}"] * bool(targets)
    if wires:
        text = ", ".join(wires)
        parts.append(f"{text[0].upper()}{text[1:]}.")
    for problem in item.problems:
        parts.append(f"Problem: {problem.text}")
        if problem.remedy is not None:
            parts.append(f"Remedy, key M: {problem.remedy.text}.")
    return " ".join(parts)


def drawing_sentence(network: NetworkSpec, items: list[LayerItem]) -> str:
    """All of it: how many layers in which order, and how many problems."""
    if not items:
        return "An empty drawing."
    order = [network.by_id[key].name for key in network.order]
    troubled = [item.node.name for item in items if item.problems]
    said = f"A problem in {_listed(troubled)}." if troubled else "No problem."
    return f"{numbers.counted(len(items), 'layer')}: {_listed(order)}. {said}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
