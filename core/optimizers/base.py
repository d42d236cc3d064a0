"""Optimizer: what all rules share: the learning rate, the limits on the gradient, and how a rule explains itself."""

from abc import ABC, abstractmethod
from typing import ClassVar

from core.activations import Array
from core.arithmetic import Line
from core.arithmetic.change import OneWeight
from core.frozen import dataclass
from core.spec import Spec, option

Moments = tuple[Array, ...]
RATE_HELP = "How far each update moves the weights. Too small is slow, too large makes the loss jump."
EPSILON_HELP = "Keeps the division away from zero."


@dataclass(frozen=True, kw_only=True)
class Optimizer(Spec, ABC):
    """What all share: the learning rate and the limits on the gradient."""

    noun = "optimizer"
    moments: ClassVar[tuple[str, ...]] = ()
    steady: ClassVar[bool] = True
    """Whether ``numbers`` are the same at every update."""

    learning_rate: float = option(0.001, above=0.0, label="Learning rate", help=RATE_HELP, live=True)
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

    def first_moment(self, name: str) -> float:
        """What this vector holds before the first update."""
        return 0.0

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
