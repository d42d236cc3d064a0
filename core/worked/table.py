"""Table: the numbers of one step by phase, read from the arrays of a Snapshot, which are those the equations use.

An Address says which number is meant; StepNumbers knows what it is called and lists what a walk has reached: all of a
small network, the largest of each phase of a large one. Example: of Mazur's 2-2-2 the phase of blame has δ_o1, δ_o2
and, until the hidden layer's blame has run, one row "δ_h1 … δ_h2" without a value.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index, Ref, Symbol, slope_along
from core.equations.names import NUMBERED, Names
from core.frozen import dataclass
from core.network import NetworkSpec
from core.snapshot import PhaseKind, Snapshot
from core.walk import Question, WalkState

MOST = 12
"""So many numbers of a phase are listed where there are more than ``NUMBERED``."""
BLOCK = 256
"""So many numbers at a time are looked through for the largest."""
PASSING = "Shape"
"""The group of layers that compute nothing: Flatten, Reshape."""
PER_NEURON = {"z": "z", "a": "a", "δ": "delta", "dE/da": "da"}
"""What a neuron has, by its symbol: the field of LayerValues."""
_KIND_OF = {"z": PhaseKind.FORWARD, "a": PhaseKind.FORWARD, "δ": PhaseKind.BLAME, "dE/da": PhaseKind.BLAME}
_LISTED = {PhaseKind.FORWARD: "a", PhaseKind.BLAME: "δ"}


@dataclass(frozen=True)
class Address:
    """Which number: ``what`` is z, a, δ, dE/da or E, or the name of a weight array; E without a layer is the whole."""

    kind: PhaseKind
    what: str
    layer: int | None = None
    index: Index = ()


@dataclass(frozen=True)
class Number:
    """A number of the present step; without a value while its phase has not run."""

    address: Address
    symbol: Symbol
    value: float | None
    ref: Ref | None = None

    def question(self, example: int | None) -> Question | None:
        """What to ask for its arithmetic; gradients and updates are those of the whole minibatch."""
        at = self.address
        if self.value is None or (at.layer is not None and self.ref is None):
            return None
        if at.kind in (PhaseKind.GRADIENT, PhaseKind.UPDATE):
            return Question(at.kind, at.layer, at.index, at.what)
        return Question(at.kind, at.layer, at.index, example=example)


@dataclass(frozen=True)
class PhaseNumbers:
    """One phase: its numbers, of how many; the stops it has in the plan; whether one of them is reached."""

    kind: PhaseKind
    numbers: tuple[Number, ...]
    total: int
    stops: tuple[int, ...]
    reached: bool


class StepNumbers:
    """Names and finds the numbers of ``network``."""

    def __init__(self, network: NetworkSpec) -> None:
        self.network = network
        self._names = Names(network)
        entry = network.input
        self._input = entry.id if entry is not None else -1

    # -- what a number is called -------------------------------------------------------------------------------------

    def named(self, at: Address) -> tuple[Symbol, Ref | None]:
        """Its symbol, and the neuron or wire it belongs to."""
        if at.layer is None:
            return Symbol("E"), None
        if at.what == "E":
            return Symbol("E", self._names.neuron(at.layer, at.index)), Ref(at.layer, at.index)
        if at.what in PER_NEURON:
            name = self._names.neuron(at.layer, at.index)
            if at.layer == self._input:  # x itself is given: nothing explains it
                sent = at.what == "dE/da"
                return Symbol("dE/dx" if sent else "x", name[1:]), Ref(at.layer, at.index) if sent else None
            return Symbol(at.what, name), Ref(at.layer, at.index)
        symbol, ref = self._names.wire(at.layer, at.what, at.index)
        slope = at.kind is PhaseKind.GRADIENT
        return (slope_along(symbol) if slope else symbol), ref

    @cached_property
    def addresses(self) -> dict[str, Address]:
        """Every number of a step by its symbol in plain text: a_h1, dE/dw_5; a weight's is its new value."""
        return {self.named(each)[0].plain: each for each in self._all()}

    def _all(self) -> Iterator[Address]:
        heads = {node.id for node in self.network.heads}
        yield Address(PhaseKind.ERROR, "E")
        for node in self.network.running:
            shape = self.network.shapes[node.id]
            for index in np.ndindex(*shape[-1:], *shape[:-1]):  # inside, channels come first
                for what in PER_NEURON if node.id != self._input else ("dE/da",):
                    yield Address(_KIND_OF[what], what, node.id, index)
                if node.id in heads:
                    yield Address(PhaseKind.ERROR, "E", node.id, index)
            for weight in self.network.weights(node.id):
                for index in np.ndindex(*weight.shape):
                    yield Address(PhaseKind.GRADIENT, weight.name, node.id, index)
                    yield Address(PhaseKind.UPDATE, weight.name, node.id, index)

    # -- what it is --------------------------------------------------------------------------------------------------

    def number(self, snapshot: Snapshot, at: Address) -> Number:
        """The number at the present stop."""
        symbol, ref = self.named(at)
        values = self._values(snapshot, at.kind, at.what, at.layer)
        return Number(at, symbol, None if values is None else float(values[at.index]), ref)

    def _values(self, snapshot: Snapshot, kind: PhaseKind, what: str, layer: int | None) -> Array | None:
        """The array a number lies in, None where the present step has not come there."""
        walk, watched = snapshot.walk, snapshot.watched
        if walk is None or watched is None:
            return None
        if what == "E":
            return _error(snapshot, walk, layer)
        assert layer is not None
        if what in PER_NEURON:
            found: Array = getattr(watched.layers[layer], PER_NEURON[what])
            return found[..., 0] if found.size else None
        if not walk.has(kind, layer if kind is PhaseKind.GRADIENT else None):
            return None
        return snapshot.slots_of(layer)[what].view(snapshot.grad if kind is PhaseKind.GRADIENT else snapshot.theta)

    # -- the whole step ----------------------------------------------------------------------------------------------

    def phases(self, snapshot: Snapshot, also: Iterable[Address] = ()) -> tuple[PhaseNumbers, ...]:
        """All phases of the walked step; ``also`` are numbers to list that are not listed by themselves."""
        walk, wanted = snapshot.walk, tuple(also)
        if walk is None:
            return ()
        kinds = dict.fromkeys(stop.kind for stop in walk.plan)
        by_kind = {kind: [each for each in wanted if each.kind is kind] for kind in kinds}
        return tuple(self._phase(snapshot, walk, kind, found) for kind, found in by_kind.items())

    def _phase(self, snapshot: Snapshot, walk: WalkState, kind: PhaseKind, also: list[Address]) -> PhaseNumbers:
        stops = [stop for stop in walk.plan if stop.kind is kind]
        groups = list(self._groups(kind, [stop.layer for stop in stops]))
        reached = any(walk.has(kind, stop.layer) for stop in stops)
        total = sum(int(np.prod(shape, dtype=np.int64)) for _, _, shape in groups)
        numbers: list[Number] = []
        if reached and total > NUMBERED:
            numbers = self._largest(snapshot, kind, groups)
        elif reached:
            numbers = [each for group in groups for each in self._group(snapshot, kind, *group, also)]
        listed = {each.address for each in numbers}
        rest = [self.number(snapshot, each) for each in also if each not in listed] if reached else []
        numbers += [each for each in rest if each.value is not None]
        return PhaseNumbers(kind, tuple(numbers), total, tuple(stop.index for stop in stops), reached)

    def _groups(self, kind: PhaseKind, layers: list[int | None]) -> Iterator[tuple[str, int | None, Index]]:
        """(what, layer, shape) of what a phase computes: outputs, blames, trained weights, the error."""
        if kind is PhaseKind.ERROR:
            yield "E", None, ()
            return
        update = [node.id for node in self.network.running] if kind is PhaseKind.UPDATE else layers
        for layer in update:
            assert layer is not None
            if self.network.by_id[layer].layer.group == PASSING:
                continue  # its numbers are those of the layer before
            if kind in _LISTED:
                shape = self.network.shapes[layer]
                yield _LISTED[kind], layer, (shape[-1], *shape[:-1])
                continue
            for weight in self.network.weights(layer):
                if self.network.by_id[layer].layer.trains(weight.name):
                    yield weight.name, layer, weight.shape

    def _group(
        self, snapshot: Snapshot, kind: PhaseKind, what: str, layer: int | None, shape: Index, also: list[Address]
    ) -> list[Number]:
        """All numbers of one array, led by what else is wanted of the same neurons; or one row that waits."""
        places = list(np.ndindex(*shape))
        if self._values(snapshot, kind, what, layer) is None:
            return [self._waiting(kind, what, layer, places)]
        found: list[Number] = []
        for index in places:
            here = Address(kind, what, layer, index)
            before = [each for each in also if (each.layer, each.index) == (layer, index) and each != here]
            found += [self.number(snapshot, each) for each in (*before, here)]
        return found

    def _waiting(self, kind: PhaseKind, what: str, layer: int | None, places: list[Index]) -> Number:
        first, last = (Address(kind, what, layer, each) for each in (places[0], places[-1]))
        symbol, _ = self.named(first)
        if len(places) > 1:
            end, _ = self.named(last)
            symbol = Symbol(symbol.base, symbol.subscript, f" … {end.base}_{end.subscript}")
        return Number(first, symbol, None)

    def _largest(
        self, snapshot: Snapshot, kind: PhaseKind, groups: list[tuple[str, int | None, Index]]
    ) -> list[Number]:
        """The numbers of a phase that are furthest from 0, the largest first."""
        best: list[tuple[float, Address]] = []
        for what, layer, _ in groups:
            values = self._values(snapshot, kind, what, layer)
            if values is None:
                continue
            flat = np.abs(values.reshape(-1))
            for at in largest(flat, MOST):
                place = tuple(int(each) for each in np.unravel_index(int(at), values.shape))
                best.append((float(flat[at]), Address(kind, what, layer, place)))
        best.sort(key=lambda each: -each[0])
        return [self.number(snapshot, each) for _, each in best[:MOST]]


def largest(values: Array, count: int) -> NDArray[np.intp]:
    """Places of the ``count`` largest of ``values`` (n,) >= 0, in no order; all of them where there are no more.

    They lie in the ``count`` blocks with the largest maxima, so only these are parted: a partition of a whole gradient
    that is mostly 0 takes 6 ms, this 0.1 ms. NaN counts as larger than any number.
    """
    if len(values) <= count:
        return np.arange(len(values))
    blocks = np.arange(0, len(values), BLOCK)
    peaks = np.maximum.reduceat(values, blocks)
    best = np.argpartition(peaks, -count)[-count:] if len(peaks) > count else np.arange(len(peaks))
    places = (blocks[best][:, None] + np.arange(BLOCK)).reshape(-1)
    places = places[places < len(values)]
    found: NDArray[np.intp] = places[np.argpartition(values[places], -count)[-count:]]
    return found


def _error(snapshot: Snapshot, walk: WalkState, layer: int | None) -> Array | None:
    """The error of the minibatch or the example looked at (), or (with a layer) each output's part of it."""
    assert snapshot.watched is not None
    if not walk.has(PhaseKind.ERROR):
        return None
    if layer is not None:
        return walk.heads[layer].part
    whole = walk.example is None or len(walk.rows) == 1
    return np.asarray(walk.loss if whole else snapshot.watched.loss, np.float64)
