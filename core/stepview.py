"""StepView: what a canvas draws at one stop of a walk, copied and frozen, of one example or the mean of a minibatch.

Blame is that of an example's own loss (n times the program's), as in equations. ``theta`` are the weights of the step's
start; what flows along the wires of a Dense layer is ``weight * a``, what flows back ``weight * delta[:, None]``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.checkpoint import copy_of
from core.network import NetworkSpec
from core.program import Program
from core.snapshot import Phase, PhaseKind, Slot


@dataclass(frozen=True, eq=False)
class StopValues:
    """z, a, dL/da, delta of one layer (features...); None where the present step has not come there yet."""

    z: Array | None
    a: Array | None
    da: Array | None
    delta: Array | None


@dataclass(frozen=True, eq=False)
class StepView:
    """The present stop; ``reached`` are the phases run, the rest of the arrays is older than the step."""

    step: int
    stop: int
    plan: tuple[Phase, ...]
    rows: NDArray[np.intp]
    """Dataset rows of the minibatch, by column."""
    example: int | None
    """The column looked at; None: the mean."""
    network: NetworkSpec
    slots: tuple[Slot, ...]
    layers: dict[int, StopValues]
    target: Array | None
    parts: Array | None
    """Each output's part of the error (outputs,)."""
    loss: float | None
    theta: Array
    gradient: Array
    """As backpropagation left it; where a layer's GRADIENT has not run, that of the step before."""
    change: Array | None
    updated: Array | None
    """The weights after the update, once it has run."""

    @property
    def reached(self) -> tuple[Phase, ...]:
        """The phases of this step that have run."""
        return self.plan[: self.stop + 1]


def look(
    program: Program, plan: tuple[Phase, ...], step: int, stop: int, rows: NDArray[np.intp], example: int | None,
    theta: Array, gradient: Array,
) -> StepView:  # fmt: skip
    """Copy what the stop shows of ``program``; ``example`` beyond the minibatch counts as its last."""
    n, done = program.n, set(plan[: stop + 1])
    column = None if example is None else min(max(example, 0), n - 1)

    def seen(array: Array, scale: float = 1.0) -> Array:
        return copy_of((array.mean(axis=-1) if column is None else array[..., column]) * scale)

    layers, entry = {}, program.network.input
    for key, op in program.ops.items():
        forward = Phase(PhaseKind.FORWARD, key) in done or (stop >= 0 and entry is not None and key == entry.id)
        blamed = Phase(PhaseKind.BLAME, key) in done
        layers[key] = StopValues(
            seen(op.z) if forward else None, seen(op.a) if forward else None,
            seen(op.da, n) if blamed else None, seen(op.delta, n) if blamed else None,
        )  # fmt: skip
    head, judged, updated = program.head, Phase(PhaseKind.ERROR) in done, stop == len(plan) - 1
    parts = seen(head.parts) if judged else None
    loss = None if parts is None else program.loss if column is None else float(parts.sum())
    return StepView(
        step, stop, plan, rows.copy(), column, program.network, program.slots, layers,
        seen(head.y) if stop >= 0 else None, parts, loss, theta, copy_of(gradient),
        copy_of(program.change) if updated else None, copy_of(program.theta) if updated else None,
    )  # fmt: skip
