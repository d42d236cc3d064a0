"""Optimizers: from a gradient to a change of the weights. Rules and defaults are Keras's.

An optimizer is a frozen spec. Its ``change`` is one vectorised formula over flat vectors: it reads ``grad`` and the
moments, and writes the change that ``theta`` will receive. The Updater (core/updater.py) calls it in blocks that stay
in cache. ``t`` counts updates from 1. Example: Adam on 100 weights has moments ``m`` and ``v`` of shape (100,).
The factors of a formula are its ``numbers``; they arrive as 0-d arrays, which numpy takes in half the time of a float.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Group, Line, Pattern, Symbol, Term
from core.arithmetic.change import OneWeight, term
from core.spec import Spec, option

Moments = tuple[Array, ...]
_RATE_HELP = "How far each update moves the weights. Too small is slow, too large makes the loss jump."
_EPSILON_HELP = "Keeps the division away from zero."


@dataclass(frozen=True, kw_only=True)
class Optimizer(Spec, ABC):
    """What all share: the learning rate and the limits on the gradient."""

    noun = "optimizer"
    moments: ClassVar[tuple[str, ...]] = ()
    steady: ClassVar[bool] = True
    """Whether ``numbers`` are the same at every update."""

    learning_rate: float = option(0.001, above=0.0, label="Learning rate", help=_RATE_HELP, live=True)
    clip_norm: float | None = option(
        None,
        above=0.0,
        label="Clip norm",
        help="Longest gradient of one weight array; a longer one is scaled down to it (Keras's clipnorm).",
        live=True,
    )
    global_clip_norm: float | None = option(
        None,
        above=0.0,
        label="Clip global norm",
        help="Longest gradient of all weights together (Keras's global_clipnorm).",
        live=True,
    )

    def moment_names(self) -> tuple[str, ...]:
        """The vectors this rule keeps between updates."""
        return self.moments

    @abstractmethod
    def numbers(self, t: int) -> tuple[float, ...]:
        """The factors of the formula at update ``t``."""

    @abstractmethod
    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        """Write the change of ``theta`` into ``change``; all vectors (weights,), ``work`` is scratch."""

    @abstractmethod
    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        """The change of one weight, then the lines of the moments it rests on."""

    @abstractmethod
    def shares(self, at: OneWeight) -> tuple[float, float, float]:
        """(what the gradient is multiplied by, what earlier steps add, what decay adds), denominators held fixed."""


@dataclass(frozen=True, kw_only=True)
class SGD(Optimizer, kind="SGD"):
    """-lr g; with momentum v = mu v - lr g, change v; nesterov: mu v - lr g with the new v."""

    moments = ("velocity",)

    learning_rate: float = option(0.01, above=0.0, label="Learning rate", help=_RATE_HELP, live=True)
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


@dataclass(frozen=True, kw_only=True)
class RMSprop(Optimizer, kind="RMSprop"):
    """v = rho v + (1 - rho) g^2; -lr g / sqrt(v + epsilon), with Keras's epsilon under the root."""

    moments = ("mean_square",)

    rho: float = option(0.9, low=0.0, below=1.0, help="How much of the running mean square is kept.", live=True)
    epsilon: float = option(1e-7, above=0.0, help=_EPSILON_HELP, live=True)

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


@dataclass(frozen=True, kw_only=True)
class Adam(Optimizer, kind="Adam"):
    """Kingma and Ba 2014; m += (g - m)(1 - b1), v += (g^2 - v)(1 - b2), change -alpha m / (sqrt(v) + epsilon).

    alpha = lr sqrt(1 - b2^t) / (1 - b1^t): as in Keras, epsilon stands outside the bias correction.
    """

    moments = ("m", "v")
    steady = False

    beta_1: float = option(0.9, low=0.0, below=1.0, label="Beta 1", help="Memory of the mean gradient.", live=True)
    beta_2: float = option(0.999, low=0.0, below=1.0, label="Beta 2", help="Memory of the mean square.", live=True)
    epsilon: float = option(1e-7, above=0.0, help=_EPSILON_HELP, live=True)

    def numbers(self, t: int) -> tuple[float, ...]:
        alpha = self.learning_rate * math.sqrt(1.0 - self.beta_2**t) / (1.0 - self.beta_1**t)
        return -alpha, 1.0 - self.beta_1, 1.0 - self.beta_2, self.epsilon

    def change(
        self, theta: Array, grad: Array, change: Array, moments: Moments, work: Array, numbers: tuple[Array, ...]
    ) -> None:
        minus_alpha, rest_1, rest_2, epsilon = numbers[:4]
        m, v = moments
        np.subtract(grad, m, out=work)
        np.multiply(work, rest_1, out=work)
        np.add(m, work, out=m)
        np.multiply(grad, grad, out=work)
        np.subtract(work, v, out=work)
        np.multiply(work, rest_2, out=work)
        np.add(v, work, out=v)
        np.sqrt(v, out=work)
        np.add(work, epsilon, out=work)
        np.multiply(m, minus_alpha, out=change)
        np.divide(change, work, out=change)

    def explain_change(self, at: OneWeight) -> tuple[Line, ...]:
        g, b1, b2 = at.gradient, 1.0 - self.beta_1, 1.0 - self.beta_2
        mean = at.moment(
            "m", 0, term(Factor(Symbol("β", "1"), self.beta_1), at.old("m", 0)),
            term(Factor(Symbol("1 − β", "1"), b1), g),
        )  # fmt: skip
        square = at.moment(
            "v", 1, term(Factor(Symbol("β", "2"), self.beta_2), at.old("v", 1)),
            term(Factor(Symbol("1 − β", "2"), b2), g, g),
        )  # fmt: skip
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
