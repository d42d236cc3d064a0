"""Tints: in which width and colour each link is drawn, and which links share a pen.

Strengths come in 6 steps x 2 signs; what one frame draws is a list of pens with their pieces. Paints nothing. Worked
shape: 460 links give at most 24 strokes, pale and thin first.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from gui.canvas.bundle import Points
from gui.theme import Theme, mix

if TYPE_CHECKING:
    from gui.canvas.links import Bundle

STRENGTHS = 6
HOLLOW_FROM, CORE = 2.2, 0.42
STRONG, STRONGEST = 3, 4
"""From these steps of strength on links are cut finely, and so that no corner is seen: wide ones are few."""
OTHERS, POINTED = 0.32, 2.0
"""How much of its colour a link keeps while another is pointed at, and how much it gains while it is itself."""

Pens = tuple[QPen, QPen | None]


class Strokes(NamedTuple):
    """What one frame draws of the links, back to front; two with the same key look the same."""

    blank: list[Points]
    lines: list[tuple[int, Points, Pens]]
    blank_pen: QPen
    key: tuple[object, ...]

    @property
    def links(self) -> int:
        """How many are drawn."""
        return sum(len(pieces) for pieces in self.blank) + sum(len(pieces) for _, pieces, _ in self.lines)


def width_at(most: float, strength: float) -> float:
    """Width of a link: ``0.5 + (m - 0.5) * strength ** 0.85``."""
    return float(0.5 + (most - 0.5) * min(1.0, strength) ** 0.85)


def widest(links: int) -> float:
    """m: the width of a link of full strength, by how many there are in its connection."""
    return 7.0 if links <= 64 else 4.6 if links <= 320 else 2.6


@lru_cache(maxsize=512)
def pen_of(theme: Theme, positive: bool, step: int, links: int, keep: float, locked: bool) -> Pens:
    """The pen of a strength and sign, and the pen of its hollow core."""
    t = step / (STRENGTHS - 1)
    share = 0.06 + 0.86 * t * t if links > 64 else 0.16 + 0.84 * t
    color = mix(theme.paper, theme.positive if positive else theme.negative, min(1.0, share * keep))
    width = width_at(widest(links), t) * (0.75 if locked else 1.0)
    # Up to one pixel Qt draws lines without outlining them first, at half the cost; round caps cost ten times as much.
    width = 1.0 if width < 1.5 else width
    cap = Qt.PenCapStyle.SquareCap if width > 1 else Qt.PenCapStyle.FlatCap
    pen = QPen(color, width, Qt.PenStyle.SolidLine, cap)
    core = None
    if not positive and width >= HOLLOW_FROM:
        inner = width * CORE
        core = QPen(theme.paper, 1.0 if inner < 1.5 else inner, Qt.PenStyle.SolidLine, cap)
    return pen, core


def buckets(
    bundle: "Bundle", full: float, mask: npt.NDArray[np.bool_] | None, hold: bool
) -> npt.NDArray[np.int16]:
    """How each link is drawn, as a number: by strength, then in two turns, by lock and by sign."""
    assert bundle.values is not None
    step, positive = bundle.tints(full, hold)
    # Each strength is drawn in two turns, so that neither sign lies on top of all of the other.
    bucket: npt.NDArray[np.int16] = step * np.int16(8) + 4 * (np.arange(len(step), dtype=np.int16) % 2) + positive
    if bundle.locked is not None:
        bucket = bucket + 2 * bundle.locked.reshape(-1)[bundle.chosen]
    return bucket if mask is None else bucket + np.int16(100) * mask


def strokes_of(
    bundle: "Bundle", bucket: npt.NDArray[np.int16], theme: Theme, stressed: bool, near: bool
) -> list[tuple[int, Points, Pens]]:
    links, found = bundle.count, []
    for each in np.unique(bucket):
        if links > 320 and int(each) < 8:
            continue  # a tint of 6 % cannot be told from paper, and these are the many
        keep = 1.0 if not stressed else OTHERS if each < 100 else POINTED
        strength, positive, locked = int(each) % 100 // 8, bool(int(each) % 2), bool(int(each) % 4 // 2)
        pens = pen_of(theme, positive, strength, links, keep, locked)
        pieces = bundle.fine if near or strength >= STRONG else bundle.pieces
        pieces = bundle.finest if strength >= STRONGEST or (near and links <= 64) else pieces
        found.append((int(each), pieces[bucket == each], pens))
    return found
