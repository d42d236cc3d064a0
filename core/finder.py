"""The learning-rate finder: the loss of minibatch after minibatch while the rate grows evenly by factors, on a copy.

Smith 2017: too small a rate leaves the loss where it is, a good one lowers it, too large a one drives it up. ``sweep``
is a generator, so that a window can show it live and stop it; the run it starts from is not touched. Example: 120
steps from 1e-6 to 10 each multiply the rate by 1.14.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.class_weights import shares_of
from core.data.dataset import Prepared
from core.data.sampler import Sampler
from core.errors import SpecError
from core.feed import Feed
from core.frozen import dataclass
from core.metrics import Codings
from core.network import NetworkSpec
from core.program import compile_network
from core.project import TrainingSpec
from core.schedules import Constant
from core.updater import Updater

LOWEST, HIGHEST, STEPS = 1e-6, 10.0, 120
_MEMORY = 0.9
"""Share of the recent loss that is kept at each step, to see when it has gone up."""
_NEIGHBOURS = 30
"""A curve of so many steps is smoothed over about one to each side."""
_TOO_FAR = 4.0
"""The sweep ends where the recent loss is so many times its least."""
_LEAST_FALL = 0.02
"""A fall of less than this share of the first loss is noise."""


@dataclass(frozen=True)
class Tried:
    """One step: the rate and the loss of its minibatch before the update."""

    rate: float
    loss: float


def sweep(
    network: NetworkSpec, training: TrainingSpec, prepared: Prepared, theta: Array, state: Array | None = None, *,
    lowest: float = LOWEST, highest: float = HIGHEST, steps: int = STEPS,
) -> Iterator[Tried]:  # fmt: skip
    """A Tried for each step; it ends early where the loss has clearly gone up. Moments begin afresh."""
    rows = len(prepared.train)
    sampler = Sampler(rows, training.batch_size, True, np.random.default_rng([training.seed, 31]))
    program = compile_network(network, batch=sampler.batch, dtype=training.dtype, seed=training.seed)
    if not program.slots:
        raise SpecError("The network has no weights to train; add a Dense layer.")
    np.copyto(program.theta, theta)
    if state is not None and state.size == program.state.size:
        np.copyto(program.state, state)
    codings = Codings.of(network, prepared.dataset.task)
    updater = Updater(training.optimizer, Constant(), program.vectors)
    feed = Feed(program, prepared.train.x, codings.encode(prepared.train, program.dtype), sampler, updater.update)
    feed.weigh_classes(shares_of(training.class_weight, network, codings, prepared.train))
    mean, least = 0.0, math.inf
    for step in range(steps):
        rate = lowest * (highest / lowest) ** (step / max(1, steps - 1))
        updater.follow(replace(training.optimizer, learning_rate=rate))
        with np.errstate(all="ignore"):
            current, runs = feed.draw()
            for run in runs:
                run()
        loss = current.loss
        mean = _MEMORY * mean + (1.0 - _MEMORY) * loss
        recent = mean / (1.0 - _MEMORY ** (step + 1))
        if not math.isfinite(recent):
            return
        yield Tried(rate, loss)
        least = min(least, recent)
        if step > STEPS // 10 and recent > _TOO_FAR * least:
            return


def smoothed(tried: Sequence[Tried]) -> NDArray[np.float64]:
    """Losses (k,) as a curve shows them: each a mean of its neighbours on both sides, so that none lies too far right.

    What shoots up at the end is cut off first, or it would lift the good rates before it.
    """
    losses = np.array([each.loss for each in tried], np.float64)
    if len(losses) < 3:
        return losses
    first = float(losses[: max(1, len(losses) // 10)].mean())
    losses = np.minimum(losses, first + 3.0 * max(first - float(losses.min()), 0.05 * abs(first)))
    reach = len(losses) / _NEIGHBOURS
    apart = np.arange(len(losses))
    weights = np.exp(-0.5 * ((apart[:, None] - apart[None, :]) / max(reach, 1e-3)) ** 2)
    found: NDArray[np.float64] = weights @ losses / weights.sum(axis=1)
    return found


def recommended(tried: Sequence[Tried]) -> float | None:
    """The rate at which the loss falls most steeply, before it is least; None where it never clearly falls.

    One digit, 1 or 3 times a power of ten, as the curve knows no better.
    """
    if len(tried) < 3:
        return None
    losses = smoothed(tried)
    rates = np.log(np.array([each.rate for each in tried]))
    bottom = int(losses.argmin())
    if losses[0] - losses[bottom] < _LEAST_FALL * abs(losses[0]) or bottom < 2:
        return None
    slope = np.gradient(losses[: bottom + 1], rates[: bottom + 1])
    rate = math.exp(float(rates[int(slope.argmin())]))
    power = 10.0 ** math.floor(math.log10(rate))
    return float(f"{3.0 * power:.1g}") if rate >= 3.0 * power else float(f"{power:.1g}")
