"""Ended: epochs that followed one another in one go, number by number, as a compiled slice hands them over.

Worked shape: sixteen epochs of 2-8-8-1 have ``loss`` (16,), ``metrics["accuracy"]`` (16,) and one ``result``, that of
the last. Imports what a Snapshot holds.
"""

from typing import NamedTuple

from core.activations import Array
from core.snapshot import EpochResult, Metrics


class Ended(NamedTuple):
    """Epochs in their order; all arrays (epochs,), float64.

    ``metrics`` and ``validation_metrics`` by name; without validation rows the latter are empty and the loss is None.
    ``best_theta`` are the weights of the last one that was better than all before, None where none was.
    """

    loss: Array
    validation_loss: Array | None
    metrics: dict[str, Array]
    validation_metrics: dict[str, Array]
    best_theta: Array | None

    def first(self, count: int) -> "Ended":
        """Without those behind the first so many."""
        return self._replace(
            loss=self.loss[:count],
            validation_loss=None if self.validation_loss is None else self.validation_loss[:count],
            metrics={name: each[:count] for name, each in self.metrics.items()},
            validation_metrics={name: each[:count] for name, each in self.validation_metrics.items()},
        )

    def curves(self) -> dict[str, Array]:
        """All numbers by the names of their curves."""
        found = {"loss": self.loss} | self.metrics
        if self.validation_loss is not None:
            found["validation_loss"] = self.validation_loss
        return found | {f"validation_{name}": each for name, each in self.validation_metrics.items()}

    def monitored(self, by_loss: bool) -> Array:
        """The numbers by which epochs are compared."""
        return self.loss if by_loss or self.validation_loss is None else self.validation_loss

    def result(self, epoch: int, step: int, seconds: float) -> EpochResult:
        """Of the last epoch, the one of this number."""
        held = self.validation_loss
        return EpochResult(
            epoch, step, float(self.loss[-1]), None if held is None else float(held[-1]), _last(self.metrics),
            None if held is None else _last(self.validation_metrics), seconds,
        )  # fmt: skip


def _last(metrics: dict[str, Array]) -> Metrics:
    return Metrics(tuple((name, float(each[-1])) for name, each in metrics.items()))
