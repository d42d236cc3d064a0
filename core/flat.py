"""flat: vectors of weights with a little room behind them, so that kernels may work on whole lanes of sixteen.

Example: ``flat(31, "float32")`` is a vector (31,) of zeros, the front of one of 32; ``whole`` gives the latter.
"""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

LANES = 16
"""How many numbers compiled kernels work on at once."""


def padded(count: int) -> int:
    """``count`` rounded up to whole lanes."""
    return -(-count // LANES) * LANES


def flat(count: int, dtype: DTypeLike, value: float = 0.0) -> NDArray[Any]:
    """A vector (count,) filled with ``value``; what lies behind it is 0."""
    room = np.zeros(padded(count), dtype)
    room[:count] = value
    return room[:count]


def whole(vector: NDArray[Any]) -> NDArray[Any]:
    """What ``flat`` made the vector from, (count rounded up,)."""
    room = vector.base
    assert isinstance(room, np.ndarray) and len(room) == padded(len(vector))
    return room
