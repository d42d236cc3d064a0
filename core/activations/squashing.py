"""Sigmoid and tanh: whatever z is, a stays between two bounds. Slopes from the output: a (1 - a) and 1 - a^2."""

import numpy as np

from core.activations.base import Activation, Array, Work
from core.arithmetic import Pattern


def sigmoid(z: Array, out: Array, work: Work) -> None:
    """out = 1 / (1 + e^-z)."""
    np.negative(z, out=out)
    np.exp(out, out=out)
    np.add(out, work.one, out=out)
    np.reciprocal(out, out=out)


class Sigmoid(Activation):
    """1 / (1 + e^-z); slope a (1 - a)."""

    name = "sigmoid"
    formula = "a = 1 / (1 + e^(-z))"
    shown = Pattern("1 / (1 + e^(−%s))", r"\frac{1}{1 + e^{-(%s)}}", "z")
    slope_shown = Pattern("%s · (1 − %s)", r"%s \cdot (1 - %s)", "aa")

    def forward(self, z: Array, a: Array, work: Work) -> None:
        sigmoid(z, a, work)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.subtract(work.one, a, out=delta)
        np.multiply(delta, a, out=delta)
        np.multiply(delta, da, out=delta)


class Tanh(Activation):
    """tanh z; slope 1 - a^2."""

    name = "tanh"
    formula = "a = tanh z"
    shown = Pattern("tanh(%s)", r"\tanh(%s)", "z")
    slope_shown = Pattern("1 − %s²", r"1 - %s^2", "a")

    def forward(self, z: Array, a: Array, work: Work) -> None:
        np.tanh(z, out=a)

    def backward(self, z: Array, a: Array, da: Array, delta: Array, work: Work) -> None:
        np.multiply(a, a, out=delta)
        np.subtract(work.one, delta, out=delta)
        np.multiply(delta, da, out=delta)
