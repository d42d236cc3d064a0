"""Weighing: what a hand does to the weight or bias that is chosen on the canvas: set, nudge, lock, back to the start.

It may import core.by_hand and core.locking, the desk and words about weights; fields and drags use it alike. While a
number is typed or dragged only the drawing shows it; the run gets it at the end, as one undo step. Worked shape:
``choose(pin)``, ``begin()``, ``show(0.4)``, ``commit()`` leaves the undo step "Set w5 to 0.4".
"""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.by_hand import WeightEdit, fresh
from core.equations.names import Names
from core.errors import SpecError
from core.locking import lock_layer, lock_weights, set_locks
from core.locks import locks_of
from core.nudge import Nudge
from core.project import ProjectSpec
from gui import numbers
from gui.canvas.gestures import Desk
from gui.canvas.pins import Held, Pin, anchor, is_locked, sources_drawn, value_at
from gui.run_state import RunState
from gui.weights import words

STEP = 0.01
"""A step of an arrow key or a pixel, as a share of the layer's largest weight, rounded to a power of ten."""


class Weighing(QObject):
    """At most one weight is chosen, and at most that one is held."""

    chosen = Signal(object)
    """The Pin, or None."""
    nudged = Signal(object)
    """A Nudge of the weight that is held; None when it is let go."""

    def __init__(self, desk: Desk, runner: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._scene, self._runner = desk, desk.scene, runner
        runner.nudge_ready.connect(self._take_nudge)
        runner.snapshot_ready.connect(self._follow_snapshot)
        desk.scene.changed_layout.connect(self._forget_gone)

    # -- choosing ----------------------------------------------------------------------------------------------------

    @property
    def pin(self) -> Pin | None:
        """What is chosen."""
        return self._scene.pins.pin

    @property
    def held(self) -> Held | None:
        """The number that is being typed or dragged."""
        return self._scene.pins.held

    def there(self, pin: Pin) -> bool:
        """Whether a run holds this weight, so that it can be chosen."""
        return value_at(self._runner.snapshot, self._runner.theta(), pin) is not None

    def choose(self, pin: Pin | None) -> None:
        """This weight from now on, or none; what was held is let go."""
        if self.held is not None:
            self.restore()
        if pin is not None and not self.there(pin):
            pin = None
        if pin != self.pin:
            self._scene.pins.choose(pin)
            self.chosen.emit(pin)
        if pin is not None:
            self._desk.say(self.about(pin))

    def beside(self, pin: Pin, step: int) -> Pin:
        """The next weight that belongs to the same neuron: its wires in the order of their sources, then its bias."""
        every = [
            Pin.wire(link, (source, pin.neuron))
            for link in self._scene.links.values() if link.target == pin.layer
            for source in sources_drawn(self._scene, link)
        ]  # fmt: skip
        every = [each for each in (*every, Pin.bias(pin.layer, pin.neuron)) if self.there(each)]
        return every[(every.index(pin) + step) % len(every)] if pin in every else pin

    def name(self, pin: Pin) -> str:
        """What the arithmetic calls it: "w5", "b of h1"."""
        return words.weight_name(self._desk.document.network, pin.layer, pin.array, pin.index)

    def about(self, pin: Pin) -> str:
        """The sentence when it is chosen."""
        value = self._scene.pins.value(pin)
        locked = " It is locked: training leaves it, a hand may change it." if is_locked(self._scene, pin) else ""
        now = numbers.significant(value) if value is not None else ""
        keys = f"Enter or another click to type, drag its chip to nudge, L {'unlocks' if locked else 'locks'} it."
        return f"{self.name(pin)} is {now}.{locked} {keys}"

    # -- changing its number -----------------------------------------------------------------------------------------

    def begin(self) -> str:
        """Take hold of the chosen weight; training pauses first. Why not, or an empty text."""
        pin = self.pin
        if pin is None:
            return "Choose a wire or a neuron first."
        reason: str = self._runner.why_no_weights
        value = value_at(self._runner.snapshot, self._runner.theta(), pin)
        if reason or value is None:
            return reason or "This weight is not there any more."
        if self._runner.state is RunState.PLAYING:
            self._runner.pause()
            self._desk.say(f"Paused to change {self.name(pin)}.")
        self._scene.pins.hold(Held(pin, value, value))
        return ""

    def show(self, value: float) -> None:
        """The drawing shows this number, and the run says what the loss would be; nothing has changed yet."""
        held = self.held
        if held is not None and math.isfinite(value):
            self._scene.pins.hold(Held(held.pin, held.start, value))
            self._runner.nudge(held.pin.layer, held.pin.array, held.pin.index, value, shown=True)

    def sample(self, value: float) -> None:
        """Ask for the loss at one more number, for the curve; what is held stays."""
        held = self.held
        if held is not None:
            self._runner.nudge(held.pin.layer, held.pin.array, held.pin.index, value)

    def commit(self) -> None:
        """The run gets the number that is held."""
        held = self.held
        taken = held is not None and held.value != held.start and not self._runner.why_no_weights
        self.restore(taken)
        if held is not None and held.value != held.start:
            self.set(held.pin, held.value)

    def restore(self, taken: bool = False) -> None:
        """As if it had not been held; ``taken``: the run gets its number, and its next snapshot shows it."""
        if self.held is not None:
            self._scene.pins.hold(None)
            self._runner.end_nudge(taken)
            self.nudged.emit(None)

    def set(self, pin: Pin, value: float) -> None:
        """Give the run this number as one undo step; a reason against it is said."""
        name = self.name(pin)
        locked = " It stays locked." if is_locked(self._scene, pin) else ""
        done = f"{name} is {numbers.short(value)} now.{locked} Ctrl+Z takes it back."
        self._give(words.set_text(name, value), pin, value, done)

    def _give(self, text: str, pin: Pin, value: float, done: str) -> None:
        refused: str = self._runner.set_weights(text, [WeightEdit.at(pin.layer, pin.array, pin.index, value)])
        self._desk.say(refused or done)
        self._scene.pins.hold(self.held)  # what was set is drawn before the run has answered

    def step(self, pin: Pin) -> float:
        """A hundredth of the largest weight of its layer, as a power of ten: 0.01 for weights around 1."""
        shot, theta = self._runner.snapshot, self._runner.theta()
        largest = 0.0
        for slot in shot.slots_of(pin.layer).values() if shot is not None else ():
            finite = np.abs(slot.view(theta)[np.isfinite(slot.view(theta))])
            largest = max(largest, float(finite.max(initial=0.0)))
        return float(10.0 ** math.floor(math.log10(STEP * numbers.symmetric_limit(largest)) + 0.5))

    # -- locks and beginnings ----------------------------------------------------------------------------------------

    def toggle_lock(self) -> None:
        """Lock the chosen weight against training, or all weights of the chosen layers; or unlock them."""
        pin = self.pin
        if pin is None:
            self._lock_layers()
            return
        self.lock(pin, not is_locked(self._scene, pin))

    def _lock_layers(self) -> None:
        """Those of the chosen layers that have weights; where all of them are locked, they are unlocked."""
        network, chosen = self._desk.document.network, self._desk.selection.ids
        weighty = [node for node in network.nodes if node.id in chosen and network.weights(node.id)]
        if not weighty:
            self._desk.say("Choose a wire, a neuron or a layer with weights first; then L locks it.")
            return
        locked = not all(mask.all() for node in weighty for mask in locks_of(network, node.id).values())
        what = weighty[0].name if len(weighty) == 1 else f"{len(weighty)} layers"
        done = "locked: training leaves {}" if locked else "trained again"
        self._edit(
            f"{'Lock' if locked else 'Unlock'} {what}",
            lambda project: reduce(lambda made, node: lock_layer(made, node.id, locked), weighty, project),
            f"{what} {'is' if len(weighty) == 1 else 'are'} {done.format('it' if len(weighty) == 1 else 'them')}.",
        )

    def lock(self, pin: Pin, locked: bool) -> None:
        """Lock one weight, or unlock it."""
        name = self.name(pin)
        self._edit(
            f"{'Lock' if locked else 'Unlock'} {name}",
            lambda project: lock_weights(project, pin.layer, pin.array, [pin.index], locked),
            f"{name} is locked: training leaves it." if locked else f"Training changes {name} again.",
        )

    def all_locked_into(self, layer: int, neuron: int) -> bool:
        """Whether every weight that belongs to a neuron is locked, its bias included."""
        return all(mask[neuron].all() for mask in locks_of(self._desk.document.network, layer).values())

    def lock_into(self, layer: int, neuron: int, locked: bool) -> None:
        """Lock or unlock all weights of the wires into a neuron, and its bias."""
        network = self._desk.document.network
        masks = locks_of(network, layer)
        for mask in masks.values():
            mask[neuron] = locked
        what = f"all weights into {Names(network).neuron(layer, (neuron,))}"
        self._edit(
            f"{'Lock' if locked else 'Unlock'} {what}",
            lambda project: set_locks(project, layer, masks),
            f"{what[:1].upper()}{what[1:]} are {'locked: training leaves them' if locked else 'trained again'}.",
        )

    def back_to_start(self, pin: Pin) -> None:
        """The number it had before the first step."""
        project, theta = self._desk.document.project, self._runner.theta()
        reason: str = self._runner.why_no_weights
        if reason or theta is None:
            self._desk.say(reason)
            return
        first = fresh(project.network, pin.layer, pin.array, project.training.seed, theta.dtype)
        value, name = float(first[pin.index]), self.name(pin)
        done = f"{name} is {numbers.significant(value)} again, as before the first step."
        self._give(f"Start of {name}", pin, value, done)

    def _edit(self, text: str, make: Callable[[ProjectSpec], ProjectSpec], done: str) -> None:
        try:
            after = make(self._desk.document.project)
        except SpecError as error:
            self._desk.say(str(error))
            return
        self._desk.document.edit(text, after)
        self._desk.say(done)

    # -- following ---------------------------------------------------------------------------------------------------

    def _take_nudge(self, answer: Nudge | None) -> None:
        held = self.held
        if held is None or answer is None:
            return
        if (answer.layer, answer.array, answer.index) == (held.pin.layer, held.pin.array, held.pin.index):
            self.nudged.emit(answer)

    def _follow_snapshot(self, _snapshot: object) -> None:
        """A weight that is held but not moved yet is still what the run says: it pauses after its minibatch."""
        held = self.held
        if held is not None and held.value == held.start:
            now = value_at(self._runner.snapshot, self._runner.theta(), held.pin)
            if now is not None and now != held.start:
                self._scene.pins.hold(Held(held.pin, now, now))
        self._forget_gone()

    def _forget_gone(self) -> None:
        """A weight whose layer, neuron or wire is gone is chosen no more."""
        pin = self.pin
        if pin is None:
            return
        if (pin.link is not None and pin.link not in self._scene.links) or not self.there(pin) or (
            anchor(self._scene, pin) is None
        ):
            self.choose(None)
