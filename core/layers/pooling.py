"""MaxPooling and AveragePooling along one axis or two: one number for each window of each channel. Keras's meaning.

In backward passes the largest number of a window receives all of its blame (the first, where several are equal), under
an average each its share. Padding "same" adds places that never win and are not counted. Example: 24 x 24 x 6 under
MaxPooling2D() is 12 x 12 x 6.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Group, Index, Ref, Symbol
from core.arithmetic.view import Product, Quantity, Values, View
from core.frozen import dataclass
from core.layers.base import Build, Op, put
from core.layers.windows import PADDING_HELP, PADDINGS, Frame, Geometry, Windowed, inside, planes, windows
from core.spec import option
from core.task import Shape

_SIZE_HELP = "How many places a window spans."
_STRIDE_HELP = "How far a window moves at a time; off: its own size, so that windows do not overlap."


@dataclass(frozen=True, kw_only=True)
class Pooling(Windowed):
    """What all four share."""

    spread = ("pool_size", "strides")

    padding: str = option("valid", choices=PADDINGS, help=PADDING_HELP)

    def complaints(self) -> Iterator[tuple[str, str]]:
        yield from super().complaints()
        yield from self.wrong_counts()

    def geometry(self, inputs: tuple[Shape, ...]) -> Geometry:
        """Where its windows lie."""
        size, strides = self.per_axis("pool_size"), getattr(self, "strides", None)
        space = self.space_of(inputs)
        moved = size if strides is None else self.per_axis("strides")
        return Geometry.of(space, size, moved, (1,) * self.axes, self.padding)

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        return (*self.geometry(inputs).output, inputs[0][-1])

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"{self.kind} · {' × '.join(str(each) for each in self.per_axis('pool_size'))}"


@dataclass(frozen=True, kw_only=True)
class _Planar(Pooling):
    pool_size: tuple[int, ...] = option((2, 2), low=1, label="Window", help=_SIZE_HELP)
    strides: tuple[int, ...] | None = option(None, low=1, help=_STRIDE_HELP)


@dataclass(frozen=True, kw_only=True)
class _Linear(Pooling):
    group = "Sequences"
    axes = 1

    pool_size: int = option(2, low=1, label="Window", help=_SIZE_HELP)
    strides: int | None = option(None, low=1, help=_STRIDE_HELP)


@dataclass(frozen=True, kw_only=True)
class MaxPooling2D(_Planar, kind="MaxPooling2D"):
    """Keeps the largest number of each window."""

    title = "Keeps the largest number of each window of an image."
    outcome = "the largest number of each window"
    icon = "layer-max-pooling"

    def op(self, build: Build) -> Op:
        return MaxPoolingOp(build, self.geometry(build.input_shapes))


@dataclass(frozen=True, kw_only=True)
class MaxPooling1D(_Linear, kind="MaxPooling1D"):
    """Keeps the largest number of each window."""

    title = "Keeps the largest number of each window of a sequence."
    outcome = "the largest number of each window"
    icon = "layer-max-pooling"

    def op(self, build: Build) -> Op:
        return MaxPoolingOp(build, self.geometry(build.input_shapes))


@dataclass(frozen=True, kw_only=True)
class AveragePooling2D(_Planar, kind="AveragePooling2D"):
    """Takes the mean of each window."""

    title = "Takes the mean of each window of an image."
    outcome = "the mean of each window"
    icon = "layer-average-pooling"

    def op(self, build: Build) -> Op:
        return AveragePoolingOp(build, self.geometry(build.input_shapes))


@dataclass(frozen=True, kw_only=True)
class AveragePooling1D(_Linear, kind="AveragePooling1D"):
    """Takes the mean of each window."""

    title = "Takes the mean of each window of a sequence."
    outcome = "the mean of each window"
    icon = "layer-average-pooling"

    def op(self, build: Build) -> Op:
        return AveragePoolingOp(build, self.geometry(build.input_shapes))


class _PoolingOp(Op):
    """Works on one place of the window at a time, for all windows at once."""

    def __init__(self, build: Build, geometry: Geometry, fill: float) -> None:
        super().__init__(build)
        self.geometry = geometry
        planar = geometry.planar
        self._planar = planar
        self.frame = Frame(build.sources[0].a, planar, fill)
        self._z, self._delta = planes(self.z), planes(self.delta)
        self._taps = list(np.ndindex(planar.kernel))
        seen = windows(self.frame.array, planar)
        self._seen = [seen[:, i, j] for i, j in self._taps]
        self._apart = all(k <= s for k, s in zip(planar.kernel, planar.strides, strict=True))
        self._part = np.empty_like(self._z)
        self._sum: Array | None = None
        self._targets: list[Array] = []

    def _gather(self) -> Array:
        """The array that blame is added up in, with a frame; cleared where windows overlap."""
        if self._sum is None:  # made when first needed: nobody blames the data
            self._sum = np.zeros(self.frame.array.shape, self.z.dtype)
            seen = windows(self._sum, self._planar)
            self._targets = [seen[:, i, j] for i, j in self._taps]
        elif not self._apart:
            self._sum.fill(0.0)
        return self._sum


class MaxPoolingOp(_PoolingOp):
    """z = a = max over the window."""

    def __init__(self, build: Build, geometry: Geometry) -> None:
        super().__init__(build, geometry, -np.inf)
        self._wins = np.empty(self._z.shape, bool)
        self._left = np.empty_like(self._z)

    def forward(self) -> None:
        """z = the largest number each window sees."""
        self.frame.refresh()
        np.copyto(self._z, self._seen[0])
        for seen in self._seen[1:]:
            np.maximum(self._z, seen, out=self._z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """All of a window's delta to its winner: the first that equals z takes it, and nothing is left."""
        total = self._gather()
        np.copyto(self._left, self._delta)
        for seen, target in zip(self._seen, self._targets, strict=True):
            np.equal(seen, self._z, out=self._wins)
            np.multiply(self._left, self._wins, out=self._part)
            np.subtract(self._left, self._part, out=self._left)
            put(self._part, target, not self._apart)
        put(inside(total, self._planar), planes(out), add)

    @property
    def corners(self) -> str:
        """Where another number becomes the largest, the slope jumps."""
        return "max"

    def pieces(self) -> NDArray[Any]:
        """Which place of each window wins."""
        return np.asarray(np.argmax(np.stack(self._seen), axis=0))

    def wins(self, at: View, neuron: Index, place: Index) -> Values:
        """1 for the examples in which this place of the source wins the window of ``neuron``, else 0."""
        channel, *own = neuron
        top = at.values(self.z, neuron)
        free, won = np.ones_like(top), np.zeros_like(top)
        for _, seen in self.geometry.taps(tuple(own)):
            free = free - won
            won = np.multiply(free, at.values(self.sources[0].a, (channel, *seen)) == top)
            if seen == place:
                break
        return won

    def _winner(self, at: View, neuron: Index, place: Index) -> Quantity:
        values = self.wins(at, neuron, place)
        source = self.sources[0]
        return Quantity(at.symbol("wins", source, (neuron[0], *place)), values, at.ref(source, (neuron[0], *place)))

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """Every number of the window, times 1 where it wins and 0 where it does not."""
        (channel, *own), source = neuron, self.sources[0]
        products: list[tuple[Product, Ref | None]] = []
        for _, place in self.geometry.taps(tuple(own)):
            seen = (channel, *place)
            wire = at.wire(self, neuron, source, seen)
            products.append(((self._winner(at, neuron, place), at.read("a", source, seen)), wire))
        return (at.group(products),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The delta of every window that sees this number, times 1 where it wins."""
        channel, *own = neuron
        products: list[tuple[Product, Ref | None]] = []
        for _, place in self.geometry.seen_by(tuple(own)):
            target = (channel, *place)
            wire = at.wire(self, target, self.sources[0], neuron)
            products.append(((self._winner(at, target, tuple(own)), at.read("δ", self, target)), wire))
        return products


class AveragePoolingOp(_PoolingOp):
    """z = a = mean over the window, of what lies inside."""

    def __init__(self, build: Build, geometry: Geometry) -> None:
        super().__init__(build, geometry, 0.0)
        counts = [len(list(geometry.taps(place))) for place in np.ndindex(geometry.output)]
        self.counts = np.array(counts).reshape(geometry.output)
        shares = 1.0 / self.counts.reshape(*self._planar.output, 1)
        self._shares = np.ascontiguousarray(np.broadcast_to(shares, self._z.shape[1:]), build.dtype)

    def forward(self) -> None:
        """z = the sum of what each window sees, divided by how many that are."""
        self.frame.refresh()
        np.copyto(self._z, self._seen[0])
        for seen in self._seen[1:]:
            np.add(self._z, seen, out=self._z)
        np.multiply(self._z, self._shares, out=self._z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """The same share of a window's delta to everything it sees."""
        total = self._gather()
        np.multiply(self._delta, self._shares, out=self._part)
        for target in self._targets:
            put(self._part, target, not self._apart)
        put(inside(total, self._planar), planes(out), add)

    def _share(self, place: Index) -> Quantity:
        count = int(self.counts[place])
        return Quantity(Symbol(f"1/{count}", written=rf"\tfrac{{1}}{{{count}}}"), 1.0 / count)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """Every number of the window, times its share."""
        (channel, *own), source = neuron, self.sources[0]
        share = self._share(tuple(own))
        seen = [(channel, *place) for _, place in self.geometry.taps(tuple(own))]
        terms = [((share, at.read("a", source, each)), at.wire(self, neuron, source, each)) for each in seen]
        return (at.group(terms),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """Its share of the delta of every window that sees it."""
        channel, *own = neuron
        found: list[tuple[Product, Ref | None]] = []
        for _, place in self.geometry.seen_by(tuple(own)):
            target = (channel, *place)
            wire = at.wire(self, target, self.sources[0], neuron)
            found.append(((self._share(place), at.read("δ", self, target)), wire))
        return found
