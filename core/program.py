"""Program: a network compiled for one batch size: flat vectors, ops on buffers, and the plan of phases.

``theta``, ``grad`` and ``change`` are flat vectors of one layout, ``state`` holds what follows no gradient; slots name
their pieces and every layer works on reshaped views. ``plan`` pairs each phase with the bound function that runs it:
forward, error and backward passes are nothing but walks along it. Example: 64-32-10 has theta (2410,), and 2 + 1 + 4
phases before the update.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from core.activations import Array
from core.flat import flat
from core.head import Head, Share
from core.layers import Input, Op, Weight
from core.layers.base import Build, Param
from core.layers.reshape import InputOp
from core.locks import locks_of
from core.network import NetworkSpec
from core.snapshot import Phase, PhaseKind, Slot

Step = tuple[Phase, Callable[[], None]]
Shares = dict[int, Share]
"""By layer id of a head, how much each of its examples counts; see core.class_weights."""
LEAST_ROWS, MOST_ROWS, MOST_NUMBERS = 64, 1024, 250_000
"""How many rows are predicted at a time, and how many numbers they may take where that leaves enough rows: a megabyte,
which stays in the cache (measured: no number of rows from 64 on is faster than another)."""


@dataclass(eq=False)
class Vectors:
    """The flat vectors of a network and the names of their pieces; shared by a program and all its twins."""

    network: NetworkSpec
    slots: tuple[Slot, ...]
    theta: Array
    grad: Array
    change: Array
    mask: Array | None
    """1 where training changes a weight, 0 where it is locked; None where nothing is locked."""
    rngs: "dict[int, np.random.Generator]"
    """A generator for each layer that draws numbers while training."""
    states: tuple[Slot, ...]
    state: Array
    """What training changes by no gradient, such as moving statistics; ``states`` name its pieces."""
    shares: Shares = field(default_factory=dict)
    """How much an example counts by its class, at each head where that matters; used by programs that train."""

    def relock(self, network: NetworkSpec) -> None:
        """Take a network that differs in its locks only; weights, gradients and generators stay as they are."""
        self.network = network
        self.mask = trainable_mask(network, self.slots, self.theta.dtype)


def rows_at_once(network: NetworkSpec) -> int:
    """How many rows a program for prediction takes at a time: 1024, fewer where layers are large, but at least 64.

    Example: 784-128-10 holds 1,706 numbers a row: 146 rows.
    """
    numbers = sum(int(np.prod(network.shapes[node.id], dtype=np.int64)) for node in network.running)
    return min(MOST_ROWS, max(LEAST_ROWS, MOST_NUMBERS // max(numbers, 1)))


class Program:
    """The runtime of a network for exactly ``n`` examples at a time; see the module's header."""

    def __init__(self, vectors: Vectors, n: int, training: bool) -> None:
        network = vectors.network
        self.vectors = vectors
        self.theta, self.grad, self.change = vectors.theta, vectors.grad, vectors.change
        self.slots = vectors.slots
        self.states, self.state = vectors.states, vectors.state
        self.dtype: np.dtype[Any] = vectors.theta.dtype
        self.n = n
        self.training = training
        self.ops: dict[int, Op] = {}
        for node in network.running:
            self.ops[node.id] = node.layer.op(self._build(node.id))
        entry = network.input
        assert entry is not None and network.heads  # compile_network has checked it
        self.input = self.ops[entry.id]
        assert isinstance(self.input, InputOp)
        self.x = self.input.rows
        self.heads = tuple(Head(node.id, self.ops[node.id], network.loss_of(node.id)) for node in network.heads)
        self._head_of = {head.layer: head for head in self.heads}
        self.weigh_classes()
        self._errors = tuple(head.error for head in self.heads)
        self.y = self.heads[0].rows
        params = [param for key in self.ops for param in self.params_of(key).values()]
        self.penalties = tuple(param for param in params if any(vars(param.regularizer).values()))
        self._penalty_scratch = tuple(np.empty(value.size, self.dtype) for value, _, _ in self.penalties)
        self.loss = 0.0
        """The number that is minimised, after the last ERROR: mean loss of the batch over all heads, plus penalties."""
        self.plan: tuple[Step, ...] = (*self._forward(), *self._error(), *self._backward())
        self._forwards = tuple(run for _, run in self._forward())

    @property
    def network(self) -> NetworkSpec:
        """The drawing; all twins share it."""
        return self.vectors.network

    def params_of(self, key: int) -> dict[str, Param]:
        """The weight arrays of layer ``key`` by name, as views of the flat vectors."""
        regularizers = {weight.name: weight.regularizer for weight in self.network.weights(key)}
        return {
            slot.array: Param(slot.view(self.theta), slot.view(self.grad), regularizers[slot.array])
            for slot in self.slots
            if slot.layer == key
        }

    def _build(self, key: int) -> Build:
        network = self.network
        sources = tuple(self.ops[source] for source in network.by_id[key].inputs)
        return Build(
            sources, network.input_shapes(key) or (), network.shapes[key], self.n, self.dtype, self.params_of(key),
            self.vectors.rngs[key], self.training,
            {slot.array: slot.view(self.state) for slot in self.states if slot.layer == key},
        )  # fmt: skip

    def _layers(self) -> list[int]:
        return [node.id for node in self.network.running if not isinstance(node.layer, Input)]

    def _forward(self) -> list[Step]:
        return [(Phase(PhaseKind.FORWARD, key), self.ops[key].forward) for key in self._layers()]

    def _error(self) -> list[Step]:
        return [(Phase(PhaseKind.ERROR), self.error)]

    def _backward(self) -> list[Step]:
        """Blame and gradient per layer from the last; layers that no weight lies at or before are left out."""
        holders = {slot.layer for slot in self.slots}
        needed = {key for key in self._layers() if any(self.network.reaches(holder, key) for holder in holders)}
        steps: list[Step] = []
        for key in reversed(self._layers()):
            op = self.ops[key]
            if key in needed:
                head = self._head_of.get(key)
                steps.append((Phase(PhaseKind.BLAME, key), op.blame if head is None else head.blame))
            if key in holders:
                steps.append((Phase(PhaseKind.GRADIENT, key), op.gradient))
        return steps

    def error(self) -> None:
        """The loss of the batch: the sum over the heads, penalties on the weights included."""
        total = 0.0
        for error in self._errors:
            total += error()
        self.loss = total + self.penalty() if self.penalties else total

    def head_of(self, layer: int) -> Head | None:
        """The head that this layer is, if it is one."""
        return self._head_of.get(layer)

    def weigh_classes(self) -> None:
        """Take the class weights that ``vectors`` hold by now; a program that only looks counts every example once."""
        for head in self.heads:
            head.weigh(self.vectors.shares.get(head.layer) if self.training else None)

    def penalty(self) -> float:
        """l1 * sum |w| + l2 * sum w^2 over all regularized arrays."""
        total = 0.0
        for (value, _, regularizer), scratch in zip(self.penalties, self._penalty_scratch, strict=True):
            flat = value.reshape(-1)
            if regularizer.l2:
                total += regularizer.l2 * float(np.dot(flat, flat))
            if regularizer.l1:
                total += regularizer.l1 * float(np.add.reduce(np.abs(flat, out=scratch)))
        return total

    def forward(self) -> None:
        """Run all FORWARD phases on the batch in ``x``."""
        for run in self._forwards:
            run()

    def run(self) -> None:
        """Run every phase but the update."""
        for _, run in self.plan:
            run()

    def load(self, x: Array, *targets: Array) -> None:
        """Copy rows (n, features...) and encoded targets (n, outputs), one array a head or none, into the buffers."""
        self.x[...] = x.reshape(self.x.shape)
        for head, y in zip(self.heads, targets, strict=bool(targets)):
            head.rows[...] = y

    @property
    def output(self) -> Array:
        """a of the main head, (outputs, n)."""
        return self.heads[0].op.a

    def twin(self, n: int, training: bool | None = None) -> "Program":
        """A program of another batch size on the same weights, gradients and generators, with its own buffers."""
        return Program(self.vectors, n, self.training if training is None else training)

    def inherit(self, old: "Program") -> frozenset[int]:
        """Take over weights where layer, name, shape and initializer are the same; the layers taken over."""
        known = {old.identity(slot): slot for slot in old.slots}
        kept = set()
        for slot in self.slots:
            source = known.get(self.identity(slot))
            if source is not None:
                np.copyto(slot.view(self.theta), source.view(old.theta), casting="same_kind")
                np.copyto(slot.view(self.change), source.view(old.change), casting="same_kind")
                kept.add(slot.layer)
        held = {(slot.layer, slot.array, slot.shape): slot for slot in old.states}
        for slot in self.states:
            source = held.get((slot.layer, slot.array, slot.shape))
            if source is not None:
                np.copyto(slot.view(self.state), source.view(old.state), casting="same_kind")
        return frozenset(kept)

    def identity(self, slot: Slot) -> tuple[object, ...]:
        """What must be the same for a slot's weights to be worth keeping after an edit."""
        weights = {weight.name: weight for weight in self.network.weights(slot.layer)}
        return (slot.layer, slot.array, slot.shape, weights[slot.array].initializer)


def compile_network(
    network: NetworkSpec, *, batch: int, dtype: DTypeLike = np.float32, seed: int = 0, training: bool = True
) -> Program:
    """Compile for ``batch`` examples with freshly initialized weights; SpecError where the drawing cannot run.

    Every array starts from a generator of its own, seeded by (seed, layer id, array), so that editing one layer
    leaves the start of the others as it was.
    """
    network.require_runnable()
    kind = np.dtype(dtype)
    slots, states = _lay_out(network, network.weights), _lay_out(network, network.states)
    theta, grad, change = (flat(slots[-1].stop if slots else 0, kind) for _ in range(3))
    state = np.zeros(states[-1].stop if states else 0, kind)
    rngs = {node.id: np.random.default_rng([seed, node.id, 99]) for node in network.running}
    mask = trainable_mask(network, slots, kind)
    vectors = Vectors(network, slots, theta, grad, change, mask, rngs, states, state)
    for slot in slots:
        start(network, slot.layer, slot.array, seed, slot.view(theta))
    for slot in states:
        rest = next(each for each in network.states(slot.layer) if each.name == slot.array)
        rest.initializer.fill(slot.view(state), rest.fan_in, rest.fan_out, rngs[slot.layer])
    return Program(vectors, batch, training)


def _lay_out(network: NetworkSpec, arrays: Callable[[int], tuple[Weight, ...]]) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    start = 0
    for node in network.running:
        for weight in arrays(node.id):
            stop = start + int(np.prod(weight.shape, dtype=np.int64))
            slots.append(Slot(node.id, weight.name, start, stop, weight.shape))
            start = stop
    return tuple(slots)


def trainable_mask(network: NetworkSpec, slots: Sequence[Slot], dtype: np.dtype[Any]) -> Array | None:
    """1 for each weight that training moves, 0 for each locked one (weights,); None where all are free."""
    mask = flat(slots[-1].stop if slots else 0, dtype, 1.0)
    for key in {slot.layer: None for slot in slots}:
        locks = locks_of(network, key)
        for slot in slots:
            if slot.layer == key:
                slot.view(mask)[locks[slot.array]] = 0.0
    return None if mask.all() else mask


def start(network: NetworkSpec, key: int, array: str, seed: int, out: Array) -> None:
    """Write the weights that one array of layer ``key`` starts from under ``seed`` into ``out``."""
    weights = network.weights(key)
    index = next(at for at, weight in enumerate(weights) if weight.name == array)
    weight, rng = weights[index], np.random.default_rng([seed, key, index])
    weight.initializer.fill(out, weight.fan_in, weight.fan_out, rng)
