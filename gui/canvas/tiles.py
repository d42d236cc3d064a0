"""Tiles: many small pictures as one image, made with numpy and given to Qt in one call.

Maps and kernels of a layer are coloured, enlarged and framed here. Worked shape: 16 maps of 10 x 10 in two columns of
40 px tiles, 46 px apart, are values (16, 10, 10) and one image of 86 x 362 device pixels, clear between the tiles.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from core.activations import Array
from gui.canvas.faces import enlarge, smooth
from gui.canvas.heat import reduce
from gui.theme import Pixels, Theme

SMOOTH_BELOW = 2.5
"""Device pixels of a cell below which a map is drawn smooth: blocks of unlike size would make a pattern."""
CORNER, LEAST_FRAMED = 3.0, 14
"""Radius of a tile's corners in pixels; the longer side in device pixels of the smallest that has a frame."""


def colored(values: Array, limit: float, high: int, wide: int, theme: Theme) -> Pixels:
    """Pixels (n, high, wide) of values (n, rows, columns); ``limit`` gets the full colour."""
    rows, columns = values.shape[1:]
    if rows > high or columns > wide:
        values = np.stack([reduce(each, high, wide) for each in values])
    elif rows > 1 and max(high / rows, wide / columns) < SMOOTH_BELOW and rows == columns and high == wide:
        return theme.diverging(np.clip(smooth(values, high) / limit, -1, 1))
    return enlarge(theme.diverging(values / limit), high, wide)


def blank(count: int, high: int, wide: int, color: QColor) -> Pixels:
    """Tiles nothing is known of."""
    return np.full((count, high, wide), color.rgb(), np.uint32)


@lru_cache(maxsize=64)
def _frame(high: int, wide: int, line: int, color: int) -> tuple[npt.NDArray[np.bool_], Pixels]:
    """Which pixels of a tile its frame and its round corners take, and their colour, premultiplied."""
    y = np.abs(np.arange(high) + 0.5 - high / 2)[:, None]
    x = np.abs(np.arange(wide) + 0.5 - wide / 2)[None, :]
    radius = min(CORNER * line, high / 4, wide / 4)
    dy, dx = y - (high / 2 - radius), x - (wide / 2 - radius)
    beyond = np.hypot(np.maximum(dy, 0), np.maximum(dx, 0)) + np.minimum(np.maximum(dy, dx), 0) - radius
    cover = np.clip(0.5 - beyond, 0.0, 1.0)
    mask = (cover < 1.0) | (beyond > -line)
    pixels = np.zeros_like(cover, np.uint32)
    for shift, part in ((24, 255), (16, color >> 16 & 255), (8, color >> 8 & 255), (0, color & 255)):
        pixels |= np.rint(cover * part).astype(np.uint32) << shift
    return mask, pixels[mask]


def sheet(pixels: Pixels, corners: npt.NDArray[np.intp], border: QColor, line: int, framed: bool = True) -> QImage:
    """One image with tile i of pixels (n, high, wide) at ``corners[i]`` = (left, top), both from 0."""
    _, high, wide = pixels.shape
    if framed and min(high, wide) >= 8 and max(high, wide) >= LEAST_FRAMED:
        mask, frame = _frame(high, wide, line, border.rgb() & 0xFFFFFF)
        pixels = np.array(pixels)
        pixels[:, mask] = frame
    out = np.zeros((int(corners[:, 1].max()) + high, int(corners[:, 0].max()) + wide), np.uint32)
    for tile, (left, top) in zip(pixels, corners, strict=True):
        out[top : top + high, left : left + wide] = tile
    rows, columns = out.shape
    return QImage(out.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied).copy()
