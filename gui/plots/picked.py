"""Picked: which rows a plot rings: those of the walked minibatch, and the one on show with the place of its numbers.

It may import core only. Worked shape: at the third of four rows of a walked minibatch ``rows`` are four, ``row`` is
the third of them, ``place`` is what it should predict and what it does, (40.0, 31.7), in the target's own units.
"""

from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Prepared
from core.frozen import dataclass
from core.snapshot import Snapshot

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Picked:
    """Rows of the dataset; ``row`` is -1 where the mean is looked at or nothing."""

    rows: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    row: int = -1
    place: tuple[float, float] | None = None
    """(actual, predicted) of the row, where both are known."""

    def same(self, other: "Picked") -> bool:
        """Whether the same rings are drawn."""
        return (self.row, self.place) == (other.row, other.place) and np.array_equal(self.rows, other.rows)


def picked(snapshot: Snapshot, prepared: Prepared, head: int, target: int) -> Picked:
    """What is picked, for one of the predicted numbers of a head."""
    walk, watched = snapshot.walk, snapshot.watched
    rows = walk.rows if walk is not None else np.zeros(0, np.intp)
    if watched is None or watched.row < 0:
        return Picked(rows)
    values = watched.heads.get(head)
    if values is None or not values.output.size or values.target.size <= target:
        return Picked(rows, watched.row)
    pair = prepared.preprocessing.restore(np.stack([values.target, values.output]).astype(np.float64))[:, target]
    return Picked(rows, watched.row, (float(pair[0]), float(pair[1])) if np.isfinite(pair).all() else None)
