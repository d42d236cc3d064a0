"""Trainer: runs the plan. ``advance`` runs one phase, ``step`` one minibatch, ``epoch`` one pass: one code path.

A step draws a minibatch, walks the program's phases and ends with UPDATE; whoever stops in between and goes on gets
the same bits. A steady step allocates nothing but the few Python objects of its calls. What a run consists of stands in
RunParts, what follows a step in Finishing. Knows nothing of screens.
Example: 1,438 digits in batches of 32 are 45 steps an epoch, the last with 30 rows on a twin of that size.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from core.checkpoint import Checkpoint
from core.engines.choice import go_on
from core.feed import Until
from core.finishing import Finishing
from core.following import follow
from core.network import NetworkSpec
from core.project import TrainingSpec
from core.resume import capture, reinstate
from core.run_log import RunLog
from core.snapshot import EpochResult, Phase
from core.stopping import TIME

_TELLING = 0.001
"""Seconds of a slice that tell how fast steps are at least, even where somebody cut it short."""


class Trainer(Finishing):
    """One run of ``network`` on ``prepared`` rows. ``finished`` says why it ended, ``divergence`` why it broke off."""

    _pace = 1000.0
    """Steps a second, as last seen."""
    _asked = 0
    """What ``request`` was when ``run`` returned last."""

    def advance(self, puts_off: bool = False) -> Phase:
        """Run the next phase; the one that was run. ``puts_off``: an epoch that ends is left to ``judge_on``."""
        if self._ending is not None and not self.may_wait:
            self.settle()
        self._puts_off = puts_off
        with self._threads, np.errstate(all="ignore"):
            if self._cursor == 0:
                self.current, self._runs = self._feed.draw()
            phase = self.plan[self._cursor]
            self._runs[self._cursor]()
            self.phase = phase
            self._cursor += 1
            if self._cursor == len(self._runs):
                self._finish_step()
        return phase

    def step(self, puts_off: bool = False) -> None:
        """Run to the end of the minibatch: a whole one, or what is left of the one begun; ``puts_off`` as there."""
        self.settle()
        self._puts_off = puts_off
        with self._threads, np.errstate(all="ignore"):
            self._step()

    def epoch(self) -> EpochResult | None:
        """Run to the end of the epoch; its result, or None where the run diverged on the way."""
        self.settle()
        self._puts_off = False
        number = self.log.epoch
        with self._threads, np.errstate(all="ignore"):
            while self.log.epoch == number and self.divergence is None:
                self._asked = int(self.request[0])
                self._steps(self.sampler.batches_per_epoch, 1)
            self._feed.show(self.current)
        return self.log.result if self.log.epoch != number else None

    def run(
        self, seconds: float, steps: int | None = None, gate: threading.Event | None = None,
        before: Callable[[], None] | None = None, puts_off: bool = False,
    ) -> int:  # fmt: skip
        """Train until the time is up, the run ends or ``steps`` are done; how many steps were run.

        It also returns, after one step at least, when ``gate`` closes or ``request`` is another than when it last
        returned: whoever shares the interpreter goes first. ``before`` is called when a slice is ready to compute
        without it. ``puts_off``: an epoch's validation is a slice, too; what is left of it is for the next call.
        """
        if not puts_off:
            self.settle()
        self._puts_off = puts_off
        self._feed.before_slice = before
        begun = now = time.perf_counter()
        spent = self.log.seconds
        until = begun + seconds
        first = self.log.step
        last = None if steps is None else first + steps
        with self._threads, np.errstate(all="ignore"):
            while not self.finished and self.divergence is None:
                if self._ending is None:
                    most = max(1, int((until - now) * self._pace))
                    self._paced_steps(most if last is None else min(most, last - self.log.step))
                else:
                    self._judge_a_turn(before)
                now = time.perf_counter()
                self.log.seconds = spent + now - begun
                self._look_at_the_time()
                if now >= until or self.log.step == last or int(self.request[0]) != self._asked:
                    break
                if gate is not None and not gate.is_set():
                    break
            self._feed.show(self.current)
        self._asked = int(self.request[0])
        return self.log.step - first

    def _paced_steps(self, most: int) -> None:
        """Up to so many steps; they tell how many fit into a second."""
        begun = time.perf_counter()
        done = self._steps(most)
        took = time.perf_counter() - begun
        pace = done / max(took, 1e-9)
        if done == most or (took > _TELLING and pace > self._pace):  # cut short, it may have waited since
            self._pace = pace

    def _judge_a_turn(self, before: Callable[[], None] | None) -> None:
        """A little of the end of an epoch, which like a slice of steps computes without the interpreter."""
        if before is not None:
            before()
        self.judge_on(0.0)

    def _look_at_the_time(self) -> None:
        """End the run where its time is up, after the end of an epoch that is being judged."""
        limit = self.stopping.limit
        if limit is not None and self.log.seconds >= limit and self._ending is None and not self.finished:
            self._end(TIME, restore=False)

    def _steps(self, most: int, epochs: int | None = None) -> int:
        """Up to ``most`` steps in one go and to the end of so many epochs, where the engine can; else one step."""
        if self._cursor == 0 and self._feed.runs_slices:
            left = max(1, self.target_epochs - self.log.epoch) if epochs is None else epochs
            until = Until(most, 1 if self.updater.schedule.remembers else left, self._asked)
            made = self._feed.slice(until, self.tally, self.stopping.goals(self.log))
            self.current, self._runs = made.current, made.runs
            self._finish_slice(made)
            return len(made.losses)
        self._step()
        return 1

    def _step(self) -> None:
        if self._cursor == 0:
            self.current, self._runs = self._feed.draw()
            for run in self._runs:
                run()
        else:
            for run in self._runs[self._cursor :]:
                run()
        self._finish_step()

    def stop(self, best: bool = True) -> None:
        """End the run here, after the minibatch begun: with the weights of its best epoch, or as they are."""
        if self._cursor:
            self.step()
        self.settle()
        if self.divergence is None:
            with self._threads, np.errstate(all="ignore"):
                self._end("stopped", restore=best)

    # -- other settings, other weights ---------------------------------------------------------------------------------

    def follow(self, network: NetworkSpec, training: TrainingSpec) -> frozenset[int]:
        """Continue with an edited network or other settings; ids of the layers whose weights were kept.

        Learning rate, clipping, epochs, early stopping and locks change in place. Anything else compiles anew and
        inherits; another seed or precision starts all weights over (the caller makes a new Trainer for a fresh count).
        """
        self.settle()
        return follow(self, network, training)

    def checkpoint(self) -> Checkpoint:
        """Everything a resumed run needs. In the middle of a step, that step is finished first.

        Where the last update broke the weights, unseen by any loss yet, it is the last good ones.
        """
        if self._cursor:
            self.step()
        self.settle()
        found = capture(self)
        return found if found.is_finite else self.good

    def restore(self, checkpoint: Checkpoint) -> None:
        """Continue from a checkpoint of the same network; within one identity every later bit is the same."""
        identity = checkpoint.facts.get("identity", {})
        engine = go_on(identity, self.engine, self.training.dtype) if self.training.engine == "auto" else self.engine
        if engine != self.engine:
            self.use(self.program, engine)
        reinstate(self, checkpoint)
        self.keep_locked()
        self._ending = self.divergence = self.phase = None
        self._cursor = 0
        done = "all epochs done" if self.log.epoch >= self.target_epochs else ""
        self.finished = str(checkpoint.facts.get("finished", done))
        self.first_evaluation()
        self.keep_good()

    def rewound(self, log: RunLog, epoch: dict[str, Any]) -> None:
        """Stand at the start of a step again, with the log and the sums of the running epoch of that moment."""
        self.log, self._cursor, self._ending = log, 0, None
        self.tally.restore(epoch)
