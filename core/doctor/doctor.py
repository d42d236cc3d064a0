"""Doctor: examines a run now and then while it trains, and says what is wrong with it.

It looks at the end of epochs and at most a few times a second, never for more than a fiftieth of the time, in the
training thread, and changes nothing. It keeps the last state in which nothing was wrong, to go back to. Example:
``doctor.examine()`` after a slice of training; then ``doctor.findings``.
"""

import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.checkpoint import Checkpoint, copy_of
from core.doctor.chart import Chart, Sample
from core.doctor.finding import Finding
from core.doctor.not_finite import found as broken_off
from core.doctor.table import ILLNESSES
from core.resume import capture
from core.snapshot import Divergence, EpochResult

if TYPE_CHECKING:
    from core.trainer import Trainer

EVERY = 0.5
"""Least seconds between two examinations."""
SHARE = 0.02
"""Most of the time that looking may take."""
HISTORY = 64


class Doctor:
    """Watches ``trainer``, ``every`` so many seconds at most; make a new one when it compiles anew."""

    def __init__(self, trainer: "Trainer", good_rate: float | None = None, every: float = EVERY) -> None:
        self._every = every
        self.trainer = trainer
        self.findings: tuple[Finding, ...] = ()
        self.good_rate = good_rate
        """What the learning-rate finder recommends, where it was asked."""
        self.well: Checkpoint | None = None
        """The run as it was when nothing was wrong with it for the last time."""
        self._sample: Sample | None = None
        self._results: deque[EpochResult] = deque(maxlen=HISTORY)
        self._seen: dict[tuple[str, int | None], tuple[int, Finding]] = {}
        """How often in a row, and as it was first seen."""
        self._broken: Finding | None = None
        self._due_at = 0.0
        self._step = -1

    def examine_if_moved(self) -> None:
        """Look, however soon, unless the run stands where it was looked at."""
        if self.trainer.log.step != self._step:
            self.examine()

    def examine_if_due(self) -> bool:
        """Look where it is time to; whether the findings are others than before."""
        if time.perf_counter() < self._due_at or self.trainer.log.step == self._step:
            return False
        return self.examine()

    def examine(self) -> bool:
        """Look now; whether the findings are others than before."""
        begun = time.perf_counter()
        if self.trainer.log.step < self._step:  # the run went back: what was seen later has not happened
            self._seen = {}
            self._results.clear()
        self._step = self.trainer.log.step
        before = self.findings
        with np.errstate(all="ignore"):
            self._look()
        now = time.perf_counter()
        self._due_at = now + max(self._every, (now - begun) / SHARE)
        return self.findings != before

    def _look(self) -> None:
        trainer = self.trainer
        if self._sample is None:
            self._sample = Sample(trainer)
        result = trainer.log.result
        if result is not None and (not self._results or self._results[-1].epoch != result.epoch):
            self._results.append(result)
        chart = Chart(trainer, self._sample, self._results, self.good_rate)
        seen: dict[tuple[str, int | None], tuple[int, Finding]] = {}
        told = []
        for illness in ILLNESSES:
            if not trainer.log.step and not illness.at_rest:
                continue
            for finding in illness.look(chart):
                times, first = self._seen.get(finding.key, (0, self._dated(finding)))
                seen[finding.key] = times + 1, first
                enough = illness.seen - bool(trainer.finished)  # a run that has ended moves no more
                if times + 1 >= enough:
                    told.append(replace(finding, step=first.step, epoch=first.epoch))
        self._seen = seen
        if self._broken is not None and trainer.log.step > self._broken.step:
            self._broken = None  # it has come past the place
        self.findings = (*((self._broken,) if self._broken else ()), *told)
        if not seen:
            self.well = capture(trainer)

    def _dated(self, finding: Finding) -> Finding:
        log = self.trainer.log
        return replace(finding, step=log.step, epoch=log.epoch)

    def note_divergence(self, divergence: Divergence) -> None:
        """The run broke off and its last good weights are back."""
        self._broken = broken_off(divergence, self.trainer.network, self.trainer.log.epoch)
        rest = tuple(each for each in self.findings if each.illness != self._broken.illness)
        self.findings = (self._broken, *rest)
        self._seen = {}

    def settings_changed(self) -> None:
        """Other settings deserve a fresh look; what was seen so far counts no more."""
        self._broken, self._seen = None, {}
        self._step = -1
        self._due_at = 0.0

    def best(self) -> Checkpoint | None:
        """The run with the weights of its best epoch so far, ended; None before the first epoch."""
        trainer = self.trainer
        if trainer.best_theta is None:
            return None
        whole = capture(trainer)
        arrays = whole.arrays | {"theta": copy_of(trainer.best_theta)}
        if trainer.best_state is not None and "state" in arrays:
            arrays["state"] = copy_of(trainer.best_state)
        return replace(whole, arrays=arrays)
