"""Learning rate far off: more than ten times what the learning-rate finder recommends, or less than a tenth."""

from collections.abc import Iterator

from core.doctor.chart import Chart
from core.doctor.finding import Finding, short, use_rate

NAME, TITLE = "rate", "Learning rate far off"
TIMES = 10.0


def look(chart: Chart) -> Iterator[Finding]:
    """The run, once the finder has been asked."""
    good = chart.good_rate
    if good is None or good / TIMES < chart.rate < good * TIMES:
        return
    high = chart.rate > good
    times = short(chart.rate / good if high else good / chart.rate)
    yield Finding(
        NAME, None, f"The learning rate is far too {'high' if high else 'low'}.",
        f"It is {short(chart.rate)}. The learning-rate finder recommends {short(good)}: "
        f"{times} times {'less' if high else 'as much'}.",
        "Use the recommended rate; the finder shows the loss at each rate it tried.", (use_rate(good),), goes_back=high,
    )  # fmt: skip
