"""Probe: some training rows in a twin of the program, on which a run is judged time and again, and how its units fare.

The rows come from all over the data, which may lie in the order of its classes, and are the same at every look, without
dropout, so that what is measured changes because the network does. Example: 64-32-10 has a probe of 256 rows, and
``health(op)`` of its 32 hidden units tells which are dead and which saturated.
"""

from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.activations import Activation, Array, Work
from core.frozen import dataclass
from core.layers import Op
from core.program import Program

if TYPE_CHECKING:
    from core.trainer import Trainer

MOST_ROWS, MOST_NUMBERS = 256, 4_000_000
"""Rows, and values of all layers together; convolutions of 37,000 numbers a row get 108 rows."""
FLAT, NEARLY_ALL = 0.05, 0.9
"""A slope is flat below this part of the steepest one; a unit is saturated where this share of its answers is."""


_probes: "WeakKeyDictionary[Program, Program]" = WeakKeyDictionary()


def probe_of(trainer: "Trainer") -> Program:
    """A twin with rows and targets of the training set, one for each program; ``forward`` it to look at it."""
    if trainer.program not in _probes:
        _probes[trainer.program] = _made(trainer)
    return _probes[trainer.program]


def _made(trainer: "Trainer") -> Program:
    train, network = trainer.prepared.train, trainer.network
    numbers = sum(int(np.prod(network.shapes[node.id], dtype=np.int64)) for node in network.running)
    count = min(len(train), MOST_ROWS, max(8, MOST_NUMBERS // max(1, numbers)))
    rows = train.pick(np.linspace(0, len(train) - 1, count).astype(np.intp))
    probe = trainer.program.twin(count, training=False)
    probe.load(rows.x[:], *trainer.codings.encode(rows, trainer.program.dtype))
    return probe


@dataclass(frozen=True)
class Health:
    """A unit is one number of a flat layer, or a whole feature map."""

    dead: NDArray[np.bool_]
    """Of each unit whether slope and answer are 0 for every row, so that no gradient reaches it."""
    flat: Array
    """Of each unit the share of answers that lie where the activation is flat, and yet not at rest."""

    @property
    def saturated(self) -> NDArray[np.bool_]:
        """Of each unit whether nine in ten of its answers lie where the activation is flat."""
        return np.asarray(self.flat >= NEARLY_ALL)


def health(op: Op) -> Health | None:
    """How the units of a layer fare with the rows in its buffers; None of linear ones and softmax."""
    activation = op.activation
    if activation.name == "linear" or activation.coupled:
        return None
    units = len(op.z)
    slope = np.abs(slopes(activation, op.z, op.a, op.work)).reshape(units, -1)
    rests = op.a.reshape(units, -1) == 0
    flat = (slope < FLAT * steepest(activation)) & ~rests
    return Health(((slope == 0) & rests).all(axis=1), flat.mean(axis=1))


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
