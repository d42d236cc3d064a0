"""The goals of speed and smoothness, one row each, and how what was measured is held against them.

A row names the number (``Key``), says whether it is to be at most or at least so much, and how it is written. Worked
shape: ``Goal(Key("startup", "window, warm", "clock"), AT_MOST, 0.8, "{:.2f} s")`` is met by 0.75.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tests.benchmarks.cases import CASES
from tests.benchmarks.records import Key, Table


class Way(NamedTuple):
    """On which side of its limit a number is to be."""

    words: str
    holds: Callable[[float, float], bool]


AT_MOST, AT_LEAST = Way("at most", operator.le), Way("at least", operator.ge)


class Goal(NamedTuple):
    """One number and its limit; ``words`` say which number it is, ``form`` writes it."""

    key: Key
    way: Way
    limit: float
    form: str
    words: str = ""

    def line(self, found: Mapping[Key, float]) -> tuple[str, ...]:
        """Name, goal, what was measured, and what that means."""
        name = f"{self.key.case}: {self.words or self.key.what}"
        goal = f"{self.way.words} {self.form.format(self.limit)}"
        if self.key not in found:
            return name, goal, "–", "not measured"
        verdict = "missed" if self.missed(found) else "met"
        return name, goal, self.form.format(found[self.key]), verdict

    def missed(self, found: Mapping[Key, float]) -> bool:
        """Whether it was measured and is on the wrong side."""
        return self.key in found and not self.way.holds(found[self.key], self.limit)


PEERS = {
    "torch": "PyTorch's time", "jax": "JAX jit a step's time", "jax_scan": "JAX jit + scan's time",
    "sklearn": "scikit-learn's time",
}  # fmt: skip
TRAINING = [
    Goal(Key("training", name, side), AT_LEAST, times, "{:.2f} x ours", PEERS[side])
    for name, case in CASES.items()
    for side, times in case.goals
]
SLOPES = {"units of a layer": 2.0, "layers": 1.0, "rows of a batch": 1.0, "rows of data": 0.0}
"""How the work of a step grows; a slope may be a tenth more, as it is measured."""
SCALING = [
    *(
        Goal(Key("scaling", name, "slope"), AT_MOST, work + 0.1, "{:.2f}", "slope of a step's time, log-log")
        for name, work in SLOPES.items()
    ),
    *(
        Goal(Key("scaling", name, "cliff"), AT_MOST, work + 0.7, "{:.2f}", "steepest slope between two neighbours")
        for name, work in SLOPES.items()
    ),
    Goal(Key("scaling", "an epoch of 60,000 rows", "time"), AT_MOST, 1.1, "{:.2f} x", "beside its bare steps"),
    Goal(Key("scaling", "memory of 60,000 rows", "peak"), AT_MOST, 1.3, "{:.2f} x", "beside data, model, interpreter"),
]
WINDOWS = {
    "spiral 2-8-8-1": (60.0, 20.0, 0.9), "digits 64-32-10": (30.0, 40.0, 0.9),
    "MNIST 784-128-10": (30.0, 40.0, 0.75), "MNIST LeNet-5": (30.0, 40.0, 0.75),
}  # fmt: skip
"""Paints a second, the 99th hundredth of the times between two in ms, the share of headless speed."""
SMOOTHNESS = [
    goal
    for name, (paints, interval, share) in WINDOWS.items()
    for goal in (
        Goal(Key("smoothness", name, "paints"), AT_LEAST, paints, "{:.0f}", "paints a second"),
        Goal(Key("smoothness", name, "interval"), AT_MOST, interval, "{:.0f} ms", "between two paints, p99"),
        Goal(Key("smoothness", name, "late"), AT_MOST, 17.0, "{:.0f} ms", "a timer is late, p99"),
        Goal(Key("smoothness", name, "worst"), AT_MOST, 50.0, "{:.0f} ms", "a timer is late, worst"),
        Goal(Key("smoothness", name, "share"), AT_LEAST, share, "{:.0%}", "training beside headless"),
    )
]
NAVIGATION = [
    Goal(Key("navigation", name, where), AT_MOST, 16.7, "{:.1f} ms", f"{where}, event to picture")
    for name in ("200 layers", "1,000 neurons")
    for where in ("pan, whole", "zoom, whole", "pan, at 100 %", "zoom, at 100 %")
]
KEYS = [
    Goal(Key("keys", name, "slowest stop"), AT_MOST, 50.0, "{:.0f} ms", "key to picture, slowest stop")
    for name in ("digits 64-32-10", "MNIST 784-128-10")
]
STARTUP = [
    Goal(Key("startup", "window, warm", "clock"), AT_MOST, 0.8, "{:.2f} s", "to its first picture"),
    Goal(Key("startup", "window, cold", "clock"), AT_MOST, 2.0, "{:.2f} s", "to its first picture"),
    Goal(Key("startup", "chainrule --help", "clock"), AT_MOST, 0.1, "{:.2f} s", "start to end"),
]
ENDURANCE = [
    Goal(Key("endurance", "10,000,000 losses", "plot"), AT_MOST, 16.7, "{:.1f} ms", "plot filled and drawn"),
    Goal(Key("endurance", "10,000,000 losses", "growth"), AT_MOST, 1.25, "{:.2f} x", "time beside 100,000 losses"),
    Goal(Key("endurance", "10,000,000 losses", "memory"), AT_MOST, 1.1, "{:.2f} x", "curves beside 100,000 losses"),
]
HILL = [
    Goal(Key("hill", "spiral 2-8-8-1, 250 rows", "rest"), AT_MOST, 2.0, "{:.2f} s", "51 x 51 losses in the window")
]
TITLE = "Goals"
GOALS: tuple[Goal, ...] = (*TRAINING, *SCALING, *SMOOTHNESS, *NAVIGATION, *KEYS, *STARTUP, *ENDURANCE, *HILL)


def table(found: Mapping[Key, float], goals: Iterable[Goal] = GOALS) -> Table:
    """All goals of the benchmarks that found something."""
    ran = {key.benchmark for key in found}
    rows = [goal.line(found) for goal in goals if goal.key.benchmark in ran]
    count = sum(row[-1] == "met" for row in rows)
    return Table(f"{TITLE}, {count} of {len(rows)} met", ("what", "goal", "measured", ""), rows)


def missed(found: Mapping[Key, float], goals: Iterable[Goal] = GOALS) -> dict[tuple[str, str], None]:
    """(benchmark, case) of every goal that was missed, in order."""
    return {(goal.key.benchmark, goal.key.case): None for goal in goals if goal.missed(found)}
