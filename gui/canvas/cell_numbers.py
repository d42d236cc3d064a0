"""Cell numbers: seen from near, the cells of a map or a kernel bear their values, as neurons do.

Only cells that are seen and large enough; their colours are those of the tile below. Worked shape: at 600 % a kernel of
5 x 5 in a tile of 30 has cells of 36 px with "+0.48" in each.
"""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from core.activations import Array
from gui import numbers
from gui.canvas.plates import Shot
from gui.widgets.writing import CENTER, text_width, write

WIDE, HIGH, SIZE = 32.0, 15.0, 7.0
"""Pixels of a cell from which on it bears a number, and the size of the number on the screen in pt."""
MOST = 500
"""So many numbers of one tile are written at most."""


def bear_numbers(shot: Shot, wide: float, high: float, shape: tuple[int, ...]) -> bool:
    """Whether the cells (rows, columns) of a tile of this size in the scene are large enough."""
    return wide / shape[1] * shot.zoom >= WIDE and high / shape[0] * shot.zoom >= HIGH


def write_cells(painter: QPainter, shot: Shot, rect: QRectF, values: Array, limit: float) -> None:
    """The numbers of ``values`` (rows, columns), drawn in ``rect`` of the scene with ``limit`` in full colour."""
    rows, columns = values.shape
    wide, high = rect.width() / columns, rect.height() / rows
    seen = shot.visible().intersected(rect)
    if seen.isEmpty():
        return
    top, bottom = int((seen.top() - rect.top()) / high), int(np.ceil((seen.bottom() - rect.top()) / high))
    left, right = int((seen.left() - rect.left()) / wide), int(np.ceil((seen.right() - rect.left()) / wide))
    part = values[top:bottom, left:right]
    if part.size > MOST:
        return
    shades = shot.theme.diverging(part / max(limit, 1e-30))
    decimals = decimals_for(float(np.abs(part).max(initial=0.0)), wide * shot.zoom)
    painter.save()
    painter.resetTransform()  # letters of their size on the screen, sharp
    for row, column in np.ndindex(part.shape):
        cell = QRectF(rect.left() + (left + column) * wide, rect.top() + (top + row) * high, wide, high)
        text, color = numbers.fixed(float(part[row, column]), decimals), QColor.fromRgb(int(shades[row, column]))
        place = shot.transform.mapRect(cell)
        write(painter, place, text, shot.theme.text_on(color), SIZE, 500, CENTER, tabular=True)
    painter.restore()


def decimals_for(largest: float, wide: float) -> int:
    """How many decimals fit into so many pixels, where the largest magnitude is this: 0 to 4."""
    digits = len(f"{largest:.0f}") if np.isfinite(largest) else 1
    for decimals in (4, 3, 2, 1):
        if text_width(f"{numbers.MINUS}{'0' * digits}.{'0' * decimals}", SIZE, 500, True) <= wide - 6:
            return decimals
    return 0
