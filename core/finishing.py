"""Finishing: what follows a step: its loss is noted, epochs are judged, a run ends or breaks off.

One step and many in one go end alike, to the last bit. Example: after 45 steps of 1,438 digits the epoch's mean loss
and metrics go into the log, 359 validation rows are judged, and the schedule and early stopping have their say.
"""

import math
import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.divergence import explain
from core.ended import Ended
from core.feed import Slice
from core.resume import reinstate
from core.run_parts import UPDATE, RunParts
from core.snapshot import EpochResult, Metrics

_GOOD_EVERY = 0.5
"""Seconds between two copies of weights known to be finite."""


class Ending(NamedTuple):
    """The end of an epoch while its validation rows are being judged: what it came to, and what is left to do."""

    loss: float
    metrics: Metrics
    turns: Iterator[None]


class Finishing(RunParts):
    """Ends steps, epochs and the run itself."""

    _puts_off = False
    """Whether an epoch's end is left for ``judge_on``."""
    _ending: Ending | None = None

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

    def _finish_slice(self, made: Slice) -> None:
        """As ``_finish_step``, for steps that followed one another, past the ends of epochs, too."""
        self.phase = UPDATE
        losses = made.losses
        sound = bool(losses[-1] <= self._feed.sane_loss)
        count = len(losses) - (not sound)
        self.log.add_losses(self._places(made.first, count), losses[:count])
        self.log.step += len(losses)
        if made.ended is not None:
            self._finish_epochs(made.ended)
        elif sound and self.sampler.at_epoch_end:
            self._feed.show(self.current)
            self._finish_epoch()
        if not sound:
            self._feed.show(self.current)
            self._diverge()

    def _places(self, first: int, count: int) -> NDArray[np.float64]:
        """Where so many steps ended, in epochs, the first of which began at row ``first`` of this epoch."""
        rows, batch = self.sampler.rows, self.sampler.batch
        left = -(-(rows - first) // batch)  # steps of the epoch begun
        ends = np.minimum(first + np.arange(1, min(left, count) + 1) * float(batch), rows)
        begun: NDArray[np.float64] = self.log.epoch + ends / rows
        if count <= left:
            return begun
        each = np.minimum(np.arange(1, self.sampler.batches_per_epoch + 1) * float(batch), rows) / rows
        later = np.arange(self.log.epoch + 1, self.log.epoch + 2 + (count - left) // len(each))
        places: NDArray[np.float64] = np.add.outer(later, each).ravel()[: count - left]
        return np.concatenate((begun, places))

    def _finish_epochs(self, ended: Ended) -> None:
        """As ``_finish_epoch``, for some that followed one another: only the last of them may end the run."""
        log, sampler, validation = self.log, self.sampler, ended.validation_loss
        past = -(-sampler.position // sampler.batch) if sampler.position < sampler.rows else 0
        first, last_step = log.epoch, log.step - past
        broken = validation is not None and not validation[-1] <= self._feed.sane_loss
        log.epoch += len(ended.loss)
        sound = ended.first(len(ended.loss) - broken)
        if count := len(sound.loss):
            step = last_step - broken * sampler.batches_per_epoch
            self._judge_all(sound, sound.result(first + count, step, log.seconds))
        if broken and validation is not None:
            self._feed.show(self.current)
            self._diverge(float(validation[-1]))
        elif time.monotonic() - self._good_at > _GOOD_EVERY:
            self.keep_good()

    def _judge_all(self, ended: Ended, last: EpochResult) -> None:
        """As ``_judge``, for all of them."""
        self.updater.end_epoch(last.loss, last.validation_loss)
        if self.log.add_epochs(last, ended.curves(), ended.monitored(self.stopping.by_loss)):
            self.best_theta, self.best_state = ended.best_theta, self.program.state.copy()
        reason, restore = self.stopping.after_epoch(self.log, last, self.target_epochs)
        if reason:
            self._end(reason, restore)

    def _finish_epoch(self) -> None:
        turns = iter(()) if self.validator is None else self.validator.turns()
        self._ending = Ending(*self.tally.finish(), turns)
        if not self._puts_off:
            self._end_epoch()

    def _end_epoch(self) -> None:
        """The rest of it: what is left of the validation, and what comes of it."""
        ending, judge = self._ending, self.validator
        assert ending is not None
        for _ in ending.turns:
            pass
        self._ending = None
        self.log.epoch += 1
        loss, metrics = ending.loss, ending.metrics
        validation, validation_metrics = (None, None) if judge is None else (judge.loss, judge.metrics)
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

    # -- an end that was put off ---------------------------------------------------------------------------------------

    @property
    def ending(self) -> bool:
        """Whether the end of an epoch was put off: its validation, the best epoch and the run's end are to come."""
        return self._ending is not None

    @property
    def may_wait(self) -> bool:
        """Whether the next phase may run before an end that was put off: nothing it reads or changes is part of that.

        A pass of the same weights is not, unless it moves statistics; and only an end that cannot end the run.
        """
        if self._cursor:
            return self._cursor < len(self._runs) - 1  # all but the update
        return not self.program.states and self.stopping.goes_on(self.log.epoch + 1, self.target_epochs)

    def judge_on(self, seconds: float) -> bool:
        """Go on for about so long with an end that was put off; whether it is complete."""
        begun = time.perf_counter()
        with self._threads, np.errstate(all="ignore"):
            if self._ending is not None:
                for _ in self._ending.turns:
                    if time.perf_counter() - begun >= seconds:
                        return False
                self._end_epoch()
        return True

    def settle(self) -> None:
        """Complete an end that was put off."""
        self.judge_on(math.inf)

    def extend(self) -> None:
        """After the end: go on for as many epochs again."""
        self.settle()
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
