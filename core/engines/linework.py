"""Linework: strokes of many curves drawn into an array of pixels by a kernel, without Python's lock.

Knows nothing of windows: a pixel is a whole number 0xAARRGGBB, a curve straight pieces one behind the other. Its
kernel, core/engines/kernels/linework.py, comes with those that train; until some are loaded, ``draw`` does nothing.
Worked shape: 460 curves in 28 strokes, pieces (n, 11, 4) each, into pixels (850, 1300).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.engines import cache
from core.engines import names as at
from core.engines.layout import address


class Stroke(NamedTuple):
    """Curves that are drawn alike."""

    pieces: NDArray[np.float64]
    """(curves, pieces, 4): x and y of both ends of each piece, which begins where the one before it ends."""
    width: float
    """In pixels; a line thinner than one is one wide and as much paler."""
    beyond: float
    """By so many pixels a curve reaches beyond its ends."""
    color: int
    """0xAARRGGBB, opaque."""


class Place(NamedTuple):
    """Where curves lie on the pixels: x * scale_x + shift_x; the pixel in the corner covers 0 to 1."""

    scale_x: float = 1.0
    shift_x: float = 0.0
    scale_y: float = 1.0
    shift_y: float = 0.0


Box = tuple[int, int, int, int]
"""Left, top, right and bottom of a part of the pixels; the latter two are not in it."""


def draw(pixels: NDArray[np.uint32], strokes: Sequence[Stroke], place: Place, box: Box | None = None) -> bool:
    """Draw strokes into ``pixels`` (height, width), contiguous, one over the other; False where there is no kernel."""
    kernels = cache.at_hand()
    if kernels is None:
        return False
    height, width = pixels.shape
    left, top, right, bottom = box or (0, 0, width, height)
    flat, rows, numbers = _packed(strokes, place)
    facts = np.zeros(at.SHEET_LENGTH, np.int64)
    facts[at.LEFT : at.END] = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    facts[at.PIXELS], facts[at.ROW], facts[at.END] = address(pixels), width, pixels.size
    facts[at.CURVES], facts[at.STROKES], facts[at.NUMBERS] = (address(each) for each in (flat, rows, numbers))
    facts[at.STROKE_COUNT] = len(rows)
    assert pixels.flags.c_contiguous and pixels.dtype == np.uint32
    kernels.draw_strokes(address(pixels), address(facts))
    return True


def _packed(
    strokes: Sequence[Stroke], place: Place
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """All pieces one behind the other, the rows that tell of the strokes, and the numbers of place and pens."""
    numbers = [place.scale_x, place.shift_x - 0.5, place.scale_y, place.shift_y - 0.5]
    rows, begin = [], 0
    for pieces, width, beyond, color in strokes:
        rows.append((begin, len(pieces), pieces.shape[1], color))
        begin += pieces.size
        numbers += width, beyond
    flat = np.concatenate([np.zeros(0), *(pieces.reshape(-1) for pieces, *_ in strokes)])
    return flat, np.array(rows, np.int64).reshape(-1, at.STROKE_COLUMNS), np.array(numbers, np.float64)
