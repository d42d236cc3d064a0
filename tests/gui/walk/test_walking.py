"""A walk through the training thread: the same bits as full speed, back across updates, the walked example on show."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core import edit, fitting
from core.by_hand import WeightEdit
from core.data_spec import ToyData
from core.locking import lock_weights
from core.optimizers import Adam
from core.player import BEFORE, Player
from core.project import ProjectSpec, TrainingSpec
from core.snapshot import PhaseKind
from core.task import Task
from core.trainer import Trainer
from core.walk import Question, Walk, WalkState
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.running import RunningWorker
from gui.walk import walking
from tests.core.test_worked_examples import mazur

PLANE = Task((2,), "classification", ("class 0", "class 1"))
CIRCLE = ProjectSpec(
    network=fitting.suggest_network(PLANE, (4,), "tanh"),
    training=TrainingSpec(epochs=100, optimizer=Adam(learning_rate=0.01), batch_size=20),
    data=ToyData(name="circle", samples=200),
)
Open = Callable[[], TrainingRunner]


@pytest.fixture
def open_runner(qtbot: QtBot) -> Iterator[Open]:
    opened: list[TrainingRunner] = []

    def start() -> TrainingRunner:
        runner = TrainingRunner(Document(CIRCLE))
        opened.append(runner)
        qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
        return runner

    yield start
    for runner in opened:
        runner.close()


def stands(qtbot: QtBot, runner: TrainingRunner, step: int, stop: int) -> WalkState:
    """Wait until the picture of this stop has come."""
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position == (step, stop))
    assert runner.walk is not None
    return runner.walk


def opened(qtbot: QtBot, runner: TrainingRunner) -> WalkState:
    runner.open_walk(True)
    qtbot.waitUntil(lambda: runner.walk is not None)
    assert runner.walk is not None
    return runner.walk


def by_script(runner: TrainingRunner, steps: int) -> Trainer:
    """A trainer without a window after so many steps of the same run."""
    assert runner.prepared is not None
    trainer = Trainer(runner.document.network, runner.document.project.training, runner.prepared)
    for _ in range(steps):
        trainer.step()
    return trainer


def theta(qtbot: QtBot, runner: TrainingRunner) -> bytes:
    checkpoint = runner.checkpoint()
    assert checkpoint is not None
    return checkpoint.arrays["theta"].tobytes()


def test_walking_forwards_back_and_forwards_gives_the_bits_of_full_speed(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    last = len(opened(qtbot, runner).plan) - 1
    for _ in range(2 * (last + 1)):
        runner.walk_by("forward")
    assert stands(qtbot, runner, 1, last).has(PhaseKind.UPDATE)
    for _ in range(last + 3):  # back across the update of the first step
        runner.walk_by("back")
    stands(qtbot, runner, 0, last - 2)
    runner.walk_to(2, last)
    stands(qtbot, runner, 2, last)
    runner.open_walk(False)
    assert theta(qtbot, runner) == by_script(runner, 3).program.theta.tobytes()
    runner.advance_epoch()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 1)
    assert runner.snapshot is not None and runner.snapshot.walk is None
    steps = runner.snapshot.step
    assert theta(qtbot, runner) == by_script(runner, steps).program.theta.tobytes()


def test_closing_in_the_middle_of_a_step_goes_on_to_the_same_bits(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    runner.walk_to(1, 3)
    stands(qtbot, runner, 1, 3)
    runner.open_walk(False)
    runner.advance_step()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == 2)
    assert theta(qtbot, runner) == by_script(runner, 2).program.theta.tobytes()


def test_a_step_back_shows_exactly_the_earlier_arrays(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    runner.walk_to(0, 5)
    first, before = stands(qtbot, runner, 0, 5), runner.snapshot
    runner.walk_to(3, 2)
    stands(qtbot, runner, 3, 2)
    runner.walk_to(0, 5)
    again, after = stands(qtbot, runner, 0, 5), runner.snapshot
    assert first is not again and before is not None and after is not None
    assert before.theta.tobytes() == after.theta.tobytes()
    for key, values in first.layers.items():
        for name in ("z", "a", "delta"):
            assert getattr(values, name).tobytes() == getattr(again.layers[key], name).tobytes()
    assert first.rows.tolist() == again.rows.tolist() and first.words == again.words


def test_the_watched_example_is_one_of_the_minibatch(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    runner.walk_to(0, 2)
    walk = stands(qtbot, runner, 0, 2)
    runner.watch(int(walk.rows[7]))
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.example == 7)
    shot = runner.snapshot
    assert shot is not None and shot.watched is not None and shot.watched.row == int(walk.rows[7])
    layer = next(stop.layer for stop in walk.plan if stop.kind is PhaseKind.FORWARD)
    assert layer is not None
    np.testing.assert_array_equal(shot.watched.layers[layer].a[..., 0], walk.layers[layer].a[..., 7])
    for _ in range(8):  # the example before the first is the mean
        runner.previous_row()
        qtbot.wait(20)
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.example is None)
    shot = runner.snapshot
    assert shot is not None and shot.watched is not None
    np.testing.assert_allclose(shot.watched.layers[layer].a[..., 0], walk.layers[layer].a.mean(axis=-1), rtol=1e-6)


def test_slow_motion_walks_until_paused(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    runner.set_walk_pace(50.0)
    runner.play()
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position.step >= 1)
    assert runner.state is RunState.PLAYING
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(60)
    assert runner.walk is not None
    rested = runner.walk.position
    qtbot.wait(100)
    assert runner.walk.position == rested


def test_a_run_at_its_end_goes_on_when_walked(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    runner.document.edit("Epochs", edit.set_training(runner.document.project, epochs=1))
    runner.play()
    qtbot.waitUntil(lambda: runner.state is RunState.FINISHED)
    assert opened(qtbot, runner).can_go_forward
    runner.walk_by("forward")
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position.stop == 0)
    assert runner.state is RunState.PAUSED


def test_an_edited_learning_rate_or_a_lock_starts_the_walked_step_over(qtbot: QtBot, open_runner: Open) -> None:
    """The walk stays at its stop; what was before the step cannot be run again with the new settings."""
    runner = open_runner()
    opened(qtbot, runner)
    runner.walk_to(1, 2)
    stands(qtbot, runner, 1, 2)
    runner.document.edit("Rate", edit.set_optimizer(runner.document.project, learning_rate=0.1))
    runner.document.edit("Lock", lock_weights(runner.document.project, 2, "weight", [(0, 0)]))
    runner.walk_to(0, 3)
    assert not stands(qtbot, runner, 1, BEFORE).can_go_back
    runner.walk_to(1, 2)
    assert len(stands(qtbot, runner, 1, 2).plan) == 8 and runner.snapshot is not None
    before = runner.snapshot.theta
    runner.walk_to(1, 7)
    stands(qtbot, runner, 1, 7)
    moved = runner.snapshot.theta - before
    assert moved[0] == 0.0 and np.abs(moved[1:]).min() > 1e-4
    runner.reset()
    stands(qtbot, runner, 0, BEFORE)


def test_questions_are_answered_with_equations_of_the_present_stop(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    walk = opened(qtbot, runner)
    layer = walk.plan[0].layer
    question = Question(PhaseKind.FORWARD, layer, (1,), example=3)
    with qtbot.waitSignal(runner.equation_ready) as early:
        runner.ask(question)
    assert early.args == [question, None]
    runner.walk_by("forward")
    walk = stands(qtbot, runner, 0, 0)
    with qtbot.waitSignal(runner.equation_ready) as late:
        runner.ask(question)
    assert layer is not None and late.args is not None
    assert late.args[1].lines[0].result == pytest.approx(float(walk.layers[layer].z[1, 3]))


def test_mazur_at_its_sixth_stop_to_the_digits_printed() -> None:
    walk = Walk(Player(mazur()))
    for _ in range(6):
        walk.player.forward()
    state = walk.state()
    stop = state.stop
    assert stop is not None and stop.kind is PhaseKind.BLAME and stop.index == 5 and stop.layer is not None
    shown = [f"{each:.12f}" for each in state.layers[stop.layer].delta.reshape(-1)]
    assert shown == ["0.008771354689", "0.009954254705"]
    assert state.has(PhaseKind.ERROR) and not state.has(PhaseKind.UPDATE) and f"{state.loss:.9f}" == "0.298371109"


def test_before_its_phase_a_layer_has_no_numbers() -> None:
    walk = Walk(Player(mazur()))
    assert walk.state().stop is None and all(not each.a.size for each in walk.state().layers.values())
    walk.player.forward()
    state = walk.state()
    first, second = (stop.layer for stop in state.plan[:2])
    assert first is not None and second is not None
    assert state.layers[first].a.size == 2 and not state.layers[first].delta.size and not state.layers[second].a.size
    assert not state.parts.size and np.isnan(state.loss)


def epoch_end(qtbot: QtBot, runner: TrainingRunner) -> WalkState:
    """At the last stop of the first epoch, eight steps of twenty rows."""
    last = len(opened(qtbot, runner).plan) - 1
    runner.walk_to(7, last)
    return stands(qtbot, runner, 7, last)


def test_the_last_stop_of_an_epoch_is_seen_before_its_validation(
    qtbot: QtBot, open_runner: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "SEEN_MS", 300)
    monkeypatch.setattr(walking, "JUDGING", 0.0)  # one look at the event loop after each turn of it
    runner = open_runner()
    walk, shot = epoch_end(qtbot, runner), runner.snapshot
    assert shot is not None and shot.epoch == 0 and shot.result is None and shot.position == 1.0
    before = shot.evaluation
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 1)
    shot, plain = runner.snapshot, by_script(runner, 8)
    assert shot is not None and shot.result is not None and plain.validator is not None
    assert shot.result.validation_loss == plain.validator.loss and shot.evaluation is not before
    assert runner.walk is walk  # the stop itself has not changed
    assert theta(qtbot, runner) == plain.program.theta.tobytes()


@pytest.mark.parametrize("then", ["update", "save", "leave", "set", "epoch"])
def test_an_epoch_that_is_not_judged_yet_is_judged_where_something_comes_of_it(
    qtbot: QtBot, open_runner: Open, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    monkeypatch.setattr(walking, "SEEN_MS", 60_000)  # never by itself
    runner = open_runner()
    last = epoch_end(qtbot, runner).position.stop
    for stop in range(3):
        runner.walk_by("forward")
        stands(qtbot, runner, 8, stop)
        assert runner.snapshot is not None and runner.snapshot.epoch == 0
    if then == "update":
        runner.walk_to(8, last)
    elif then == "save":
        assert runner.checkpoint() is not None
        runner.look_at(1)
    elif then == "leave":
        runner.open_walk(False)
    elif then == "epoch":
        runner.advance_epoch()
    else:
        runner.set_weights("Set", [WeightEdit.at(2, "weight", (0, 0), 0.5)])
    epoch = 2 if then == "epoch" else 1
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == epoch)
    if then == "set":
        return
    held = runner.checkpoint()
    assert held is not None
    plain = by_script(runner, {"epoch": 16, "update": 9}.get(then, 8)).checkpoint()
    for name in ("theta", "best_theta", "moment.m", "moment.v", "curve.epoch:validation_loss"):
        assert held.arrays[name].tobytes() == plain.arrays[name].tobytes(), name


def test_a_run_that_ends_with_an_epoch_goes_on_when_walked_at_once(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    runner.document.edit("Epochs", edit.set_training(runner.document.project, epochs=1))
    opened(qtbot, runner)
    runner.walk_to(7, 8)
    runner.walk_by("forward")  # before anything of the end could be seen
    stands(qtbot, runner, 8, 0)
    assert runner.snapshot is not None and runner.snapshot.total_epochs == 2


def test_whatever_is_asked_of_the_worker_runs_in_its_thread(open_runner: Open) -> None:
    """Qt calls a slot that overrides another in the thread that asks (measured: PySide6 6.11)."""
    made = [vars(each) for each in type(open_runner()._worker).__mro__ if issubclass(each, RunningWorker)]
    names = [name for each in made for name, value in each.items() if hasattr(value, "_slots")]
    assert "open_walk" in names and len(names) == len(set(names))


def test_a_later_walk_goes_back_into_what_was_trained_meanwhile(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    runner.open_walk(False)
    runner.advance_epoch()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 1)
    assert runner.snapshot is not None
    steps = runner.snapshot.step
    assert opened(qtbot, runner).can_go_back
    runner.walk_to(steps - 3, BEFORE)
    stands(qtbot, runner, steps - 3, BEFORE)
    assert theta(qtbot, runner) == by_script(runner, steps - 3).program.theta.tobytes()
    runner.walk_to(steps, BEFORE)
    stands(qtbot, runner, steps, BEFORE)
    assert theta(qtbot, runner) == by_script(runner, steps).program.theta.tobytes()


def test_saving_leaves_the_walk_where_it_is(qtbot: QtBot, open_runner: Open) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    runner.walk_to(1, 3)
    before = stands(qtbot, runner, 1, 3)
    assert theta(qtbot, runner) == by_script(runner, 1).program.theta.tobytes()
    runner.look_at(1)
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.example == 1)
    after = stands(qtbot, runner, 1, 3)
    for key, values in before.layers.items():
        assert values.a.tobytes() == after.layers[key].a.tobytes()


def test_what_is_saved_after_a_walk_that_was_left_within_a_step_is_what_is_shown(
    qtbot: QtBot, open_runner: Open
) -> None:
    runner = open_runner()
    opened(qtbot, runner)
    for stop in range(3):
        runner.walk_by("forward")
        stands(qtbot, runner, 0, stop)
    runner.open_walk(False)
    saved = runner.checkpoint()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.walk is None)
    model = runner.model()
    assert saved is not None and model is not None and runner.snapshot is not None
    assert saved.facts["log"]["step"] == runner.snapshot.step == 0
    for name, weight in saved.weights().items():
        np.testing.assert_array_equal(weight, model.weights[name])
    runner.open_walk(True)
    stands(qtbot, runner, 0, 2)  # and the walk goes on where it was
