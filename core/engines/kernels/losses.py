"""Losses, compiled: the formulas of core/losses on sixteen examples at once, by the same names.

Each is a pair: every output's part of the loss, and the blame it starts with. ``counts`` holds how much each example
counts: 1, its class weight, or 0 in an idle lane. A loss matched with its activation writes dL/dz, any other dL/da.
"""

from collections.abc import Callable
from typing import Any

from core.engines.kernels.choosing import choosing
from core.engines.kernels.elementary import log, softplus
from core.engines.kernels.lanes import constant, inline, load, piece, size, store, where_above
from core.engines.kernels.totals import total
from core.engines.names import KNOWN_LOSSES
from core.flat import LANES

EPSILON = 1e-7


@inline
def _counted(value: Any, counts: Any) -> Any:
    """``value`` as often as its example counts; nothing of an idle lane, whatever it holds."""
    zero = constant(counts, 0.0)
    return where_above(counts, zero, value * counts, zero)


def _parts(part: Callable[..., Any]) -> Callable[..., Any]:
    """parts[j] = part(z, a, y, 1 / outputs) for all outputs; their sum over outputs and examples."""

    @piece
    def run(
        work: Any, z: int, a: int, y: int, parts: int, counts: int, units: int, stride: int, blocks: int, n: int
    ) -> float:
        found = 0.0
        for column in range(0, blocks * LANES, LANES):
            count = load(work, counts + column)
            share = constant(count, 1.0 / units)
            whole = count - count
            for unit in range(units):
                at = unit * stride + column
                one = _counted(part(load(work, z + at), load(work, a + at), load(work, y + at), share), count)
                store(work, parts + at, one)
                whole = whole + one
            found += total(whole)
        return found

    return run  # type: ignore[no-any-return]


def _slopes(slope: Callable[..., Any]) -> Callable[..., Any]:
    """out[j] = slope(a, y, 1 / outputs, 1 / n) for all outputs."""

    @piece
    def run(work: Any, a: int, y: int, out: int, counts: int, units: int, stride: int, blocks: int, n: int) -> None:
        for column in range(0, blocks * LANES, LANES):
            count = load(work, counts + column)
            per_output, per_example = constant(count, 1.0 / units), constant(count, 1.0 / n)
            for unit in range(units):
                at = unit * stride + column
                found = slope(load(work, a + at), load(work, y + at), per_output, per_example)
                store(work, out + at, _counted(found, count))

    return run  # type: ignore[no-any-return]


@inline
def _squared(z: Any, a: Any, y: Any, per_output: Any) -> Any:
    return (a - y) * (a - y) * per_output


@inline
def _squared_slope(a: Any, y: Any, per_output: Any, per_example: Any) -> Any:
    return (a - y) * (2.0 * per_output * per_example)


@inline
def _half_squared(z: Any, a: Any, y: Any, per_output: Any) -> Any:
    return (a - y) * (a - y) * 0.5


@inline
def _difference(a: Any, y: Any, per_output: Any, per_example: Any) -> Any:
    return (a - y) * per_example


@inline
def _shared_difference(a: Any, y: Any, per_output: Any, per_example: Any) -> Any:
    return (a - y) * (per_output * per_example)


@inline
def _clipped(a: Any) -> Any:
    low, high = constant(a, EPSILON), constant(a, 1.0 - EPSILON)
    above = where_above(low, a, low, a)
    return where_above(above, high, high, above)


@inline
def _binary(z: Any, a: Any, y: Any, per_output: Any) -> Any:
    p = _clipped(a)
    rest = log(1.0 - p)
    return 0.0 - ((log(p) - rest) * y + rest) * per_output


@inline
def _binary_slope(a: Any, y: Any, per_output: Any, per_example: Any) -> Any:
    p = _clipped(a)
    found = (p - y) / ((1.0 - p) * p) * (per_output * per_example)
    moved = size(p - a)
    return where_above(moved, constant(a, 0.0), constant(a, 0.0), found)  # a clipped probability has no slope


@inline
def _binary_from_z(z: Any, a: Any, y: Any, per_output: Any) -> Any:
    return (softplus(z) - y * z) * per_output


@inline
def _column_sum(work: Any, a: int, column: int, units: int, stride: int) -> Any:
    found = load(work, a + column)
    for unit in range(1, units):
        found = found + load(work, a + unit * stride + column)
    return found


@piece
def _categorical(
    work: Any, z: int, a: int, y: int, parts: int, counts: int, units: int, stride: int, blocks: int, n: int
) -> float:
    """-y ln(a / sum a)."""
    found = 0.0
    for column in range(0, blocks * LANES, LANES):
        count = load(work, counts + column)
        outputs = _column_sum(work, a, column, units, stride)
        whole = count - count
        for unit in range(units):
            at = unit * stride + column
            one = _counted(0.0 - log(_clipped(load(work, a + at) / outputs)) * load(work, y + at), count)
            store(work, parts + at, one)
            whole = whole + one
        found += total(whole)
    return found


@piece
def _categorical_slope(
    work: Any, a: int, y: int, out: int, counts: int, units: int, stride: int, blocks: int, n: int
) -> None:
    """(sum_k [free] y_k - [free] y / p) / sum a / n, where an output that was clipped is not free."""
    for column in range(0, blocks * LANES, LANES):
        count = load(work, counts + column)
        outputs = _column_sum(work, a, column, units, stride)
        pulled = count - count
        zero = count - count
        for unit in range(units):
            at = unit * stride + column
            p = load(work, a + at) / outputs
            y_here = load(work, y + at)
            pulled = pulled + where_above(size(_clipped(p) - p), zero, zero, y_here)
        for unit in range(units):
            at = unit * stride + column
            p = load(work, a + at) / outputs
            pull = where_above(size(_clipped(p) - p), zero, zero, load(work, y + at) / p)
            store(work, out + at, _counted((pulled - pull) / outputs * (1.0 / n), count))


@piece
def _categorical_from_z(
    work: Any, z: int, a: int, y: int, parts: int, counts: int, units: int, stride: int, blocks: int, n: int
) -> float:
    """y (ln sum e^z - z), where ln sum e^z = max z - ln max a."""
    found = 0.0
    for column in range(0, blocks * LANES, LANES):
        count = load(work, counts + column)
        top, likeliest = load(work, z + column), load(work, a + column)
        for unit in range(1, units):
            at = unit * stride + column
            each, chance = load(work, z + at), load(work, a + at)
            top = where_above(each, top, each, top)
            likeliest = where_above(chance, likeliest, chance, likeliest)
        whole = count - count
        shift = top - log(likeliest)
        for unit in range(units):
            at = unit * stride + column
            one = _counted((shift - load(work, z + at)) * load(work, y + at), count)
            store(work, parts + at, one)
            whole = whole + one
        found += total(whole)
    return found


@inline
def _absolute(z: Any, a: Any, y: Any, per_output: Any) -> Any:
    return size(a - y) * per_output


@inline
def _sign(x: Any) -> Any:
    zero, one = constant(x, 0.0), constant(x, 1.0)
    return where_above(x, zero, one, where_above(zero, x, 0.0 - one, x))


@inline
def _absolute_slope(a: Any, y: Any, per_output: Any, per_example: Any) -> Any:
    return _sign(a - y) * (per_output * per_example)


@inline
def _huber(z: Any, a: Any, y: Any, per_output: Any) -> Any:
    away = size(a - y)
    return where_above(away, constant(a, 1.0), away - 0.5, away * away * 0.5) * per_output


@inline
def _huber_slope(a: Any, y: Any, per_output: Any, per_example: Any) -> Any:
    away = a - y
    return where_above(size(away), constant(a, 1.0), _sign(away), away) * (per_output * per_example)


PAIRS = {
    ("mean_squared_error", False): (_parts(_squared), _slopes(_squared_slope)),
    ("half_squared_error", False): (_parts(_half_squared), _slopes(_difference)),
    ("binary_crossentropy", False): (_parts(_binary), _slopes(_binary_slope)),
    ("binary_crossentropy", True): (_parts(_binary_from_z), _slopes(_shared_difference)),
    ("categorical_crossentropy", False): (_categorical, _categorical_slope),
    ("categorical_crossentropy", True): (_categorical_from_z, _slopes(_difference)),
    ("mean_absolute_error", False): (_parts(_absolute), _slopes(_absolute_slope)),
    ("huber", False): (_parts(_huber), _slopes(_huber_slope)),
}
"""By name, and whether the loss is matched with the activation before it."""
parts_of = choosing([PAIRS[key][0] for key in KNOWN_LOSSES], 10)
"""(number, work, z, a, y, parts, counts, units, stride, blocks, n): the sum of all parts."""
blame_of = choosing([PAIRS[key][1] for key in KNOWN_LOSSES], 9)
"""(number, work, a, y, out, counts, units, stride, blocks, n): dL/da, or dL/dz of a matched pair."""
