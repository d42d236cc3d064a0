"""Card numbers: all that a card may show of a snapshot, as a key: two stops of a walk with the same one look alike.

From one stop to the next most cards show what they showed before, though every array of a snapshot is a copy. Worked
shape: at "Forward, output" of digits the cards of the picture, of Flatten and of the hidden layer have their former
keys, and only the output is drawn anew.
"""

from collections.abc import Hashable

import numpy as np

from core.activations import Array
from gui.canvas.cards import Style
from gui.canvas.colors import limit_of, neuron_values
from gui.canvas.items import LayerItem
from gui.canvas.live import VECTOR, Live

STILL = (Style.IMAGE, Style.PILL)
"""Cards that look the same in all views."""


def numbers_of(item: LayerItem, live: Live, view: str) -> Hashable | None:
    """The key, larger rather than smaller than what is shown; None where that is too much to look through: maps of a
    picture, and fields over the plane."""
    if live.snapshot is None or item.card.style in (Style.MAPS, Style.FIELD) or item.part.fields:
        return None
    key, watched = item.layer_id, live.snapshot.watched
    values = watched.layers.get(key) if watched is not None else None
    head = watched.heads.get(key) if watched is not None else None
    weights = view if view in VECTOR else "weight"
    arrays = (
        live.watched_input() if not item.takes_wires() else None,
        *((values.z, values.a, values.delta) if values is not None else ()),
        head.target if head is not None else None,
        live.matrix(key, weights), live.bias(key, weights), live.bias(key, "weight"),
    )  # fmt: skip
    whose = None if watched is None else watched.row
    common = (live.snapshot.revision, live.fresh(key), whose, tuple(map(_bytes, arrays)))
    if item.card.style in STILL:
        return common
    told = neuron_values(item, live, view)
    limit = limit_of(item, live, view, told) if told is not None else 0.0  # as the drawing would find it now
    return *common, view, live.scale(weights).limit, limit


def _bytes(array: Array | None) -> tuple[object, ...] | None:
    return None if array is None else (array.shape, array.dtype.char, np.ascontiguousarray(array).tobytes())
