"""exp, tanh, log and their relatives on sixteen numbers at once: a range cut down exactly, then a polynomial.

Errors are relative ones: at most 4 units in the last place (float32: 5e-7, float64: 9e-16), and exact at 0, for tanh,
too; tests/core/engines/test_elementary.py measures them. NaN stays NaN.
Source of the forms: Cody and Waite 1980; log by the series of atanh. ln 2 is held in two parts, so that multiples of
the first are exact.
"""

from collections.abc import Callable
from math import erfc, factorial
from math import log as log_exactly
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numba.extending import overload

from core.engines.kernels.lanes import constant, inline, multiply_add, polynomial, size, where_above
from core.engines.kernels.bits import MAGIC, exponent, power_of_two

LOG2_E = 1.4426950408889634
LN_2 = {32: (0.693359375, -2.12194440e-4), 64: (6.93147180369123816490e-01, 1.90821492927058770002e-10)}
BOUND = {32: 87.0, 64: 708.0}
"""Beyond it, e^x is not a normal number; it is held at e^bound."""
TERMS = {32: 7, 64: 13}
"""Terms of e^r - 1 for |r| up to ln 2 / 2: the first one left out is below half a unit in the last place."""
ATANH_TERMS = {32: 8, 64: 17}
"""Terms of atanh s for |s| up to 1/3."""
TAIL_TERMS = {32: 10, 64: 20}
"""Terms of the exponent in erfc; ``FAR`` is where erfc is below half a unit in the last place of 1."""
FAR = 6.0


def _width(kind: Any) -> int:
    width: int = getattr(kind, "dtype", kind).bitwidth
    return width


def _by_width(make: Callable[[int], Callable[..., Any]]) -> Callable[..., Any]:
    """A function whose constants depend on the precision of its first argument."""

    def function(x: Any) -> Any:
        raise NotImplementedError

    made = {width: inline(make(width)) for width in (32, 64)}

    @overload(function, strict=False)
    def choose(x: Any) -> Any:
        chosen = made[_width(x)]
        return lambda x: chosen(x)

    return function


def _make_exp_minus_one(width: int) -> Callable[..., Any]:
    series = polynomial(tuple(1.0 / factorial(k) for k in range(1, TERMS[width] + 1)))
    magic, bound, (high, low) = MAGIC[width], BOUND[width], LN_2[width]

    def compute(x: Any) -> Any:
        top, bottom = constant(x, bound), constant(x, -bound)
        x = where_above(x, top, top, x)
        x = where_above(bottom, x, bottom, x)
        shifted = multiply_add(x, constant(x, LOG2_E), constant(x, magic))
        k = shifted - constant(x, magic)
        r = multiply_add(k, constant(x, -high), x)
        r = multiply_add(k, constant(x, -low), r)
        power = power_of_two(shifted)
        return multiply_add(power, series(r) * r, power - constant(x, 1.0))

    return compute


def _make_exp(width: int) -> Callable[..., Any]:
    series = polynomial(tuple(1.0 / factorial(k) for k in range(TERMS[width] + 1)))
    magic, bound, (high, low) = MAGIC[width], BOUND[width], LN_2[width]

    def compute(x: Any) -> Any:
        top, bottom = constant(x, bound), constant(x, -bound)
        x = where_above(x, top, top, x)
        x = where_above(bottom, x, bottom, x)
        shifted = multiply_add(x, constant(x, LOG2_E), constant(x, magic))
        k = shifted - constant(x, magic)
        r = multiply_add(k, constant(x, -high), x)
        r = multiply_add(k, constant(x, -low), r)
        return power_of_two(shifted) * series(r)

    return compute


def _make_atanh(width: int) -> Callable[..., Any]:
    series = polynomial(tuple(1.0 / (2 * k + 1) for k in range(ATANH_TERMS[width])))
    return lambda s: series(s * s) * s


def _make_log(width: int) -> Callable[..., Any]:
    high, low = LN_2[width]
    atanh = inline(_make_atanh(width))
    magic = MAGIC[width]

    def compute(x: Any) -> Any:
        e = exponent(x)
        m = x * power_of_two(constant(x, magic) - e)
        one = constant(x, 1.0)
        s = atanh((m - one) / (m + one))
        found = multiply_add(e, constant(x, high), multiply_add(e, constant(x, low), s + s))
        return found + (x - x)  # which is not a number where x is none

    return compute


def _make_log_of_one_plus(width: int) -> Callable[..., Any]:
    atanh = inline(_make_atanh(width))

    def compute(u: Any) -> Any:
        s = atanh(u / (u + constant(u, 2.0)))
        return s + s

    return compute


def _tail_series(terms: int) -> tuple[float, ...]:
    """Coefficients of g(u) in erfc h = t e^(g(u) - h^2) for h up to ``FAR``; u = -1 stands for ``FAR``, 1 for 0.

    The form is that of Numerical Recipes 6.2.2, t = 2 / (2 + h); interpolated at Chebyshev's points, where the last
    terms are below the precision.
    """
    least = 2.0 / (2.0 + FAR)

    def exponent_at(u: float) -> float:
        t = least + (u + 1.0) * (1.0 - least) / 2.0
        h = 2.0 / t - 2.0
        return log_exactly(erfc(h) / t) + h * h

    exponents = np.vectorize(exponent_at, otypes=[np.float64])
    found = chebyshev.cheb2poly(chebyshev.chebinterpolate(exponents, terms - 1))
    return tuple(float(each) for each in found)


def _make_normal(width: int) -> Callable[..., Any]:
    series, exp_ = polynomial(_tail_series(TAIL_TERMS[width])), inline(_make_exp(width))
    least = 2.0 / (2.0 + FAR)
    stretch = 2.0 / (1.0 - least)

    def compute(x: Any) -> Any:
        zero, one = constant(x, 0.0), constant(x, 1.0)
        h = size(x) * 0.5**0.5
        t = constant(x, 2.0) / (h + constant(x, 2.0))
        u = (t - constant(x, least)) * constant(x, stretch) - one
        far = zero - one
        u = where_above(far, u, far, u)
        tail = exp_(series(u) - h * h) * t * constant(x, 0.5)
        return where_above(x, zero, one - tail, tail)

    return compute


exp_minus_one = _by_width(_make_exp_minus_one)
"""e^x - 1."""
exp = _by_width(_make_exp)
"""e^x."""
log = _by_width(_make_log)
"""ln x of a positive normal number."""
log_of_one_plus = _by_width(_make_log_of_one_plus)
"""ln(1 + u) for u in [0, 1]."""
normal = _by_width(_make_normal)
"""The normal distribution function, to an absolute error of some units in the last place of 1."""


@inline
def tanh(x: Any) -> Any:
    """tanh x = (e^2x - 1) / (e^2x + 1)."""
    top, bottom = constant(x, 40.0), constant(x, -40.0)
    twice = x + x
    twice = where_above(twice, top, top, twice)
    raised = exp_minus_one(where_above(bottom, twice, bottom, twice))
    return raised / (raised + constant(x, 2.0))


@inline
def sigmoid(x: Any) -> Any:
    """1 / (1 + e^-x)."""
    one = constant(x, 1.0)
    return one / (one + exp(constant(x, 0.0) - x))


@inline
def softplus(x: Any) -> Any:
    """ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)."""
    zero = constant(x, 0.0)
    return where_above(zero, x, zero, x) + log_of_one_plus(exp(zero - size(x)))

