"""GlobalMaxPooling and GlobalAveragePooling: one number for each channel, over all places. Keras's meaning.

(channels, ..., n) becomes (channels, n), or keeps axes of length 1 with ``keepdims``. Where several places reach the
maximum, each receives an even part of the blame, as in Keras. Example: 196 x 128 under GlobalMaxPooling1D() is 128.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Group, Index, Ref, Symbol
from core.arithmetic.view import Product, Quantity, View
from core.frozen import dataclass
from core.layers.base import Build, Op, put
from core.layers.windows import Windowed
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class GlobalPooling(Windowed):
    """What all four share."""

    icon = "layer-global-pooling"

    keepdims: bool = option(False, label="Keep axes", help="Keep the axes, with one place each.")

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        ones = (1,) * len(self.space_of(inputs)) if self.keepdims else ()
        return (*ones, inputs[0][-1])


@dataclass(frozen=True, kw_only=True)
class GlobalMaxPooling2D(GlobalPooling, kind="GlobalMaxPooling2D"):
    """Keeps the largest number of each channel."""

    title = "Keeps the largest number of each channel of an image."
    outcome = "the largest number of each channel"

    def op(self, build: Build) -> Op:
        return GlobalMaxPoolingOp(build)


@dataclass(frozen=True, kw_only=True)
class GlobalMaxPooling1D(GlobalPooling, kind="GlobalMaxPooling1D"):
    """Keeps the largest number of each channel."""

    title = "Keeps the largest number of each channel of a sequence."
    outcome = "the largest number of each channel"
    group = "Sequences"
    axes = 1

    def op(self, build: Build) -> Op:
        return GlobalMaxPoolingOp(build)


@dataclass(frozen=True, kw_only=True)
class GlobalAveragePooling2D(GlobalPooling, kind="GlobalAveragePooling2D"):
    """Takes the mean of each channel."""

    title = "Takes the mean of each channel of an image."
    outcome = "the mean of each channel"

    def op(self, build: Build) -> Op:
        return GlobalAveragePoolingOp(build)


@dataclass(frozen=True, kw_only=True)
class GlobalAveragePooling1D(GlobalPooling, kind="GlobalAveragePooling1D"):
    """Takes the mean of each channel."""

    title = "Takes the mean of each channel of a sequence."
    outcome = "the mean of each channel"
    group = "Sequences"
    axes = 1

    def op(self, build: Build) -> Op:
        return GlobalAveragePoolingOp(build)


class _GlobalOp(Op):
    """Looks at the source as (channels, places, n)."""

    def __init__(self, build: Build) -> None:
        super().__init__(build)
        source = build.sources[0].a
        self._source, whole = source, source
        if not source.flags.c_contiguous:
            whole = np.empty(source.shape, source.dtype)
        self._whole = whole
        self.x = whole.reshape(len(source), -1, build.n)
        self._z, self._delta = (each.reshape(len(source), build.n) for each in (self.z, self.delta))
        self._part = np.empty_like(self._z)

    def _look(self) -> None:
        if self._whole is not self._source:
            np.copyto(self._whole, self._source)

    def _spread(self, place: int) -> tuple[int, ...]:
        """A place among all as a place in the source."""
        return tuple(int(each) for each in np.unravel_index(place, self._source.shape[1:-1]))

    def _own(self, channel: int) -> Index:
        """The output of a channel."""
        return (channel, *[0] * (self.z.ndim - 2))


class GlobalAveragePoolingOp(_GlobalOp):
    """z = a = mean over all places."""

    def __init__(self, build: Build) -> None:
        super().__init__(build)
        self._share = np.array(1.0 / self.x.shape[1], build.dtype)

    def forward(self) -> None:
        """z = the sum over all places, divided by their number."""
        self._look()
        np.add.reduce(self.x, axis=1, out=self._z)
        np.multiply(self._z, self._share, out=self._z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """The same share of delta to every place."""
        np.multiply(self._delta, self._share, out=self._part)
        put(self._part.reshape(len(self._part), *[1] * (out.ndim - 2), -1), out, add)

    def explain_pass(self, at: View, neuron: Index) -> Product:
        """The share of each place."""
        count = self.x.shape[1]
        return (Quantity(Symbol(f"1/{count}", written=rf"\tfrac{{1}}{{{count}}}"), 1.0 / count),)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """Every place of the channel, times its share."""
        source, share = self.sources[0], self.explain_pass(at, neuron)
        seen = [(neuron[0], *self._spread(place)) for place in range(self.x.shape[1])]
        terms = [((*share, at.read("a", source, each)), at.wire(self, neuron, source, each)) for each in seen]
        return (at.group(terms),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """Its share of the channel's delta."""
        own = self._own(neuron[0])
        wire = at.wire(self, own, self.sources[0], neuron)
        return [((*self.explain_pass(at, own), at.read("δ", self, own)), wire)]


class GlobalMaxPoolingOp(_GlobalOp):
    """z = a = max over all places."""

    def __init__(self, build: Build) -> None:
        super().__init__(build)
        self._wins = np.empty(self.x.shape, bool)
        self._count = np.empty_like(self._z)
        self._back: Array | None = None

    def forward(self) -> None:
        """z = the largest number of each channel."""
        self._look()
        np.maximum.reduce(self.x, axis=1, out=self._z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """delta to the winner; an even part of it to each where several are equal."""
        np.equal(self.x, self._z[:, None], out=self._wins)
        np.add.reduce(self._wins, axis=1, out=self._count)
        np.divide(self._delta, self._count, out=self._part)
        direct = not add and out.flags.c_contiguous
        if not direct and self._back is None:
            self._back = np.empty(out.shape, out.dtype)
        target = out if direct or self._back is None else self._back
        np.multiply(self._wins, self._part[:, None], out=target.reshape(self.x.shape))
        if not direct:
            put(target, out, add)

    @property
    def corners(self) -> str:
        """Where another number becomes the largest, the slope jumps."""
        return "max"

    def pieces(self) -> NDArray[Any]:
        """Which place of each channel wins."""
        return np.asarray(np.argmax(self.x, axis=1))

    def _part_of(self, at: View, neuron: Index) -> Quantity:
        """What a place of the source has in the maximum: 1 if it alone is the largest."""
        channel, *place = neuron
        own = at.values(self.sources[0].a, neuron)
        x = np.asarray(self.x[channel], np.float64)
        top, chosen = x.max(axis=0), slice(None) if at.mean else slice(at.example or 0, (at.example or 0) + 1)
        values = (own == top[chosen]) / (x == top).sum(axis=0)[chosen]
        source = self.sources[0]
        return Quantity(at.symbol("wins", source, (channel, *place)), values, at.ref(source, neuron))

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """Every place of the channel, times 1 where it wins."""
        source = self.sources[0]
        seen = [(neuron[0], *self._spread(place)) for place in range(self.x.shape[1])]
        terms: list[tuple[Product, Ref | None]] = [
            ((self._part_of(at, each), at.read("a", source, each)), at.wire(self, neuron, source, each))
            for each in seen
        ]
        return (at.group(terms),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The channel's delta where it wins."""
        own = self._own(neuron[0])
        wire = at.wire(self, own, self.sources[0], neuron)
        return [((self._part_of(at, neuron), at.read("δ", self, own)), wire)]
