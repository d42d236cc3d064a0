"""Links: all connections of the drawing, painted with a handful of opaque pens.

Each weight becomes a cubic of straight pieces; links are sorted into 6 strengths x 2 signs and each bucket is one
``drawLines``, pale and thin first. Measured: transparent pens cost ten times as much, one merged path twenty times.
Worked shape: 460 of 768 links of a connection give pieces (460, 5, 4) and at most 12 calls.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.canvas.bundle import Points, bend, bend_of, cubic, pieces_for, segments
from gui.canvas.live import strongest
from gui.theme import Theme, mix

MOST_LINKS = 460
MOST_BLANK = 200
"""Links drawn while there are no numbers yet; they only say that two layers are connected."""
STRENGTHS = 6
HOLLOW_FROM, CORE = 2.2, 0.42
MOST_IN_ALL = 460
"""Links of the whole drawing: what can be painted 60 times a second beside a training network."""
FINE, FINE_OF_MANY, BENT, WIDE, WIDE_OF_MANY = 11, 7, 14, 19, 11
RECHOOSE = 10
"""So many frames the same links of a large connection are drawn: links that come and go flicker."""
MOST_CUT = 6_000
"""Up to so many links the curves of all of them are kept."""
STRONG, STRONGEST = 3, 4
"""From these steps of strength on links are cut finely, and so that no corner is seen: wide ones are few."""
FEWEST_BENT = 3
"""Where a front has come less far than so many pieces, no arrow head fits."""
OUTLINE = 5.0
"""By so much is the outline of the wire that is asked for wider than the wire."""
OTHERS, POINTED = 0.32, 2.0
"""How much of its colour a link keeps while another is pointed at, and how much it gains while it is itself."""


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

    _cuts: dict[int, Points] = field(default_factory=dict)
    """Pieces of all links, by how finely they are cut."""
    _known: bool = False
    _age: int = 0

    @property
    def count(self) -> int:
        """How many links there would be if all were drawn."""
        return len(self.start) * int(self.end.shape[0])

    def rechoose(self) -> None:
        """Something else is shown: choose the strongest links anew at the next update."""
        self._age = RECHOOSE

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
        if len(chosen) != len(self.chosen) or (self.count > self.most and not np.array_equal(chosen, self.chosen)):
            self.chosen = chosen
            self.pieces = self._curves(chosen, pieces_for(len(chosen)))
            self.fine = self._curves(chosen, FINE if len(chosen) <= 320 else FINE_OF_MANY)
            self.finest = self._curves(chosen, WIDE if len(chosen) <= 64 else WIDE_OF_MANY)

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


def width_at(most: float, strength: float) -> float:
    """Width of a link: ``0.5 + (m - 0.5) * strength ** 0.85``."""
    return float(0.5 + (most - 0.5) * min(1.0, strength) ** 0.85)


def widest(links: int) -> float:
    """m: the width of a link of full strength, by how many there are in its connection."""
    return 7.0 if links <= 64 else 4.6 if links <= 320 else 2.6


@lru_cache(maxsize=512)
def _pen(theme: Theme, positive: bool, step: int, links: int, keep: float, locked: bool) -> tuple[QPen, QPen | None]:
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
    """Keeps one buffer of lines and fills it bucket by bucket."""

    def __init__(self) -> None:
        self._lines = PrimitiveArray(QLineF, 4)

    def draw(self, painter: QPainter, pieces: Points, pen: QPen, core: QPen | None = None) -> None:
        """All pieces (n, pieces, 4) with one pen."""
        flat = pieces.reshape(-1, 4)
        if not len(flat):
            return
        self._lines.resize(len(flat))
        self._lines.ndarray()[:] = flat
        arguments = self._lines.drawargs()
        painter.setPen(pen)
        painter.drawLines(*arguments)
        if core is not None:
            painter.setPen(core)
            painter.drawLines(*arguments)

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
        pen, core = _pen(theme, value >= 0, round(strength * (STRENGTHS - 1)), bundle.count, 1.0, locked)
        if bundle.values is None:
            pen, core = _blank_pen(theme), None
        cap = Qt.PenCapStyle.RoundCap
        self.draw(painter, pieces, QPen(theme.ink, pen.widthF() + OUTLINE, Qt.PenStyle.SolidLine, cap))
        self.draw(painter, pieces, QPen(theme.paper, pen.widthF() + OUTLINE - 3.0, Qt.PenStyle.SolidLine, cap))
        self.draw(painter, pieces, pen, core)

    def paint(
        self, painter: QPainter, bundles: list[Bundle], full: float, theme: Theme,
        stressed: "dict[int, npt.NDArray[np.bool_]] | None" = None, near: bool = False,
    ) -> None:  # fmt: skip
        """All bundles; ``stressed`` marks, by bundle index, the links pointed at: the others turn pale.

        ``near``: seen so large that all are cut finely.
        """
        todo: list[tuple[int, Points, tuple[QPen, QPen | None]]] = []
        for index, bundle in enumerate(bundles):
            if bundle.values is None:
                self.draw(painter, bundle.pieces, _blank_pen(theme))
                continue
            # None: nobody is pointed at; an empty mask: somebody is, but not in this bundle.
            mask = None if stressed is None else stressed.get(index, np.zeros(len(bundle.chosen), np.bool_))
            todo.extend(_buckets(bundle, full, theme, mask, near))
        for _, pieces, (pen, core) in sorted(todo, key=lambda entry: entry[0]):
            self.draw(painter, pieces, pen, core)


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


def _buckets(
    bundle: Bundle, full: float, theme: Theme, mask: npt.NDArray[np.bool_] | None, near: bool
) -> list[tuple[int, Points, tuple[QPen, QPen | None]]]:
    assert bundle.values is not None
    values = bundle.values.reshape(-1)[bundle.chosen]
    links = bundle.count
    size = np.fmin(np.abs(values) / full, 1.0)  # fmin: what is not a number is drawn as the strongest
    step = np.rint(size * (STRENGTHS - 1)).astype(np.int8)
    # Each strength is drawn in two turns, so that neither sign lies on top of all of the other.
    bucket = step * 8 + 4 * (np.arange(len(values)) % 2) + (values > 0)
    if bundle.locked is not None:
        bucket = bucket + 2 * bundle.locked.reshape(-1)[bundle.chosen]
    if mask is not None:
        bucket = bucket + 100 * mask
    found = []
    for each in np.unique(bucket):
        if links > 320 and int(each) < 8:
            continue  # a tint of 6 % cannot be told from paper, and these are the many
        keep = 1.0 if mask is None else OTHERS if each < 100 else POINTED
        strength, positive, locked = int(each) % 100 // 8, bool(int(each) % 2), bool(int(each) % 4 // 2)
        pens = _pen(theme, positive, strength, links, keep, locked)
        pieces = bundle.fine if near or strength >= STRONG else bundle.pieces
        pieces = bundle.finest if strength >= STRONGEST or (near and links <= 64) else pieces
        found.append((int(each), pieces[bucket == each], pens))
    return found
