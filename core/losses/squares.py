"""Losses of numbers that grow with the square of the error."""

import numpy as np

from core.activations import Array, Work
from core.arithmetic import Pattern
from core.losses.base import Loss


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
