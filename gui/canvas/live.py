"""Live: the numbers of the last snapshot as the canvas shows them, and which of them still belong to the drawing.

Reads a Snapshot, never changes it. A layer's weights count while its arrays have the shape the drawing asks for; its
activations while nothing before it was changed. Worked shape: ``matrix(3, "weight")`` is (32, 64) or None.
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.activations import Array
from core.data.dataset import Prepared
from core.network import NetworkSpec
from core.snapshot import PhaseKind, Slot, Snapshot
from core.walk import WalkState
from gui.canvas.scale import Scale

Vector = Literal["theta", "grad", "change"]
VECTOR: dict[str, Vector] = {"weight": "theta", "gradient": "grad", "change": "change"}


class Live:
    """Numbers by layer; None wherever there is nothing true to show."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.network = NetworkSpec()
        self.prepared: Prepared | None = None
        self.theta: Array | None = None
        """All weights as they stand with what was just set by hand, where that is not in the snapshot yet."""
        self.scales: dict[object, Scale] = {}
        self._fresh: dict[int, bool] = {}
        self._revision: object = None
        self._slots: dict[tuple[int, str], Slot | None] = {}
        """Where an array of the drawing stands in the snapshot's vectors; None where it has another shape there."""

    def use(self, snapshot: Snapshot | None, network: NetworkSpec) -> None:
        """Take the latest snapshot and the drawing it is shown on."""
        revision = snapshot.revision if snapshot else None
        if self.snapshot is None or revision != self._revision:
            for scale in self.scales.values():
                scale.release()
        known = (self.snapshot.network if self.snapshot else None) is (snapshot.network if snapshot else None)
        if not known or network is not self.network:
            self._fresh = fresh_layers(snapshot.network, network) if snapshot else {}
            self._slots = {}
        self.snapshot, self.network, self._revision = snapshot, network, revision

    @property
    def walk(self) -> WalkState | None:
        """The stop that is walked through, or None."""
        return self.snapshot.walk if self.snapshot is not None else None

    def scale(self, name: object) -> Scale:
        """The scale of this name, made on first use."""
        return self.scales.setdefault(name, Scale())

    def fresh(self, key: int) -> bool:
        """Whether activations of this layer belong to the drawing."""
        return self._fresh.get(key, False)

    def matrix(self, key: int, view: str) -> Array | None:
        """Weights, gradients or last changes of a layer as (units_out, units_in); None where they do not fit."""
        return self._array(key, "weight", VECTOR.get(view, "theta"))

    def bias(self, key: int, view: str) -> Array | None:
        """The same of its biases, (units,)."""
        return self._array(key, "bias", VECTOR.get(view, "theta"))

    def _array(self, key: int, name: str, vector: Vector) -> Array | None:
        if self.snapshot is None or key not in self.network.by_id:
            return None
        walk = self.walk
        if vector == "grad" and walk is not None and not walk.has(PhaseKind.GRADIENT, key):
            return None  # still that of an earlier step
        slot = self._slot(self.snapshot, key, name)
        if slot is None:
            return None
        found: Array = getattr(self.snapshot, vector)
        by_hand = self.theta if vector == "theta" else None
        return slot.view(by_hand if by_hand is not None and len(by_hand) == len(found) else found)

    def _slot(self, snapshot: Snapshot, key: int, name: str) -> Slot | None:
        if (key, name) not in self._slots:
            slot = snapshot.slots_of(key).get(name)
            wanted = next((weight.shape for weight in self.network.weights(key) if weight.name == name), None)
            self._slots[key, name] = slot if slot is not None and slot.shape == wanted else None
        return self._slots[key, name]

    def values(self, key: int, what: Literal["z", "a", "delta"]) -> Array | None:
        """z, a or delta of the watched example, flat; None where they belong to another drawing."""
        if self.snapshot is None or self.snapshot.watched is None or not self.fresh(key):
            return None
        layer = self.snapshot.watched.layers.get(key)
        if layer is None:
            return None
        found: Array = getattr(layer, what)
        return found.reshape(-1) if found.size else None

    def watched_input(self) -> Array | None:
        """The watched example as it enters, in its public shape."""
        entry = self.network.input
        if self.snapshot is None or self.snapshot.watched is None or entry is None or not self.fresh(entry.id):
            return None
        return self.snapshot.watched.x

    def in_units(self, key: int, neuron: int) -> float | None:
        """What a neuron of a regression's output says, in the target's own units; None where it has no others."""
        values = self.values(key, "a")
        if self.prepared is None or not self.prepared.preprocessing.target_scale or values is None:
            return None
        restored = self.prepared.preprocessing.restore(values[None])
        return float(restored[0, neuron]) if neuron < restored.shape[1] else None

    def plane(self, key: int) -> Array | None:
        """(units, grid, grid) of a layer over the plane, row 0 at the top."""
        if self.snapshot is None or self.snapshot.plane is None or not self.fresh(key):
            return None
        found = self.snapshot.plane.layers.get(key)
        return found[:, ::-1] if found is not None else None

    def link_values(self, target: int, source: int, view: str) -> Array | None:
        """What tints the links into a layer, (units_out, units_in); ``source`` is where its inputs come from."""
        matrix = self.matrix(target, view)
        if matrix is not None and matrix.ndim > 2:
            matrix = by_channel(matrix, self.network.shapes[source][-1])
        elif matrix is not None and not self.network.by_id[target].layer.wired:
            return None
        if matrix is None or view in VECTOR:
            return matrix
        if not self._flows(target, source, view):
            return None
        if len(self.network.shapes.get(target, ())) > 1:
            return self._weighed(matrix, target, source, view)
        if view == "blame":
            delta = self.values(target, "delta")
            return matrix * delta[:, None] if delta is not None and len(delta) == len(matrix) else None
        entering = self.entering(source)
        return matrix * entering if entering is not None and len(entering) == matrix.shape[1] else None

    def _weighed(self, matrix: Array, target: int, source: int, view: str) -> Array | None:
        """Kernels (maps out, maps in) times how strong their map is for the watched example, over all its places."""
        maps = self.maps(target, "delta") if view == "blame" else self.maps(source, "a")
        if maps is None:
            return None
        mean = np.abs(maps).mean(axis=(1, 2))
        weighed: Array = matrix * (mean[:, None] if view == "blame" else mean)
        return weighed

    def maps(self, key: int, what: Literal["a", "delta"]) -> Array | None:
        """Maps of the watched example, (channels, height, width), of a sequence (channels, 1, length)."""
        watched = self.snapshot.watched if self.snapshot is not None else None
        found = watched.layers.get(key) if watched is not None and self.fresh(key) else None
        array: Array | None = getattr(found, what) if found is not None else None
        if array is None or not array.size or array.ndim not in (3, 4):
            return None
        rows = 1 if array.ndim == 3 else array.shape[1]
        maps: Array = array.reshape(len(array), rows, -1)
        return maps

    def kernels(self, key: int, view: str) -> Array | None:
        """A picture of each kernel, (filters, rows, columns): of an image's its channels' mean, of a sequence's
        the channels below each other."""
        kernel = self.matrix(key, view)
        if kernel is None or kernel.ndim < 3:
            return None
        pictures: Array = kernel.mean(axis=1) if kernel.ndim == 4 else kernel
        return pictures

    def _flows(self, target: int, source: int, view: str) -> bool:
        """Whether this step's walk has come along the links: forwards into ``target``, backwards to ``source``."""
        walk = self.walk
        if walk is None:
            return True
        forward = view != "blame"
        return walk.has(PhaseKind.FORWARD, target) if forward else walk.has(PhaseKind.BLAME, source)

    def entering(self, source: int) -> Array | None:
        """What leaves ``source`` for the watched example, flat, in the order of the weights' columns."""
        entry = self.network.input
        if entry is not None and entry.id == source:
            x = self.watched_input()
            return x.reshape(-1) if x is not None else None
        return self.values(source, "a")


def fresh_layers(old: NetworkSpec, new: NetworkSpec) -> dict[int, bool]:
    """For each layer of ``new``, whether it and all before it are the same in ``old``."""
    found: dict[int, bool] = {}
    for key in new.order:
        node, before = new.by_id[key], old.by_id.get(key)
        same = before is not None and before.layer == node.layer and before.inputs == node.inputs
        found[key] = same and all(found.get(source, False) for source in node.inputs)
    return found


def strongest(values: npt.NDArray[np.floating], most: int) -> npt.NDArray[np.intp]:
    """Flat indices of the ``most`` largest |values|, ascending in size so that the strong are drawn last."""
    size = np.abs(values.reshape(-1))
    if len(size) > most:
        chosen = np.argpartition(size, len(size) - most)[-most:]
        return chosen.astype(np.intp)
    return np.arange(len(size), dtype=np.intp)


def by_channel(kernel: Array, channels: int) -> Array:
    """Of kernels (filters, channels a group, ...) the weight of largest size for each channel: (filters, channels).

    A filter that does not see a channel, because it is in another group, has 0 there.
    """
    flat = kernel.reshape(*kernel.shape[:2], -1)
    high, low = flat.max(axis=2), flat.min(axis=2)
    largest: Array = np.where(high >= -low, high, low)
    filters, seen = largest.shape
    if seen == channels:
        return largest
    wide = np.zeros((filters, channels), largest.dtype)
    first = np.arange(filters) // (filters // (channels // seen)) * seen
    np.put_along_axis(wide, first[:, None] + np.arange(seen), largest, axis=1)
    return wide


def order_by_use(live: Live, network: NetworkSpec, key: int, most: int, units: int) -> tuple[int, ...]:
    """The ``most`` neurons or maps of largest outgoing weight in index order; the first ones where none is known."""
    total: Any = 0.0
    for follower in _weighing(network, key):
        matrix = live.matrix(follower, "weight")
        if matrix is not None and matrix.ndim > 2:
            matrix = by_channel(matrix, network.shapes[network.by_id[follower].inputs[0]][-1])
        # Behind Flatten the channels of a place stand side by side.
        if matrix is not None and matrix.shape[1] and matrix.shape[1] % units == 0:
            total = total + np.abs(matrix).reshape(-1, units).sum(axis=0)
    if np.ndim(total) == 0:
        return tuple(range(min(units, most)))
    best = np.argsort(-total, kind="stable")[:most]
    return tuple(int(each) for each in np.sort(best))


def _weighing(network: NetworkSpec, key: int) -> list[int]:
    """The layers with a weight for each of their inputs that draw from ``key``, directly or through others."""
    found: list[int] = []
    waiting = list(network.consumers.get(key, ()))
    while waiting and len(found) < 64:
        current = waiting.pop()
        if any(weight.name == "weight" for weight in network.weights(current)):
            found.append(current)
        else:
            waiting.extend(network.consumers[current])
    return found
