"""RunParts: what a run consists of, made ready for a network and its settings: program, engine, updater, feed, judges.

Made once for each program; a step finds everything here, whatever runs it. Example: 64-32-10 on 1,438
digits: a program for 32 rows, a feed that draws them, a tally of 1,438 outputs, an evaluator of 359 rows.
"""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.checkpoint import Checkpoint
from core.class_weights import shares_of
from core.data.compact import Targets
from core.data.dataset import Prepared
from core.data.sampler import Sampler
from core.engines import cache
from core.engines.choice import Choice, choose
from core.engines.compiled import CompiledFeed
from core.engines.evaluating import CompiledEvaluator
from core.engines.updating import CompiledUpdater
from core.errors import SpecError
from core.evaluation import Evaluator
from core.feed import Feed
from core.identity import identity_of
from core.metrics import Codings
from core.network import NetworkSpec
from core.program import Program, compile_network
from core.project import TrainingSpec
from core.resume import capture
from core.run_log import RunLog
from core.snapshot import Divergence, Metrics, Phase, PhaseKind
from core.stopping import Stopping
from core.tally import Tally
from core.threads import Threads
from core.updater import Updater

UPDATE = Phase(PhaseKind.UPDATE)


class RunParts:
    """The parts of one run of ``network`` on ``prepared`` rows, and where it stands; see Trainer."""

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
        targets = self.codings.compact(train, dtype)
        updater = CompiledUpdater if chosen.update == "compiled" else Updater
        self.updater = updater(self.training.optimizer, self.training.schedule, program.vectors)
        validation = self.prepared.validation
        judge = CompiledEvaluator if chosen.engine == "compiled" else Evaluator
        self.validator = judge(program, validation, self.codings, self.prepared) if len(validation) else None
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

    def _make_feed(self, targets: Sequence[Targets]) -> Feed:
        program, x = self.program, self.prepared.train.x
        if self.engine.engine == "compiled" and isinstance(self.updater, CompiledUpdater):
            judge = self.validator if isinstance(self.validator, CompiledEvaluator) else None
            return CompiledFeed(program, x, targets, self.sampler, self.updater, self.request, judge)
        return Feed(program, x, targets, self.sampler, self.updater.update, self.request)

    def weigh_classes(self) -> None:
        """Class weights as the settings say by now."""
        self._feed.weigh_classes(shares_of(self.training.class_weight, self.network, self.codings, self.prepared.train))

    # -- its weights ---------------------------------------------------------------------------------------------------

    def first_evaluation(self) -> None:
        """Judge the validation rows with the weights as they are."""
        with self._threads, np.errstate(all="ignore"):
            if self.validator is not None and not self.log.step:
                self.validator.look()
            else:
                self._validate()

    def _validate(self) -> tuple[float | None, Metrics | None]:
        if self.validator is None:
            return None, None
        self.validator.run()
        return self.validator.loss, self.validator.metrics

    def keep_good(self, first: bool = False) -> None:
        """Remember the present weights as ones to return to; a last update may have broken them, unseen by any loss.

        The ``first`` ones of a program are kept whatever they are: there is nothing else to return to.
        """
        if first or (np.isfinite(self.program.theta).all() and np.isfinite(self.program.state).all()):
            self.good: Checkpoint = capture(self, curves=False)
            self._good_at = time.monotonic()

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

    # -- where it stands -----------------------------------------------------------------------------------------------

    @property
    def plan(self) -> tuple[Phase, ...]:
        """The phases of one step, in order."""
        return (*(phase for phase, _ in self.current.plan), UPDATE)

    @property
    def position(self) -> float:
        """Epochs done, with the fraction of the running one."""
        done = 0 if self.sampler.at_epoch_end and not self._cursor else self.sampler.position
        return self.log.epoch + self.ending + done / self.sampler.rows

    @property
    def ending(self) -> bool:
        """Whether the end of an epoch is still to be judged; see Finishing."""
        return False

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
