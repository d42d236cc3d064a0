"""Sampler: draws the minibatches of an epoch, again and again, without allocating.

A permutation of all rows is shuffled in place when an epoch begins and handed out in slices; the last may be shorter.
Its state (permutation, position, generator) is small and restores a run in the middle of an epoch, bit for bit.
Example: 10 rows in batches of 4 give slices of 4, 4 and 2 rows an epoch. Imports numpy.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Sampler:
    """Minibatches of row indices."""

    def __init__(self, rows: int, batch: int, shuffle: bool, rng: np.random.Generator) -> None:
        if rows < 1 or batch < 1:
            raise ValueError(f"A sampler needs at least one row and a batch of at least 1; received {rows}, {batch}.")
        self.rows = rows
        self.batch = min(batch, rows)
        self.shuffle = shuffle
        self.position = 0  # how many rows of this epoch were handed out
        self._rng = rng
        self._order: NDArray[np.intp] = np.arange(rows, dtype=np.intp)

    @property
    def batches_per_epoch(self) -> int:
        """How many batches an epoch has, a short last one included."""
        return -(-self.rows // self.batch)

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last batch of an epoch was just handed out."""
        return self.position >= self.rows

    @property
    def order(self) -> NDArray[np.intp]:
        """All rows in the order of this epoch."""
        return self._order

    def begin(self) -> None:
        """Have the order of the epoch that the next batch belongs to; draws a new one where an epoch begins."""
        if self.position >= self.rows:
            self.position = 0
        if self.position == 0 and self.shuffle:
            self._rng.shuffle(self._order)

    def next(self) -> NDArray[np.intp]:
        """The next batch: a view that is valid until the following epoch begins. Do not write to it."""
        self.begin()
        start = self.position
        self.position = min(start + self.batch, self.rows)
        return self._order[start : self.position]

    def last(self, count: int) -> NDArray[np.intp]:
        """The last ``count`` rows handed out in this epoch, in their order."""
        return self._order[self.position - count : self.position]

    def calls_until(self, row: int) -> int:
        """In how many calls of ``next`` before the one that hands out this row, in this epoch's order.

        0: the next call has it; -1: the last one had it; -2: the one before that.
        """
        at = int(np.flatnonzero(self._order == row)[0])
        if at >= self.position:
            return (at - self.position) // self.batch
        return -1 - (self.position - 1 - at) // self.batch

    def state(self) -> dict[str, Any]:
        """Everything a resumed sampler needs: JSON data and one array."""
        return {
            "generator": dict(self._rng.bit_generator.state),
            "position": self.position,
            "order": self._order.copy(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from ``state``; the batch size may differ, the number of rows may not."""
        order = np.asarray(state["order"], dtype=np.intp)
        position = int(state["position"])
        if len(order) != self.rows or not 0 <= position <= self.rows:
            raise ValueError(f"The state belongs to {len(order)} rows; this sampler has {self.rows}.")
        if not np.array_equal(np.sort(order), np.arange(self.rows)):
            raise ValueError("The state's order is not a permutation of the rows.")
        self._rng.bit_generator.state = state["generator"]
        self._order[:] = order
        self.position = position
