"""Softmax: outputs share one whole, so that each depends on the z of all. (units, n), down the first axis."""

from dataclasses import replace

import numpy as np

from core.activations.base import Activation, Array, Work
from core.arithmetic import Factor, Group, Index, Line, Pattern, Ref, Symbol, Term
from core.arithmetic.view import Arrays, Product, Quantity, View


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
