"""Input, Flatten, Reshape: layers that only arrange numbers.

Inside, images are (channels, height, width, n). Flatten means Keras's order, height, width, channels: a batch of two
8 x 8 x 1 images becomes (64, 2). The input's rows come as (n, features) and are looked at transposed, never copied.
"""

from collections.abc import Iterator

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index, Ref
from core.arithmetic.view import Product, View
from core.frozen import dataclass
from core.layers.base import Build, Layer, MisfitError, Op, put, show_shape, size
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class Input(Layer, kind="Input"):
    """Where the data enters: the shape of one example."""

    title = "Where the data enters."
    outcome = "the rows of this step"
    group = "Shape"
    icon = "layer-input"
    inputs = (0, 0)

    shape: tuple[int, ...] = option((2,), low=1, help="Shape of one example: 4 numbers, or 8 × 8 × 1 for an image.")

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        if not 1 <= len(self.shape) <= 3:
            raise MisfitError(f"has {len(self.shape)} dimensions; it needs 1 to 3.")
        return self.shape

    def op(self, build: Build) -> Op:
        return InputOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        if len(self.shape) == 1:
            return f"{self.shape[0]:,} number" + ("s" if self.shape[0] != 1 else "")
        return f"{show_shape(self.shape[:2] if self.shape[-1] == 1 else self.shape)} image"


class InputOp(Op):
    """Holds the gathered batch ``rows`` (n, features); its output is the transposed view of it."""

    def _make_buffers(self, build: Build) -> None:
        shape = build.output_shape
        self.rows: Array = np.zeros((build.n, size(shape)), build.dtype)
        # (n, h * w * c) seen as (h, w, c, n), then channels first: a view, whatever the shape.
        across = self.rows.T.reshape(*shape, build.n)
        self.z = self.a = np.moveaxis(across, len(shape) - 1, 0)
        self.delta = self.da = self.z[:0]  # no one blames the data

    def forward(self) -> None:
        """Nothing to compute: the batch is already in ``rows``."""

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The number as it came."""
        return (at.group([((at.read("a", self, neuron),), None)]),)


@dataclass(frozen=True, kw_only=True)
class Flatten(Layer, kind="Flatten"):
    """Lays an image out as one row of numbers."""

    title = "Lays an image out as one row of numbers."
    outcome = "what enters it, laid out in one row"
    group = "Shape"
    icon = "layer-flatten"
    slim = True

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        return (size(inputs[0]),)

    def op(self, build: Build) -> Op:
        return ReshapeOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"{show_shape(inputs[0])} → {size(inputs[0]):,}" if inputs else "Flatten"


@dataclass(frozen=True, kw_only=True)
class Reshape(Layer, kind="Reshape"):
    """Arranges the same numbers in another shape, in Keras's order: height, width, channels."""

    title = "Arranges the same numbers in another shape."
    outcome = "what enters it, in another shape"
    group = "Shape"
    icon = "layer-reshape"
    slim = True

    target_shape: tuple[int, ...] = option((-1,), low=-1, label="Shape", help="The new shape; one -1 takes the rest.")

    def complaints(self) -> Iterator[tuple[str, str]]:
        yield from super().complaints()
        if not 1 <= len(self.target_shape) <= 3:
            yield "target_shape", f"has {len(self.target_shape)} dimensions; it needs 1 to 3"
        if 0 in self.target_shape or self.target_shape.count(-1) > 1:
            yield "target_shape", f"has the shape {_wish(self.target_shape)}; it needs counts, and at most one -1"

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        count, known = size(inputs[0]), size(tuple(each for each in self.target_shape if each > 0))
        if count % known or (-1 not in self.target_shape and count != known):
            wish = _wish(self.target_shape)
            raise MisfitError(f"makes {wish}; the {count:,} numbers that enter cannot be arranged so.")
        return tuple(count // known if each == -1 else each for each in self.target_shape)

    def op(self, build: Build) -> Op:
        return ReshapeOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Reshape · {_wish(self.target_shape)}"


def _wish(shape: Shape) -> str:
    """``3 × ?``: what is left open is a question mark."""
    return " × ".join("?" if each == -1 else f"{each:,}" for each in shape)


class ReshapeOp(Op):
    """(channels, height, width, n) -> the same numbers, read along height, width, channels; a view where one can be."""

    def _make_buffers(self, build: Build) -> None:
        source, shape = build.sources[0].a, build.output_shape
        last_first = np.moveaxis(source, 0, -2)
        flat = last_first.reshape(-1, build.n)
        self._source = None if np.shares_memory(flat, source) else last_first
        self._flat = flat
        self.z = self.a = np.moveaxis(flat.reshape(*shape, build.n), -2, 0)
        self.delta = self.da = build.buffer(shape)
        self._rows = np.moveaxis(self.delta, 0, -2)
        self._row = self.delta if len(shape) == 1 else np.empty((size(shape), build.n), build.dtype)
        self._from, self._to = build.input_shapes[0], shape

    def forward(self) -> None:
        """Copies only where the order of memory differs."""
        if self._source is not None:
            np.copyto(self._flat.reshape(self._source.shape), self._source)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """The same numbers in the order of the input."""
        if len(self._to) > 1:
            np.copyto(self._row.reshape(self._rows.shape), self._rows)
        *space, channels = self._from
        put(np.moveaxis(self._row.reshape(*space, channels, -1), -2, 0), out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The source's number, unchanged."""
        source, place = self.sources[0], _moved(neuron, self._to, self._from)
        return (at.group([((at.read("a", source, place),), at.wire(self, neuron, source, place))]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The blame of the same number where it lies here."""
        place = _moved(neuron, self._from, self._to)
        return [((at.read("δ", self, place),), at.wire(self, place, self.sources[index], neuron))]


def _moved(neuron: Index, shape: Shape, other: Shape) -> Index:
    """The inner index in public shape ``other`` of what lies at ``neuron`` in public shape ``shape``."""
    place = int(np.ravel_multi_index((*neuron[1:], neuron[0]), shape))
    *space, channel = np.unravel_index(place, other)
    return (int(channel), *(int(each) for each in space))
