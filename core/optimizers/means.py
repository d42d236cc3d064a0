"""Means: what Adam and its relatives share: running means of the gradient and of its square, and how they are told."""

from abc import ABC

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Line, Symbol
from core.arithmetic.change import OneWeight, term
from core.frozen import dataclass
from core.optimizers.base import EPSILON_HELP, Moments, Optimizer
from core.spec import option


@dataclass(frozen=True, kw_only=True)
class TwoMeans(Optimizer, ABC):
    """m += (g - m)(1 - b1), v += (g^2 - v)(1 - b2)."""

    moments = ("m", "v")
    steady = False

    beta_1: float = option(0.9, low=0.0, below=1.0, label="Beta 1", help="Memory of the mean gradient.", live=True)
    beta_2: float = option(0.999, low=0.0, below=1.0, label="Beta 2", help="Memory of the mean square.", live=True)
    epsilon: float = option(1e-7, above=0.0, help=EPSILON_HELP, live=True)

    def explain_means(self, at: OneWeight) -> tuple[Line, Line]:
        """How m and v of one weight come about."""
        g, b1, b2 = at.gradient, 1.0 - self.beta_1, 1.0 - self.beta_2
        mean = at.moment(
            "m", 0, term(Factor(Symbol("β", "1"), self.beta_1), at.old("m", 0)),
            term(Factor(Symbol("1 − β", "1"), b1), g),
        )  # fmt: skip
        square = at.moment(
            "v", 1, term(Factor(Symbol("β", "2"), self.beta_2), at.old("v", 1)),
            term(Factor(Symbol("1 − β", "2"), b2), g, g),
        )  # fmt: skip
        return mean, square


def renew(grad: Array, moments: Moments, work: Array, rest_1: Array, rest_2: Array) -> None:
    """Let m and v (weights,) take in ``grad``; ``rest_1`` is 1 - b1, ``rest_2`` 1 - b2, ``work`` is scratch."""
    m, v = moments
    np.subtract(grad, m, out=work)
    np.multiply(work, rest_1, out=work)
    np.add(m, work, out=m)
    np.multiply(grad, grad, out=work)
    np.subtract(work, v, out=work)
    np.multiply(work, rest_2, out=work)
    np.add(v, work, out=v)
