"""Update to weight: each update should move the weights by about a thousandth of their size."""

from collections.abc import Iterator

import numpy as np

from core.doctor.chart import Chart
from core.doctor.finding import Finding, round_rate, short, use_rate

NAME, TITLE = "update_ratio", "Updates of the wrong size"
GUIDE, MOST, LEAST = 1e-3, 0.05, 1e-6
SOON = 20
"""The first updates of a run are large with many rules; they are not judged."""


def look(chart: Chart) -> Iterator[Finding]:
    """The layer whose updates are furthest off, where they are far too large or far too small."""
    if chart.updates < SOON:
        return
    known = [each for each in chart.signs if np.isfinite(each.ratio) and each.gradient > 0.0]
    if not known:
        return
    largest, usual = max(known, key=lambda each: each.ratio), float(np.median([each.ratio for each in known]))
    if largest.ratio > MOST:
        yield _far(chart, largest.layer, largest.ratio, "large", "Weights that jump cannot settle", "smaller")
    elif 0.0 < usual < LEAST and chart.paced > 0.01 and not chart.learnt:
        typical = min(known, key=lambda each: abs(each.ratio - usual))
        yield _far(chart, typical.layer, typical.ratio, "small", "At this pace training takes forever", "larger")


def _far(chart: Chart, layer: int, ratio: float, size: str, why: str, better: str) -> Finding:
    rate = round_rate(chart.rate * min(max(GUIDE / ratio, 1e-3), 1e3))
    return Finding(
        NAME, layer, f"The updates of '{chart.name(layer)}' are too {size}.",
        f"The last one was {short(ratio)} of the size of the weights; about {GUIDE:g} is usual.",
        f"{why}. Take a {better} learning rate.", (use_rate(rate),), goes_back=size == "large",
    )  # fmt: skip
