"""Loss: what every loss is: each output's part, where its gradient starts, and how it explains itself."""

from abc import ABC, abstractmethod

import numpy as np

from core.activations import Array, Work
from core.arithmetic import Line, Pattern, Symbol
from core.arithmetic.view import Arrays, Product, Quantity, View


class Loss(ABC):
    """One loss. ``each`` gives every output's part per example; their mean over examples of the sum is the loss."""

    name = ""
    formula = ""
    fused_with = ""
    """The activation whose pair with this loss has its own stable form, or an empty text."""
    for_classes = False
    part_shown = Pattern("%s", "%s", "a")
    """An output's part as a formula: y target, a output, K outputs, s sum of a, t sum of y."""
    slope_shown = Pattern("%s", "%s", "a")
    """dL/da likewise."""
    mean_over_outputs = False

    @abstractmethod
    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        """out (outputs, n): the part of each output in each example's loss; they sum to it."""

    @abstractmethod
    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        """da (outputs, n) = dL/da, divided by n."""

    def fused_each(self, z: Array, a: Array, y: Array, out: Array, work: Work) -> None:
        """As ``each``, from z as well, for the activation named in ``fused_with``."""
        self.each(a, y, out, work)

    def fused_delta(self, a: Array, y: Array, delta: Array, work: Work) -> None:
        """delta (outputs, n) = dL/dz for the matching pair: (a - y) / n."""
        np.subtract(a, y, out=delta)
        np.multiply(delta, work.per_example, out=delta)

    def _filled(
        self, pattern: Pattern, at: View, op: Arrays, y: Array, output: int, counts: Array | None = None
    ) -> Product:
        """The quantities that stand in a formula; ``counts`` (n,) say how much each example counts."""
        number = (output,)
        found = {
            "y": Quantity(at.symbol("y", op, number), at.values(y, number), at.ref(op, number)),
            "a": at.read("a", op, number),
            "K": Quantity(Symbol("K"), float(len(op.a))),
            "s": Quantity(Symbol("Σ a"), at.values(op.a.sum(axis=0), ())),
            "t": Quantity(Symbol("Σ y"), at.values(y.sum(axis=0), ())),
        }
        if counts is not None:
            found["c"] = Quantity(Symbol("c"), at.values(counts, ()))
        return tuple(found[letter] for letter in pattern.letters)

    def explain_part(
        self, at: View, op: Arrays, y: Array, parts: Array, output: int, counts: Array | None = None
    ) -> Line:
        """One output's part of the loss, with its numbers; c is the weight of the example's class, where one is set."""
        part = Quantity(at.symbol("E", op, (output,)), at.values(parts, (output,)), at.ref(op, (output,)))
        shown = _counted(self.part_shown, counts)
        return at.formula(part, shown, self._filled(shown, at, op, y, output, counts))

    def explain_fused(
        self, at: View, op: Arrays, y: Array, output: int, counts: Array | None = None
    ) -> tuple[Line, ...]:
        """delta of the matching pair: a - y, over K where the loss is a mean over outputs."""
        target, own = self._filled(Pattern("", "", "ya"), at, op, y, output)
        minus = Quantity(Symbol("−1"), -1.0)
        outer = (Quantity(Symbol("K"), float(len(op.a)), divides=True),) if self.mean_over_outputs else ()
        if counts is not None:
            outer = (*self._filled(Pattern("", "", "c"), at, op, y, output, counts), *outer)
        group = at.group([((own,), None), ((minus, target), None)], outer)
        return (at.line(at.read("δ", op, (output,)), (group,), "activation and loss match: the slopes cancel"),)

    def explain_slope(
        self, at: View, op: Arrays, y: Array, output: int, slope: Quantity, counts: Array | None = None
    ) -> Line:
        """``slope``, this loss's dL/da of an output, with its numbers."""
        shown = _counted(self.slope_shown, counts)
        return at.formula(slope, shown, self._filled(shown, at, op, y, output, counts))


def _counted(pattern: Pattern, counts: Array | None) -> Pattern:
    """The formula behind the weight of the example's class."""
    if counts is None:
        return pattern
    return Pattern(f"%s · ({pattern.plain})", rf"%s \left({pattern.latex}\right)", f"c{pattern.letters}")
