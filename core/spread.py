"""Spread: how many numbers were spread over the run, one histogram a moment, in bounded memory.

Each column keeps the range it had, so that nothing is lost when weights grow or gradients shrink by powers of ten.
When the columns are full, neighbours merge, as the buckets of a History do. Imports numpy. Example: after 300 looks
with a cap of 128 there are 75 columns of 4 looks each; the least and largest number of all time are still there.
"""

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curves import Column

BINS, CAP = 40, 128
_LARGEST, _ALIKE, _NOTHING = 1e30, 1e-5, 1e-30  # so that a range is one in single precision too
_FEW = 4096
"""At most about so many numbers of an array are sorted into bins; more would show nothing else."""


def column_of(x: float, values: NDArray[Any]) -> Column | None:
    """The histogram of the finite ones of ``values`` (any shape), of large arrays every so many; None without any."""
    flat = values.reshape(-1)
    flat = flat[:: max(1, flat.size // _FEW)]
    flat = flat[np.abs(flat) < _LARGEST].astype(np.float64)  # false for what is not a number
    if not flat.size:
        return None
    low, high = float(flat.min()), float(flat.max())
    if high - low <= _ALIKE * max(abs(low), abs(high)) + _NOTHING:  # one value, or as good as one
        pad = max(0.01 * abs(low), 1e-6)
        low, high = low - pad, high + pad
    at = np.minimum(((flat - low) * (BINS / (high - low))).astype(np.intp), BINS - 1)
    return Column(x, low, high, (np.bincount(at, minlength=BINS) / flat.size).astype(np.float32))


def onto(column: Column, low: float, high: float, bins: int = BINS) -> NDArray[np.float64]:
    """Shares (bins,) of a column over another range; what lies outside is left out."""
    inside = np.concatenate(([0.0], np.cumsum(column.shares, dtype=np.float64)))
    edges = np.linspace(column.low, column.high, len(inside))
    shares: NDArray[np.float64] = np.diff(np.interp(np.linspace(low, high, bins + 1), edges, inside))
    return shares


def merged(first: Column, second: Column, weight: float = 0.5) -> Column:
    """Two columns as one over both ranges; ``weight`` is the first one's part."""
    low, high = min(first.low, second.low), max(first.high, second.high)
    shares = weight * onto(first, low, high) + (1 - weight) * onto(second, low, high)
    return Column(weight * first.x + (1 - weight) * second.x, low, high, shares.astype(np.float32))


class Spread:
    """A growing row of columns, at most ``cap`` of them."""

    def __init__(self, cap: int = CAP) -> None:
        self.cap = cap
        self.width = 1
        """Looks per full column."""
        self._held = 1
        self.columns: tuple[Column, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Spread":
        """Columns are never written to, so copies share them."""
        return copy.copy(self)

    @property
    def nbytes(self) -> int:
        """Memory the columns take."""
        return len(self.columns) * (4 * BINS + 100)

    def add(self, column: Column) -> None:
        """One look more."""
        if self.columns and self._held < self.width:
            last = self.columns[-1]
            self._held += 1
            self.columns = (*self.columns[:-1], merged(last, column, 1 - 1 / self._held))
            return
        if len(self.columns) >= self.cap:
            pairs = zip(self.columns[0::2], self.columns[1::2], strict=True)
            self.columns = tuple(merged(first, second) for first, second in pairs)
            self.width *= 2
        self.columns = (*self.columns, column)
        self._held = 1

    def state(self) -> tuple[NDArray[np.float32], list[int]]:
        """A table (columns, 3 + bins) of position, range and shares, and the counts, for a checkpoint."""
        table = np.zeros((len(self.columns), 3 + BINS), np.float32)
        for row, column in zip(table, self.columns, strict=True):
            row[:3] = column.x, column.low, column.high
            row[3:] = column.shares
        return table, [self.width, self._held, self.cap]

    @classmethod
    def restored(cls, table: NDArray[Any], counts: list[int]) -> "Spread":
        """The reverse of ``state``; ValueError where the two do not hang together."""
        width, held, cap = (int(each) for each in counts)
        sound = width >= 1 and 1 <= held <= width and 2 <= cap <= CAP and cap % 2 == 0
        if not sound or table.ndim != 2 or len(table) > cap or table.shape[1] != 3 + BINS:
            raise ValueError("a spread of the wrong size")
        if not np.isfinite(table).all() or (table[:, 1] >= table[:, 2]).any():
            raise ValueError("a spread without a range")
        made = cls(cap)
        made.width, made._held = width, held
        made.columns = tuple(
            Column(float(row[0]), float(row[1]), float(row[2]), row[3:].astype(np.float32)) for row in table
        )
        return made
