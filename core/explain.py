"""Gradient check: backpropagation against finite differences, layer by layer, in float64.

Each sampled weight is moved by +h and -h; the slope of the loss between the two is held beside the gradient that the
backward pass gave: |a - b| / max(|a|, |b|). Where a piecewise function changes its piece within that step (relu at 0)
the two may differ without an error: such entries are counted as kinks. Imports numpy, program and data.
Example: ``gradient_check(network, prepared)`` of 64-32-10 answers two LayerChecks per Dense layer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.errors import SpecError
from core.metrics import Coding
from core.model import fill
from core.network import NetworkSpec
from core.program import Program, compile_network
from core.snapshot import Slot

ROWS = 32
GOOD, FINE, UNEASY = 1e-7, 1e-4, 1e-2
"""Largest relative error of what is called so (cs231n); beyond the last the gradient is wrong."""
_ROUNDING = 4 * float(np.finfo(np.float64).eps)
"""What rounding alone makes of half a difference of losses, relative to the loss."""
_PIECEWISE = ("relu", "leaky_relu", "elu")


@dataclass(frozen=True)
class LayerCheck:
    """One weight array: how many weights were tried, the largest relative error, and what it means."""

    layer: str
    array: str
    checked: int
    kinks: int
    largest_relative_error: float

    @property
    def verdict(self) -> str:
        """``good``, ``fine``, ``uneasy`` or ``wrong``, after cs231n."""
        error = self.largest_relative_error
        if error <= GOOD:
            return "good"
        return "fine" if error <= FINE else "uneasy" if error <= UNEASY else "wrong"


def gradient_check(
    network: NetworkSpec, prepared: Prepared, weights: dict[str, NDArray[np.floating]] | None = None, *,
    seed: int = 0, sample: int = 200, h: float = 1e-5,
) -> tuple[LayerCheck, ...]:  # fmt: skip
    """Check up to ``sample`` weights of every array on the first rows of ``prepared``, at ``weights`` or fresh ones."""
    network.require_runnable(prepared.dataset.task)
    n = min(ROWS, len(prepared.train))
    # Compiled for prediction: dropout would draw another mask for every pass.
    program = compile_network(network, batch=n, dtype=np.float64, seed=seed, training=False)
    if not program.slots:
        raise SpecError("The network has no weights to check; add a Dense layer.")
    if weights is not None:
        fill(program, weights)
    coding = Coding.of(network, prepared.dataset.task)
    program.load(prepared.train.x[:n].astype(np.float64), coding.encode(prepared.train.y[:n], np.float64))
    with np.errstate(all="ignore"):
        return _Check(program, h).all(sample, np.random.default_rng(seed))


class _Check:
    """The passes over one loaded program."""

    def __init__(self, program: Program, h: float) -> None:
        self.program = program
        self.h = h
        program.run()
        if not np.isfinite(program.loss):
            raise SpecError("The loss is not a finite number with these weights, so no gradient can be checked.")
        self.loss = program.loss
        self.grad = program.grad.copy()
        self.kinked = [op for op in program.ops.values() if op.activation.name in _PIECEWISE]

    def all(self, sample: int, rng: np.random.Generator) -> tuple[LayerCheck, ...]:
        """Every array."""
        return tuple(self._slot(slot, sample, rng) for slot in self.program.slots)

    def _slot(self, slot: Slot, sample: int, rng: np.random.Generator) -> LayerCheck:
        size = slot.stop - slot.start
        chosen = np.sort(rng.permutation(size)[:sample]) + slot.start
        kinks, worst = 0, 0.0
        for index in chosen:
            slope, bent = self._slope(int(index))
            kinks += bent
            if not bent:
                worst = max(worst, self._error(float(self.grad[index]), slope))
        name = self.program.network.by_id[slot.layer].name
        return LayerCheck(name, slot.array, len(chosen), kinks, worst)

    def _slope(self, index: int) -> tuple[float, bool]:
        """(central difference, whether a piecewise function changed its piece between the two points)."""
        theta, kept = self.program.theta, float(self.program.theta[index])
        theta[index] = kept + self.h
        above, signs = self._loss(), self._pieces()
        theta[index] = kept - self.h
        below = self._loss()
        bent = any((one != other).any() for one, other in zip(signs, self._pieces(), strict=True))
        crossed = self.h >= abs(kept) and self._has_corner(index)
        theta[index] = kept
        return (above - below) / (2.0 * self.h), bent or crossed

    def _has_corner(self, index: int) -> bool:
        """Whether the penalty on this weight has a corner at 0."""
        return any(
            slot.start <= index < slot.stop and weight.regularizer.l1 > 0.0
            for slot in self.program.slots
            for weight in self.program.network.weights(slot.layer)
            if weight.name == slot.array
        )

    def _loss(self) -> float:
        self.program.forward()
        self.program.error()
        return self.program.loss

    def _pieces(self) -> list[Array]:
        return [np.sign(op.z) for op in self.kinked]

    def _error(self, backward: float, slope: float) -> float:
        difference, size = abs(backward - slope), max(abs(backward), abs(slope))
        rounding = _ROUNDING * max(1.0, abs(self.loss)) / self.h
        if difference <= rounding:
            size = max(size, rounding / GOOD)  # the rounding of two losses says nothing against a tiny gradient
        return difference / size
