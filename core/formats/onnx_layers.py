"""What each layer kind and each activation is in ONNX: one small function each, in two tables.

A new layer adds one function with ``@writes(ItsSpec)``: it receives the graph, the node, the names of the values that
enter and the layer's weights, and answers the name of its result. Values run examples first and channels last, as
everywhere outside the core's inner loops, so softmax is along the last axis. Dense weights stay (units_out, units_in).
"""

from collections.abc import Callable, Mapping
from functools import partial, reduce

from core.activations import ACTIVATIONS, Array, LeakyRelu
from core.formats.onnx_graph import DOUBLE, FLOAT, OnnxGraph
from core.layers import Activation, Add, Concatenate, Dense, Dropout, Flatten, Input, Layer, Multiply
from core.network import Node

Values = tuple[str, ...]
Writer = Callable[[OnnxGraph, Node, Values, Mapping[str, Array]], str]

LAYERS: dict[type[Layer], Writer] = {}


def writes(kind: type[Layer]) -> Callable[[Writer], Writer]:
    """Register the function that writes layers of this kind."""

    def register(writer: Writer) -> Writer:
        LAYERS[kind] = writer
        return writer

    return register


@writes(Input)
def _input(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    return inputs[0]


@writes(Flatten)
def _flatten(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    return graph.add("Flatten", inputs[0], axis=1)


@writes(Dropout)
def _dropout(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    return inputs[0]  # it silences nothing outside training


@writes(Activation)
def _activation(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    assert isinstance(node.layer, Activation)
    return ACTIVATION_WRITERS[node.layer.activation](graph, inputs[0])


@writes(Add)
def _add(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    return reduce(partial(graph.add, "Add"), inputs)


@writes(Multiply)
def _multiply(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    return reduce(partial(graph.add, "Mul"), inputs)


@writes(Concatenate)
def _concatenate(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    return graph.add("Concat", *inputs, axis=-1)


@writes(Dense)
def _dense(graph: OnnxGraph, node: Node, inputs: Values, weights: Mapping[str, Array]) -> str:
    assert isinstance(node.layer, Dense)
    names = [graph.constant(f"{node.name}.{name}", value.astype(graph.dtype)) for name, value in weights.items()]
    z = graph.add("Gemm", inputs[0], *names, transB=1)
    return ACTIVATION_WRITERS[node.layer.activation](graph, z)


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
    "gelu": _gelu,
    "silu": _silu,
    "softplus": _softplus,
    "softmax": _operator("Softmax", axis=-1),
}
assert set(ACTIVATION_WRITERS) == set(ACTIVATIONS)
