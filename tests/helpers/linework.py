"""The reference of core/engines/kernels/linework.py: the same picture by numpy, every pixel for itself."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.engines.linework import Box, Place, Stroke

Numbers = NDArray[np.float64]


def draw(pixels: NDArray[np.uint32], strokes: Sequence[Stroke], place: Place, box: Box | None = None) -> None:
    """As core.engines.linework.draw."""
    height, width = pixels.shape
    left, top, right, bottom = box or (0, 0, width, height)
    y, x = np.mgrid[0:height, 0:width] + 0.5
    allowed = (x > left) & (x < right) & (y > top) & (y < bottom)
    scale, shift = np.array([place.scale_x, place.scale_y]), np.array([place.shift_x, place.shift_y])
    for stroke in strokes:
        for curve in stroke.pieces:
            points = np.concatenate((curve[:1, :2], curve[:, 2:])) * scale + shift
            for covered, owned in _pieces(points, stroke, x, y):
                _blend(pixels, np.where(allowed & owned, covered, 0.0), stroke.color)


def _pieces(
    points: Numbers, stroke: Stroke, x: Numbers, y: Numbers
) -> Iterator[tuple[Numbers, NDArray[np.bool_]]]:
    """Of each piece how much of every pixel it covers, and which pixels are its own."""
    steps = np.diff(points, axis=0)
    along = steps / np.hypot(steps[:, 0], steps[:, 1])[:, None]
    reach = max(stroke.width, 1.0) / 2 + 0.5
    for number, (start, end) in enumerate(pairwise(points)):
        ux, uy = along[number]
        covered = np.clip(reach - np.abs(ux * (y - start[1]) - uy * (x - start[0])), 0.0, 1.0) * min(1.0, stroke.width)
        owned = np.ones(x.shape, np.bool_)
        if number:
            owned &= _in_front(start, along[number - 1] + along[number], x, y)
        else:
            covered *= np.clip(ux * (x - start[0]) + uy * (y - start[1]) + stroke.beyond + 0.5, 0.0, 1.0)
        if number < len(along) - 1:
            owned &= ~_in_front(end, along[number] + along[number + 1], x, y)
        else:
            covered *= np.clip(ux * (end[0] - x) + uy * (end[1] - y) + stroke.beyond + 0.5, 0.0, 1.0)
        around = reach + stroke.beyond + 1.0
        for at, (low, high) in zip((x, y), np.sort((start, end), axis=0).T, strict=True):
            owned &= (at >= low - around) & (at <= high + around)
        yield covered, owned


def _in_front(joint: Numbers, along: Numbers, x: Numbers, y: Numbers) -> NDArray[np.bool_]:
    """Pixels on that side of the line through ``joint``, square to ``along``, to which it points."""
    found: NDArray[np.bool_] = (x - joint[0]) * along[0] + (y - joint[1]) * along[1] >= 0.0
    return found


def _blend(pixels: NDArray[np.uint32], covered: Numbers, color: int) -> None:
    """Move every byte towards the colour's."""
    old = pixels.view(np.uint8).reshape(*pixels.shape, 4)
    new = np.array([color], np.uint32).view(np.uint8)
    share = np.floor(covered * 256)[..., None]
    old[:] = np.floor(old + (new - old.astype(np.float64)) * share / 256)
