"""Links: all connections of the drawing, painted with a handful of opaque pens.

Each weight becomes a cubic of straight pieces; links are sorted into 6 strengths x 2 signs and each bucket is one
``drawLines``, pale and thin first. Measured: transparent pens cost ten times as much, one merged path twenty times.
Worked shape: 460 of 768 links of a connection give pieces (460, 5, 4) and at most 12 calls.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from shiboken6 import Shiboken

from gui.canvas import linework
from gui.canvas.bundle import Points, bend, bend_of, cubic, pieces_for, segments
from gui.canvas.linework import Sheet
from gui.canvas.live import strongest
from gui.canvas.tints import STRENGTHS, Pens, Strokes, buckets, pen_of, strokes_of
from gui.theme import Theme, mix

MOST_LINKS = 460
MOST_BLANK = 200
"""Links drawn while there are no numbers yet; they only say that two layers are connected."""
MOST_IN_ALL = 460
"""Links of the whole drawing: what can be painted 60 times a second beside a training network."""
FINE, FINE_OF_MANY, BENT, WIDE, WIDE_OF_MANY = 11, 7, 14, 19, 11
RECHOOSE = 10
"""So many frames the same links of a large connection are drawn: links that come and go flicker."""
MOST_CUT = 6_000
"""Up to so many links the curves of all of them are kept."""
FEWEST_BENT = 3
"""Where a front has come less far than so many pieces, no arrow head fits."""
OUTLINE = 5.0
"""By so much is the outline of the wire that is asked for wider than the wire."""
LINE_BYTES = 32
"""A QLineF is four doubles."""
HELD = 0.62
"""A link keeps its step of strength up to so many steps from it: at the border between two it would flicker."""
_cut_numbers = itertools.count(1)


@dataclass(eq=False)
class Bundle:
    """The links of one connection: where they run and what they carry."""

    start: Points
    """Where each of the sources' links leave, (sources, 2)."""
    end: Points
    """Where they arrive: (targets, 2), or (targets, sources, 2) where each link has a place of its own."""
    ports: tuple[QPointF, QPointF]
    through: list[QPointF]
    values: npt.NDArray[np.floating] | None = None
    """(targets, sources), or None: nothing is known yet."""
    locked: npt.NDArray[np.bool_] | None = None
    """(targets, sources), True where training leaves a weight as it is; None: nowhere."""
    most: int = MOST_LINKS
    chosen: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    pieces: Points = field(default_factory=lambda: np.zeros((0, 1, 4)))
    """Coarse pieces of the chosen links, for the many that are pale and thin."""
    fine: Points = field(default_factory=lambda: np.zeros((0, 1, 4)))
    """Fine pieces of the same links, for the few that are strong, or when seen from near."""
    finest: Points = field(default_factory=lambda: np.zeros((0, 1, 4)))
    """And for the very few that are wide."""

    cut: int = 0
    """A number of its own for each choice of links."""
    _cuts: dict[int, Points] = field(default_factory=dict)
    """Pieces of all links, by how finely they are cut."""
    _tints: tuple[npt.NDArray[np.int16], npt.NDArray[np.bool_]] | None = None
    _tinted: npt.NDArray[np.intp] | None = None
    """The tints that were drawn last, and of which chosen links."""
    _known: bool = False
    _age: int = 0

    @property
    def count(self) -> int:
        """How many links there would be if all were drawn."""
        return len(self.start) * int(self.end.shape[0])

    def rechoose(self) -> None:
        """Something else is shown: choose the strongest links anew at the next update."""
        self._age, self._tints = RECHOOSE, None

    def update(self, values: npt.NDArray[np.floating] | None) -> None:
        """Take new numbers; curves are computed again only where other links are drawn than before."""
        self.values = values
        self._age += 1
        if self._known == (values is not None) and self._age < RECHOOSE and len(self.chosen):
            return
        self._known, self._age = values is not None, 0
        if values is not None:
            chosen = strongest(values, self.most)
        else:
            step = max(1, -(-self.count // MOST_BLANK))
            chosen = np.arange(0, self.count, step, dtype=np.intp)
        # In which order equally many are drawn matters little, that they do not change places does.
        others = self.count > self.most and not np.array_equal(np.sort(chosen), np.sort(self.chosen))
        if len(chosen) != len(self.chosen) or others:
            self.chosen, self.cut = chosen, next(_cut_numbers)
            self.pieces = self._curves(chosen, pieces_for(len(chosen)))
            self.fine = self._curves(chosen, FINE if len(chosen) <= 320 else FINE_OF_MANY)
            self.finest = self._curves(chosen, WIDE if len(chosen) <= 64 else WIDE_OF_MANY)

    def tints(self, full: float, hold: bool) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.bool_]]:
        """(step of strength, whether positive) of each chosen link; near what it was before, as before."""
        assert self.values is not None
        size = self.values.reshape(-1)[self.chosen] * ((STRENGTHS - 1) / full)
        # fmin: what is not a number is drawn as the strongest
        step = np.rint(np.fmin(np.abs(size), STRENGTHS - 1)).astype(np.int16)
        positive = size > 0
        if hold and self._tints is not None and self._tinted is self.chosen:
            step_before, positive_before = self._tints
            near = np.abs(size - np.where(positive_before, step_before, -step_before)) < HELD
            step, positive = np.where(near, step_before, step), np.where(near, positive_before, positive)
        self._tints, self._tinted = (step, positive), self.chosen
        return step, positive

    def curve(self, index: int) -> Points:
        """The fine pieces (1, pieces, 4) of one link, whether it is among the drawn ones or not."""
        return self._cut(np.array([index], dtype=np.intp), WIDE)

    def _curves(self, chosen: npt.NDArray[np.intp], pieces: int) -> Points:
        """Pieces of the chosen links; those of all links are cut once, because choosing anew must not cost a frame."""
        if self.count > MOST_CUT:
            return self._cut(chosen, pieces)
        if pieces not in self._cuts:
            self._cuts[pieces] = self._cut(np.arange(self.count, dtype=np.intp), pieces)
        return self._cuts[pieces][chosen]

    def _cut(self, chosen: npt.NDArray[np.intp], pieces: int) -> Points:
        target, source = np.divmod(chosen, len(self.start))
        end = self.end[target] if self.end.ndim == 2 else self.end[target, source]
        how = bend_of(*self.ports, self.through)
        points = cubic(self.start[source], end, pieces if how is None else max(BENT, pieces))
        if how is not None:
            bend(points, how)
        return segments(points)


@lru_cache(maxsize=16)
def _blank_pen(theme: Theme) -> QPen:
    return QPen(mix(theme.paper, theme.line2, 0.5), 0.8)


def share_out(bundles: list[Bundle]) -> None:
    """Each connection draws at most 460 links, and fewer where all together would be too many."""
    wanted = [min(MOST_LINKS, bundle.count) for bundle in bundles]
    part = min(1.0, MOST_IN_ALL / max(1, sum(wanted)))
    for bundle, count in zip(bundles, wanted, strict=True):
        bundle.most = max(1, round(part * count))


class LinkPainter:
    """Keeps one buffer of lines, in which those of a frame lie one pen behind the other."""

    def __init__(self) -> None:
        self._buffer = np.empty((4096, 4))

    def draw(self, painter: QPainter, pieces: Points, pen: QPen, core: QPen | None = None) -> None:
        """All pieces (n, pieces, 4) with one pen."""
        self.draw_all(painter, [(pieces, (pen, core))])

    def draw_all(self, painter: QPainter, strokes: Sequence[tuple[Points, Pens]]) -> None:
        """Pieces (n, pieces, 4) with their pens, one after the other."""
        parts = [(pieces.reshape(-1, 4), pens) for pieces, pens in strokes]
        whole = sum(len(flat) for flat, _ in parts)
        if whole > len(self._buffer):
            self._buffer = np.empty((2 * whole, 4))
        at, place = 0, int(self._buffer.__array_interface__["data"][0])
        for flat, (pen, core) in parts:
            count = len(flat)
            if not count:
                continue
            self._buffer[at : at + count] = flat
            first = cast(QLineF, Shiboken.wrapInstance(place + at * LINE_BYTES, QLineF))
            at += count
            painter.setPen(pen)
            painter.drawLines(first, count)
            if core is not None:
                painter.setPen(core)
                painter.drawLines(first, count)

    def draw_chevrons(self, painter: QPainter, bundles: list[Bundle], full: float, theme: Theme) -> None:
        """Arrow heads that point back, on the links that are wide enough to hold one."""
        found: list[Points] = []
        for bundle in bundles:
            if bundle.values is not None and 0 < len(bundle.chosen) <= 64 and bundle.fine.shape[1] >= FEWEST_BENT:
                size = np.abs(bundle.values.reshape(-1)[bundle.chosen]) / full
                found.append(chevrons(bundle.fine[size > 0.35]))
        if found:
            self.draw(painter, np.concatenate(found), QPen(theme.paper, 1.6))

    def draw_outlined(self, painter: QPainter, bundle: Bundle, index: int, full: float, theme: Theme) -> None:
        """One link, drawn or left out, with an outline of ink; ``index`` counts as in ``values``."""
        pieces = bundle.curve(index)
        value = 0.0 if bundle.values is None else float(bundle.values.reshape(-1)[index])
        locked = bundle.locked is not None and bool(bundle.locked.reshape(-1)[index])
        strength = min(1.0, abs(value) / full) if math.isfinite(value) else 1.0
        pen, core = pen_of(theme, value >= 0, round(strength * (STRENGTHS - 1)), bundle.count, 1.0, locked)
        if bundle.values is None:
            pen, core = _blank_pen(theme), None
        cap = Qt.PenCapStyle.RoundCap
        self.draw(painter, pieces, QPen(theme.ink, pen.widthF() + OUTLINE, Qt.PenStyle.SolidLine, cap))
        self.draw(painter, pieces, QPen(theme.paper, pen.widthF() + OUTLINE - 3.0, Qt.PenStyle.SolidLine, cap))
        self.draw(painter, pieces, pen, core)

    def strokes(
        self, bundles: list[Bundle], full: float, theme: Theme,
        stressed: "dict[int, npt.NDArray[np.bool_]] | None" = None, near: bool = False, hold: bool = False,
    ) -> Strokes:  # fmt: skip
        """What is to be drawn; ``stressed`` marks, by bundle index, the links pointed at: the others turn pale.

        ``near``: seen so large that all are cut finely. ``hold``: a link keeps its tint until it is clearly another.
        """
        found: list[tuple[int, Points, Pens]] = []
        blank: list[Points] = []
        keys: list[object] = [near]
        for index, bundle in enumerate(bundles):
            keys.append((bundle.cut, bundle.pieces.shape))
            if bundle.values is None:
                blank.append(bundle.pieces)
                continue
            # None: nobody is pointed at; an empty mask: somebody is, but not in this bundle.
            mask = None if stressed is None else stressed.get(index, np.zeros(len(bundle.chosen), np.bool_))
            bucket = buckets(bundle, full, mask, hold)
            keys.append((mask is None, bucket.tobytes()))
            found.extend(strokes_of(bundle, bucket, theme, mask is not None, near))
        return Strokes(blank, sorted(found, key=lambda entry: entry[0]), _blank_pen(theme), tuple(keys))

    def paint(self, painter: QPainter, strokes: Strokes, sheet: Sheet | None = None) -> None:
        """All of them: those without numbers first, then pale and thin first; ``sheet`` is what it paints on."""
        blank: Pens = (strokes.blank_pen, None)
        lines = [(pieces, blank) for pieces in strokes.blank] + [line[1:] for line in strokes.lines]
        if sheet is None or not linework.draw(sheet, painter.worldTransform(), lines):
            self.draw_all(painter, lines)


def chevrons(pieces: Points) -> Points:
    """Three "<" on each poly-line (n, pieces, 4), as lines (n * 6, 1, 4)."""
    found: list[Points] = []
    for share in (0.35, 0.5, 0.65):
        piece = pieces[:, min(pieces.shape[1] - 1, int(share * pieces.shape[1]))]
        along = piece[:, 2:] - piece[:, :2]
        along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
        across = np.column_stack((-along[:, 1], along[:, 0]))
        tip = (piece[:, :2] + piece[:, 2:]) / 2
        found.extend(np.column_stack((tip + 3.5 * along + side * 3.0 * across, tip)) for side in (1, -1))
    return np.concatenate(found)[:, None, :]
