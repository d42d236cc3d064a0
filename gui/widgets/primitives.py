"""PrimitiveArray: many lines, points or pieces of a pixmap as rows of numbers, which Qt draws in one call.

PySide6 takes the address of the first and a count where one would expect a list; so numpy writes what Qt reads, and no
object is made for each. The way is pyqtgraph's (``pyqtgraph.Qt.internals``); here it comes without loading all of
pyqtgraph before the window is seen. Worked shape: 400 lines are an array of (400, 4): x1, y1, x2, y2.
"""

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray


class PrimitiveArray:
    """Rows of ``numbers`` float64, each as Qt lays out one ``kind``: QLineF 4, QPointF 2, PixmapFragment 10."""

    def __init__(self, kind: type, numbers: int) -> None:
        self._kind = kind
        self._rows = np.empty((0, numbers))
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def resize(self, size: int) -> None:
        """Hold ``size`` rows; their numbers are to be written anew."""
        if size > len(self._rows):
            self._rows = np.empty((size, self._rows.shape[1]))
        self._size = size

    def ndarray(self) -> NDArray[np.float64]:
        """(size, numbers), to be written to."""
        return self._rows[: self._size]

    def drawargs(self) -> tuple[Any, int]:
        """What ``drawLines``, ``drawPoints`` and ``drawPixmapFragments`` take; good until the next ``resize``."""
        if not len(self._rows):
            return None, 0  # an empty array has no address of its own
        return shiboken6.wrapInstance(self._rows.ctypes.data, self._kind), self._size
