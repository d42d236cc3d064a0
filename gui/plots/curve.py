"""Curve: one line of a graph: every value as a faint zigzag, the smoothed line over it, and a point where it ends.

It may import board, shapes, series and the theme. Data is a Series as core keeps it; what is drawn of it depends on the
part in view and its pixels. Worked shape: 1,000 buckets on 140 px are drawn as 280 points of zigzag and 140 of line.
"""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from core.snapshot import Series
from gui.plots.board import Board
from gui.plots.header import DASHES
from gui.plots.series import USUAL_REACH, Floats, beyond_zero, logarithm, smooth, squeeze, zigzag
from gui.plots.shapes import Line, Spots
from gui.theme import Theme, mix

RAW = 0.20  # how much of its colour the unsmoothed curve keeps


class Curve:
    """A raw zigzag in a faint colour, a bold line and an end point. ``hollow`` means dashed with a hollow end."""

    def __init__(self, board: Board, hollow: bool = False, end: bool = True, width: float = 2.0) -> None:
        self.hollow, self.width = hollow, width
        self.series: Series | None = None
        self.calm: Floats = np.zeros(0)
        self._raw = board.add(Line(z=0))  # not smoothed: half the time, and hardly seen
        self._bold = board.add(Line(z=2 if hollow else 3, smooth=True))
        self._end = board.add(Spots(7.0, z=4))
        self._end.visible = end
        self._raw_shown = False
        self._dressed: tuple[int, Theme] | None = None

    def dress(self, color: QColor, theme: Theme) -> None:
        """Take a colour."""
        if self._dressed == (color.rgb(), theme):
            return
        self._dressed = color.rgb(), theme
        bold = QPen(color, self.width, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
        if self.hollow:
            bold.setDashPattern(DASHES)
        self._bold.pen = bold
        self._raw.pen = QPen(mix(theme.paper, color, RAW), 1.0)
        self._end.pen = QPen(color, 1.75)
        self._end.brush = QBrush(theme.paper if self.hollow else color)

    def set(self, series: Series | None, raw: bool = False, part: float = USUAL_REACH) -> None:
        """Other data; ``raw`` shows least and largest values behind a line smoothed over ``part`` to either side."""
        self.series, self._raw_shown = series, raw
        if series is not None:
            self.calm = smooth(series.mean, series.x, part) if raw and part else series.mean

    def extent(self, log: bool) -> list[Floats]:
        """What an axis should hold: the whole bold line and all but the rarest twentieths of the raw one."""
        if self.series is None or not len(self.series.x):
            return []
        parts = [self.calm]
        if self._raw_shown and len(self.series.x) > 20:
            rare = len(self.series.x) // 20
            parts.append(np.partition(self.series.low, rare)[rare : rare + 1])
            parts.append(np.partition(self.series.high, -rare)[-rare - 1 : -rare])
        return [logarithm(part) for part in parts] if log else parts

    def fade(self, raw_too: bool) -> None:
        """Smoothed, but without the unsmoothed values behind."""
        self._raw_shown = self._raw_shown and not raw_too

    @property
    def first(self) -> float | None:
        """The first position beyond 0: where a logarithmic axis can begin."""
        if self.series is None:
            return None
        at = int(np.searchsorted(self.series.x, 0.0, side="right"))
        return float(self.series.x[at]) if at < len(self.series.x) else None

    def at(self, x: float) -> float | None:
        """The drawn value nearest to the position ``x``."""
        if self.series is None or not len(self.series.x):
            return None
        right = int(np.searchsorted(self.series.x, x))
        near = [index for index in (right - 1, right) if 0 <= index < len(self.series.x)]
        return float(self.calm[min(near, key=lambda index: abs(float(self.series.x[index]) - x))])  # type: ignore[union-attr]

    def draw(self, left: float, right: float, pixels: int, log: bool, log_x: bool = False) -> None:
        """Hand over the part in view, with no more points than pixels; ends are as they are drawn."""
        if self.series is None or not len(self.series.x):
            for item in (self._raw, self._bold, self._end):
                item.set_data([], [])
            return
        scale = logarithm if log else np.asarray
        whole = Series(self.series.x, self.series.low, self.calm, self.series.high)
        whole = beyond_zero(whole) if log_x else whole
        part = squeeze(whole, left, right, pixels, log_x)
        self._bold.set_data(part.x, scale(part.mean))
        x, y = zigzag(part) if self._raw_shown else (part.x[:0], part.x[:0])
        self._raw.set_data(x, scale(y))
        last = scale(whole.mean[-1:])
        self._end.set_data(whole.x[-1:] if np.isfinite(last).all() else [], last if np.isfinite(last).all() else [])
