"""A long run: what the plots cost and what the curves take once millions of losses are recorded.

Losses are recorded as training records them; then the plot of the loss is filled and drawn. Cost and memory should be
the same for ten thousand as for ten million losses. Nothing fails on a time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from tests.benchmarks.records import Key, Profile, Report, Table, brief

COUNTS = (10_000, 100_000, 1_000_000, 10_000_000)
BESIDE, MOST = COUNTS[1], COUNTS[-1]
HEAD = ("losses recorded", "curves kB", "snapshot of curves ms", "plot filled ms", "plot drawn ms")
CASE = f"{MOST:,} losses"
Seen = dict[int, list[float]]


def run(quick: bool) -> Report:
    """Ever more losses; a quick run ends before the last, and then no goal is judged."""
    counts = COUNTS[:-1] if quick else COUNTS
    command = [sys.executable, "-m", "tests.benchmarks.endurance_plot", *map(str, counts)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    seen: Seen = dict(zip(counts, json.loads(printed.splitlines()[-1]), strict=True))
    rows = [(f"{count:,}", *map(brief, numbers)) for count, numbers in seen.items()]
    return Report([Table("A long run: cost of its plots", HEAD, rows)], _found(seen))


def _found(seen: Seen) -> dict[Key, float]:
    if MOST not in seen:
        return {}
    (less, *before), (kept, *now) = seen[BESIDE], seen[MOST]
    numbers = {"plot": sum(now[1:]), "growth": sum(now) / sum(before), "memory": kept / less}
    parts = dict(zip(HEAD[2:], now, strict=True))
    return {Key("endurance", CASE, what): value for what, value in (numbers | parts).items()}


def profile(case: str, _quick: bool, found: Mapping[Key, float]) -> Profile:
    """The parts of a plot of that many losses."""
    parts = [(name.removesuffix(" ms"), found[Key("endurance", case, name)]) for name in HEAD[2:]]
    return Profile(f"A plot of {case}", "ms of processor time", parts)
