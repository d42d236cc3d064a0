"""Fits: which kinds of layers make sense at the loose end of a wire, from the shapes that would meet there.

Only shapes are asked: a Conv2D fits behind an 8 x 8 x 1 Input and does not behind a Flatten. Example:
``kinds_behind(network, 2)`` lists what could follow layer 2.
"""

from core import edit
from core.errors import SpecError
from core.layers import Layer, drawn_layer
from core.network import NetworkSpec
from core.project import ProjectSpec


def kinds_behind(network: NetworkSpec, source: int) -> tuple[str, ...]:
    """Kinds that a wire from ``source`` may enter and whose shapes fit; all that take wires where none is known."""
    return tuple(kind for kind in _kinds() if _fits_behind(network, source, drawn_layer(kind)))


def kinds_before(network: NetworkSpec, target: int) -> tuple[str, ...]:
    """Kinds from which a wire may enter ``target``."""
    return tuple(kind for kind in _kinds() if _fits_before(network, target, drawn_layer(kind)))


def _kinds() -> list[str]:
    return [name for name, kind in Layer.kinds.items() if issubclass(kind, Layer)]


def _fits_behind(network: NetworkSpec, source: int, layer: Layer) -> bool:
    if layer.inputs[1] == 0:
        return False
    grown = edit.append_layer(ProjectSpec(network), layer, after=source).network
    return network.next_id not in grown.misfits


def _fits_before(network: NetworkSpec, target: int, layer: Layer) -> bool:
    if layer.inputs[1] == 0 and network.input is not None:
        return False  # a network has one Input
    grown = edit.add_layer(ProjectSpec(network), layer)
    try:
        return target not in edit.connect(grown, network.next_id, target).network.misfits
    except SpecError:
        return False
