"""What layers over images and sequences are in ONNX, whose own order is channels first: transposed there and back.

Its functions join the table of ``onnx_layers``, which is whole from here on. Runtimes drop pairs of transpositions
that meet. Example: a value (n, height, width, channels) enters Conv as (n, channels, height, width).
"""

import numpy as np

from core.formats.onnx_graph import OnnxGraph
from core.formats.onnx_layers import ACTIVATION_WRITERS, LAYERS, Entry, writes
from core.layers import (
    AveragePooling1D,
    AveragePooling2D,
    Conv1D,
    Conv2D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
    UpSampling2D,
    ZeroPadding2D,
)
from core.layers.convolution import Convolution
from core.layers.global_pooling import GlobalPooling
from core.layers.pooling import Pooling
from core.layers.windows import Geometry

__all__ = ["LAYERS"]


def channels_first(graph: OnnxGraph, value: str, axes: int) -> str:
    """(n, ..., channels) as (n, channels, ...)."""
    return graph.add("Transpose", value, perm=[0, axes + 1, *range(1, axes + 1)])


def channels_last(graph: OnnxGraph, value: str, axes: int) -> str:
    """(n, channels, ...) as (n, ..., channels)."""
    return graph.add("Transpose", value, perm=[0, *range(2, axes + 2), 1])


def window(geometry: Geometry) -> dict[str, list[int]]:
    """The attributes that say where windows lie."""
    return {
        "kernel_shape": list(geometry.kernel),
        "strides": list(geometry.strides),
        "pads": [*(before for before, _ in geometry.pads), *(behind for _, behind in geometry.pads)],
    }


@writes(Conv1D)
@writes(Conv2D)
def _convolution(graph: OnnxGraph, entry: Entry) -> str:
    layer = entry.node.layer
    assert isinstance(layer, Convolution)
    value, geometry = channels_first(graph, entry.inputs[0], layer.axes), layer.geometry(entry.shapes)
    more = {"group": layer.groups, "dilations": list(geometry.dilation)}
    z = graph.add("Conv", value, *entry.constants(graph), **window(geometry), **more)
    z = channels_last(graph, z, layer.axes)
    return ACTIVATION_WRITERS[layer.activation](graph, z)


def _pooled(graph: OnnxGraph, entry: Entry, operator: str) -> str:
    layer = entry.node.layer
    assert isinstance(layer, Pooling)
    value, where = channels_first(graph, entry.inputs[0], layer.axes), window(layer.geometry(entry.shapes))
    return channels_last(graph, graph.add(operator, value, **where), layer.axes)


@writes(MaxPooling1D)
@writes(MaxPooling2D)
def _max_pooling(graph: OnnxGraph, entry: Entry) -> str:
    return _pooled(graph, entry, "MaxPool")


@writes(AveragePooling1D)
@writes(AveragePooling2D)
def _average_pooling(graph: OnnxGraph, entry: Entry) -> str:
    return _pooled(graph, entry, "AveragePool")  # which leaves padding out of its count by default


def _reduced(graph: OnnxGraph, entry: Entry, operator: str) -> str:
    layer = entry.node.layer
    assert isinstance(layer, GlobalPooling)
    axes = graph.constant(f"{entry.node.name}/axes", np.arange(1, layer.axes + 1))
    return graph.add(operator, entry.inputs[0], axes, keepdims=int(layer.keepdims))


@writes(GlobalMaxPooling1D)
@writes(GlobalMaxPooling2D)
def _global_max(graph: OnnxGraph, entry: Entry) -> str:
    return _reduced(graph, entry, "ReduceMax")


@writes(GlobalAveragePooling1D)
@writes(GlobalAveragePooling2D)
def _global_average(graph: OnnxGraph, entry: Entry) -> str:
    return _reduced(graph, entry, "ReduceMean")


@writes(UpSampling2D)
def _up_sampling(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, UpSampling2D)
    scales = graph.constant(f"{entry.node.name}/scales", np.array([1, 1, *entry.node.layer.size], np.float32))
    value = graph.add(
        "Resize", channels_first(graph, entry.inputs[0], 2), "", scales, mode="nearest", nearest_mode="floor",
        coordinate_transformation_mode="asymmetric",
    )  # fmt: skip
    return channels_last(graph, value, 2)


@writes(ZeroPadding2D)
def _zero_padding(graph: OnnxGraph, entry: Entry) -> str:
    assert isinstance(entry.node.layer, ZeroPadding2D)
    top, bottom, left, right = entry.node.layer.sides
    pads = np.array([0, top, left, 0, 0, bottom, right, 0])
    return graph.add("Pad", entry.inputs[0], graph.constant(f"{entry.node.name}/pads", pads))
