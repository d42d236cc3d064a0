"""What is computed of a curve before it is drawn: smoothing, fewer points, ranges, ticks and places for names.

Pure numpy, no Qt. A Series comes in buckets (position, least, mean, largest); ``squeeze`` leaves at most as many as
there are pixels, and ``zigzag`` makes one polyline of least and largest. Worked shape: buckets ``(n,)`` with 500
pixels give x, low, mean and high of at most 500, and a zigzag of 1,000 points.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.frozen import dataclass
from core.snapshot import Series
from gui import numbers

Floats = NDArray[np.float64]

USUAL_REACH = 0.02  # smoothing looks this part of the whole curve to either side


def smooth(values: Floats, x: Floats | None = None, part: float = USUAL_REACH) -> Floats:
    """Moving mean of ``values`` (n,) over ``part`` of the span of ``x`` to either side; what is not finite is left out.

    ``x`` (n,) are ascending positions, without it 0, 1, 2, ... At the start the window shrinks on both sides, so that
    the first steep fall is not flattened; at the end only on the right, so that the last point does not dance. It is
    measured along ``x``, not in points: a run that was slowed down is looked at oftener, but is no less smooth.
    """
    count = len(values)
    if count < 3 or count * part < 1 - 1e-9:
        return values
    at = np.arange(count, dtype=np.float64) if x is None else x
    reach = np.minimum((at[-1] - at[0]) * part, at - at[0]) * (1 + 1e-9)
    start = np.searchsorted(at, at - reach)
    stop = np.searchsorted(at, at + np.minimum(reach, at[-1] - at), side="right")
    known = np.isfinite(values)
    sums = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    counts = np.concatenate(([0], np.cumsum(known)))
    total, number = sums[stop] - sums[start], counts[stop] - counts[start]
    mean: Floats = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return np.where(known, mean, values)


def squeeze(series: Series, left: float, right: float, pixels: int, uneven: bool = False) -> Series:
    """The part of a curve between two positions (and one point beyond each) in at most ``pixels`` buckets.

    Buckets hold equally many points, so that a growing curve does not dance; or, ``uneven``, those of one pixel, where
    points crowd at one end as they do on a logarithmic axis.
    """
    start = max(0, int(np.searchsorted(series.x, left)) - 1)
    stop = min(len(series.x), int(np.searchsorted(series.x, right, side="right")) + 1)
    part = Series(*(each[start:stop] for each in (series.x, series.low, series.mean, series.high)))
    size = -(-len(part.x) // max(8, pixels))
    if size <= 1:
        return part
    heads = np.arange(0, len(part.x), size)
    if uneven and right > left:
        pixel = np.floor((part.x - left) * (max(8, pixels) / (right - left)))
        heads = np.concatenate(([0], np.flatnonzero(np.diff(np.clip(pixel, -1, pixels))) + 1))
    return Series(
        x=part.x[heads],
        low=np.fmin.reduceat(part.low, heads),
        # The last point stays itself: it is where the run stands.
        mean=np.append(part.mean[heads[:-1]], part.mean[-1]),
        high=np.fmax.reduceat(part.high, heads),
    )


def zigzag(series: Series) -> tuple[Floats, Floats]:
    """One polyline (2n,) that touches the least and the largest value of every bucket."""
    x = np.repeat(series.x, 2)
    y = np.empty(2 * len(series.x))
    y[0::2], y[1::2] = series.low, series.high
    return x, y


def logarithm(values: Floats) -> Floats:
    """log10 of positive values, NaN for the others: a gap in the curve."""
    with np.errstate(all="ignore"):
        result = np.log10(values, dtype=np.float64)
    result[~np.isfinite(result)] = np.nan
    return result


def beyond_zero(series: Series) -> Series:
    """A curve over log10 of its positions, from the first that has one on."""
    first = int(np.searchsorted(series.x, 0.0, side="right"))
    return Series(np.log10(series.x[first:]), series.low[first:], series.mean[first:], series.high[first:])


def bounds(parts: Sequence[Floats]) -> tuple[float, float] | None:
    """Least and largest finite value of several arrays, or None."""
    finite = [part[np.isfinite(part)] for part in parts]
    finite = [part for part in finite if len(part)]
    if not finite:
        return None
    return min(float(part.min()) for part in finite), max(float(part.max()) for part in finite)


def log_range(low: float, high: float) -> tuple[float, float]:
    """Ends of a log axis (as exponents) in quarters of a decade, so that they seldom move; half a decade at least."""
    bottom, top = math.floor(4 * low - 0.2) / 4, math.ceil(4 * high + 0.2) / 4
    return (bottom, top) if top - bottom >= 0.5 else (bottom - 0.25, top)


def linear_range(low: float, high: float) -> tuple[float, float]:
    """Ends of a linear axis on round numbers; a single value gets room around it."""
    if low == high:
        pad = abs(low) * 0.1 or 1.0
        low, high = low - pad, high + pad
    step = round_step(high - low, 4)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def round_step(span: float, parts: int) -> float:
    """1, 2 or 5 times a power of ten that cuts ``span`` into at most ``parts``."""
    if not math.isfinite(span) or span <= 0:
        return 1.0
    rough = span / parts
    power = 10.0 ** math.floor(math.log10(rough))
    return next((step * power for step in (1, 2, 5) if step * power >= rough * 0.999999), 10 * power)


def nice_end(position: float, total: float) -> float:
    """Right end of an axis of epochs: a round number at or above ``position``, no further than the run."""
    end = numbers.symmetric_limit(max(position, 1.0))
    return max(position, min(end, total)) if total >= 1 else end


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    text: str


def log_ticks(bottom: float, top: float, room: int) -> list[Tick]:
    """Powers of ten on a log axis, thinned to ``room``; where fewer than two are in sight also their 2 and 5."""
    first, last = math.ceil(bottom - 1e-9), math.floor(top + 1e-9)
    if last - first < 1:
        return _fine_ticks(bottom, top, room)
    every = max(1, -(-(last - first + 1) // max(1, room)))
    return [Tick(float(k), _power(k)) for k in range(first, last + 1) if k % every == 0]


def _power(exponent: int) -> str:
    return numbers.short(float(f"1e{exponent}")) if -4 <= exponent <= 4 else f"1e{exponent}".replace("-", numbers.MINUS)


def _fine_ticks(bottom: float, top: float, room: int) -> list[Tick]:
    low, high = 10.0**bottom, 10.0**top
    exponents = range(math.floor(bottom), math.floor(top) + 1)
    values = [value for k in exponents for digit in (1, 2, 5) if low <= (value := float(f"{digit}e{k}")) <= high]
    if len(values) < 2:
        step = round_step(high - low, max(2, room))
        values = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [Tick(math.log10(value), numbers.short(float(f"{value:.8g}"))) for value in values if value > 0]


def linear_ticks(low: float, high: float, room: int, percent: bool = False) -> list[Tick]:
    """Round numbers between two ends, at most about ``room`` of them."""
    step = round_step(high - low, max(1, room))
    places = [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    if percent:
        decimals = max(0, -math.floor(math.log10(step) + 1e-9) - 2)
        return [Tick(place, numbers.percent(place, decimals=decimals)) for place in places]
    return [Tick(place, numbers.short(float(f"{place:.8g}"))) for place in places]


def nudge(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places (pixels) near ``wanted``, in their order, at least ``gap`` apart, within low..high where they fit."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[tuple[float, list[int]]] = []  # mean of what was wanted, members
    for index in order:
        groups.append((min(max(wanted[index], low), high), [index]))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (above, first), (below, second) = groups[-2], groups[-1]
            size = len(first) + len(second)
            groups[-2:] = [((above * len(first) + below * len(second)) / size, first + second)]
            centre, members = groups[-1]
            half = (len(members) - 1) * gap / 2
            groups[-1] = (min(max(centre, low + half), max(high - half, low + half)), members)
    places = [0.0] * len(wanted)
    for centre, members in groups:
        for number, index in enumerate(members):
            places[index] = centre + (number - (len(members) - 1) / 2) * gap
    return places


def _touch(above: tuple[float, list[int]], below: tuple[float, list[int]], gap: float) -> bool:
    return below[0] - above[0] < gap * (len(above[1]) + len(below[1])) / 2
