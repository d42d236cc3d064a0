"""Losses of classes: cross-entropies, in their own form and in the stable one for a matching activation."""

import numpy as np

from core.activations import Array, Work
from core.arithmetic import Pattern
from core.losses.base import Loss

EPSILON = 1e-7
"""Probabilities are kept this far from 0 and 1 before a logarithm (Keras's epsilon) in the unfused forms."""


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
