"""Words: what the window says of a walk: names of stops, the progress line, one sentence for the status. No widget.

It may import core.walk and number formats. Worked shape: "stop 6 of 8 · rows 1 to 32 · weights not yet changed".
"""

import math

import numpy as np

from core.arithmetic import say
from core.snapshot import PhaseKind
from core.walk import WalkState, WalkStop
from gui import numbers

TITLES = {
    PhaseKind.FORWARD: "Forward", PhaseKind.ERROR: "Error", PhaseKind.BLAME: "Blame",
    PhaseKind.GRADIENT: "Gradient", PhaseKind.UPDATE: "Update",
}  # fmt: skip
DETAILS = {PhaseKind.ERROR: "of the output", PhaseKind.UPDATE: "all weights"}
BEFORE_FIRST = "before the first stop"


def detail(stop: WalkStop) -> str:
    """What a stop works on: its layer's name, or what the whole network does there."""
    return stop.name or DETAILS.get(stop.kind, "")


def title(stop: WalkStop) -> str:
    """``Blame of hidden``; error and update belong to no layer."""
    return f"{TITLES[stop.kind]} of {stop.name}" if stop.name else TITLES[stop.kind]


def rows(walk: WalkState) -> str:
    """The dataset rows of the minibatch, counted from 1: "rows 1 to 32", or how many there are."""
    found = np.sort(walk.rows)
    if len(found) == 0:
        return "no row drawn yet"
    if len(found) == 1:
        return numbers.row_name(int(found[0]))
    if int(found[-1] - found[0]) == len(found) - 1:
        return f"rows {numbers.row_number(int(found[0]))} to {numbers.row_number(int(found[-1]))}"
    return f"{numbers.count(len(found))} rows"


def example(walk: WalkState) -> str:
    """Whose numbers are on show: "example 3 of 32", "mean of 32 rows"."""
    count = numbers.count(len(walk.rows))
    if len(walk.rows) < 2:
        return ""
    return f"mean of {count} rows" if walk.example is None else f"example {walk.example + 1} of {count}"


def progress(walk: WalkState) -> str:
    """The line under the progress bar."""
    stop = walk.stop
    where = f"stop {stop.index + 1} of {len(walk.plan)}" if stop is not None else BEFORE_FIRST
    changed = "weights changed" if walk.has(PhaseKind.UPDATE) else "weights not yet changed"
    return f"{where} · {rows(walk)} · {changed}"


def share(walk: WalkState) -> float:
    """How much of the step has run."""
    return (walk.position.stop + 1) / len(walk.plan)


def error(walk: WalkState) -> tuple[str, bool]:
    """The error of the minibatch as text, empty before it is known; and whether it is a problem (not finite)."""
    if not walk.has(PhaseKind.ERROR):
        return "", False
    return numbers.loss(walk.loss), not math.isfinite(walk.loss)


def sentence(walk: WalkState) -> str:
    """The stop in plain words, for the status line and for screen readers."""
    told = say(walk.words, numbers.significant)
    stop = walk.stop
    if stop is None:
        return f"Step {numbers.count(walk.position.step + 1)}, {BEFORE_FIRST}. {told}"
    what = title(stop)
    return f"Stop {stop.index + 1}: {what[:1].lower()}{what[1:]}. {told}"
