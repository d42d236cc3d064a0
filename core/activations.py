"""Activations: a = f(z) and delta = dL/da * f'(z), side by side, without allocating.

Each activation is a small object in the table ``ACTIVATIONS``; names and meaning are Keras's. Arrays are features
first, ``(units, n)``; softmax runs down the first axis. Slopes are expressed through the output where that is exact.
Overflow inside exp is meant (1 / (1 + inf) is 0): callers run under ``np.errstate(over="ignore")``.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.arithmetic import Factor, Group, Index, Line, Pattern, Ref, Symbol, Term
from core.arithmetic.view import Arrays, Product, Quantity, View

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

    shown = Pattern("%s", "%s", "z")
    """f(z) as a formula to put numbers into."""
    slope_shown = Pattern("1", "1")
    """f'(z) likewise, of z and a."""

    def forward(self, z: Array, a: Array, work: Work) -> None:
        """a (units, n) from z (units, n); a may be z itself where the function is linear."""
        if a is not z:
            np.copyto(a, z)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        """delta (units, n) = da * f'(z); delta and da are different arrays."""
        np.copyto(delta, da)

    def explain_value(self, at: View, op: Arrays, neuron: Index) -> tuple[Line, ...]:
        """a = f(z) with its numbers; nothing where a is z."""
        if op.a is op.z:
            return ()
        return (at.formula(at.read("a", op, neuron), self.shown, self._filled(self.shown, at, op, neuron)),)

    def explain_slope(self, at: View, op: Arrays, neuron: Index) -> tuple[Quantity, tuple[Line, ...]]:
        """f'(z) of a neuron, and the line that shows where it comes from."""
        z, a = op.z[neuron][None], op.a[neuron][None]
        slope = np.empty_like(z)
        self.backward(z, a, np.ones_like(z), slope, Work(z))
        symbol = at.symbol("f′(z", op, neuron, ")")
        found = Quantity(symbol, at.values(slope, (0,)), at.ref(op, neuron))
        return found, (at.formula(found, self.slope_shown, self._filled(self.slope_shown, at, op, neuron)),)

    def _filled(self, pattern: Pattern, at: View, op: Arrays, neuron: Index) -> Product:
        return tuple(at.read(letter, op, neuron) for letter in pattern.letters)

    def explain_blame(
        self, at: View, op: Arrays, neuron: Index, sent: list[tuple[Product, Ref | None]]
    ) -> tuple[Line, ...]:
        """delta = (what is sent back) * f'(z)."""
        blame = at.read("δ", op, neuron)
        if op.a is op.z:
            return (at.line(blame, (at.group(sent),)),)
        slope, lines = self.explain_slope(at, op, neuron)
        arriving = at.symbol("dE/da", op, neuron)
        return (at.line(blame, (at.group(sent, (slope,), arriving, "what is sent back"),)), *lines)


class Sigmoid(Activation):
    """1 / (1 + e^-z); slope a (1 - a)."""

    name = "sigmoid"
    formula = "a = 1 / (1 + e^(-z))"
    shown = Pattern("1 / (1 + e^(−%s))", r"\frac{1}{1 + e^{-(%s)}}", "z")
    slope_shown = Pattern("%s · (1 − %s)", r"%s \cdot (1 - %s)", "aa")

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
    shown = Pattern("tanh(%s)", r"\tanh(%s)", "z")
    slope_shown = Pattern("1 − %s²", r"1 - %s^2", "a")

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


class Silu(Activation):
    """z * sigmoid(z); slope s + a (1 - s) with s = sigmoid(z)."""

    name = "silu"
    needs_full = True
    formula = "a = z / (1 + e^(-z))"
    shown = Pattern("%s / (1 + e^(−%s))", r"\frac{%s}{1 + e^{-(%s)}}", "zz")
    slope_shown = Pattern("(1 − %s) / (1 + e^(−%s)) + %s", r"\frac{1 - %s}{1 + e^{-(%s)}} + %s", "aza")

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

    def explain_value(self, at: View, op: Arrays, neuron: Index) -> tuple[Line, ...]:
        """a_j = e^z_j / sum of e^z; both are divided by e^max z, so that nothing overflows."""
        output = at.read("a", op, neuron)
        if at.mean:
            return (at.line(output, (at.by_example((output,)),)),)
        rest, example = neuron[1:], at.example
        units = [(unit, *rest) for unit in range(len(op.z))]
        z = [float(op.z[unit][example]) for unit in units]
        top = max(z)
        shift = Symbol("max z", written=r"\max z")
        power = Pattern("e^(%s − %s)", r"e^{%s - %s}", "zm")
        factors = [
            Factor(power.symbol((at.symbol("z", op, unit), shift)), float(np.exp(value - top)), at.ref(op, unit),
                   pattern=power, arguments=(value, top))
            for unit, value in zip(units, z, strict=True)
        ]  # fmt: skip
        total = Symbol("Σ e^(z − max z)", written=r"\sum e^{z - \max z}")
        line = Line(total, (Group(tuple(Term((each,), each.value, each.ref) for each in factors)),), 0.0)
        whole = Factor(total, line.value, divides=True)
        own = (factors[neuron[0]], whole)
        main = at.line(output, (Group((Term(own, own[0].value / whole.value, output.ref),)),))
        return main, replace(line, result=line.value)

    def explain_blame(
        self, at: View, op: Arrays, neuron: Index, sent: list[tuple[Product, Ref | None]]
    ) -> tuple[Line, ...]:
        """delta_j = sum over k of dE/da_k * a_k * ([k = j] - a_j): all outputs share one whole, so each moves all."""
        own = at.read("a", op, neuron)
        products: list[tuple[Product, Ref | None]] = []
        for unit in range(len(op.z)):
            other = (unit, *neuron[1:])
            same = float(other == neuron)
            name = Symbol(f"{same:.0f} − {own.symbol.plain}", written=f"({same:.0f} - {own.symbol.latex})")
            pull = Quantity(name, same - own.values, own.ref)
            products.append(((at.read("dE/da", op, other), at.read("a", op, other), pull), at.ref(op, other)))
        main = at.line(at.read("δ", op, neuron), (at.group(products),), "softmax couples all outputs of the layer")
        return main, at.line(at.read("dE/da", op, neuron), (at.group(sent),))


ACTIVATIONS: dict[str, Activation] = {
    each.name: each
    for each in (
        Activation(), Sigmoid(), Tanh(), Relu(), LeakyRelu(), Elu(), Gelu(), Silu(), Softplus(), Softmax(),
    )
}  # fmt: skip
