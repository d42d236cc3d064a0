"""View: one example of a minibatch, or the mean over it, through which layers and losses read their own numbers.

A Quantity is a symbol with its value for every example looked at. For one example products stay products. Over the mean
a product of things that vary together is not the product of their means: View then joins them into one factor, the
mean of the product, so that terms always add up. ``δ`` is that of an example's own loss, n times the program's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.arithmetic.equation import Group, Line
from core.arithmetic.symbols import Index, Pattern, Ref, Symbol
from core.arithmetic.terms import Factor, LongSum, Term

Values = NDArray[np.float64]


class Arrays(Protocol):
    """What a View reads of a layer's runtime."""

    z: NDArray[np.floating]
    a: NDArray[np.floating]
    da: NDArray[np.floating]
    delta: NDArray[np.floating]


class Namer(Protocol):
    """How neurons and weights are called."""

    def neuron(self, layer: int, at: Index) -> str:
        """Such as ``h1``."""

    def output(self, layer: int, at: Index) -> Symbol:
        """What leaves a neuron: a_h1, or x_1 for an input."""

    def weight(self, layer: int, array: str, index: Index, ends: str) -> Symbol:
        """Such as w_5; ``ends`` names the neurons it joins."""

    def wire(self, layer: int, array: str, index: Index) -> tuple[Symbol, Ref]:
        """What a weight is called, and the wire or the neuron it belongs to."""


@dataclass(eq=False, slots=True)  # not frozen: a sum over 784 pixels makes 1,569, and none leaves the thread
class Quantity:
    """A symbol and its value for each example looked at (k,), or one number that is the same for all."""

    symbol: Symbol
    values: Values | float
    ref: Ref | None = None
    divides: bool = False
    pattern: Pattern | None = None
    arguments: tuple[Values | float, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether it may differ between examples."""
        return isinstance(self.values, np.ndarray)

    def factor(self, at: int = 0) -> Factor:
        """Its number for one of the examples looked at."""
        return Factor(
            self.symbol, _at(self.values, at), self.ref, self.divides, self.pattern,
            tuple(_at(each, at) for each in self.arguments),
        )  # fmt: skip


Product = tuple[Quantity, ...]


def _at(values: Values | float, at: int) -> float:
    return float(values[at]) if isinstance(values, np.ndarray) else float(values)


NOTHING = Quantity(Symbol("0"), 0.0)
"""A sum without terms, such as what is sent back to a place that no window sees."""


def is_nothing(term: Term) -> bool:
    """Whether a term stands for a sum without terms."""
    return len(term.factors) == 1 and term.factors[0].symbol == NOTHING.symbol


class View:
    """Looks at ``example`` (None: the mean over all ``n``) of the layers in ``layers`` (id by runtime)."""

    def __init__(
        self, names: Namer, layers: Mapping[int, int], weights: Mapping[tuple[int, str], NDArray[np.floating]], n: int,
        example: int | None,
    ) -> None:  # fmt: skip
        self.names, self.n = names, n
        self.mean = example is None and n > 1
        self.example = None if self.mean else example or 0
        self._layers, self._weights = layers, weights
        self._pick = slice(None) if self.example is None else slice(self.example, self.example + 1)

    def layer(self, op: Arrays) -> int:
        """The id of the layer this is the runtime of."""
        return self._layers[id(op)]

    def ref(self, op: Arrays, neuron: Index) -> Ref:
        """This neuron."""
        return Ref(self.layer(op), neuron)

    def wire(self, target: Arrays, neuron: Index, source: Arrays, source_neuron: Index) -> Ref:
        """This wire."""
        return Ref(self.layer(target), neuron, self.layer(source), source_neuron)

    # -- quantities --------------------------------------------------------------------------------------------------

    def symbol(self, base: str, op: Arrays, neuron: Index, tail: str = "") -> Symbol:
        """``base`` with the neuron's name below; ``a`` of an input is x."""
        if base == "a":
            return self.names.output(self.layer(op), neuron)
        return Symbol(base, self.names.neuron(self.layer(op), neuron), tail)

    def values(self, array: NDArray[Any], neuron: Index, scale: float = 1.0) -> Values:
        """One neuron's numbers over the examples looked at."""
        return np.asarray(array[neuron][self._pick], np.float64) * scale

    def read(self, base: str, op: Arrays, neuron: Index) -> Quantity:
        """``z``, ``a``, ``δ`` or ``dE/da`` of a neuron; blame is that of an example's own loss."""
        array, scale = self._array(base, op)
        return Quantity(self.symbol(base, op, neuron), self.values(array, neuron, scale), self.ref(op, neuron))

    def _array(self, base: str, op: Arrays) -> tuple[NDArray[np.floating], float]:
        """Where a quantity stands, and what it is multiplied by."""
        if base in ("z", "a"):
            return (op.z if base == "z" else op.a), 1.0
        return (op.delta if base == "δ" else op.da), float(self.n)

    def weight(
        self, op: Arrays, array: str, index: Index, neuron: Index, source: Arrays | None = None,
        source_neuron: Index = (),
    ) -> Quantity:  # fmt: skip
        """A weight as it was when the step began."""
        layer = self.layer(op)
        ends = self.names.neuron(layer, neuron)
        origin = None if source is None else self.layer(source)
        if origin is not None:
            ends += "," + self.names.neuron(origin, source_neuron)
        ref = Ref(layer, neuron, origin, source_neuron, array, index)
        return Quantity(
            self.names.weight(layer, array, index, ends), float(self._weights[layer, array][index]), ref
        )  # fmt: skip

    # -- building ----------------------------------------------------------------------------------------------------

    def result(self, quantity: Quantity) -> float:
        """A quantity's value as it is shown: for the example, or the mean."""
        return float(np.mean(quantity.values))

    def left(self, symbol: Symbol) -> Symbol:
        """The symbol as the left side of a line: its mean, where that is what is looked at."""
        return mean_of(symbol) if self.mean else symbol

    def term(self, product: Product, ref: Ref | None = None, note: str = "") -> Term:
        """A product; over the mean, what varies is joined."""
        factors = self._factors(product)
        value = 1.0
        for factor in factors:
            value = value / factor.value if factor.divides else value * factor.value
        return Term(factors, value, ref or next((each.ref for each in product if each.ref), None), note)

    def _factors(self, product: Product) -> tuple[Factor, ...]:
        if not self.mean:
            return tuple(quantity.factor() for quantity in product)
        fixed = [quantity.factor() for quantity in product if not quantity.varies]
        varying = [quantity for quantity in product if quantity.varies]
        if not varying:
            return tuple(fixed)
        together = np.asarray(joint(varying))
        value = float(np.add.reduce(together)) / len(together)  # as np.mean, in a third of its time
        symbols = [each.symbol for each in varying]
        refs = varying[0].ref if len(varying) == 1 else None
        return (*fixed, Factor(mean_of(*symbols), value, refs))

    def fixed(self, name: str, value: float) -> Quantity:
        """A number that is the same for all examples and belongs to nothing on the canvas."""
        return Quantity(Symbol(name), value)

    def total(self, name: str, products: Sequence[tuple[Product, Ref | None]]) -> Quantity:
        """The sum of products as one number for each example."""
        values = np.sum([np.broadcast_to(joint(product), self._count()) for product, _ in products], axis=0)
        return Quantity(Symbol(name), np.asarray(values, np.float64))

    def _count(self) -> int:
        return self.n if self.mean else 1

    def group(
        self, products: Sequence[tuple[Product, Ref | None]], outer: Product = (), symbol: Symbol | None = None,
        note: str = "",
    ) -> Group:  # fmt: skip
        """A sum of products with factors behind the bracket; over the mean, factors that vary go into the bracket."""
        if self.mean and any(each.varies for each in outer):
            products, outer = [((*product, *outer), ref) for product, ref in products], ()
            symbol, note = None, ""
        terms = tuple(self.term(product, ref) for product, ref in products or [((NOTHING,), None)])
        return Group(terms, self._factors(outer), symbol and self.left(symbol), note)

    def weighted(self, op: Arrays, array: str, neuron: int, source: Arrays, bias: Quantity | None) -> Group:
        """Σ w·a over all neurons of a flat layer, and the bias; its terms are written out where one looks."""
        layer, origin, names = self.layer(op), self.layer(source), self.names
        weights: list[float] = self._weights[layer, array][neuron].tolist()
        entering: list[float] = np.asarray(source.a[:, self._pick], np.float64).mean(axis=1).tolist()
        values = [weight * number for weight, number in zip(weights, entering, strict=True)]
        own: tuple[Term, ...] = () if bias is None else (self.term((bias,)),)
        here, end = (neuron,), names.neuron(layer, (neuron,)) + ","

        def write(i: int) -> Term:
            if i == len(weights):
                return own[0]
            wire = Ref(layer, here, origin, (i,), array, (neuron, i))
            called = names.weight(layer, array, wire.index, end + names.neuron(origin, (i,)))
            output = Factor(self.left(names.output(origin, (i,))), entering[i], Ref(origin, (i,)))
            return Term((Factor(called, weights[i], wire), output), values[i], wire)

        return Group(LongSum((*values, *(each.value for each in own)), write))

    def line(self, left: Quantity, groups: tuple[Group, ...], note: str = "") -> Line:
        """A line whose result is the program's own number."""
        return Line(self.left(left.symbol), groups, self.result(left), note, left.ref)

    def formula(self, left: Quantity, pattern: Pattern, arguments: Product) -> Line:
        """A line with one formula on its right side; over the mean, the mean of each example's."""
        if self.mean:
            return self.line(left, (self.by_example((left,)),))
        symbol = pattern.symbol(tuple(each.symbol for each in arguments))
        numbers = tuple(_at(each.values, 0) for each in arguments)
        factor = Factor(symbol, _at(left.values, 0), left.ref, False, pattern, numbers)
        return self.line(left, (Group((Term((factor,), factor.value, left.ref),)),))

    def by_example(self, product: Product) -> Group:
        """One term for each example, divided by their number."""
        terms = tuple(self._example(product, at) for at in range(self.n))
        return Group(terms, (Factor(Symbol("n"), float(self.n), divides=True),), note="mean over the examples")

    def _example(self, product: Product, at: int) -> Term:
        factors = tuple(
            replace(each.factor(at), symbol=replace(each.symbol, tail=f"{each.symbol.tail}({at + 1})", written=""))
            if each.varies else each.factor() for each in product
        )  # fmt: skip
        value = 1.0
        for factor in factors:
            value *= factor.value
        ref = next((each.ref for each in product if each.ref), None)
        return Term(factors, value, replace(ref, example=at) if ref else None, f"example {at + 1}")


def joint(product: Sequence[Quantity]) -> Values | float:
    """The product for each example."""
    value: Values | float = 1.0
    for quantity in product:
        value = value / quantity.values if quantity.divides else value * quantity.values
    return value


def mean_of(*symbols: Symbol) -> Symbol:
    """The symbol of the mean of a product."""
    latex = rf"\overline{{{' '.join(each.latex for each in symbols)}}}"
    if len(symbols) == 1 and not symbols[0].written:
        return Symbol(f"mean {symbols[0].base}", symbols[0].subscript, symbols[0].tail, latex)
    return Symbol(f"mean({' · '.join(each.plain for each in symbols)})", written=latex)
