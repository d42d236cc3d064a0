"""Input, Flatten: layers that only arrange numbers.

Inside, images are (channels, height, width, n). Flatten means Keras's order, height, width, channels: a batch of two
8 x 8 x 1 images becomes (64, 2). The input's rows come as (n, features) and are looked at transposed, never copied.
"""

from dataclasses import dataclass

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index, Ref
from core.arithmetic.view import Product, View
from core.layers.base import Build, Layer, MisfitError, Op, inner, put, show_shape, size
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class Input(Layer, kind="Input"):
    """Where the data enters: the shape of one example."""

    title = "Where the data enters."
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
    group = "Shape"
    icon = "layer-flatten"

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        return (size(inputs[0]),)

    def op(self, build: Build) -> Op:
        return FlattenOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"{show_shape(inputs[0])} → {size(inputs[0]):,}" if inputs else "Flatten"


class FlattenOp(Op):
    """(channels, height, width, n) -> (height * width * channels, n); a view where the source allows one."""

    def _make_buffers(self, build: Build) -> None:
        source = build.sources[0].a
        last_first = np.moveaxis(source, 0, -2)
        flat = last_first.reshape(-1, build.n)
        self._source = None if np.shares_memory(flat, source) else last_first
        self.z = self.a = flat
        self.delta = self.da = np.zeros((size(build.output_shape), build.n), build.dtype)
        self._shape = inner(build.input_shapes[0])

    def forward(self) -> None:
        """Copies only where the order of memory differs."""
        if self._source is not None:
            np.copyto(self.z.reshape(self._source.shape), self._source)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """The same numbers in the order of the input."""
        n = self.delta.shape[-1]
        channels, *space = self._shape
        put(np.moveaxis(self.delta.reshape(*space, channels, n), -2, 0), out, add)

    def _source_of(self, place: int) -> Index:
        """Where the number at this place of the row lies in the source: (channel, row, column)."""
        *space, channel = np.unravel_index(place, (*self._shape[1:], self._shape[0]))
        return (int(channel), *(int(each) for each in space))

    def _place_of(self, neuron: Index) -> int:
        return int(np.ravel_multi_index((*neuron[1:], neuron[0]), (*self._shape[1:], self._shape[0])))

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The source's number, unchanged."""
        source, place = self.sources[0], self._source_of(neuron[0])
        return (at.group([((at.read("a", source, place),), at.wire(self, neuron, source, place))]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The blame of the same number in the row."""
        place = (self._place_of(neuron),)
        return [((at.read("δ", self, place),), at.wire(self, place, self.sources[index], neuron))]
