"""``python -m tests.soak [--minutes 60] [--seed 0]``: rounds of work in the real window, measured after each round.

It fails where memory grew by more than 2 % after the warm-up, where a thread, a timer or a window is left, or where Qt,
Python's log or a warning had something to say. No display is needed. The rounds are the same for a seed.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.soak.work import Bench

ALLOWED = 1.02
"""Memory at the end against that after the warm-up."""
WARM_UP, LEAST_ROUNDS = 0.3, 6
"""Share of the time that is warm-up, and how many rounds there must be in all."""


class Heard(logging.Handler):
    """What was said of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def verdict(rounds: list[tuple[float, int]], heard: list[str], left: list[str]) -> list[str]:
    """What is wrong; ``rounds`` are (share of the time, bytes of memory)."""
    wrong = [*(f"Said: {text}" for text in heard), *(f"Left: {each}" for each in left)]
    settled = [size for share, size in rounds if share >= WARM_UP]
    if len(rounds) < LEAST_ROUNDS or len(settled) < 4:
        return [*wrong, f"Only {len(rounds)} rounds were done; give it more minutes."]
    part = max(2, len(settled) // 4)
    first, last = statistics.median(settled[:part]), statistics.median(settled[-part:])
    print(f"memory after the warm-up {first / 2**20:.1f} MB, at the end {last / 2**20:.1f} MB: {last / first - 1:+.2%}")
    if last > ALLOWED * first:
        wrong.append(f"Memory grew from {first / 2**20:.1f} to {last / 2**20:.1f} MB.")
    return wrong


def main() -> int:
    """See the module's header; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Work in the window, measure, compare.")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    heard = Heard()
    logging.getLogger().addHandler(heard)
    warnings.showwarning = lambda text, *_more, **_: heard.texts.append(str(text))
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        bench = Bench(Path(folder), given.seed, heard.texts)
        begun, rounds = time.monotonic(), list[tuple[float, int]]()
        while (share := (time.monotonic() - begun) / (60.0 * given.minutes)) < 1.0 and not heard.texts:
            bench.round()
            rounds.append((share, bench.memory()))
            print(f"round {len(rounds)}: {rounds[-1][1] / 2**20:.1f} MB, {bench.census()}", flush=True)
        wrong = verdict(rounds, heard.texts, bench.end())
    for each in wrong:
        print(each, file=sys.stderr)
    print("The soak found something." if wrong else f"{len(rounds)} rounds, and nothing grew or was left.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
