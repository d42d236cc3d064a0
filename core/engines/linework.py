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
    """In pixels."""
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
    rows = np.zeros((len(strokes), at.STROKE_COLUMNS), np.int64)
    numbers = np.empty(at.WIDTHS + 2 * len(strokes))
    numbers[: at.WIDTHS] = place.scale_x, place.shift_x - 0.5, place.scale_y, place.shift_y - 0.5
    held = [np.ascontiguousarray(stroke.pieces, np.float64) for stroke in strokes]
    for number, (pieces, stroke) in enumerate(zip(held, strokes, strict=True)):
        rows[number] = address(pieces), len(pieces), pieces.shape[1], stroke.color
        numbers[at.WIDTHS + 2 * number :][:2] = stroke.width / 2, stroke.beyond
    facts = np.zeros(at.SHEET_LENGTH, np.int64)
    facts[at.LEFT : at.END] = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    facts[at.PIXELS], facts[at.ROW], facts[at.END] = address(pixels), width, pixels.size
    facts[at.STROKES], facts[at.STROKE_COUNT], facts[at.NUMBERS] = address(rows), len(rows), address(numbers)
    assert pixels.flags.c_contiguous and pixels.dtype == np.uint32
    kernels.draw_strokes(address(pixels), address(facts))
    return True
