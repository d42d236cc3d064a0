"""From a key to its picture: how long a step of the walk takes from the key press to the drawing on the screen.

The real program's window on a virtual screen of 1920x1080, one process per network: arrow by arrow through whole
training steps and back; then minibatches, the ends of a step, and the ends of epochs; each press to each stop five
times. Nothing fails on a time. The goal is 50 ms for every stop: the median of its presses, as a single one may meet a
hiccup of the machine, which a fixed loop in the same process shows. "busy" is the processor time of all threads.
"""

import statistics
from typing import NamedTuple

import numpy as np

from tests.benchmarks.keys_window import CASES, MACHINE, Time
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.keys_window"
GOAL = 50.0
KINDS = {
    "on": "right: one stop on", "back": "left: one stop back", "minibatch": "shift with right or left: one minibatch",
    "step": "end, home: to the ends of the step", "end": "right over the end of an epoch",
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


def run(quick: bool) -> None:
    """Print the table."""
    print(f"Key to picture under Xvfb 1920x1080 (goal: {GOAL:.0f} ms at the slowest stop, the median of its presses)")
    if not has_screen():
        print(NO_SCREEN)
        return
    row = "{:<18}{:<41}{:>6}{:>8}{:>22}{:>9}{:>9}{:>7}".format
    print(row("network", "key", "stops", "median", "slowest stop", f"over {GOAL:.0f}", "slowest", "busy") + "  ms")
    for name in CASES:
        found = in_window(MODULE, name, 2 if quick else 5)
        if found is None:
            print(f"{name:<18}  skipped: its data is not here")
            continue
        for kind, words in KINDS.items():
            it = told(found[kind])
            stop, over = f"{it.slowest_stop:.1f} ({it.where})", f"{it.over:.0%}"
            median, slowest, busy = (f"{each:.1f}" for each in (it.median, it.slowest, it.busy))
            print(row(name, words, it.stops, median, stop, over, slowest, busy))
        loop = "median {:.1f}, p90 {:.1f}, p99 {:.1f}".format(*np.percentile(found[MACHINE], (50, 90, 99)))
        print(f"{name:<18}{'one fixed loop in the same process':<41}{loop}")
    print()
