"""A large drawing panned and zoomed: what each turn of the wheel costs, from the event to the painted window.

The real program's window on a virtual screen of 1920x1080, for 200 layers and for 1,000 neurons, seen whole and at
100 %. The goal is 60 pictures a second, 16.7 ms; nothing fails on a time.
"""

from collections.abc import Mapping

from tests.benchmarks.navigation_window import CASES
from tests.benchmarks.records import Key, Profile, Report, Table, as_numbers
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.navigation_window"
TITLE = "A large drawing panned and zoomed under Xvfb 1920x1080, ms"
HEAD = ("drawing, motion", "by the clock, median", "processor, median", "processor, p99")


def run(quick: bool) -> Report:
    """Both drawings."""
    if not has_screen():
        return Report([Table(TITLE, HEAD, (), NO_SCREEN)])
    rows, found = [], dict[Key, float]()
    for name in CASES:
        for motion, times in (in_window(MODULE, name, 40 if quick else 160) or {}).items():
            rows.append((f"{name}: {motion}", *as_numbers(times["clock"], times["median"], times["p99"])))
            found[Key("navigation", name, motion)] = times["clock"]
    return Report([Table(TITLE, HEAD, rows)], found)


def profile(case: str, quick: bool, _found: Mapping[Key, float]) -> Profile:
    """What the window's thread does for a turn of the wheel, all motions taken together."""
    parts = in_window(MODULE, case, 40 if quick else 160, "parts") or {}
    return Profile(f"A turn of the wheel over {case}", "ms of processor time", list(parts.items()))
