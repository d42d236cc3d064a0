"""Hovering: what the mouse over the drawing lights up, which cursor it gets, and the sentence in the status bar.

It may import hits and the scene; it edits nothing. Worked shape: over the fourth neuron of
"hidden" the sentence is "hidden, neuron 4: activation 0.8312."
"""

from PySide6.QtCore import Qt

from core.arithmetic import Index
from gui import numbers
from gui.canvas.cards import Style
from gui.canvas.cells import place_words
from gui.canvas.gestures import Desk, Pointer
from gui.canvas.group_boxes import GroupBox
from gui.canvas.hits import BUTTONS, Hit, Spot
from gui.canvas.items import LinkItem
from gui.canvas.pins import Pin, is_locked
from gui.canvas.resizing import noun_of
from gui.canvas.weights import about_weight
from gui.canvas.window import planar

Shape = Qt.CursorShape
_CURSORS = {
    Spot.PORT_IN: Shape.CrossCursor,
    Spot.PORT_OUT: Shape.CrossCursor,
    Spot.MINUS: Shape.PointingHandCursor,
    Spot.PLUS: Shape.PointingHandCursor,
    Spot.VALUE: Shape.IBeamCursor,
    Spot.GRIP: Shape.SizeVerCursor,
    Spot.REMEDY: Shape.PointingHandCursor,
    Spot.PREVIOUS: Shape.PointingHandCursor,
    Spot.NEXT: Shape.PointingHandCursor,
    Spot.LINK: Shape.PointingHandCursor,
    Spot.KERNEL: Shape.PointingHandCursor,
    Spot.CHIP: Shape.SizeHorCursor,
    Spot.GROUP: Shape.OpenHandCursor,
}
_HELP = {
    Spot.MINUS: "One {1} less in {0}. Hold to go on; Shift takes ten.",
    Spot.PLUS: "One {1} more in {0}. Hold to go on; Shift adds ten.",
    Spot.VALUE: "Click to type the {1}s of {0}, or drag sideways.",
    Spot.GRIP: "Drag down or up to change the {1}s of {0}.",
    Spot.REMEDY: "Mend the problem of {0}.",
    Spot.PREVIOUS: "Watch the example before.",
    Spot.NEXT: "Watch the next example.",
    Spot.PORT_OUT: "Drag to another layer's input to connect {0} to it.",
    Spot.TITLE: "{0}: drag to move it, double-click or F2 to rename it.",
    Spot.CARD: "{0}: drag to move it.",
}


def about_group(box: GroupBox) -> str:
    """What the status bar says of a group: all of its comment, and what one can do with it."""
    count = numbers.counted(len(box.group.layers), "layer")
    said = f" {' '.join(box.group.comment.split())}" if box.group.comment else ""
    return f"{box.group.name}, {count}.{said} Drag to move it, double-click to rename it."


class Hovering:
    """Follows the mouse while no button is held."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._said = ""
        self.tells_number = False
        """Whether the sentence holds a number that training changes."""

    def at(self, hit: Hit, at: Pointer) -> Qt.CursorShape:
        """Mark and describe what lies there; gives the cursor's shape."""
        sentence = self._mark(hit, at)
        self.tells_number = hit.spot in (Spot.FACE, Spot.KERNEL) or hit.weight is not None
        if sentence != self._said:
            self._said = sentence
            self.desk.say(sentence)
        return _CURSORS.get(hit.spot, Shape.ArrowCursor)

    def leave(self) -> None:
        """The mouse is elsewhere, or a gesture has begun."""
        self._said, self.tells_number = "", False
        self.desk.scene.clear_hover()

    def _mark(self, hit: Hit, at: Pointer) -> str:
        scene = self.desk.scene
        if hit.spot is Spot.CHIP:
            scene.clear_hover()
            return "Click to type it. Drag to nudge it: right and up is more, Shift ten times as fast, Ctrl a tenth."
        if hit.spot is Spot.LINK and hit.link is not None:
            scene.hover_link(hit.link, hit.weight.weight if hit.weight is not None else None)
            return about_weight(scene, hit.weight) if hit.weight is not None else self._about_link(hit.link)
        if hit.box is not None:
            scene.clear_hover()
            return about_group(hit.box)
        if hit.spot is Spot.KERNEL:
            scene.hover_kernel(hit.layer, hit.neuron or 0)
            return self._about_kernel(hit.layer, hit.neuron or 0)
        if hit.spot is Spot.FACE and hit.place:
            scene.hover_cell(hit.layer, hit.neuron or 0, planar(hit.place))
            return self._about_cell(hit.layer, hit.neuron or 0, hit.place)
        if hit.spot is Spot.FACE:
            scene.hover_face(hit.layer, hit.neuron)
            return self._about_neuron(hit.layer, hit.neuron or 0)
        if hit.spot in BUTTONS:
            scene.hover_control(hit.layer, hit.spot.value)
        elif hit.layer:
            scene.hover_layer(hit.layer)
        else:
            scene.clear_hover()
            return ""
        if hit.spot is Spot.PORT_IN:
            return self._about_input(hit.layer, at)
        node = self.desk.document.network.by_id.get(hit.layer)
        noun = noun_of(node.layer.counted)[:-1] if node is not None else ""
        return _HELP[hit.spot].format(self.desk.name(hit.layer), noun)

    def _about_input(self, layer: int, at: Pointer) -> str:
        name, source = self.desk.name, self.desk.scene.wire_at(layer, at.scene)
        if source is not None:
            return f"Drag away to disconnect {name(layer)} from {name(source)}."
        return f"Drag to another layer's output to connect it to {name(layer)}."

    def _about_link(self, link: LinkItem) -> str:
        names = f"{self.desk.name(link.source)} → {self.desk.name(link.target)}"
        flows = f": {link.label} number{'s' * (link.label != '1')}" if link.label else ""
        return f"{names}{flows}. Click to select it, middle-click to delete it."

    def _about_kernel(self, layer: int, filter_: int) -> str:
        kernels = self.desk.scene.painter.live.kernels(layer, "weight")
        named = f"{self.desk.name(layer)}, kernel {filter_ + 1}"
        if kernels is None or filter_ >= len(kernels):
            return f"{named}."
        one = kernels[filter_]
        ends = f"from {numbers.signed(float(one.min()))} to {numbers.signed(float(one.max()))}"
        return f"{named}: weights {ends}. Click to ring it and its map."

    def _about_cell(self, layer: int, map_: int, place: Index) -> str:
        scene = self.desk.scene
        where = f"{self.desk.name(layer)}, map {map_ + 1}, {place_words(place)}"
        blame = scene.shown_view == "blame"
        maps = scene.painter.live.maps(layer, "delta" if blame else "a")
        if maps is None or map_ >= len(maps) or maps.shape[1:] != scene.layers[layer].card.space:
            return f"{where}."
        value = numbers.significant(float(maps[(map_, *planar(place))]))
        return f"{where}: {'blame' if blame else 'activation'} {value}. Click to see its window."

    def _about_neuron(self, layer: int, neuron: int) -> str:
        if self.desk.scene.layers[layer].card.style is Style.WORDS:
            said = self.desk.scene.painter.speaker.words()[neuron : neuron + 1]
            return f"{self.desk.name(layer)}, place {neuron + 1}: {f'“{said[0]}”' if any(said) else 'no word'}."
        where = f"{self.desk.name(layer)}, neuron {neuron + 1}"
        locked = " Its bias is locked." if is_locked(self.desk.scene, Pin.bias(layer, neuron)) else ""
        values = self.desk.scene.painter.live.values(layer, "a")  # None where they are of a network that is gone
        if values is None or neuron >= len(values):
            return f"{where}.{locked}"
        return f"{where}: activation {numbers.significant(float(values[neuron]))}.{locked}"
