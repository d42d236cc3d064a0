"""UpSampling2D, ZeroPadding2D: larger images of the same numbers. Keras's meaning.

Example: 4 x 4 x 3 under UpSampling2D() is 8 x 8 x 3, each number four times; under ZeroPadding2D() 6 x 6 x 3.
"""

from collections.abc import Iterator

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index, Ref
from core.arithmetic.view import Product, View
from core.frozen import dataclass
from core.layers.base import Build, Op, put
from core.layers.windows import Windowed
from core.spec import Spec, option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class UpSampling2D(Windowed, kind="UpSampling2D"):
    """Repeats every number of an image down and across."""

    title = "Repeats every number of an image, down and across."
    outcome = "what enters it, each number repeated down and across"
    icon = "layer-upsampling"
    spread = ("size",)

    size: tuple[int, ...] = option((2, 2), low=1, help="How often each number is repeated, down and across.")

    def complaints(self) -> Iterator[tuple[str, str]]:
        yield from super().complaints()
        yield from self.wrong_counts()

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        space = self.space_of(inputs)
        return (*(at * times for at, times in zip(space, self.size, strict=True)), inputs[0][-1])

    def op(self, build: Build) -> Op:
        return UpSamplingOp(build, self.size)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"UpSampling2D · {self.size[0]} × {self.size[1]}"


class UpSamplingOp(Op):
    """x (channels, height, width, n) -> z = a (channels, height * down, width * across, n)."""

    def __init__(self, build: Build, size: Shape) -> None:
        super().__init__(build)
        self.size = size
        channels, height, width, n = build.sources[0].a.shape
        split = (channels, height, size[0], width, size[1], n)
        self._x = build.sources[0].a[:, :, None, :, None]
        self._z, self._delta = self.z.reshape(split), self.delta.reshape(split)
        self._part = np.empty((channels, height, width, n), build.dtype)

    def forward(self) -> None:
        """Each number in all its places."""
        np.copyto(self._z, self._x)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """delta summed over the places of each number."""
        np.copyto(self._part, self._delta[:, :, 0, :, 0])
        for down, across in list(np.ndindex(self.size))[1:]:
            np.add(self._part, self._delta[:, :, down, :, across], out=self._part)
        put(self._part, out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The source's number, unchanged."""
        channel, row, column = neuron
        source, place = self.sources[0], (channel, row // self.size[0], column // self.size[1])
        return (at.group([((at.read("a", source, place),), at.wire(self, neuron, source, place))]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The blame of every place it was repeated in."""
        channel, row, column = neuron
        down, across = self.size
        places = [(channel, row * down + i, column * across + j) for i, j in np.ndindex(self.size)]
        return [((at.read("δ", self, each),), at.wire(self, each, self.sources[0], neuron)) for each in places]


@dataclass(frozen=True, kw_only=True)
class ZeroPadding2D(Windowed, kind="ZeroPadding2D"):
    """Puts zeros around an image."""

    title = "Puts zeros around an image."
    outcome = "what enters it, with zeros around"
    icon = "layer-zero-padding"
    slim = True
    spread = ("padding",)

    padding: tuple[int, ...] = option(
        (1, 1), low=0, help="Rows above and below, columns at both sides; or top, bottom, left, right."
    )  # fmt: skip

    @classmethod
    def _read(cls, raw: dict[str, object], where: str) -> Spec:
        value = raw.get("padding")
        if isinstance(value, list) and value and all(isinstance(each, list) for each in value):
            raw = raw | {"padding": [number for pair in value for number in pair]}  # Keras's ((1, 2), (3, 4))
        return super()._read(raw, where)

    def complaints(self) -> Iterator[tuple[str, str]]:
        yield from super().complaints()
        if len(self.padding) not in (2, 4):
            yield "padding", f"has {len(self.padding)} numbers for its padding; it needs 2 or 4"

    @property
    def sides(self) -> tuple[int, int, int, int]:
        """Top, bottom, left, right."""
        if len(self.padding) == 4:
            return self.padding[0], self.padding[1], self.padding[2], self.padding[3]
        return self.padding[0], self.padding[0], self.padding[1], self.padding[1]

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        (height, width), (top, bottom, left, right) = self.space_of(inputs), self.sides
        return (top + height + bottom, left + width + right, inputs[0][-1])

    def op(self, build: Build) -> Op:
        top, _, left, _ = self.sides
        return ZeroPaddingOp(build, top, left)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"ZeroPadding2D · {', '.join(str(each) for each in self.padding)}"


class ZeroPaddingOp(Op):
    """z = a: x with zeros around."""

    def __init__(self, build: Build, top: int, left: int) -> None:
        super().__init__(build)
        self.x = build.sources[0].a
        _, height, width, _ = self.x.shape
        self.corner = (top, left)
        inside = np.s_[:, top : top + height, left : left + width]
        self._inside, self._delta = self.z[inside], self.delta[inside]

    def forward(self) -> None:
        """The image in the middle; around it stay zeros."""
        np.copyto(self._inside, self.x)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """The middle of delta."""
        put(self._delta, out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The source's number, or 0."""
        channel, row, column = neuron
        source, place = self.sources[0], (row - self.corner[0], column - self.corner[1])
        if not all(0 <= each < size for each, size in zip(place, self.x.shape[1:3], strict=True)):
            return (at.group([((at.fixed("0", 0.0),), None)]),)
        found = (channel, *place)
        return (at.group([((at.read("a", source, found),), at.wire(self, neuron, source, found))]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """The blame of the same number in the middle."""
        channel, row, column = neuron
        place = (channel, row + self.corner[0], column + self.corner[1])
        return [((at.read("δ", self, place),), at.wire(self, place, self.sources[0], neuron))]
