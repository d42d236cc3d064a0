"""RMSprop: each weight at its own pace, by a running mean of its squared gradients."""

import math

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Line, Pattern, Symbol
from core.arithmetic.change import OneWeight, term
from core.frozen import dataclass
from core.optimizers.base import EPSILON_HELP, Moments, Optimizer
from core.spec import option


@dataclass(frozen=True, kw_only=True)
class RMSprop(Optimizer, kind="RMSprop"):
    """v = rho v + (1 - rho) g^2; -lr g / sqrt(v + epsilon), with Keras's epsilon under the root."""

    moments = ("mean_square",)

    rho: float = option(0.9, low=0.0, below=1.0, help="How much of the running mean square is kept.", live=True)
    epsilon: float = option(1e-7, above=0.0, help=EPSILON_HELP, live=True)

    def numbers(self, t: int) -> tuple[float, ...]:
        return -self.learning_rate, self.rho, 1.0 - self.rho, self.epsilon

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        minus_rate, rho, rest, epsilon = numbers
        (mean_square,) = moments
        np.multiply(grad, grad, out=work)
        np.multiply(work, rest, out=work)
        np.multiply(mean_square, rho, out=mean_square)
        np.add(mean_square, work, out=mean_square)
        np.add(mean_square, epsilon, out=work)
        np.sqrt(work, out=work)
        np.multiply(grad, minus_rate, out=change)
        np.divide(change, work, out=change)

    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        size, rooted = math.sqrt(at.after[0] + self.epsilon), Pattern("√(%s + %s)", r"\sqrt{%s + %s}")
        root = Factor(Symbol("√(v + ε)"), size, None, True, rooted, (at.after[0], self.epsilon))
        rho, g = Factor(Symbol("ρ"), self.rho), at.gradient
        square = at.moment("v", 0, term(rho, at.old("v", 0)), term(Factor(Symbol("1 − ρ"), 1.0 - self.rho), g, g))
        return at.line(term(Factor(Symbol("−η"), -self.learning_rate), g, root)), square

    def shares(self, at: OneWeight) -> tuple[float, float, float]:
        return -self.learning_rate / math.sqrt(at.after[0] + self.epsilon), 0.0, 0.0
