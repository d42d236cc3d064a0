"""reach: which tokens a place of a sequence depends on, traced back through convolutions and pooling to the words.

Example: behind Embedding, Conv1D of 5 and MaxPooling1D of 2 the place 3 depends on the words 6 to 11.
"""

from core.layers import Embedding, Input
from core.layers.convolution import Convolution
from core.layers.pooling import Pooling
from core.network import NetworkSpec

Span = tuple[int, int]


def reach(network: NetworkSpec, layer: int, span: Span) -> Span | None:
    """The first and the last token that places ``span`` (both ends included) of a layer see, or None: it has no axis.

    A layer that mixes all places (Flatten, Dense over a row) sees all tokens.
    """
    node = network.by_id[layer]
    if isinstance(node.layer, Embedding | Input):
        return span
    found = [_before(network, layer, source, span) for source in node.inputs]
    spans = [each for each in found if each is not None]
    return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


def _before(network: NetworkSpec, layer: int, source: int, span: Span) -> Span | None:
    """The same through one input."""
    kind, shape, own = network.by_id[layer].layer, network.shapes.get(source), network.shapes.get(layer)
    if not shape or not own or len(shape) > 2:
        return None
    last = shape[0] - 1
    if isinstance(kind, Convolution | Pooling):
        geometry = kind.geometry((shape,))
        ((before, _),), (stride,), (apart,) = geometry.pads, geometry.strides, geometry.dilation
        low, high = span[0] * stride - before, span[1] * stride - before + (geometry.kernel[0] - 1) * apart
        span = max(0, low), min(last, high)
    elif len(own) != 2 or own[0] != shape[0]:
        span = 0, last
    return reach(network, source, span)
