"""How smooth the window is while it trains flat out: canvas paints a second, their intervals, a timer's lateness.

Starts the real program's window, all docks visible, on a virtual screen of 1920x1080, one process per network, and
tells beside it the processor time of the window's thread for each paint, and the training speed in the window and
without one. Nothing fails on a time.
"""

from collections.abc import Mapping

from tests.benchmarks.records import Key, Profile, Report, Table
from tests.benchmarks.smoothness_window import CASES
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.smoothness_window"
TITLE = "The window under Xvfb 1920x1080, all docks visible, training at full speed"
COLUMNS = {
    "paints": "{:.1f}", "interval": "{:.1f}", "late": "{:.1f}", "worst": "{:.1f}", "cost": "{:.1f}", "steps": "{:,.0f}",
    "headless": "{:,.0f}", "share": "{:.0%}",
}  # fmt: skip
HEAD = (
    "network", "paints/s", "p99 ms", "late p99 ms", "late worst ms", "processor ms a paint", "steps/s", "headless",
    "share",
)  # fmt: skip


def run(quick: bool) -> Report:
    """Every network whose data is here."""
    if not has_screen():
        return Report([Table(TITLE, HEAD, (), NO_SCREEN)])
    rows, found, missing = [], dict[Key, float](), []
    for name in CASES:
        measured = in_window(MODULE, name, 3.0 if quick else 10.0)
        if measured is None:
            missing.append(name)
            continue
        measured["share"] = measured["steps"] / measured["headless"]
        rows.append((name, *(form.format(measured[each]) for each, form in COLUMNS.items())))
        found |= {Key("smoothness", name, each): value for each, value in measured.items()}
    note = f"Left out, as its data is not here: {', '.join(missing)}." if missing else ""
    return Report([Table(TITLE, HEAD, rows, note)], found)


def profile(case: str, quick: bool, found: Mapping[Key, float]) -> Profile:
    """What the window's thread does for a paint, beside what the training thread does meanwhile, and the clock."""
    made = in_window(MODULE, case, 3.0 if quick else 10.0, "parts")
    assert made is not None
    step = 1000.0 / found[Key("smoothness", case, "headless")]
    beside = [
        ("training and other threads meanwhile", made["others"]), ("from paint to paint, by the clock", made["clock"]),
        ("a step without a window, by the clock", step),
    ]  # fmt: skip
    parts = list(made["parts"].items())
    return Profile(f"A paint of {case}, the window's thread", "ms of processor time", parts, beside)
