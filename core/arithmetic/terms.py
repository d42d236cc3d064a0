"""Terms: one number in a product, a product in a sum, and the terms of a long sum, written out where one looks.

A sum over 784 pixels is a thousand times longer than what of it is shown: its values come first, its factors, symbols
and references when somebody asks for them. Imports nothing but symbols. Worked shape: of ``LongSum(values, write)``
with 785 values the five largest terms are written and no others.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from core.arithmetic.symbols import Format, Pattern, Ref, Symbol, plain_number
from core.frozen import dataclass


@dataclass(frozen=True)
class Factor:
    """One number in a product, or a divisor; with a ``pattern``, a formula of ``arguments`` in place of the number."""

    symbol: Symbol
    value: float
    ref: Ref | None = None
    divides: bool = False
    pattern: Pattern | None = None
    arguments: tuple[float, ...] = ()

    def plain(self, write: Format = plain_number) -> str:
        """Its number, or its formula with numbers put in."""
        return self.pattern.numbers(self.arguments, write) if self.pattern else write(self.value)

    def latex(self, write: Format = plain_number) -> str:
        """As ``plain``, for LaTeX."""
        if self.pattern:
            return self.pattern.latex_numbers(self.arguments, write)
        return write(self.value).replace("−", "-")


def product(factors: Iterable[Factor]) -> float:
    """The factors multiplied, divisors divided by, from left to right."""
    value = 1.0
    for factor in factors:
        if factor.divides:
            value = value / factor.value if factor.value else math.nan
        else:
            value *= factor.value
    return value


@dataclass(frozen=True)
class Term:
    """A product within a sum. ``ref`` is the wire, neuron or example it stands for; ``count``: how many are in it."""

    factors: tuple[Factor, ...]
    value: float
    ref: Ref | None = None
    note: str = ""
    count: int = 1


class LongSum(Sequence[Term]):
    """Terms of which only the ``values`` are known; ``write`` makes the one at a place, once, from frozen numbers."""

    def __init__(self, values: tuple[float, ...], write: Callable[[int], Term]) -> None:
        self.values = values
        self._write = write
        self._written: dict[int, Term] = {}

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, at: int) -> Term: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, at: int | slice) -> Term | tuple[Term, ...]:
        places = range(len(self.values))[at]
        return self._at(places) if isinstance(places, int) else tuple(self._at(each) for each in places)

    def __iter__(self) -> Iterator[Term]:
        return (self._at(each) for each in range(len(self.values)))

    def _at(self, place: int) -> Term:
        found = self._written.get(place)
        if found is None:
            found = self._written[place] = self._write(place)
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def values_of(terms: Sequence[Term]) -> tuple[float, ...]:
    """What each term is worth; a long sum is not written out for it."""
    return terms.values if isinstance(terms, LongSum) else tuple(term.value for term in terms)
