"""Preprocessing: from raw rows to what a network sees, and from its outputs back to the target's units.

Fitted on the training rows only, frozen, with a JSON round trip: it travels with the model and into exported files.
Computed in float64 in blocks of rows and then cast, so that 60,000 images never exist as float64.
Example: digits have ``mean=(0.0,)`` and ``scale=(16.0,)``; a pixel of 8 becomes 0.5. Imports numpy.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from core.data.encoder import Encoder
from core.frozen import dataclass
from core.spec import Spec

if TYPE_CHECKING:
    from core.data.dataset import Dataset

BLOCK = 1 << 20  # values per block: 8 MB of float64


@dataclass(frozen=True)
class HeadTarget(Spec):
    """The scaling of the target that the head of this name has of its own."""

    noun = "target of a head"

    name: str = ""
    target_mean: tuple[float, ...] = ()
    target_scale: tuple[float, ...] = ()


@dataclass(frozen=True)
class Preprocessing(Spec):
    """``(x - mean) / scale`` per feature, or with one single value for all of them; empty tuples change nothing.

    ``heads`` are targets that single heads have of their own; the others share the one target.
    """

    noun = "preprocessing"

    fill: tuple[float, ...] = ()  # per feature, what replaces a missing number
    mean: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    target_mean: tuple[float, ...] = ()
    target_scale: tuple[float, ...] = ()
    encoder: Encoder | None = None
    heads: tuple[HeadTarget, ...] = ()

    def of(self, head: str) -> "Preprocessing":
        """The preprocessing of the head of this name: with one target."""
        if not self.heads:
            return self
        own = next((each for each in self.heads if each.name == head), self)
        return replace(self, target_mean=own.target_mean, target_scale=own.target_scale, heads=())

    @property
    def scales_targets(self) -> bool:
        """Whether any head answers in other units than the target's own."""
        return bool(self.target_scale) or any(each.target_scale for each in self.heads)

    def to_json(self) -> dict[str, object]:
        """Plain JSON data; ``heads`` only where there are some, so that files without read as they always did."""
        raw = super().to_json()
        return raw if self.heads else {key: value for key, value in raw.items() if key != "heads"}

    @classmethod
    def fit(cls, dataset: "Dataset", train_rows: NDArray[np.intp]) -> Self:
        """What the training rows of ``dataset`` suggest; the other rows are never looked at."""
        mean, scale = _input_moments(dataset, train_rows)
        fill: tuple[float, ...] = ()
        if dataset.columns and (dataset.encoder is not None or bool(np.isnan(dataset.x).any())):
            fill = _floats(medians(dataset.x, train_rows))
        heads = tuple(
            HeadTarget(name, *_target_moments(dataset, dataset.task.of(name).kind, y, train_rows))
            for name, y in dataset.others.items()
        )
        target = _target_moments(dataset, dataset.task.kind, dataset.y, train_rows)
        return cls(fill, mean, scale, *target, dataset.encoder, heads)

    @property
    def single_scale(self) -> float | None:
        """The one number all values are divided by, where nothing else happens to them; else None."""
        plain = not self.fill and len(self.scale) == 1 and self.mean in ((), (0.0,))
        return self.scale[0] if plain else None

    def inputs(
        self, x_raw: NDArray[Any], dtype: DTypeLike = np.float32, rows: NDArray[np.intp] | None = None
    ) -> NDArray[Any]:
        """The raw rows (or those of the index ``rows``) as the network sees them, examples first."""
        x_raw = np.asarray(x_raw)
        shape = x_raw.shape[1:]
        fill, mean, scale = (_spread(values, shape) for values in (self.fill, self.mean, self.scale))
        count = len(x_raw) if rows is None else len(rows)
        result = np.empty((count, *shape), dtype=dtype)
        for block in blocks(count, int(np.prod(shape))):
            values = (x_raw[block] if rows is None else x_raw[rows[block]]).astype(np.float64)
            if fill is not None:
                np.copyto(values, fill, where=np.isnan(values))
            if mean is not None:
                values -= mean
            if scale is not None:
                values /= scale
            result[block] = values
        return result

    def targets(self, y: NDArray[Any]) -> NDArray[Any]:
        """Numbers to predict, standardised; class indices are left as they are."""
        if not self.target_scale:
            return y
        standard: NDArray[Any] = (y - np.asarray(self.target_mean)) / np.asarray(self.target_scale)
        return standard

    def restore(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Outputs (rows, outputs) of the network in the target's own units; the dtype is kept."""
        if not self.target_scale:
            return outputs
        values: NDArray[Any] = outputs * np.asarray(self.target_scale) + np.asarray(self.target_mean)
        return values.astype(outputs.dtype)


def _target_moments(
    dataset: "Dataset", kind: str, y: NDArray[Any], rows: NDArray[np.intp]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if kind != "regression" or not dataset.standardize_target:
        return (), ()
    centre, spread = moments(y, rows, single=False)
    return _floats(centre), _floats(spread)


def _input_moments(dataset: "Dataset", rows: NDArray[np.intp]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if dataset.pixel_scale is not None:
        return (0.0,), (float(dataset.pixel_scale),)
    if not dataset.columns and not dataset.standardize_as_one:
        return (0.0,), (1.0,)
    mean, scale = moments(dataset.x, rows, single=dataset.standardize_as_one)
    if dataset.columns:
        mean, scale = np.where(dataset.columns, mean, 0.0), np.where(dataset.columns, scale, 1.0)
    return _floats(mean), _floats(scale)


def _floats(values: NDArray[Any]) -> tuple[float, ...]:
    return tuple(float(value) for value in values.reshape(-1))


def _spread(values: tuple[float, ...], shape: tuple[int, ...]) -> NDArray[Any] | None:
    if not values:
        return None
    return np.asarray(values) if len(values) == 1 else np.asarray(values).reshape(shape)


def blocks(count: int, width: int) -> Iterator[slice]:
    """Slices that cover ``count`` rows, each with about BLOCK values."""
    size = max(1, BLOCK // max(1, width))
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def moments(x: NDArray[Any], rows: NDArray[np.intp], *, single: bool) -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean and deviation over ``rows``, NaN left out; per feature, or of all values as one (``single``)."""
    axis = None if single else 0
    width = int(np.prod(x.shape[1:]))

    def average(centre: NDArray[Any] | None) -> NDArray[Any]:
        total = np.zeros(() if single else x.shape[1:])
        known = np.zeros_like(total)
        for block in blocks(len(rows), width):
            values = x[rows[block]].astype(np.float64)
            if centre is not None:
                values = (values - centre) ** 2
            total += np.nansum(values, axis=axis)
            known += np.count_nonzero(~np.isnan(values), axis=axis)
        return np.asarray(total / np.maximum(known, 1))

    mean = average(None)
    deviation = np.sqrt(average(mean))
    # A column of equal numbers deviates from its mean by rounding only: dividing by that would blow it up.
    constant = deviation <= 1e-12 * np.maximum(np.abs(mean), 1e-300)
    return np.atleast_1d(mean), np.atleast_1d(np.where(constant, 1.0, deviation))


def medians(x: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[Any]:
    """Per feature the median of the known values in ``rows``; 0 where none is known."""
    flat = x.reshape(len(x), -1)
    result = np.zeros(flat.shape[1])
    for feature in range(flat.shape[1]):
        values = flat[rows, feature]
        known = values[~np.isnan(values)]
        result[feature] = np.median(known) if len(known) else 0.0
    return result
