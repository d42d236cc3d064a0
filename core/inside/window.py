"""Window: how one cell of a convolution came about: what lies under its window, the kernel, the products, the sum.

Places outside the source (padding) hold 0 and are marked. Example: map 3 of Conv2D 5 x 5 over 28 x 28 x 1 has
``values``, ``kernel`` and ``products`` of (1, 5, 5); their sum and the bias are z of the cell.
"""

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index
from core.errors import SpecError
from core.frozen import dataclass
from core.inside.example import Example
from core.layers.convolution import Convolution

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Window:
    """See the module's header. ``cell`` is (filter, place...); arrays (channels, kernel...), ``inside`` (kernel...).

    ``spans`` tell per axis the first and the last place of the source under the window, counted from 0, padding too.
    """

    layer: int
    source: int
    cell: Index
    channels: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    inside: NDArray[np.bool_]
    values: Floats
    kernel: Floats
    products: Floats
    bias: float | None
    z: float
    a: float
    activation: str
    f: tuple[Floats, Floats]
    """Points (z, a) of the activation around this z, to draw its curve."""

    @property
    def positive(self) -> float:
        """The sum of the products above 0."""
        return float(self.products[self.products > 0].sum())

    @property
    def negative(self) -> float:
        """The sum of the products below 0."""
        return float(self.products[self.products < 0].sum())

    @property
    def total(self) -> float:
        """Products and bias added up anew, in float64; z is what the pass itself found."""
        return float(self.products.sum()) + (self.bias or 0.0)


def window_of(example: Example, layer: int, cell: Index) -> Window:
    """The window behind one cell (filter, place...); SpecError where the layer is no convolution or lacks the cell."""
    kind, source = example.kind(layer), example.source(layer)
    if not isinstance(kind, Convolution):
        raise SpecError(f"'{example.node(layer).name}' is no convolution, so its cells have no window.")
    z, entering, weights = example.sums[layer], example.outputs[source], example.weights(layer)
    if len(cell) != z.ndim or not all(0 <= at < most for at, most in zip(cell, z.shape, strict=True)):
        raise SpecError(f"'{example.node(layer).name}' has no cell {cell}; its shape is {z.shape}.")
    filter_, *place = cell
    geometry = kind.geometry(example.network.input_shapes(layer) or ())
    kernel = np.asarray(weights["weight"][filter_], np.float64)
    first = filter_ // (len(z) // kind.groups) * len(kernel)
    channels = tuple(range(first, first + len(kernel)))
    values, inside = np.zeros(kernel.shape), np.zeros(kernel.shape[1:], bool)
    for tap, seen in geometry.taps(tuple(place)):
        for at, channel in enumerate(channels):
            values[(at, *tap)] = entering[(channel, *seen)]
        inside[tap] = True
    starts = [at * step - before for at, step, (before, _) in zip(place, geometry.strides, geometry.pads, strict=True)]
    reach = [(k - 1) * apart for k, apart in zip(geometry.kernel, geometry.dilation, strict=True)]
    return Window(
        layer, source, cell, channels, tuple((at, at + far) for at, far in zip(starts, reach, strict=True)), inside,
        values, kernel, values * kernel, float(weights["bias"][filter_]) if "bias" in weights else None,
        float(z[cell]), float(example.outputs[layer][cell]), kind.activation, curve(kind.activation, float(z[cell])),
    )  # fmt: skip


def curve(activation: str, around: float) -> tuple[Floats, Floats]:
    """Points (z, f(z)) of an activation, from far enough left of 0 to far enough right to hold ``around``."""
    from core.activations import ACTIVATIONS, Work

    end = max(3.0, 1.2 * abs(around)) if np.isfinite(around) else 3.0
    z: Array = np.linspace(-end, end, 97)[None]
    a = np.empty_like(z)
    with np.errstate(all="ignore"):
        ACTIVATIONS[activation].forward(z, a, Work(z))
    return z[0], a[0]
