"""SGD: gradient descent, with momentum and Nesterov's look ahead where they are asked for."""

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Line, Symbol
from core.arithmetic.change import OneWeight, term
from core.frozen import dataclass
from core.optimizers.base import RATE_HELP, Moments, Optimizer
from core.spec import option


@dataclass(frozen=True, kw_only=True)
class SGD(Optimizer, kind="SGD"):
    """-lr g; with momentum v = mu v - lr g, change v; nesterov: mu v - lr g with the new v."""

    moments = ("velocity",)

    learning_rate: float = option(0.01, above=0.0, label="Learning rate", help=RATE_HELP, live=True)
    momentum: float = option(
        0.0, low=0.0, high=1.0, label="Momentum", help="Share of the last change that carries on.", live=True
    )
    nesterov: bool = option(False, label="Nesterov", help="Look ahead along the momentum first.", live=True)

    def moment_names(self) -> tuple[str, ...]:
        return self.moments if self.momentum else ()

    def numbers(self, t: int) -> tuple[float, ...]:
        return -self.learning_rate, self.momentum

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        minus_rate, momentum = numbers
        np.multiply(grad, minus_rate, out=change)
        if not moments:
            return
        (velocity,) = moments
        np.multiply(velocity, momentum, out=velocity)
        np.add(velocity, change, out=velocity)
        if self.nesterov:
            np.multiply(velocity, momentum, out=work)
            np.add(change, work, out=change)
        else:
            np.copyto(change, velocity)

    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        pushed = term(Factor(Symbol("−η"), -self.learning_rate), at.gradient)
        if not at.before:
            return (at.line(pushed),)
        kept = term(Factor(Symbol("μ"), self.momentum), at.old("v", 0))
        velocity = at.moment("v", 0, kept, pushed)
        if self.nesterov:
            return at.line(term(Factor(Symbol("μ"), self.momentum), at.new("v", 0)), pushed), velocity
        return at.line(term(at.new("v", 0))), velocity

    def shares(self, at: OneWeight) -> tuple[float, float, float]:
        if not at.before:
            return -self.learning_rate, 0.0, 0.0
        ahead = (1.0 + self.momentum, self.momentum) if self.nesterov else (1.0, 1.0)
        return -self.learning_rate * ahead[0], ahead[1] * self.momentum * at.before[0], 0.0
