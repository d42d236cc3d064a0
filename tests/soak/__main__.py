"""``python -m tests.soak [--minutes 60] [--seed 0]``: rounds of work in the real window, measured after each round.

It fails where memory grows after the warm-up (more than 2 % in an hour; the rule is growth.py's), where a thread, a
timer or a window is left, or where Qt, Python's log or a warning had something to say. No display is needed. The rounds
are the same for a seed. ``--leak 20480`` keeps so many bytes of each round, to see that it is found.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.helpers.memory import fill_small_blocks, steady_pages
from tests.soak.growth import complaint
from tests.soak.work import ALIKE, Bench, Held

WARM_UP, LEAST = 2 * ALIKE, 3 * ALIKE
"""Rounds until every table and cache has been in use, and how many there must be after them."""
WARM_SHARE = 0.25
"""This part of the time is for warming up where it is longer than that."""


class Heard(logging.Handler):
    """What was said of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def verdict(held: list[Held], seconds: float, heard: list[str], left: list[str]) -> list[str]:
    """What is wrong; ``held`` is memory after each round behind the warm-up, in so many seconds."""
    wrong = [*(f"Said: {text}" for text in heard), *(f"Left: {each}" for each in left)]
    if len(held) < LEAST:
        return [*wrong, f"Only {len(held)} rounds were done; give it more minutes."]
    pages, asked = [each.pages for each in held], [each.asked for each in held]
    for name, sizes, projected in (("Pages", pages, False), ("Allocated", asked, True)):
        measured, grown = complaint(name, sizes, ALIKE, seconds, projected)
        print(measured)
        wrong += [grown] if grown else []
    return wrong


def work(bench: Bench, seconds: float, leak: int) -> tuple[list[Held], float]:
    """Rounds for so long, until something is said; memory after each behind the warm-up, and how long those took."""
    begun = time.monotonic()
    warm_until, until = begun + WARM_SHARE * seconds, begun + seconds
    kept, held, done = list[bytes](), list[Held](), 0
    measured_from = begun
    while not bench.heard and (time.monotonic() < until or len(held) < LEAST):
        bench.round()
        kept.append(bytes(leak))
        memory, done = bench.memory(), done + 1
        warming = done < WARM_UP or (not held and time.monotonic() < warm_until)
        if warming:
            measured_from = time.monotonic()
        else:
            held.append(memory)
        print(f"{'warm-up' if warming else 'round'} {done}: {memory}, {bench.census()}", flush=True)
    return held, time.monotonic() - measured_from


def main() -> int:
    """See the module's header; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Work in the window, measure, compare.")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--leak", type=int, default=0)
    given = parser.parse_args()
    heard = Heard()
    logging.getLogger().addHandler(heard)
    warnings.showwarning = lambda text, *_more, **_: heard.texts.append(str(text))
    steady_pages()
    fill_small_blocks()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        bench = Bench(Path(folder), given.seed, heard.texts)
        held, seconds = work(bench, 60.0 * given.minutes, given.leak)
        wrong = verdict(held, seconds, heard.texts, bench.end())
    for each in wrong:
        print(each, file=sys.stderr)
    print("The soak found something." if wrong else f"{len(held)} rounds, and nothing grew or was left.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
