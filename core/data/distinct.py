"""Distinct: the different values of an array, sorted; imports numpy.

What ``np.unique`` gives as well, but that loads ``numpy.ma`` to ask whether it was given a masked array: 1.3 MB, and
longer than sorting 60,000 labels takes. Worked shape: of [3, 1, 3] the values are [1, 3], the places [1, 0, 1].
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The different values of an array of any shape, the least first; none may be NaN."""
    ordered = np.sort(values, axis=None)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def placed(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """``distinct`` of values (n,) or of any shape, and for each value, flattened, its place among them."""
    different = distinct(values)
    return different, np.searchsorted(different, values.reshape(-1))
