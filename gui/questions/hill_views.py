"""Views of a hill: the map from above and the relief from the side, each a picture and the ways between it and places.

A place is (x, y) in half sides of the map, -1..1, with its height 0..1; a pixel is counted from the top left. No Qt but
for the theme's colours. Worked shape: ``MapView(surface, scale, 400, 400, theme).pixels`` is (400, 400) ARGB32.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.hill import Surface
from gui.questions.hill_shading import Floats, Scale, pixels_of, texture
from gui.theme import Theme, mix

Pixels = NDArray[np.uint32]
TILT = np.radians(34.0)
"""From how high above the ground one looks at the relief."""
_RISE = 0.62
"""Height of the relief in half sides of its ground."""
_SLICES = 420
_TEXTURE = 640


class HillView(Protocol):
    """What the widget paints and points at."""

    pixels: Pixels
    left: float
    top: float

    def place(self, places: Floats, heights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Pixels (k, 2) of places (k, 2), and which of them a hill hides."""
        ...

    def pick(self, x: float, y: float) -> tuple[float, float] | None:
        """The place under a pixel, or None beside the hill."""
        ...


class MapView:
    """From straight above: a square, as large as fits into ``width`` x ``height``."""

    def __init__(self, surface: Surface, scale: Scale, width: int, height: int, theme: Theme) -> None:
        self.side = max(16, min(width, height))
        self.left, self.top = (width - self.side) / 2.0, (height - self.side) / 2.0
        self.pixels: Pixels = pixels_of(texture(surface, scale, self.side, theme))

    def place(self, places: Floats, heights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Nothing is hidden from above."""
        at = (places * (1.0, -1.0) + 1.0) / 2.0 * self.side + (self.left, self.top)
        return at, np.zeros(len(at), np.bool_)

    def pick(self, x: float, y: float) -> tuple[float, float] | None:
        """The place under a pixel."""
        across, up = (x - self.left) / self.side * 2.0 - 1.0, 1.0 - (y - self.top) / self.side * 2.0
        return (across, up) if abs(across) <= 1.0 and abs(up) <= 1.0 else None


class ReliefView:
    """From the side, turned by ``turn`` radians: slices from the nearest to the farthest, each seen above the others.

    For every column of pixels the slices' heights on the screen are made to rise only; the first slice that reaches a
    pixel is what one sees there. So the whole picture is a handful of array operations, and pointing is a lookup.
    """

    def __init__(
        self, surface: Surface, scale: Scale, width: int, height: int, theme: Theme, turn: float = -0.6,
        ground: Pixels | None = None,
    ) -> None:  # fmt: skip
        self.left = self.top = 0.0
        self.width, self.height = max(32, width), max(32, height)
        self._turn = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        flat, rise = np.sin(TILT), _RISE * np.cos(TILT)
        reach = float(np.abs(self._turn[0]).sum())  # half the width of the turned square
        deep = float(np.abs(self._turn[1]).sum())
        self.unit = min(self.width / (2.0 * reach * 1.04), self.height / ((2.0 * deep * flat + rise) * 1.04))
        self._rise = rise
        self._flat = flat
        tall = (2.0 * deep * flat + rise) * self.unit
        self._floor = (self.height - tall) / 2.0 + deep * flat * self.unit  # from the bottom up to the middle
        self._deep = deep
        self.ground: Pixels = ground if ground is not None else pixels_of(texture(surface, scale, _TEXTURE, theme))
        """The ground seen from above; another turn of the same hill needs no other one."""
        self._draw(surface, scale, theme)

    def _draw(self, surface: Surface, scale: Scale, theme: Theme) -> None:
        columns = (np.arange(self.width) + 0.5 - self.width / 2.0) / self.unit
        depths = np.linspace(-self._deep, self._deep, _SLICES)
        across, away = np.meshgrid(columns, depths)
        x, y = self._ground(across, away)
        inside = (np.abs(x) <= 1.0) & (np.abs(y) <= 1.0)
        heights = _read(scale.height(surface.heights), x, y)
        rows = self._floor + self.unit * (self._flat * away + self._rise * heights)
        rows = np.where(inside, rows, -np.inf)
        seen = np.maximum.accumulate(rows, axis=0)
        self._slice = self._first_above(seen)
        self._x, self._y, self._away = x, y, depths
        known = self._slice < _SLICES
        at = np.minimum(self._slice, _SLICES - 1)
        column = np.broadcast_to(np.arange(self.width), at.shape)
        first = np.argmax(inside, axis=0)
        base = self._floor + self.unit * self._flat * depths[first]
        level = np.arange(self.height)[:, None] + 0.5
        wall = known & (at <= first) & (level >= base) & (level < rows[first, np.arange(self.width)])
        on = known & (at > first)
        side = mix(theme.sunken, theme.ink3, 0.35)
        pixels = np.full(at.shape, theme.paper.rgb(), np.uint32)
        pixels[wall] = side.rgb()
        pixels[on] = _look_up(self.ground, x[at[on], column[on]], y[at[on], column[on]])
        self._on = on
        self.pixels: Pixels = pixels[::-1]

    def _ground(self, across: Floats, away: Floats) -> tuple[Floats, Floats]:
        """Places on the ground from where they lie for the eye."""
        turn = self._turn
        return turn[0, 0] * across + turn[1, 0] * away, turn[0, 1] * across + turn[1, 1] * away

    def _first_above(self, seen: Floats) -> NDArray[np.intp]:
        """(height, width): the first slice that reaches above each pixel, counted from the bottom."""
        reached = np.clip(np.ceil(np.maximum(seen, -1.0)), 0, self.height).astype(np.intp)
        bins = (reached * self.width + np.arange(self.width)).ravel()
        counts = np.bincount(bins, minlength=(self.height + 1) * self.width).reshape(self.height + 1, self.width)
        below: NDArray[np.intp] = counts.cumsum(axis=0)[: self.height]
        return below

    def place(self, places: Floats, heights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Pixels of places at their heights, and which of them lie behind a hill."""
        across, away = self._turn @ places.T
        up = self._floor + self.unit * (self._flat * away + self._rise * heights)
        at = np.stack([across * self.unit + self.width / 2.0, self.height - up], axis=1)
        column = np.clip(at[:, 0], 0, self.width - 1).astype(int)
        row = np.clip(up, 0, self.height - 1).astype(int)
        own = (away + self._deep) / (2.0 * self._deep) * (_SLICES - 1)
        return at, self._slice[row, column] < own - 10

    def pick(self, x: float, y: float) -> tuple[float, float] | None:
        """The place that is seen at a pixel."""
        column, row = int(x), self.height - 1 - int(y)
        if not (0 <= column < self.width and 0 <= row < self.height) or not self._on[row, column]:
            return None
        at = self._slice[row, column]
        return float(self._x[at, column]), float(self._y[at, column])


def _look_up(ground: Pixels, x: Floats, y: Floats) -> Pixels:
    """The pixels of the ground, row 0 at the top, at places -1..1 (k,)."""
    column, row = (((each + 1.0) / 2.0 * len(ground)).astype(np.intp).clip(0, len(ground) - 1) for each in (x, -y))
    found: Pixels = ground[row, column]
    return found


def _read(heights: Floats, x: Floats, y: Floats) -> Floats:
    """Heights (grid, grid) read between their points at places -1..1."""
    last = len(heights) - 1
    column, row = ((np.clip(each, -1.0, 1.0) + 1.0) * last / 2.0 for each in (x, y))
    left, low = np.minimum(column.astype(int), last - 1), np.minimum(row.astype(int), last - 1)
    u, v = column - left, row - low
    found: Floats = (1 - v) * ((1 - u) * heights[low, left] + u * heights[low, left + 1]) + v * (
        (1 - u) * heights[low + 1, left] + u * heights[low + 1, left + 1]
    )
    return found
