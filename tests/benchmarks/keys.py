"""From a key to its picture: how long a step of the walk takes from the key press to the painted drawing.

The real program's window on a virtual screen of 1920x1080, one process per network: right arrow by right arrow
through whole training steps, then left arrow back; then minibatches, the ends of a step, and the ends of epochs. The
goal is 50 ms for every press; nothing fails on a time. "busy" is the processor time of all threads meanwhile, which
other programs change less.
"""

import numpy as np

from tests.benchmarks.keys_window import CASES
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.keys_window"
KINDS = {
    "on": "right: one stop on", "back": "left: one stop back", "minibatch": "shift with right or left: one minibatch",
    "step": "end, home: to the ends of the step", "end": "right over the end of an epoch",
}  # fmt: skip


def run(quick: bool) -> None:
    """Print the table."""
    print("Key to picture under Xvfb 1920x1080 (goal: 50 ms)")
    if not has_screen():
        print(NO_SCREEN)
        return
    print(f"{'network':<20}{'key':<42}{'presses':>8}{'median':>8}{'p99':>8}{'max':>8}{'busy':>8}{'max':>8}  ms")
    for name in CASES:
        found = in_window(MODULE, name, 32 if quick else 150)
        if found is None:
            print(f"{name:<20}  skipped: its data is not here")
            continue
        for kind, words in KINDS.items():
            wall, busy = np.array(found[kind]).T
            numbers = (np.median(wall), np.percentile(wall, 99), wall.max(), np.median(busy), busy.max())
            print(f"{name:<20}{words:<42}{len(wall):>8}" + "".join(f"{each:>8.1f}" for each in numbers))
    print()
