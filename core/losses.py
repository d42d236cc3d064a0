"""Losses: the number that is minimised, and where its gradient starts.

``y`` and ``a`` are ``(outputs, n)``, a column per example; classes are one-hot columns. Every loss divides by ``n``
once, here, so that no other place has to. Where activation and loss match (softmax with categorical, sigmoid with
binary cross-entropy) value and slope are computed from z, which is stable, and delta collapses to (a - y) / n.
"""

from abc import ABC, abstractmethod

import numpy as np

from core.activations import Array, Work
from core.arithmetic import Line, Pattern, Symbol
from core.arithmetic.view import Arrays, Product, Quantity, View

EPSILON = 1e-7
"""Probabilities are kept this far from 0 and 1 before a logarithm (Keras's epsilon) in the unfused forms."""


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

    def _filled(self, pattern: Pattern, at: View, op: Arrays, y: Array, output: int) -> Product:
        """The quantities that stand in a formula."""
        number = (output,)
        found = {
            "y": Quantity(at.symbol("y", op, number), at.values(y, number), at.ref(op, number)),
            "a": at.read("a", op, number),
            "K": Quantity(Symbol("K"), float(len(op.a))),
            "s": Quantity(Symbol("Σ a"), at.values(op.a.sum(axis=0), ())),
            "t": Quantity(Symbol("Σ y"), at.values(y.sum(axis=0), ())),
        }
        return tuple(found[letter] for letter in pattern.letters)

    def explain_part(self, at: View, op: Arrays, y: Array, parts: Array, output: int) -> Line:
        """One output's part of the loss, with its numbers."""
        part = Quantity(at.symbol("E", op, (output,)), at.values(parts, (output,)), at.ref(op, (output,)))
        return at.formula(part, self.part_shown, self._filled(self.part_shown, at, op, y, output))

    def explain_fused(self, at: View, op: Arrays, y: Array, output: int) -> tuple[Line, ...]:
        """delta of the matching pair: a - y, over K where the loss is a mean over outputs."""
        target, own = self._filled(Pattern("", "", "ya"), at, op, y, output)
        minus = Quantity(Symbol("−1"), -1.0)
        outer = (Quantity(Symbol("K"), float(len(op.a)), divides=True),) if self.mean_over_outputs else ()
        group = at.group([((own,), None), ((minus, target), None)], outer)
        return (at.line(at.read("δ", op, (output,)), (group,), "activation and loss match: the slopes cancel"),)

    def explain_slope(self, at: View, op: Arrays, y: Array, output: int, slope: Quantity) -> Line:
        """``slope``, this loss's dL/da of an output, with its numbers."""
        return at.formula(slope, self.slope_shown, self._filled(self.slope_shown, at, op, y, output))


class MeanSquaredError(Loss):
    """Mean over outputs and examples of (a - y)^2."""

    name = "mean_squared_error"
    formula = "L = mean (a − y)²"
    part_shown = Pattern("(%s − %s)² / %s", r"\frac{(%s - %s)^2}{%s}", "ayK")
    slope_shown = Pattern("2 · (%s − %s) / %s", r"\frac{2 (%s - %s)}{%s}", "ayK")
    mean_over_outputs = True

    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        np.subtract(a, y, out=out)
        np.multiply(out, out, out=out)
        np.multiply(out, work.per_output, out=out)

    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        np.subtract(a, y, out=da)
        np.multiply(da, work.twice_per_number, out=da)


class HalfSquaredError(Loss):
    """Half the sum over outputs of (a - y)^2, mean over examples; the textbook's quadratic cost."""

    name = "half_squared_error"
    formula = "L = ½ Σ (a − y)², mean over examples"
    part_shown = Pattern("½ · (%s − %s)²", r"\tfrac{1}{2} (%s - %s)^2", "ya")
    slope_shown = Pattern("%s − %s", r"%s - %s", "ay")

    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        np.subtract(a, y, out=out)
        np.multiply(out, out, out=out)
        np.multiply(out, 0.5, out=out)

    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        np.subtract(a, y, out=da)
        np.multiply(da, work.per_example, out=da)


class BinaryCrossentropy(Loss):
    """-(y ln a + (1 - y) ln(1 - a)), mean over outputs and examples."""

    name = "binary_crossentropy"
    formula = "L = −(y ln a + (1 − y) ln(1 − a)), mean"
    part_shown = Pattern(
        "−(%s · ln(%s) + (1 − %s) · ln(1 − %s)) / %s", r"-\frac{%s \ln(%s) + (1 - %s) \ln(1 - %s)}{%s}", "yayaK"
    )
    slope_shown = Pattern("(%s − %s) / (%s · (1 − %s)) / %s", r"\frac{%s - %s}{%s (1 - %s)} / %s", "ayaaK")
    mean_over_outputs = True
    fused_with = "sigmoid"
    for_classes = True

    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        p, rest = np.clip(a, EPSILON, 1.0 - EPSILON, out=work.full), work.spare
        np.log1p(np.negative(p, out=rest), out=rest)
        np.subtract(np.log(p, out=p), rest, out=out)
        np.multiply(out, y, out=out)  # y (ln p - ln(1 - p)) + ln(1 - p), the same sum with y once
        np.add(out, rest, out=out)
        np.multiply(out, -1.0 / len(a), out=out)

    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        p, rest = np.clip(a, EPSILON, 1.0 - EPSILON, out=work.full), work.spare
        np.multiply(np.subtract(work.one, p, out=rest), p, out=rest)
        np.divide(np.subtract(p, y, out=da), rest, out=da)
        np.multiply(np.equal(p, a, out=rest), da, out=da)  # a clipped probability has no slope
        np.multiply(da, work.per_number, out=da)

    def fused_each(self, z: Array, a: Array, y: Array, out: Array, work: Work) -> None:
        # ln(1 + e^z) - y z: the same number, with no probability that could round to 0 or 1
        np.logaddexp(z, work.zero, out=out)
        np.subtract(out, np.multiply(y, z, out=work.full), out=out)
        np.multiply(out, work.per_output, out=out)

    def fused_delta(self, a: Array, y: Array, delta: Array, work: Work) -> None:
        np.subtract(a, y, out=delta)
        np.multiply(delta, work.per_number, out=delta)


class CategoricalCrossentropy(Loss):
    """-sum over classes of y ln a, mean over examples; other outputs than softmax are first divided by their sum."""

    name = "categorical_crossentropy"
    formula = "L = −Σ y ln a, mean over examples"
    part_shown = Pattern("−%s · ln(%s / %s)", r"-%s \cdot \ln(%s / %s)", "yas")
    slope_shown = Pattern("%s / %s − %s / %s", r"\frac{%s}{%s} - \frac{%s}{%s}", "tsya")
    fused_with = "softmax"
    for_classes = True

    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        np.divide(a, np.add.reduce(a, axis=0, out=work.row), out=out)
        np.clip(out, EPSILON, 1.0 - EPSILON, out=out)
        np.multiply(np.log(out, out=out), y, out=out)
        np.negative(out, out=out)

    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        total = np.add.reduce(a, axis=0, out=work.row)
        p, pull = np.divide(a, total, out=work.full), work.spare
        np.equal(np.clip(p, EPSILON, 1.0 - EPSILON, out=pull), p, out=pull)  # 1, or 0 where clipped
        np.multiply(pull, np.divide(y, p, out=da), out=pull)
        np.multiply(pull, p, out=da)
        np.divide(pull, total, out=pull)
        pulled = np.divide(np.add.reduce(da, axis=0, out=work.other_row), total, out=work.other_row)
        np.subtract(pulled, pull, out=da)  # dL/dp_k = -y_k / p_k, and every p_k holds the sum of all outputs
        np.multiply(da, work.per_example, out=da)

    def fused_each(self, z: Array, a: Array, y: Array, out: Array, work: Work) -> None:
        # ln sum e^z = max z - ln max a. The likeliest class is never rounded to 0, so this never overflows.
        np.subtract(np.maximum.reduce(z, axis=0, out=work.row), z, out=out)
        likeliest = np.log(np.maximum.reduce(a, axis=0, out=work.row), out=work.row)
        np.subtract(out, likeliest, out=out)
        np.multiply(out, y, out=out)


LOSSES: dict[str, Loss] = {
    each.name: each
    for each in (MeanSquaredError(), HalfSquaredError(), BinaryCrossentropy(), CategoricalCrossentropy())
}
