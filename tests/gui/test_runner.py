"""TrainingRunner and its thread: playing, stepping, editing, undoing, switching data and closing at any moment."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from core import edit, fitting
from core.data_spec import BuiltinData, TableData, ToyData
from core.layers import Dense
from core.optimizers import SGD, Adam
from core.project import ProjectSpec, TrainingSpec
from core.snapshot import PhaseKind
from core.task import Task
from core.trainer import Trainer
from gui.actions import Actions
from gui.document import Document
from gui.run_state import SPEEDS, RunState
from gui.runner import TrainingRunner
from gui.toolbar import TrainingBar

PLANE = Task((2,), "classification", ("class 0", "class 1"))
CIRCLE = ProjectSpec(
    network=fitting.suggest_network(PLANE, (4, 2), "tanh"),
    training=TrainingSpec(epochs=10_000, optimizer=Adam(learning_rate=0.01), batch_size=20),
    data=ToyData(name="circle", samples=200),
)
Open = Callable[[ProjectSpec], TrainingRunner]


@pytest.fixture
def open_runner(qtbot: QtBot) -> Iterator[Open]:
    opened: list[TrainingRunner] = []

    def start(project: ProjectSpec) -> TrainingRunner:
        runner = TrainingRunner(Document(project))
        opened.append(runner)
        qtbot.waitUntil(lambda: runner.state not in (RunState.EMPTY, RunState.LOADING) or bool(runner.blocked_because))
        return runner

    yield start
    for runner in opened:
        runner.close()


def ready(qtbot: QtBot, runner: TrainingRunner) -> None:
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)


def play_to(qtbot: QtBot, runner: TrainingRunner, step: int) -> None:
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step >= step, timeout=20_000)


def test_it_opens_ready_to_play(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    assert runner.task == PLANE or (runner.task is not None and runner.task.input_shape == (2,))
    shot = runner.snapshot
    assert shot is not None and shot.step == 0 and shot.evaluation is not None and shot.plane is not None
    assert shot.watched is not None and shot.watched.row == runner.watched_row


def test_play_and_pause(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 100)
    assert runner.state is RunState.PLAYING
    with qtbot.waitSignal(runner.state_changed, check_params_cb=lambda state: state is RunState.PAUSED):
        runner.pause()
    qtbot.wait(60)
    resting = runner.snapshot
    qtbot.wait(200)
    assert runner.snapshot is not None and resting is not None and runner.snapshot.step == resting.step


def test_one_phase_one_step_one_epoch(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    runner.advance_phase()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.phase is not None)
    assert runner.snapshot is not None and runner.snapshot.phase is not None
    assert runner.snapshot.phase.kind is PhaseKind.FORWARD and runner.snapshot.step == 0
    runner.advance_step()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == 1)
    runner.advance_epoch()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 1)


def test_the_window_trains_to_the_same_bits_as_a_script(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    runner.advance_phase()
    for _ in range(2):
        runner.advance_epoch()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 2)
    assert runner.prepared is not None and runner.snapshot is not None
    trainer = Trainer(CIRCLE.network, CIRCLE.training, runner.prepared)
    trainer.epoch()
    trainer.epoch()
    np.testing.assert_array_equal(trainer.program.theta, runner.snapshot.theta)


def test_reset_returns_to_the_weights_of_the_seed(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    assert runner.snapshot is not None
    start = runner.snapshot.theta
    play_to(qtbot, runner, 50)
    runner.reset()
    qtbot.waitUntil(lambda: runner.state is RunState.READY and getattr(runner.snapshot, "step", -1) == 0)
    np.testing.assert_array_equal(runner.snapshot.theta, start)


def test_a_learning_rate_edit_does_not_interrupt(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 100)
    assert runner.snapshot is not None
    revision = runner.snapshot.revision
    runner.document.edit("Rate", edit.set_optimizer(runner.document.project, learning_rate=0.001))
    play_to(qtbot, runner, runner.snapshot.step + 200)
    assert runner.state is RunState.PLAYING and runner.snapshot.revision == revision


def test_editing_one_layer_keeps_the_others_and_plays_on(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 200)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(250)
    before = runner.snapshot
    assert before is not None
    runner.document.edit("Units", edit.set_layer(runner.document.project, 3, units=5))
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.network == runner.document.network)
    after = runner.snapshot
    assert after is not None and after.revision != before.revision
    np.testing.assert_array_equal(after.weights(2)["weight"], before.weights(2)["weight"])
    assert after.weights(3)["weight"].shape == (5, 4)


def test_undo_brings_back_the_weights_of_a_deleted_layer(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 200)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(250)
    assert runner.snapshot is not None
    trained = runner.snapshot
    runner.document.edit("Delete", edit.remove_layers(runner.document.project, [3]))
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.network == runner.document.network)
    play_to(qtbot, runner, trained.step + 50)
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == trained.step)
    assert runner.snapshot.network == runner.document.network
    np.testing.assert_array_equal(runner.snapshot.theta, trained.theta)
    assert runner.state is RunState.PAUSED


def test_a_drawing_that_cannot_run_is_blocked_with_a_sentence(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 50)
    runner.document.edit("Units", edit.set_layer(runner.document.project, 2, units=0))
    qtbot.waitUntil(lambda: runner.state is RunState.BLOCKED)
    assert runner.blocked_because == "Dense 'hidden 1' has 0 units; it needs at least 1."
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)


def test_divergence_restores_the_last_good_weights(qtbot: QtBot, open_runner: Open) -> None:
    wild = edit.set_training(CIRCLE, optimizer=SGD(learning_rate=1e9))
    runner = open_runner(wild)
    ready(qtbot, runner)
    assert runner.snapshot is not None
    start = runner.snapshot.theta
    with qtbot.waitSignal(runner.diverged) as caught:
        runner.play()
    assert caught.args is not None
    sentence = caught.args[0].text
    assert "at step" in sentence and "'output'" in sentence and "Try a learning rate of" in sentence
    qtbot.waitUntil(lambda: runner.state in (RunState.PAUSED, RunState.READY))
    qtbot.wait(250)
    np.testing.assert_array_equal(runner.snapshot.theta, start)


def test_switching_data_while_it_trains(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 50)
    runner.document.edit("Data", edit.set_data(runner.document.project, ToyData(name="spiral", samples=100)))
    qtbot.waitUntil(lambda: runner.prepared is not None and len(runner.prepared.dataset) == 100)
    runner.document.edit("Data", edit.set_data(runner.document.project, BuiltinData(name="iris")))
    qtbot.waitUntil(lambda: runner.state is RunState.BLOCKED)
    assert "an example of the data is 4 numbers" in runner.blocked_because


def test_a_run_plays_on_over_other_data_and_says_so(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 50)
    runner.document.edit("Data", edit.set_data(runner.document.project, ToyData(name="moons", samples=60)))
    qtbot.waitUntil(lambda: runner.prepared is not None and len(runner.prepared.dataset) == 60)
    qtbot.waitUntil(lambda: runner.state is RunState.PLAYING)
    runner.pause()
    # Paused, or still ready where the new run had not made its first step.
    qtbot.waitUntil(lambda: runner.state in (RunState.PAUSED, RunState.READY))


def test_another_project_begins_untouched_by_the_one_before(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    begun = runner.snapshot
    assert begun is not None
    runner.watch(7)
    play_to(qtbot, runner, 50)
    runner.set_source(None)
    runner.document.open(CIRCLE, None)
    qtbot.waitUntil(lambda: runner.state is RunState.READY)
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == 0)
    assert runner.snapshot is not None
    np.testing.assert_array_equal(runner.snapshot.theta, begun.theta)
    assert begun.watched is not None and runner.watched_row == begun.watched.row
    qtbot.wait(60)
    assert runner.snapshot.step == 0


def test_a_project_that_cannot_run_shows_nothing_of_the_one_before(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 50)
    blocked = edit.remove_layers(CIRCLE, [CIRCLE.network.heads[0].id])
    blocked = edit.set_training(edit.append_to_end(blocked, Dense(units=7)), epochs=77)
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = TrainingBar(runner.document, runner, Actions(window), window)
    runner.set_source(None)
    runner.document.open(blocked, None)
    qtbot.waitUntil(lambda: runner.state is RunState.BLOCKED)
    qtbot.wait(100)
    assert runner.snapshot is None and (bar.epoch._value, bar.epoch._detail) == ("0", "/ 77")
    runner.document.edit("Mend", CIRCLE)
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == 0)


def test_missing_data_is_a_sentence(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(edit.set_data(CIRCLE, TableData(path="nowhere.csv", target="y")))
    qtbot.waitUntil(lambda: runner.state is RunState.BLOCKED)
    assert "nowhere.csv" in runner.blocked_because
    runner.play()
    runner.advance_step()
    runner.reset()
    qtbot.wait(100)
    assert runner.state is RunState.BLOCKED


def test_no_data_yet(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(edit.set_data(CIRCLE, None))
    qtbot.waitUntil(lambda: runner.blocked_because != "")
    assert runner.state is RunState.EMPTY and runner.model() is None


def test_watching_rows_wraps_round(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    runner.watch(199)
    runner.next_row()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.watched.row == 0)
    runner.previous_row()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.watched.row == 199)


def test_slow_speed_is_kept(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    runner.set_speed(next(speed for speed in SPEEDS if speed.steps_per_second == 10.0))
    begun = time.perf_counter()
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step >= 5, timeout=20_000)
    assert runner.snapshot is not None
    due = 10 * (time.perf_counter() - begun) + 1
    assert runner.snapshot.step <= due, "a busy machine may be slower than the speed that is set, never faster"


def test_the_model_predicts_as_the_snapshot_says(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    model = runner.model()
    assert model is not None and runner.prepared is not None and runner.snapshot is not None
    evaluation = runner.snapshot.evaluation
    assert evaluation is not None
    outputs = model.predict(runner.prepared.dataset.x[evaluation.rows])
    np.testing.assert_array_equal((outputs[:, 0] > 0.5).astype(int), evaluation.predicted)


def test_a_run_resumes_from_its_checkpoint(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    ready(qtbot, runner)
    play_to(qtbot, runner, 100)
    checkpoint = runner.checkpoint()
    assert checkpoint is not None
    again = open_runner(CIRCLE)
    ready(qtbot, again)
    again.restore(checkpoint)
    qtbot.waitUntil(lambda: again.snapshot is not None and again.snapshot.step == checkpoint.facts["log"]["step"])
    np.testing.assert_array_equal(again.snapshot.theta, checkpoint.arrays["theta"])


def test_closing_while_it_trains(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    runner.play()
    runner.close()
    runner.close()
