"""Hand: weights by hand on the canvas: which click, key or menu chooses, types, nudges or locks a weight.

It joins Weighing, the field and the read-out of a nudge, and gives gestures to the presses. One rule everywhere: the
first click on a wire or a neuron chooses it (and in a walk asks for its arithmetic), another click, Enter or F2 opens
the field. Worked shape: ``hand.press(hit, at)`` on the chip of w5 is a DragWeight; on empty canvas it is None.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGraphicsView

from core.locks import locks_of
from core.nudge import Nudge
from gui.canvas.asking import Asking
from gui.canvas.gestures import Desk, Gesture, Modifier, MoveCards, Pointer
from gui.canvas.hits import Hit, Spot
from gui.canvas.marks import Asked
from gui.canvas.nudge_read_out import NudgeReadOut
from gui.canvas.nudging import DragWeight
from gui.canvas.pin_field import PinFields
from gui.canvas.pins import Pin, chip_rect, sources_drawn
from gui.canvas.weighing import Weighing

KEYS = (
    ("Type the chosen weight", "Enter, F2"),
    ("Next or previous weight of the neuron", "Tab, Shift+Tab"),
    ("Step the number that is typed", "Up, Down"),
    ("Ten times the step, a tenth of it", "Shift+Up, Ctrl+Up"),
    ("Nudge a weight: drag its chip, or its wire with", "Alt"),
)
"""What keys do to the weight that is chosen: text and keys, for the page of shortcuts."""


class Hand(QObject):
    """See the module's header."""

    table_wanted = Signal(int)
    """The table of this layer's weights should open."""

    def __init__(self, view: QGraphicsView, desk: Desk, runner: Any, asking: Asking) -> None:
        super().__init__(view)
        self._view, self.desk, self._asking = view, desk, asking
        self.weighing = Weighing(desk, runner, self)
        self.fields = PinFields(view, desk.scene, self.weighing, desk.say)
        self.read_out = NudgeReadOut(view)
        self.weighing.nudged.connect(self._show_nudge)
        self.read_out.gap_found.connect(self.weighing.sample)
        self.weighing.chosen.connect(self._mark)
        self.fields.next_wanted.connect(self._type_next)
        asking.asked.connect(self._follow_asked)
        asking.cleared.connect(self.clear)
        asking.marked.connect(self._follow_marked)

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
            pin = None if named or not hit.link.wired else Pin.wire(hit.link, hit.weight.weight)
        elif hit.spot is Spot.FACE and hit.neuron is not None:
            pin = Pin.bias(hit.layer, hit.neuron)
        masks = locks_of(self.desk.document.network, pin.layer) if pin is not None else {}
        return pin if pin is not None and pin.array in masks else None

    def within_reach(self, hit: Hit, at: Pointer) -> Pin | None:
        """The weight that a click there chooses."""
        pin = self.meant(hit, at)
        return pin if pin is not None and not at.adds and self.weighing.there(pin) else None

    def press(self, hit: Hit, at: Pointer) -> Gesture | None:
        """What a press on the chosen weight begins, or with Alt on any; None: it means something else."""
        pin = self.within_reach(hit, at)
        if pin is None:
            return None
        if at.modifiers & Modifier.AltModifier:
            return DragWeight(self.desk, at, self, pin, lambda: None)
        if pin != self.pin:
            return None
        if hit.spot is Spot.FACE:
            return PressNeuron(self.desk, at, hit.layer, self, pin)
        return DragWeight(self.desk, at, self, pin, self.fields.open)

    def choose(self, pin: Pin | None) -> None:
        """This weight from now on, or none; in a walk its arithmetic is asked for too."""
        if pin is None or not self._asking.active:
            self.weighing.choose(pin)
        elif pin.link is not None and pin.weight is not None:
            self._asking.wire(self.desk.scene.links[pin.link], pin.weight)
        else:
            self._asking.neuron(pin.layer, pin.neuron)

    def _mark(self, pin: Pin | None) -> None:
        """Outline what is chosen; in a walk the arithmetic does."""
        if not self._asking.active:
            self.desk.scene.mark_asked(Asked() if pin is None else pin.mark)

    def _follow_asked(self, _ref: object, _view: str) -> None:
        """A click or a key has gone to another neuron or wire; outside a walk only to such as have weights."""
        pin = Pin.asked(self.desk.scene.asked)
        if pin is not None and self.weighing.there(pin):
            self.weighing.choose(pin)
        elif self._asking.active:
            self.weighing.choose(None)
        else:
            self._mark(self.pin)

    def _follow_marked(self) -> None:
        """The arithmetic explains something else now; where it explains nothing in particular the choice stays."""
        pin, asked = self.pin, self.desk.scene.asked
        if pin is not None and asked and self.weighing.held is None and not _is_marked(pin, asked):
            self.weighing.choose(None)

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
        self.choose(self.weighing.beside(self.pin, step))
        return True

    def _type_next(self, step: int) -> None:
        if self.tab(step):
            self.fields.open()

    def choose_first(self) -> None:
        """W: the first wire into the first neuron of the selected layer, else of the last layer with weights."""
        scene, only = self.desk.scene, self.desk.selection.only
        items = sorted(scene.layers.values(), key=lambda item: (item.layer_id == only, item.place.x()), reverse=True)
        for item in items:
            for neuron in item.card.shown[:1]:
                pins = [Pin.wire(link, (source, neuron)) for link in scene.links.values()
                        if link.target == item.layer_id for source in sources_drawn(scene, link)[:1]]  # fmt: skip
                pins.append(Pin.bias(item.layer_id, neuron))
                pin = next((each for each in pins if self.weighing.there(each)), None)
                if pin is not None:
                    self.choose(pin)
                    return
        self.desk.say("There is no weight to choose: draw a layer with weights, and choose data.")

    def leave(self) -> None:
        """The user goes on elsewhere."""
        self.fields.leave()

    def clear(self) -> bool:
        """Esc: nothing is chosen; False where that is so already."""
        was = self.pin is not None
        self.weighing.choose(None)
        return was

    # -- nudges ------------------------------------------------------------------------------------------------------

    def _show_nudge(self, nudge: Nudge | None) -> None:
        pin = self.pin
        if nudge is not None and pin is not None and not self.read_out.isVisible():
            scene, on_screen = self.desk.scene, self._view.mapFromScene
            chip = on_screen(chip_rect(scene, pin, self._view.transform().m11())).boundingRect()
            cards = [on_screen(item.card_rect()).boundingRect() for item in scene.layers.values()]
            self.read_out.place_beside(chip, cards, self.weighing.name(pin))
        held = self.weighing.held
        self.read_out.show_nudge(nudge, held.value if held is not None else 0.0)


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
        self._hand.choose(self._pin)


def _is_marked(pin: Pin, asked: Asked) -> bool:
    """Whether a pin is what the arithmetic explains, or the wire that it has gone into."""
    mark = pin.mark
    return mark.neuron == asked.neuron if mark.neuron is not None else (mark.link, mark.weight) == (
        asked.link, asked.weight
    )  # fmt: skip
