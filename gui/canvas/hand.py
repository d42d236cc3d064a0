"""Hand: weights by hand on the canvas: which click, key or menu chooses, types, nudges or locks a weight.

It joins Weighing, the field and the read-out of a nudge, and gives gestures to the presses. One rule everywhere: the
first click on a wire or a neuron chooses it (and in a walk asks for its arithmetic), another click, Enter or F2 opens
the field. Worked shape: ``hand.press(hit, at)`` on the chip of w5 is a DragWeight; on empty canvas it is None.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsView

from core.locks import locks_of
from core.nudge import Nudge
from gui.canvas.gestures import Desk, Gesture, Modifier, MoveCards, Pointer
from gui.canvas.hits import Hit, Spot
from gui.canvas.nudge_read_out import NudgeReadOut
from gui.canvas.nudging import DragWeight
from gui.canvas.pin_field import PinFields
from gui.canvas.pins import Pin, chip_rect
from gui.canvas.weighing import Weighing


class Hand(QObject):
    """See the module's header."""

    def __init__(self, view: QGraphicsView, desk: Desk, runner: Any) -> None:
        super().__init__(view)
        self._view, self.desk = view, desk
        self.weighing = Weighing(desk, runner, self)
        self.fields = PinFields(view, desk.scene, self.weighing, desk.say)
        self.read_out = NudgeReadOut(view)
        self.weighing.nudged.connect(self._show_nudge)

    @property
    def pin(self) -> Pin | None:
        """The weight that is chosen."""
        return self.weighing.pin

    # -- clicks ------------------------------------------------------------------------------------------------------

    def meant(self, hit: Hit, at: Pointer | None = None) -> Pin | None:
        """The weight or bias that lies there, whether a run holds it or not."""
        pin: Pin | None = None
        if hit.spot is Spot.CHIP:
            return self.pin
        if hit.link is not None and hit.weight is not None:
            named = at is not None and hit.link.shape_label_rect().contains(at.scene)
            pin = None if named else Pin.wire(hit.link, hit.weight.weight)
        elif hit.spot is Spot.FACE and hit.neuron is not None:
            pin = Pin.bias(hit.layer, hit.neuron)
        masks = locks_of(self.desk.document.network, pin.layer) if pin is not None else {}
        return pin if pin is not None and pin.array in masks else None

    def press(self, hit: Hit, at: Pointer) -> Gesture | None:
        """What a press on the chosen weight begins, or with Alt on any; None: it means something else."""
        pin = self.meant(hit, at)
        if pin is None or at.adds or not self.weighing.there(pin):
            return None
        held_down = bool(at.modifiers & Modifier.AltModifier)
        if pin == self.pin and hit.spot is not Spot.FACE:
            return DragWeight(self.desk, at, self.weighing, pin, self.fields.open)
        if held_down:
            return DragWeight(self.desk, at, self.weighing, pin, lambda: None)
        return PressNeuron(self.desk, at, hit.layer, self, pin) if hit.spot is Spot.FACE else None

    def choose(self, hit: Hit, at: Pointer) -> None:
        """Choose what lies there, or nothing."""
        pin = self.meant(hit, at)
        self.weighing.choose(pin if not at.adds else None)

    # -- keys --------------------------------------------------------------------------------------------------------

    def open(self) -> bool:
        """Enter, F2: type the chosen weight; False where none is chosen."""
        if self.pin is None:
            return False
        self.fields.open()
        return True

    def tab(self, step: int) -> bool:
        """Tab: the next weight of the same neuron; False where none is chosen."""
        if self.pin is None:
            return False
        self.weighing.choose_beside(step)
        return True

    def choose_first(self) -> None:
        """W: the first wire into the first neuron of the selected layer, else of the last layer with weights."""
        scene, only = self.desk.scene, self.desk.selection.only
        items = sorted(scene.layers.values(), key=lambda item: (item.layer_id == only, item.place.x()), reverse=True)
        for item in items:
            for neuron in item.card.shown[:1]:
                pins = [Pin.wire(link, (source, neuron)) for link in scene.links.values()
                        if link.target == item.layer_id for source in scene.sources_drawn(link)[:1]]  # fmt: skip
                pins.append(Pin.bias(item.layer_id, neuron))
                pin = next((each for each in pins if self.weighing.there(each)), None)
                if pin is not None:
                    self.weighing.choose(pin)
                    return
        self.desk.say("There is no weight to choose: draw a layer with weights, and choose data.")

    def leave(self) -> None:
        """The user goes on elsewhere."""
        self.fields.leave()

    def clear(self) -> None:
        """Esc: nothing is chosen."""
        self.weighing.choose(None)

    # -- nudges ------------------------------------------------------------------------------------------------------

    def _show_nudge(self, nudge: Nudge | None) -> None:
        pin = self.pin
        if nudge is not None and pin is not None and not self.read_out.isVisible():
            over = self._view.mapFromScene(chip_rect(self.desk.scene, pin, self._view.transform().m11())).boundingRect()
            self.read_out.place_beside(over, self.weighing.name(pin))
        self.read_out.show_nudge(nudge)


class PressNeuron(MoveCards):
    """A neuron: a click chooses its bias, or types it where it is chosen already; a drag moves the card."""

    def __init__(self, desk: Desk, at: Pointer, layer: int, hand: Hand, pin: Pin) -> None:
        super().__init__(desk, at, layer)
        self._hand, self._pin = hand, pin

    def finish(self, at: Pointer) -> None:
        """As a card, and then the neuron."""
        super().finish(at)
        if self.dragging:
            return
        act: Callable[[], object] = self._hand.open if self._pin == self._hand.pin else self._choose
        act()

    def _choose(self) -> None:
        self._hand.weighing.choose(self._pin)
