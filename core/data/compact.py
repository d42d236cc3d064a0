"""PixelRows and ClassRows: rows kept as they came, made into the network's numbers when a minibatch of them is drawn.

60,000 images of 28 x 28 take 47 MB as bytes instead of 235, are never copied for training and validation, and are drawn
as fast (measured: 19 us for 64 of them, 22 us from float32). The bits are those of ``Preprocessing.inputs``: a quotient
of float32 numbers rounds like that of float64 ones. Imports numpy.
Example: ``PixelRows(pixels, index, 255.0, float32)[:2]`` is float32 (2, 28, 28, 1) in [0, 1].
"""

from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Takes(Protocol):
    """What minibatches are drawn from: an array (rows, features), or PixelRows."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: slice, /) -> NDArray[Any]: ...

    def take(self, indices: NDArray[np.intp], axis: int, out: NDArray[Any], mode: str, /) -> object: ...


class PixelRows:
    """The rows ``index`` of ``pixels`` (rows, ...) of uint8, divided by ``scale`` wherever they are looked at."""

    def __init__(self, pixels: NDArray[np.uint8], index: NDArray[np.intp], scale: float, dtype: DTypeLike) -> None:
        self.pixels = pixels
        self.index = index
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self.scale: Any = self.dtype.type(scale)  # type: ignore[call-overload]
        self.shape: tuple[int, ...] = (len(index), *pixels.shape[1:])
        self.ndim = pixels.ndim
        self._flat = pixels.reshape(len(pixels), -1)
        self._drawn = np.empty((0, self._flat.shape[1]), np.uint8)

    @staticmethod
    def can_hold(values: NDArray[Any], scale: float) -> bool:
        """Whether the rows are bytes, and dividing them in float32 gives the same bits as in float64."""
        return values.dtype == np.uint8 and float(np.float32(scale)) == scale

    def __len__(self) -> int:
        return len(self.index)

    def __getitem__(self, key: Any) -> NDArray[Any]:
        return self._scaled(self.pixels[self.index[key]])

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return self[:].astype(self.dtype if dtype is None else dtype, copy=False)

    def take(self, indices: NDArray[np.intp], axis: int, out: NDArray[Any], mode: str = "clip", /) -> None:
        """The rows ``indices``, flat and scaled, into ``out`` (n, features); no large array is made."""
        n = len(indices)
        if len(self._drawn) < n:
            self._drawn = np.empty((n, self._flat.shape[1]), np.uint8)
        drawn = self._drawn[:n]
        self._flat.take(self.index[indices], axis, drawn, mode)  # type: ignore[call-overload]
        np.divide(drawn, self.scale, out=out, dtype=self.dtype, casting="unsafe")

    def quotients(self) -> NDArray[Any]:
        """What each byte stands for, (256,)."""
        return self._scaled(np.arange(256, dtype=np.uint8))

    def _scaled(self, values: NDArray[np.uint8]) -> NDArray[Any]:
        found: NDArray[Any] = np.divide(values, self.scale, dtype=self.dtype, casting="unsafe")
        return found


class ClassRows:
    """One-hot targets (rows, outputs) of class indices: ``table`` (classes, outputs) holds the row of each class."""

    def __init__(self, classes: NDArray[np.integer[Any]], table: NDArray[Any]) -> None:
        self.classes = classes
        self.dtype: np.dtype[Any] = table.dtype
        self.shape: tuple[int, ...] = (len(classes), table.shape[1])
        self.table = table

    def __len__(self) -> int:
        return len(self.classes)

    def __getitem__(self, key: Any) -> NDArray[Any]:
        rows: NDArray[Any] = self.table[self.classes[key]]
        return rows

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return self[:].astype(self.dtype if dtype is None else dtype, copy=False)

    def take(self, indices: NDArray[np.intp], axis: int, out: NDArray[Any], mode: str = "clip", /) -> None:
        """The rows ``indices`` into ``out`` (n, outputs)."""
        self.table.take(self.classes[indices], axis, out, mode)  # type: ignore[call-overload]


Targets: TypeAlias = "NDArray[Any] | ClassRows"
"""Encoded targets (rows, outputs) of a whole data set."""


def fill(out: NDArray[Any], x: "NDArray[Any] | PixelRows", at: slice) -> None:
    """The rows ``at`` of ``x`` into ``out`` (n, features); of pixels no large array is made on the way."""
    if isinstance(x, PixelRows) and x.dtype == out.dtype:
        x.take(np.arange(at.start, at.stop), 0, out)
    else:
        out[...] = x[at].reshape(out.shape)


def drawable(x: "NDArray[Any] | PixelRows", dtype: np.dtype[Any]) -> Takes:
    """Rows ready to be drawn from in ``dtype``: flat arrays; pixels stay as they are."""
    if isinstance(x, PixelRows):
        return x if x.dtype == dtype else PixelRows(x.pixels, x.index, float(x.scale), dtype)
    return np.ascontiguousarray(x, dtype).reshape(len(x), -1)  # type: ignore[return-value]
