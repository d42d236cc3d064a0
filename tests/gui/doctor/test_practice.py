"""The doctor beside a real run: findings while it trains, remedies, ways back and Stop as undoable steps."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.edit import set_layer, set_optimizer
from core.examples import open_example
from core.fitting import suggest_network
from core.initializers import Constant
from core.optimizers import SGD
from core.project import ProjectSpec
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner
from tests.gui.test_runner import CIRCLE, PLANE, play_to, ready

HIDDEN = 2
DEAD = set_layer(
    replace(CIRCLE, network=suggest_network(PLANE, (8, 4), "relu")), HIDDEN, bias_initializer=Constant(value=-50.0)
)
Open = Callable[[ProjectSpec], TrainingRunner]


@pytest.fixture
def open_runner(qtbot: QtBot) -> Iterator[Open]:
    opened: list[TrainingRunner] = []

    def start(project: ProjectSpec) -> TrainingRunner:
        runner = TrainingRunner(Document(project))
        opened.append(runner)
        ready(qtbot, runner)
        return runner

    yield start
    for runner in opened:
        runner.close()


def names(runner: TrainingRunner) -> set[str]:
    return {finding.illness for finding in runner.practice.findings}


def theta(runner: TrainingRunner) -> np.ndarray:
    assert runner.snapshot is not None
    return np.array(runner.snapshot.theta)


def test_a_healthy_run_has_no_findings(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    play_to(qtbot, runner, 300)
    assert runner.practice.findings == ()


def test_dead_neurons_are_found_treated_and_the_treatment_is_undone(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(DEAD)
    document, practice = runner.document, runner.practice
    runner.play()
    qtbot.waitUntil(lambda: "dead_relu" in names(runner), timeout=10_000)
    finding = next(each for each in practice.findings if each.illness == "dead_relu")
    assert finding.layer == HIDDEN
    problem = practice.of_layer(HIDDEN)[0]
    assert problem.text == finding.text and not problem.blocking and problem.remedy == finding.remedies[0]
    practice.treat(finding, finding.remedies[0])
    assert document.project.network.by_id[HIDDEN].layer.activation == "leaky_relu"  # type: ignore[attr-defined]
    assert practice.findings == ()  # they were about another drawing
    qtbot.waitUntil(lambda: practice._report is not None and practice._report.network == document.network)
    assert "dead_relu" not in names(runner)
    document.stack.undo()
    assert document.project == DEAD


def test_a_run_that_broke_off_is_told_until_its_rate_is_mended(qtbot: QtBot, open_runner: Open) -> None:
    sick = replace(CIRCLE, training=replace(CIRCLE.training, optimizer=SGD(learning_rate=1e8)))
    runner = open_runner(sick)
    runner.play()
    qtbot.waitUntil(lambda: "not_finite" in names(runner), timeout=10_000)
    finding = runner.practice.findings[0]
    runner.practice.treat(finding, finding.remedies[0])
    assert runner.document.project.training.optimizer.learning_rate == 0.01
    qtbot.waitUntil(lambda: "not_finite" not in names(runner))


def test_the_finder_tells_the_doctor(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    runner.practice.recommend(3.0)
    qtbot.waitUntil(lambda: names(runner) == {"rate"})
    finding = runner.practice.findings[0]
    assert finding.evidence == "It is 0.01. The learning-rate finder recommends 3: 300 times as much."
    runner.practice.treat(finding, finding.remedies[0])
    assert runner.document.project.training.optimizer.learning_rate == 3.0
    qtbot.waitUntil(lambda: names(runner) == set())


def test_a_rate_found_with_other_data_is_forgotten(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    runner.practice.recommend(3.0)
    qtbot.waitUntil(lambda: names(runner) == {"rate"})
    document = runner.document
    document.open(open_example("blank"), None)  # there is no run in between
    qtbot.waitUntil(lambda: not runner.can_run and runner.practice.findings == ())
    document.open(open_example("sine"), None)
    ready(qtbot, runner)
    play_to(qtbot, runner, 100)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(200)
    assert "rate" not in names(runner)


def test_going_back_is_one_step_that_undo_takes_back(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    document, practice = runner.document, runner.practice
    play_to(qtbot, runner, 400)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    practice.recommend(1e-4)  # something that helps to go back from
    qtbot.waitUntil(lambda: names(runner) == {"rate"} and practice.way_back(practice.findings[0]) is not None)
    play_to(qtbot, runner, 800)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(200)
    assert runner.snapshot is not None
    step, weights = runner.snapshot.step, theta(runner)
    epoch = practice.way_back(practice.findings[0])
    practice.go_back(practice.findings[0])
    assert document.stack.undoText() == f"Go back to epoch {epoch}" and document.project == CIRCLE
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step < step)
    assert runner.snapshot is not None and runner.snapshot.epoch == epoch
    document.stack.undo()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == step)
    np.testing.assert_array_equal(theta(runner), weights)
    document.stack.redo()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step < step)


def spoiled(qtbot: QtBot, runner: TrainingRunner) -> tuple[int, np.ndarray]:
    """A run whose best epoch is past: (best epoch, its last weights)."""
    play_to(qtbot, runner, 400)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    document = runner.document
    document.edit("rate", set_optimizer(document.project, learning_rate=1.0))
    step = 800
    play_to(qtbot, runner, step)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(200)
    shot = runner.snapshot
    assert shot is not None and shot.best_epoch is not None and shot.best_epoch < shot.epoch
    return shot.best_epoch, theta(runner)


def test_stop_with_the_best_weights_and_undo(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    _, last = spoiled(qtbot, runner)
    assert runner.snapshot is not None and runner.snapshot.result is not None
    before = runner.snapshot.result.validation_loss
    runner.practice.stop(best=True)
    qtbot.waitUntil(lambda: runner.state is RunState.FINISHED)
    qtbot.waitUntil(lambda: not np.array_equal(theta(runner), last))
    shot = runner.snapshot
    assert shot.finished == "stopped" and shot.evaluation is not None and before is not None
    assert shot.evaluation.loss < before
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: np.array_equal(theta(runner), last))
    assert runner.state is RunState.PAUSED


def test_stop_with_the_last_weights_ends_the_run_and_play_goes_on(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner(CIRCLE)
    _, last = spoiled(qtbot, runner)
    index = runner.document.stack.index()
    runner.practice.stop(best=False)
    qtbot.waitUntil(lambda: runner.state is RunState.FINISHED)
    qtbot.wait(150)
    np.testing.assert_array_equal(theta(runner), last)
    assert runner.document.stack.index() == index
    runner.play()
    qtbot.waitUntil(lambda: runner.state is RunState.PLAYING)
