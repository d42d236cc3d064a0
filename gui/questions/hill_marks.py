"""Marks upon a hill: ways, places, the arrow of the next step, numbers on contour lines, names along the sides.

Every function paints into pixels that a HillView has found; lines have a rim of paper, so that they are seen on dark
valleys and light hills alike. Worked shape: ``draw_way(painter, points (k, 2), hidden (k,), theme.ink, 1.8)``.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from core.frozen import dataclass
from gui import fonts, numbers
from gui.questions.hill_shading import Floats, Scale, round_steps, smooth
from gui.theme import current_theme, mix
from gui.widgets.math_text import MathText
from gui.widgets.painting import dot, rounded

_LINES = (0.5, 0.3, 0.7, 0.12, 0.88)
"""Where, as shares of the map, a label is looked for along rows and columns."""
_FINE = 121
MOST_DOTS = 60
SYMBOL, WORDS = 12.0, fonts.SMALL
"""Sizes of the names along the sides, in pt."""
CORNERS = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
Hidden = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Labels:
    """Places (k, 2) of contour labels, -1..1, the most telling level first, and what they say."""

    places: Floats
    texts: tuple[str, ...]


def labels_of(heights: Floats, scale: Scale) -> Labels:
    """Places where each contour line crosses one of a few straight lines over the map; several for each level."""
    fine = smooth(heights, _FINE)
    levels = scale.height(np.asarray(scale.levels)) if scale.levels else np.zeros(0)
    along = (np.arange(_FINE) + 0.5) / _FINE * 2.0 - 1.0
    found: list[tuple[float, float]] = []
    texts: list[str] = []
    for share, upright in itertools.product(_LINES, (False, True)):
        at = int(share * (_FINE - 1))
        line = fine[:, at] if upright else fine[at]
        for level, loss in zip(levels, scale.levels, strict=True):
            for cut in np.flatnonzero((line[:-1] < level) != (line[1:] < level)):
                place = (float(along[at]), float(along[cut])) if upright else (float(along[cut]), float(along[at]))
                found.append(place)
                texts.append(numbers.short(loss) if loss >= 1e-3 else numbers.significant(loss, 1))
    return Labels(np.array(found).reshape(-1, 2), tuple(texts))


def polygon(points: Floats) -> QPolygonF:
    """Qt's polygon of pixels (k, 2)."""
    return QPolygonF([QPointF(x, y) for x, y in points])


def draw_labels(
    painter: QPainter, at: Floats, hidden: Hidden, texts: Sequence[str], box: QRectF, busy: Sequence[QRectF]
) -> None:
    """As many labels as have room beside what is ``busy``, each level once."""
    theme = current_theme()
    face = fonts.font(fonts.CAPTION, tabular=True)
    metrics = QFontMetricsF(face)
    painter.setFont(face)
    taken = list(busy)
    said: set[str] = set()
    for place, behind, text in zip(at, hidden, texts, strict=True):
        width = metrics.horizontalAdvance(text)
        room = QRectF(place[0] - width / 2 - 3, place[1] - 7, width + 6, 14)
        near = any(room.adjusted(-14, -6, 14, 6).intersects(each) for each in taken)
        if behind or text in said or near or not box.contains(room):
            continue
        taken.append(room)
        said.add(text)
        rounded(painter, room, 4, mix(theme.paper, theme.raised, 0.5))
        painter.setPen(theme.ink2)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def _runs(points: Floats, hidden: Hidden) -> list[QPolygonF]:
    """The pieces of a way that no hill hides."""
    ends = np.flatnonzero(np.diff(np.concatenate([[True], hidden, [True]]).astype(int)))
    return [polygon(points[start:stop]) for start, stop in zip(ends[::2], ends[1::2], strict=True) if stop - start > 1]


def draw_way(painter: QPainter, points: Floats, hidden: Hidden, color: QColor, width: float) -> None:
    """A way over the ground."""
    if len(points) < 2:
        return
    theme, pieces = current_theme(), _runs(points, hidden)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(theme.paper, width + 2.4), QPen(color, width)):
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for piece in pieces:
            painter.drawPolyline(piece)


def draw_dots(painter: QPainter, points: Floats, hidden: Hidden, color: QColor) -> None:
    """The single steps of a way, unless there are too many to tell apart."""
    shown = points[~hidden]
    if 1 < len(shown) <= MOST_DOTS:
        pen = QPen(color, 5.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(polygon(shown))


def draw_place(painter: QPainter, at: Floats, kind: str, behind: bool) -> None:
    """``start`` is a small ring, ``now`` a square, ``walker`` a large disc; behind a hill each is pale."""
    theme = current_theme()
    center = QPointF(float(at[0]), float(at[1]))
    color = theme.off if behind else theme.ink
    if kind == "walker":
        dot(painter, center, 8.0, theme.paper)
        dot(painter, center, 6.0, color)
        dot(painter, center, 2.0, theme.paper)
    elif kind == "now":
        rounded(painter, QRectF(center.x() - 6, center.y() - 6, 12, 12), 3, theme.paper)
        rounded(painter, QRectF(center.x() - 4.5, center.y() - 4.5, 9, 9), 2, color)
    else:
        dot(painter, center, 5.5, theme.paper)
        dot(painter, center, 4.0, color, hollow=True)


def draw_tag(painter: QPainter, at: Floats, text: str, box: QRectF) -> None:
    """A word beside a place, on a chip of paper, kept within ``box``."""
    theme, face = current_theme(), fonts.font(fonts.SMALL, 500)
    width = QFontMetricsF(face).horizontalAdvance(text) + 12
    left = at[0] + 10 if at[0] + 10 + width <= box.right() else at[0] - 10 - width
    room = QRectF(left, min(max(at[1] - 9, box.top()), box.bottom() - 18), width, 18)
    rounded(painter, room, 9, theme.raised, theme.line2)
    painter.setFont(face)
    painter.setPen(theme.ink)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def draw_arrow(painter: QPainter, start: Floats, end: Floats) -> None:
    """The next step, downhill; a very short or very long one is drawn at a length one can see."""
    way = end - start
    length = float(np.hypot(*way))
    if not np.isfinite(length) or length < 1e-6:
        return
    shown = min(max(length, 26.0), 130.0)
    unit = way / length
    tip = start + unit * shown
    side = np.array([-unit[1], unit[0]])
    head = np.stack([tip, tip - unit * 10 + side * 5, tip - unit * 10 - side * 5])
    theme = current_theme()
    for color, width in ((theme.paper, 5.0), (theme.gradient, 2.4)):
        painter.setPen(QPen(color, width))
        painter.setBrush(color)
        painter.drawLine(QPointF(*start), QPointF(*(tip - unit * 8)))
        painter.drawPolygon(polygon(head))


def draw_number(painter: QPainter, center: QPointF, text: str) -> None:
    """A number along a side, around a point."""
    painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
    painter.setPen(current_theme().ink3)
    painter.drawText(QRectF(center.x() - 200, center.y() - 10, 400, 20), Qt.AlignmentFlag.AlignCenter, text)


def draw_name(painter: QPainter, center: QPointF, name: MathText, upright: bool = False) -> None:
    """The name of a side around a point: words, or a weight as equations write it; upright along the left side."""
    painter.save()
    painter.translate(center)
    if upright:
        painter.rotate(-90)
    size = WORDS if name.wordy else SYMBOL
    name.paint(painter, QPointF(-name.width(size) / 2, 5), size, current_theme().ink2)
    painter.restore()


@dataclass(frozen=True)
class Sides:
    """What is written along the sides: their names, the number in the middle of each, how far each reaches."""

    names: tuple[MathText, MathText]
    numbers: tuple[float, float]
    span: float


def draw_map_sides(painter: QPainter, box: QRectF, sides: Sides) -> None:
    """Names and round numbers below and to the left of a map."""
    span, (right, up) = sides.span, sides.numbers
    for value in round_steps(right - span, right + span, 6):
        x = box.center().x() + (value - right) / span * box.width() / 2
        draw_number(painter, QPointF(x, box.bottom() + 10), numbers.short(value))
    for value in round_steps(up - span, up + span, 6):
        y = box.center().y() - (value - up) / span * box.height() / 2
        draw_number(painter, QPointF(box.left() - 20, y), numbers.short(value))
    draw_name(painter, QPointF(box.center().x(), box.bottom() + 30), sides.names[0])
    draw_name(painter, QPointF(box.left() - 46, box.center().y()), sides.names[1], upright=True)


def draw_relief_sides(painter: QPainter, at: Floats, sides: Sides) -> None:
    """Names and ends of the two sides of the ground nearest to the eye; ``at`` are the corners' pixels (4, 2)."""
    nearest = int(np.argmax(at[:, 1]))
    for other in ((nearest + 1) % 4, (nearest - 1) % 4):
        axis = 0 if CORNERS[nearest, 0] != CORNERS[other, 0] else 1
        middle = (at[nearest] + at[other]) / 2.0
        aside = 1.0 if at[other, 0] > at[nearest, 0] else -1.0
        draw_name(painter, QPointF(middle[0] + aside * 34, middle[1] + 22), sides.names[axis])
        for corner in (nearest, other):
            value = sides.numbers[axis] + CORNERS[corner, axis] * sides.span
            place = at[corner] * 0.86 + middle * 0.14
            draw_number(painter, QPointF(place[0] + aside * 8, place[1] + 12), numbers.short(float(f"{value:.3g}")))
