"""Shading: heights become a picture of hills and valleys: deep is dark, slopes are lit from the top left, contours.

Pure arithmetic on arrays; the theme gives the colours. One hue, because a loss has no sign. Worked shape: heights
(51, 51) become ``texture(surface, scale, 400, theme)``, RGB (400, 400, 3) with row 0 at the top.
"""

import math

import numpy as np
from numpy.typing import NDArray

from core.frozen import dataclass
from core.hill import Surface
from gui.theme import Theme, mix

Floats = NDArray[np.float64]
MOST_LEVELS = 12
_DECADES = 8
"""A logarithmic scale reaches no further down than this from its top."""
_LIGHT = np.array([-0.55, 0.55, 0.63])
_STEEPNESS = 2.6
"""Height of the whole relief in half sides of the map, for its light."""


@dataclass(frozen=True)
class Scale:
    """From losses to heights 0..1; ``levels`` are the losses that contour lines stand for, rising."""

    low: float
    high: float
    log: bool
    levels: tuple[float, ...]

    def height(self, losses: Floats) -> Floats:
        """0..1; what is too high, or no number, lies on top."""
        return (self._measure(losses) - self._ends[0]) / (self._ends[1] - self._ends[0])

    def loss(self, height: float) -> float:
        """The loss at a height."""
        low, high = self._ends
        value = low + height * (high - low)
        return float(10.0**value if self.log else value)

    def _measure(self, losses: Floats) -> Floats:
        values = np.clip(np.nan_to_num(losses, nan=self.high, posinf=self.high, neginf=self.low), self.low, self.high)
        return np.log10(values) if self.log else values

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = (math.log10(self.low), math.log10(self.high)) if self.log else (self.low, self.high)
        return low, high if high > low else low + 1.0


def scale_of(surface: Surface, log: bool) -> Scale:
    """The scale that fits a surface; logarithmic only where losses are above 0."""
    finite = surface.heights[np.isfinite(surface.heights)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    log = log and high > 0.0
    if log:
        low = max(low, high * 10.0**-_DECADES)
    return Scale(low, high, log, levels_of(low, high, log))


def worth_a_log(surface: Surface) -> bool:
    """Whether losses span so much that an even scale would show one peak and a plain."""
    finite = surface.heights[np.isfinite(surface.heights)]
    return bool(len(finite) and finite.min() >= 0.0 and finite.max() > 30.0 * max(finite.min(), 1e-12))


def levels_of(low: float, high: float, log: bool) -> tuple[float, ...]:
    """Round losses between the ends, at most ``MOST_LEVELS``."""
    if not high > low:
        return ()
    if log and high / low > 5.0:
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for digits in ((1, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,)):
            found = [float(f"{digit}e{decade}") for decade in decades for digit in digits]
            found = [each for each in found if low < each < high]
            if len(found) <= MOST_LEVELS:
                return tuple(found)
        return tuple(found[:: -(-len(found) // MOST_LEVELS)])
    return round_steps(low, high, MOST_LEVELS)


def round_steps(low: float, high: float, most: int) -> tuple[float, ...]:
    """Even, round numbers strictly between the ends, at most ``most``: contour lines, or marks along an axis."""
    if not high > low:
        return ()
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(digit * power for digit in (1, 2, 5, 10, 20) if digit * power >= rough)
    first, last = math.floor(low / step) + 1, math.ceil(high / step)
    return tuple(float(f"{step * each:.10g}") for each in range(first, last))


def spline(points: int, pixels: int) -> Floats:
    """(pixels, points): reads a smooth curve (Catmull-Rom) through even points at the middles of the pixels."""
    at = (np.arange(pixels) + 0.5) / pixels * (points - 1)
    left = np.clip(np.floor(at).astype(int), 0, points - 2)
    t = at - left
    weights = (
        0.5 * (-t + 2 * t**2 - t**3), 0.5 * (2 - 5 * t**2 + 3 * t**3),
        0.5 * (t + 4 * t**2 - 3 * t**3), 0.5 * (-(t**2) + t**3),
    )  # fmt: skip
    made = np.zeros((pixels, points))
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        np.add.at(made, (np.arange(pixels), np.clip(left + offset, 0, points - 1)), weight)
    return made


def smooth(heights: Floats, pixels: int) -> Floats:
    """(pixels, pixels) heights 0..1 read smoothly from (grid, grid)."""
    reader = spline(len(heights), pixels)
    found: Floats = np.clip(reader @ heights @ reader.T, 0.0, 1.0)
    return found


def ramp(theme: Theme) -> Floats:
    """(256, 3) RGB from the deepest to the highest: dark valleys and light hills in either theme."""
    if theme.dark:
        stops = (mix(theme.sunken, theme.forward, 0.10), mix(theme.panel, theme.forward, 0.34),
                 mix(theme.ink3, theme.forward, 0.25), theme.ink2)  # fmt: skip
    else:
        stops = (mix(theme.ink2, theme.forward, 0.55), mix(theme.ink3, theme.forward, 0.55),
                 mix(theme.line2, theme.forward, 0.14), theme.paper)  # fmt: skip
    rgb = np.array([(each.red(), each.green(), each.blue()) for each in stops], np.float64)
    at = np.linspace(0.0, 1.0, 256)
    return np.stack([np.interp(at, (0.0, 0.3, 0.7, 1.0), rgb[:, channel]) for channel in range(3)], axis=1)


def contours(heights: Floats, scale: Scale) -> Floats:
    """How much of each pixel a contour line covers, 0..1; ``heights`` (rows, columns) are 0..1."""
    if not scale.levels:
        return np.zeros_like(heights)
    levels = scale.height(np.asarray(scale.levels))
    index = np.interp(heights, levels, np.arange(len(levels), dtype=float))
    slope = np.hypot(*np.gradient(index))
    off = np.abs(index - np.rint(index)) / np.maximum(slope, 1e-12)
    cover: Floats = np.where(slope > 1e-4, np.clip(1.15 - off, 0.0, 1.0), 0.0)
    return cover


def light(heights: Floats) -> Floats:
    """How bright each place is: 1 on flat ground, more where it leans to the top left, less where away from it."""
    scale = _STEEPNESS * len(heights) / 2.0 * 0.32
    down, right = np.gradient(heights * scale)
    normal = np.stack([-right, down, np.ones_like(heights)])
    lit = np.tensordot(_LIGHT, normal, 1) / np.linalg.norm(normal, axis=0)
    found: Floats = 1.0 + 0.42 * (np.clip(lit, 0.0, None) - _LIGHT[2])
    return found


def texture(surface: Surface, scale: Scale, pixels: int, theme: Theme) -> Floats:
    """(pixels, pixels, 3) RGB of the whole map, row 0 at the top; what is not known yet is paper."""
    unknown = np.isnan(surface.heights) & (surface.done < surface.heights.size)
    heights = smooth(scale.height(surface.heights), pixels)[::-1]
    colors = ramp(theme)[(heights * 255.0).astype(np.uint8)] * light(heights)[..., None]
    line = np.array([theme.ink.red(), theme.ink.green(), theme.ink.blue()], np.float64)
    cover = (contours(heights, scale) * (0.42 if theme.dark else 0.5))[..., None]
    colors = colors * (1.0 - cover) + line * cover
    if unknown.any():
        near = np.rint((np.arange(pixels) + 0.5) / pixels * (len(unknown) - 1)).astype(int)
        empty = unknown[np.ix_(near, near)][::-1]
        colors[empty] = (theme.paper.red(), theme.paper.green(), theme.paper.blue())
    found: Floats = np.clip(colors, 0.0, 255.0)
    return found


def pixels_of(rgb: Floats) -> NDArray[np.uint32]:
    """ARGB32 of colours (rows, columns, 3)."""
    red, green, blue = (rgb[..., channel].astype(np.uint32) for channel in range(3))
    return (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
