"""A trial program: a network on the first training rows, in float64 and without dropout, to try other weights on.

The gradient check, the race and the hill ask what the loss would be with other weights; they ask it of a program of
their own, so that a run goes on undisturbed. Dropout is off because it would draw another mask for every pass.
Example: ``trial(network, prepared)`` of digits holds 32 rows and theta (2410,).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.errors import SpecError
from core.metrics import Codings
from core.model import fill
from core.network import NetworkSpec
from core.program import Program, compile_network

ROWS = 32
Named = Mapping[str, NDArray[np.floating]]


def trial(
    network: NetworkSpec, prepared: Prepared, weights: Named | Array | None = None, *, seed: int = 0, rows: int = ROWS,
    state: Array | None = None,
) -> Program:  # fmt: skip
    """A loaded program at ``weights`` (by name, or a flat theta (weights,)) or fresh ones; at most ``rows`` rows.

    ``state`` is the flat vector that belongs to such a theta: moving statistics; by name they are among the weights.
    SpecError where the drawing cannot run or the vector belongs to another drawing.
    """
    network.require_runnable(prepared.dataset.task)
    n = min(rows, len(prepared.train))
    program = compile_network(network, batch=n, dtype=np.float64, seed=seed, training=False)
    if isinstance(weights, np.ndarray):
        if weights.shape != program.theta.shape:
            raise SpecError("The weights belong to another drawing; ask again.")
        program.theta[:] = weights
        if state is not None and state.shape == program.state.shape:
            program.state[:] = state
    elif weights is not None:
        fill(program, weights)
    some = prepared.train.pick(slice(n))
    codings = Codings.of(network, prepared.dataset.task)
    program.load(np.asarray(some.x, np.float64), *codings.encode(some, np.float64))
    return program


def set_aside(program: Program) -> tuple[str, ...]:
    """A sentence for each kind of layer that does otherwise here than while training."""
    return tuple(dict.fromkeys(op.resting for op in program.ops.values() if op.resting))
