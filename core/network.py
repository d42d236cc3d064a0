"""NetworkSpec: the drawing as a frozen graph of layers, with its shapes and its problems.

Nodes hold an id (given once, never used again), a unique name, a layer and the ids they draw from. An unfinished
drawing is legal: ``problems`` says, layer by layer, what keeps it from running and what would mend it.
Example: Input (8, 8, 1) -> Flatten (64,) -> Dense (10,) has the shapes {1: (8, 8, 1), 2: (64,), 3: (10,)}.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from core.errors import FormatError, SpecError
from core.layers import Input, Layer, Weight
from core.layers.base import show_shape
from core.losses import LOSSES
from core.spec import did_you_mean, read_value
from core.task import Shape, Task

MAX_LAYERS = 10_000


@dataclass(frozen=True)
class Node:
    """One layer of the drawing and the ids of the nodes whose outputs enter it."""

    id: int
    name: str
    layer: Layer
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Remedy:
    """What would mend a problem: the button's text, and the pure edit of that name in core.edit with its arguments."""

    text: str
    edit: str
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Problem:
    """One sentence about one layer (None: the whole drawing); ``blocking`` ones keep the network from running."""

    text: str
    layer: int | None = None
    remedy: Remedy | None = None
    blocking: bool = True


@dataclass(frozen=True)
class NetworkSpec:
    """A frozen graph. ``next_id`` outlives deleted layers so that no id returns."""

    nodes: tuple[Node, ...] = ()
    loss: str = "mean_squared_error"
    next_id: int = 1

    # -- looking things up -------------------------------------------------------------------------------------------

    @cached_property
    def by_id(self) -> dict[int, Node]:
        """Nodes by their id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def consumers(self) -> dict[int, tuple[int, ...]]:
        """For each id, the ids of the nodes its output enters."""
        found: dict[int, list[int]] = {node.id: [] for node in self.nodes}
        for node in self.nodes:
            for source in node.inputs:
                if source in found:
                    found[source].append(node.id)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Ids sorted so that every node follows its inputs; nodes on a cycle are left out."""
        waiting = {node.id: sum(source in self.by_id for source in node.inputs) for node in self.nodes}
        ready = [node.id for node in self.nodes if not waiting[node.id]]
        done: list[int] = []
        while ready:
            current = ready.pop(0)
            done.append(current)
            for consumer in self.consumers[current]:
                waiting[consumer] -= 1
                if not waiting[consumer]:
                    ready.append(consumer)
        return tuple(done)

    @cached_property
    def running(self) -> tuple[Node, ...]:
        """The nodes that data reaches, in order; the others are left aside when the network runs."""
        reached: set[int] = set()
        for key in self.order:
            node = self.by_id[key]
            if isinstance(node.layer, Input) or (node.inputs and all(source in reached for source in node.inputs)):
                reached.add(key)
        return tuple(self.by_id[key] for key in self.order if key in reached)

    @cached_property
    def input(self) -> Node | None:
        """The one Input, or None."""
        found = [node for node in self.nodes if isinstance(node.layer, Input)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def output(self) -> Node | None:
        """The one running node that no running node draws from, or None."""
        ends = self.ends
        return ends[0] if len(ends) == 1 else None

    @cached_property
    def ends(self) -> tuple[Node, ...]:
        """Running nodes, other than a lone Input, whose output enters no running node."""
        used = {source for node in self.running for source in node.inputs}
        ends = [node for node in self.running if node.id not in used]
        return tuple(node for node in ends if not isinstance(node.layer, Input) or len(ends) == 1)

    @cached_property
    def shapes(self) -> dict[int, Shape]:
        """Public output shape of every node whose inputs fit; see ``misfits`` for the others."""
        return self._infer[0]

    @cached_property
    def misfits(self) -> dict[int, SpecError]:
        """Nodes whose inputs do not fit, with the predicate that says why."""
        return self._infer[1]

    @cached_property
    def _infer(self) -> tuple[dict[int, Shape], dict[int, SpecError]]:
        shapes: dict[int, Shape] = {}
        misfits: dict[int, SpecError] = {}
        for key in self.order:
            node = self.by_id[key]
            entering = self.input_shapes(key, shapes)
            if entering is None or any(True for _ in node.layer.complaints()):
                continue
            try:
                shapes[key] = node.layer.output_shape(entering)
            except SpecError as error:
                misfits[key] = error
        return shapes, misfits

    def input_shapes(self, key: int, shapes: Mapping[int, Shape] | None = None) -> tuple[Shape, ...] | None:
        """Shapes entering node ``key``, or None where one is missing or unknown."""
        known = self.shapes if shapes is None else shapes
        node = self.by_id[key]
        fewest, _ = node.layer.inputs
        if len(node.inputs) < fewest or any(source not in known for source in node.inputs):
            return None
        return tuple(known[source] for source in node.inputs)

    def weights(self, key: int) -> tuple[Weight, ...]:
        """Weight arrays of node ``key``; empty while its inputs are unknown."""
        if key not in self.shapes:
            return ()
        return self.by_id[key].layer.weights(self.input_shapes(key) or ())

    def states(self, key: int) -> tuple[Weight, ...]:
        """Arrays of node ``key`` that follow no gradient, likewise."""
        if key not in self.shapes:
            return ()
        return self.by_id[key].layer.states(self.input_shapes(key) or ())

    def parameters(self, key: int | None = None) -> int:
        """How many weights and biases node ``key`` has, or all running nodes together."""
        keys = [node.id for node in self.running] if key is None else [key]
        return sum(_count(weight.shape) for each in keys for weight in self.weights(each))

    def free_name(self, wish: str) -> str:
        """``wish``, or ``wish 2``, ``wish 3``... where that name is taken."""
        taken = {node.name for node in self.nodes}
        name, number = wish, 2
        while name in taken:
            name, number = f"{wish} {number}", number + 1
        return name

    def reaches(self, start: int, goal: int) -> bool:
        """Whether data leaving ``start`` can arrive at ``goal``."""
        seen, waiting = set(), [start]
        while waiting:
            current = waiting.pop()
            if current == goal:
                return True
            if current not in seen:
                seen.add(current)
                waiting.extend(self.consumers.get(current, ()))
        return False

    def reaches_itself(self, key: int) -> bool:
        """Whether the wires leaving ``key`` come back to it."""
        return any(self.reaches(consumer, key) for consumer in self.consumers[key])

    def label(self, node: Node) -> str:
        """``Dense 'hidden'``: how sentences name a layer."""
        return f"{node.layer.kind} '{node.name}'"

    # -- problems ----------------------------------------------------------------------------------------------------

    def problems(self, task: Task | None = None) -> tuple[Problem, ...]:
        """What keeps the network from running on ``task``, most urgent first; non-blocking advice comes last."""
        from core.problems import find  # the rules are a file of their own; they read this class

        return find(self, task)

    def require_runnable(self, task: Task | None = None) -> None:
        """SpecError with the first blocking problem, if any."""
        for problem in self.problems(task):
            if problem.blocking:
                raise SpecError(problem.text)

    # -- JSON --------------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, object]:
        """``{"layers": [...], "loss": name}``."""
        return {"layers": [_node_to_json(node) for node in self.nodes], "loss": self.loss, "next_id": self.next_id}

    @classmethod
    def from_json(cls, raw: object) -> "NetworkSpec":
        """Read a network; unknown kinds, double ids and wires to nowhere are FormatErrors that name them."""
        if not isinstance(raw, dict) or not isinstance(raw.get("layers"), list):
            raise FormatError("The key 'network' should be an object with a list 'layers'.")
        for key in raw:
            if key not in ("layers", "loss", "next_id"):
                raise FormatError(f"network has an unknown key '{key}'{did_you_mean(key, ['layers', 'loss'])}.")
        if len(raw["layers"]) > MAX_LAYERS:
            raise FormatError(f"The network has {len(raw['layers']):,} layers; at most {MAX_LAYERS:,} can be opened.")
        network = cls()
        for number, each in enumerate(raw["layers"], 1):
            network = _add_from_json(network, each, number)
        _check_wires(network)
        last = read_value(int, raw.get("next_id", 0), "network, key 'next_id'")
        return replace(network, loss=_read_loss(raw.get("loss"), network), next_id=max(last, network.next_id))


def _count(shape: Shape) -> int:
    total = 1
    for each in shape:
        total *= each
    return total


def _node_to_json(node: Node) -> dict[str, object]:
    fields = node.layer.to_json()
    kind = fields.pop("kind")
    return {"id": node.id, "kind": kind, "name": node.name} | fields | {"inputs": list(node.inputs)}


def _add_from_json(network: NetworkSpec, raw: object, number: int) -> NetworkSpec:
    where = f"layer {number}"
    if not isinstance(raw, dict):
        raise FormatError(f"{where} should be an object with a 'kind'; received {raw!r:.60}.")
    where = f"layer '{raw['name']}'" if isinstance(raw.get("name"), str) else where
    rest = {key: value for key, value in raw.items() if key not in ("id", "name", "inputs")}
    layer = Layer.from_json(rest, where)
    key = read_value(int, raw.get("id", network.next_id), f"{where}, key 'id'")
    if key < 1 or key in network.by_id:
        raise FormatError(f"{where} has the id {key}; ids are whole numbers from 1, each used once.")
    name = read_value(str, raw.get("name", network.free_name(layer.kind.lower())), f"{where}, key 'name'")
    inputs = read_value(tuple[int, ...], raw.get("inputs", []), f"{where}, key 'inputs'")
    node = Node(key, name, layer, inputs)
    return replace(network, nodes=(*network.nodes, node), next_id=max(network.next_id, key + 1))


def _check_wires(network: NetworkSpec) -> None:
    for node in network.nodes:
        for source in node.inputs:
            if source not in network.by_id:
                raise FormatError(f"{network.label(node)} draws from layer {source}, which is not in the file.")


def _read_loss(raw: object, network: NetworkSpec) -> str:
    if isinstance(raw, dict) and len(raw) == 1:  # one head, named: {"output": "mean_squared_error"}
        ((head, raw),) = raw.items()
        if head not in {node.name for node in network.nodes}:
            raise FormatError(f"The loss names the layer '{head}', which is not in the network.")
    if raw is None:
        return NetworkSpec.loss
    if not isinstance(raw, str) or raw not in LOSSES:
        raise FormatError(f"Unknown loss '{raw!s:.60}'{did_you_mean(str(raw), LOSSES) or _known(LOSSES)}.")
    return raw


def _known(names: Iterable[str]) -> str:
    return f" (known: {', '.join(names)})"


def describe_input(shape: Shape) -> str:
    """``64 numbers`` or ``8 × 8 × 1``."""
    return f"{shape[0]:,} number{'s' * (shape[0] != 1)}" if len(shape) == 1 else show_shape(shape)
