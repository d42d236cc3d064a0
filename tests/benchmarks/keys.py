"""From a key to its picture: how long a step of the walk takes from the key press to the drawing on the screen.

The real program's window on a virtual screen of 1920x1080, one process per network: arrow by arrow through whole
training steps and back; then minibatches, the ends of a step, and the ends of epochs; each press to each stop five
times. Nothing fails on a time. The goal is 50 ms for every stop: the median of its presses, as a single one may meet a
hiccup of the machine, which a fixed loop in the same process shows. "busy" is the processor time of all threads.
"""

import statistics
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tests.benchmarks.keys_window import CASES, MACHINE, Time
from tests.benchmarks.records import Key, Profile, Report, Table, as_numbers
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.keys_window"
TITLE = "From a key to its picture in a walk, under Xvfb 1920x1080, ms"
HEAD = ("network, key", "stops", "median", "slowest stop", "namely", "over 50 ms", "slowest press", "busy")
GOAL = 50.0
SLOWEST = "slowest stop"
NOTE = (
    "A stop's time is the median of its presses; one loop is the same 400,000 passes of pure Python each time, in the "
    "same process, and shows what the machine makes of equal work."
)
KINDS = {
    "on": "right", "back": "left", "minibatch": "shift, right and left", "step": "end, home",
    "end": "over the end of an epoch",
}  # fmt: skip


class Told(NamedTuple):
    """What is told of one kind of press, in milliseconds; ``over`` is the share of single presses over the goal."""

    stops: int
    median: float
    slowest_stop: float
    where: str
    over: float
    slowest: float
    busy: float


def told(times: dict[str, list[Time]]) -> Told:
    """Of the presses to each stop: the median of all, the largest median of a stop, and the slowest single one."""
    medians = {stop: statistics.median(wall for wall, _ in presses) for stop, presses in times.items()}
    where = max(medians, key=medians.__getitem__)
    wall, busy = np.array([press for presses in times.values() for press in presses]).T
    return Told(
        len(times), float(np.median(wall)), medians[where], where, float((wall > GOAL).mean()), float(wall.max()),
        float(np.median(busy)),
    )  # fmt: skip


def run(quick: bool) -> Report:
    """Every network whose data is here; the slowest stop of all kinds is what the goal is about."""
    if not has_screen():
        return Report([Table(TITLE, HEAD, (), NO_SCREEN)])
    rows, found = [], dict[Key, float]()
    for name in CASES:
        measured = in_window(MODULE, name, 2 if quick else 5)
        if measured is None:
            continue
        each = {words: told(measured[kind]) for kind, words in KINDS.items()}
        rows += [_row(f"{name}: {words}", it) for words, it in each.items()]
        loop = as_numbers(*np.percentile(measured[MACHINE], (50, 90, 99, 100)))
        rows.append((f"{name}: one loop", "", loop[0], f"p90 {loop[1]}", f"p99 {loop[2]}", "", loop[3], ""))
        found[Key("keys", name, SLOWEST)] = max(it.slowest_stop for it in each.values())
    return Report([Table(TITLE, HEAD, rows, NOTE)], found)


def _row(name: str, it: Told) -> tuple[str, ...]:
    median, stop, slowest, busy = as_numbers(it.median, it.slowest_stop, it.slowest, it.busy)
    return name, str(it.stops), median, stop, it.where, f"{it.over:.0%}", slowest, busy


def profile(case: str, quick: bool, _found: Mapping[Key, float]) -> Profile:
    """What the window's thread does for a press and after it, until the panels tell of the stop, too."""
    parts = in_window(MODULE, case, 2 if quick else 5, "parts") or {}
    return Profile(f"A press in a walk of {case}, and what follows it", "ms of processor time", list(parts.items()))
