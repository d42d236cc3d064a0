"""Weights under the mouse: which of the drawn links a position means, and the sentence about it.

It may import the scene, its bundles and number formats. Worked shape: "hidden 1, neuron 4 → hidden 2, neuron 2:
weight −5.4928." Neurons are counted from 1, pixels by row and column.
"""

import numpy as np
from PySide6.QtCore import QPointF

from core.frozen import dataclass
from gui import numbers
from gui.canvas.bundle import distances
from gui.canvas.cards import Style
from gui.canvas.items import LinkItem
from gui.canvas.links import Bundle
from gui.canvas.pins import Pin, is_locked
from gui.canvas.scene import CanvasScene

WHAT = {
    "weight": "weight",
    "activation": "weight times activation",
    "blame": "share of the blame",
    "gradient": "gradient",
    "change": "last change",
}


@dataclass(frozen=True)
class WeightHit:
    """One drawn link: its connection, (source neuron, target neuron), and what it carries in the present view."""

    link: LinkItem
    weight: tuple[int, int]
    value: float | None


def weight_at(scene: CanvasScene, pos: QPointF, reach: float) -> WeightHit | None:
    """The drawn link that passes nearest, within ``reach`` of a position."""
    best, found = reach, None
    for key, bundle in scene.painter.bundles.items():
        if not len(bundle.chosen) or not bundle.start[:, 0].min() <= pos.x() <= bundle.end[..., 0].max():
            continue
        away = distances(bundle.pieces, pos)
        number = int(np.argmin(away))
        if away[number] <= best:
            best, found = float(away[number]), (key, bundle, number)
    return _named(scene, *found) if found else None


def _named(scene: CanvasScene, key: tuple[int, int], bundle: Bundle, number: int) -> WeightHit:
    link = scene.links[key]
    target, source = divmod(int(bundle.chosen[number]), len(bundle.start))
    if link.sources is not None:
        source = link.sources[source]
    value = None if bundle.values is None else float(bundle.values.reshape(-1)[bundle.chosen[number]])
    return WeightHit(link, (source, link.target_item.card.shown[target]), value)


def about_weight(scene: CanvasScene, hit: WeightHit) -> str:
    """Both ends and the value, as in the module's header."""
    source, target = hit.weight
    kernels = hit.link.target_item.card.style is Style.MAPS
    ends = f"{_source(scene, hit.link, source)} → {hit.link.target_item.node.name}, "
    ends += f"map {target + 1}" if kernels else f"neuron {target + 1}"
    locked = ", locked" if is_locked(scene, Pin.wire(hit.link, hit.weight)) else ""
    if hit.value is None:
        return f"{ends}{locked}."
    value = numbers.significant(hit.value, 5)
    what = f"largest {WHAT[scene.shown_view]} of the kernel" if kernels else WHAT[scene.shown_view]
    return f"{ends}: {what} {value}{locked}.{_left_out(scene, hit.link)}"


def _source(scene: CanvasScene, link: LinkItem, index: int) -> str:
    name = link.origin.node.name
    if link.origin.card.style is Style.MAPS:
        return f"{name}, {_on_map(link, index)}"
    if link.origin.node.layer.kind != "Input":
        return f"{name}, neuron {index + 1}"
    shape = scene.document.network.shapes.get(link.origin.layer_id, ())
    if len(shape) < 2:
        return f"{name}, number {index + 1}"
    row, column = divmod(index // shape[-1], shape[1])
    return f"{name}, row {row + 1}, column {column + 1}"


def _on_map(link: LinkItem, index: int) -> str:
    """A map, or for links of every number also the place on it, in the order of Flatten."""
    card = link.origin.card
    if link.sources is not None:
        return f"map {index + 1}"
    place, map_ = divmod(index, max(1, card.units))
    row, column = divmod(place, max(1, card.space[1]))
    return f"map {map_ + 1}, " + (f"row {row + 1}, column {column + 1}" if card.space[0] > 1 else f"place {place + 1}")


def _left_out(scene: CanvasScene, link: LinkItem) -> str:
    bundle = scene.painter.bundles[link.key]
    drawn, there = len(bundle.chosen), bundle.count
    return f" The strongest {numbers.count(drawn)} of {numbers.count(there)} links are drawn." if drawn < there else ""
