"""Nadam: Adam that looks ahead along its momentum, as Nesterov does, with a momentum that warms up."""

import math

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Group, Line, Pattern, Symbol
from core.arithmetic.change import OneWeight, term
from core.frozen import dataclass
from core.optimizers.base import Moments
from core.optimizers.means import TwoMeans, renew

_NOTHING = 1e-18
"""Beside 1, a product as small as this is 0 in float64."""
_products: dict[float, tuple[int, float]] = {}
"""By beta_1, how far the product of the u has been formed; a value that can always be formed anew."""


def u(beta_1: float, t: int) -> float:
    """The momentum of update ``t``: it warms up from about half of beta_1 to beta_1 (Dozat 2016)."""
    return float(beta_1 * (1.0 - 0.5 * 0.96**t))


def product(beta_1: float, t: int) -> float:
    """u of all updates up to ``t``, multiplied; always in the same order, so that no resume changes a bit."""
    done, value = _products.get(beta_1, (0, 1.0))
    if done > t:
        done, value = 0, 1.0
    while done < t and value > _NOTHING:
        done += 1
        value *= u(beta_1, done)
    value = value if value > _NOTHING else 0.0
    _products[beta_1] = (done, value)
    return value


@dataclass(frozen=True, kw_only=True)
class Nadam(TwoMeans, kind="Nadam"):
    """Dozat 2016, as in Keras: -lr (k m + j g) / (sqrt(v / (1 - b2^t)) + epsilon), m and v as in Adam.

    k = u_{t+1} / (1 - u_1 ... u_{t+1}) and j = (1 - u_t) / (1 - u_1 ... u_t) with u_t = b1 (1 - 0.96^t / 2).
    """

    def shares_of(self, t: int) -> tuple[float, float]:
        """(k, j): how much of the mean and of the gradient itself the step takes at update ``t``."""
        now, ahead = u(self.beta_1, t), u(self.beta_1, t + 1)
        so_far = product(self.beta_1, t)
        return ahead / (1.0 - so_far * ahead), (1.0 - now) / (1.0 - so_far)

    def numbers(self, t: int) -> tuple[float, ...]:
        mean, own = self.shares_of(t)
        pace = -self.learning_rate
        grown = 1.0 / math.sqrt(1.0 - self.beta_2**t)
        return pace * mean, pace * own, 1.0 - self.beta_1, 1.0 - self.beta_2, grown, self.epsilon

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        of_mean, of_own, rest_1, rest_2, grown, epsilon = numbers
        m, v = moments
        renew(grad, moments, work, rest_1, rest_2)
        np.multiply(m, of_mean, out=change)
        np.multiply(grad, of_own, out=work)
        np.add(change, work, out=change)
        np.sqrt(v, out=work)
        np.multiply(work, grown, out=work)
        np.add(work, epsilon, out=work)
        np.divide(change, work, out=change)

    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        mean, square = self.explain_means(at)
        k, j = self.shares_of(at.t)
        rate = Factor(Symbol("−η"), -self.learning_rate)
        size = math.sqrt(at.after[1] / (1.0 - self.beta_2**at.t))
        pattern = Pattern("(√(%s / (1 − %s^%s)) + %s)", r"\left(\sqrt{\frac{%s}{1 - %s^{%s}}} + %s\right)")
        numbers = (at.after[1], self.beta_2, float(at.t), self.epsilon)
        root = Factor(Symbol("√v̂ + ε"), size + self.epsilon, None, True, pattern, numbers)
        main = at.line(
            term(rate, Factor(Symbol("k"), k), at.new("m", 0), root),
            term(rate, Factor(Symbol("j"), j), at.gradient, root),
        )  # fmt: skip
        return main, mean, square, *self._explain_shares(at.t)

    def _explain_shares(self, t: int) -> tuple[Line, Line]:
        """Where k and j come from."""
        now, ahead, so_far = u(self.beta_1, t), u(self.beta_1, t + 1), product(self.beta_1, t)
        k, j = self.shares_of(t)
        names = (Symbol("u", "t+1"), Symbol("Π"), Symbol("u", "t+1"))
        first = Pattern("%s / (1 − %s · %s)", r"\frac{%s}{1 - %s \cdot %s}")
        second = Pattern("(1 − %s) / (1 − %s)", r"\frac{1 - %s}{1 - %s}")
        of_mean = Factor(first.symbol(names), k, None, False, first, (ahead, so_far, ahead))
        of_own = Factor(second.symbol((Symbol("u", "t"), Symbol("Π"))), j, None, False, second, (now, so_far))
        note = "u grows to β₁; Π is the product of all u so far"
        return (
            Line(Symbol("k"), (Group((term(of_mean),)),), k, note),
            Line(Symbol("j"), (Group((term(of_own),)),), j, "the gradient itself, one look ahead"),
        )

    def shares(self, at: OneWeight) -> tuple[float, float, float]:
        of_mean, of_own, rest, _, grown, epsilon = self.numbers(at.t)
        size = math.sqrt(at.after[1]) * grown + epsilon
        return (of_mean * rest + of_own) / size, of_mean * self.beta_1 * at.before[0] / size, 0.0
