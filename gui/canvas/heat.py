"""Heat: a weight matrix as an image, rows are neurons and columns their inputs, and the watched picture as pixels.

Matrices larger than their place on the screen are reduced block by block to the value of largest size, so that a
single strong weight stays visible. Worked shape: (128, 784) at 168 x 168 px is reduced to (128, 157).
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from core.activations import Array
from gui.canvas.faces import channels, enlarge
from gui.theme import Pixels, Theme, image_of

HOLES_FROM = 12
"""Cells this large or larger show a small hole where the value is negative."""


def reduce(values: Array, rows: int, columns: int) -> Array:
    """At most (rows, columns) values, each the one of largest size in its block."""
    for axis, most in ((0, max(1, rows)), (1, max(1, columns))):
        length = values.shape[axis]
        if length > most:
            block = -(-length // most)
            starts = np.arange(0, length, block)
            high = np.maximum.reduceat(values, starts, axis=axis)
            low = np.minimum.reduceat(values, starts, axis=axis)
            values = np.where(high >= -low, high, low)
    return values


def heat_image(values: Array, limit: float, width: int, height: int, theme: Theme) -> QImage:
    """An image of (height, width) device pixels from a matrix (rows, columns)."""
    small = reduce(values, height, width)
    pixels = enlarge(theme.diverging(small / limit)[None], height, width)[0]
    cell = min(width // small.shape[1], height // small.shape[0])
    if cell >= HOLES_FROM:
        _punch(pixels, small, theme)
    return image_of(pixels)


def _punch(pixels: Pixels, values: Array, theme: Theme) -> None:
    height, width = pixels.shape
    rows, columns = values.shape
    for row, column in zip(*np.nonzero(values < 0), strict=True):
        y, x = int((row + 0.5) * height / rows), int((column + 0.5) * width / columns)
        pixels[y - 1 : y + 2, x - 1 : x + 2] = theme.paper.rgb()


def picture_pixels(x: npt.NDArray[np.floating], theme: Theme) -> Pixels:
    """The watched image (height, width, channels) as ink on paper (one channel) or in its colours (three)."""
    low, high = min(0.0, float(x.min())), max(1.0, float(x.max()))
    share = ((x - low) / (high - low)).astype(np.float32)
    if x.ndim == 3 and x.shape[2] == 3:
        bgr = share[..., ::-1] * 255
    else:
        gray = share[..., :1] if share.ndim == 3 else share[..., None]
        empty, full = channels(theme.paper), channels(theme.ink)
        empty = 0.35 * empty + 0.65 * channels(theme.sunken)
        bgr = empty + gray * (full - empty)
    whole = (bgr + 0.5).astype(np.uint32)
    pixels: Pixels = (0xFF000000 | whole[..., 2] << 16 | whole[..., 1] << 8 | whole[..., 0]).astype(np.uint32)
    return pixels


def picture_image(x: npt.NDArray[np.floating], width: int, height: int, theme: Theme) -> QImage:
    """The watched image with visible cells where they are large enough."""
    small = picture_pixels(x, theme)
    pixels = enlarge(small[None], height, width)[0].copy()
    if width // small.shape[1] >= 8:
        line = theme.line.rgb()
        pixels[np.arange(1, small.shape[0]) * height // small.shape[0], :] = line
        pixels[:, np.arange(1, small.shape[1]) * width // small.shape[1]] = line
    return image_of(pixels)
