"""Presses: which gesture begins when the left or middle button goes down on what lies there.

It may import the gestures and core.edit. Worked shape: on the plus of a Dense, ``begin`` gives a StepUnits; on empty
canvas a RubberBand.
"""

from collections.abc import Callable
from typing import Any, Literal

from core import edit
from core.errors import SpecError
from core.frozen import dataclass
from gui.canvas.asking import Asking
from gui.canvas.cells import Cells, PickCell
from gui.canvas.gestures import Desk, Gesture, MoveCards, Pointer, PressButton, RubberBand
from gui.canvas.group_commands import MoveGroup
from gui.canvas.hand import Hand, PressNeuron
from gui.canvas.hits import Hit, Spot
from gui.canvas.insertion import MoveFreeCard, is_free
from gui.canvas.link_choice import LinkChoice
from gui.canvas.pins import Pin
from gui.canvas.resizing import DragUnits, StepUnits
from gui.canvas.wiring import DrawWire, Offer


@dataclass(frozen=True)
class Presses:
    """What a press may need: the desk, the choice of a link, the runner, and how to type units in place."""

    desk: Desk
    links: LinkChoice
    runner: Any
    type_units: Callable[[int], None]
    asking: Asking
    hand: Hand
    cells: Cells
    offer_layers: Offer

    def begin(self, hit: Hit, at: Pointer) -> Gesture:
        """The gesture that a press of the left button on ``hit`` begins."""
        desk = self.desk
        if not at.modifiers and (hit.spot is Spot.KERNEL or hit.place):
            self.hand.clear()
            self.links.set(None)
            return PickCell(desk, at, hit, self.cells)
        self.cells.clear()
        by_hand = self.hand.press(hit, at)
        if by_hand is not None:
            return by_hand
        if self.asks(hit, at):
            return Ask(desk, at, hit, self.asking)
        pin = self.hand.within_reach(hit, at)
        if pin is not None and hit.link is not None:
            return PickWeight(desk, at, self.links, hit, self.hand, pin)
        if pin is not None:
            self.links.set(None)
            return PressNeuron(desk, at, hit.layer, self.hand, pin)
        self.hand.clear()
        if hit.spot is Spot.LINK and hit.link is not None:
            return PickLink(desk, at, self.links, hit.link.key)
        self.links.set(None)
        if hit.spot in (Spot.PORT_IN, Spot.PORT_OUT):
            side: Literal["in", "out"] = "in" if hit.spot is Spot.PORT_IN else "out"
            return DrawWire(desk, at, hit.layer, side, self.offer_layers)
        if hit.spot in (Spot.MINUS, Spot.VALUE, Spot.PLUS, Spot.GRIP):
            desk.selection.set({hit.layer})
        if hit.spot in (Spot.MINUS, Spot.PLUS):
            return StepUnits(desk, at, hit.layer, -1 if hit.spot is Spot.MINUS else 1)
        if hit.spot is Spot.VALUE:
            return DragUnits(desk, at, hit.layer, down=False, clicked=lambda: self.type_units(hit.layer))
        if hit.spot is Spot.GRIP:
            return DragUnits(desk, at, hit.layer, down=True)
        if hit.area is not None:
            return PressButton(desk, at, hit.area, lambda: self.push(hit))
        if hit.box is not None:
            return MoveGroup(desk, at, hit.box)
        if hit.layer:
            free = is_free(desk.document.network, hit.layer)
            return (MoveFreeCard if free else MoveCards)(desk, at, hit.layer)
        return RubberBand(desk, at)

    def asks(self, hit: Hit, at: Pointer) -> bool:
        """Whether a click there asks for a number: on a neuron or a single wire, while a step is walked through."""
        if not self.asking.active or at.adds:
            return False
        if hit.weight is not None and hit.link is not None:
            return hit.link.wired and not hit.link.shape_label_rect().contains(at.scene)
        return hit.spot is Spot.FACE

    def push(self, hit: Hit) -> None:
        """A button on a card: the remedy of its problem, or the example before or after."""
        if hit.spot is Spot.PREVIOUS:
            self.runner.previous_row()
        elif hit.spot is Spot.NEXT:
            self.runner.next_row()
        elif hit.spot is Spot.REMEDY:
            self.mend(hit.layer)

    def mend(self, layer: int) -> None:
        """Apply the remedy that the card shows."""
        item, document = self.desk.scene.item(layer), self.desk.document
        remedy = item.problems[0].remedy if item is not None and item.problems else None
        if remedy is None:
            return
        try:
            document.edit(remedy.text, edit.apply_remedy(document.project, remedy))
        except SpecError as error:
            self.desk.say(str(error))
            return
        self.desk.say(f"{remedy.text}: done. Ctrl+Z takes it back.")


class Ask(Gesture):
    """A click on a neuron or a wire asks for its arithmetic; it drags nothing."""

    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, hit: Hit, asking: Asking) -> None:
        super().__init__(desk, at)
        self._hit, self._asking = hit, asking

    def finish(self, at: Pointer) -> None:
        """Ask, unless the mouse was dragged away to think better of it."""
        hit = self._hit
        if self.dragging:
            return
        if hit.link is not None and hit.weight is not None:
            self._asking.wire(hit.link, hit.weight.weight)
        elif hit.neuron is not None:
            self._asking.neuron(hit.layer, hit.neuron)


class PickLink(Gesture):
    """Click a connection to select it; with Ctrl or Shift a selected one is let go."""

    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, links: LinkChoice, key: tuple[int, int]) -> None:
        super().__init__(desk, at)
        self._links, self._before, self._layers = links, links.key, desk.selection.ids
        links.set(None if at.adds and links.key == key else key)
        if links.key is not None:
            source, target = (desk.name(each) for each in key)
            desk.say(f"{source} → {target} selected. Delete disconnects it.")

    def cancel(self) -> None:
        """The selection as before."""
        self._links.set(self._before)
        self.desk.selection.set(self._layers)


class PickWeight(PickLink):
    """Click a single wire: its weight is chosen, and the connection that it belongs to is selected."""

    def __init__(self, desk: Desk, at: Pointer, links: LinkChoice, hit: Hit, hand: Hand, pin: Pin) -> None:
        assert hit.link is not None
        super().__init__(desk, at, links, hit.link.key)
        self._hand, self._pin_before = hand, hand.pin
        hand.choose(pin)

    def cancel(self) -> None:
        """Weight and selection as before."""
        super().cancel()
        self._hand.choose(self._pin_before)
