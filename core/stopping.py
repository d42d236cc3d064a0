"""Stopping: when a run ends by itself: all epochs done, no improvement, a wanted loss or accuracy, the time that is up.

What it keeps between epochs is plain JSON data, so that a resumed run ends where it would have ended. After the end a
run may go on: what was reached by then does not end it again. Example: ``{"accuracy": 0.98}`` ends at 98 %.
"""

import math
import sys
from typing import Any, NamedTuple

from core.project import EarlyStopping, StopConditions, TrainingSpec
from core.run_log import RunLog
from core.snapshot import EpochResult

REACHED = {"loss": "the loss was reached", "accuracy": "the accuracy was reached"}
TIME = "the time is up"


class Goals(NamedTuple):
    """What an epoch is held against without Python: what may end the run, and the best so far.

    ``best`` is the least monitored loss, ``since`` how many epochs ago that was, ``patience`` after how many the run
    may end; a ``loss`` so small or an ``accuracy`` so large may end it, too.
    """

    by_loss: bool
    best: float
    since: int
    patience: int
    loss: float
    accuracy: float


class Stopping:
    """Judges a run by ``TrainingSpec``; ``limit`` is the second of training at which it ends, or None."""

    def __init__(self, training: TrainingSpec) -> None:
        self._passed: list[str] = []
        self._from = 0.0
        self.follow(training)

    def follow(self, training: TrainingSpec) -> None:
        """Judge by other settings from now on; conditions that were changed count again."""
        before = getattr(self, "_rule", None)
        self._early: EarlyStopping | None = training.early_stopping
        self._rule: StopConditions | None = training.stop_when
        if before is not None and before != self._rule:
            self._passed = [name for name in self._passed if getattr(self._rule, name, None) == getattr(before, name)]
        self._set_limit()

    def _set_limit(self) -> None:
        seconds = None if self._rule is None else self._rule.seconds
        self.limit: float | None = None if seconds is None else self._from + seconds

    @property
    def by_loss(self) -> bool:
        """Whether epochs are compared by the training loss, whatever rows are kept for validation."""
        return self._early is not None and self._early.monitor == "loss"

    def monitored(self, result: EpochResult) -> float:
        """The number by which epochs are compared."""
        return result.loss if self.by_loss or result.validation_loss is None else result.validation_loss

    def goals(self, log: RunLog) -> Goals:
        """For epochs that follow one another: ``after_epoch`` ends the run at none before one that reaches these."""
        rule, early = self._rule, self._early
        loss = rule.loss if rule is not None and "loss" not in self._passed else None
        accuracy = rule.accuracy if rule is not None and "accuracy" not in self._passed else None
        return Goals(
            self.by_loss, log.best_value, log.epoch - (log.best_epoch or 0),
            early.patience if early is not None else sys.maxsize,
            -math.inf if loss is None else loss, math.inf if accuracy is None else accuracy,
        )  # fmt: skip

    def goes_on(self, epoch: int, target_epochs: int) -> bool:
        """Whether the run goes on after this epoch, whatever comes of it."""
        return self._early is None and self._rule is None and epoch < target_epochs

    def after_epoch(self, log: RunLog, result: EpochResult, target_epochs: int) -> tuple[str, bool]:
        """(why the run ends, or an empty text; whether the best weights come back)."""
        rule = self._early
        keeps_best = rule is not None and rule.restore_best
        if rule is not None and result.epoch - (log.best_epoch or 0) >= rule.patience:
            return "early stopping", keeps_best
        if reason := self._reached(result):
            return reason, False
        if self.limit is not None and log.seconds >= self.limit:
            return TIME, False
        return ("all epochs done", keeps_best) if result.epoch >= target_epochs else ("", False)

    def _reached(self, result: EpochResult) -> str:
        reached = set() if self._rule is None else reached_by(self._rule, result)
        return next((REACHED[name] for name in REACHED if name in reached and name not in self._passed), "")

    def go_on(self, log: RunLog) -> None:
        """After the end: what has been reached is passed, and the time begins anew."""
        if self._rule is not None and log.result is not None:
            self._passed = sorted({*self._passed, *reached_by(self._rule, log.result)})
        self._from = log.seconds
        self._set_limit()

    def state(self) -> dict[str, Any]:
        """What a resumed run needs, as JSON data."""
        return {"passed": list(self._passed), "from": self._from}

    def restore(self, state: dict[str, Any]) -> None:
        """The reverse of ``state``."""
        self._passed, self._from = [str(each) for each in state.get("passed", [])], float(state.get("from", 0.0))
        self._set_limit()


def reached_by(rule: StopConditions, result: EpochResult) -> set[str]:
    """Which of the wanted numbers an epoch has: validation's, where rows are kept for it."""
    loss = result.loss if result.validation_loss is None else result.validation_loss
    metrics = (result.validation_metrics or result.metrics).as_dict()
    accuracies = [value for name, value in metrics.items() if name.rpartition(": ")[2] == "accuracy"]
    found = set()
    if rule.loss is not None and loss <= rule.loss:
        found.add("loss")
    if rule.accuracy is not None and accuracies and min(accuracies) >= rule.accuracy:
        found.add("accuracy")
    return found
