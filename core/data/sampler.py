"""Sampler: draws the minibatches of an epoch, again and again; a batch allocates nothing.

When an epoch begins, the rows of the one before are permuted anew; they are handed out in slices, the last of which may
be shorter. The state (order, position, generator) is small and restores a run in the middle of an epoch, bit for bit.
Who trains many epochs in one go has their permutations drawn ahead; state and orders are then the same as if each were
drawn when its epoch begins. Example: 10 rows in batches of 4 give slices of 4, 4 and 2 rows an epoch. Imports numpy.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST_AHEAD = 1 << 17
"""Most row numbers that are drawn ahead of their epoch, a megabyte of them."""


class Sampler:
    """Minibatches of row indices."""

    def __init__(self, rows: int, batch: int, shuffle: bool, rng: "np.random.Generator") -> None:
        if rows < 1 or batch < 1:
            raise ValueError(f"A sampler needs at least one row and a batch of at least 1; received {rows}, {batch}.")
        self.rows = rows
        self.batch = min(batch, rows)
        self.shuffle = shuffle
        self.position = 0  # how many rows of this epoch were handed out
        self._rng = rng
        self._rows: NDArray[np.intp] = np.arange(rows, dtype=np.intp)
        self._drawn: NDArray[np.intp] = self._rows[None].copy()
        """(epochs, rows): orders up to the present epoch's, then how each epoch permutes the order before it."""
        self._end = 1
        """So many of them are drawn; behind them is room."""
        self._turn_to(0)
        self._before: list[tuple[int, dict[str, Any]]] = []
        """(row of ``_drawn``, the generator's state before that permutation and those that follow), in order."""

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
        if self.position or not self.shuffle:
            return
        before = self._order
        if self._at + 1 < self._end:
            self._turn_to(self._at + 1)
            self._order[:] = before[self._order]
        else:
            before[:] = before[self._rng.permuted(self._rows)]  # two copies for a moment, rather than for the whole run

    def ahead(self, epochs: int) -> NDArray[np.intp]:
        """The order of the present epoch, and how each of some that follow permutes the one before: (epochs, rows).

        Never empty, often more than asked for, fewer where there is no room for so many. Whoever begins an epoch of
        them puts its order in its place, and says by ``pass_on`` how many were begun.
        """
        wanted = min(epochs, max(2, _MOST_AHEAD // self.rows))
        if self.shuffle and self._end - self._at < wanted:
            if self._at + wanted > len(self._drawn):
                self._make_room(2 * wanted)
            self._before.append((self._end, dict(self._rng.bit_generator.state)))
            fresh = self._drawn[self._end : self._at + wanted]
            fresh[:] = self._rows
            self._rng.permuted(fresh, axis=1, out=fresh)
            self._end = self._at + wanted
        return self._drawn[self._at : self._end]

    def _make_room(self, epochs: int) -> None:
        """Orders of epochs that are over go, and there is room for so many."""
        held, at = self._drawn[self._at : self._end], self._at
        if len(self._drawn) < epochs:
            self._drawn = np.empty((epochs, self.rows), np.intp)
        self._drawn[: len(held)] = held
        past = [mark for mark in self._before if mark[0] <= at + 1][-1:]
        self._before = [(row - at, state) for row, state in past + [mark for mark in self._before if mark[0] > at + 1]]
        self._end = len(held)
        self._turn_to(0)

    def pass_on(self, epochs: int, position: int) -> None:
        """So many epochs after the present one were begun, and so many rows of the last one handed out."""
        self.position = position
        if self.shuffle:
            self._turn_to(self._at + epochs)

    def _turn_to(self, at: int) -> None:
        """This one of ``_drawn`` is the present epoch's order."""
        self._at = at
        self._order: NDArray[np.intp] = self._drawn[at]

    def _generator_state(self) -> dict[str, Any]:
        """As it is when the permutation after the present epoch's is still to be drawn."""
        if self._at + 1 == self._end:
            return dict(self._rng.bit_generator.state)
        again = np.random.Generator(type(self._rng.bit_generator)())
        row, again.bit_generator.state = next(each for each in reversed(self._before) if each[0] <= self._at + 1)
        for _ in range(self._at + 1 - row):
            again.permuted(self._rows)
        return dict(again.bit_generator.state)

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
            "generator": self._generator_state(),
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
        self._drawn, self._end, self._before = np.array(order[None]), 1, []
        self._turn_to(0)
        self.position = position
