"""Adagrad: each weight at its own pace, by the sum of all its squared gradients so far."""

import math

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Line, Pattern, Symbol
from core.arithmetic.change import OneWeight, term
from core.frozen import dataclass
from core.optimizers.base import EPSILON_HELP, Moments, Optimizer
from core.spec import option


@dataclass(frozen=True, kw_only=True)
class Adagrad(Optimizer, kind="Adagrad"):
    """Duchi et al. 2011: G += g^2; -lr g / sqrt(G + epsilon), with Keras's epsilon under the root."""

    moments = ("accumulator",)

    initial_accumulator_value: float = option(
        0.1, low=0.0, label="Sum at first", help="What the sum of squared gradients begins with; used at a fresh start."
    )
    epsilon: float = option(1e-7, above=0.0, help=EPSILON_HELP, live=True)

    def first_moment(self, name: str) -> float:
        return self.initial_accumulator_value

    def numbers(self, t: int) -> tuple[float, ...]:
        return -self.learning_rate, self.epsilon

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        minus_rate, epsilon = numbers
        (accumulator,) = moments
        np.multiply(grad, grad, out=work)
        np.add(accumulator, work, out=accumulator)
        np.add(accumulator, epsilon, out=work)
        np.sqrt(work, out=work)
        np.multiply(grad, minus_rate, out=change)
        np.divide(change, work, out=change)

    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        size, rooted = math.sqrt(at.after[0] + self.epsilon), Pattern("√(%s + %s)", r"\sqrt{%s + %s}")
        root = Factor(Symbol("√(G + ε)"), size, None, True, rooted, (at.after[0], self.epsilon))
        total = at.moment("G", 0, term(at.old("G", 0)), term(at.gradient, at.gradient))
        return at.line(term(Factor(Symbol("−η"), -self.learning_rate), at.gradient, root)), total

    def shares(self, at: OneWeight) -> tuple[float, float, float]:
        return -self.learning_rate / math.sqrt(at.after[0] + self.epsilon), 0.0, 0.0
