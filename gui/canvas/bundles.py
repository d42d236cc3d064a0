"""Bundles of a scene: which connections are drawn link by link, which as one ribbon, and where each link ends.

Computed when cards change or move. A connection behind pills is drawn once, from the layer whose numbers it carries,
through the pills. Worked shape: image 8 x 8 -> Flatten -> Dense 32 is one Bundle of 64 starts and 24 ends.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF

from core.network import NetworkSpec
from gui.canvas.bundle import Points
from gui.canvas.cards import Style
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.links import Bundle
from gui.canvas.lock_marks import shown_locks

FAN = 0.52
"""Links leave an image along this share of its card's height."""
FIELD_PITCH = 10.0


def bundle_of(link: LinkItem, network: NetworkSpec) -> Bundle | None:
    """The bundle drawn for a connection, or None where it is a ribbon or part of the bundle behind a pill."""
    target = link.target_item
    if target.node.layer.kind != "Dense" or target.card.style is Style.MAP or link.origin.pill:
        return None
    entering = network.shapes.get(link.source)
    start = _starts(link.origin, network)
    if start is None or entering is None or len(entering) != 1 or target.layer_id not in network.shapes:
        return None
    end = _ends(target, link.origin.card.shown, start)
    if end is None or not len(end):
        return None
    ports = link.origin.port_out(), target.port_in()
    if link.origin.card.slots is not None:
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
    return origin.anchors_out()


def _ends(target: LayerItem, shown: tuple[int, ...], start: Points) -> Points | None:
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
