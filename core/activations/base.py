"""Activation: a = f(z) and delta = dL/da * f'(z), side by side, without allocating.

Arrays are features first, ``(units, n)``. Slopes are expressed through the output where that is exact. Overflow inside
exp is meant (1 / (1 + inf) is 0): callers run under ``np.errstate(over="ignore")``. Linear is the base itself.
"""

import numpy as np
from numpy.typing import NDArray

from core.arithmetic import Index, Line, Pattern, Ref
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


class Activation:
    """One activation function, linear here; ``needs_full`` says whether it uses ``work.full``."""

    name = "linear"
    formula = "a = z"
    needs_full = False
    piecewise = False
    """Whether the function or its slope has a corner at z = 0."""
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
