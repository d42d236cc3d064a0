"""From a key to its picture: how long a step of the walk takes from the key press to the painted drawing.

The real program's window on a virtual screen of 1920x1080, one process per network: right arrow by right arrow
through whole training steps, then left arrow back. The goal is 50 ms; nothing fails on a time.
"""

from tests.benchmarks.keys_window import CASES
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.keys_window"
HEADER = "network                       stop on, median     p99     max   stop back, median     p99     max  ms"


def run(quick: bool) -> None:
    """Print the table."""
    print("Key to picture under Xvfb 1920x1080, walking by stops (goal: 50 ms)")
    if not has_screen():
        print(NO_SCREEN)
        return
    print(HEADER)
    for name in CASES:
        found = in_window(MODULE, name, 30 if quick else 150)
        if found is None:
            print(f"{name:<28}  skipped: its data is not here")
            continue
        print(
            f"{name:<28}{found['on']:>17.1f}{found['on99']:>8.1f}{found['on_max']:>8.1f}"
            f"{found['back']:>20.1f}{found['back99']:>8.1f}{found['back_max']:>8.1f}"
        )
    print()
