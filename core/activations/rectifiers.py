"""relu and its smooth relatives: what is far above 0 passes, what is far below does not, or hardly.

Example: relu makes (-1, 2) into (0, 2), leaky_relu into (-0.2, 2). gelu needs scipy's erf and loads it when first used.
"""

import math
from collections.abc import Callable

import numpy as np

from core.activations.base import Activation, Array, Work
from core.activations.squashing import sigmoid
from core.arithmetic import Index, Pattern
from core.arithmetic.view import Arrays, Product, View


class Relu(Activation):
    """max(0, z); slope 1 where z > 0, else 0 (at the kink, too)."""

    name = "relu"
    piecewise = True
    formula = "a = max(0, z)"
    shown = Pattern("max(0, %s)", r"\max(0, %s)", "z")
    slope_shown = Pattern("(1 if %s > 0 else 0)", r"[%s > 0]", "z")

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.maximum(z, work.zero, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.sign(a, out=delta)
        np.multiply(delta, da, out=delta)


class LeakyRelu(Activation):
    """z where z > 0, else 0.2 z (Keras's negative_slope)."""

    name = "leaky_relu"
    piecewise = True
    formula = "a = max(0.2 z, z)"
    shown = Pattern("max(0.2 · %s, %s)", r"\max(0.2 \cdot %s, %s)", "zz")
    slope_shown = Pattern("(1 if %s > 0 else 0.2)", r"(1 \text{ if } %s > 0 \text{ else } 0.2)", "z")
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
    piecewise = True
    formula = "a = z for z > 0, else e^z − 1"
    shown = Pattern("(%s if %s > 0 else e^(%s) − 1)", r"(%s \text{ if } %s > 0 \text{ else } e^{%s} - 1)", "zzz")
    slope_shown = Pattern("min(%s, 0) + 1", r"\min(%s, 0) + 1", "a")

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.minimum(z, work.zero, out=a)
        np.expm1(a, out=a)
        np.maximum(a, z, out=a)  # below 0, e^z - 1 is the larger one; above 0, z is

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.minimum(a, work.zero, out=delta)
        np.add(delta, work.one, out=delta)
        np.multiply(delta, da, out=delta)


class Selu(Activation):
    """Klambauer et al. 2017: l z where z > 0, else l alpha (e^z - 1); slope l, or a + l alpha.

    With lecun_normal weights the outputs of deep layers keep mean 0 and variance 1 by themselves.
    """

    name = "selu"
    needs_full = True
    piecewise = True
    scale = 1.05070098735548049342
    alpha = 1.67326324235437728482
    formula = "a = λ z for z > 0, else λ α (e^z − 1); λ = 1.0507, α = 1.6733"
    shown = Pattern(
        "(%s · %s if %s > 0 else %s · %s · (e^(%s) − 1))",
        r"(%s \cdot %s \text{ if } %s > 0 \text{ else } %s \cdot %s \cdot (e^{%s} - 1))", "λzzλαz",
    )  # fmt: skip
    slope_shown = Pattern(
        "(%s if %s > 0 else %s + %s · %s)", r"(%s \text{ if } %s > 0 \text{ else } %s + %s \cdot %s)", "λzaλα"
    )

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.maximum(z, work.zero, out=work.full)
        np.multiply(work.full, self.scale, out=work.full)
        np.minimum(z, work.zero, out=a)
        np.expm1(a, out=a)
        np.multiply(a, self.scale * self.alpha, out=a)
        np.add(a, work.full, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.sign(np.maximum(a, work.zero, out=work.full), out=work.full)
        np.multiply(work.full, self.scale - self.scale * self.alpha, out=work.full)
        np.minimum(a, work.zero, out=delta)
        np.add(delta, self.scale * self.alpha, out=delta)
        np.add(delta, work.full, out=delta)
        np.multiply(delta, da, out=delta)

    def _filled(self, pattern: Pattern, at: View, op: Arrays, neuron: Index) -> Product:
        held = {"λ": at.fixed("λ", self.scale), "α": at.fixed("α", self.alpha)}
        return tuple(held.get(letter) or at.read(letter, op, neuron) for letter in pattern.letters)


class Silu(Activation):
    """z * sigmoid(z); slope s + a (1 - s) with s = sigmoid(z)."""

    name = "silu"
    needs_full = True
    formula = "a = z / (1 + e^(-z))"
    shown = Pattern("%s / (1 + e^(−%s))", r"\frac{%s}{1 + e^{-(%s)}}", "zz")
    slope_shown = Pattern("(1 − %s) / (1 + e^(−%s)) + %s", r"\frac{1 - %s}{1 + e^{-(%s)}} + %s", "aza")

    def forward(self, z: Array, a: Array, work: Work) -> None:
        sigmoid(z, a, work)
        np.multiply(a, z, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        sigmoid(z, delta, work)
        np.subtract(work.one, a, out=work.full)
        np.multiply(delta, work.full, out=delta)  # s + a (1 - s) = s (1 - a) + a
        np.add(delta, a, out=delta)
        np.multiply(delta, da, out=delta)


class Softplus(Activation):
    """log(1 + e^z); slope 1 - e^-a."""

    name = "softplus"
    formula = "a = ln(1 + e^z)"
    shown = Pattern("ln(1 + e^(%s))", r"\ln(1 + e^{%s})", "z")
    slope_shown = Pattern("1 − e^(−%s)", r"1 - e^{-(%s)}", "a")

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
    shown = Pattern("%s · Φ(%s)", r"%s \cdot \Phi(%s)", "zz")
    slope_shown = Pattern("Φ(%s) + %s · φ(%s)", r"\Phi(%s) + %s \cdot \varphi(%s)", "zzz")

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
