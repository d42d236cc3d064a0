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

from tests.soak.work import Bench, Held

MB = 2**20
ALLOWED = 1.02
"""Memory at the end against that after the warm-up."""
WARM_UP, LEAST_ROUNDS = 4, 6
"""Rounds before the time begins, until caches are full; and how many there must be after them."""


class Heard(logging.Handler):
    """What was said of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def verdict(held: list[Held], heard: list[str], left: list[str]) -> list[str]:
    """What is wrong; ``held`` is memory after each round behind the warm-up."""
    wrong = [*(f"Said: {text}" for text in heard), *(f"Left: {each}" for each in left)]
    if len(held) < LEAST_ROUNDS:
        return [*wrong, f"Only {len(held)} rounds were done; give it more minutes."]
    for name, sizes in (("Pages", [each.pages for each in held]), ("Allocated", [each.asked for each in held])):
        part = max(2, len(sizes) // 4)
        first, last = statistics.median(sizes[:part]), statistics.median(sizes[-part:])
        print(f"{name}: {first / MB:.1f} MB after the warm-up, {last / MB:.1f} MB at the end")
        if last > ALLOWED * first:
            wrong.append(f"{name} grew from {first / MB:.1f} to {last / MB:.1f} MB.")
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
        for _ in range(WARM_UP):
            bench.round()
            print(f"warm-up: {bench.memory()}, {bench.census()}", flush=True)
        begun, held = time.monotonic(), list[Held]()
        while not heard.texts and (
            time.monotonic() - begun < 60.0 * given.minutes or len(held) < LEAST_ROUNDS
        ):  # fmt: skip
            bench.round()
            held.append(bench.memory())
            print(f"round {len(held)}: {held[-1]}, {bench.census()}", flush=True)
        wrong = verdict(held, heard.texts, bench.end())
    for each in wrong:
        print(each, file=sys.stderr)
    print("The soak found something." if wrong else f"{len(held)} rounds, and nothing grew or was left.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
