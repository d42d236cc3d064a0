"""Moments: what is marked along a graph: where something was changed by hand, and the best point of a curve.

It may import board, shapes, core's plain data, numbers and the theme. Changes are dotted lines with a small triangle on
top, in one curve for all of them; the read-out says what was changed. Worked shape: a learning rate lowered in the
ninth epoch is a line at 8.4 that reads "learning rate 0.01 → 0.003".
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPen

from core.curves import Mark, Value
from gui import numbers
from gui.plots.board import Board
from gui.plots.shapes import Kind, Spots
from gui.plots.shapes import Line as Stroke
from gui.theme import Theme
from gui.widgets.hover_box import Line

NEAR = 6.0  # px
MOST_LINES = 3  # of marks at one place, in the read-out


def said(mark: Mark) -> tuple[str, str]:
    """What was changed, and from what to what: ("learning rate", "0.01 → 0.003")."""
    if mark.before is None and mark.after is None:
        return mark.what, "changed" if not mark.what.endswith("by hand") else ""
    return mark.what, f"{_word(mark.before)} → {_word(mark.after)}"


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return numbers.short(float(value)) if isinstance(value, int | float) else str(value or "none")


class Moments:
    """Marks and a best point in ``plot``; positions are drawn through ``place``, which knows the axis."""

    def __init__(self, plot: Board) -> None:
        self._plot = plot
        self.marks: tuple[Mark, ...] = ()
        self._at = np.zeros(0)
        self._span = 0.0, 1.0
        self._lines = plot.add(Stroke(z=-8, pairs=True))
        self._tops = plot.add(Spots(7.0, z=5, kind=Kind.WEDGE))
        self._ring = plot.add(Spots(11.0, z=4.5))
        self._label = plot.add_label()
        self._best: tuple[float, float] | None = None
        self._taken: tuple[QRectF, ...] = ()
        self._label.hide()

    def dress(self, theme: Theme) -> None:
        """Take colours."""
        self._lines.pen = QPen(theme.ink3, 1.0, Qt.PenStyle.DotLine)
        self._tops.brush = QBrush(theme.ink3)
        self._ring.pen = QPen(theme.ink, 1.5)
        self._label.setBrush(theme.ink2)

    def show_marks(self, marks: Sequence[Mark], at: Sequence[float]) -> None:
        """Marks and where each is drawn."""
        places = np.asarray(at, np.float64)
        if tuple(marks) != self.marks or not np.array_equal(places, self._at):  # asked eighteen times a second
            self.marks, self._at = tuple(marks), places
            self._draw()

    def show_best(self, x: float | None, y: float = 0.0) -> None:
        """The best point as it is drawn, or none."""
        known = x is not None and np.isfinite([x, y]).all()
        best = (float(x), y) if x is not None and known else None
        if best == self._best:
            return  # its word is placed anew with the names of the curves
        self._best = best
        self._ring.set_data([self._best[0]] if self._best else [], [self._best[1]] if self._best else [])
        self._label.setVisible(self._best is not None)
        self._label.setText("best")
        self.place_label()

    def span(self, low: float, high: float) -> None:
        """The heights that are in view."""
        if (low, high) != self._span:
            self._span = low, high
            self._draw()
        self.place_label()

    def _draw(self) -> None:
        low, high = self._span
        places = np.unique(self._at)
        self._lines.set_data(np.repeat(places, 2), np.tile([low, high], len(places)))
        self._tops.set_data(places, np.full(len(places), high - 0.02 * (high - low)))

    def keep_off(self, taken: Sequence[QRectF]) -> None:
        """Where names of curves stand, in the scene: the word goes where none of them is."""
        self._taken = tuple(taken)
        self.place_label()

    def place_label(self) -> None:
        """The word above the ring where there is room, else around it; clear of the names of curves."""
        if self._best is None:
            return
        view = self._plot.view
        at, area, box = view.mapViewToScene(QPointF(*self._best)), view.sceneBoundingRect(), self._label.boundingRect()
        self._label.setVisible(area.contains(at))
        self._label.setPos(min(self._places(at, area, box), key=self._covered).topLeft())

    def _places(self, at: QPointF, area: QRectF, box: QRectF) -> list[QRectF]:
        """Where the word may stand, the best place first."""
        wide, high = box.width(), box.height()
        left = min(max(at.x() + 5 - wide, area.left()), area.right() - wide)
        above, below = at.y() - high - 8, at.y() + 8
        rows = [above, below, above - high, below + high, above - 2 * high, below + 2 * high]
        places = [QRectF(left, y, wide, high) for y in rows]
        places += [QRectF(x, y, wide, high) for y in rows for x in (at.x() - wide - 10, at.x() - 2 * wide)]
        return [each for each in places if area.contains(each)] or places[:1]

    def _covered(self, place: QRectF) -> float:
        shared = (place.intersected(each) for each in self._taken)
        return sum(each.width() * each.height() for each in shared)

    def near(self, x: float, pixel: float, theme: Theme) -> list[Line]:
        """What the read-out says of marks near a place; ``pixel`` is the width of one."""
        close = np.flatnonzero(np.abs(self._at - x) <= NEAR * pixel)
        found: list[Line] = [(*said(self.marks[index]), theme.ink3) for index in close[:MOST_LINES]]
        if len(close) > MOST_LINES:
            found.append((f"and {numbers.count(len(close) - MOST_LINES)} more", "", theme.ink3))
        return found
