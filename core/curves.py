"""Curves: everything about a run that is drawn over its epochs, as plain frozen data.

Positions are epochs done. A Series is a curve in buckets, a Column one moment of a strip that shows how numbers are
spread, a Mark a moment at which something was changed by hand. Imports numpy. Example: a run of 20 epochs whose
learning rate was lowered in the ninth has ``marks == (Mark(8.4, "learning rate", 0.01, 0.003),)``.
"""

from dataclasses import field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.frozen import dataclass

SpreadOf = Literal["weights", "activations", "gradients"]
Value = str | float | int | bool | None


@dataclass(frozen=True, eq=False)
class Series:
    """A curve in buckets: positions in epochs and the least, mean and largest value of each bucket."""

    x: NDArray[np.float64]
    low: NDArray[np.float64]
    mean: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Column:
    """How numbers were spread at one moment: ``shares`` (bins,) of them, from ``low`` to ``high`` in equal parts."""

    x: float
    low: float
    high: float
    shares: NDArray[np.float32]


@dataclass(frozen=True)
class Mark:
    """A moment of the run at which something was changed: what, and from which value to which where it is a setting."""

    x: float
    what: str
    before: Value = None
    after: Value = None


@dataclass(frozen=True, eq=False)
class Curves:
    """All curves of a run: loss per minibatch, per-epoch numbers, and what was measured layer by layer, by its id."""

    batch_loss: Series
    epochs: dict[str, Series]
    """``loss``, ``validation_loss``, and each metric as ``accuracy`` and ``validation_accuracy``."""
    weight_change: dict[int, Series]
    """Norm of the last update over the norm of the weights, by layer id."""
    gradient: dict[int, Series] = field(default_factory=dict)
    """Norm of the last minibatch's gradient, by layer id."""
    dead: dict[int, Series] = field(default_factory=dict)
    """Share of units that answer nothing to any row looked at, by layer id."""
    saturated: dict[int, Series] = field(default_factory=dict)
    """Share of units that lie at the flat ends of their activation for nearly all rows, by layer id."""
    spreads: dict[tuple[SpreadOf, int], tuple[Column, ...]] = field(default_factory=dict)
    """How weights, activations and sizes of gradients (as powers of ten) are spread over the run."""
    marks: tuple[Mark, ...] = ()
    run: str = ""
    """Which run this is: another one begins with every reset; undo goes back to the one before."""
