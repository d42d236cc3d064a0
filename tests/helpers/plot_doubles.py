"""Doubles for the plots: a runner that only tells, and a small network trained here to have honest numbers.

``Trained`` trains layers of tanh or relu with Adam in plain numpy, rows first, and gives Snapshots of it; it checks
nothing in core. Worked shape: ``Trained(project, dataset).epochs(5)`` gives a Snapshot with curves of 5 epochs.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.data.dataset import Dataset, prepare
from core.data_spec import ToyData
from core.layers import Dense, Flatten, Input
from core.network import NetworkSpec, Node
from core.snapshot import Curves, Evaluation, FieldMaps, Metrics, Series, Slot, Snapshot
from core.task import Task


class FakeRunner(QObject):
    """The signals and attributes of TrainingRunner that views read; ``tell`` plays the part of the worker."""

    snapshot_ready = Signal(object)
    state_changed = Signal(object)
    prepared_changed = Signal(object)
    diverged = Signal(object)
    failed = Signal(str)
    speed_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.snapshot: Snapshot | None = None
        self.prepared: Any = None
        self.task: Task | None = None
        self.state: Any = None
        self.blocked_because = ""
        self.watched: list[int] = []
        self.watched_row = 0
        self.shelf: Any = None

    def prepare(self, prepared: Any) -> None:
        self.prepared, self.task = prepared, prepared.dataset.task
        self.prepared_changed.emit(prepared)

    def tell(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.snapshot_ready.emit(snapshot)

    def watch(self, row: int) -> None:
        self.watched.append(row)


def network(shape: tuple[int, ...], *units: int, activation: str = "relu", last: str = "softmax") -> NetworkSpec:
    """Input, a Flatten for images, Dense layers named hidden (1, 2, ...) and output."""
    nodes = [Node(1, "input", Input(shape=shape))]
    if len(shape) > 1:
        nodes.append(Node(2, "flatten", Flatten(), (1,)))
    for index, size in enumerate(units):
        final = index == len(units) - 1
        name = "output" if final else "hidden" if len(units) == 2 else f"hidden {index + 1}"
        layer = Dense(units=size, activation=last if final else activation)
        nodes.append(Node(len(nodes) + 1, name, layer, (len(nodes),)))
    return NetworkSpec(tuple(nodes), "mean_squared_error", len(nodes) + 1)


class Trained:
    """A network of Dense layers, its weights and what was noted while it trained."""

    def __init__(self, spec: NetworkSpec, dataset: Dataset, rate: float = 0.01, batch: int = 32, seed: int = 1) -> None:
        self.spec, self.rate, self.batch = spec, rate, batch
        self.prepared = prepare(dataset, ToyData(validation_fraction=0.2))
        self.task = dataset.task
        self.rng = np.random.default_rng(seed)
        self.dense = [node for node in spec.nodes if isinstance(node.layer, Dense)]
        self.slots, self.theta = self._start()
        self.change, self.moment, self.square = (np.zeros_like(self.theta) for _ in range(3))
        self.step = self.epoch = 0
        self.losses: list[float] = []
        self.moves: dict[int, list[float]] = {node.id: [] for node in self.dense}
        self.log: dict[str, list[float]] = {}

    def _start(self) -> tuple[tuple[Slot, ...], np.ndarray]:
        slots, parts, start = [], [], 0
        for node in self.dense:
            for weight in self.spec.weights(node.id):
                size = int(np.prod(weight.shape))
                slots.append(Slot(node.id, weight.name, start, start + size, weight.shape))
                scale = np.sqrt(2 / sum(weight.shape)) if weight.name == "weight" else 0.0
                parts.append(self.rng.normal(size=size) * scale)
                start += size
        return tuple(slots), np.concatenate(parts)

    def arrays(self, vector: np.ndarray, layer: int) -> dict[str, np.ndarray]:
        return {slot.array: slot.view(vector) for slot in self.slots if slot.layer == layer}

    def forward(self, x: np.ndarray) -> list[np.ndarray]:
        """Activations of every Dense layer, rows first, with the input as the first."""
        outs = [x.reshape(len(x), -1).astype(float)]
        for node in self.dense:
            own = self.arrays(self.theta, node.id)
            outs.append(_activate(outs[-1] @ own["weight"].T + own["bias"], node.layer.activation))
        return outs

    def targets(self, rows: Any) -> np.ndarray:
        if self.task.kind == "regression":
            return np.asarray(rows.y, float)
        size = self.dense[-1].layer.units
        return rows.y[:, None].astype(float) if size == 1 else np.eye(size)[rows.y]

    def loss_of(self, a: np.ndarray, y: np.ndarray) -> float:
        return float(self.losses_of(a, y).mean())

    def losses_of(self, a: np.ndarray, y: np.ndarray) -> np.ndarray:
        if self.task.kind == "regression":
            return np.mean((a - y) ** 2, axis=1)
        a = np.clip(a, 1e-7, 1 - 1e-7)
        return -(y * np.log(a) + ((1 - y) * np.log(1 - a) if y.shape[1] == 1 else 0)).sum(axis=1)

    def epochs(self, count: int) -> "Trained":
        x, y = self.prepared.train.x, self.targets(self.prepared.train)
        for _ in range(count):
            order = self.rng.permutation(len(x))
            for start in range(0, len(x), self.batch):
                self._update(x[order[start : start + self.batch]], y[order[start : start + self.batch]])
            self.epoch += 1
            self._note()
        return self

    def _update(self, x: np.ndarray, y: np.ndarray) -> None:
        outs = self.forward(x)
        grad = np.zeros_like(self.theta)
        delta = (outs[-1] - y) / len(x)
        for node, inward, outward in zip(self.dense[::-1], outs[-2::-1], outs[:0:-1], strict=True):
            if node is not self.dense[-1]:
                delta = delta * ((outward > 0) if node.layer.activation == "relu" else 1 - outward**2)
            own = self.arrays(grad, node.id)
            own["weight"][:], own["bias"][:] = delta.T @ inward, delta.sum(0)
            delta = delta @ self.arrays(self.theta, node.id)["weight"]
        self.step += 1
        self.moment = 0.9 * self.moment + 0.1 * grad
        self.square = 0.999 * self.square + 0.001 * grad**2
        rate = self.rate * np.sqrt(1 - 0.999**self.step) / (1 - 0.9**self.step)
        self.change = -rate * self.moment / (np.sqrt(self.square) + 1e-7)
        self.theta = self.theta + self.change
        self.losses.append(self.loss_of(outs[-1], y))
        for node in self.dense:
            change, theta = (self.arrays(vector, node.id)["weight"] for vector in (self.change, self.theta))
            self.moves[node.id].append(float(np.linalg.norm(change) / np.linalg.norm(theta)))

    def _note(self) -> None:
        for prefix, rows in (("", self.prepared.train), ("validation_", self.prepared.validation)):
            out, y = self.forward(rows.x)[-1], self.targets(rows)
            self.log.setdefault(prefix + "loss", []).append(self.loss_of(out, y))
            if self.task.kind == "classification":
                self.log.setdefault(prefix + "accuracy", []).append(float(np.mean(_classes(out) == rows.y)))
            else:
                self.log.setdefault(prefix + "r2", []).append(1 - float(np.mean((out - y) ** 2) / np.var(y)))

    def snapshot(self, total: int = 100, spec: NetworkSpec | None = None) -> Snapshot:
        per_epoch = max(1, self.step // max(1, self.epoch))
        at = np.arange(1, self.step + 1) / per_epoch
        epochs = np.arange(1.0, self.epoch + 1)
        curves = Curves(
            _series(at, self.losses),
            {name: _series(epochs, values) for name, values in self.log.items()},
            {key: _series(at, values) for key, values in self.moves.items()},
        )
        return Snapshot(
            revision=1, network=spec or self.spec, slots=self.slots, theta=self.theta, grad=np.zeros_like(self.theta),
            change=self.change, step=self.step, epoch=self.epoch, position=float(self.epoch), total_epochs=total,
            phase=None, loss=self.losses[-1] if self.losses else np.nan, result=None, evaluation=self.evaluation(),
            watched=None, curves=curves, plane=self.plane(),
        )  # fmt: skip

    def evaluation(self) -> Evaluation:
        rows, index = self.prepared.validation, self.prepared.validation_index
        out = self.forward(rows.x)[-1]
        loss, losses = self.loss_of(out, self.targets(rows)), self.losses_of(out, self.targets(rows))
        if self.task.kind == "regression":
            restore = self.prepared.preprocessing.restore
            actual, predicted = self.prepared.dataset.y[index], restore(out)
            r2 = Metrics((("r2", 0.9),))
            return Evaluation("validation", loss, r2, index, actual, predicted, None, losses=losses)
        predicted, size = _classes(out), len(self.task.class_names)
        confusion = np.zeros((size, size), np.int64)
        np.add.at(confusion, (rows.y, predicted), 1)
        accuracy = Metrics((("accuracy", float(np.mean(predicted == rows.y))),))
        return Evaluation("validation", loss, accuracy, index, rows.y, predicted, confusion, losses=losses)

    def plane(self, grid: int = 48) -> FieldMaps | None:
        if self.task.input_shape not in ((1,), (2,)):
            return None
        axis = np.linspace(-6, 6, grid)
        if self.task.input_shape == (1,):
            outs = self.forward(axis[:, None])[1:]
            maps = {node.id: out.T.reshape(-1, 1, grid) for node, out in zip(self.dense, outs, strict=True)}
            return FieldMaps((-6.0, 6.0, 0.0, 0.0), maps)
        points = np.stack([each.ravel() for each in np.meshgrid(axis, axis)], axis=1)
        outs = self.forward(points)[1:]
        maps = {node.id: out.T.reshape(-1, grid, grid) for node, out in zip(self.dense, outs, strict=True)}
        return FieldMaps((-6.0, 6.0, -6.0, 6.0), maps)


def _activate(z: np.ndarray, name: str) -> np.ndarray:
    if name == "softmax":
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    functions = {"relu": lambda v: np.maximum(v, 0), "tanh": np.tanh, "linear": lambda v: v}
    return 1 / (1 + np.exp(-z)) if name == "sigmoid" else functions[name](z)


def _classes(out: np.ndarray) -> np.ndarray:
    return (out[:, 0] > 0.5).astype(np.int64) if out.shape[1] == 1 else out.argmax(axis=1)


def _series(x: np.ndarray, values: list[float]) -> Series:
    """Buckets of equal size, at most 1,000."""
    y = np.asarray(values, float)
    size = -(-len(y) // 1000)
    heads = np.arange(0, len(y), size) if len(y) else np.zeros(0, int)
    if not len(y):
        return Series(y, y, y, y)
    counts = np.diff(np.append(heads, len(y)))
    ends = np.append(heads[1:], len(y)) - 1
    return Series(
        np.asarray(x, float)[ends], np.minimum.reduceat(y, heads), np.add.reduceat(y, heads) / counts,
        np.maximum.reduceat(y, heads),
    )  # fmt: skip
