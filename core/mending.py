"""Mending: what to insert where shapes do not fit, as the remedy beside the problem. Pure: reads a network.

Every remedy is tried out before it is offered. Example: Add of 8 x 8 x 4 and, on the way around, 8 x 8 x 1 is offered a
Conv2D of 4 kernels of 1 x 1 on that way; of 8 x 8 x 4 and 4 x 4 x 4 a MaxPooling2D on the larger one.
"""

from collections.abc import Iterator
from math import isqrt

from core.errors import SpecError
from core.layers import Conv1D, Conv2D, Dense, Flatten, Layer, MaxPooling1D, MaxPooling2D, Reshape, ZeroPadding2D
from core.layers.base import show_shape, size
from core.network import NetworkSpec, Node, Remedy
from core.task import Shape

Offer = tuple[str, Layer]
"""The button's text, and the layer that it inserts."""


def remedy_for(network: NetworkSpec, node: Node) -> Remedy | None:
    """What makes the inputs of this layer fit; None where one insertion or setting does not do it."""
    entering = network.input_shapes(node.id)
    if not entering:
        return None
    if len(entering) == 1:
        return _same_padding(node, entering) or _on_wire(node, entering, 0, _arranged(entering[0]))
    # The wire that comes from furthest back is the way around: it is the one to change.
    order = [each.id for each in network.running]
    wires = sorted(range(len(entering)), key=lambda at: order.index(node.inputs[at]) if node.inputs[at] in order else 0)
    for wire in wires:
        for other in wires:
            if other != wire:
                found = _on_wire(node, entering, wire, _matched(entering[wire], entering[other]))
                if found is not None:
                    return found
    return None


def _same_padding(node: Node, entering: tuple[Shape, ...]) -> Remedy | None:
    if getattr(node.layer, "padding", None) != "valid":
        return None
    settings = node.layer.to_json() | {"padding": "same"}
    if not _fits(Layer.from_json(settings), entering):
        return None
    return Remedy("Use padding same", "set_layer", (("id", node.id), ("padding", "same")))


def _on_wire(node: Node, entering: tuple[Shape, ...], wire: int, offers: Iterator[Offer]) -> Remedy | None:
    """The first offer on this wire with which all inputs fit."""
    for text, layer in offers:
        try:
            made = layer.output_shape((entering[wire],))
        except SpecError:
            continue
        if _fits(node.layer, (*entering[:wire], made, *entering[wire + 1 :])):
            usual = type(layer)().to_json()
            held = layer.to_json().items()
            settings = tuple((key, _frozen(value)) for key, value in held if value != usual[key])
            place = (("source", node.inputs[wire]), ("target", node.id))
            return Remedy(text, "insert_kind", (("kind", layer.kind), *place, ("settings", settings)))
    return None


def _fits(layer: Layer, entering: tuple[Shape, ...]) -> bool:
    try:
        layer.output_shape(entering)
    except SpecError:
        return False
    return True


def _frozen(value: object) -> object:
    """A list of a file as a tuple, so that a remedy stays hashable."""
    return tuple(value) if isinstance(value, list) else value


def _arranged(shape: Shape) -> Iterator[Offer]:
    """Other arrangements of the same numbers."""
    yield "Insert Flatten", Flatten()
    count, side = size(shape), isqrt(size(shape))
    if len(shape) == 1 and side > 1 and side * side == count:
        yield f"Insert Reshape {show_shape((side, side, 1))}", Reshape(target_shape=(side, side, 1))
    yield f"Insert Reshape {show_shape((count, 1))}", Reshape(target_shape=(count, 1))


def _matched(shape: Shape, wanted: Shape) -> Iterator[Offer]:
    """Layers that could make ``shape`` the ``wanted`` one."""
    if len(wanted) == 1 and len(shape) > 1:
        yield "Insert Flatten", Flatten()
    if len(wanted) != len(shape):
        return
    if len(shape) == 1:
        yield f"Insert Dense of {wanted[0]:,}", Dense(units=wanted[0])
        return
    ratio = tuple(have // want for have, want in zip(shape[:-1], wanted[:-1], strict=True))
    if max(ratio) > 1 and min(ratio) >= 1:
        if len(shape) == 3:
            yield f"Insert MaxPooling2D {show_shape(ratio)}", MaxPooling2D(pool_size=ratio)
        else:
            yield f"Insert MaxPooling1D {ratio[0]}", MaxPooling1D(pool_size=ratio[0])
    missing = tuple(want - have for have, want in zip(shape[:-1], wanted[:-1], strict=True))
    if len(shape) == 3 and min(missing) >= 0 and max(missing) > 0:
        down, across = missing
        padding = (down // 2, down - down // 2, across // 2, across - across // 2)
        yield "Insert ZeroPadding2D", ZeroPadding2D(padding=padding)
    one = "Insert Conv2D 1 × 1" if len(shape) == 3 else "Insert Conv1D of 1"
    yield one, Conv2D(filters=wanted[-1], kernel_size=(1, 1)) if len(shape) == 3 else Conv1D(
        filters=wanted[-1], kernel_size=1
    )
