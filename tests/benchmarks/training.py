"""Microseconds a training step, Chainrule beside PyTorch, JAX and scikit-learn: a process each, rounds alternating.

Both get the same number of threads through the same environment and draw their own batches. Printed are the median of
the rounds, their spread (smallest and largest) and the ratio of the medians. What is not installed is left out.
"""

import contextlib
import importlib.util
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.benchmarks.cases import CASES, Case

ROUNDS = 9
SECONDS = 0.5
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


def show(name: str, case: Case, sides: tuple[str, ...], contenders: list[Contender]) -> None:
    """One line for each contender, with the ratio to the first, and whether that meets the goal."""
    first = statistics.median(contenders[0].times)
    goals = dict(case.goals)
    for side, contender in zip(sides, contenders, strict=True):
        median = statistics.median(contender.times)
        line = f"{name:15} {contender.name:22} {median:9.2f} {min(contender.times):9.2f} {max(contender.times):9.2f}"
        if contender is not contenders[0]:
            ratio = median / first
            line += f" {ratio:8.2f}x"
            if side in goals:
                line += f"  goal {goals[side]:g}: {'met' if ratio >= goals[side] else 'missed'}"
        print(line, flush=True)


def installed(side: str) -> bool:
    """Whether the library that a contender needs is there."""
    return importlib.util.find_spec(side.partition("_")[0]) is not None


def run(quick: bool = False) -> None:
    """Time every case and print the table."""
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5:
        print(f"Other programs keep this machine busy (load {os.getloadavg()[0]:.1f}): the ratios below are rough.")
    missing = [name for name in ("torch", "jax", "sklearn") if not installed(name)]
    if missing:
        print(f"Not installed: {', '.join(missing)}; `make bench` installs them.")
    cores = os.cpu_count() or 1
    rounds, seconds = (3, 0.2) if quick else (ROUNDS, SECONDS)
    for threads in sorted({1, cores}):
        print(f"\nMicroseconds a training step, {threads} thread{'s' * (threads > 1)} of {cores} each")
        print(f"{'network':15} {'program':22} {'median':>9} {'least':>9} {'most':>9} {'ratio':>9}")
        for name, case in CASES.items():
            sides = ("chainrule", *(side for side in case.contenders if installed(side)))
            show(name, case, sides, compare(name, sides, threads, rounds, seconds))
