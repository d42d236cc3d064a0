"""Survey: measures a run layer by layer a few times a second: gradients, dead and saturated units, spreads.

Units and activations are judged on the same few hundred training rows every time, on a twin without dropout, so that
a curve moves because the network does. It takes at most a thirtieth of the time, whatever the network. Example:
64-32-10 on 256 rows takes 0.4 ms, four times a second.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.probe import health, probe_of
from core.program import Program
from core.snapshot import PhaseKind
from core.spread import column_of

if TYPE_CHECKING:
    from core.trainer import Trainer

EVERY, AT_FIRST, FIRST = 0.25, 0.1, 40
"""Seconds between two looks, at least: of the first looks at a run, and later; small networks are done in a second."""
_SHARE = 1 / 30
TURN = 0.01
"""Seconds after which the rest of a look waits for the next call: until then nobody else has the interpreter."""


class Survey:
    """Looks at ``trainer`` and notes what it finds in its log; make a new one when the trainer compiles anew."""

    def __init__(self, trainer: "Trainer") -> None:
        self.trainer = trainer
        self.program = trainer.program
        self._probe: Program | None = None
        self._next = 0.0
        self._step = -1
        self._looks = 0
        self._rest: Iterator[None] | None = None
        self._spent = 0.0

    @property
    def under_way(self) -> bool:
        """Whether a look was begun and is not done."""
        return self._rest is not None

    def look(self, in_pieces: bool = False) -> None:
        """Measure, if it is time again and the run has moved; in pieces, of a large network the rest at later calls."""
        now, step = time.perf_counter(), self.trainer.log.step
        if self._rest is None:
            if step == self._step or (now < self._next and not self.trainer.finished):
                return
            self._step, self._spent = step, 0.0
            self._looks += 1
            self._rest = self._measure()
        with np.errstate(all="ignore"):
            for _ in self._rest:
                if in_pieces and time.perf_counter() - now > TURN:
                    break
            else:
                self._rest = None
        then = time.perf_counter()
        self._spent += then - now
        if self._rest is None:
            self._next = then + max(AT_FIRST if self._looks <= FIRST else EVERY, self._spent / _SHARE)

    def _measure(self) -> Iterator[None]:
        """One look, in pieces of about a layer; layers judged later may have gone on by some steps."""
        self._weights_and_gradients()
        yield
        if self._probe is None:
            self._probe = probe_of(self.trainer)
        position = self.trainer.position
        for phase, run in self._probe.plan:
            if phase.kind is PhaseKind.FORWARD:
                run()
                yield
        yield from self._activations(self._probe, position)

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

    def _activations(self, probe: Program, position: float) -> Iterator[None]:
        layers = self.trainer.log.layers
        dead: dict[int, float] = {}
        saturated: dict[int, float] = {}
        holders = {slot.layer for slot in self.program.slots}
        for key, op in probe.ops.items():
            if key not in holders and op.activation.name == "linear":
                continue
            layers.add_spread("activations", key, column_of(position, op.a))
            # A head that is sure of its answer is saturated, and rightly so.
            found = health(op) if probe.head_of(key) is None else None
            if found is not None:
                dead[key], saturated[key] = float(found.dead.mean()), float(found.saturated.mean())
            yield
        layers.add("dead", position, dead)
        layers.add("saturated", position, saturated)
