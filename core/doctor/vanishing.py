"""Vanishing gradients: what reaches the first layers is so much smaller than at the output that they hardly learn."""

from collections.abc import Iterator

from core.doctor.chart import Chart
from core.doctor.finding import Finding, short
from core.network import Remedy

NAME, TITLE = "vanishing", "Vanishing gradients"
SHARE = 1e-4
"""A first layer with less than this share of the last one's gradient is starved."""
SQUASHING = ("sigmoid", "tanh", "softmax")


def look(chart: Chart) -> Iterator[Finding]:
    """The first layer, where its gradient is a tiny share of the last one's and not nothing at all."""
    if not chart.updates or len(chart.signs) < 3 or chart.learnt:
        return
    first, last = chart.signs[0], chart.signs[-1]
    if not 0.0 < first.rms < SHARE * last.rms:
        return
    heads = {node.id for node in chart.network.heads}
    squashed = tuple(
        node.id for node in chart.network.running
        if getattr(node.layer, "activation", "") in SQUASHING and node.id not in heads
    )  # fmt: skip
    if squashed:
        advice = "Each layer multiplies it by a slope below 1. Use relu in the hidden layers, which lets it pass."
        remedies = (Remedy("Use relu", "set_activations", (("ids", squashed), ("activation", "relu"))),)
    else:
        advice = "The weights on its way are too small. Start them as He et al. advise for relu, or use fewer layers."
        inner = tuple(each.layer for each in chart.signs)
        remedies = (Remedy("Start from he_normal", "start_afresh", (("ids", inner), ("initializer", "he_normal"))),)
    yield Finding(
        NAME, first.layer, f"Hardly any gradient reaches '{chart.name(first.layer)}'.",
        f"It is {short(first.rms)} a weight there and {short(last.rms)} in '{chart.name(last.layer)}', "
        f"{short(last.rms / first.rms)} times as much.",
        advice, remedies,
    )  # fmt: skip
