"""Resizing: a layer's units by its minus and plus, by dragging its number sideways or its lower edge down.

It may import gestures and core.edit; the timer that repeats lives only while a button is held.
Worked shape: ``StepUnits(desk, at, 3, +1)`` adds a neuron at once, then about 16 a second; with Shift ten each.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer

from core import edit
from core.restarts import restarted_layers
from core.spec import option_of
from gui import numbers
from gui.canvas.gestures import Desk, Edits, Gesture, Modifier, Pointer

DELAY, PERIOD = 400, 60
"""Milliseconds before a held button repeats, and between repeats."""
BIG_STEP = 10
NOUNS = {"output_dim": "numbers"}
"""Fields that are not called by their own name in sentences."""


def units_of(desk: Desk, layer: int) -> int | None:
    """How many units a layer has, or None where it has no such setting."""
    node = desk.document.network.by_id.get(layer)
    units = getattr(node.layer, node.layer.counted, None) if node and node.layer.counted else None
    return units if isinstance(units, int) else None


def noun_of(field: str) -> str:
    """What sentences call the numbers that a layer's counted field holds, in the plural."""
    return NOUNS.get(field, field)


def allowed_units(desk: Desk, layer: int, wanted: int) -> int:
    """The nearest number of units that the layer may have."""
    spec = desk.document.network.by_id[layer].layer
    described = option_of(spec, spec.counted)
    low = int(described.low) if described and described.low is not None else 1
    high = int(described.high) if described and described.high is not None else wanted
    return max(low, min(high, wanted))


class _Units(Gesture):
    """What both ways of resizing share: one undo step, a sentence, and a clean way back."""

    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, layer: int) -> None:
        super().__init__(desk, at)
        self.layer = layer
        self.at_first = units_of(desk, layer) or 0
        self._field = desk.document.network.by_id[layer].layer.counted
        self._noun = noun_of(self._field)
        self._edits = Edits(desk.document, f"Change the {self._noun} of {desk.name(layer)}")

    def set_units(self, wanted: int) -> None:
        """Give the layer this many units, or the nearest number it may have."""
        if not self._edits.intact or units_of(self.desk, self.layer) is None:
            return
        units = allowed_units(self.desk, self.layer, wanted)
        self._edits.make(edit.set_layer(self._edits.before, self.layer, **{self._field: units}))
        self.desk.say(self._sentence(units))

    def finish(self, at: Pointer) -> None:
        """Keep what was reached as one undo step."""
        self._edits.seal()

    def cancel(self) -> None:
        """The units and the weights of before."""
        self._edits.withdraw()
        self.desk.say("")

    def _sentence(self, units: int) -> str:
        afresh = restarted_layers(self._edits.before, self.desk.document.project)
        name = self.desk.name(self.layer)
        count = f"{name} has {numbers.count(units)} {self._noun if units != 1 else self._noun[:-1]}."
        return f"{count} {' and '.join(afresh)} start{'s' * (len(afresh) == 1)} afresh." if afresh else count


class StepUnits(_Units):
    """Minus or plus at the foot of a card: one now, more while it is held; Shift steps by ten."""

    def __init__(self, desk: Desk, at: Pointer, layer: int, direction: int) -> None:
        super().__init__(desk, at, layer)
        self._step = direction * (BIG_STEP if at.modifiers & Modifier.ShiftModifier else 1)
        # The timer is a child of the scene, so it cannot outlive the canvas.
        self._timer = QTimer(desk.scene)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._repeat)
        self._timer.start()
        self._once()

    def finish(self, at: Pointer) -> None:
        self._stop()
        super().finish(at)

    def cancel(self) -> None:
        self._stop()
        super().cancel()

    def _once(self) -> None:
        self.set_units((units_of(self.desk, self.layer) or 0) + self._step)

    def _repeat(self) -> None:
        self._timer.setInterval(PERIOD)
        self._once()

    def _stop(self) -> None:
        self._timer.stop()
        self._timer.deleteLater()


class DragUnits(_Units):
    """Drag the number sideways or the card's lower edge down; a click on the number opens it for typing."""

    def __init__(
        self, desk: Desk, at: Pointer, layer: int, *, down: bool, clicked: Callable[[], None] | None = None
    ) -> None:
        super().__init__(desk, at, layer)
        self._down, self._clicked = down, clicked
        self.cursor = Qt.CursorShape.SizeVerCursor if down else Qt.CursorShape.SizeHorCursor

    def drag(self, at: Pointer) -> None:
        """Eight pixels of the screen are a unit; with Shift ten units."""
        way = QPointF(at.screen - self.start.screen)
        step = BIG_STEP if at.modifiers & Modifier.ShiftModifier else 1
        self.set_units(self.at_first + round((way.y() if self._down else way.x()) / 8) * step)

    def finish(self, at: Pointer) -> None:
        super().finish(at)
        if not self.dragging and self._clicked is not None:
            self._clicked()
