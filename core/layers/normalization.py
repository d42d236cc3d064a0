"""BatchNormalization, LayerNormalization: numbers brought to mean 0 and spread 1, then scaled as is learnt.

z = gamma x^ + beta, x^ = (x - mean) / sqrt(variance + epsilon); names, meaning and defaults are Keras's (epsilon
0.001, momentum 0.99, variances biased). BatchNormalization takes mean and variance of each channel over places and
examples while training, and their moving averages otherwise; LayerNormalization those of each example's last axis.
"""

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index, Line, Ref, Symbol
from core.arithmetic.view import Product, Quantity, View
from core.frozen import dataclass
from core.initializers import Constant, Zeros
from core.layers.base import Build, Layer, Op, Param, Weight, put
from core.spec import option
from core.task import Shape

_ONES = Constant(value=1.0)
Sent = list[tuple[Product, Ref | None]]


@dataclass(frozen=True, kw_only=True)
class Normalization(Layer):
    """What both share."""

    group = "Normalise"
    learnt = "for gamma blame times normalised input, for beta the blame alone, each added up over its channel"
    slim = True

    epsilon: float = option(1e-3, above=0.0, help="Keeps the division away from zero.")
    center: bool = option(True, label="Beta", help="Learns where each channel's mean lies.")
    scale: bool = option(True, label="Gamma", help="Learns how far each channel spreads.")

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        channels = inputs[0][-1]
        gamma = Weight("gamma", (channels,), _ONES, channels, channels)
        beta = Weight("beta", (channels,), Zeros(), channels, channels)
        return ((gamma,) if self.scale else ()) + ((beta,) if self.center else ())


@dataclass(frozen=True, kw_only=True)
class BatchNormalization(Normalization, kind="BatchNormalization"):
    """Brings each channel to mean 0 and spread 1 over the minibatch."""

    title = "Brings each channel to mean 0 and spread 1 over the minibatch."
    outcome = "each channel brought to one mean and spread over the minibatch, then scaled and shifted"
    icon = "layer-batch-normalization"

    momentum: float = option(0.99, low=0.0, below=1.0, help="How much of the moving statistics is kept at each step.")

    def states(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        channels = inputs[0][-1]
        mean = Weight("moving_mean", (channels,), Zeros(), channels, channels)
        return mean, Weight("moving_variance", (channels,), _ONES, channels, channels)

    def op(self, build: Build) -> Op:
        frozen = not any(self.trains(name) for name in ("gamma", "beta"))  # Keras: not trained, it rests
        return BatchNormalizationOp(build, self.epsilon, self.momentum, build.training and not frozen)


@dataclass(frozen=True, kw_only=True)
class LayerNormalization(Normalization, kind="LayerNormalization"):
    """Brings each example's channels to mean 0 and spread 1."""

    title = "Brings each example to mean 0 and spread 1 over its channels."
    outcome = "each example brought to one mean and spread over its channels, then scaled and shifted"
    icon = "layer-layer-normalization"

    def op(self, build: Build) -> Op:
        return LayerNormalizationOp(build, self.epsilon)


class _NormalizationOp(Op):
    """Works on (channels, places * n); subclasses say over which axis they look, 0 or 1."""

    says = "is brought to the common mean and spread, then scaled and shifted"
    axis = 1
    hat: Array

    def __init__(self, build: Build, epsilon: float) -> None:
        super().__init__(build)
        self.epsilon = epsilon
        source = build.sources[0].a
        self._source = source
        self._x = source if source.flags.c_contiguous else np.empty(source.shape, source.dtype)
        channels = len(source)
        self.x, self._z, self._delta = (each.reshape(channels, -1) for each in (self._x, self.z, self.delta))
        self.hat, self._work, self._square = (np.empty_like(self._z) for _ in range(3))
        count = self.x.shape[self.axis]
        self._count = np.array(1.0 / count, build.dtype)
        self._per_channel = np.ones(self.x.shape[1], build.dtype)
        reduced = (channels, 1) if self.axis else (1, self.x.shape[1])
        self.mean, self.variance, self.rate = (np.zeros(reduced, build.dtype) for _ in range(3))
        self._one, self._other = np.empty_like(self.mean), np.empty_like(self.mean)
        self.gamma: Param | None = build.params.get("gamma")
        self.beta: Param | None = build.params.get("beta")

    def _look(self) -> None:
        """Mean and variance of what enters."""
        np.add.reduce(self.x, axis=self.axis, keepdims=True, out=self.mean)
        np.multiply(self.mean, self._count, out=self.mean)
        np.subtract(self.x, self.mean, out=self._work)
        np.multiply(self._work, self._work, out=self._square)
        np.add.reduce(self._square, axis=self.axis, keepdims=True, out=self.variance)
        np.multiply(self.variance, self._count, out=self.variance)

    def _normalize(self, mean: Array, variance: Array) -> None:
        """z = gamma x^ + beta."""
        np.add(variance, self.epsilon, out=self.rate)
        np.sqrt(self.rate, out=self.rate)
        np.reciprocal(self.rate, out=self.rate)
        np.subtract(self.x, mean, out=self.hat)
        np.multiply(self.hat, self.rate, out=self.hat)
        if self.gamma is not None:
            np.multiply(self.hat, self.gamma.value[:, None], out=self._z)
        else:
            np.copyto(self._z, self.hat)
        if self.beta is not None:
            np.add(self._z, self.beta.value[:, None], out=self._z)

    def _take(self) -> None:
        if self._x is not self._source:
            np.copyto(self._x, self._source)

    def _coupled(self) -> None:
        """dL/dx = rate (h - mean h - x^ mean(h x^)), h = gamma delta, into ``_work``: mean and variance depend on x."""
        self._plain()
        np.multiply(self._work, self.hat, out=self._square)
        np.add.reduce(self._square, axis=self.axis, keepdims=True, out=self._other)
        np.add.reduce(self._work, axis=self.axis, keepdims=True, out=self._one)
        np.multiply(self._other, self._count, out=self._other)
        np.multiply(self._one, self._count, out=self._one)
        np.subtract(self._work, self._one, out=self._work)
        np.multiply(self.hat, self._other, out=self._square)
        np.subtract(self._work, self._square, out=self._work)

    def _plain(self) -> None:
        """h = gamma delta, into ``_work``."""
        if self.gamma is not None:
            np.multiply(self._delta, self.gamma.value[:, None], out=self._work)
        else:
            np.copyto(self._work, self._delta)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """dL/dx, mean and variance taken along as functions of x."""
        self._coupled()
        np.multiply(self._work, self.rate, out=self._work)
        put(self._work.reshape(self.z.shape), out, add)

    def gradient(self) -> None:
        """dL/dgamma = delta x^, dL/dbeta = delta, summed over places and examples."""
        if self.gamma is not None:
            np.multiply(self._delta, self.hat, out=self._square)
            np.matmul(self._square, self._per_channel, out=self.gamma.grad)
        if self.beta is not None:
            np.matmul(self._delta, self._per_channel, out=self.beta.grad)

    # -- the same, explained -----------------------------------------------------------------------------------------

    def _shaped(self, array: Array) -> Array:
        """(channels, places * n) or what is broadcast to it, as z."""
        return np.broadcast_to(array, self._z.shape).reshape(self.z.shape)

    def _hat(self, at: View, neuron: Index) -> Quantity:
        return Quantity(at.symbol("x̂", self, neuron), at.values(self._shaped(self.hat), neuron), at.ref(self, neuron))

    def _gammas(self, at: View, neuron: Index) -> Product:
        return (at.weight(self, "gamma", neuron[:1], neuron[:1]),) if self.gamma is not None else ()

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """gamma x^ + beta."""
        source = self.sources[0]
        wire = at.wire(self, neuron, source, neuron)
        products: Sent = [((*self._gammas(at, neuron), self._hat(at, neuron)), wire)]
        if self.beta is not None:
            products.append(((at.weight(self, "beta", neuron[:1], neuron[:1]),), None))
        return (at.group(products),)

    def explain_parts(self, at: View, neuron: Index) -> tuple[Line, ...]:
        """x^ = (x - mean) / sqrt(variance + epsilon)."""
        rate = self._rate(at, neuron)
        mean = Quantity(Symbol("−mean", self._place(at, neuron)), -at.values(self._shaped(self.mean), neuron))
        entering = at.read("a", self.sources[0], neuron)
        return (at.line(self._hat(at, neuron), (at.group([((entering,), entering.ref), ((mean,), None)], (rate,)),)),)

    def _place(self, at: View, neuron: Index) -> str:
        return at.names.neuron(at.layer(self), neuron[:1] if self.axis else neuron[1:])

    def _rate(self, at: View, neuron: Index) -> Quantity:
        name = Symbol("1/√(variance + ε)", self._place(at, neuron))
        return Quantity(name, at.values(self._shaped(self.rate), neuron))

    def explain_sent(self, at: View, index: int, neuron: Index) -> Sent:
        """What this number is blamed for itself, and what it does to mean and variance, which move all the others.

        The means over all are those of the last ``send_back``: gamma may have moved on since.
        """
        rate, gammas, own = self._rate(at, neuron), self._gammas(at, neuron), at.read("δ", self, neuron)
        products: Sent = [((rate, *gammas, own), at.wire(self, neuron, self.sources[index], neuron))]
        scale = float(self.z.shape[-1])
        moved = Quantity(Symbol("−mean δ"), -at.values(self._shaped(self._one), neuron, scale))
        spread = Quantity(Symbol("−mean(δ·x̂)"), -at.values(self._shaped(self._other), neuron, scale))
        return [*products, ((rate, moved), None), ((rate, self._hat(at, neuron), spread), None)]

    def _parts(self, at: View, array: str, index: Index) -> Sent:
        products: Sent = []
        for place in np.ndindex(self.z.shape[1:-1]):
            neuron = (*index, *place)
            blame = at.read("δ", self, neuron)
            products.append(((blame, self._hat(at, neuron)) if array == "gamma" else (blame,), blame.ref))
        return products

    def explain_gradient(self, at: View, array: str, index: Index) -> Product:
        """delta x^ for gamma, delta for beta; over images one sum, for all places share them."""
        parts = self._parts(at, array, index)
        return parts[0][0] if len(parts) == 1 else (at.total("Σ δ·x̂" if array == "gamma" else "Σ δ", parts),)

    def explain_places(self, at: View, array: str, index: Index) -> tuple[Line, ...]:
        """That sum, place by place."""
        parts = self._parts(at, array, index)
        if len(parts) == 1:
            return ()
        (total,) = self.explain_gradient(at, array, index)
        return (at.line(total, (at.group(parts),), "summed over all places"),)


class BatchNormalizationOp(_NormalizationOp):
    """Statistics of each channel over places and examples; moving ones outside training."""

    coupling = "BatchNormalization makes the examples of a minibatch depend on each other."
    resting = "BatchNormalization uses its moving statistics here, not those of a minibatch."

    def __init__(self, build: Build, epsilon: float, momentum: float, learns: bool) -> None:
        super().__init__(build, epsilon)
        self.learns = learns
        self.moving_mean, self.moving_variance = build.state["moving_mean"], build.state["moving_variance"]
        self._moving = ((self.moving_mean, self.mean), (self.moving_variance, self.variance))
        self._keep, self._gain = np.array(momentum, build.dtype), np.array(1.0 - momentum, build.dtype)
        self._flat = np.empty(len(self.z), build.dtype)

    def forward(self) -> None:
        """z = gamma x^ + beta; while training the moving statistics follow."""
        self._take()
        if not self.learns:
            np.copyto(self.mean, self.moving_mean[:, None])
            self._normalize(self.mean, self.moving_variance[:, None])
            return
        self._look()
        self._normalize(self.mean, self.variance)
        for moving, now in self._moving:  # m = momentum m + (1 - momentum) now
            np.multiply(moving, self._keep, out=moving)
            np.multiply(now[:, 0], self._gain, out=self._flat)
            np.add(moving, self._flat, out=moving)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """dL/dx; with moving statistics, which do not depend on x, gamma delta / sqrt(variance + epsilon)."""
        if self.learns:
            super().send_back(index, out, add)
            return
        self._plain()
        np.multiply(self._work, self.rate, out=self._work)
        put(self._work.reshape(self.z.shape), out, add)

    def explain_sent(self, at: View, index: int, neuron: Index) -> Sent:
        """As above; with moving statistics only the first of the terms."""
        found = super().explain_sent(at, index, neuron)
        return found if self.learns else found[:1]


class LayerNormalizationOp(_NormalizationOp):
    """Statistics of each example and place over its channels."""

    axis = 0

    def forward(self) -> None:
        """z = gamma x^ + beta."""
        self._take()
        self._look()
        self._normalize(self.mean, self.variance)
