"""Finishing: what follows a step: its loss is noted, epochs are judged, a run ends or breaks off.

One step and many in one go end alike, to the last bit. Example: after 45 steps of 1,438 digits the epoch's mean loss
and metrics go into the log, 359 validation rows are judged, and the schedule and early stopping have their say.
"""

import time

import numpy as np
from numpy.typing import NDArray

from core.divergence import explain
from core.resume import reinstate
from core.run_parts import UPDATE, RunParts
from core.snapshot import EpochResult

_GOOD_EVERY = 0.5
"""Seconds between two copies of weights known to be finite."""


class Finishing(RunParts):
    """Ends steps, epochs and the run itself."""

    def _finish_step(self) -> None:
        self._cursor, self.phase = 0, UPDATE
        log, current = self.log, self.current
        log.step += 1
        loss = current.loss
        if not loss <= self._feed.sane_loss:  # also true of NaN
            self._diverge()
            return
        self.tally.add(current.heads, loss)
        sampler = self.sampler
        done, rows = sampler.position, sampler.rows
        log.add_loss(log.epoch + done / rows, loss)
        if done == rows:
            self._finish_epoch()

    def _finish_steps(self, losses: NDArray[np.float64]) -> None:
        """As ``_finish_step``, for steps that followed one another; the tally knows of them already."""
        self.phase = UPDATE
        log, sampler, count = self.log, self.sampler, len(losses)
        log.step += count
        sound = bool(losses[-1] <= self._feed.sane_loss)
        ends = np.arange(1 - count, 1) * float(sampler.batch) + (sampler.position - self.current.n + sampler.batch)
        ends[-1] = sampler.position
        if not sound:
            ends, losses = ends[:-1], losses[:-1]
        log.add_losses(log.epoch + ends / sampler.rows, losses)
        if not sound:
            self._feed.show(self.current)
            self._diverge()
        elif sampler.position == sampler.rows:
            self._finish_epoch()

    def _finish_epoch(self) -> None:
        loss, metrics = self.tally.finish()
        self.log.epoch += 1
        validation, validation_metrics = self._validate()
        result = EpochResult(
            self.log.epoch, self.log.step, loss, validation, metrics, validation_metrics, self.log.seconds
        )
        if validation is not None and not validation <= self._feed.sane_loss:
            self._diverge(validation)
            return
        self._judge(result)
        if time.monotonic() - self._good_at > _GOOD_EVERY:
            self.keep_good()

    def _judge(self, result: EpochResult) -> None:
        """The schedule, the best epoch, the end of the run."""
        self.updater.end_epoch(result.loss, result.validation_loss)
        if self.log.add_epoch(result, self.stopping.monitored(result)):
            self.best_theta, self.best_state = self.program.theta.copy(), self.program.state.copy()
        reason, restore = self.stopping.after_epoch(self.log, result, self.target_epochs)
        if reason:
            self._end(reason, restore)

    def _end(self, reason: str, restore: bool) -> None:
        self.finished = reason
        if restore and self.best_theta is not None:
            np.copyto(self.program.theta, self.best_theta)
            if self.best_state is not None:
                np.copyto(self.program.state, self.best_state)
            self._validate()

    def extend(self) -> None:
        """After the end: go on for as many epochs again."""
        self.finished = ""
        self.target_epochs = self.log.epoch + self.training.epochs
        self.stopping.go_on(self.log)
        if self.training.early_stopping is not None:
            self.log.best_value = float("inf")

    def _diverge(self, validation: float | None = None) -> None:
        """Name what broke, then bring the last good weights back."""
        rate, target = self.updater.optimizer.learning_rate, self.target_epochs
        rows = self.prepared.train_index[self.sampler.last(self.current.n)]
        self.divergence = explain(self.current, self.plan, self.log.step, rate, validation, rows)
        self._cursor = 0
        self.tally.clear()
        reinstate(self, self.good, curves=False)
        self.target_epochs = target  # how long to train is a setting, not something that broke
        self.first_evaluation()
