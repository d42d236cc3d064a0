"""Add, Multiply, Concatenate: where branches of a drawing meet. Names, meaning and defaults are Keras's.

Add and Multiply take shapes that are equal, or 1 where they differ: (8, 8, 16) and (1, 1, 16) give (8, 8, 16), and what
was repeated receives the sum of its copies' blame. Concatenate lays (8, 8, 16) and (8, 8, 4) side by side: (8, 8, 20).
"""

from itertools import pairwise

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index, Ref
from core.arithmetic.view import Product, View
from core.frozen import dataclass
from core.layers.base import Build, Layer, MisfitError, Op, put, show_shape
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class Merge(Layer):
    """What all merges share: two wires at least."""

    group = "Join"
    inputs = (2, None)


@dataclass(frozen=True, kw_only=True)
class _Elementwise(Merge):
    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        sizes = [set(axis) - {1} for axis in zip(*inputs, strict=False)]
        if len({len(shape) for shape in inputs}) > 1 or any(len(axis) > 1 for axis in sizes):
            received = " and ".join(show_shape(shape) for shape in inputs)
            raise MisfitError(f"needs inputs of one shape (or 1 where they differ); it receives {received}.")
        return tuple(next(iter(axis), 1) for axis in sizes)


@dataclass(frozen=True, kw_only=True)
class Add(_Elementwise, kind="Add"):
    """Adds its inputs, number by number."""

    title = "Adds its inputs, number by number; what a skip connection ends in."
    outcome = "its inputs added up, number by number"
    icon = "layer-add"

    def op(self, build: Build) -> Op:
        return AddOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Add · {len(inputs)} inputs" if inputs else "Add"


@dataclass(frozen=True, kw_only=True)
class Multiply(_Elementwise, kind="Multiply"):
    """Multiplies its inputs, number by number."""

    title = "Multiplies its inputs, number by number; one may open and close the other."
    outcome = "its inputs multiplied, number by number"
    icon = "layer-multiply"

    def op(self, build: Build) -> Op:
        return MultiplyOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Multiply · {len(inputs)} inputs" if inputs else "Multiply"


class _ElementwiseOp(Op):
    """Sources may be repeated along axes where they have one place only."""

    def __init__(self, build: Build) -> None:
        super().__init__(build)
        self.x = [source.a for source in build.sources]
        self._repeated = [_repeated(x, self.z) for x in self.x]
        self._product = np.empty_like(self.z)
        self._sums = [np.empty_like(x) if axes else None for x, axes in zip(self.x, self._repeated, strict=True)]

    def place_in(self, index: int, neuron: Index) -> Index:
        """The number of source ``index`` that meets this neuron."""
        return tuple(0 if axis in self._repeated[index] else at for axis, at in enumerate(neuron))

    def met_by(self, index: int, neuron: Index) -> list[Index]:
        """The neurons that this number of source ``index`` meets."""
        sizes = self.z.shape[:-1]
        choices = [range(sizes[axis]) if axis in self._repeated[index] else (at,) for axis, at in enumerate(neuron)]
        grid = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(neuron))
        return [tuple(int(each) for each in place) for place in grid]

    def _put(self, value: Array, index: int, out: Array, add: bool) -> None:
        """As ``put``, after adding up what was repeated."""
        total = self._sums[index]
        if total is not None:
            value = np.add.reduce(value, axis=self._repeated[index], out=total, keepdims=True)
        put(value, out, add)


def _repeated(x: Array, z: Array) -> tuple[int, ...]:
    return tuple(axis for axis in range(z.ndim - 1) if x.shape[axis] == 1 and z.shape[axis] > 1)


class AddOp(_ElementwiseOp):
    """z = a = x1 + x2 + ...; delta goes back to each unchanged."""

    def forward(self) -> None:
        """z = x1 + x2 + ..."""
        np.add(self.x[0], self.x[1], out=self.z)
        for x in self.x[2:]:
            np.add(self.z, x, out=self.z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """dL/dx = delta."""
        self._put(self.delta, index, out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """A term for each input."""
        products: list[tuple[Product, Ref | None]] = []
        for index, source in enumerate(self.sources):
            place = self.place_in(index, neuron)
            products.append(((at.read("a", source, place),), at.wire(self, neuron, source, place)))
        return (at.group(products),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The blame of the sum, unchanged."""
        source = self.sources[index]
        return [
            ((at.read("δ", self, place),), at.wire(self, place, source, neuron)) for place in self.met_by(index, neuron)
        ]


class MultiplyOp(_ElementwiseOp):
    """z = a = x1 x2 ...; each receives delta times all the others."""

    def forward(self) -> None:
        """z = x1 x2 ..."""
        np.multiply(self.x[0], self.x[1], out=self.z)
        for x in self.x[2:]:
            np.multiply(self.z, x, out=self.z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """dL/dx_i = delta * (product of the others); not z / x_i, for x_i may be 0."""
        value = self.delta
        for other, x in enumerate(self.x):
            if other != index:
                value = np.multiply(value, x, out=self._product)
        self._put(value, index, out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """One product of all inputs."""
        places = [self.place_in(index, neuron) for index in range(len(self.sources))]
        product = tuple(at.read("a", source, place) for source, place in zip(self.sources, places, strict=True))
        return (at.group([(product, None)]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The other inputs times the blame."""
        found: list[tuple[Product, Ref | None]] = []
        for place in self.met_by(index, neuron):
            others = tuple(
                at.read("a", source, self.place_in(other, place))
                for other, source in enumerate(self.sources)
                if other != index
            )
            wire = at.wire(self, place, self.sources[index], neuron)
            found.append(((*others, at.read("δ", self, place)), wire))
        return found


@dataclass(frozen=True, kw_only=True)
class Concatenate(Merge, kind="Concatenate"):
    """Lays its inputs side by side along the last axis: features behind features, channels behind channels."""

    title = "Lays its inputs side by side: features behind features, channels behind channels."
    outcome = "its inputs side by side"
    icon = "layer-concatenate"

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        if len({shape[:-1] for shape in inputs}) > 1:
            received = " and ".join(show_shape(shape) for shape in inputs)
            raise MisfitError(f"needs inputs that differ in their last number only; it receives {received}.")
        return (*inputs[0][:-1], sum(shape[-1] for shape in inputs))

    def op(self, build: Build) -> Op:
        return ConcatenateOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"{' + '.join(f'{shape[-1]:,}' for shape in inputs)}" if inputs else "Concatenate"


class ConcatenateOp(Op):
    """(c1, ..., n) and (c2, ..., n) -> (c1 + c2, ..., n): inside, the last public axis is the first."""

    def __init__(self, build: Build) -> None:
        super().__init__(build)
        ends = np.cumsum([0, *(len(source.a) for source in build.sources)])
        self.parts = [slice(int(start), int(stop)) for start, stop in pairwise(ends)]

    def forward(self) -> None:
        """Each input in its own part."""
        for part, source in zip(self.parts, self.sources, strict=True):
            np.copyto(self.z[part], source.a)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """Each input's own part of delta."""
        put(self.delta[self.parts[index]], out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The number of the one input it comes from."""
        index = next(each for each, part in enumerate(self.parts) if part.start <= neuron[0] < part.stop)
        source, place = self.sources[index], (neuron[0] - self.parts[index].start, *neuron[1:])
        return (at.group([((at.read("a", source, place),), at.wire(self, neuron, source, place))]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The blame of the same number among the others."""
        place = (neuron[0] + self.parts[index].start, *neuron[1:])
        return [((at.read("δ", self, place),), at.wire(self, place, self.sources[index], neuron))]
