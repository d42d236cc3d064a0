"""Experiments: the training thread's part in a question. It turns generators in short turns beside the run.

A question is a function that takes a Subject (the network and a copy of its weights) and yields frozen values. It is
called and advanced in the training thread; what it yielded is sent to the window at most once per frame, all of it and
in order. Worked shape: ``begin(1, make)``, then ``told(1, (row 0, row 1))``, ``told(1, (row 2,))`` and ``done(1)``.
Imports core and no widget.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.checkpoint import copy_of
from core.data.dataset import Prepared
from core.errors import ChainruleError
from core.frozen import dataclass
from core.network import NetworkSpec
from core.observe import Observer
from core.player import Player
from core.snapshot import Slot as Piece
from core.trail import Trail
from core.trainer import Trainer
from core.walk import Walk
from gui.turns import Turns

TURN = 0.012
"""Longest time between two looks at the event loop, in seconds, where one value takes less."""
NOTHING = "There is nothing to ask yet: choose data and draw a network that can run."
FAULT = "This question could not be answered because of a fault in Chainrule."


@dataclass(frozen=True, eq=False)
class Moment:
    """The weights a question is about: ``theta`` (weights,) is a read-only copy, named by ``slots``."""

    network: NetworkSpec
    slots: tuple[Piece, ...]
    theta: NDArray[np.floating]
    step: int
    epoch: int
    state: NDArray[np.floating] = field(default_factory=lambda: np.zeros(0))
    """What belongs to them and follows no gradient, such as moving statistics."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What a question may look at. Only what is yielded leaves the training thread.

    ``trainer``, ``player`` and ``trail`` are the run itself: between two values it may have gone on, so read them
    before the first ``yield``. ``player()`` is the one of the open walk, or else made now: a step begun is then
    finished first.
    """

    moment: Moment
    prepared: Prepared
    trainer: Trainer
    player: Callable[[], Player]
    walk: Walk | None
    trail: Trail
    """Where the run has been since its weights were last set."""
    seed: int

    @property
    def network(self) -> NetworkSpec:
        """The drawing asked about."""
        return self.moment.network

    @property
    def theta(self) -> NDArray[np.floating]:
        """All its weights, (weights,), read-only."""
        return self.moment.theta

    @property
    def state(self) -> NDArray[np.floating]:
        """What belongs to the weights and follows no gradient, read-only."""
        return self.moment.state

    @property
    def slots(self) -> tuple[Piece, ...]:
        """The names of the pieces of ``theta``."""
        return self.moment.slots


Make = Callable[[Subject], Iterator[object]]


class Bench(Protocol):
    """What experiments need of the worker: the run as it stands."""

    trainer: Trainer | None
    observer: Observer | None
    walk: Walk | None
    gate: threading.Event

    def can_run(self) -> bool: ...

    def _the_player(self) -> Player: ...


class _Experiment:
    """One question under way: its generator and what it has yielded and the window has not seen."""

    def __init__(self, values: Iterator[object]) -> None:
        self.values = values
        self.told: list[object] = []
        self.wanted = True

    def close(self) -> None:
        close = getattr(self.values, "close", None)  # a generator; a plain iterator has nothing to close
        if close is not None:
            close()


class Experiments(QObject):
    """All questions under way; every slot runs in the training thread. A child of the worker, so it moves with it."""

    began = Signal(int, object)
    """(number, Moment)."""
    told = Signal(int, object)
    """(number, tuple of all values since the last time)."""
    done = Signal(int)
    failed = Signal(int, str)
    stopped = Signal(int, str)
    """(number, why): the drawing changed, or another project was opened."""

    def __init__(self, worker: Bench, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._under_way: dict[int, _Experiment] = {}
        self._timer: QTimer | None = None
        self.gate = threading.Event()
        """Set while the window has nothing of a question to paint; training waits at it, too."""
        self.gate.set()
        self._turns = Turns(worker.gate, self.gate)

    # -- what the window asks ----------------------------------------------------------------------------------------

    @Slot(int, object)
    def begin(self, number: int, make: Make) -> None:
        """Call ``make`` with the run as it stands and advance it from now on."""
        subject = self._subject()
        if subject is None:
            self.failed.emit(number, NOTHING)
            return
        try:
            values = make(subject)
        except ChainruleError as error:
            self.failed.emit(number, str(error))
            return
        self._under_way[number] = _Experiment(values)
        self.began.emit(number, subject.moment)
        if self._timer is None:
            self._timer = QTimer(self)  # made here, so that it lives in this thread
            self._timer.timeout.connect(self._turn)
        self._timer.start(0)

    @Slot(int)
    def cancel(self, number: int) -> None:
        """Close its generator; nothing more is told."""
        experiment = self._under_way.pop(number, None)
        if experiment is not None:
            experiment.close()
        self._rest()

    @Slot(int)
    def tell(self, number: int) -> None:
        """The window has shown what it was told and takes more."""
        experiment = self._under_way.get(number)
        if experiment is not None:
            experiment.wanted = True
            self._tell(number, experiment)

    @property
    def under_way(self) -> bool:
        """Whether there are any."""
        return bool(self._under_way)

    # -- what the worker asks ----------------------------------------------------------------------------------------

    def stop_all(self, why: str = "") -> None:
        """Close every generator: the network they ask about is gone."""
        for number in list(self._under_way):
            self.cancel(number)
            self.stopped.emit(number, why)

    def finish(self) -> None:
        """The thread ends: close everything and let go of the timer, here where it was made."""
        self.stop_all()
        self._timer = None

    # -- turning -----------------------------------------------------------------------------------------------------

    def _subject(self) -> Subject | None:
        worker = self._worker
        trainer, observer = worker.trainer, worker.observer
        if trainer is None or observer is None or not worker.can_run():
            return None
        program, log = trainer.program, trainer.log
        theta, state = copy_of(program.theta), copy_of(program.state)
        moment = Moment(trainer.network, program.slots, theta, log.step, log.epoch, state)
        seed = trainer.training.seed
        return Subject(moment, trainer.prepared, trainer, worker._the_player, worker.walk, observer.trail, seed)

    @Slot()
    def _turn(self) -> None:
        """Advance each question in its share of a turn."""
        if not self._turns.due():
            return
        share = TURN / max(1, len(self._under_way))
        for number, experiment in list(self._under_way.items()):
            if self._advance(number, experiment, share):
                self._tell(number, experiment)
        self._rest()

    def _advance(self, number: int, experiment: _Experiment, seconds: float) -> bool:
        """Take values for so long; False once it has ended."""
        until = time.perf_counter() + seconds
        try:
            for value in experiment.values:
                experiment.told.append(value)
                if time.perf_counter() >= until or not self._turns.open:
                    return True
        except ChainruleError as error:
            self._end(number, experiment)
            self.failed.emit(number, str(error))
            return False
        except Exception:  # the window learns of it, and whoever looks after faults gets the whole story
            self._end(number, experiment)
            self.failed.emit(number, FAULT)
            raise
        self._end(number, experiment)
        self.done.emit(number)
        return False

    def _end(self, number: int, experiment: _Experiment) -> None:
        """What it said last is told, whether or not the window has asked."""
        del self._under_way[number]
        if experiment.told:
            self.told.emit(number, tuple(experiment.told))
        self._rest()

    def _tell(self, number: int, experiment: _Experiment) -> None:
        if experiment.wanted and experiment.told:
            experiment.wanted = False
            values, experiment.told = tuple(experiment.told), []
            self.told.emit(number, values)

    def _rest(self) -> None:
        if self._timer is not None and not self._under_way:
            self._timer.stop()
