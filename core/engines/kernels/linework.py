"""linework: curves of straight pieces, drawn smoothly into a picture that the window shows.

Each pixel near a curve belongs to one of its pieces: to that between whose two joints its centre lies, where a joint
divides the plane by the bisector of its two pieces. So no pixel is drawn twice by one curve: joints show neither beads
nor gaps. How much of it is covered goes by its distance from the middle of the piece. Coordinates here are pixels from
the centre of the first one; whatever they are, nothing is written outside the sheet. Worked shape: a curve 1 pixel wide
from (0, 2) to (9, 2) covers ten pixels of the third row.
"""

from typing import Any, NamedTuple

import numpy as np

from core.engines.kernels.lanes import doubles_at, glue, inline, piece, pixels_at, wholes_at
from core.engines.kernels.pixels import TOGETHER, blend_one, blend_some
from core.engines.names import (
    BEGIN, BOTTOM, COLOR, CURVE_COUNT, CURVES, END, LEFT, NUMBERS, PIECES, PIXELS, RIGHT, ROW, SCALE_X, SCALE_Y,
    SHIFT_X, SHIFT_Y, STROKE_COLUMNS, STROKE_COUNT, STROKES, TOP, WIDTHS,
)  # fmt: skip

SHORTEST, LONGEST = 1e-6, 1e9
"""Pieces that are shorter or longer are left out; so are those whose ends are not numbers."""
LEVEL = 1e-9
"""What hardly changes along a row."""
FAR = np.float32(1e6)
"""So far from a pixel is an end that does not cut it."""


class Sheet(NamedTuple):
    """Pixels, how many there are, pixels from one row to the next, and the part that may be drawn on."""

    pixels: Any
    end: int
    row: int
    left: float
    top: float
    right: float
    bottom: float


class Pen(NamedTuple):
    """A colour, how much of 256 it counts, how far it reaches to either side, and beyond the last point."""

    color: Any
    full: float
    reach: float
    beyond: float


class Joint(NamedTuple):
    """A point of a curve, and the line through it that parts the pixels of its two pieces.

    Those of the piece behind it lie in the direction (along_x, along_y); ``lean`` is along_y / along_x.
    """

    x: float
    y: float
    along_x: float
    along_y: float
    lean: float
    is_end: bool


@inline
def _blend(
    sheet: Any, pen: Any, at: int, n: int, off: float, off_step: float, from_start: float, from_end: float, step: float
) -> None:
    """``n`` neighbours from ``at`` on, so far ``off`` the middle, so far behind the start and before the end."""
    color, full, reach = pen.color, np.float32(pen.full), np.float32(pen.reach)
    far, far_step = np.float32(off), np.float32(off_step)
    behind, before, along = np.float32(from_start), np.float32(from_end), np.float32(step)
    while n > 0:
        if at + TOGETHER <= sheet.end:
            blend_some(sheet.pixels, at, np.int32(n), color, full, reach, far, far_step, behind, before, along)
            done = TOGETHER
        else:
            blend_one(sheet.pixels, at, np.int32(n), color, full, reach, far, far_step, behind, before, along)
            done = 1
        far += far_step * np.float32(done)
        behind += along * np.float32(done)
        before -= along * np.float32(done)
        at += done
        n -= done


@inline
def _joint(x: float, y: float, along_x: float, along_y: float) -> Any:
    return Joint(x, y, along_x, along_y, along_y / along_x if abs(along_x) > LEVEL else 0.0, False)


@inline
def _end(x: float, y: float) -> Any:
    return Joint(x, y, 0.0, 0.0, 0.0, True)


@inline
def _behind(joint: Any, row: float, low: float, high: float) -> Any:
    """The part of a row between ``low`` and ``high`` that belongs to the piece behind a joint."""
    down = row - joint.y
    parted = joint.x - down * joint.lean
    if joint.along_x > LEVEL:
        low = max(low, np.ceil(parted))
    elif joint.along_x < -LEVEL:
        high = min(high, np.floor(parted))
    elif down * joint.along_y < 0.0:
        high = low - 1.0
    return low, high


@inline
def _before(joint: Any, row: float, low: float, high: float) -> Any:
    """The part that belongs to the piece before it: all the rest."""
    down = row - joint.y
    parted = joint.x - down * joint.lean
    if joint.along_x > LEVEL:
        high = min(high, np.ceil(parted) - 1.0)
    elif joint.along_x < -LEVEL:
        low = max(low, np.floor(parted) + 1.0)
    elif not down * joint.along_y < 0.0:
        high = low - 1.0
    return low, high


@piece
def _draw_piece(sheet: Any, pen: Any, start: Any, end: Any, along_x: float, along_y: float) -> None:
    """The piece between two joints, of direction (along_x, along_y)."""
    around = pen.reach + pen.beyond + 1.0
    top = max(sheet.top, np.ceil(min(start.y, end.y) - around))
    bottom = min(sheet.bottom - 1.0, np.floor(max(start.y, end.y) + around))
    left = max(sheet.left, np.ceil(min(start.x, end.x) - around))
    right = min(sheet.right - 1.0, np.floor(max(start.x, end.x) + around))
    if not (top <= bottom and left <= right):
        return
    length = (end.x - start.x) * along_x + (end.y - start.y) * along_y
    level = abs(along_y) < LEVEL
    slope = 0.0 if level else along_x / along_y
    wide = right - left if level else pen.reach / abs(along_y)
    for row in range(int(top), int(bottom) + 1):
        down = row - start.y
        middle = start.x + slope * down
        low, high = max(left, np.ceil(middle - wide)), min(right, np.floor(middle + wide))
        if level:
            low, high = left, right
        if not start.is_end:
            low, high = _behind(start, float(row), low, high)
        if not end.is_end:
            low, high = _before(end, float(row), low, high)
        if low <= high:
            first = int(low)
            across = low - start.x
            on = across * along_x + down * along_y
            behind = on + pen.beyond + 0.5 if start.is_end else FAR
            before = length - on + pen.beyond + 0.5 if end.is_end else FAR
            off = along_x * down - along_y * across
            _blend(sheet, pen, row * sheet.row + first, int(high) - first + 1, off, -along_y, behind, before, along_x)


@piece
def _draw_curve(sheet: Any, pen: Any, curve: Any, at: int, pieces: int, numbers: Any) -> None:
    """The curve whose pieces, x and y of both ends, stand behind the pointer ``curve`` from ``at`` on."""
    scale_x, shift_x, scale_y, shift_y = numbers[SCALE_X], numbers[SHIFT_X], numbers[SCALE_Y], numbers[SHIFT_Y]
    x, y = curve[at] * scale_x + shift_x, curve[at + 1] * scale_y + shift_y
    along_x, along_y, known = 0.0, 0.0, False
    start = _end(x, y)
    for _ in range(pieces):
        next_x, next_y = curve[at + 2] * scale_x + shift_x, curve[at + 3] * scale_y + shift_y
        at += 4
        length = np.sqrt((next_x - x) ** 2 + (next_y - y) ** 2)
        if not (length > SHORTEST and length < LONGEST):
            continue
        new_x, new_y = (next_x - x) / length, (next_y - y) / length
        if known:
            joint = _joint(x, y, along_x + new_x, along_y + new_y)
            _draw_piece(sheet, pen, start, joint, along_x, along_y)
            start = joint
        x, y, along_x, along_y, known = next_x, next_y, new_x, new_y, True
    if known:
        _draw_piece(sheet, pen, start, _end(x, y), along_x, along_y)


@glue
def _sheet_of(facts: Any) -> Sheet:
    return Sheet(
        pixels_at(facts[PIXELS], 0), facts[END], facts[ROW], float(facts[LEFT]), float(facts[TOP]),
        float(facts[RIGHT]), float(facts[BOTTOM]),
    )  # fmt: skip


@piece
def draw_strokes(work: Any, facts: Any) -> int:
    """Draw the strokes one over the other on the sheet that ``facts`` tells of; how many there were."""
    sheet, curves = _sheet_of(facts), doubles_at(facts[CURVES], 0)
    strokes, numbers = wholes_at(facts[STROKES], 0), doubles_at(facts[NUMBERS], 0)
    for number in range(facts[STROKE_COUNT]):
        at = number * STROKE_COLUMNS
        width, beyond = numbers[WIDTHS + 2 * number], numbers[WIDTHS + 2 * number + 1]
        pen = Pen(np.uint32(strokes[at + COLOR]), 256.0 * min(width, 1.0), max(width, 1.0) / 2.0 + 0.5, beyond)
        begin, pieces = strokes[at + BEGIN], strokes[at + PIECES]
        for curve in range(strokes[at + CURVE_COUNT]):
            _draw_curve(sheet, pen, curves, begin + 4 * pieces * curve, pieces, numbers)
    return facts[STROKE_COUNT]  # type: ignore[no-any-return]
