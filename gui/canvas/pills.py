"""Pills: layers that only pass numbers on, and the few words that stand on them. Reads the network, no Qt.

Worked shape: Flatten behind 5 x 5 x 16 is the pill "Flatten 400", BatchNormalization is "Batch norm".
"""

from collections.abc import Callable
from typing import Any

from core.network import NetworkSpec, Node
from core.task import Shape
from gui import numbers


def is_pill(network: NetworkSpec, node: Node) -> bool:
    """Whether a layer only passes numbers on: a pill on the wire, unless it makes an image of a row."""
    if not node.layer.slim:
        return False
    entering, leaving = network.input_shapes(node.id), network.shapes.get(node.id)
    return not entering or leaving is None or len(leaving) <= max(1, len(entering[0]))


def pill_text(network: NetworkSpec, node: Node) -> str:
    """What stands on a layer that only passes numbers on: ``Flatten 64``, ``Dropout 0.5``, ``relu``."""
    short = _SHORT.get(node.layer.kind)
    return short(node.layer, network.shapes.get(node.id)) if short else node.layer.summary(()).replace(" · ", " ")


def _flat(_layer: Any, shape: Shape | None) -> str:
    return f"Flatten {numbers.count(shape[0])}" if shape else "Flatten"


_SHORT: dict[str, Callable[[Any, Shape | None], str]] = {
    "Flatten": _flat,
    "Activation": lambda layer, _shape: str(layer.activation),
    "BatchNormalization": lambda _layer, _shape: "Batch norm",
    "LayerNormalization": lambda _layer, _shape: "Layer norm",
    "GaussianNoise": lambda layer, _shape: f"Noise {layer.stddev:g}",
    "SpatialDropout1D": lambda layer, _shape: f"Spatial dropout {layer.rate:g}",
    "SpatialDropout2D": lambda layer, _shape: f"Spatial dropout {layer.rate:g}",
    "ZeroPadding2D": lambda layer, _shape: f"Zeros {', '.join(str(each) for each in dict.fromkeys(layer.padding))}",
}
"""Pills are short; kinds that are not here say their summary."""
