"""Tally: what a running epoch adds up to, its mean loss and its metrics, scored many minibatches at a time.

Outputs wait in one buffer (outputs, columns) until it is full or the epoch ends, because scoring each minibatch would
cost as much as a step of a small network. Example: 1,438 digits in batches of 32 are scored once an epoch.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.activations import Array
from core.data.compact import Targets
from core.data.preprocessing import Preprocessing
from core.data.sampler import Sampler
from core.head import Head
from core.metrics import Codings, Scorer
from core.snapshot import Metrics

_MOST_NUMBERS = 100_000
"""Most output values that wait to be scored: so many that scoring them costs little each, and little memory."""


class Tally:
    """Adds up minibatches drawn by ``sampler``; ``targets`` (rows, outputs) are each head's, encoded, all of them."""

    def __init__(
        self, codings: Codings, preprocessing: Preprocessing, targets: Sequence[Targets], sampler: Sampler
    ) -> None:
        self._codings, self._targets = codings, tuple(targets)
        self._sampler = sampler
        self._scorers = codings.scorers(preprocessing)
        widest = max(each.outputs for each in codings.each)
        columns = min(sampler.batches_per_epoch * sampler.batch, max(sampler.batch, _MOST_NUMBERS // widest))
        self._outputs: tuple[Array, ...] = tuple(
            np.zeros((coding.outputs, columns), y.dtype)
            for coding, y in zip(codings.each, self._targets, strict=True)
        )
        self._columns = columns
        self._several = len(codings.each) > 1
        self._losses = [0.0] * len(codings.each)
        self._kept = 0
        self._loss, self._rows = 0.0, 0

    def add(self, heads: tuple[Head, ...], loss: float) -> None:
        """A finished minibatch: its heads and its mean loss."""
        kept, n = self._kept, heads[0].n
        for at, outputs in enumerate(self._outputs):
            outputs[:, kept : kept + n] = heads[at].a
        if self._several:
            for at, head in enumerate(heads):
                self._losses[at] += head.value * n
        self._kept = kept + n
        self._loss += loss * n
        self._rows += n
        if kept + n + self._sampler.batch > self._columns:
            self._score()

    @property
    def scorer(self) -> Scorer:
        """Of the main head, without what waits."""
        return self._scorers[0]

    def settle(self) -> tuple[float, int]:
        """Score what waits; the sum of the mean losses times their rows so far, and how many rows that are."""
        self._score()
        return self._loss, self._rows

    def take(self, loss_sum: float, rows: int, counted: int) -> None:
        """A kernel went on from ``settle`` with the arrays of ``scorer``, and has come to this in the running epoch."""
        self._loss, self._rows, self.scorer.count = loss_sum, rows, counted

    def _score(self) -> None:
        kept, self._kept = self._kept, 0
        if not kept:
            return
        rows = self._sampler.last(kept)
        for scorer, outputs, y in zip(self._scorers, self._outputs, self._targets, strict=True):
            scorer.add(outputs[:, :kept], y[rows].T)

    def finish(self) -> tuple[float, Metrics]:
        """Mean loss and metrics of the epoch, which is then forgotten."""
        self._score()
        rows = max(1, self._rows)
        found = self._loss / rows, self._codings.metrics(self._scorers, [each / rows for each in self._losses])
        self.clear()
        return found

    def clear(self) -> None:
        """Begin again."""
        self._kept, self._loss, self._rows = 0, 0.0, 0
        self._losses = [0.0] * len(self._losses)
        for scorer in self._scorers:
            scorer.clear()

    def state(self) -> dict[str, Any]:
        """Sums of the running epoch, as JSON data."""
        self._score()
        main, *others = (scorer.state() for scorer in self._scorers)
        raw: dict[str, Any] = {"loss_sum": self._loss, "loss_rows": self._rows, "scorer": main}
        return raw | {"other_scorers": others, "head_losses": list(self._losses)} if others else raw

    def restore(self, facts: dict[str, Any]) -> None:
        """The reverse of ``state``; an epoch that was judged by other heads begins its metrics anew."""
        self.clear()
        self._loss, self._rows = float(facts["loss_sum"]), int(facts["loss_rows"])
        saved = (facts["scorer"], *facts.get("other_scorers", ()))
        if len(saved) != len(self._scorers):
            return
        for scorer, state in zip(self._scorers, saved, strict=True):
            scorer.restore(state)
        held = [float(each) for each in facts.get("head_losses", ())]
        if len(held) == len(self._losses):
            self._losses = held
