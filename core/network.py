"""NetworkSpec: the drawing as a frozen graph of layers, with its shapes and its problems.

Nodes hold an id (given once, never used again), a unique name, a layer and the ids they draw from. An unfinished
drawing is legal: ``problems`` says, layer by layer, what keeps it from running and what would mend it.
Example: Input (8, 8, 1) -> Flatten (64,) -> Dense (10,) has the shapes {1: (8, 8, 1), 2: (64,), 3: (10,)}.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from core.errors import SpecError
from core.frozen import dataclass
from core.layers import Input, Layer, Weight
from core.layers.base import show_shape
from core.task import Shape, Task


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
    others: tuple[Remedy, ...] = ()
    """Further remedies, where there is more than one way."""

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """All of them, the first one first."""
        return (*((self.remedy,) if self.remedy else ()), *self.others)


@dataclass(frozen=True)
class NetworkSpec:
    """A frozen graph. ``next_id`` outlives deleted layers so that no id returns.

    One head: ``loss`` belongs to the one end, whichever layer that is. Several heads: ``losses`` names each by id, the
    main one first, and ``loss`` is that of the main one. What is minimised is the sum over the heads.
    """

    nodes: tuple[Node, ...] = ()
    loss: str = "mean_squared_error"
    next_id: int = 1
    losses: tuple[tuple[int, str], ...] = ()

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
    def heads(self) -> tuple[Node, ...]:
        """The running nodes that a loss judges, the main one first; the plain loss judges the first end."""
        if not self.losses:
            return self.ends[:1]
        running = {node.id: node for node in self.running}
        return tuple(running[key] for key, _ in self.losses if key in running)

    @property
    def output(self) -> Node | None:
        """The main head: the running node that no running node draws from, or the first of several; or None."""
        return self.heads[0] if self.heads else None

    def loss_of(self, key: int) -> str:
        """The name of the loss that judges head ``key``."""
        return dict(self.losses).get(key, self.loss)

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
        """``{"layers": [...], "loss": name}``, or ``"loss": {layer name: name}`` for several heads."""
        from core.network_json import write

        return write(self)

    @classmethod
    def from_json(cls, raw: object) -> "NetworkSpec":
        """Read a network; unknown kinds, double ids and wires to nowhere are FormatErrors that name them."""
        from core.network_json import read

        return read(raw)


def _count(shape: Shape) -> int:
    total = 1
    for each in shape:
        total *= each
    return total


def describe_input(shape: Shape) -> str:
    """``64 numbers`` or ``8 × 8 × 1``."""
    return f"{shape[0]:,} number{'s' * (shape[0] != 1)}" if len(shape) == 1 else show_shape(shape)
