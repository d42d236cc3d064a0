"""Divergence: which layer and phase first held a number that is not finite, said in one sentence with a remedy."""

import math
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.compact import Takes, Targets
from core.program import Program
from core.snapshot import Divergence, Phase, PhaseKind

_EXPLODED = 1e6
"""How many times the first loss a loss may become (or 1, where that is more) before the run counts as diverged."""
_FAR, _TINY = 100.0, 1e-30
"""A row with so many times the loss of the middle one brought a loss that is too large."""


def largest_sane_loss(program: Program, x: Takes, targets: Sequence[Targets]) -> float:
    """A loss beyond this is a run that has exploded, even where float32 can still hold the number.

    Judged by the first rows of ``x`` (rows, features) and of each head's targets (rows, outputs) with the present
    weights.
    """
    with np.errstate(all="ignore"):
        program.load(x[: program.n], *(y[: program.n] for y in targets))
        state = program.state.copy()  # a pass that only looks leaves moving statistics where they are
        program.forward()
        program.error()
        np.copyto(program.state, state)
    return _EXPLODED * max(1.0, program.loss) if math.isfinite(program.loss) else sys.float_info.max


def explain(
    program: Program, plan: tuple[Phase, ...], step: int, learning_rate: float, validation_loss: float | None = None,
    rows: NDArray[np.intp] | None = None,
) -> Divergence:  # fmt: skip
    """Look along the plan of the step that broke; ``program`` still holds its arrays.

    ``validation_loss`` is given where that one broke, not the loss of the minibatch; ``rows`` (n,) say which rows the
    minibatch holds.
    """
    layer, phase = _first_broken(program, plan)
    node = program.network.by_id.get(layer) if layer is not None else program.network.output
    where = f" in '{node.name}'" if node is not None else ""
    loss, which = (program.loss, "loss") if validation_loss is None else (validation_loss, "validation loss")
    sound = np.isfinite(program.x).all() and all(np.isfinite(head.y).all() for head in program.heads)
    rate = _smaller(learning_rate) if sound else None
    text = f"The {which} became {_what(loss)} at step {step:,}{where}. {_remedy(rate)}"
    hit = _hit(program, layer, phase) if rows is not None and validation_loss is None else np.zeros(0, np.intp)
    return Divergence(text, layer, phase, step, rate, tuple(rows[hit].tolist()) if rows is not None else ())


def _hit(program: Program, layer: int | None, phase: Phase | None) -> NDArray[np.intp]:
    """Places within the minibatch that hold what is not finite, or far larger than the rest; none if all do."""
    if phase is None:
        broken = ~np.isfinite(program.x.reshape(program.n, -1)).all(axis=1)
    elif phase.kind is PhaseKind.FORWARD and layer is not None:
        op = program.ops[layer]
        broken = ~np.isfinite(op.z.reshape(-1, program.n) + op.a.reshape(-1, program.n)).all(axis=0)
    else:
        parts = np.sum([head.parts.sum(axis=0, dtype=np.float64) for head in program.heads], axis=0)
        broken = ~np.isfinite(parts)
        if not broken.any():
            broken = parts > _FAR * max(float(np.median(parts)), _TINY)
    return np.zeros(0, np.intp) if broken.all() else np.flatnonzero(broken)


def _remedy(rate: float | None) -> str:
    if rate is None:
        return "The data holds values that are not finite numbers; replace or leave out those rows."
    return f"Try a learning rate of {rate:g}."


def _what(loss: float) -> str:
    if math.isnan(loss):
        return "not a number"
    return "infinite" if math.isinf(loss) else f"as large as {loss:.2g}"


def _first_broken(program: Program, plan: tuple[Phase, ...]) -> tuple[int | None, Phase | None]:
    if not np.isfinite(program.x).all():
        entry = program.network.input
        return (entry.id if entry else None), None
    for phase in plan:
        if phase.kind is PhaseKind.FORWARD and phase.layer is not None:
            op = program.ops[phase.layer]
            if not (np.isfinite(op.z).all() and np.isfinite(op.a).all()):
                return phase.layer, phase
        elif phase.kind is PhaseKind.ERROR:
            broken = (head for head in program.heads if not math.isfinite(head.value))
            return next(broken, program.heads[0]).layer, phase
    return None, None


def _smaller(rate: float) -> float:
    """About a tenth of the rate, as 1 or 3 times a power of ten, and never more than 0.01."""
    wanted = max(min(rate / 10.0, 0.01), 1e-12)
    power = 10.0 ** math.floor(math.log10(wanted))
    return 3.0 * power if wanted / power >= 3.0 else power
