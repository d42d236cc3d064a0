"""Trainer: runs the plan. ``advance`` runs one phase, ``step`` one minibatch, ``epoch`` one pass: one code path.

A step draws a minibatch, walks the program's phases and ends with UPDATE; whoever stops in between and goes on gets
the same bits. A steady step allocates nothing but the few Python objects of its calls. Knows nothing of screens.
Example: 1,438 digits in batches of 32 are 45 steps an epoch, the last with 30 rows on a twin of that size.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.checkpoint import Checkpoint
from core.class_weights import shares_of
from core.data.dataset import Prepared
from core.data.sampler import Sampler
from core.divergence import explain
from core.engines import cache
from core.engines.choice import Choice, choose, go_on
from core.engines.compiled import CompiledFeed
from core.engines.updating import CompiledUpdater
from core.errors import SpecError
from core.evaluation import Evaluator
from core.feed import Feed
from core.following import follow
from core.identity import identity_of
from core.metrics import Codings
from core.network import NetworkSpec
from core.program import Program, compile_network
from core.project import TrainingSpec
from core.resume import capture, reinstate
from core.run_log import RunLog
from core.snapshot import Divergence, EpochResult, Metrics, Phase, PhaseKind
from core.stopping import TIME, Stopping
from core.tally import Tally
from core.threads import Threads
from core.updater import Updater

UPDATE = Phase(PhaseKind.UPDATE)
_GOOD_EVERY = 0.5
"""Seconds between two copies of weights known to be finite."""


class Trainer:
    """One run of ``network`` on ``prepared`` rows. ``finished`` says why it ended, ``divergence`` why it broke off."""

    def __init__(
        self, network: NetworkSpec, training: TrainingSpec, prepared: Prepared,
        request: NDArray[np.int64] | None = None,
    ) -> None:  # fmt: skip
        network.require_runnable(prepared.dataset.task)
        for _, predicate in training.complaints():
            raise SpecError(f"Training {predicate}.")
        self.training = training
        self.prepared = prepared
        self.log = RunLog()
        self.finished = ""
        self.divergence: Divergence | None = None
        self.phase: Phase | None = None
        self.target_epochs = training.epochs
        self.request = np.zeros(1, np.int64) if request is None else request
        """A word that another thread changes to have ``run`` return after the present step."""
        self.stopping = Stopping(training)
        self.rng = np.random.default_rng([training.seed, 0])
        rows = len(prepared.train)
        self.sampler = Sampler(rows, training.batch_size, training.shuffle, self.rng)
        self.use(compile_network(
            network, batch=self.sampler.batch, dtype=training.dtype, seed=training.seed
        ))  # fmt: skip
        self.keep_good(first=True)

    _pace = 1000.0
    """Steps a second, as last seen."""

    # -- making ready ------------------------------------------------------------------------------------------------

    def use(self, program: Program, engine: Choice | None = None) -> None:
        """Make ``program`` the one that is trained, with fresh moments and buffers, by the best engine or this one."""
        self.engine = chosen = engine or choose(program.network, self.training, program.n)
        self.identity = identity_of(program.network, self.training, program.n, chosen.engine, chosen.update)
        self._threads = Threads(self.identity["blas_threads"])
        self.program = program
        self.network = program.network
        self.codings = Codings.of(program.network, self.prepared.dataset.task)
        dtype = program.dtype
        train = self.prepared.train
        targets = self.codings.encode(train, dtype)
        updater = CompiledUpdater if chosen.update == "compiled" else Updater
        self.updater = updater(self.training.optimizer, self.training.schedule, program.vectors)
        validation = self.prepared.validation
        self.validator = Evaluator(program, validation, self.codings, self.prepared) if len(validation) else None
        self.tally = Tally(self.codings, self.prepared.preprocessing, targets, self.sampler)
        self._feed = self._make_feed(targets)
        self.weigh_classes()
        self._cursor = 0
        self.current, self._runs = self._feed.of(program.n)
        self.best_theta: np.ndarray[Any, Any] | None = None
        self.best_state: np.ndarray[Any, Any] | None = None
        self.first_evaluation()

    def choose_engine(self) -> None:
        """Where nothing is trained yet: take the engine that is best by now; a run that has begun keeps its own."""
        chosen = choose(self.network, self.training, self.program.n)
        if chosen != self.engine and self.log.step == 0 and self._cursor == 0:
            self.use(self.program)
            self.keep_good(first=True)

    def load_engine(self) -> None:
        """Load what the engine needs now rather than at the first step."""
        if "compiled" in (self.engine.engine, self.engine.update):
            cache.kernels(self.program.dtype.name)

    def _make_feed(self, targets: Sequence[Array]) -> Feed:
        program, x = self.program, self.prepared.train.x
        if self.engine.engine == "compiled" and isinstance(self.updater, CompiledUpdater):
            return CompiledFeed(program, x, targets, self.sampler, self.updater, self.request)
        return Feed(program, x, targets, self.sampler, self.updater.update, self.request)

    def weigh_classes(self) -> None:
        """Class weights as the settings say by now."""
        self._feed.weigh_classes(shares_of(self.training.class_weight, self.network, self.codings, self.prepared.train))

    def first_evaluation(self) -> None:
        """Judge the validation rows with the weights as they are."""
        with self._threads, np.errstate(all="ignore"):
            self._validate()

    def follow(self, network: NetworkSpec, training: TrainingSpec) -> frozenset[int]:
        """Continue with an edited network or other settings; ids of the layers whose weights were kept.

        Learning rate, clipping, epochs, early stopping and locks change in place. Anything else compiles anew and
        inherits; another seed or precision starts all weights over (the caller makes a new Trainer for a fresh count).
        """
        return follow(self, network, training)

    def keep_locked(self) -> None:
        """The best weights so far do not bring back others in place of what is locked now."""
        mask = self.program.vectors.mask
        if self.best_theta is not None and mask is not None:
            np.copyto(self.best_theta, self.program.theta, where=mask == 0.0)

    def weights_replaced(self) -> None:
        """The weights were set by hand: the best so far, the limits and the ones to return to begin with these."""
        self.divergence = None
        self.best_theta = self.best_state = None
        self.log.forget_best()
        self._feed.judge_again()
        self.keep_good()

    # -- running -----------------------------------------------------------------------------------------------------

    @property
    def plan(self) -> tuple[Phase, ...]:
        """The phases of one step, in order."""
        return (*(phase for phase, _ in self.current.plan), UPDATE)

    @property
    def position(self) -> float:
        """Epochs done, with the fraction of the running one."""
        done = 0 if self.sampler.at_epoch_end and not self._cursor else self.sampler.position
        return self.log.epoch + done / self.sampler.rows

    @property
    def at_step_start(self) -> bool:
        """Whether the next phase begins a minibatch."""
        return self._cursor == 0

    @property
    def phases_run(self) -> int:
        """How many phases of the minibatch in progress have run."""
        return self._cursor

    @property
    def next_phase(self) -> Phase:
        """The phase that ``advance`` would run."""
        return self.plan[self._cursor]

    def advance(self) -> Phase:
        """Run the next phase; the one that was run."""
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

    def step(self) -> None:
        """Run to the end of the minibatch: a whole one, or what is left of the one begun."""
        with self._threads, np.errstate(all="ignore"):
            self._step()

    def epoch(self) -> EpochResult | None:
        """Run to the end of the epoch; its result, or None where the run diverged on the way."""
        number = self.log.epoch
        with self._threads, np.errstate(all="ignore"):
            while self.log.epoch == number and self.divergence is None:
                self._steps(self.sampler.batches_per_epoch)
            self._feed.show(self.current)
        return self.log.result if self.log.epoch != number else None

    def run(self, seconds: float, steps: int | None = None, gate: threading.Event | None = None) -> int:
        """Train until the time is up, the run ends or ``steps`` are done; how many steps were run.

        It also returns, after one step at least, when ``gate`` closes or ``request`` changes: whoever shares the
        interpreter goes first.
        """
        begun = now = time.perf_counter()
        before, asked = self.log.seconds, int(self.request[0])
        until = begun + seconds
        first = self.log.step
        last = None if steps is None else first + steps
        with self._threads, np.errstate(all="ignore"):
            while not self.finished and self.divergence is None:
                most = max(1, int((until - now) * self._pace))
                done, then = self._steps(most if last is None else min(most, last - self.log.step)), now
                now = time.perf_counter()
                self._pace = done / max(now - then, 1e-9)
                self.log.seconds = before + now - begun
                if self.stopping.limit is not None and self.log.seconds >= self.stopping.limit and not self.finished:
                    self._end(TIME, restore=False)
                if now >= until or self.log.step == last or int(self.request[0]) != asked:
                    break
                if gate is not None and not gate.is_set():
                    break
            self._feed.show(self.current)
        return self.log.step - first

    def _steps(self, most: int) -> int:
        """Up to ``most`` steps of this epoch in one go, where the engine can; else one. How many were run."""
        made = self._feed.slice(most, self.tally) if self._cursor == 0 else None
        if made is None:
            self._step()
            return 1
        self.current, self._runs, losses = made
        self._finish_steps(losses)
        return len(losses)

    def _step(self) -> None:
        if self._cursor == 0:
            self.current, self._runs = self._feed.draw()
            for run in self._runs:
                run()
        else:
            for run in self._runs[self._cursor :]:
                run()
        self._finish_step()

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

    def _validate(self) -> tuple[float | None, Metrics | None]:
        if self.validator is None:
            return None, None
        self.validator.run()
        return self.validator.loss, self.validator.metrics

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

    def stop(self, best: bool = True) -> None:
        """End the run here, after the minibatch begun: with the weights of its best epoch, or as they are."""
        if self._cursor:
            self.step()
        if self.divergence is None:
            with self._threads, np.errstate(all="ignore"):
                self._end("stopped", restore=best)

    def extend(self) -> None:
        """After the end: go on for as many epochs again."""
        self.finished = ""
        self.target_epochs = self.log.epoch + self.training.epochs
        self.stopping.go_on(self.log)
        if self.training.early_stopping is not None:
            self.log.best_value = float("inf")

    # -- when numbers stop being numbers -----------------------------------------------------------------------------

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

    def keep_good(self, first: bool = False) -> None:
        """Remember the present weights as ones to return to; a last update may have broken them, unseen by any loss.

        The ``first`` ones of a program are kept whatever they are: there is nothing else to return to.
        """
        if first or (np.isfinite(self.program.theta).all() and np.isfinite(self.program.state).all()):
            self.good: Checkpoint = capture(self, curves=False)
            self._good_at = time.monotonic()

    def checkpoint(self) -> Checkpoint:
        """Everything a resumed run needs. In the middle of a step, that step is finished first.

        Where the last update broke the weights, unseen by any loss yet, it is the last good ones.
        """
        if self._cursor:
            self.step()
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
        self.divergence = self.phase = None
        self._cursor = 0
        done = "all epochs done" if self.log.epoch >= self.target_epochs else ""
        self.finished = str(checkpoint.facts.get("finished", done))
        self.first_evaluation()
        self.keep_good()

    def rewound(self, log: RunLog, epoch: dict[str, Any]) -> None:
        """Stand at the start of a step again, with the log and the sums of the running epoch of that moment."""
        self.log, self._cursor = log, 0
        self.tally.restore(epoch)
