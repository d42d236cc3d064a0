"""WeightAt: one weight by its layer, array and place in it; its place in the flat vector and its name, and back.

Example: in 2-8-8-1 ``WeightAt(3, "weight", (0, 4))`` lies at place 28 of theta and is called w_h2.1,h1.5.
"""

from collections.abc import Sequence

import numpy as np

from core.arithmetic import Index, Symbol
from core.equations.names import Names
from core.errors import SpecError
from core.frozen import dataclass
from core.network import NetworkSpec
from core.snapshot import Slot


@dataclass(frozen=True)
class WeightAt:
    """Layer by id, the name of its array, the place in that array."""

    layer: int
    array: str
    index: Index


def slot_of(slots: Sequence[Slot], weight: WeightAt) -> Slot:
    """The slot that holds this weight; SpecError where the drawing has changed and there is none."""
    for slot in slots:
        named = (slot.layer, slot.array) == (weight.layer, weight.array) and len(slot.shape) == len(weight.index)
        if named and all(0 <= at < size for at, size in zip(weight.index, slot.shape, strict=True)):
            return slot
    raise SpecError("The drawing no longer has this weight; choose another.")


def place_of(slots: Sequence[Slot], weight: WeightAt) -> int:
    """Where it lies in the flat vectors."""
    slot = slot_of(slots, weight)
    return slot.start + int(np.ravel_multi_index(weight.index, slot.shape))


def weight_at(slots: Sequence[Slot], place: int) -> WeightAt:
    """The weight at a place of the flat vectors."""
    slot = next(slot for slot in slots if slot.start <= place < slot.stop)
    index = tuple(int(each) for each in np.unravel_index(place - slot.start, slot.shape))
    return WeightAt(slot.layer, slot.array, index)


def symbol_of(network: NetworkSpec, weight: WeightAt) -> Symbol:
    """What equations call it."""
    return Names(network).of(weight.layer, weight.array, weight.index)
