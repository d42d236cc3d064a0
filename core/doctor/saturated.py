"""Saturated sigmoid and tanh: neurons pressed against their bounds, where the slope is next to nothing."""

from collections.abc import Iterator

import numpy as np

from core.doctor.chart import Chart
from core.doctor.finding import Finding, percent
from core.network import Remedy

NAME, TITLE = "saturated", "Saturated neurons"
SHARE = 0.8
"""So many of a layer's answers at the bounds are too many."""
STEEP = 0.05
"""Below this share of the largest slope an answer counts as saturated."""


def look(chart: Chart) -> Iterator[Finding]:
    """Each hidden layer of sigmoid or tanh that mostly answers with its bounds, before the task is learnt.

    Afterwards that is how such a layer draws a sharp border.
    """
    if chart.learnt:
        return
    for node, op, a, is_head in chart.answers():
        kind = op.activation.name
        if kind not in ("sigmoid", "tanh") or is_head:
            continue
        slope = 4.0 * a * (1.0 - a) if kind == "sigmoid" else 1.0 - a * a
        share = float(np.mean(slope < STEEP))
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
