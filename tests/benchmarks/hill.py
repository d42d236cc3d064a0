"""How long a hill takes: 51 x 51 losses without a window, in the window at rest, and while it trains beside it.

The wish is 2 s for 2-8-8-1 on 250 rows. Nothing fails on a time.
"""

from tests.benchmarks.hill_window import CASES
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.hill_window"
HEADER = "network                      core s  at rest s  training s  first picture s"


def run(quick: bool) -> None:
    """Print the table; a quick one has the first network only."""
    print("The hill: 13 x 13 and 51 x 51 losses, in seconds, under Xvfb 1920x1080")
    if not has_screen():
        print(NO_SCREEN)
        return
    print(HEADER)
    for name in list(CASES)[: 1 if quick else None]:
        took = in_window(MODULE, name)
        assert took is not None
        print(f"{name:<26}{took['core']:>9.2f}{took['rest']:>11.2f}{took['training']:>12.2f}{took['first']:>17.2f}")
    print()
