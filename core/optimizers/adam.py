"""Adam and AdamW: running means of the gradient and of its square, corrected for their start at 0."""

import math

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Group, Line, Pattern, Symbol, Term
from core.arithmetic.change import OneWeight, term
from core.frozen import dataclass
from core.optimizers.base import Moments
from core.optimizers.means import TwoMeans, renew
from core.spec import option


@dataclass(frozen=True, kw_only=True)
class Adam(TwoMeans, kind="Adam"):
    """Kingma and Ba 2014; m += (g - m)(1 - b1), v += (g^2 - v)(1 - b2), change -alpha m / (sqrt(v) + epsilon).

    alpha = lr sqrt(1 - b2^t) / (1 - b1^t): as in Keras, epsilon stands outside the bias correction.
    """

    def numbers(self, t: int) -> tuple[float, ...]:
        alpha = self.learning_rate * math.sqrt(1.0 - self.beta_2**t) / (1.0 - self.beta_1**t)
        return -alpha, 1.0 - self.beta_1, 1.0 - self.beta_2, self.epsilon

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        minus_alpha, rest_1, rest_2, epsilon = numbers[:4]
        m, v = moments
        renew(grad, moments, work, rest_1, rest_2)
        np.sqrt(v, out=work)
        np.add(work, epsilon, out=work)
        np.multiply(m, minus_alpha, out=change)
        np.divide(change, work, out=change)

    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        mean, square = self.explain_means(at)
        alpha = -self.numbers(at.t)[0]
        corrected = Pattern(
            "%s · √(1 − %s^%s) / (1 − %s^%s)", r"%s \cdot \frac{\sqrt{1 - %s^{%s}}}{1 - %s^{%s}}",
        )
        numbers = (self.learning_rate, self.beta_2, float(at.t), self.beta_1, float(at.t))
        names = (Symbol("η"), Symbol("β", "2"), Symbol("t"), Symbol("β", "1"), Symbol("t"))
        rate = Factor(corrected.symbol(names), alpha, None, False, corrected, numbers)
        bias = Line(Symbol("α"), (Group((term(rate),)),), alpha, "the rate, corrected for moments that began at 0")
        size = math.sqrt(at.after[1])
        root = Factor(
            Symbol("√v + ε"), size + self.epsilon, None, True, Pattern("(√%s + %s)", r"(\sqrt{%s} + %s)"),
            (at.after[1], self.epsilon),
        )  # fmt: skip
        return at.line(term(Factor(Symbol("−α"), -alpha), at.new("m", 0), root), *self._decay(at)), mean, square, bias

    def shares(self, at: OneWeight) -> tuple[float, float, float]:
        pace = self.numbers(at.t)[0] / (math.sqrt(at.after[1]) + self.epsilon)
        decay = sum(each.value for each in self._decay(at))
        return pace * (1.0 - self.beta_1), pace * self.beta_1 * at.before[0], decay

    def _decay(self, at: OneWeight) -> tuple[Term, ...]:
        """What is taken away apart from the gradient."""
        return ()


@dataclass(frozen=True, kw_only=True)
class AdamW(Adam, kind="AdamW"):
    """Loshchilov and Hutter 2017: Adam, and every weight shrinks by lr * weight_decay apart from the gradient."""

    weight_decay: float = option(
        0.004, low=0.0, label="Weight decay", help="Share of each weight (times the rate) taken away.", live=True
    )

    def numbers(self, t: int) -> tuple[float, ...]:
        return *super().numbers(t), -self.learning_rate * self.weight_decay

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        super().change(theta, grad, change, moments, work, numbers)
        np.multiply(theta, numbers[-1], out=work)
        np.add(change, work, out=change)

    def _decay(self, at: OneWeight) -> tuple[Term, ...]:
        rate, decay = Factor(Symbol("−η"), -self.learning_rate), Factor(Symbol("λ"), self.weight_decay)
        return (term(rate, decay, at.weight, note="decay"),)
