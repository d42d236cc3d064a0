"""What every contender process does: make itself ready, then time one round for each line it is sent.

``serve(step, name)`` prints the name once warm, then for each line "seconds" on standard input runs steps for that
long and prints microseconds a step. A process per contender, because numpy's and PyTorch's thread pools disturb each
other within one.
"""

import sys
import time
from collections.abc import Callable

WARM_UP = 0.5


def timed(run: Callable[[float], int], seconds: float) -> float:
    """Microseconds a step of ``run(seconds)``, which answers how many steps it did."""
    begun = time.perf_counter()
    steps = run(seconds)
    return (time.perf_counter() - begun) / steps * 1e6


def serve(run: Callable[[float], int], name: str) -> None:
    """Warm up, say so, then one round a line."""
    run(WARM_UP)
    print(name, flush=True)
    for line in sys.stdin:
        print(timed(run, float(line)), flush=True)
