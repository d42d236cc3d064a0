"""Dropout, SpatialDropout: while training, silence a random share of what enters and scale the rest up.

Keras's inverted dropout: kept values are divided by (1 - rate), so that nothing changes in prediction. The mask of
the last step is kept in ``mask`` (features..., n): 0 where silenced, else 1 / (1 - rate). Spatial dropout silences
whole channels, for neighbours of a silenced number would tell what it was: its mask is (channels, 1, 1, n).
"""

import numpy as np

from core.activations import Array
from core.arithmetic import Index
from core.arithmetic.view import Product, Quantity, View
from core.frozen import dataclass
from core.layers.base import Build, Layer, Op
from core.layers.windows import Windowed
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class Dropout(Layer, kind="Dropout"):
    """Silences a random share of its inputs while training, against learning by heart."""

    title = "Silences a random share while training, against learning by heart."
    outcome = "what enters it, a random share of it silenced"
    icon = "layer-dropout"
    slim = True

    rate: float = option(0.5, low=0.0, below=1.0, help="Share of the inputs silenced in each step.")

    def op(self, build: Build) -> Op:
        return DropoutOp(build, self.rate)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Dropout · {self.rate:g}"


@dataclass(frozen=True, kw_only=True)
class SpatialDropout(Windowed):
    """What both share."""

    icon = "layer-spatial-dropout"
    slim = True

    rate: float = option(0.5, low=0.0, below=1.0, help="Share of the channels silenced in each step.")

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        return (*self.space_of(inputs), inputs[0][-1])

    def op(self, build: Build) -> Op:
        return DropoutOp(build, self.rate, per_channel=True)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"{self.kind} · {self.rate:g}"


@dataclass(frozen=True, kw_only=True)
class SpatialDropout2D(SpatialDropout, kind="SpatialDropout2D"):
    """Silences whole channels of an image while training."""

    title = "Silences whole channels of an image while training."
    outcome = "what enters it, some whole channels of it silenced"


@dataclass(frozen=True, kw_only=True)
class SpatialDropout1D(SpatialDropout, kind="SpatialDropout1D"):
    """Silences whole channels of a sequence while training."""

    title = "Silences whole channels of a sequence while training."
    outcome = "what enters it, some whole channels of it silenced"
    group = "Sequences"
    axes = 1


class DropoutOp(Op):
    """z = a = x * mask while training, x itself otherwise."""

    resting = "Dropout is off here: it would silence other neurons in each pass."

    def __init__(self, build: Build, rate: float, per_channel: bool = False) -> None:
        super().__init__(build)
        self.x = build.sources[0].a
        self.rate = rate
        self.training = build.training
        self.rng = build.rng
        shape = (len(self.z), *[1] * (self.z.ndim - 2), build.n) if per_channel else self.z.shape
        self.mask = np.ones(shape, build.dtype)
        self._back = np.empty_like(self.z)
        self._draws = np.empty(shape, np.float64 if build.dtype == np.float64 else np.float32)

    def forward(self) -> None:
        """Draws a mask and applies it."""
        if not self.training:
            np.copyto(self.z, self.x)
            return
        self.rng.random(out=self._draws, dtype=self._draws.dtype.type)
        np.greater_equal(self._draws, self.rate, out=self.mask)
        np.multiply(self.mask, 1.0 / (1.0 - self.rate), out=self.mask)
        np.multiply(self.x, self.mask, out=self.z)

    def explain_pass(self, at: View, neuron: Index) -> Product:
        """The mask: 0 where silenced, else 1 / (1 - rate)."""
        mask = at.values(np.broadcast_to(self.mask, self.z.shape), neuron)
        return (Quantity(at.symbol("mask", self, neuron), mask, at.ref(self, neuron)),) if self.training else ()

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """delta * mask: what was silenced carries no blame."""
        if add:
            np.multiply(self.delta, self.mask, out=self._back)
            np.add(out, self._back, out=out)
        else:
            np.multiply(self.delta, self.mask, out=out)
