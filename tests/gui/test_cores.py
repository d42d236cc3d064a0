"""Which cores the threads of a window may run on before, while and after a run plays; read from the system."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import fitting
from core.data_spec import ToyData
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui import running
from gui.cores import Cores
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner

if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
    pytest.skip("threads cannot choose their cores here", allow_module_level=True)

CIRCLE = ProjectSpec(
    network=fitting.suggest_network(Task((2,), "classification", ("a", "b")), (4,), "tanh"),
    training=TrainingSpec(epochs=1_000_000, batch_size=20, engine="numpy"),
    data=ToyData(name="circle", samples=200),
)
ALL = os.sched_getaffinity(0)
OTHERS = ALL - {min(ALL)}


def held() -> list[set[int]]:
    """The masks of this process's threads that are not the whole."""
    masks = []
    for each in Path("/proc/self/task").iterdir():
        with suppress(ProcessLookupError):  # it has ended meanwhile
            masks.append(os.sched_getaffinity(int(each.name)))
    return [each for each in masks if each != ALL]


class Playing:
    """A thread of its own that stands for a training thread: it calls what it is told, one after the other."""

    def __init__(self) -> None:
        self.cores = Cores()
        self._jobs: list[Callable[[], None]] = []
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            self._go.acquire()
            if not self._jobs:
                return
            self._jobs.pop()()
            self._done.release()

    def call(self, job: Callable[[], None]) -> None:
        self._jobs.append(job)
        self._go.release()
        self._done.acquire()

    @property
    def mask(self) -> set[int]:
        assert self._thread.native_id is not None
        return os.sched_getaffinity(self._thread.native_id)

    def end(self) -> None:
        self.call(self.cores.join)
        self._go.release()
        self._thread.join()


@pytest.fixture
def two() -> Iterator[tuple[Playing, Playing]]:
    made = Playing(), Playing()
    yield made
    for each in made:
        each.end()
    assert not held()


def test_a_run_with_one_blas_thread_leaves_a_core_to_the_window(two: tuple[Playing, Playing]) -> None:
    one, other = two
    one.call(lambda: one.cores.part(1))
    one.call(lambda: one.cores.part(1))
    assert held() == [OTHERS] and one.mask == OTHERS
    other.call(lambda: other.cores.part(1))
    assert held() == [OTHERS] * 2
    one.call(one.cores.join)
    one.call(one.cores.join)
    assert held() == [OTHERS] and other.mask == OTHERS


def test_nobody_is_held_while_a_run_uses_several_blas_threads(two: tuple[Playing, Playing]) -> None:
    one, other = two
    one.call(lambda: one.cores.part(2))
    assert not held()
    other.call(lambda: other.cores.part(1))
    assert not held()
    one.call(lambda: one.cores.part(1))  # its drawing has become smaller
    assert held() == [OTHERS] * 2
    one.call(lambda: one.cores.part(2))
    assert not held()
    one.call(one.cores.join)
    assert held() == [OTHERS] and other.mask == OTHERS


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TrainingRunner]:
    made = TrainingRunner(Document(CIRCLE))
    qtbot.waitUntil(lambda: made.can_run)
    yield made
    made.close()
    assert not held()


def test_a_run_that_plays_is_held_until_it_pauses(runner: TrainingRunner, qtbot: QtBot) -> None:
    assert not held()
    runner.play()
    qtbot.waitUntil(lambda: held() == [OTHERS])
    assert os.sched_getaffinity(os.getpid()) == ALL
    seen: list[set[int]] = []
    begun = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
    begun.start()  # what the window starts meanwhile may run anywhere
    begun.join()
    assert seen == [ALL]
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED and not held())


def test_a_run_that_ends_is_let_go(runner: TrainingRunner, qtbot: QtBot) -> None:
    runner.play()
    qtbot.waitUntil(lambda: held() == [OTHERS])
    document = runner.document
    document.edit("Epochs", replace(document.project, training=replace(document.project.training, epochs=1)))
    qtbot.waitUntil(lambda: runner.state is RunState.FINISHED and not held())


def test_a_window_that_closes_while_a_run_plays_lets_go(qtbot: QtBot) -> None:
    made = TrainingRunner(Document(CIRCLE))
    qtbot.waitUntil(lambda: made.can_run)
    made.play()
    qtbot.waitUntil(lambda: held() == [OTHERS])
    made.close()
    assert not held()


def test_a_run_with_two_blas_threads_plays_unheld(
    runner: TrainingRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    asked: list[int] = []
    part = Cores.part
    monkeypatch.setattr(running.Cores, "part", lambda self, count: (asked.append(count), part(self, count)))
    trainer = runner._worker.trainer
    assert trainer is not None
    trainer.identity["blas_threads"] = 2
    runner.play()
    qtbot.waitUntil(lambda: len(asked) > 3)
    assert set(asked) == {2} and not held()
