"""A large drawing panned and zoomed: what each turn of the wheel costs, from the event to the painted window.

The real program's window on a virtual screen of 1920x1080, for 200 layers and for 1,000 neurons, seen whole and at
100 %. The goal is 60 pictures a second, 16.7 ms; nothing fails on a time.
"""

from tests.benchmarks.navigation_window import CASES
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.navigation_window"
HEADER = "drawing          motion       processor ms, median     p99   clock ms, median"


def run(quick: bool) -> None:
    """Print the table."""
    print("A large drawing panned and zoomed under Xvfb 1920x1080 (goal: 16.7 ms)")
    if not has_screen():
        print(NO_SCREEN)
        return
    print(HEADER)
    for name in CASES:
        found = in_window(MODULE, name, 40 if quick else 160) or {}
        for where in (key for key in found if key.endswith(("far", "near"))):
            seen = where.replace("far", "whole").replace("near", "at 100 %")
            cost, late, clock = found[where], found[f"{where} p99"], found[f"{where} clock"]
            print(f"{name:<17}{seen:<18}{cost:>19.1f}{late:>8.1f}{clock:>19.1f}")
    print()
