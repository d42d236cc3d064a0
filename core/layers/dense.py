"""Dense: every output is a weighted sum of all inputs. z = W x + b, a = f(z); W is (units_out, units_in).

A batch of 32 rows of 64 pixels through ``Dense(units=10)``: x (64, 32), W (10, 64), z and a (10, 32).
"""

from typing import Self

import numpy as np

from core.activations import ACTIVATIONS, Array
from core.arithmetic import Group, Index, Ref
from core.arithmetic.view import Product, View
from core.frozen import dataclass
from core.initializers import GlorotUniform, Initializer, Zeros
from core.layers.base import Build, Layer, MisfitError, Op, Param, Regularizer, Weight, put, show_shape
from core.spec import option
from core.task import Shape

ACTIVATION_NAMES = tuple(ACTIVATIONS)


@dataclass(frozen=True, kw_only=True)
class Dense(Layer, kind="Dense"):
    """Neurons that each weigh all inputs."""

    title = "Neurons that each weigh all inputs."
    outcome = "weighted sums"
    icon = "layer-dense"
    counted = "units"
    wired = True

    units: int = option(32, low=1, high=100_000, help="How many neurons the layer has.")
    activation: str = option("linear", choices=ACTIVATION_NAMES, help="What each neuron makes of its sum.")
    use_bias: bool = option(True, label="Bias", help="Each neuron also adds a number of its own.")
    kernel_initializer: Initializer = option(GlorotUniform(), label="Starts from", help="How weights start.")
    bias_initializer: Initializer = option(Zeros(), label="Bias starts from", help="How biases start.")
    kernel_regularizer: Regularizer = option(Regularizer(), label="Weight decay", help="A penalty on large weights.")

    @classmethod
    def drawn(cls) -> Self:
        """A hidden layer that bends what passes through; two linear layers in a row would be one."""
        return cls(units=16, activation="relu")

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        if len(inputs[0]) != 1:
            raise MisfitError(f"needs a flat input; it receives {show_shape(inputs[0])}.", insert="Flatten")
        return (self.units,)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        (width,) = inputs[0]
        kernel = Weight(
            "weight", (self.units, width), self.kernel_initializer, width, self.units, self.kernel_regularizer
        )
        bias = Weight("bias", (self.units,), self.bias_initializer, width, self.units)
        return (kernel, bias) if self.use_bias else (kernel,)

    def op(self, build: Build) -> Op:
        return DenseOp(build, self.activation)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Dense · {self.units:,} · {self.activation}"


class DenseOp(Op):
    """x (units_in, n) -> z, a, delta (units_out, n). Products are bound once: looking them up costs as much again."""

    def __init__(self, build: Build, activation: str) -> None:
        super().__init__(build, activation)
        self.x = build.sources[0].a
        self.weight = build.params["weight"]
        self.bias: Param | None = build.params.get("bias")
        self._bias_column = self.bias.value[:, None] if self.bias else None
        self._ones = np.ones(build.n, build.dtype)
        self._penalty = np.empty_like(self.weight.value) if any(vars(self.weight.regularizer).values()) else None
        self._x_transposed = self.x.T
        self._weight_dot = self.weight.value.dot
        self._transposed_dot = self.weight.value.T.dot
        self._delta_dot = self.delta.dot
        self._scratch: Array | None = None

    def forward(self) -> None:
        """z = W x + b; a = f(z)."""
        self._weight_dot(self.x, self.z)
        if self._bias_column is not None:
            np.add(self.z, self._bias_column, out=self.z)
        self.activation.forward(self.z, self.a, self.work)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """dL/dx = W^T delta."""
        if not add and out.flags.c_contiguous:
            self._transposed_dot(self.delta, out)
            return
        if self._scratch is None:
            self._scratch = np.empty(self.x.shape, self.x.dtype)
        self._transposed_dot(self.delta, self._scratch)
        put(self._scratch, out, add)

    def gradient(self) -> None:
        """dL/dW = delta x^T (+ the penalty's slope), dL/db = delta summed over examples."""
        self._delta_dot(self._x_transposed, self.weight.grad)
        if self._penalty is not None:
            add_penalty_slope(self.weight, self._penalty)
        if self.bias is not None:
            self._delta_dot(self._ones, self.bias.grad)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """z_j = sum over i of w_ji x_i, + b_j."""
        bias = None if self.bias is None else at.weight(self, "bias", neuron, neuron)
        return (at.weighted(self, "weight", neuron[0], self.sources[0], bias),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """w_ki delta_k from every neuron k of this layer."""
        products: list[tuple[Product, Ref | None]] = []
        for k in range(len(self.delta)):
            weight = at.weight(self, "weight", (k, *neuron), (k,), self.sources[index], neuron)
            products.append(((weight, at.read("δ", self, (k,))), weight.ref))
        return products

    def explain_gradient(self, at: View, array: str, index: Index) -> Product:
        """dL/dw_ji = delta_j x_i, dL/db_j = delta_j."""
        blame = at.read("δ", self, index[:1])
        return (blame,) if array == "bias" else (blame, at.read("a", self.sources[0], index[1:]))


def add_penalty_slope(weight: Param, work: Array) -> None:
    """Add 2 l2 w + l1 sign(w) to the gradient; ``work`` is scratch shaped like the weights."""
    if weight.regularizer.l2:
        np.multiply(weight.value, 2.0 * weight.regularizer.l2, out=work)
        np.add(weight.grad, work, out=weight.grad)
    if weight.regularizer.l1:
        np.sign(weight.value, out=work)
        np.multiply(work, weight.regularizer.l1, out=work)
        np.add(weight.grad, work, out=weight.grad)
