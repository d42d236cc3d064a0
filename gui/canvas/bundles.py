"""Bundles of a scene: which connections are drawn link by link, which as one ribbon, and where each link ends.

Computed when cards change or move. A connection behind pills is drawn once, from the layer whose numbers it carries,
through the pills. Worked shape: image 8 x 8 -> Flatten -> Dense 32 is one Bundle of 64 starts and 24 ends.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF

from core.network import NetworkSpec
from core.task import Shape
from gui.canvas.bundle import Points
from gui.canvas.cards import Style
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.links import Bundle
from gui.canvas.lock_marks import shown_locks

FAN = 0.52
"""Links leave an image along this share of its card's height."""
FIELD_PITCH = 10.0
MOST_AS_ONE = 3
"""Channels whose kernels are shown as one picture on the wire; beyond, each kernel is a link of its own."""


def bundle_of(link: LinkItem, network: NetworkSpec) -> Bundle | None:
    """The bundle drawn for a connection, or None where it is a ribbon or part of the bundle behind a pill."""
    target = link.target_item
    if link.origin.pill or link.arc is not None:
        return None
    if has_kernels(network, target.layer_id):
        return _between_maps(link, network)
    if not target.node.layer.wired or target.card.style is Style.MAP:
        return None
    entering = network.shapes.get(link.source)
    start = _starts(link.origin, network)
    if start is None or entering is None or len(entering) != 1 or target.layer_id not in network.shapes:
        return None
    end = _ends(target, start)
    if end is None or not len(end):
        return None
    ports = link.origin.port_out(), target.port_in()
    if link.sources is not None:
        ports = _middle(start), _middle(end.reshape(-1, 2))
    return Bundle(start, end, ports, [item.place for item in link.through], locked=shown_locks(link))


def _middle(points: Points) -> QPointF:
    x, y = points.mean(axis=0)
    return QPointF(float(x), float(y))


def _starts(origin: LayerItem, network: NetworkSpec) -> Points | None:
    if origin.card.style is Style.IMAGE:
        features = int(np.prod(network.shapes[origin.layer_id]))
        half = FAN * origin.card.height / 2
        y = origin.place.y() + np.linspace(-half, half, features)
        return np.column_stack((np.full(features, origin.port_out().x()), y))
    if origin.card.style is Style.MAPS:
        return _every_place(origin)
    return origin.anchors_out()


def _every_place(origin: LayerItem) -> Points | None:
    """Where each number of maps leaves, in the order of Flatten: along its map, or at the tile for those left out."""
    card, anchors = origin.card, origin.anchors_out()
    rows, columns = card.space
    if anchors is None or not len(anchors) or not card.units:
        return None
    left_out = card.more.center() + origin.place if card.more is not None else origin.port_out()
    first = np.tile([anchors[:, 0].max(), left_out.y()], (card.units, 1))
    first[list(card.shown)] = anchors
    along = (np.arange(rows * columns) + 0.5) / (rows * columns) - 0.5
    points = np.repeat(first[None], rows * columns, axis=0)
    points[:, list(card.shown), 1] += along[:, None] * card.face * 0.8
    return points.reshape(-1, 2)


def has_kernels(network: NetworkSpec, key: int) -> bool:
    """Whether a layer weighs windows: its weights have places."""
    return any(weight.name == "weight" and len(weight.shape) > 2 for weight in network.weights(key))


def _between_maps(link: LinkItem, network: NetworkSpec) -> Bundle | None:
    """A link for each kernel of an image's many channels, from the map it weighs to the map it makes."""
    entering, leaving = network.shapes.get(link.source), network.shapes.get(link.origin.layer_id)
    channels = network.weights(link.target)[0].shape[1]
    if entering is None or leaving is None or len(entering) != 3 or entering[-1] != leaving[-1]:
        return None
    if kernels_on_wire(channels, entering) or link.origin.card.style is not Style.MAPS:
        return None
    start, end = link.origin.anchors_out(), link.target_item.anchors_in()
    if start is None or end is None or not len(start) or not len(end):
        return None
    ports = _middle(start), _middle(end)
    return Bundle(start, end, ports, [item.place for item in link.through])


def kernels_on_wire(channels: int, entering: Shape) -> bool:
    """Whether each filter is one picture: of an image of at most three channels, or of any sequence."""
    return len(entering) == 2 or channels <= MOST_AS_ONE


def _ends(target: LayerItem, start: Points) -> Points | None:
    if target.card.style is Style.FIELD and target.card.picture is not None:
        picture = target.card.picture.translated(target.place)
        half = min(FIELD_PITCH * (len(start) - 1), picture.height() - 24) / 2
        y = picture.center().y() + np.linspace(-half, half, len(start))
        return np.column_stack((np.full(len(start), picture.left()), y))[None]
    return target.anchors_in()


def covered(links: Iterable[LinkItem], bundles: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Wires that need no line of their own: they have a bundle, or lead to a pill that a bundle runs through."""
    by_key = {link.key: link for link in links}
    found: set[tuple[int, int]] = set()
    for key in bundles:
        found.add(key)
        chain = [by_key[key].origin, *by_key[key].through, by_key[key].target_item]
        found.update((a.layer_id, b.layer_id) for a, b in pairwise(chain))
    return found
