"""Activations, compiled: the formulas of core/activations on sixteen numbers at once, by the same names.

Each is a pair: a from z, and the slope f'(z) from z and a. Softmax, which couples the units, works down columns.
A name that is missing here is computed by numpy (see core/engines/choice.py). Order in the table is the number in
``plan``.
"""

from collections.abc import Callable
from math import pi
from typing import Any

from core.engines.kernels.choosing import choosing
from core.engines.kernels.elementary import exp, exp_minus_one, normal, sigmoid, softplus, tanh
from core.engines.kernels.lanes import constant, inline, load, piece, store, where_above
from core.engines.names import KNOWN_ACTIVATIONS
from core.flat import LANES

LEAK = 0.2
DENSITY = (2.0 * pi) ** -0.5
"""Of the normal distribution at 0."""
SELU_SCALE, SELU_ALPHA = 1.05070098735548049342, 1.67326324235437728482


@inline
def _linear(z: Any) -> Any:
    return z


@inline
def _linear_slope(z: Any, a: Any) -> Any:
    return constant(z, 1.0)


@inline
def _sigmoid_slope(z: Any, a: Any) -> Any:
    return (1.0 - a) * a


@inline
def _tanh_slope(z: Any, a: Any) -> Any:
    return 1.0 - a * a


@inline
def _relu(z: Any) -> Any:
    zero = constant(z, 0.0)
    return where_above(zero, z, zero, z)  # a NaN stays one


@inline
def _relu_slope(z: Any, a: Any) -> Any:
    return where_above(a, constant(a, 0.0), constant(a, 1.0), a - a)


@inline
def _leaky_relu(z: Any) -> Any:
    return where_above(constant(z, 0.0), z, z * LEAK, z)


@inline
def _leaky_relu_slope(z: Any, a: Any) -> Any:
    return where_above(a, constant(a, 0.0), constant(a, 1.0), constant(a, LEAK))


@inline
def _elu(z: Any) -> Any:
    return where_above(constant(z, 0.0), z, exp_minus_one(z), z)


@inline
def _elu_slope(z: Any, a: Any) -> Any:
    return where_above(a, constant(a, 0.0), constant(a, 1.0), a + 1.0)


@inline
def _selu(z: Any) -> Any:
    return where_above(constant(z, 0.0), z, exp_minus_one(z) * (SELU_SCALE * SELU_ALPHA), z * SELU_SCALE)


@inline
def _selu_slope(z: Any, a: Any) -> Any:
    return where_above(a, constant(a, 0.0), constant(a, SELU_SCALE), a + SELU_SCALE * SELU_ALPHA)


@inline
def _silu(z: Any) -> Any:
    return sigmoid(z) * z


@inline
def _silu_slope(z: Any, a: Any) -> Any:
    return sigmoid(z) * (1.0 - a) + a


@inline
def _softplus_slope(z: Any, a: Any) -> Any:
    return 0.0 - exp_minus_one(0.0 - a)


@inline
def _gelu(z: Any) -> Any:
    return normal(z) * z


@inline
def _gelu_slope(z: Any, a: Any) -> Any:
    return exp(z * z * -0.5) * DENSITY * z + normal(z)


def _each(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` of z over a layer's whole buffer."""

    @piece
    def run(work: Any, z: int, a: int, units: int, stride: int, blocks: int) -> None:
        for at in range(0, units * stride, LANES):
            store(work, a + at, function(load(work, z + at)))

    return run  # type: ignore[no-any-return]


def _each_slope(slope: Callable[..., Any]) -> Callable[..., Any]:
    """delta = da f'(z) over a layer's whole buffer."""

    @piece
    def run(work: Any, z: int, a: int, da: int, delta: int, units: int, stride: int, blocks: int) -> None:
        for at in range(0, units * stride, LANES):
            found = slope(load(work, z + at), load(work, a + at))
            store(work, delta + at, found * load(work, da + at))

    return run  # type: ignore[no-any-return]


@piece
def _softmax(work: Any, z: int, a: int, units: int, stride: int, blocks: int) -> None:
    """e^z / sum e^z down each column; the largest z is taken away first, so that nothing overflows."""
    for column in range(0, blocks * LANES, LANES):
        top = load(work, z + column)
        for unit in range(1, units):
            each = load(work, z + unit * stride + column)
            top = where_above(each, top, each, top)
        whole = top - top
        for unit in range(units):
            at = unit * stride + column
            raised = exp(load(work, z + at) - top)
            store(work, a + at, raised)
            whole = whole + raised
        for unit in range(units):
            at = a + unit * stride + column
            store(work, at, load(work, at) / whole)


@piece
def _softmax_slope(work: Any, z: int, a: int, da: int, delta: int, units: int, stride: int, blocks: int) -> None:
    """delta = a (da - sum a da) down each column."""
    for column in range(0, blocks * LANES, LANES):
        shared = load(work, a + column) * load(work, da + column)
        for unit in range(1, units):
            at = unit * stride + column
            shared = shared + load(work, a + at) * load(work, da + at)
        for unit in range(units):
            at = unit * stride + column
            store(work, delta + at, load(work, a + at) * (load(work, da + at) - shared))


PAIRS = {
    "linear": (_each(_linear), _each_slope(_linear_slope)),
    "sigmoid": (_each(sigmoid), _each_slope(_sigmoid_slope)),
    "tanh": (_each(tanh), _each_slope(_tanh_slope)),
    "relu": (_each(_relu), _each_slope(_relu_slope)),
    "leaky_relu": (_each(_leaky_relu), _each_slope(_leaky_relu_slope)),
    "elu": (_each(_elu), _each_slope(_elu_slope)),
    "selu": (_each(_selu), _each_slope(_selu_slope)),
    "silu": (_each(_silu), _each_slope(_silu_slope)),
    "softplus": (_each(softplus), _each_slope(_softplus_slope)),
    "softmax": (_softmax, _softmax_slope),
    "gelu": (_each(_gelu), _each_slope(_gelu_slope)),
}
activate = choosing([PAIRS[name][0] for name in KNOWN_ACTIVATIONS], 6)
"""(number, work, z, a, units, stride, blocks): a = f(z)."""
slope_of = choosing([PAIRS[name][1] for name in KNOWN_ACTIVATIONS], 8)
"""(number, work, z, a, da, delta, units, stride, blocks): delta = da f'(z)."""
