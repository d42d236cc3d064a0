"""Divergence: which layer and phase first held a number that is not finite, said in one sentence with a remedy."""

import math

import numpy as np

from core.program import Program
from core.snapshot import Divergence, Phase, PhaseKind


def explain(program: Program, plan: tuple[Phase, ...], step: int, learning_rate: float) -> Divergence:
    """Look along the plan of the step that broke; ``program`` still holds its arrays."""
    layer, phase = _first_broken(program, plan)
    node = program.network.by_id.get(layer) if layer is not None else program.network.output
    where = f" in '{node.name}'" if node is not None else ""
    remedy = f"Try a learning rate of {_smaller(learning_rate):g}."
    text = f"The loss became {_what(program.loss)} at step {step:,}{where}. {remedy}"
    return Divergence(text, layer, phase, step)


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
            output = program.network.output
            return (output.id if output else None), phase
    return None, None


def _smaller(rate: float) -> float:
    """About a tenth of the rate, as 1 or 3 times a power of ten, and never more than 0.01."""
    wanted = min(rate / 10.0, 0.01)
    power = 10.0 ** math.floor(math.log10(wanted))
    return 3.0 * power if wanted / power >= 3.0 else power
