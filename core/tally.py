"""Tally: what a running epoch adds up to, its mean loss and its metrics, scored many minibatches at a time.

Outputs wait in one buffer (outputs, columns) until it is full or the epoch ends, because scoring each minibatch would
cost as much as a step of a small network. Example: 1,438 digits in batches of 32 are scored once an epoch.
"""

from typing import Any

import numpy as np

from core.activations import Array
from core.data.preprocessing import Preprocessing
from core.data.sampler import Sampler
from core.metrics import Coding, Scorer
from core.snapshot import Metrics

_MOST_NUMBERS = 4_000_000
"""Most output values that wait to be scored."""


class Tally:
    """Adds up minibatches drawn by ``sampler``; ``targets`` (rows, outputs) are all encoded training targets."""

    def __init__(self, coding: Coding, preprocessing: Preprocessing, targets: Array, sampler: Sampler) -> None:
        self._targets = targets
        self._sampler = sampler
        self._scorer = Scorer(coding, preprocessing)
        columns = min(sampler.batches_per_epoch * sampler.batch, max(sampler.batch, _MOST_NUMBERS // coding.outputs))
        self._outputs: Array = np.zeros((coding.outputs, columns), targets.dtype)
        self._kept = 0
        self._loss, self._rows = 0.0, 0

    def add(self, output: Array, loss: float) -> None:
        """A finished minibatch: its outputs (outputs, n) and its mean loss."""
        kept, n = self._kept, output.shape[1]
        self._outputs[:, kept : kept + n] = output
        self._kept = kept + n
        self._loss += loss * n
        self._rows += n
        if kept + n + self._sampler.batch > self._outputs.shape[1]:
            self._score()

    def _score(self) -> None:
        kept, self._kept = self._kept, 0
        if kept:
            self._scorer.add(self._outputs[:, :kept], self._targets[self._sampler.last(kept)].T)

    def finish(self) -> tuple[float, Metrics]:
        """Mean loss and metrics of the epoch, which is then forgotten."""
        self._score()
        found = self._loss / max(1, self._rows), self._scorer.metrics()
        self.clear()
        return found

    def clear(self) -> None:
        """Begin again."""
        self._kept, self._loss, self._rows = 0, 0.0, 0
        self._scorer.clear()

    def state(self) -> dict[str, Any]:
        """Sums of the running epoch, as JSON data."""
        self._score()
        return {"loss_sum": self._loss, "loss_rows": self._rows, "scorer": self._scorer.state()}

    def restore(self, facts: dict[str, Any]) -> None:
        """The reverse of ``state``."""
        self._kept = 0
        self._loss, self._rows = float(facts["loss_sum"]), int(facts["loss_rows"])
        self._scorer.restore(facts["scorer"])
