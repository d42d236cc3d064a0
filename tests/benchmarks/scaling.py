"""How the cost of a step grows with units, depth, batch and rows; what an epoch costs beside its steps; its memory.

A slope on log-log axes of 1 means: twice the work, twice the time. Below 1 something else than the work is paid for;
far above 1 would be a cliff. Both engines are timed; ``auto`` is what a run takes by itself.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.engines import cache
from core.trainer import Trainer
from tests.benchmarks.cases import CHOICE, NUMBER, Case, dense
from tests.benchmarks.contender_chainrule import trainer_of

BIG = Case(*dense((784, 128, 10), "relu", "softmax"), CHOICE, 64, "Adam", 60_000)


def _case(units: int = 32, depth: int = 2, batch: int = 32, rows: int = 4_096) -> Case:
    return Case(*dense((16, *[units] * depth, 1), "tanh", "tanh"), NUMBER, batch, "Adam", rows)


SWEEPS: dict[str, tuple[tuple[int, ...], Callable[[int], Case]]] = {
    "units of a layer": ((8, 16, 32, 64, 128, 256, 512), lambda value: _case(units=value)),
    "layers": ((1, 2, 4, 8, 16, 32), lambda value: _case(depth=value)),
    "rows of a batch": ((1, 4, 16, 64, 256, 1024), lambda value: _case(batch=value)),
    "rows of data": ((512, 2_048, 8_192, 32_768, 131_072), lambda value: _case(rows=value)),
}


def microseconds(case: Case, engine: str, seconds: float) -> float:
    """A step's time, the best of three rounds, epochs' ends included."""
    first = trainer_of(case)
    run = Trainer(first.network, replace(first.training, engine=engine), first.prepared)
    run.run(seconds)
    return min(_round(run, seconds) for _ in range(3))


def _round(run: Trainer, seconds: float) -> float:
    begun = time.perf_counter()
    steps = run.run(seconds)
    return (time.perf_counter() - begun) / steps * 1e6


def slope(values: tuple[int, ...], times: list[float]) -> float:
    """Of the straight line through the upper half of the points, on log-log axes."""
    half = len(values) // 2
    return float(np.polyfit(np.log(values[half:]), np.log(times[half:]), 1)[0])


def epoch_beside_steps(seconds: float) -> tuple[float, float]:
    """Milliseconds of an epoch of 60,000 rows, and of as many bare steps."""
    run = trainer_of(BIG)
    run.run(seconds)
    run.epoch()
    begun = time.perf_counter()
    run.epoch()
    whole = time.perf_counter() - begun
    begun = time.perf_counter()
    count = run.sampler.batches_per_epoch - 1
    for _ in range(count):
        run.step()
    return whole * 1e3, (time.perf_counter() - begun) * 1e3 * (count + 1) / count


def memory() -> tuple[float, float]:
    """Peak MB of a process that trains an epoch of 60,000 rows, and of data, weights and the same program at rest."""
    code = (
        "import sys; from tests.benchmarks import scaling; "
        "print(scaling.own_peak(sys.argv[1] == 'train'))"
    )
    peaks = [
        float(subprocess.run([sys.executable, "-c", code, what], capture_output=True, text=True, check=True).stdout)
        for what in ("train", "rest")
    ]
    return peaks[0], peaks[1]


def own_peak(train: bool) -> float:
    """Peak MB of this process, after an epoch or with rows and weights only."""
    if cache.installed():
        cache.kernels("float32")
    run = trainer_of(BIG)
    if train:
        run.epoch()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def run(quick: bool) -> None:
    """Print the tables."""
    if cache.installed():
        cache.kernels("float32")
    seconds = 0.05 if quick else 0.3
    print("Microseconds a step of 16-32-32-1 tanh under Adam, batch 32, 4,096 rows, where one of these is varied")
    for name, (values, case_of) in SWEEPS.items():
        for engine in ("numpy", "compiled", "auto"):
            times = [microseconds(case_of(value), engine, seconds) for value in values]
            shown = "  ".join(f"{value}: {each:.4g}" for value, each in zip(values, times, strict=True))
            print(f"{name:17} {engine:9} slope {slope(values, times):4.2f}   {shown}", flush=True)
    whole, bare = epoch_beside_steps(seconds)
    print(f"60,000 rows, 784-128-10: an epoch {whole:.0f} ms, bare steps {bare:.0f} ms, {whole / bare:.2f}x (goal 1.1)")
    peak, rest = memory()
    print(f"Peak memory of it {peak:.0f} MB; with the data alone {rest:.0f} MB, {peak / rest:.2f}x (goal 1.3)")
    print()
