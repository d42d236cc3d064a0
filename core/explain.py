"""Gradient check: backpropagation against finite differences, layer by layer, in float64.

Each sampled weight is moved by +h and -h; the slope of the loss between the two is held beside the gradient that the
backward pass gave: |a - b| / max(|a|, |b|). Where a piecewise function changes its piece within that step (relu at 0)
the two may differ without an error: such weights are counted as kinks, with the layer whose activation has the corner.
Example: ``gradient_check(network, prepared)`` of 64-32-10 answers two LayerChecks per Dense layer; ``checking`` yields
how far it has come.
"""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.equations.names import Names
from core.errors import SpecError
from core.frozen import dataclass
from core.layers import Op
from core.network import NetworkSpec
from core.program import Program
from core.snapshot import Slot
from core.task import Shape
from core.trial import Named, set_aside, trial

SAMPLE = 200
"""So many weights of an array are tried where not all are."""
GOOD, FINE, UNEASY = 1e-7, 1e-4, 1e-2
"""Largest relative error of what is called so (cs231n); beyond the last the gradient is wrong."""
_ROUNDING = 4 * float(np.finfo(np.float64).eps)
"""What rounding alone makes of half a difference of losses, relative to the loss."""
_TRIES = 8


@dataclass(frozen=True)
class Worst:
    """The weight with the largest relative error: its name as in equations, its place in its array, both slopes."""

    name: str
    index: Shape
    backpropagation: float
    central_difference: float


@dataclass(frozen=True)
class Kinks:
    """So many weights were left out because this function of this layer changed its piece."""

    layer: str
    function: str
    count: int


@dataclass(frozen=True)
class LayerCheck:
    """One weight array: how many weights were tried, the largest relative error, and what it means.

    ``planned`` of its ``size`` weights are to be tried; ``worst`` is None while none was comparable.
    """

    layer: str
    array: str
    checked: int
    kinks: int
    largest_relative_error: float
    worst: Worst | None = None
    sources: tuple[Kinks, ...] = ()
    planned: int = 0
    size: int = 0

    @property
    def verdict(self) -> str:
        """``good``, ``fine``, ``uneasy`` or ``wrong``, after cs231n."""
        return verdict_of(self.largest_relative_error)

    @property
    def compared(self) -> int:
        """How many weights were tried and not left out."""
        return self.checked - self.kinks


@dataclass(frozen=True)
class Checking:
    """How far a check has come; ``checks`` has every array, also those not begun. ``notes`` are plain sentences."""

    checks: tuple[LayerCheck, ...]
    rows: int
    seconds: float
    notes: tuple[str, ...]

    @property
    def checked(self) -> int:
        """Weights tried so far."""
        return sum(each.checked for each in self.checks)

    @property
    def planned(self) -> int:
        """Weights to be tried."""
        return sum(each.planned for each in self.checks)

    @property
    def finished(self) -> bool:
        """Whether all that was planned is done."""
        return self.checked == self.planned


def verdict_of(error: float) -> str:
    """What a largest relative error means, after cs231n."""
    if error <= GOOD:
        return "good"
    return "fine" if error <= FINE else "uneasy" if error <= UNEASY else "wrong"


def gradient_check(
    network: NetworkSpec, prepared: Prepared, weights: Named | Array | None = None, *,
    seed: int = 0, sample: int = SAMPLE, h: float = 1e-5,
) -> tuple[LayerCheck, ...]:  # fmt: skip
    """Check up to ``sample`` weights of every array on the first rows of ``prepared``, at ``weights`` or fresh ones."""
    steps = checking(network, prepared, weights, seed=seed, sample=sample, h=h, every=float("inf"))
    return [each.checks for each in steps][-1]


def checking(
    network: NetworkSpec, prepared: Prepared, weights: Named | Array | None = None, *,
    seed: int = 0, sample: int | None = SAMPLE, h: float = 1e-5, every: float = 0.05, state: Array | None = None,
) -> Iterator[Checking]:  # fmt: skip
    """Progress at the start, about ``every`` seconds, and at the end; without ``sample`` every weight is tried.

    Closing the generator ends the check. SpecError where there is nothing to check or the loss is not finite.
    """
    program = _loaded(network, prepared, weights, seed, state)
    with np.errstate(all="ignore"):
        check = _Check(program, h)
    check.plan(sample, np.random.default_rng(seed))
    yield check.progress()
    while not check.finished:
        with np.errstate(all="ignore"):
            check.go_on(every)
        yield check.progress()


def seconds_per_weight(network: NetworkSpec, prepared: Prepared, weights: Named | Array | None = None) -> float:
    """What trying one weight takes on this machine, measured on a few."""
    program = _loaded(network, prepared, weights, 0)
    with np.errstate(all="ignore"):
        check = _Check(program, 1e-5)
        check.plan(_TRIES, np.random.default_rng(0))
        check.go_on(0.0)  # the first one wakes the machine
        begun, tried = check.seconds, check.tried
        check.go_on(0.02)
    return (check.seconds - begun) / (check.tried - tried) if check.tried > tried else begun


def _loaded(
    network: NetworkSpec, prepared: Prepared, weights: Named | Array | None, seed: int, state: Array | None = None
) -> Program:
    program = trial(network, prepared, weights, seed=seed, state=state)
    if not program.slots:
        raise SpecError("The network has no weights to check; add a Dense layer.")
    return program


class _Tally:
    """What has been found out about one array."""

    def __init__(self, slot: Slot, names: Names, name: str, chosen: NDArray[np.intp]) -> None:
        self.slot, self.names, self.name = slot, names, name
        self.chosen = chosen
        self.checked = 0
        self.kinks: Counter[tuple[str, str]] = Counter()
        self.error = 0.0
        self.worst: Worst | None = None

    def add(self, index: int, error: float, backward: float, slope: float) -> None:
        """Count a weight that could be compared."""
        if self.worst is None or error > self.error:
            slot = self.slot
            place = tuple(int(each) for each in np.unravel_index(index - slot.start, slot.shape))
            name = self.names.of(slot.layer, slot.array, place).plain
            self.error, self.worst = error, Worst(name, place, backward, slope)

    def told(self) -> LayerCheck:
        """As it stands."""
        sources = tuple(Kinks(layer, function, count) for (layer, function), count in self.kinks.items())
        return LayerCheck(
            self.name, self.slot.array, self.checked, self.kinks.total(), self.error, self.worst, sources,
            len(self.chosen), self.slot.stop - self.slot.start,
        )  # fmt: skip


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
        names = {node.id: node.name for node in program.network.nodes}
        self.names = names
        self.kinked: list[tuple[str, Op]] = [
            (names[key], op) for key, op in program.ops.items() if op.corners
        ]
        self.notes = set_aside(program)
        self.tallies: list[_Tally] = []
        self.seconds, self.tried = 0.0, 0

    def plan(self, sample: int | None, rng: np.random.Generator) -> None:
        """Draw the weights to try, in the order of the arrays."""
        names = Names(self.program.network)
        for slot in self.program.slots:
            chosen = np.sort(rng.permutation(slot.stop - slot.start)[:sample]).astype(np.intp) + slot.start
            self.tallies.append(_Tally(slot, names, self.names[slot.layer], chosen))

    @property
    def finished(self) -> bool:
        return all(each.checked == len(each.chosen) for each in self.tallies)

    def go_on(self, seconds: float) -> None:
        """Try weights for so long, at least one."""
        begun = time.perf_counter()
        for tally in self.tallies:
            while tally.checked < len(tally.chosen):
                self._try(tally, int(tally.chosen[tally.checked]))
                if time.perf_counter() - begun >= seconds:
                    self.seconds += time.perf_counter() - begun
                    return
        self.seconds += time.perf_counter() - begun

    def progress(self) -> Checking:
        """As it stands."""
        return Checking(tuple(each.told() for each in self.tallies), self.program.n, self.seconds, self.notes)

    def _try(self, tally: _Tally, index: int) -> None:
        slope, kink = self._slope(index, tally)
        tally.checked += 1
        self.tried += 1
        if kink is not None:
            tally.kinks[kink] += 1
            return
        backward = float(self.grad[index])
        tally.add(index, self._error(backward, slope), backward, slope)

    def _slope(self, index: int, tally: _Tally) -> tuple[float, tuple[str, str] | None]:
        """(central difference, layer and function that changed its piece between the two points, if any)."""
        theta, kept = self.program.theta, float(self.program.theta[index])
        theta[index] = kept + self.h
        above, pieces = self._loss(), self._pieces()
        theta[index] = kept - self.h
        below = self._loss()
        theta[index] = kept
        kink = self._bent(pieces)
        if kink is None and self.h >= abs(kept) and self._has_corner(tally.slot):
            kink = (tally.name, "l1")
        return (above - below) / (2.0 * self.h), kink

    def _bent(self, pieces: list[NDArray[Any]]) -> tuple[str, str] | None:
        """The first layer with an example that lies on another piece than in ``pieces``."""
        for (name, op), before, after in zip(self.kinked, pieces, self._pieces(), strict=True):
            if (before != after).any():
                return name, op.corners
        return None

    def _has_corner(self, slot: Slot) -> bool:
        """Whether the penalty on this array has a corner at 0."""
        return any(
            weight.regularizer.l1 > 0.0
            for weight in self.program.network.weights(slot.layer)
            if weight.name == slot.array
        )

    def _loss(self) -> float:
        self.program.forward()
        self.program.error()
        return self.program.loss

    def _pieces(self) -> list[NDArray[Any]]:
        return [op.pieces() for _, op in self.kinked]

    def _error(self, backward: float, slope: float) -> float:
        difference, size = abs(backward - slope), max(abs(backward), abs(slope))
        if difference == 0.0:
            return 0.0
        rounding = _ROUNDING * max(1.0, abs(self.loss)) / self.h
        if difference <= rounding:
            size = max(size, rounding / GOOD)  # the rounding of two losses says nothing against a tiny gradient
        return difference / size
