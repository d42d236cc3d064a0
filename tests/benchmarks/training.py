"""Microseconds a training step, Chainrule beside PyTorch, JAX and scikit-learn: a process each, rounds alternating.

Both get the same number of threads through the same environment and draw their own batches. Told are the median of
the rounds, their spread (smallest and largest) and the ratio of the medians. What is not installed is left out.
Networks so small that one thread is best are not timed on several.
"""

import contextlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.benchmarks.cases import CASES
from tests.benchmarks.goals import PEERS
from tests.benchmarks.records import Key, Profile, Report, Table, brief

ROUNDS, SECONDS = 7, 0.5
HEAD = ("network", "program", "median", "least", "most", "beside ours")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass
class Contender:
    """A running process that times one round whenever it is asked to."""

    process: subprocess.Popen[str]
    name: str = ""
    times: list[float] = field(default_factory=list)

    def read(self) -> str:
        """Its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            raise SystemExit(f"A contender ended early: {' '.join(map(str, self.process.args))}")  # type: ignore[arg-type]
        return line

    def round(self, seconds: float) -> None:
        """Time one more round."""
        assert self.process.stdin is not None
        print(seconds, file=self.process.stdin, flush=True)
        self.times.append(float(self.read()))


@contextlib.contextmanager
def started(side: str, case: str, threads: int) -> Iterator[Contender]:
    """A warm contender, ended on leaving."""
    environment = os.environ | dict.fromkeys(THREADS, str(threads))
    command = [sys.executable, "-m", f"tests.benchmarks.contender_{side}", case, str(threads)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        contender = Contender(process)
        contender.name = contender.read()
        yield contender
        process.communicate()


def compare(case: str, sides: tuple[str, ...], threads: int, rounds: int, seconds: float) -> list[Contender]:
    """All sides on one case, a round of each in turn."""
    with contextlib.ExitStack() as stack:
        contenders = [stack.enter_context(started(side, case, threads)) for side in sides]
        for _ in range(rounds):
            for contender in contenders:
                contender.round(seconds)
    return contenders


def lines(name: str, sides: tuple[str, ...], contenders: list[Contender]) -> list[tuple[str, ...]]:
    """One row for each contender, with the ratio to the first."""
    first = statistics.median(contenders[0].times)
    rows = []
    for side, contender in zip(sides, contenders, strict=True):
        middle = statistics.median(contender.times)
        ratio = f"{middle / first:.2f} x" if side != sides[0] else ""
        numbers = map(brief, (middle, min(contender.times), max(contender.times)))
        rows.append((name, contender.name, *numbers, ratio))
    return rows


def installed(side: str) -> bool:
    """Whether the library that a contender needs is there."""
    return importlib.util.find_spec(side.partition("_")[0]) is not None


def run(quick: bool = False) -> Report:
    """Time every case on one thread, and the larger ones on all cores; the ratios on one are held against goals."""
    missing = [name for name in ("torch", "jax", "sklearn") if not installed(name)]
    note = f"Not installed: {', '.join(missing)}; `make bench` installs them." if missing else ""
    cores = os.cpu_count() or 1
    tables, found = [], dict[Key, float]()
    for threads in sorted({1, cores}):
        rows = []
        for name, case in CASES.items():
            if threads > 1 and case.small:
                continue
            sides = ("chainrule", *(side for side in case.contenders if installed(side)))
            contenders = compare(name, sides, threads, *((2, 0.1) if quick else (ROUNDS, SECONDS)))
            rows += lines(name, sides, contenders)
            if threads == 1:
                found |= numbers_of(name, sides, contenders)
        title = f"Microseconds a training step, {threads} thread{'s' * (threads > 1)} of {cores} each"
        tables.append(Table(title, HEAD, rows, note))
    return Report(tables, found)


def numbers_of(name: str, sides: tuple[str, ...], contenders: list[Contender]) -> dict[Key, float]:
    """By contender: how many times the first one's time it takes, and its microseconds."""
    middles = {side: statistics.median(each.times) for side, each in zip(sides, contenders, strict=True)}
    ratios = {Key("training", name, side): middle / middles[sides[0]] for side, middle in middles.items()}
    return ratios | {Key("training", name, f"{side} us"): middle for side, middle in middles.items()}


def profile(case: str, quick: bool, found: Mapping[Key, float]) -> Profile:
    """What a step consists of, in a process of its own, beside the whole step of whoever it is compared with."""
    command = [sys.executable, "-m", "tests.benchmarks.step_parts", case, "0.2" if quick else "2"]
    environment = os.environ | dict.fromkeys(THREADS, "1")
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    made = json.loads(printed.splitlines()[-1])
    clocks = {"chainrule": "our time"} | {side: PEERS[side] for side, _ in CASES[case].goals}
    times = [(f"{whose}, by the clock", found[Key("training", case, f"{side} us")]) for side, whose in clocks.items()]
    beside = [("our products alone, by numpy's BLAS", made["products"]), *times]
    return Profile(f"A step of {case}, one thread", "us of processor time", list(made["parts"].items()), beside)
