"""Weights set from the window: in the run at once, undone with the run they belonged to, in a walk, while it plays."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core import edit, fitting
from core.by_hand import WeightEdit
from core.data_spec import ToyData
from core.locking import lock_weights
from core.nudge import Nudge
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from core.snapshot import PhaseKind
from core.task import Task
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner

PLANE = Task((2,), "classification", ("class 0", "class 1"))
CIRCLE = ProjectSpec(
    network=fitting.suggest_network(PLANE, (4,), "tanh"),
    training=TrainingSpec(epochs=10_000, optimizer=Adam(learning_rate=0.01), batch_size=20),
    data=ToyData(name="circle", samples=200),
)
Open = Callable[[], TrainingRunner]


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TrainingRunner]:
    runner = TrainingRunner(Document(CIRCLE))
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
    yield runner
    runner.close()


def one(value: float, index: tuple[int, int] = (1, 0)) -> list[WeightEdit]:
    return [WeightEdit.at(2, "weight", index, value)]


def shown(runner: TrainingRunner, index: tuple[int, int] = (1, 0)) -> float:
    """The weight in the last snapshot."""
    assert runner.snapshot is not None
    return float(runner.snapshot.weights(2)["weight"][index])


def present(runner: TrainingRunner, index: tuple[int, int] = (1, 0)) -> float:
    """The weight as the runner answers at once."""
    theta, shot = runner.theta(), runner.snapshot
    assert theta is not None and shot is not None
    return float(shot.slots_of(2)["weight"].view(theta)[index])


def trained(qtbot: QtBot, runner: TrainingRunner, epochs: int = 1) -> None:
    """Some epochs further, resting, with the picture of it."""
    assert runner.snapshot is not None
    wanted = runner.snapshot.epoch + epochs
    for _ in range(epochs):
        runner.advance_epoch()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == wanted)


def test_a_weight_is_there_at_once_and_in_the_next_picture(qtbot: QtBot, runner: TrainingRunner) -> None:
    before = runner.snapshot
    assert before is not None and before.evaluation is not None
    assert runner.set_weights("Set w3 to 9", one(9.0)) == ""
    assert present(runner) == 9.0
    qtbot.waitUntil(lambda: shown(runner) == 9.0)
    after = runner.snapshot
    assert after is not None and after.evaluation is not None and after.plane is not None and before.plane is not None
    assert after.evaluation.loss != before.evaluation.loss
    assert not np.array_equal(after.plane.layers[2], before.plane.layers[2])
    assert runner.document.stack.undoText() == "Set w3 to 9" and not runner.document.stack.isClean()
    assert runner.state is RunState.READY


def test_undo_and_redo_bring_the_whole_run_back(qtbot: QtBot, runner: TrainingRunner) -> None:
    trained(qtbot, runner)
    before = runner.snapshot
    runner.set_weights("Set", one(0.4))
    trained(qtbot, runner, 2)
    later = runner.snapshot
    assert before is not None and later is not None
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 1)
    np.testing.assert_array_equal(runner.snapshot.theta, before.theta)
    runner.document.stack.redo()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 3)
    np.testing.assert_array_equal(runner.snapshot.theta, later.theta)


def test_undo_while_it_plays_pauses(qtbot: QtBot, runner: TrainingRunner) -> None:
    runner.set_weights("Set", one(0.4))
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > 20)
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: runner.state in (RunState.PAUSED, RunState.READY))
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == 0)


def test_a_run_that_plays_takes_weights_and_plays_on(qtbot: QtBot, runner: TrainingRunner) -> None:
    runner.document.edit("Lock", lock_weights(runner.document.project, 2, "weight", [(1, 0)]))
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > 20)
    assert runner.set_weights("Set", one(2.5)) == ""
    qtbot.waitUntil(lambda: shown(runner) == 2.5)
    step = runner.snapshot.step  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > step + 50)
    assert runner.state is RunState.PLAYING and shown(runner) == 2.5  # it is locked, so training leaves it
    runner.pause()


def test_locking_while_it_plays_interrupts_nothing(qtbot: QtBot, runner: TrainingRunner) -> None:
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > 20)
    assert runner.snapshot is not None
    revision, step = runner.snapshot.revision, runner.snapshot.step
    runner.document.edit("Lock", lock_weights(runner.document.project, 2, "weight", [(0, 0)]))
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.network == runner.document.network)
    held = shown(runner, (0, 0))
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > step + 100)
    assert runner.state is RunState.PLAYING and runner.snapshot.revision == revision
    assert shown(runner, (0, 0)) == held
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: shown(runner, (0, 0)) != held)
    assert runner.state is RunState.PLAYING
    runner.pause()


def test_a_drag_is_one_step_that_vanishes_where_it_began(qtbot: QtBot, runner: TrainingRunner) -> None:
    start = shown(runner)
    for value in (0.1, 0.2, 0.3):
        runner.set_weights(f"Set w3 to {value}", one(value), merge="drag 1")
    stack = runner.document.stack
    assert stack.count() == 1 and stack.undoText() == "Set w3 to 0.3"
    runner.set_weights("Set w3", one(start), merge="drag 1")  # before a picture of the others has come
    assert stack.count() == 0 and stack.isClean()
    qtbot.wait(250)
    assert shown(runner) == start
    runner.set_weights("Set w3", one(0.5), merge="drag 2")
    runner.document.seal()
    runner.set_weights("Set w3", one(0.6), merge="drag 2")
    assert stack.count() == 2


def test_a_drag_taken_back_leaves_nothing(qtbot: QtBot, runner: TrainingRunner) -> None:
    start = shown(runner)
    runner.play()
    for value in (0.1, 0.2):
        runner.set_weights("Set w3", one(value), merge="drag")
    runner.document.withdraw("drag")
    assert runner.document.stack.count() == 0 and present(runner) == pytest.approx(start, abs=0.2)
    assert runner.state is not RunState.PAUSED  # an Esc in a drag does not stop the run
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is not RunState.PLAYING)


def test_after_saving_a_further_drag_is_a_step_of_its_own(runner: TrainingRunner) -> None:
    runner.set_weights("Set", one(0.1), merge="typing")
    runner.document.stack.setClean()
    runner.set_weights("Set", one(0.2), merge="typing")
    assert runner.document.stack.count() == 2 and not runner.document.stack.isClean()


def test_what_rounds_to_what_stands_there_is_no_step(runner: TrainingRunner) -> None:
    assert runner.set_weights("Set", one(shown(runner) * (1 + 1e-12))) == ""
    assert runner.document.stack.count() == 0


def test_an_edit_of_the_drawing_between_two_weights(qtbot: QtBot, runner: TrainingRunner) -> None:
    start = shown(runner)
    runner.set_weights("First", one(1.0))
    runner.document.edit("Units", edit.set_layer(runner.document.project, 3, activation="tanh"))
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.network == runner.document.network)
    runner.set_weights("Second", one(2.0))
    qtbot.waitUntil(lambda: shown(runner) == 2.0)
    for value in (1.0, 1.0, start):
        runner.document.stack.undo()
        qtbot.waitUntil(lambda value=value: shown(runner) == value)
    for value in (1.0, 1.0, 2.0):
        runner.document.stack.redo()
        qtbot.waitUntil(lambda value=value: shown(runner) == value)


def test_without_the_checkpoint_the_numbers_still_come_back(qtbot: QtBot, runner: TrainingRunner) -> None:
    start = shown(runner)
    runner.set_weights("Set w3", one(4.0))
    qtbot.waitUntil(lambda: shown(runner) == 4.0)
    runner.document.forget_weights(frozenset(range(99)))
    assert runner.document.stack.undoText() == "Set w3"
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: shown(runner) == start)


def test_where_nothing_runs_the_reason_is_said(qtbot: QtBot, runner: TrainingRunner) -> None:
    assert "finite number" in runner.set_weights("Set", one(1e39))
    assert "outside" in runner.set_weights("Set", one(1.0, (9, 9)))
    runner.document.edit("Units", edit.set_layer(runner.document.project, 2, units=0))
    qtbot.waitUntil(lambda: runner.state is RunState.BLOCKED)
    assert runner.set_weights("Set", one(1.0)) == "Dense 'hidden' has 0 units; it needs at least 1."
    assert runner.document.stack.count() == 1


def test_reset_starts_the_weights_over_and_keeps_the_locks(qtbot: QtBot, runner: TrainingRunner) -> None:
    start = shown(runner)
    runner.document.edit("Lock", lock_weights(runner.document.project, 2, "weight", [(1, 0)]))
    runner.set_weights("Set", one(3.0))
    qtbot.waitUntil(lambda: shown(runner) == 3.0)
    runner.reset()
    qtbot.waitUntil(lambda: shown(runner) == start)
    trained(qtbot, runner)
    assert shown(runner) == start and runner.document.network.by_id[2].layer.locked


# -- in a walk -------------------------------------------------------------------------------------------------------


def walked(qtbot: QtBot, runner: TrainingRunner, stop: int) -> None:
    runner.open_walk(True)
    runner.walk_to(0, stop)
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position.stop == stop)


def test_in_a_walk_the_step_is_walked_again_with_the_new_weight(qtbot: QtBot, runner: TrainingRunner) -> None:
    walked(qtbot, runner, 2)
    before = runner.walk
    assert before is not None and before.stop is not None and before.stop.kind is PhaseKind.ERROR
    runner.set_weights("Set", one(3.0))
    qtbot.waitUntil(lambda: runner.walk is not None and shown(runner) == 3.0)
    after = runner.walk
    assert after is not None and after.position == before.position and after.loss != before.loss
    np.testing.assert_array_equal(after.rows, before.rows)
    assert not np.array_equal(after.layers[2].z, before.layers[2].z)
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: shown(runner) != 3.0)
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.loss == before.loss)
    assert runner.walk is not None and runner.walk.position == before.position


# -- nudge -----------------------------------------------------------------------------------------------------------


def test_a_nudge_is_answered_and_touches_nothing(qtbot: QtBot, runner: TrainingRunner) -> None:
    start = shown(runner)
    with qtbot.waitSignal(runner.nudge_ready) as caught:
        runner.nudge(2, "weight", (1, 0), start + 0.01)
    answer = caught.args[0] if caught.args else None
    assert isinstance(answer, Nudge) and answer.start == start and answer.rows == 160
    assert answer.predicted == pytest.approx(answer.actual, abs=1e-4)
    runner.advance_phase()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.phase is not None)
    assert shown(runner) == start


def test_of_many_nudges_the_first_and_the_newest_are_answered(qtbot: QtBot, runner: TrainingRunner) -> None:
    answers: list[Nudge] = []
    runner.nudge_ready.connect(answers.append)
    for number in range(50):
        runner.nudge(2, "weight", (1, 0), number / 100)
    qtbot.waitUntil(lambda: bool(answers) and answers[-1].value == 0.49)
    qtbot.wait(50)
    assert [answer.value for answer in answers] == [0.0, 0.49]


def test_a_nudge_in_a_walk_looks_at_the_walked_example(qtbot: QtBot, runner: TrainingRunner) -> None:
    walked(qtbot, runner, 2)
    with qtbot.waitSignal(runner.nudge_ready) as caught:
        runner.nudge(2, "weight", (1, 0), 0.5)
    assert caught.args is not None and caught.args[0].rows == 1
    runner.look_at(None)
    with qtbot.waitSignal(runner.nudge_ready) as caught:
        runner.nudge(2, "weight", (1, 0), 0.5)
    walk = runner.walk
    assert caught.args is not None and walk is not None
    assert caught.args[0].rows == 20 and caught.args[0].loss == pytest.approx(walk.loss, rel=1e-5)


def test_faces_and_fields_follow_a_nudge_and_come_back(qtbot: QtBot, runner: TrainingRunner) -> None:
    trained(qtbot, runner)
    before, start = runner.snapshot, present(runner)
    assert before is not None and before.plane is not None and before.watched is not None
    for value in (start + 1.0, start + 2.0):
        runner.nudge(2, "weight", (1, 0), value, shown=True)
    qtbot.waitUntil(lambda: runner.snapshot is not before)
    qtbot.waitUntil(lambda: runner._asked is None)
    moved = runner.snapshot
    assert moved is not None and moved.plane is not None and moved.watched is not None
    z, was = moved.watched.layers[2].z, before.watched.layers[2].z
    assert z[1] - was[1] == pytest.approx(2.0 * before.watched.x[0], rel=1e-4) and z[0] == was[0]
    assert not np.array_equal(moved.plane.layers[2][1], before.plane.layers[2][1])
    np.testing.assert_array_equal(moved.plane.layers[2][0], before.plane.layers[2][0])
    assert not np.array_equal(moved.plane.layers[3], before.plane.layers[3])
    assert shown(runner) == start and np.array_equal(moved.theta, before.theta)
    runner.end_nudge()
    back = runner.snapshot
    assert back is not None and back.plane is not None and back.watched is not None
    np.testing.assert_array_equal(back.plane.layers[3], before.plane.layers[3])
    np.testing.assert_array_equal(back.watched.layers[2].a, before.watched.layers[2].a)
    assert runner.set_weights("Set w3 to 9", one(start + 2.0)) == ""
    qtbot.waitUntil(lambda: shown(runner) != start)
    after = runner.snapshot
    assert after is not None and after.watched is not None and after.plane is not None
    np.testing.assert_array_equal(after.watched.layers[3].a, moved.watched.layers[3].a)
    np.testing.assert_array_equal(after.plane.layers[3], moved.plane.layers[3])


def test_a_sample_of_the_curve_is_not_shown(qtbot: QtBot, runner: TrainingRunner) -> None:
    seen: list[float] = []
    before = runner.snapshot
    assert before is not None and before.watched is not None
    z, x = float(before.watched.layers[2].z[1, 0]), float(before.watched.x[0])
    runner.snapshot_ready.connect(lambda shot: seen.append(float(shot.watched.layers[2].z[1, 0])))
    with qtbot.waitSignal(runner.nudge_ready):
        runner.nudge(2, "weight", (1, 0), 5.0)
    runner.nudge(2, "weight", (1, 0), 5.0, shown=True)
    runner.end_nudge()  # let go before the answer
    qtbot.waitUntil(lambda: runner._asked is None)
    runner.advance_step()
    qtbot.waitUntil(lambda: bool(seen))
    assert max(abs(each - z) for each in seen) < abs(2.0 * x)


@pytest.mark.parametrize("example", [0, None])
def test_in_a_walk_what_the_stop_has_reached_follows(
    qtbot: QtBot, runner: TrainingRunner, example: int | None
) -> None:
    walked(qtbot, runner, 3)  # forward twice, error, blame of the output
    runner.look_at(example)
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.example == example)
    before, start = runner.snapshot, present(runner)
    assert before is not None and before.watched is not None
    with qtbot.waitSignal(runner.nudge_ready):
        runner.nudge(2, "weight", (1, 0), start + 2.0, shown=True)
    moved = runner.snapshot
    assert moved is not None and moved.watched is not None
    assert moved.watched.layers[3].a[0] != before.watched.layers[3].a[0] and not moved.watched.layers[2].delta.size
    runner.end_nudge()
    assert runner.set_weights("Set w3", one(start + 2.0)) == ""
    qtbot.waitUntil(lambda: shown(runner) != start)
    after = runner.snapshot
    assert after is not None and after.watched is not None
    for key in (2, 3):
        for what in ("z", "a", "delta"):
            one_side, other = (getattr(each.layers[key], what) for each in (moved.watched, after.watched))
            np.testing.assert_allclose(one_side, other, rtol=1e-4, atol=1e-6)
    assert moved.watched.loss == pytest.approx(after.watched.loss, rel=1e-4)


def test_a_nudge_of_nothing_is_answered_with_none(qtbot: QtBot, runner: TrainingRunner) -> None:
    with qtbot.waitSignal(runner.nudge_ready) as caught:
        runner.nudge(99, "weight", (1, 0), 0.5)
    assert caught.args == [None]
