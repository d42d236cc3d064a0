"""Joins: which map of a layer becomes which map of the next one, where maps are not mixed. Reads the network only.

Worked shape: between Conv2D with 6 filters and its MaxPooling2D map i becomes map i; into Concatenate of 8 and 4 maps
the first of the second source becomes map 8.
"""

from core.network import NetworkSpec


def first_lane(network: NetworkSpec, source: int, target: int) -> int | None:
    """Which number or map of ``target`` the first one of ``source`` becomes; None where they are mixed."""
    node, shapes = network.by_id[target], network.shapes
    leaving = shapes.get(target)
    if leaving is None or source not in shapes or network.weights(target) or node.layer.slim:
        return None
    channels = [shapes[each][-1] for each in node.inputs if each in shapes]
    if len(channels) == len(node.inputs) and sum(channels) == leaving[-1]:
        return sum(channels[: node.inputs.index(source)])
    return 0 if shapes[source][-1] == leaving[-1] else None


def followed(network: NetworkSpec, key: int) -> int | None:
    """The layer whose choice of maps this one shares, so that the lanes between them are level."""
    inputs = network.by_id[key].inputs
    return inputs[0] if len(inputs) == 1 and first_lane(network, inputs[0], key) == 0 else None
