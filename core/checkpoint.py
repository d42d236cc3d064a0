"""Checkpoint: everything a resumed run needs, frozen; and a store of them bounded in bytes.

A checkpoint is named arrays plus plain JSON data (counts, generator states), so that it can be written to a file
without an unpickler. It is not what the screen needs: that is the Snapshot. Imports numpy.
"""

from collections import OrderedDict
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.frozen import dataclass
from core.network import NetworkSpec
from core.snapshot import Slot


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """``arrays`` by name (theta, change, moments, order of the rows...), ``facts`` as JSON data."""

    network: NetworkSpec
    slots: tuple[Slot, ...]
    arrays: dict[str, NDArray[Any]]
    facts: dict[str, Any] = field(default_factory=dict)
    states: tuple[Slot, ...] = ()
    """The pieces of the array ``state``, where there is one."""

    @property
    def nbytes(self) -> int:
        """Memory the arrays take."""
        return sum(array.nbytes for array in self.arrays.values())

    @property
    def is_finite(self) -> bool:
        """Whether weights and states are numbers, so that a run can go on from here."""
        flat = (self.arrays[name] for name in ("theta", "state") if name in self.arrays)
        return all(bool(np.isfinite(each).all()) for each in flat)

    def weights(self) -> dict[str, NDArray[Any]]:
        """Weight arrays by "<layer name>.<array>"."""
        names = {node.id: node.name for node in self.network.nodes}
        weights = {f"{names[slot.layer]}.{slot.array}": slot.view(self.arrays["theta"]) for slot in self.slots}
        return weights | {f"{names[slot.layer]}.{slot.array}": slot.view(self.arrays["state"]) for slot in self.states}


class CheckpointStore:
    """Checkpoints by id, the oldest dropped when they take more than ``limit`` bytes."""

    def __init__(self, limit: int = 256 * 2**20) -> None:
        self.limit = limit
        self._held: OrderedDict[int, Checkpoint] = OrderedDict()

    def put(self, key: int, checkpoint: Checkpoint) -> frozenset[int]:
        """Keep a checkpoint under an id of the caller's; ids of the ones that had to be dropped for it."""
        self._held[key] = checkpoint
        dropped = set()
        while len(self._held) > 1 and sum(each.nbytes for each in self._held.values()) > self.limit:
            dropped.add(self._held.popitem(last=False)[0])
        return frozenset(dropped)

    def get(self, key: int) -> Checkpoint | None:
        """The checkpoint of this id, or None where it had to be dropped."""
        return self._held.get(key)

    def clear(self) -> None:
        """Let go of all."""
        self._held.clear()

    def __contains__(self, key: int) -> bool:
        return key in self._held


def copy_of(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only copy; of nothing but zeros, as moments begin, one that takes no memory where the system lets it."""
    empty = array.flags.c_contiguous and not array.reshape(-1).view(np.uint8).any()  # by its bytes: -0.0 is kept
    copied = np.zeros(array.shape, array.dtype) if empty else np.array(array)
    copied.flags.writeable = False
    return copied
