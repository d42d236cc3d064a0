"""Exploding gradients: the slope of the error is far larger than the weights it should correct."""

from collections.abc import Iterator

from core.doctor.chart import Chart
from core.doctor.finding import Finding, round_rate, short, use_rate
from core.network import Remedy

NAME, TITLE = "exploding", "Exploding gradients"
TIMES = 100.0
"""So many times the length of the weights (or 1, where that is more) is too long for a gradient."""


def look(chart: Chart) -> Iterator[Finding]:
    """The layer whose gradient is longest beside its weights, where that is far too long."""
    if not chart.updates:
        return
    worst = max(chart.signs, key=lambda each: each.gradient / max(1.0, each.weights), default=None)
    if worst is None or not worst.gradient > TIMES * max(1.0, worst.weights):
        return
    limit = Remedy("Limit the gradient to 1", "set_optimizer", (("clip_norm", 1.0),))
    clipped = chart.trainer.training.optimizer.clip_norm is not None
    name = chart.name(worst.layer)
    yield Finding(
        NAME, worst.layer, f"The gradient of '{name}' explodes.",
        f"Its length is {short(worst.gradient)}, that of the weights {short(worst.weights)}.",
        "Limit the length of gradients (clip norm), start from smaller weights, or bring targets and inputs to a "
        "spread of about 1.",
        (use_rate(round_rate(chart.rate / 10)),) if clipped else (limit, use_rate(round_rate(chart.rate / 10))),
        goes_back=True,
    )  # fmt: skip
