"""Losses of numbers that grow with the error itself, so that one wild row does not rule: absolute error and Huber's."""

import numpy as np

from core.activations import Array, Work
from core.arithmetic import Pattern
from core.losses.base import Loss


class MeanAbsoluteError(Loss):
    """Mean over outputs and examples of |a - y|; its slope at a = y is 0."""

    name = "mean_absolute_error"
    formula = "L = mean |a − y|"
    part_shown = Pattern("|%s − %s| / %s", r"\frac{|%s - %s|}{%s}", "ayK")
    slope_shown = Pattern("sign(%s − %s) / %s", r"\frac{\mathrm{sign}(%s - %s)}{%s}", "ayK")
    mean_over_outputs = True

    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        np.subtract(a, y, out=out)
        np.abs(out, out=out)
        np.multiply(out, work.per_output, out=out)

    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        np.subtract(a, y, out=da)
        np.sign(da, out=da)
        np.multiply(da, work.per_number, out=da)


class Huber(Loss):
    """Mean of (a - y)^2 / 2 where |a - y| is at most 1, of |a - y| - 1/2 beyond (Huber 1964; Keras's delta is 1)."""

    name = "huber"
    formula = "L = mean of ½ (a − y)² up to 1, |a − y| − ½ beyond"
    part_shown = Pattern(
        "(½ · (%s − %s)² if |%s − %s| ≤ 1 else |%s − %s| − ½) / %s",
        r"\left(\tfrac{1}{2} (%s - %s)^2 \text{ if } |%s - %s| \le 1 \text{ else } |%s - %s| - \tfrac{1}{2}\right)"
        r" / %s",
        "ayayayK",
    )
    slope_shown = Pattern("max(−1, min(1, %s − %s)) / %s", r"\frac{\max(-1, \min(1, %s - %s))}{%s}", "ayK")
    mean_over_outputs = True

    def each(self, a: Array, y: Array, out: Array, work: Work) -> None:
        np.subtract(a, y, out=out)
        near = np.clip(out, -1.0, 1.0, out=work.full)
        np.subtract(out, np.multiply(near, 0.5, out=work.spare), out=out)
        np.multiply(out, near, out=out)  # e (e - e / 2) near 0, and the sign of e times (e -+ 1/2) beyond
        np.multiply(out, work.per_output, out=out)

    def slope(self, a: Array, y: Array, da: Array, work: Work) -> None:
        np.subtract(a, y, out=da)
        np.clip(da, -1.0, 1.0, out=da)
        np.multiply(da, work.per_number, out=da)
