"""Experiments in the training thread: progress, cancelling, failing, and what goes on beside them."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core import edit, fitting
from core.data_spec import ToyData
from core.errors import SpecError
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui.document import Document
from gui.questions.experiments import NOTHING, Moment, Subject
from gui.questions.inquiry import Inquiry
from gui.run_state import RunState
from gui.runner import TrainingRunner

CIRCLE = ProjectSpec(
    network=fitting.suggest_network(Task((2,), "classification", ("class 0", "class 1")), (4, 2), "tanh"),
    training=TrainingSpec(epochs=10_000, batch_size=20),
    data=ToyData(name="circle", samples=200),
)
Open = Callable[[ProjectSpec], TrainingRunner]


class Heard:
    """What an inquiry has told, in order; ``closed`` is set where the generator was closed."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.pictures = 0
        self.moments: list[Moment] = []
        self.ends: list[str] = []
        self.closed = threading.Event()

    def to(self, inquiry: Inquiry) -> Inquiry:
        inquiry.began.connect(self.moments.append)
        inquiry.progressed.connect(self.take)
        inquiry.finished.connect(lambda: self.ends.append("finished"))
        inquiry.failed.connect(lambda text: self.ends.append(f"failed: {text}"))
        inquiry.stopped.connect(lambda text: self.ends.append(f"stopped: {text}"))
        return inquiry

    def take(self, values: tuple[object, ...]) -> None:
        self.pictures += 1
        self.values += values

    def endless(self, subject: Subject) -> Iterator[object]:
        """Counts until it is closed."""
        try:
            number = 0
            while True:
                yield number
                number += 1
                time.sleep(0.0002)
        finally:
            self.closed.set()


@pytest.fixture
def open_runner(qtbot: QtBot) -> Iterator[Open]:
    opened: list[TrainingRunner] = []

    def start(project: ProjectSpec) -> TrainingRunner:
        runner = TrainingRunner(Document(project))
        opened.append(runner)
        qtbot.waitUntil(lambda: runner.state is not RunState.LOADING and runner.snapshot is not None)
        return runner

    yield start
    for runner in opened:
        runner.close()


def test_values_come_in_order_and_once_per_frame(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    threads: list[str] = []

    def make(subject: Subject) -> Iterator[object]:
        threads.append(threading.current_thread().name)
        assert not subject.theta.flags.writeable and subject.network == CIRCLE.network
        yield from range(2000)

    heard.to(runner.inquire(make))
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends == ["finished"] and heard.values == list(range(2000)) and heard.pictures < 20
    assert threads != [threading.current_thread().name]
    moment, shot = heard.moments[0], runner.snapshot
    assert shot is not None and moment.step == 0 and np.array_equal(moment.theta, shot.theta)


def test_pictures_are_paced(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    inquiry = heard.to(runner.inquire(heard.endless))
    qtbot.wait(500)
    assert 3 <= heard.pictures <= 17 and heard.values == list(range(len(heard.values)))
    inquiry.cancel()


def test_cancelling_closes_the_generator_and_silences_it(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    inquiry = heard.to(runner.inquire(heard.endless))
    qtbot.waitUntil(lambda: len(heard.values) > 3)
    inquiry.cancel()
    inquiry.cancel()
    seen = len(heard.values)
    assert not inquiry.running and heard.closed.wait(2.0)
    qtbot.wait(80)
    assert len(heard.values) == seen and heard.ends == []


def test_two_questions_run_side_by_side(qtbot: QtBot, open_runner: Open) -> None:
    runner, one, two = open_runner(CIRCLE), Heard(), Heard()
    first = one.to(runner.inquire(one.endless))
    two.to(runner.inquire(lambda subject: iter((1, 2, 3))))
    qtbot.waitUntil(lambda: two.ends == ["finished"] and len(one.values) > 3)
    assert two.values == [1, 2, 3] and not one.closed.is_set()
    first.cancel()


def test_closing_while_it_runs(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    inquiry = heard.to(runner.inquire(heard.endless))
    qtbot.waitUntil(lambda: bool(heard.values))
    runner.close()
    assert heard.closed.is_set()
    inquiry.cancel()


@pytest.mark.parametrize("while_playing", [False, True])
def test_another_drawing_calls_it_off(qtbot: QtBot, open_runner: Open, while_playing: bool) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    if while_playing:
        runner.play()
    heard.to(runner.inquire(heard.endless))
    qtbot.waitUntil(lambda: bool(heard.values))
    runner.document.edit("Units", edit.set_layer(CIRCLE, 2, units=5))
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0].startswith("stopped: The drawing") and heard.closed.is_set()


def test_other_settings_of_the_training_do_not(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    inquiry = heard.to(runner.inquire(heard.endless))
    qtbot.waitUntil(lambda: bool(heard.values))
    runner.document.edit("Epochs", edit.set_training(CIRCLE, epochs=50))
    qtbot.wait(100)
    assert heard.ends == [] and inquiry.running
    inquiry.cancel()


def test_a_new_project_calls_it_off(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    heard.to(runner.inquire(heard.endless))
    qtbot.waitUntil(lambda: bool(heard.values))
    runner.set_source(None)
    runner.document.open(CIRCLE, None)
    qtbot.waitUntil(lambda: bool(heard.ends))
    assert heard.ends[0].startswith("stopped: Another project") and heard.closed.is_set()


def test_an_error_is_one_sentence(qtbot: QtBot, open_runner: Open) -> None:
    runner, at_once, later = open_runner(CIRCLE), Heard(), Heard()

    def refuse(subject: Subject) -> Iterator[object]:
        raise SpecError("Choose two weights.")

    def fail(subject: Subject) -> Iterator[object]:
        yield 1
        raise SpecError("The loss is infinite.")

    at_once.to(runner.inquire(refuse))
    later.to(runner.inquire(fail))
    qtbot.waitUntil(lambda: bool(at_once.ends and later.ends))
    assert at_once.ends == ["failed: Choose two weights."] and not at_once.moments
    assert later.ends == ["failed: The loss is infinite."] and later.values == [1]


def test_a_fault_ends_the_question_and_is_told(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()

    def broken(subject: Subject) -> Iterator[object]:
        yield 1
        raise ZeroDivisionError("a fault")

    with qtbot.captureExceptions() as caught:
        heard.to(runner.inquire(broken))
        qtbot.waitUntil(lambda: bool(heard.ends) and bool(caught))
    assert "a fault in Chainrule" in heard.ends[0] and caught[0][0] is ZeroDivisionError
    runner.advance_step()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == 1)


def test_nothing_can_be_asked_without_a_run(qtbot: QtBot) -> None:
    runner, heard = TrainingRunner(Document()), Heard()
    heard.to(runner.inquire(heard.endless))
    qtbot.waitUntil(lambda: bool(heard.ends))
    runner.close()
    assert heard.ends == [f"failed: {NOTHING}"]


def test_training_and_walking_go_on_beside_it(qtbot: QtBot, open_runner: Open) -> None:
    runner, heard = open_runner(CIRCLE), Heard()
    inquiry = heard.to(runner.inquire(heard.endless))
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > 50, timeout=10_000)
    count = len(heard.values)
    qtbot.waitUntil(lambda: len(heard.values) > count + 10)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    runner.open_walk(True)
    runner.walk_by("forward")
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position.stop == 0)
    count = len(heard.values)
    qtbot.waitUntil(lambda: len(heard.values) > count + 10)
    inquiry.cancel()


def test_asking_does_not_change_the_run(qtbot: QtBot, open_runner: Open) -> None:
    """A question about the run in the middle of a step leaves that step as it is."""
    runner, heard = open_runner(CIRCLE), Heard()
    runner.advance_phase()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.phase is not None)
    before = runner.snapshot
    heard.to(runner.inquire(lambda subject: iter(())))
    qtbot.waitUntil(lambda: heard.ends == ["finished"])
    runner.advance_phase()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.phase != before.phase)
    assert runner.snapshot is not None and runner.snapshot.step == 0
