"""The race: the same gradient by finite differences, two forward passes a weight, and by one backward pass.

``race`` is a generator: it answers how far the slow way has come, so that a window can show it live and stop it. In
float64 and without dropout, on up to 32 rows. Example: 784-128-10 has 101,770 weights: 203,540 passes against 2.
"""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.errors import SpecError
from core.frozen import dataclass
from core.network import NetworkSpec
from core.program import Program
from core.trial import Named, trial

BACKWARD_PASSES = 2
"""One forward, one backward."""
_REPEATS = 5
_FINE = time.get_clock_info("thread_time").resolution <= 1e-6
_clock = time.thread_time if _FINE else time.perf_counter
"""Processor time of this thread where the system measures it finely: what a window does meanwhile is no part of it."""
LARGER = (1_000, 100_000, 10_000_000, 1_000_000_000)


@dataclass(frozen=True)
class Progress:
    """How far finite differences have come; backpropagation was done before they began."""

    done: int
    weights: int
    passes: int
    """Forward passes so far."""
    seconds: float
    """Processor time of these passes."""
    backward_seconds: float
    """What backpropagation took for all weights."""
    difference: float
    """Largest difference of the two gradients so far, relative to the largest entry of the gradient."""

    @property
    def finished(self) -> bool:
        """Whether every weight has its slope."""
        return self.done == self.weights

    @property
    def expected_seconds(self) -> float:
        """What finite differences will have taken in the end, at the pace so far."""
        return self.seconds * self.weights / self.done if self.done else float("nan")

    @property
    def ratio(self) -> float:
        """How many times longer finite differences take."""
        return self.expected_seconds / self.backward_seconds if self.backward_seconds else float("inf")


@dataclass(frozen=True)
class Extrapolation:
    """Seconds for one gradient of a larger network, were a pass to take time in proportion to the weights."""

    weights: int
    differences: float
    backward: float


def race(
    network: NetworkSpec, prepared: Prepared, weights: Named | Array | None = None, *,
    seed: int = 0, h: float = 1e-5, every: float = 0.05, state: Array | None = None,
) -> Iterator[Progress]:  # fmt: skip
    """Progress at the start, about ``every`` seconds, and at the end. Closing the generator calls the race off."""
    program = trial(network, prepared, weights, seed=seed, state=state)
    if not program.slots:
        raise SpecError("The network has no weights to find slopes for; add a Dense layer.")
    backward = _time_of_backpropagation(program)
    yield from _differences(program, backward, h, every)


def _time_of_backpropagation(program: Program) -> float:
    """Seconds of a forward and a backward pass: the quickest of a few, as the first one wakes the machine."""
    best = float("inf")
    with np.errstate(all="ignore"):
        for _ in range(_REPEATS):
            begun = _clock()
            program.run()
            best = min(best, _clock() - begun)
    return best


def _differences(program: Program, backward: float, h: float, every: float) -> Iterator[Progress]:
    theta, gradient, total = program.theta, program.grad.copy(), len(program.theta)
    largest = float(np.abs(gradient).max()) or 1.0
    spent, worst, done = 0.0, 0.0, 0
    yield Progress(0, total, 0, 0.0, backward, 0.0)
    while done < total:
        begun, until = _clock(), time.perf_counter() + every
        with np.errstate(all="ignore"):
            for _ in range(done, total):  # one at least, however small ``every`` is
                slope = _slope(program, theta, done, h)
                worst = max(worst, abs(slope - float(gradient[done])) / largest)
                done += 1
                if time.perf_counter() >= until:
                    break
        spent += _clock() - begun
        yield Progress(done, total, 2 * done, spent, backward, worst)


def _slope(program: Program, theta: NDArray[np.floating], at: int, h: float) -> float:
    """The central difference of one weight."""
    kept, losses = float(theta[at]), []
    for moved in (kept + h, kept - h):
        theta[at] = moved
        program.forward()
        program.error()
        losses.append(program.loss)
    theta[at] = kept
    return (losses[0] - losses[1]) / (2.0 * h)


def extrapolate(progress: Progress, weights: tuple[int, ...] = LARGER) -> tuple[Extrapolation, ...]:
    """Larger networks: each pass longer in proportion, and for finite differences more of them in proportion."""
    found = []
    for size in weights:
        times = size / progress.weights
        found.append(Extrapolation(size, progress.expected_seconds * times**2, progress.backward_seconds * times))
    return tuple(found)
