"""Targets as a network's output wants them, and metrics of how well it meets them.

Classes become one-hot rows, or a single 0/1 (-1/+1 under tanh) where two classes share one output. Metrics are sums
that add up over batches: a Scorer takes outputs batch by batch and never keeps them.
Example: three outputs and labels (2, 0) give targets ((0, 0, 1), (1, 0, 0)).
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from core.activations import Array
from core.data.compact import ClassRows, Targets
from core.data.dataset import Rows
from core.data.preprocessing import Preprocessing
from core.errors import DataError
from core.frozen import dataclass
from core.losses import LOSSES
from core.network import NetworkSpec, Node
from core.snapshot import Metrics
from core.task import Task

_MANY = 100_000
"""One-hot numbers, half a megabyte, from which a data set's targets are kept as classes."""
T = TypeVar("T")


@dataclass(frozen=True)
class Coding:
    """How labels and outputs correspond: ``outputs`` numbers, between ``low`` and ``high`` for classes."""

    task: Task
    outputs: int
    low: float = 0.0
    high: float = 1.0

    @classmethod
    def of(cls, network: NetworkSpec, task: Task, head: Node | None = None) -> "Coding":
        """The coding that fits a head, or the main one."""
        node = head or network.output
        assert node is not None
        (outputs,) = network.shapes[node.id]
        own = task.of(node.name)
        # Cross-entropies read targets as probabilities, whatever the activation.
        plain = own.kind == "classification" and not LOSSES[network.loss_of(node.id)].for_classes
        signed = plain and getattr(node.layer, "activation", "") == "tanh"
        return cls(own, outputs, -1.0 if signed else 0.0)

    def encode(self, y: NDArray[Any], dtype: DTypeLike) -> Array:
        """Targets (rows, outputs): one-hot or a single number for class indices, the numbers themselves otherwise."""
        if self.task.kind == "regression":
            return np.ascontiguousarray(y.reshape(len(y), -1), dtype)
        if self.outputs == 1:
            return np.where(y[:, None] == 1, self.high, self.low).astype(dtype)
        if len(y) and int(y.max()) >= self.outputs:
            raise DataError(f"The data has class {int(y.max())}; the network has {self.outputs} outputs.")
        targets = np.full((len(y), self.outputs), self.low, dtype)
        targets[np.arange(len(y)), y] = self.high
        return targets

    def compact(self, y: NDArray[Any], dtype: DTypeLike) -> Targets:
        """``encode`` for a whole data set: where one-hot rows would take megabytes, they are made as they are drawn."""
        if self.task.kind == "regression" or len(y) * self.outputs < _MANY or self.outputs == 1:
            return self.encode(y, dtype)
        table = self.encode(np.arange(self.outputs), dtype)
        self.encode(y[y >= self.outputs][:1], dtype)  # says so where the network has too few outputs
        return ClassRows(y, table)

    def classes(self, outputs: Array) -> NDArray[np.intp]:
        """Class indices (n,) of outputs (outputs, n): the largest one, or above the middle for a single output."""
        if self.outputs == 1:
            return np.asarray(outputs[0] > (self.low + self.high) / 2, np.intp)
        return np.asarray(outputs.argmax(axis=0), np.intp)


@dataclass(frozen=True)
class Codings:
    """The codings of all heads by layer name, the main one first."""

    names: tuple[str, ...]
    each: tuple[Coding, ...]

    @classmethod
    def of(cls, network: NetworkSpec, task: Task) -> "Codings":
        """Those that fit the network's heads."""
        heads = network.heads
        return cls(tuple(node.name for node in heads), tuple(Coding.of(network, task, node) for node in heads))

    def encode(self, rows: Rows, dtype: DTypeLike) -> tuple[Array, ...]:
        """Targets (rows, outputs) for each head; heads that learn the same share one array."""
        return self._each(rows, lambda coding, y: coding.encode(y, dtype))

    def compact(self, rows: Rows, dtype: DTypeLike) -> tuple[Targets, ...]:
        """Likewise for a whole data set; see Coding."""
        return self._each(rows, lambda coding, y: coding.compact(y, dtype))

    def _each(self, rows: Rows, encode: Callable[[Coding, NDArray[Any]], T]) -> tuple[T, ...]:
        done: dict[tuple[Coding, str], T] = {}
        for name, coding in zip(self.names, self.each, strict=True):
            key = coding, name if name in rows.others else ""
            if key not in done:
                done[key] = encode(coding, rows.target(name))
        return tuple(
            done[coding, name if name in rows.others else ""]
            for name, coding in zip(self.names, self.each, strict=True)
        )

    def scorers(self, preprocessing: Preprocessing) -> tuple["Scorer", ...]:
        """An empty Scorer for each head."""
        return tuple(
            Scorer(coding, preprocessing.of(name)) for name, coding in zip(self.names, self.each, strict=True)
        )

    def metrics(self, scorers: Sequence["Scorer"], losses: Sequence[float]) -> Metrics:
        """Metrics of one head by their own names; of several as "output: loss" and "output: accuracy"."""
        if len(scorers) == 1:
            return scorers[0].metrics()
        found: list[tuple[str, float]] = []
        for name, scorer, loss in zip(self.names, scorers, losses, strict=True):
            found.append((f"{name}: loss", loss))
            found += [(f"{name}: {metric}", value) for metric, value in scorer.metrics().values]
        return Metrics(tuple(found))


class Scorer:
    """Sums metrics over batches of outputs and targets, both (outputs, n)."""

    def __init__(self, coding: Coding, preprocessing: Preprocessing | None = None) -> None:
        self.coding = coding
        self.spread = _target_spread(preprocessing, coding.outputs)
        classes = coding.task.outputs if coding.task.kind == "classification" else 0
        self.confusion: NDArray[np.int64] = np.zeros((classes, classes), np.int64)
        self.sums: Array = np.zeros((3, coding.outputs))
        """Of the targets, of their squares and of the squared errors, output by output."""
        self.count = 0

    def clear(self) -> None:
        """Forget everything added so far."""
        self.confusion[:] = 0
        self.sums[:] = 0.0
        self.count = 0

    def state(self) -> dict[str, Any]:
        """The sums so far, as JSON data."""
        sums = {name: each.tolist() for name, each in zip(_SUMS, self.sums, strict=True)}
        return {"confusion": self.confusion.tolist(), "count": self.count} | sums

    def restore(self, state: dict[str, Any]) -> None:
        """The reverse of ``state``."""
        self.confusion[:] = np.array(state["confusion"], np.int64).reshape(self.confusion.shape)
        self.sums[:] = [state[name] for name in _SUMS]
        self.count = int(state["count"])

    def add(self, outputs: Array, targets: Array) -> None:
        """Count a batch; targets are encoded ones."""
        self.count += outputs.shape[1]
        if self.coding.task.kind == "classification":
            actual, predicted = self.coding.classes(targets), self.coding.classes(outputs)
            classes = len(self.confusion)
            pairs = np.bincount(actual * classes + predicted, minlength=classes * classes)
            self.confusion += pairs.reshape(classes, classes)
        else:
            wide = targets.astype(np.float64)
            for total, values in zip(self.sums, (wide, wide * wide, (outputs - wide) ** 2), strict=True):
                total[:] = _running_sum(total, values)

    @property
    def width(self) -> int:
        """How many numbers ``metrics_of`` needs of an epoch."""
        return 1 if self.coding.task.kind == "classification" else self.sums.size

    def metrics(self) -> Metrics:
        """``accuracy``; or ``r2`` (mean over outputs) and ``rmse`` in the target's own units."""
        if not self.count:
            return Metrics()
        of_classes = self.coding.task.kind == "classification"
        added = np.array([[np.trace(self.confusion)]] if of_classes else self.sums.reshape(1, -1), np.float64)
        return Metrics(tuple((name, float(each[0])) for name, each in self.metrics_of(added, self.count).items()))

    def metrics_of(self, added: Array, count: int | NDArray[np.float64]) -> dict[str, Array]:
        """Metrics (epochs,) by name of what was added up in each: right answers, or ``sums``, (epochs, width).

        ``count`` is how many rows each has, or (epochs,).
        """
        if self.coding.task.kind == "classification":
            return {"accuracy": added[:, 0] / count}
        rows = np.reshape(count, (-1, 1))
        total, squares, errors = np.moveaxis(added.reshape(len(added), 3, -1), 1, 0)
        spread = squares - total**2 / rows
        with np.errstate(divide="ignore", invalid="ignore"):
            r2 = np.where(spread > 0, 1.0 - errors / spread, np.where(errors > 0, 0.0, 1.0))
        rmse = np.sqrt((errors / rows * self.spread**2).mean(axis=1))
        return {"r2": r2.mean(axis=1), "rmse": rmse}


_SUMS = ("_sum", "_squares", "_errors")
"""The names of the sums in saved runs."""


def _running_sum(total: Array, values: Array) -> Array:
    """total (outputs,) plus values (outputs, n), strictly one after the other: no cut into batches changes a bit."""
    sums: Array = np.cumsum(np.concatenate((total[:, None], values), axis=1), axis=1)
    return sums[:, -1]


def _target_spread(preprocessing: Preprocessing | None, outputs: int) -> Array:
    if preprocessing is None or not preprocessing.target_scale:
        return np.ones(outputs)
    return np.resize(np.asarray(preprocessing.target_scale), outputs)
