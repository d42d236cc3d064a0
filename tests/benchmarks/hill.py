"""How long a hill takes: 51 x 51 losses without a window, in the window at rest, and while it trains beside it.

The wish is 2 s for 2-8-8-1 on 250 rows. Nothing fails on a time.
"""

import json
import subprocess
import sys

from tests.benchmarks.hill_window import CASES
from tests.benchmarks.screen import MISSING, screen, there_is_one

SIZE = "1920x1080x24"
HEADER = "network                      core s  at rest s  training s  first picture s"


def run(quick: bool) -> None:
    """Print the table; a quick one has the first network only."""
    print("The hill: 13 x 13 and 51 x 51 losses, in seconds, under Xvfb 1920x1080")
    if not there_is_one():
        print(MISSING)
        return
    print(HEADER)
    for name in list(CASES)[: 1 if quick else None]:
        with screen(SIZE) as environment:
            command = [sys.executable, "-m", "tests.benchmarks.hill_window", name]
            printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        took = json.loads(printed.splitlines()[-1])
        print(f"{name:<26}{took['core']:>9.2f}{took['rest']:>11.2f}{took['training']:>12.2f}{took['first']:>17.2f}")
    print()
