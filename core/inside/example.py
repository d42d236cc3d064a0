"""Example: one example's pass through a network: every layer's numbers and the weights they came from.

Made of a snapshot, whose arrays are copies of those the passes wrote. A layer's numbers are (channels, ...) without the
example axis. Example: of LeNet-5 ``example.a(2)`` is (6, 28, 28) and ``example.weights(2)["weight"]`` (6, 1, 5, 5).
"""

from collections.abc import Mapping

from core.activations import Array
from core.frozen import dataclass
from core.layers import Layer
from core.network import NetworkSpec, Node
from core.program import Program
from core.snapshot import PhaseKind, Slot, Snapshot

Numbers = Mapping[int, Array]


@dataclass(frozen=True, eq=False)
class Example:
    """See the module's header; a layer whose phase has not run has no entry."""

    network: NetworkSpec
    slots: tuple[Slot, ...]
    theta: Array
    outputs: Numbers
    sums: Numbers
    blames: Numbers

    @classmethod
    def of(cls, snapshot: Snapshot | None) -> "Example | None":
        """The watched example of a snapshot; None where it has none, or watches the mean of several."""
        if snapshot is None or snapshot.watched is None or snapshot.watched.row < 0:
            return None
        layers = snapshot.watched.layers
        return cls(
            snapshot.network, snapshot.slots, _used(snapshot),
            {key: each.a[..., 0] for key, each in layers.items() if each.a.size},
            {key: each.z[..., 0] for key, each in layers.items() if each.z.size},
            {key: each.delta[..., 0] for key, each in layers.items() if each.delta.size},
        )  # fmt: skip

    @classmethod
    def from_program(cls, program: Program) -> "Example":
        """The first example of a program after its forward pass, as copies."""
        ops = program.ops.items()
        return cls(
            program.network, program.slots, program.theta.copy(), {key: op.a[..., 0].copy() for key, op in ops},
            {key: op.z[..., 0].copy() for key, op in ops}, {},
        )  # fmt: skip

    def node(self, layer: int) -> Node:
        """The layer as it is drawn."""
        return self.network.by_id[layer]

    def kind(self, layer: int) -> Layer:
        """Its settings."""
        return self.node(layer).layer

    def source(self, layer: int) -> int:
        """The layer whose numbers enter first."""
        return self.node(layer).inputs[0]

    def has(self, layer: int) -> bool:
        """Whether its numbers and those that entered are there."""
        node = self.network.by_id.get(layer)
        return node is not None and all(key in self.outputs for key in (layer, *node.inputs))

    def weights(self, layer: int) -> dict[str, Array]:
        """Its arrays by name, as views."""
        return {slot.array: slot.view(self.theta) for slot in self.slots if slot.layer == layer}


def _used(snapshot: Snapshot) -> Array:
    """The weights the pass ran with: at the end of a walked step the update has moved them on."""
    walk = snapshot.walk
    if walk is not None and walk.stop is not None and walk.stop.kind is PhaseKind.UPDATE:
        return snapshot.theta - snapshot.change
    return snapshot.theta
