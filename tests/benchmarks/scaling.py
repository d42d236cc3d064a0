"""How the cost of a step grows with units, depth, batch and rows; what an epoch costs beside its steps; its memory.

A slope on log-log axes of 1 means: twice the work, twice the time. Below 1 something else than the work is paid for;
far above 1 would be a cliff. Both engines are timed; ``auto`` is what a run takes by itself.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data import load, prepare
from core.data_spec import ArraysData
from core.engines import cache
from core.fitting import suggest_network
from core.project import TrainingSpec
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


def epoch_beside_steps(rounds: int) -> tuple[float, float]:
    """Milliseconds of processor time of an epoch of 60,000 rows, and of as many bare steps: least of some rounds."""
    run = trainer_of(BIG)
    run.epoch()
    count = run.sampler.batches_per_epoch
    whole, bare = [], []
    for _ in range(rounds):
        begun = time.process_time()
        run.epoch()
        whole.append(time.process_time() - begun)
        begun = time.process_time()
        for _ in range(count - 1):
            run.step()
        bare.append((time.process_time() - begun) * count / (count - 1))
        run.step()  # the one that ends the epoch
    return min(whole) * 1e3, min(bare) * 1e3


PEAK = """
def peak():
    import pathlib, resource, sys
    status = pathlib.Path("/proc/self/status")
    if status.exists():  # getrusage knows the peak of whoever started this process, too
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
"""
BARE = """
import sys
import numpy as np
with np.load(sys.argv[1]) as held:
    rows = [held[name] for name in held.files]
weights = np.{}(784 * 128 + 128 + 128 * 10 + 10, np.float32)
"""
"""Interpreter, data and weights, and nothing else: ones, or drawn at random, which loads numpy.random and OpenSSL."""
OWN = "import sys; from tests.benchmarks import scaling; kept = scaling.pictures(sys.argv[1], {!r})"


def memory() -> tuple[float, float, float, float]:
    """Peak MB of 60,000 pictures: trained for an epoch; read, with kernels loaded; with weights only, drawn or of ones.

    Each in a process of its own, from the same file, which this one has made: making it would be the peak.
    """
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "pictures.npz")
        np.savez(path, x=rng.integers(0, 256, (60_000, 28, 28), np.uint8), y=rng.integers(0, 10, 60_000))
        codes = OWN.format(True), OWN.format(False), BARE.format("random.default_rng(0).random"), BARE.format("ones")
        trained, read, drawn, bare = (_peak(code, path) for code in codes)
    return trained, read, drawn, bare


def _peak(code: str, path: str) -> float:
    command = [sys.executable, "-c", PEAK + code + "\nprint(peak())", path]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def pictures(path: str, train: bool) -> object:
    """The pictures, prepared, beside the kernels that a run takes; trained for an epoch where that is wanted."""
    if cache.ready("float32"):
        cache.kernels("float32")
    dataset, spec = load(ArraysData(path=path))
    prepared = prepare(dataset, spec)
    if train:
        Trainer(suggest_network(dataset.task, (128,), "relu"), TrainingSpec(batch_size=64), prepared).epoch()
    return prepared


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
    whole, bare = epoch_beside_steps(1 if quick else 5)
    print(f"60,000 rows, 784-128-10: an epoch {whole:.0f} ms, bare steps {bare:.0f} ms, {whole / bare:.2f}x (goal 1.1)")
    trained, read, drawn, bare = memory()
    print(
        f"Peak memory of 60,000 pictures trained {trained:.0f} MB; interpreter, data and weights {bare:.0f} MB, "
        f"{trained / bare:.2f}x (goal 1.3), {trained / drawn:.2f}x of {drawn:.0f} MB with numpy.random; "
        f"with Chainrule and its kernels loaded {read:.0f} MB, {trained / read:.2f}x"
    )
    print()
