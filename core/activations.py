"""Activations: a = f(z) and delta = dL/da * f'(z), side by side, without allocating.

Each activation is a small object in the table ``ACTIVATIONS``; names and meaning are Keras's. Arrays are features
first, ``(units, n)``; softmax runs down the first axis. Slopes are expressed through the output where that is exact.
Overflow inside exp is meant (1 / (1 + inf) is 0): callers run under ``np.errstate(over="ignore")``.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


class Work:
    """Scratch of one layer, made once: ``full`` and ``spare`` are shaped like z, the rows like one row of it.

    The constants are 0-d arrays of z's own kind: numpy takes them in half the time of a float.
    """

    def __init__(self, z: Array, full: bool = True) -> None:
        size = z.shape if full else (0, *z.shape[1:])
        self.full = np.empty(size, z.dtype)
        self.spare = np.empty(size, z.dtype)
        self.row = np.empty(z.shape[1:], z.dtype)
        self.other_row = np.empty(z.shape[1:], z.dtype)
        self.zero, self.one = np.zeros((), z.dtype), np.ones((), z.dtype)
        outputs, n = max(1, z.shape[0]), max(1, z.shape[-1])
        self.per_output = np.array(1.0 / outputs, z.dtype)
        self.per_example = np.array(1.0 / n, z.dtype)
        self.per_number = np.array(1.0 / (outputs * n), z.dtype)
        self.twice_per_number = np.array(2.0 / (outputs * n), z.dtype)


def _sigmoid(z: Array, out: Array, work: Work) -> None:
    np.negative(z, out=out)
    np.exp(out, out=out)
    np.add(out, work.one, out=out)
    np.reciprocal(out, out=out)


class Activation:
    """One activation function, linear here; ``needs_full`` says whether it uses ``work.full``."""

    name = "linear"
    formula = "a = z"
    needs_full = False
    coupled = False
    """Whether a neuron's output depends on the z of its neighbours, as in softmax."""

    def forward(self, z: Array, a: Array, work: Work) -> None:
        """a (units, n) from z (units, n); a may be z itself where the function is linear."""
        if a is not z:
            np.copyto(a, z)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        """delta (units, n) = da * f'(z); delta and da are different arrays."""
        np.copyto(delta, da)


class Sigmoid(Activation):
    """1 / (1 + e^-z); slope a (1 - a)."""

    name = "sigmoid"
    formula = "a = 1 / (1 + e^(-z))"

    def forward(self, z: Array, a: Array, work: Work) -> None:
        _sigmoid(z, a, work)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.subtract(work.one, a, out=delta)
        np.multiply(delta, a, out=delta)
        np.multiply(delta, da, out=delta)


class Tanh(Activation):
    """tanh z; slope 1 - a^2."""

    name = "tanh"
    formula = "a = tanh z"

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.tanh(z, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.multiply(a, a, out=delta)
        np.subtract(work.one, delta, out=delta)
        np.multiply(delta, da, out=delta)


class Relu(Activation):
    """max(0, z); slope 1 where z > 0, else 0 (at the kink, too)."""

    name = "relu"
    formula = "a = max(0, z)"

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.maximum(z, work.zero, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.sign(a, out=delta)
        np.multiply(delta, da, out=delta)


class LeakyRelu(Activation):
    """z where z > 0, else 0.2 z (Keras's negative_slope)."""

    name = "leaky_relu"
    formula = "a = max(0.2 z, z)"
    negative_slope = 0.2

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.multiply(z, self.negative_slope, out=a)
        np.maximum(a, z, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.heaviside(a, 0.0, out=delta)
        np.maximum(delta, self.negative_slope, out=delta)
        np.multiply(delta, da, out=delta)


class Elu(Activation):
    """z where z > 0, else e^z - 1; slope 1 or a + 1."""

    name = "elu"
    formula = "a = z for z > 0, else e^z − 1"

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.minimum(z, work.zero, out=a)
        np.expm1(a, out=a)
        np.maximum(a, z, out=a)  # below 0, e^z - 1 is the larger one; above 0, z is

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.minimum(a, work.zero, out=delta)
        np.add(delta, work.one, out=delta)
        np.multiply(delta, da, out=delta)


class Silu(Activation):
    """z * sigmoid(z); slope s + a (1 - s) with s = sigmoid(z)."""

    name = "silu"
    needs_full = True
    formula = "a = z / (1 + e^(-z))"

    def forward(self, z: Array, a: Array, work: Work) -> None:
        _sigmoid(z, a, work)
        np.multiply(a, z, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        _sigmoid(z, delta, work)
        np.subtract(work.one, a, out=work.full)
        np.multiply(delta, work.full, out=delta)  # s + a (1 - s) = s (1 - a) + a
        np.add(delta, a, out=delta)
        np.multiply(delta, da, out=delta)


class Softplus(Activation):
    """log(1 + e^z); slope 1 - e^-a."""

    name = "softplus"
    formula = "a = ln(1 + e^z)"

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.logaddexp(z, work.zero, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.negative(a, out=delta)
        np.expm1(delta, out=delta)
        np.negative(delta, out=delta)
        np.multiply(delta, da, out=delta)


class Gelu(Activation):
    """z Phi(z) with the exact normal distribution function (Keras's approximate=False); slope Phi(z) + z phi(z)."""

    name = "gelu"
    needs_full = True
    formula = "a = z · Φ(z)"

    def __init__(self) -> None:
        self._erf: Callable[..., Array] | None = None

    def _phi(self, z: Array, out: Array) -> None:
        if self._erf is None:
            from scipy.special import erf  # heavy: loaded only by networks that use gelu

            self._erf = erf
        np.multiply(z, 0.5**0.5, out=out)
        self._erf(out, out=out)
        np.add(out, 1.0, out=out)
        np.multiply(out, 0.5, out=out)

    def forward(self, z: Array, a: Array, work: Work) -> None:
        self._phi(z, a)
        np.multiply(a, z, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        self._phi(z, delta)
        density = np.multiply(z, z, out=work.full)
        np.multiply(density, -0.5, out=density)
        np.exp(density, out=density)
        np.multiply(density, z, out=density)
        np.multiply(density, (2.0 * math.pi) ** -0.5, out=density)
        np.add(delta, density, out=delta)
        np.multiply(delta, da, out=delta)


class Softmax(Activation):
    """e^z / sum e^z over the first axis; its slopes are coupled: delta = a (da - sum a da)."""

    name = "softmax"
    formula = "a = e^z / Σ e^z"
    coupled = True

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.subtract(z, np.maximum.reduce(z, axis=0, out=work.row), out=a)
        np.exp(a, out=a)
        np.divide(a, np.add.reduce(a, axis=0, out=work.row), out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.multiply(a, da, out=delta)
        np.subtract(da, np.add.reduce(delta, axis=0, out=work.row), out=delta)
        np.multiply(delta, a, out=delta)


ACTIVATIONS: dict[str, Activation] = {
    each.name: each
    for each in (
        Activation(), Sigmoid(), Tanh(), Relu(), LeakyRelu(), Elu(), Gelu(), Silu(), Softplus(), Softmax(),
    )
}  # fmt: skip
