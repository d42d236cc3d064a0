"""What each layer kind and each activation is in ONNX: one small function each, in two tables.

A new layer adds one function with ``@writes(ItsSpec)``: it receives the graph and an Entry, which knows the node, the
values that enter and the layer's weights, and answers the name of its result. Values run examples first and channels
last, as everywhere outside the core's inner loops, so softmax is along the last axis. Dense weights stay (out, in).
"""

from collections.abc import Callable, Mapping
from functools import partial, reduce

import numpy as np

from core.activations import ACTIVATIONS, Array, LeakyRelu, Selu
from core.formats.onnx_graph import DOUBLE, FLOAT, INT64, OnnxGraph
from core.frozen import dataclass
from core.layers import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    Input,
    Layer,
    LayerNormalization,
    Multiply,
    Reshape,
    SpatialDropout1D,
    SpatialDropout2D,
)  # fmt: skip
from core.network import Node
from core.task import Shape


@dataclass(frozen=True)
class Entry:
    """One layer to be written: ``inputs`` name the values that enter, ``shapes`` are theirs, without n."""

    node: Node
    inputs: tuple[str, ...]
    shapes: tuple[Shape, ...]
    weights: Mapping[str, Array]

    def constants(self, graph: OnnxGraph) -> list[str]:
        """The layer's weights as constants of the graph, in their order."""
        return [
            graph.constant(f"{self.node.name}.{name}", value.astype(graph.dtype))
            for name, value in self.weights.items()
        ]


Writer = Callable[[OnnxGraph, Entry], str]

LAYERS: dict[type[Layer], Writer] = {}


def writes(kind: type[Layer]) -> Callable[[Writer], Writer]:
    """Register the function that writes layers of this kind."""

    def register(writer: Writer) -> Writer:
        LAYERS[kind] = writer
        return writer

    return register


@writes(Input)
def _input(graph: OnnxGraph, entry: Entry) -> str:
    return entry.inputs[0]


@writes(Flatten)
def _flatten(graph: OnnxGraph, entry: Entry) -> str:
    return graph.add("Flatten", entry.inputs[0], axis=1)


@writes(Reshape)
def _reshape(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, Reshape)
    shape = (-1, *entry.node.layer.output_shape(entry.shapes))
    return graph.add("Reshape", entry.inputs[0], graph.constant(f"{entry.node.name}/shape", np.array(shape)))


@writes(Dropout)
@writes(SpatialDropout1D)
@writes(SpatialDropout2D)
@writes(GaussianNoise)
def _resting(graph: OnnxGraph, entry: Entry) -> str:
    return entry.inputs[0]  # they do nothing outside training


@writes(Activation)
def _activation(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, Activation)
    return ACTIVATION_WRITERS[entry.node.layer.activation](graph, entry.inputs[0])


@writes(Add)
def _add(graph: OnnxGraph, entry: Entry) -> str:
    return reduce(partial(graph.add, "Add"), entry.inputs)


@writes(Multiply)
def _multiply(graph: OnnxGraph, entry: Entry) -> str:
    return reduce(partial(graph.add, "Mul"), entry.inputs)


@writes(Concatenate)
def _concatenate(graph: OnnxGraph, entry: Entry) -> str:
    return graph.add("Concat", *entry.inputs, axis=-1)


@writes(BatchNormalization)
def _batch_normalization(graph: OnnxGraph, entry: Entry) -> str:
    """In prediction a factor and an offset for each channel."""
    assert isinstance(entry.node.layer, BatchNormalization)
    weights = {name: value.astype(np.float64) for name, value in entry.weights.items()}
    factor = weights.get("gamma", 1.0) / np.sqrt(weights["moving_variance"] + entry.node.layer.epsilon)
    moved = graph.add("Sub", entry.inputs[0], graph.array(f"{entry.node.name}.moving_mean", weights["moving_mean"]))
    z = graph.add("Mul", moved, graph.array(f"{entry.node.name}/factor", factor))
    return graph.add("Add", z, graph.array(f"{entry.node.name}.beta", weights["beta"])) if "beta" in weights else z


@writes(LayerNormalization)
def _layer_normalization(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, LayerNormalization)
    ones = np.ones(entry.shapes[0][-1])
    names = [graph.array(f"{entry.node.name}.gamma", entry.weights.get("gamma", ones))]
    if "beta" in entry.weights:
        names.append(graph.array(f"{entry.node.name}.beta", entry.weights["beta"]))
    return graph.add("LayerNormalization", entry.inputs[0], *names, axis=-1, epsilon=entry.node.layer.epsilon)


@writes(Embedding)
def _embedding(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, Embedding)
    words = graph.add("Cast", entry.inputs[0], to=INT64)
    top, zero = np.array(entry.node.layer.input_dim - 1), np.array(0)
    words = graph.add("Clip", words, graph.constant(f"{entry.node.name}/first", zero),
                      graph.constant(f"{entry.node.name}/last", top))  # fmt: skip
    return graph.add("Gather", graph.array(f"{entry.node.name}.weight", entry.weights["weight"].T), words, axis=0)


@writes(Dense)
def _dense(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, Dense)
    z = graph.add("Gemm", entry.inputs[0], *entry.constants(graph), transB=1)
    return ACTIVATION_WRITERS[entry.node.layer.activation](graph, z)


def _operator(operator: str, **attributes: object) -> Callable[[OnnxGraph, str], str]:
    return lambda graph, z: graph.add(operator, z, **attributes)


def _gelu(graph: OnnxGraph, z: str) -> str:
    """z/2 (1 + erf(z / sqrt 2)); the operator Gelu came only with opset 20."""
    part = graph.add("Mul", z, graph.number(0.5**0.5))
    if graph.wide:  # onnxruntime knows Erf in float32 only
        part = graph.add("Cast", part, to=FLOAT)
    error = graph.add("Erf", part)
    if graph.wide:
        error = graph.add("Cast", error, to=DOUBLE)
    half = graph.add("Mul", z, graph.number(0.5))
    return graph.add("Mul", half, graph.add("Add", error, graph.number(1.0)))


def _selu(graph: OnnxGraph, z: str) -> str:
    """l max(0, z) + l alpha Elu(min(0, z)): readers take the operator Selu literally and lose digits near 0."""
    above = graph.add("Mul", graph.add("Relu", z), graph.number(Selu.scale))
    below = graph.add("Elu", graph.add("Neg", graph.add("Relu", graph.add("Neg", z))), alpha=1.0)
    return graph.add("Add", above, graph.add("Mul", below, graph.number(Selu.scale * Selu.alpha)))


def _silu(graph: OnnxGraph, z: str) -> str:
    return graph.add("Mul", z, graph.add("Sigmoid", z))


def _softplus(graph: OnnxGraph, z: str) -> str:
    """max(0, z) + ln(1 + e^-|z|): the operator Softplus overflows in readers that take the formula literally."""
    small = graph.add("Exp", graph.add("Neg", graph.add("Abs", z)))
    return graph.add("Add", graph.add("Relu", z), graph.add("Log", graph.add("Add", small, graph.number(1.0))))


ACTIVATION_WRITERS: dict[str, Callable[[OnnxGraph, str], str]] = {
    "linear": lambda graph, z: z,
    "sigmoid": _operator("Sigmoid"),
    "tanh": _operator("Tanh"),
    "relu": _operator("Relu"),
    "leaky_relu": _operator("LeakyRelu", alpha=LeakyRelu.negative_slope),
    "elu": _operator("Elu", alpha=1.0),
    "selu": _selu,
    "gelu": _gelu,
    "silu": _silu,
    "softplus": _softplus,
    "softmax": _operator("Softmax", axis=-1),
}
assert set(ACTIVATION_WRITERS) == set(ACTIVATIONS)
