"""OneWeight: what an optimizer's equations need of a single weight: its gradient, its moments before and after.

Plain numbers in float64, read from the program. Example: Adam has before = (m, v) and after = (m, v) of this weight.
"""

from core.arithmetic.equation import Group, Line
from core.arithmetic.symbols import Ref, Symbol
from core.arithmetic.terms import Factor, Term, product
from core.frozen import dataclass


def term(*factors: Factor, note: str = "") -> Term:
    """A product of these factors."""
    return Term(factors, product(factors), next((each.ref for each in factors if each.ref), None), note)


@dataclass(frozen=True)
class OneWeight:
    """One weight at update ``t`` (counted from 1); ``gradient`` as the rule received it, masked and clipped."""

    weight: Factor
    gradient: Factor
    before: tuple[float, ...]
    after: tuple[float, ...]
    change: float
    t: int
    ref: Ref | None = None

    def old(self, name: str, at: int) -> Factor:
        """A moment before this update."""
        return Factor(Symbol(name, "old"), self.before[at])

    def new(self, name: str, at: int) -> Factor:
        """A moment after it."""
        return Factor(Symbol(name), self.after[at])

    def moment(self, name: str, at: int, *terms: Term) -> Line:
        """How a moment became what it is."""
        return Line(Symbol(name), (Group(terms),), self.after[at])

    def line(self, *terms: Term) -> Line:
        """The change of the weight."""
        symbol = self.weight.symbol
        return Line(Symbol("Δ" + symbol.base, symbol.subscript), (Group(terms),), self.change, "", self.ref)
