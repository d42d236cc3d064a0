"""How smooth the window is while it trains flat out: canvas paints a second, their intervals, a timer's lateness.

Starts the real program's window, all docks visible, on a virtual screen of 1920x1080, one process per network, and
prints beside it the processor time of the window's thread for each paint, and the training speed in the window and
without one. Nothing fails on a time.
"""

from tests.benchmarks.smoothness_window import CASES
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.smoothness_window"
HEADER = "network                      paints/s  p99 ms late p99 late max  cpu ms   steps/s  headless  share"


def run(quick: bool) -> None:
    """Print the table."""
    print("Smoothness of the window under Xvfb 1920x1080, all docks visible, training at full speed")
    if not has_screen():
        print(NO_SCREEN)
        return
    print(HEADER)
    for name in CASES:
        measured = in_window(MODULE, name, 3.0 if quick else 10.0)
        if measured is None:
            print(f"{name:<28}  skipped: its data is not here")
            continue
        share = measured["steps"] / measured["headless"]
        print(
            f"{name:<28}{measured['paints']:>9.1f}{measured['interval']:>8.1f}{measured['late']:>9.1f}"
            f"{measured['worst']:>9.1f}{measured['cost']:>8.1f}{measured['steps']:>10,.0f}{measured['headless']:>10,.0f}{share:>7.0%}"
        )
    print()
