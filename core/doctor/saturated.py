"""Saturated sigmoid and tanh: neurons pressed against their bounds, where the slope is next to nothing."""

from collections.abc import Iterator

from core.doctor.chart import Chart
from core.doctor.finding import Finding, percent
from core.network import Remedy
from core.probe import health

NAME, TITLE = "saturated", "Saturated neurons"
SHARE = 0.8
"""So many of a layer's answers at the bounds are too many."""


def look(chart: Chart) -> Iterator[Finding]:
    """Each hidden layer of sigmoid or tanh that mostly answers with its bounds, before the task is learnt.

    Afterwards that is how such a layer draws a sharp border.
    """
    if chart.learnt:
        return
    for node, op, _, is_head in chart.answers():
        kind = op.activation.name
        units = health(op) if kind in ("sigmoid", "tanh") and not is_head else None
        share = 0.0 if units is None else float(units.flat.mean())
        if share < SHARE:
            continue
        yield Finding(
            NAME, node.id, f"'{node.name}' is saturated: most of its answers are at the bounds of {kind}.",
            f"{percent(share)} of the answers to {chart.program.n:,} training rows have less than a twentieth of the "
            "slope in the middle.",
            "Start its weights smaller, or use relu, which has no upper bound. Scaled inputs help, too.",
            (Remedy("Start from glorot_uniform", "start_afresh",
                    (("ids", (node.id,)), ("initializer", "glorot_uniform"))),
             Remedy("Use relu", "set_activations", (("ids", (node.id,)), ("activation", "relu")))),
            goes_back=True,
        )  # fmt: skip
