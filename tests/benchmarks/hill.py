"""How long a hill takes: 51 x 51 losses without a window, in the window at rest, and while it trains beside it.

The wish is 2 s for 2-8-8-1 on 250 rows. Nothing fails on a time.
"""

from collections.abc import Mapping

from tests.benchmarks.hill_window import CASES
from tests.benchmarks.records import Key, Profile, Report, Table, as_numbers
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.hill_window"
TITLE = "The hill: 51 x 51 losses under Xvfb 1920x1080"
HEAD = ("network", "core s", "at rest s", "while it trains s", "first picture s")
TIMES = ("core", "rest", "training", "first")


def run(quick: bool) -> Report:
    """Every network; a quick run has the first only."""
    if not has_screen():
        return Report([Table(TITLE, HEAD, (), NO_SCREEN)])
    rows, found = [], dict[Key, float]()
    for name in list(CASES)[: 1 if quick else None]:
        took = in_window(MODULE, name)
        assert took is not None
        rows.append((name, *as_numbers(*(took[each] for each in TIMES), form="{:.2f}")))
        found |= {Key("hill", name, each): took[each] for each in TIMES}
    return Report([Table(TITLE, HEAD, rows)], found)


def profile(case: str, _quick: bool, found: Mapping[Key, float]) -> Profile:
    """The losses themselves, and what the window adds."""
    core, rest = (found[Key("hill", case, each)] for each in ("core", "rest"))
    parts = [("the losses, without a window", core), ("the window: taking turns, pictures", rest - core)]
    return Profile(f"The hill of {case}", "s by the clock", parts)
