"""What layers over images and sequences are in ONNX, whose own order is channels first: transposed there and back.

Its functions join the table of ``onnx_layers``, which is whole from here on. Runtimes drop pairs of transpositions
that meet. Example: a value (n, height, width, channels) enters Conv as (n, channels, height, width).
"""

from core.formats.onnx_graph import OnnxGraph
from core.formats.onnx_layers import ACTIVATION_WRITERS, LAYERS, Entry, writes
from core.layers import Conv1D, Conv2D
from core.layers.convolution import Convolution
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
        "dilations": list(geometry.dilation),
        "pads": [*(before for before, _ in geometry.pads), *(behind for _, behind in geometry.pads)],
    }


@writes(Conv1D)
@writes(Conv2D)
def _convolution(graph: OnnxGraph, entry: Entry) -> str:
    layer = entry.node.layer
    assert isinstance(layer, Convolution)
    value, where = channels_first(graph, entry.inputs[0], layer.axes), window(layer.geometry(entry.shapes))
    z = graph.add("Conv", value, *entry.constants(graph), group=layer.groups, **where)
    z = channels_last(graph, z, layer.axes)
    return ACTIVATION_WRITERS[layer.activation](graph, z)
