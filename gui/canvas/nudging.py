"""Nudging: dragging the chip of the chosen weight, or with Alt its wire: the number follows the hand.

It may import gestures, Weighing and the fields. To the right and up is more, a hundredth of the layer's largest weight
a pixel, ten times that with Shift, a tenth with Ctrl. The run gets the number at the release, as one undo step; Esc
leaves none. Worked shape: 10 px to the right with a step of 0.01 turn 0.4 into 0.5.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, Qt

from gui.canvas.gestures import Desk, Gesture, Modifier, Pointer
from gui.canvas.pin_field import on_grid
from gui.canvas.pins import Pin
from gui.canvas.weighing import Weighing


class Chooser(Protocol):
    """What chooses weights: the Hand."""

    weighing: Weighing

    @property
    def pin(self) -> Pin | None: ...

    def choose(self, pin: Pin | None) -> None: ...


class DragWeight(Gesture):
    """Drag to nudge; a click without a drag opens the field."""

    cursor = Qt.CursorShape.SizeHorCursor
    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, hand: Chooser, pin: Pin, clicked: Callable[[], None]) -> None:
        super().__init__(desk, at)
        self._hand, self._weighing, self._clicked = hand, hand.weighing, clicked
        self._before = hand.pin
        if pin != hand.pin:
            hand.choose(pin)
        self._step = 0.0
        self._moved = 0.0
        self._last: QPoint = at.screen

    def drag(self, at: Pointer) -> None:
        """The number follows; the first time the weight is taken hold of."""
        pin = self._weighing.pin
        if not self._step and pin is not None:
            if reason := self._weighing.begin():
                self.desk.say(reason)
            self._step = self._weighing.step(pin)
        held = self._weighing.held
        if held is None:
            return
        way, self._last = at.screen - self._last, at.screen
        pace = 10.0 if at.modifiers & Modifier.ShiftModifier else 1.0
        pace = 0.1 if at.modifiers & Modifier.ControlModifier else pace
        self._moved += pace * (way.x() - way.y())
        moved = round(self._moved, 6)
        self._weighing.show(on_grid(held.start + moved * self._step, self._step) if moved else held.start)

    def finish(self, at: Pointer) -> None:
        """The run gets the number; after a mere click it is typed instead."""
        if self.dragging:
            self._weighing.commit()
        else:
            self._clicked()

    def cancel(self) -> None:
        """The number as before, and what was chosen."""
        self._weighing.restore()
        if self._before != self._weighing.pin:
            self._hand.choose(self._before)
