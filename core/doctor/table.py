"""The table of illnesses: what the doctor looks for, one small file each.

Another illness is a module with NAME, TITLE and ``look(chart)``, which yields Findings, and a row here. A finding is
told once it was seen ``seen`` times in a row, so that one odd minibatch raises no alarm.
"""

from collections.abc import Callable, Iterator
from types import ModuleType

from core.doctor import (
    chance,
    constant_output,
    dead_relu,
    exploding,
    not_finite,
    overfitting,
    rate,
    saturated,
    unscaled,
    update_ratio,
    vanishing,
    wrong_loss,
)
from core.doctor.chart import Chart
from core.doctor.finding import Finding
from core.frozen import dataclass


@dataclass(frozen=True)
class Illness:
    """One row: its name, its title in a list, how it is looked for, and how often it must be seen."""

    name: str
    title: str
    look: Callable[[Chart], Iterator[Finding]]
    seen: int = 2
    """Examinations in a row."""
    at_rest: bool = False
    """Whether it shows before the first step, from drawing and data alone."""


def _row(module: ModuleType, seen: int = 2, at_rest: bool = False) -> Illness:
    return Illness(module.NAME, module.TITLE, module.look, seen, at_rest)


ILLNESSES: tuple[Illness, ...] = (
    _row(exploding), _row(dead_relu), _row(saturated), _row(vanishing), _row(constant_output),
    _row(update_ratio, seen=3), _row(rate, seen=1, at_rest=True), _row(unscaled, seen=1, at_rest=True),
    _row(wrong_loss, seen=1, at_rest=True), _row(chance), _row(overfitting),
)  # fmt: skip
TITLES = {not_finite.NAME: not_finite.TITLE} | {each.name: each.title for each in ILLNESSES}
