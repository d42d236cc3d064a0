"""Windows: the geometry that convolution and pooling share, along one axis or two.

A window of ``kernel`` places slides over (channels, height, width, n); ``pads`` are what Keras's "same" adds in front
and behind, more behind where it is odd. Example: 28 x 28 under 5 x 5 gives 24 x 24 ("valid") or 28 x 28 ("same").
A sequence (channels, length, n) is an image of height 1 to the code that computes; explanations keep its one axis.
"""

from collections.abc import Iterator
from itertools import product
from typing import ClassVar

import numpy as np
from numpy.lib.stride_tricks import as_strided

from core.activations import Array
from core.arithmetic import Index
from core.frozen import dataclass
from core.layers.base import Layer, MisfitError, show_shape
from core.spec import Spec
from core.task import Shape

PADDINGS = ("valid", "same")
PADDING_HELP = "valid: windows stay inside. same: zeros around keep the size (divided by the strides)."


@dataclass(frozen=True)
class Geometry:
    """Where windows lie; every field has one entry for each axis. ``pads`` are (before, behind)."""

    space: Shape
    kernel: Shape
    strides: Shape
    dilation: Shape
    pads: tuple[tuple[int, int], ...]
    output: Shape

    @classmethod
    def of(cls, space: Shape, kernel: Shape, strides: Shape, dilation: Shape, padding: str) -> "Geometry":
        """The geometry Keras means; MisfitError (a predicate) where no window fits."""
        reach = tuple((k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True))
        if padding == "same":
            output = tuple(-(-size // stride) for size, stride in zip(space, strides, strict=True))
            missing = tuple(
                max((out - 1) * stride + wide - size, 0)
                for out, stride, wide, size in zip(output, strides, reach, space, strict=True)
            )
            return cls(space, kernel, strides, dilation, tuple((m // 2, m - m // 2) for m in missing), output)
        if any(wide > size for wide, size in zip(reach, space, strict=True)):
            window = show_shape(reach)
            raise MisfitError(f"has windows of {window}; what enters is {show_shape(space)}. Use padding same.")
        output = tuple((size - wide) // stride + 1 for size, wide, stride in zip(space, reach, strides, strict=True))
        return cls(space, kernel, strides, dilation, ((0, 0),) * len(space), output)

    @property
    def planar(self) -> "Geometry":
        """The same over images: one axis becomes an image of height 1."""
        if len(self.space) == 2:
            return self
        return Geometry(
            (1, *self.space), (1, *self.kernel), (1, *self.strides), (1, *self.dilation), ((0, 0), *self.pads),
            (1, *self.output),
        )  # fmt: skip

    @property
    def padded(self) -> bool:
        """Whether there is anything around."""
        return any(any(each) for each in self.pads)

    def taps(self, place: Index) -> Iterator[tuple[Index, Index]]:
        """For an output place: (place in the kernel, place in the source) of everything its window sees."""
        for tap in product(*map(range, self.kernel)):
            found = tuple(
                at * stride + t * step - before
                for at, stride, t, step, (before, _) in zip(
                    place, self.strides, tap, self.dilation, self.pads, strict=True
                )
            )
            if all(0 <= at < size for at, size in zip(found, self.space, strict=True)):
                yield tap, found

    def seen_by(self, place: Index) -> Iterator[tuple[Index, Index]]:
        """For a source place: (place in the kernel, output place) of every window that sees it."""
        for tap in product(*map(range, self.kernel)):
            reached = [
                divmod(at + before - t * step, stride)
                for at, stride, t, step, (before, _) in zip(
                    place, self.strides, tap, self.dilation, self.pads, strict=True
                )
            ]
            if all(rest == 0 and 0 <= at < size for (at, rest), size in zip(reached, self.output, strict=True)):
                yield tap, tuple(at for at, _ in reached)


class Frame:
    """A source (channels, height, width, n) with ``fill`` around it: the source itself where nothing is."""

    def __init__(self, source: Array, geometry: Geometry, fill: float = 0.0) -> None:
        self.source = planes(source)
        (top, bottom), (left, right) = geometry.pads
        channels, height, width, n = self.source.shape
        if not geometry.padded and self.source.flags.c_contiguous:
            self.array, self._inside = self.source, None
        else:
            self.array = np.full((channels, top + height + bottom, left + width + right, n), fill, source.dtype)
            self._inside = self.array[:, top : top + height, left : left + width]

    def refresh(self) -> None:
        """Take over the source's present numbers."""
        if self._inside is not None:
            np.copyto(self._inside, self.source)


def planes(array: Array) -> Array:
    """(channels, length, n) as (channels, 1, length, n); images as they are."""
    return array[:, None] if array.ndim == 3 else array


def windows(array: Array, geometry: Geometry) -> Array:
    """A view (channels, *kernel, *output, n) of a framed array: what each place of the kernel sees."""
    channel, down, across, example = array.strides
    return as_strided(
        array, (len(array), *geometry.kernel, *geometry.output, array.shape[-1]),
        (channel, down * geometry.dilation[0], across * geometry.dilation[1],
         down * geometry.strides[0], across * geometry.strides[1], example),
    )  # fmt: skip


def inside(array: Array, geometry: Geometry) -> Array:
    """A view of a framed array without its frame."""
    (top, _), (left, _) = geometry.pads
    height, width = geometry.space
    return array[:, top : top + height, left : left + width]


@dataclass(frozen=True, kw_only=True)
class Windowed(Layer):
    """What layers that slide over ``axes`` axes share: the shapes they take, and numbers given once for all axes."""

    group = "Images"
    axes: ClassVar[int] = 2
    spread: ClassVar[tuple[str, ...]] = ()
    """Fields with a number for each axis; a single one in a file stands for both."""

    @classmethod
    def _read(cls, raw: dict[str, object], where: str) -> Spec:
        wide = {name: [raw[name]] * cls.axes for name in cls.spread if isinstance(raw.get(name), int)}
        return super()._read(raw | (wide if cls.axes > 1 else {}), where)

    def per_axis(self, name: str) -> Shape:
        """The setting of this name with a number for each axis."""
        value = getattr(self, name)
        return value if isinstance(value, tuple) else (value,) * self.axes

    def space_of(self, inputs: tuple[Shape, ...]) -> Shape:
        """The axes that windows slide over; MisfitError where there are others."""
        if len(inputs[0]) != self.axes + 1:
            wanted = "an image (height × width × channels)" if self.axes == 2 else "a sequence (length × channels)"
            raise MisfitError(f"needs {wanted}; it receives {show_shape(inputs[0])}.")
        return inputs[0][:-1]

    def wrong_counts(self) -> Iterator[tuple[str, str]]:
        """Complaints about fields that do not hold a number for each axis."""
        for name in self.spread:
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) != self.axes:
                yield name, f"has {len(value)} numbers for its {name.replace('_', ' ')}; it needs {self.axes}"

