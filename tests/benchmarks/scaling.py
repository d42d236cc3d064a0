"""How the cost of a step grows with units, depth, batch and rows; what an epoch costs beside its steps; its memory.

A slope on log-log axes of 1 means: twice the work, twice the time. Below 1 something else than the work is paid for;
far above 1 would be a cliff. Both engines are timed; ``auto`` is what a run takes by itself, and what goals are about.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
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
from tests.benchmarks.records import Key, Profile, Report, Table, brief
from tests.benchmarks.step_parts import measure

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


def steepest(values: tuple[int, ...], times: list[float]) -> float:
    """Of the straight lines between neighbours, on log-log axes."""
    return float(np.max(np.diff(np.log(times)) / np.diff(np.log(values))))


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
TITLE = "Microseconds a step of 16-32-32-1 tanh, Adam, batch 32, 4,096 rows"
READ = """
import sys
import numpy as np
with np.load(sys.argv[1]) as held:
    rows = [held[name] for name in held.files]
"""
WEIGHTS = "weights = np.{}(784 * 128 + 128 + 128 * 10 + 10, np.float32)\n"
OWN = "import sys; from tests.benchmarks import scaling; kept = scaling.pictures(sys.argv[1], {!r})"
EPOCH, PEAK_OF = "an epoch of 60,000 rows", "memory of 60,000 rows"
TRAINED = "trained for an epoch"
MODEL, DRAWN = "interpreter, data and weights of ones", "the same with weights drawn at random"
MEMORY = {
    "interpreter": "", "with numpy": "import numpy", "with the pictures": READ, MODEL: READ + WEIGHTS.format("ones"),
    DRAWN: READ + WEIGHTS.format("random.default_rng(0).random"),
    "with Chainrule and its kernels, pictures prepared": OWN.format(False), TRAINED: OWN.format(True),
}  # fmt: skip
"""What is run by itself, each more than the one before."""
ADDED = dict(zip(MEMORY, (
    "the interpreter", "numpy", "the pictures", "the weights", "numpy.random, which loads OpenSSL",
    "Chainrule's code and kernels", "buffers of steps, copies of weights to return to",
), strict=True))  # fmt: skip


def memory() -> dict[str, float]:
    """Peak MB by what was run; each in a process of its own, from the same file.

    This process has made the file: making it would be the peak.
    """
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "pictures.npz")
        np.savez(path, x=rng.integers(0, 256, (60_000, 28, 28), np.uint8), y=rng.integers(0, 10, 60_000))
        return {name: _peak(code, path) for name, code in MEMORY.items()}


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


def run(quick: bool) -> Report:
    """Sweeps, an epoch and its memory."""
    if cache.installed():
        cache.kernels("float32")
    seconds = 0.05 if quick else 0.3
    tables, found = [], dict[Key, float]()
    for name, (values, case_of) in SWEEPS.items():
        rows = []
        for engine in ("numpy", "compiled", "auto"):
            times = [microseconds(case_of(value), engine, seconds) for value in values]
            rows.append((engine, *map(brief, times), f"{slope(values, times):.2f}"))
        found[Key("scaling", name, "slope")] = slope(values, times)
        found[Key("scaling", name, "cliff")] = steepest(values, times)
        head = ("engine", *map(str, values), "slope")
        tables.append(Table(f"{TITLE}; varied: {name}", head, rows))
    times, peaks = epoch_beside_steps(1 if quick else 7), memory()
    found[Key("scaling", EPOCH, "time")] = times[0] / times[1]
    found[Key("scaling", PEAK_OF, "peak")] = peaks[TRAINED] / peaks[MODEL]
    found |= {Key("scaling", EPOCH, name): each for name, each in zip(("whole", "bare"), times, strict=True)}
    found |= {Key("scaling", PEAK_OF, name): peak for name, peak in peaks.items()}
    rows = [(f"{EPOCH}, 784-128-10, ms", f"{times[0]:.0f}"), ("as many bare steps, ms", f"{times[1]:.0f}")]
    rows += [(f"peak MB, {name}", f"{peak:.0f}") for name, peak in peaks.items()]
    return Report([*tables, Table("Training 60,000 pictures for an epoch", ("what", "measured"), rows)], found)


def profile(case: str, quick: bool, found: Mapping[Key, float]) -> Profile:
    """What stands behind a sweep, an epoch, or its memory."""
    made = {EPOCH: _profile_of_epoch, PEAK_OF: _profile_of_memory}
    return made[case](found) if case in made else _profile_of_sweep(case, 0.2 if quick else 2.0)


def _profile_of_epoch(found: Mapping[Key, float]) -> Profile:
    whole, bare = (found[Key("scaling", EPOCH, name)] for name in ("whole", "bare"))
    parts = [("its steps", bare), ("its beginning and end", whole - bare)]
    return Profile(EPOCH.capitalize(), "ms of processor time", parts)


def _profile_of_memory(found: Mapping[Key, float]) -> Profile:
    peaks = [(name, found[Key("scaling", PEAK_OF, name)]) for name in MEMORY]
    before = [0.0, *(peak for _, peak in peaks)]
    parts = [(ADDED[name], peak - less) for (name, peak), less in zip(peaks, before, strict=False)]
    return Profile("Peak memory of training 60,000 pictures for an epoch", "MB", parts)


def _profile_of_sweep(name: str, seconds: float) -> Profile:
    """The parts of the largest step, beside those of the one before it."""
    values, case_of = SWEEPS[name]
    before, last = (measure(trainer_of(case_of(value)), seconds) for value in values[-2:])
    beside = [(f"all of it at {values[-2]}", sum(before.parts.values())), ("its products alone", last.products)]
    return Profile(f"A step at {name} {values[-1]}", "us of processor time", list(last.parts.items()), beside)
