"""Axes: a board in the look of Chainrule: epochs along it, values up, both linear or logarithmic.

It may import board, shapes, series and the theme. Positions are epochs and are drawn through ``along``; the grid is
horizontal only. Worked shape: epochs 0 to 40 and values from 0.01 to 3.2 have ticks at 0.01, 0.1 and 1.
"""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from gui.plots.board import Board
from gui.plots.series import Tick, linear_ticks, log_ticks
from gui.plots.shapes import Line
from gui.theme import Theme

BEYOND = 1.02  # so that the last point is not cut in half
AXIS_WIDTH, AXIS_HEIGHT = 46, 20
FURTHEST = 12.0  # powers of ten


class Axes(QWidget):
    """``log`` and ``log_x`` say how values and epochs are drawn, ``percent`` that values are shares."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.log = True
        self.log_x = False
        self.percent = False
        self.is_zoomed = False
        self._guide_at: float | None = None
        self._margin = 12.0
        self.plot = Board(self)
        self._set_up(name, tip)

    def _set_up(self, name: str, tip: str) -> None:
        self._view = self.plot.view
        self._view.disableAutoRange()
        self._view.setDefaultPadding(0)
        self.plot.axes["left"].setWidth(AXIS_WIDTH)
        self.plot.axes["bottom"].setHeight(AXIS_HEIGHT)
        self._layout = self.plot.grid
        self._layout.setContentsMargins(0, 6, self._margin, 0)
        self._hair = self.plot.add(Line(z=5, pairs=True))
        self._grid = self.plot.add(Line(z=-10, pairs=True))
        self._guide = self.plot.add(Line(z=-9, pairs=True))
        self._hair.visible = False
        self.plot.setAccessibleName(name)
        self.plot.viewport().setAccessibleName(name)
        self.plot.setStatusTip(tip)  # a tooltip would lie over the curves
        self.plot.setMinimumSize(80, 60)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._write_ticks()

    def guide_at(self, y: float | None) -> None:
        """A dotted line at the height ``y`` (an exponent on a log axis), or none."""
        self._guide_at = y
        self._write_ticks()

    def along(self, x: float) -> float:
        """Where a position is drawn."""
        return math.log10(max(x, 1e-9)) if self.log_x else x

    def position(self, at: float) -> float:
        """The position that is drawn there."""
        return float(10.0 ** min(at, FURTHEST)) if self.log_x else at

    def dress(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        self._grid.pen = QPen(theme.line, 1.0)
        self._hair.pen = QPen(theme.ink3, 1.0)
        self._guide.pen = QPen(theme.ink3, 1.0, Qt.PenStyle.DotLine)
        self.plot.redraw()

    def _write_ticks(self) -> None:
        (left, right), (low, high) = self._view.viewRange()
        room = max(2, round(self._view.height() / 26))
        values = log_ticks(low, high, room) if self.log else linear_ticks(low, high, room, self.percent)
        self.plot.ticks = values, self._epochs(left, right)
        heights = [tick.at for tick in values if tick.at != self._guide_at]
        self._grid.set_data(np.tile([left, right], len(heights)), np.repeat(heights, 2))
        guides = [] if self._guide_at is None else [self._guide_at]
        self._guide.set_data(np.tile([left, right], len(guides)), np.repeat(guides, 2))
        self.plot.redraw()

    def _epochs(self, left: float, right: float) -> list[Tick]:
        room = max(2, round(self._view.width() / 60))
        if self.log_x:
            return log_ticks(left, right, room)
        return _whole(linear_ticks(left, right if self.is_zoomed else right / BEYOND, room))

    def _set_margin(self, margin: float) -> None:
        if margin > self._margin or margin < self._margin - 16:
            self._margin = margin
            self._layout.setContentsMargins(0, 6, margin, 0)
            self._layout.activate()


def _whole(ticks: Sequence[Tick]) -> list[Tick]:
    """Epochs are counted in whole numbers; parts of one are shown only where nothing else is in sight."""
    whole = [tick for tick in ticks if float(tick.at).is_integer()]
    return whole if len(whole) > 1 else list(ticks)
