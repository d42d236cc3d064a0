"""Initializers: the weights a layer starts from. Names, defaults and distributions are Keras's.

Each is a frozen spec; ``fill`` writes into the given array from a seeded generator, so that the same seed, layer and
array always give the same numbers. ``fan_in`` and ``fan_out`` count the inputs and outputs of one unit.
"""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.errors import SpecError
from core.frozen import dataclass
from core.spec import Spec, option

TRUNCATED_STD = 0.87962566103423978
"""Standard deviation of a standard normal cut at two: scaled draws are divided by it, as in Keras."""


@dataclass(frozen=True)
class Initializer(Spec, ABC):
    """Base: how an array of weights is filled before training."""

    noun = "initializer"
    listed: ClassVar[bool] = True
    """Whether a form offers it; one that needs numbers of its own comes with a file."""

    def misfit(self, shape: tuple[int, ...]) -> str:
        """A predicate where an array of this shape cannot start so, else an empty text."""
        return ""

    @abstractmethod
    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        """Write starting values into ``out`` of any shape."""


@dataclass(frozen=True)
class Zeros(Initializer, kind="zeros"):
    """All zero; the default of biases."""

    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        out[...] = 0.0


@dataclass(frozen=True)
class Constant(Initializer, kind="constant"):
    """All the same value."""

    value: float = option(0.0, help="The value every weight starts from.")

    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        out[...] = self.value


@dataclass(frozen=True)
class Given(Initializer, kind="given"):
    """Exactly these numbers, such as a book prints them; row after row where the array has rows."""

    listed = False

    values: tuple[float, ...] = option((), help="The starting weights, row after row.")

    def misfit(self, shape: tuple[int, ...]) -> str:
        size = math.prod(shape)
        if len(self.values) == size:
            return ""
        return f"starts from {len(self.values):,} given numbers; it needs {size:,}"

    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        if predicate := self.misfit(out.shape):
            raise SpecError(f"An array of weights {predicate}.")
        out[...] = np.array(self.values).reshape(out.shape)


@dataclass(frozen=True)
class Uniform(Initializer, kind="uniform"):
    """Evenly between two bounds (Keras's RandomUniform)."""

    minval: float = option(-0.05, label="From", help="The smallest starting weight.")
    maxval: float = option(0.05, label="To", help="The largest starting weight.")

    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        out[...] = rng.uniform(min(self.minval, self.maxval), max(self.minval, self.maxval), out.shape)


@dataclass(frozen=True)
class Normal(Initializer, kind="normal"):
    """A normal distribution (Keras's RandomNormal)."""

    mean: float = option(0.0, help="The middle of the starting weights.")
    stddev: float = option(0.05, low=0.0, label="Spread", help="Standard deviation of the starting weights.")

    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        out[...] = rng.normal(self.mean, self.stddev, out.shape)


@dataclass(frozen=True)
class Scaled(Initializer):
    """Base of the families whose spread follows the layer's size: variance ``gain / fan``."""

    @abstractmethod
    def variance(self, fan_in: int, fan_out: int) -> float:
        """Variance of one weight."""


@dataclass(frozen=True)
class _ScaledUniform(Scaled):
    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        limit = math.sqrt(3.0 * self.variance(fan_in, fan_out))
        out[...] = rng.uniform(-limit, limit, out.shape)


@dataclass(frozen=True)
class _ScaledNormal(Scaled):
    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        draws = rng.standard_normal(out.shape)
        while (far := np.abs(draws) > 2.0).any():
            draws[far] = rng.standard_normal(int(far.sum()))
        out[...] = draws * (math.sqrt(self.variance(fan_in, fan_out)) / TRUNCATED_STD)


class _Glorot:
    """Glorot and Bengio 2010: 2 / (fan_in + fan_out) keeps signals level both ways; the default of Dense."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2.0 / max(1, fan_in + fan_out)


class _He:
    """He et al. 2015: 2 / fan_in, for relu, which drops half of its input."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2.0 / max(1, fan_in)


class _Lecun:
    """LeCun et al. 1998: 1 / fan_in keeps the variance of a sum at that of its inputs."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 1.0 / max(1, fan_in)


@dataclass(frozen=True)
class GlorotUniform(_Glorot, _ScaledUniform, kind="glorot_uniform"):
    """Evenly within sqrt(6 / (fan_in + fan_out))."""


@dataclass(frozen=True)
class GlorotNormal(_Glorot, _ScaledNormal, kind="glorot_normal"):
    """Normal, cut at two standard deviations, variance 2 / (fan_in + fan_out)."""


@dataclass(frozen=True)
class HeUniform(_He, _ScaledUniform, kind="he_uniform"):
    """Evenly within sqrt(6 / fan_in)."""


@dataclass(frozen=True)
class HeNormal(_He, _ScaledNormal, kind="he_normal"):
    """Normal, cut at two standard deviations, variance 2 / fan_in."""


@dataclass(frozen=True)
class LecunUniform(_Lecun, _ScaledUniform, kind="lecun_uniform"):
    """Evenly within sqrt(3 / fan_in)."""


@dataclass(frozen=True)
class LecunNormal(_Lecun, _ScaledNormal, kind="lecun_normal"):
    """Normal, cut at two standard deviations, variance 1 / fan_in."""


@dataclass(frozen=True)
class Orthogonal(Initializer, kind="orthogonal"):
    """Rows (or columns, where they are fewer) at right angles and of one length (Saxe et al. 2014; Keras's Orthogonal).

    The first axis of an array counts its outputs; what each output reads is one row.
    """

    gain: float = option(1.0, help="What the rows are multiplied by.")

    def misfit(self, shape: tuple[int, ...]) -> str:
        return "" if len(shape) > 1 else "cannot start orthogonal where its weights are a single row of numbers"

    def fill(self, out: NDArray[np.floating], fan_in: int, fan_out: int, rng: "np.random.Generator") -> None:
        if predicate := self.misfit(out.shape):
            raise SpecError(f"An array of weights {predicate}.")
        rows, columns = out.shape[0], math.prod(out.shape[1:])
        q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
        q *= np.sign(np.diag(r))  # so that every rotation is as likely as any other
        out[...] = self.gain * (q if rows >= columns else q.T).reshape(out.shape)
