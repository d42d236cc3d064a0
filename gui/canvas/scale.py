"""Scale: the number that gives full colour and full width, held still while a network trains.

One Scale per view and kind of number; its limit is a round number at or above the 99 % quantile of what is shown and
changes only when it is wrong by a factor of two. Worked shape: weights up to 0.57 give a limit of 0.6.
"""

import numpy as np

from core.activations import Array
from gui import numbers

SAMPLE = 4096
QUANTILE = 0.99


def quantile(arrays: list[Array]) -> float:
    """The 99 % quantile of |values| over all arrays, from evenly taken samples; 0 where there is nothing finite."""
    parts = []
    for array in arrays:
        flat = array.reshape(-1)
        parts.append(np.abs(flat[:: max(1, len(flat) // SAMPLE)]))
    values = np.concatenate(parts) if parts else np.zeros(0)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0
    # Interpolated between its neighbours: of 88 weights a single large one must not decide alone. As np.quantile does
    # it, at a quarter of the time.
    at = QUANTILE * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    values.partition((low, high))
    return float(values[low]) + (at - low) * float(values[high] - values[low])


class Scale:
    """A limit that is held."""

    def __init__(self) -> None:
        self.limit = 1.0
        self._fresh = True

    def release(self) -> None:
        """Choose the limit anew with the next values."""
        self._fresh = True

    def follow(self, arrays: list[Array]) -> float:
        """The limit for these values; the old one where it still serves."""
        found = quantile(arrays)
        if found <= 0.0:
            return self.limit
        wanted = numbers.symmetric_limit(found)
        # A quantile just above the limit is only clamped a little; a round number twice as large is another picture.
        if self._fresh or wanted >= 2 * self.limit or 2 * wanted <= self.limit:
            self.limit = wanted
            self._fresh = False
        return self.limit
