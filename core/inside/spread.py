"""Spread: what BatchNormalization does to the numbers of one channel: where they lie before and after it.

Read from the buffers of the last minibatch, its statistics beside the moving ones; before the first step from those of
a program of its own, which takes the first training rows forward and leaves the run alone. Example: the channel 2 of a
BatchNormalization over 24 x 24 x 6 with 64 examples is a histogram of 36,864 numbers before and one after.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.checkpoint import copy_of
from core.data.dataset import Prepared
from core.errors import SpecError
from core.frozen import dataclass
from core.layers.normalization import BatchNormalizationOp
from core.program import Program, compile_network

BINS = 48


@dataclass(frozen=True, eq=False)
class Histogram:
    """``counts`` (bins,) between ``edges`` (bins + 1,)."""

    edges: NDArray[np.float64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spread:
    """One channel's numbers before and after; means and deviations of all channels, (channels,) each.

    Deviations are square roots of the variances (without epsilon).
    """

    layer: int
    channel: int
    count: int
    before: Histogram
    after: Histogram
    mean: Array
    deviation: Array
    moving_mean: Array
    moving_deviation: Array
    gamma: float
    beta: float
    epsilon: float
    learns: bool
    """Whether the minibatch's own statistics were used; else the moving ones."""
    ahead: bool = False
    """Whether no step has been taken yet: the minibatch is the first training rows."""


def spread_of(program: Program, layer: int, channel: int) -> Spread:
    """The last minibatch in ``program``; SpecError where the layer is no BatchNormalization or has no such channel."""
    op = program.ops.get(layer)
    if not isinstance(op, BatchNormalizationOp):
        raise SpecError("This layer is no BatchNormalization.")
    if not 0 <= channel < len(op.z):
        raise SpecError(f"This layer has {len(op.z)} channels; received {channel}.")
    entering, leaving = op.x[channel], op.z[channel].reshape(-1)
    return Spread(
        layer, channel, entering.size, histogram(entering), histogram(leaving), copy_of(op.mean[:, 0]),
        copy_of(np.sqrt(op.variance[:, 0] if op.learns else op.moving_variance)), copy_of(op.moving_mean),
        copy_of(np.sqrt(op.moving_variance)),
        float(op.gamma.value[channel]) if op.gamma is not None else 1.0,
        float(op.beta.value[channel]) if op.beta is not None else 0.0, op.epsilon, op.learns,
    )  # fmt: skip


def spread_ahead(
    program: Program, prepared: Prepared, layer: int, channel: int, batch: int, seed: int = 0
) -> Spread:  # fmt: skip
    """The same before the first step: of the first ``batch`` training rows with the weights as ``program`` has them."""
    count = min(batch, len(prepared.train))
    own = compile_network(program.network, batch=count, dtype=program.dtype, seed=seed)
    np.copyto(own.theta, program.theta)
    np.copyto(own.state, program.state)
    own.load(prepared.train.pick(slice(0, count)).x[:])
    with np.errstate(all="ignore"):
        for key, op in own.ops.items():
            op.forward()
            if key == layer:
                break
    np.copyto(own.state, program.state)  # the moving statistics as they stand: a look moves none
    return replace(spread_of(own, layer, channel), ahead=True)


def histogram(values: Array) -> Histogram:
    """Of what is finite; one bin around a single number."""
    seen = values[np.isfinite(values)].astype(np.float64)
    if not seen.size:
        return Histogram(np.array([0.0, 1.0]), np.zeros(1, np.int64))
    low, high = float(seen.min()), float(seen.max())
    if high - low <= 1e-12 * max(1.0, abs(low)):
        low, high = low - 0.5, low + 0.5
    counts, edges = np.histogram(seen, BINS, (low, high))
    return Histogram(edges, counts.astype(np.int64))
