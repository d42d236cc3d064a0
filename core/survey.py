"""Survey: measures a run layer by layer a few times a second: gradients, dead and saturated units, spreads.

Units and activations are judged on the same few hundred training rows every time, on a twin without dropout, so that
a curve moves because the network does. It takes at most a thirtieth of the time, whatever the network. Example:
64-32-10 on 256 rows takes 0.4 ms, four times a second.
"""

import time
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from core.activations import Activation, Array, Work
from core.layers import Op
from core.program import Program
from core.spread import column_of

if TYPE_CHECKING:
    from core.trainer import Trainer

EVERY, AT_FIRST, FIRST = 0.25, 0.1, 40
"""Seconds between two looks, at least: of the first looks at a run, and later; small networks are done in a second."""
_SHARE = 1 / 30
_MOST_ROWS, _MOST_NUMBERS = 256, 1_500_000
FLAT, NEARLY_ALL = 0.05, 0.9
"""A slope is flat below this part of the steepest one; a unit is saturated where this share of its answers is."""


@cache
def steepest(activation: Activation) -> float:
    """The largest slope of an activation between -8 and 8; 0.25 for sigmoid."""
    z = np.linspace(-8.0, 8.0, 1601)[None]
    a, work = np.empty_like(z), Work(z)
    activation.forward(z, a, work)
    return float(np.abs(slopes(activation, z, a, work)).max())


def slopes(activation: Activation, z: Array, a: Array, work: Work) -> Array:
    """f'(z), shaped as z."""
    slope = np.empty_like(z)
    activation.backward(z, a, np.ones_like(z), slope, work)
    return slope


def unit_health(op: Op) -> tuple[float, float] | None:
    """Shares of the units that are dead and that are saturated, of the rows in a layer's buffers; None for linear ones.

    A unit is one number of a flat layer, or a whole feature map. Dead: slope and answer are 0 for every row, so that
    no gradient reaches it. Saturated: nine in ten of its answers lie where the activation is flat and yet not at rest.
    """
    activation = op.activation
    if activation.name == "linear" or activation.coupled:
        return None
    units = len(op.z)
    slope = np.abs(slopes(activation, op.z, op.a, op.work)).reshape(units, -1)
    rests = op.a.reshape(units, -1) == 0
    dead = ((slope == 0) & rests).all(axis=1)
    flat = ((slope < FLAT * steepest(activation)) & ~rests).mean(axis=1) >= NEARLY_ALL
    return float(dead.mean()), float(flat.mean())


class Survey:
    """Looks at ``trainer`` and notes what it finds in its log; make a new one when the trainer compiles anew."""

    def __init__(self, trainer: "Trainer") -> None:
        self.trainer = trainer
        self.program = trainer.program
        self._probe: Program | None = None
        self._next = 0.0
        self._step = -1
        self._looks = 0

    def look(self) -> None:
        """Measure, if it is time again and the run has moved."""
        now, step = time.perf_counter(), self.trainer.log.step
        if step == self._step or (now < self._next and not self.trainer.finished):
            return
        self._step = step
        self._looks += 1
        with np.errstate(all="ignore"):
            self._weights_and_gradients()
            self._activations()
        done = time.perf_counter()
        self._next = done + max(AT_FIRST if self._looks <= FIRST else EVERY, (done - now) / _SHARE)

    def _weights_and_gradients(self) -> None:
        program, position, layers = self.program, self.trainer.position, self.trainer.log.layers
        norms: dict[int, float] = {}
        for key in {slot.layer: None for slot in program.slots}:
            slots = [slot for slot in program.slots if slot.layer == key]
            at = slice(slots[0].start, slots[-1].stop)
            grad = program.grad[at]
            norms[key] = float(np.linalg.norm(grad))
            layers.add_spread("weights", key, column_of(position, slots[0].view(program.theta)))
            layers.add_spread("gradients", key, column_of(position, np.log10(np.abs(grad))))
        layers.add("gradient", position, norms)

    def _activations(self) -> None:
        if self._probe is None:
            self._probe = self._make_probe()
        probe, position, layers = self._probe, self.trainer.position, self.trainer.log.layers
        probe.forward()
        dead: dict[int, float] = {}
        saturated: dict[int, float] = {}
        holders = {slot.layer for slot in self.program.slots}
        for key, op in probe.ops.items():
            if key not in holders and op.activation.name == "linear":
                continue
            layers.add_spread("activations", key, column_of(position, op.a))
            # A head that is sure of its answer is saturated, and rightly so.
            health = unit_health(op) if probe.head_of(key) is None else None
            if health is not None:
                dead[key], saturated[key] = health
        layers.add("dead", position, dead)
        layers.add("saturated", position, saturated)

    def _make_probe(self) -> Program:
        """Rows from all over the data, which may lie in the order of its classes."""
        rows, network = self.trainer.prepared.train, self.program.network
        numbers = sum(int(np.prod(network.shapes[node.id], dtype=np.int64)) for node in network.running)
        count = min(len(rows), _MOST_ROWS, max(8, _MOST_NUMBERS // max(1, numbers)))
        some = rows.pick(np.linspace(0, len(rows) - 1, count).astype(np.intp))
        probe = self.program.twin(count, training=False)
        probe.load(some.x[:])
        return probe
