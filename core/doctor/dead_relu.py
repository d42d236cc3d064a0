"""Dead relu: neurons that answer 0 to every row have no slope, so no gradient ever wakes them."""

from collections.abc import Iterator

import numpy as np

from core.doctor.chart import Chart
from core.doctor.finding import Finding, percent, round_rate, use_rate
from core.network import Remedy
from core.probe import health

NAME, TITLE = "dead_relu", "Dead neurons"
SHARE = 0.4
"""Some neurons at rest are normal; so many of a layer are not."""


def look(chart: Chart) -> Iterator[Finding]:
    """Each relu layer of which too many neurons (or maps) answer nothing."""
    if not chart.updates:
        return
    for node, op, a, is_head in chart.answers():
        if op.activation.name != "relu":
            continue
        units = health(op)
        dead = 0 if units is None else int(np.count_nonzero(units.dead))
        if dead < SHARE * len(a):
            continue
        what = "outputs" if is_head else "maps" if op.a.ndim > 2 else "neurons"
        yield Finding(
            NAME, node.id, f"{dead:,} of {len(a):,} {what} of '{node.name}' are dead: they answer 0 to every row.",
            f"{percent(dead / len(a))} gave nothing but 0 on {chart.program.n:,} training rows. Where relu gives 0 its "
            "slope is 0, so they cannot learn.",
            "Use leaky_relu, which has a slope on both sides, or go back and take a smaller learning rate.",
            (Remedy("Use leaky_relu", "set_activations", (("ids", (node.id,)), ("activation", "leaky_relu"))),
             use_rate(round_rate(chart.rate / 10))),
            goes_back=True,
        )  # fmt: skip
