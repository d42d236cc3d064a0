"""Loss at chance level: after some epochs the network is no better than the best answer that ignores its input."""

from collections.abc import Iterator

import numpy as np

from core.doctor.chart import Chart
from core.doctor.finding import Finding, round_rate, short, use_rate

NAME, TITLE = "chance", "Nothing learnt yet"
EPOCHS, STEPS, NEAR = 3, 60, 0.97


def look(chart: Chart) -> Iterator[Finding]:
    """The run, where its training loss has stayed at that of a constant answer."""
    result, chance = chart.result, sum(chart.sample.chance)
    if result is None or result.epoch < EPOCHS or result.step < STEPS or not np.isfinite(chance) or chance <= 0.0:
        return
    if result.loss < NEAR * chance or chart.trainer.training.class_weight is not None:
        return
    ratios = [each.ratio for each in chart.signs if np.isfinite(each.ratio)]
    fast = bool(ratios) and float(np.median(ratios)) > 1e-2
    rate = round_rate(chart.rate / 10 if fast else chart.rate * 10)
    pace = "jumps over the good weights" if fast else "moves too slowly"
    yield Finding(
        NAME, None, "The network has learnt nothing yet: its loss is that of guessing.",
        f"After {result.epoch:,} epochs the loss is {short(result.loss)}; an answer that is the same for every row "
        f"reaches {short(chance)}.",
        f"Probably the learning rate {pace}; Explain > Learning-rate finder tells. Else see whether the inputs say "
        "anything about the target.",
        (use_rate(rate),),
    )  # fmt: skip
