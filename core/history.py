"""History: every recorded value of a run in bounded memory.

Values go into buckets of least, mean and largest; when the buckets are full, neighbours merge and each then holds
twice as many values. Extremes stay exact, and no plot ever reads more points than ``cap``. Imports numpy.
Example: after 3,000 values with a cap of 1,000 there are 750 buckets of 4 values each.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curves import Series


class History:
    """A growing curve of (position, value) in at most ``cap`` buckets."""

    def __init__(self, cap: int = 1024) -> None:
        if cap < 2 or cap % 2:
            raise ValueError(f"A history needs an even number of buckets of at least 2; received {cap}.")
        self.cap = cap
        self.count = 0
        self.width = 1
        """Values per full bucket."""
        self._full = 0
        self._held = 0
        self._columns: NDArray[np.float64] = np.zeros((4, cap))  # rows: sum of x, least, sum, largest

    @property
    def nbytes(self) -> int:
        """Memory the buckets take."""
        return self._columns.nbytes

    def add(self, x: float, value: float) -> None:
        """Record one value."""
        self.extend(np.array([x]), np.array([value]))

    def extend(self, x: NDArray[Any], values: NDArray[Any]) -> None:
        """Record many values (k,) at positions (k,), in order."""
        start, total = 0, len(values)
        self.count += total
        while start < total:
            if self._full == self.cap:
                self._merge()
            buckets = min((total - start) // self.width, self.cap - self._full)
            if self._held == 0 and buckets:
                stop = start + buckets * self.width
                self._put_full(x[start:stop], values[start:stop], buckets)
            else:
                stop = min(total, start + self.width - self._held)
                self._put_part(x[start:stop], values[start:stop])
            start = stop

    def _put_full(self, x: NDArray[Any], values: NDArray[Any], buckets: int) -> None:
        at = slice(self._full, self._full + buckets)
        folded = np.asarray(values, np.float64).reshape(buckets, self.width)
        self._columns[0, at] = np.asarray(x, np.float64).reshape(buckets, self.width).sum(axis=1)
        self._columns[1, at] = folded.min(axis=1)
        self._columns[2, at] = folded.sum(axis=1)
        self._columns[3, at] = folded.max(axis=1)
        self._full += buckets

    def _put_part(self, x: NDArray[Any], values: NDArray[Any]) -> None:
        column = self._columns[:, self._full]
        if not self._held:
            column[:] = 0.0, np.inf, 0.0, -np.inf
        column[0] += x.sum()
        column[1] = min(column[1], values.min())
        column[2] += values.sum()
        column[3] = max(column[3], values.max())
        self._held += len(values)
        if self._held == self.width:
            self._full, self._held = self._full + 1, 0

    def _merge(self) -> None:
        half = self.cap // 2
        pairs = self._columns.reshape(4, half, 2)
        merged = pairs.sum(axis=2)
        merged[1], merged[3] = pairs[1].min(axis=1), pairs[3].max(axis=1)
        self._columns[:, :half] = merged
        self._full, self.width = half, self.width * 2

    def series(self) -> Series:
        """A copy of the curve as it stands, the unfinished last bucket included."""
        length = self._full + (self._held > 0)
        sizes = np.full(length, float(self.width))
        if self._held:
            sizes[-1] = self._held
        x, low, total, high = self._columns[:, :length]
        return Series(x / sizes, low.copy(), total / sizes, high.copy())

    def state(self) -> dict[str, Any]:
        """What ``restore`` needs, for a checkpoint."""
        return {
            "columns": self._columns.copy(),
            "counts": [self.count, self.width, self._full, self._held, self.cap],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Continue a curve from ``state``."""
        self.count, self.width, self._full, self._held, self.cap = (int(each) for each in state["counts"])
        self._columns = np.array(state["columns"], np.float64)
