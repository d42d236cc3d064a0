"""Bundles: the curves of links as numpy arrays, computed when cards move, not when weights change.

A link is a cubic whose control points lie at half the gap, cut into straight pieces. Where a bundle runs through
pills it is bent so that its middle passes through each of them. Worked shape: from 24 to 10 neurons, ``segments`` is
(240, 7, 4) with x1, y1, x2, y2 of each piece, ready for ``drawLines``.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF

Points = npt.NDArray[np.float64]


@lru_cache(maxsize=32)
def cuts(pieces: int) -> Points:
    """Where cubics are cut: closely where they curve, near a sixth of their length from each end."""
    half = pieces // 2
    ends = np.linspace(0.0, 1.0, half + 1) ** 1.12 * 0.32
    if pieces % 2:
        return np.concatenate((ends, 1.0 - ends[::-1]))
    return np.linspace(0.0, 1.0, pieces + 1)


def pieces_for(links: int) -> int:
    """How finely the links of a connection are cut: few and wide ones finely, many and thin ones coarsely."""
    return 13 if links <= 64 else 9 if links <= 128 else 7


def cubic(start: Points, end: Points, pieces: int = 24) -> Points:
    """Points of cubics from ``start`` (n, 2) to ``end`` (n, 2) with level ends: (n, pieces + 1, 2)."""
    t = cuts(pieces)
    # Control points at half the gap make x(t) and y(t) these two polynomials.
    gap = np.maximum(np.abs(end[:, 0] - start[:, 0]), 40.0) / 2
    first, second = start[:, 0] + gap, end[:, 0] - gap
    a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
    points = np.empty((len(start), pieces + 1, 2))
    points[..., 0] = start[:, :1] * a + first[:, None] * b + second[:, None] * c + end[:, :1] * d
    points[..., 1] = start[:, 1:] * (a + b) + end[:, 1:] * (c + d)
    return points


class Bend(NamedTuple):
    """How far a bundle is pushed up or down at each x: at its ends not at all, at a pill until it passes through."""

    x: Points
    by: Points


def bend_of(start: QPointF, end: QPointF, through: list[QPointF]) -> Bend | None:
    """The bend that leads the middle line through the pills in its way; None where it does so already."""
    gap = end.x() - start.x()
    inside = sorted((p.x(), p.y()) for p in through if gap > 0 and 0.02 < (p.x() - start.x()) / gap < 0.98)
    middle = cubic(np.array([[start.x(), start.y()]]), np.array([[end.x(), end.y()]]), 48)[0]
    by = [y - float(np.interp(x, middle[:, 0], middle[:, 1])) for x, y in inside]
    if max((abs(each) for each in by), default=0.0) < 1.0:
        return None
    return Bend(np.array([start.x(), *(x for x, _ in inside), end.x()]), np.array([0.0, *by, 0.0]))


def bend(points: Points, how: Bend) -> None:
    """Push the points of a bundle (n, points, 2) up or down, in place."""
    position = np.interp(points[..., 0], how.x, np.arange(len(how.x), dtype=np.float64))
    whole = np.minimum(position.astype(np.intp), len(how.x) - 2)
    share = position - whole
    share = share * share * (3 - 2 * share)  # level at each pill
    points[..., 1] += how.by[whole] * (1 - share) + how.by[whole + 1] * share


def segments(points: Points) -> Points:
    """Pieces (n, pieces, 4) of poly-lines (n, pieces + 1, 2)."""
    return np.concatenate((points[:, :-1], points[:, 1:]), axis=2)


def distances(pieces: Points, pos: QPointF) -> npt.NDArray[np.float64]:
    """The distance of a point from each poly-line (n, pieces, 4)."""
    a, b = pieces[..., :2], pieces[..., 2:]
    along = b - a
    to = np.array([pos.x(), pos.y()]) - a
    length = np.maximum((along**2).sum(axis=-1), 1e-9)
    t = np.clip((to * along).sum(axis=-1) / length, 0.0, 1.0)
    away = to - t[..., None] * along
    found: npt.NDArray[np.float64] = np.sqrt((away**2).sum(axis=-1)).min(axis=1)
    return found
