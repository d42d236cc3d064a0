"""RunLog: what a run has been through: counters, curves, epoch results, the best epoch. Bounded in memory.

The trainer writes it, the snapshot reads it. Losses of single steps wait in a small block and enter the History
many at a time, because a Python call per step would cost more than the step of a small network.
"""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.curves import Curves, Value
from core.history import History
from core.layer_log import LayerLog
from core.marks import Marks
from core.snapshot import EpochResult, Metrics

_WAITING, _MANY = 512, 32_768
"""Losses that wait at most: of single steps, and of whole slices, which come many at a time."""


class RunLog:
    """Counters and curves of one run; ``position`` is in epochs."""

    def __init__(self) -> None:
        self.run = os.urandom(4).hex()
        """Tells this run from others; a checkpoint brings its own back."""
        self.step = 0
        self.epoch = 0
        self.seconds = 0.0
        self.result: EpochResult | None = None
        self.best_epoch: int | None = None
        self.best_value = float("inf")
        self._batch_loss = History()
        self._curves: dict[str, History] = {}
        self._changes: dict[int, History] = {}
        self.layers = LayerLog()
        self._marks = Marks()
        self._positions: list[float] = []
        self._losses: list[float] = []
        self._slices: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []  # positions and losses
        self._sliced = 0
        self._epochs: dict[str, list[tuple[Array, Array]]] = {}  # waiting likewise, by curve: epochs and values
        self._ended = 0

    @property
    def nbytes(self) -> int:
        """Memory the curves take."""
        own = (self._batch_loss, *self._curves.values(), *self._changes.values())
        return sum(history.nbytes for history in own) + self.layers.nbytes

    def add_loss(self, position: float, loss: float) -> None:
        """The loss of one minibatch."""
        self._positions.append(position)
        self._losses.append(loss)
        if len(self._losses) == _WAITING:
            self._flush()

    def add_losses(self, positions: NDArray[np.float64], losses: NDArray[np.float64]) -> None:
        """The losses of minibatches that followed one another."""
        self._gather()
        self._slices.append((positions, losses.copy()))
        self._sliced += len(losses)
        if self._sliced >= _MANY:
            self._flush()

    def _gather(self) -> None:
        """What single steps left becomes a slice."""
        if self._losses:
            self._slices.append((np.array(self._positions), np.array(self._losses)))
            self._positions.clear()
            self._losses.clear()

    def _flush(self) -> None:
        self._gather()
        if self._slices:
            positions, losses = (np.concatenate(each) for each in zip(*self._slices, strict=True))
            self._batch_loss.extend(*_finite(positions, losses))
        self._slices.clear()
        self._sliced = 0
        for name, points in self._epochs.items():
            epochs, values = (np.concatenate(each) for each in zip(*points, strict=True))
            self._curves.setdefault(name, History()).extend(epochs, values)
        self._epochs.clear()
        self._ended = 0

    def add_epoch(self, result: EpochResult, monitored: float) -> bool:
        """Record a finished epoch; whether the monitored number is the best so far."""
        values = {"loss": result.loss, "validation_loss": result.validation_loss} | result.metrics.as_dict()
        if result.validation_metrics is not None:
            values |= {f"validation_{name}": value for name, value in result.validation_metrics.values}
        known = {name: np.array([value]) for name, value in values.items() if value is not None}
        return self.add_epochs(result, known, np.array([monitored]))

    def add_epochs(self, last: EpochResult, values: dict[str, Array], monitored: Array) -> bool:
        """Record finished epochs up to ``last``, their numbers by curve, (epochs,); whether one is the best so far."""
        self.result = last
        numbers = np.arange(last.epoch + 1 - len(monitored), last.epoch + 1.0)
        for name, each in values.items():
            places, kept = _finite(numbers, each)
            if len(kept):
                self._epochs.setdefault(name, []).append((places, kept))
        self._ended += len(monitored)
        if self._ended >= _WAITING:
            self._flush()
        best = int(np.argmin(np.where(np.isnan(monitored), np.inf, monitored)))  # the first of equals
        if monitored[best] < self.best_value:
            self.best_value, self.best_epoch = float(monitored[best]), int(numbers[best])
            return True
        return False

    def forget_best(self) -> None:
        """The next epoch is the best so far, whatever came before."""
        self.best_epoch, self.best_value = None, float("inf")

    def add_change(self, position: float, ratios: dict[int, float]) -> None:
        """Relative size of the last update by layer id."""
        for layer, ratio in ratios.items():
            if np.isfinite(ratio):
                self._changes.setdefault(layer, History()).add(position, ratio)

    def mark(self, position: float, what: str, before: Value = None, after: Value = None) -> None:
        """Something was changed by hand; before the first step there is no curve to mark."""
        if self.step:
            self._marks.add(position, what, before, after)

    def curves(self) -> Curves:
        """Copies of all curves."""
        self._flush()
        return Curves(
            self._batch_loss.series(),
            {name: history.series() for name, history in self._curves.items()},
            {layer: history.series() for layer, history in self._changes.items()},
            **self.layers.curves(),
            spreads=self.layers.spreads(),
            marks=self._marks.all,
            run=self.run,
        )

    def state(self, curves: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
        """(arrays, facts) for a checkpoint; without ``curves`` the counters alone."""
        self._flush()
        arrays: dict[str, Any] = {}
        facts: dict[str, Any] = {
            "step": self.step, "epoch": self.epoch, "seconds": self.seconds,
            "best_epoch": self.best_epoch, "best_value": self.best_value if np.isfinite(self.best_value) else None,
            "result": None if self.result is None else _result_to_json(self.result), "curves": {},
        }  # fmt: skip
        if not curves:
            return arrays, facts
        spreads, counts = self.layers.state()
        arrays |= spreads
        facts |= {"run": self.run, "marks": self._marks.state(), "spreads": counts}
        for name, history in self._histories().items():
            state = history.state()
            arrays[f"curve.{name}"] = state["columns"]
            facts["curves"][name] = state["counts"]
        return arrays, facts

    def restore(self, arrays: dict[str, Any], facts: dict[str, Any], curves: bool = True) -> None:
        """Continue from a checkpoint; ``curves`` False keeps the curves as they are."""
        self.step, self.epoch, self.seconds = int(facts["step"]), int(facts["epoch"]), float(facts["seconds"])
        self.best_epoch = facts["best_epoch"]
        self.best_value = float("inf") if facts["best_value"] is None else float(facts["best_value"])
        result = facts.get("result")
        self.result = None if result is None else result_from_json(result)
        if not curves:
            return
        self._batch_loss, self._curves, self._changes, self.layers, self._marks = History(), {}, {}, LayerLog(), Marks()
        self.run = str(facts.get("run", self.run))
        self._marks.restore(facts.get("marks", ()))
        self.layers.restore(arrays, facts.get("spreads", {}))
        for waiting in (self._positions, self._losses, self._slices, self._epochs):
            waiting.clear()
        self._sliced = self._ended = 0
        for name, counts in facts["curves"].items():
            history = History()
            history.restore({"columns": arrays[f"curve.{name}"], "counts": counts})
            kind, _, rest = name.partition(":")
            if kind == "batch":
                self._batch_loss = history
            elif kind == "epoch":
                self._curves[rest] = history
            elif kind == "change":
                self._changes[int(rest)] = history
            else:
                self.layers.put_back(kind, int(rest), history)

    def _histories(self) -> dict[str, History]:
        return (
            {"batch:": self._batch_loss}
            | {f"epoch:{name}": history for name, history in self._curves.items()}
            | {f"change:{layer}": history for layer, history in self._changes.items()}
            | self.layers.histories()
        )


def _finite(places: Array, values: Array) -> tuple[Array, Array]:
    """Those of the values that are numbers, and their places."""
    kept = np.isfinite(values)
    return (places, values) if kept.all() else (places[kept], values[kept])


def _result_to_json(result: EpochResult) -> dict[str, Any]:
    validation = result.validation_metrics
    return vars(result) | {
        "metrics": result.metrics.as_dict(),
        "validation_metrics": None if validation is None else validation.as_dict(),
    }


def result_from_json(raw: dict[str, Any]) -> EpochResult:
    """The reverse; KeyError, TypeError or ValueError where ``raw`` is none."""
    validation, loss = raw["validation_metrics"], raw["validation_loss"]
    return EpochResult(
        int(raw["epoch"]), int(raw["step"]), float(raw["loss"]), None if loss is None else float(loss),
        _metrics(raw["metrics"]), None if validation is None else _metrics(validation), float(raw["seconds"]),
    )  # fmt: skip


def _metrics(raw: dict[str, Any]) -> Metrics:
    return Metrics(tuple((str(name), float(value)) for name, value in dict(raw).items()))
