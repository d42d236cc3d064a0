"""Pool: what one cell of a pooling layer saw and who won; ``winners``: every place of a map that wins somewhere.

Shares are as in the passes: the first of the largest takes all, over all places equal largest ones share evenly, under
an average each has its part. Example: under MaxPooling2D() the window 0.2 0.9 / 0.1 0.4 has the share 1 at (0, 1).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index
from core.errors import SpecError
from core.frozen import dataclass
from core.inside.example import Example
from core.layers import Layer
from core.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from core.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D, Pooling
from core.layers.windows import Frame, Geometry, windows
from core.task import Shape

Floats = NDArray[np.float64]
Rule = Callable[[Floats, NDArray[np.bool_]], Floats]


@dataclass(frozen=True, eq=False)
class Pool:
    """``values``, ``inside`` and ``shares`` are (window...): what is seen, whether it exists, its part of the blame."""

    layer: int
    source: int
    cell: Index
    spans: tuple[tuple[int, int], ...]
    values: Floats
    inside: NDArray[np.bool_]
    shares: Floats
    a: float
    largest: bool
    """Whether the largest number wins; else the mean is taken."""

    @property
    def winner(self) -> Index | None:
        """The place in the window that wins alone; None under an average or where several share."""
        won = np.argwhere(self.shares == 1.0)
        return tuple(int(each) for each in won[0]) if self.largest and len(won) == 1 else None


def _first(values: Floats, inside: NDArray[np.bool_]) -> Floats:
    """(places, windows) -> 1 for the first of the largest places."""
    at = np.argmax(np.where(inside, values, -np.inf), axis=0)
    shares: Floats = np.equal(np.arange(len(values))[:, None], at).astype(np.float64)
    return shares


def _largest(values: Floats, inside: NDArray[np.bool_]) -> Floats:
    """(places, windows) -> an even part for each of the largest places."""
    seen = np.where(inside, values, -np.inf)
    won: Floats = (seen == seen.max(axis=0)).astype(np.float64)
    won /= won.sum(axis=0)
    return won


def _even(values: Floats, inside: NDArray[np.bool_]) -> Floats:
    """(places, windows) -> an even part for every place inside."""
    shares: Floats = inside.astype(np.float64)
    shares /= shares.sum(axis=0)
    return shares


_RULES: dict[type[Layer], tuple[Rule, bool]] = {
    MaxPooling1D: (_first, True), MaxPooling2D: (_first, True),
    AveragePooling1D: (_even, False), AveragePooling2D: (_even, False),
    GlobalMaxPooling1D: (_largest, True), GlobalMaxPooling2D: (_largest, True),
    GlobalAveragePooling1D: (_even, False), GlobalAveragePooling2D: (_even, False),
}  # fmt: skip
"""How blame is shared within a window, and whether the largest number wins."""
POOLINGS = tuple(_RULES)


def keeps(layer: Layer) -> bool | None:
    """Whether a layer keeps the largest of its window (True) or the mean (False); None: it does no pooling."""
    rule = _RULES.get(type(layer))
    return rule[1] if rule is not None else None


def pool_of(example: Example, layer: int, cell: Index) -> Pool:
    """The window behind one cell (channel, place...); SpecError where the layer pools nothing or has no such cell."""
    rule, largest = _rule(example, layer)
    source = example.source(layer)
    entering, a = example.outputs[source], example.outputs[layer]
    if len(cell) != a.ndim or not all(0 <= at < most for at, most in zip(cell, a.shape, strict=True)):
        raise SpecError(f"'{example.node(layer).name}' has no cell {cell}; its shape is {a.shape}.")
    geometry = _geometry(example, layer)
    channel, *own = cell
    place = tuple(own) or (0,) * len(geometry.space)
    values, inside = np.zeros(geometry.kernel), np.zeros(geometry.kernel, bool)
    for tap, seen in geometry.taps(place):
        values[tap], inside[tap] = entering[(channel, *seen)], True
    shares = rule(values.reshape(-1, 1), inside.reshape(-1, 1)).reshape(geometry.kernel)
    starts = [at * step - before for at, step, (before, _) in zip(place, geometry.strides, geometry.pads, strict=True)]
    spans = tuple((at, at + k - 1) for at, k in zip(starts, geometry.kernel, strict=True))
    return Pool(layer, source, cell, spans, values, inside, shares, float(a[cell]), largest)


def winners(example: Example, layer: int, channel: int) -> Floats:
    """(source place...): in how many windows of this channel each place wins, or the sum of its parts."""
    rule, _ = _rule(example, layer)
    geometry = _geometry(example, layer).planar
    entering = np.asarray(example.outputs[example.source(layer)][channel], np.float64)
    height, width = geometry.space
    (top, bottom), (left, right) = geometry.pads
    framed = _framed(entering.reshape(1, height, width, 1), geometry)
    there = _framed(np.ones((1, height, width, 1)), geometry)
    places = geometry.kernel[0] * geometry.kernel[1]
    seen, inside = (windows(each, geometry).reshape(places, -1) for each in (framed, there))
    number = np.arange(framed.size, dtype=np.float64).reshape(framed.shape)
    where = windows(number, geometry).reshape(places, -1).astype(np.intp)
    found = np.zeros(framed.size)
    np.add.at(found, where, rule(seen.astype(np.float64), inside > 0))
    whole = found.reshape(top + height + bottom, left + width + right)
    return whole[top : top + height, left : left + width].reshape(entering.shape)


def _framed(values: Array, geometry: Geometry) -> Array:
    frame = Frame(values, geometry)
    frame.refresh()
    return frame.array


def _rule(example: Example, layer: int) -> tuple[Rule, bool]:
    found = _RULES.get(type(example.kind(layer)))
    if found is None:
        raise SpecError(f"'{example.node(layer).name}' pools nothing.")
    return found


def _geometry(example: Example, layer: int) -> Geometry:
    kind, shapes = example.kind(layer), example.network.input_shapes(layer) or ()
    if isinstance(kind, Pooling):
        return kind.geometry(shapes)
    space: Shape = shapes[0][:-1]  # over all places: one window as large as the source
    return Geometry.of(space, space, space, (1,) * len(space), "valid")
