"""Frames: a compiled run goes on while one is painted, hands snapshots over, and never makes the window wait long."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core import edit, fitting
from core.data_spec import ToyData
from core.engines import names
from core.engines.evaluating import CompiledEvaluator
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from core.snapshot import Snapshot
from core.task import Task
from core.trainer import Trainer
from gui import frames
from gui.document import Document
from gui.questions.experiments import Subject
from gui.run_state import SPEEDS, RunState
from gui.runner import TrainingRunner

CIRCLE = ProjectSpec(
    network=fitting.suggest_network(Task((2,), "classification", ("class 0", "class 1")), (4, 2), "tanh"),
    training=TrainingSpec(epochs=10**7, optimizer=Adam(learning_rate=0.001), batch_size=20, engine="numpy"),
    data=ToyData(name="circle", samples=200),
)
Play = Callable[[str], TrainingRunner]


@pytest.fixture
def play(qtbot: QtBot) -> Iterator[Play]:
    made: list[TrainingRunner] = []

    def start(engine: str) -> TrainingRunner:
        if engine == "compiled":
            pytest.importorskip("numba")
        runner = TrainingRunner(Document(replace(CIRCLE, training=replace(CIRCLE.training, engine=engine))))
        made.append(runner)
        qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
        runner.play()
        qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step >= 100, timeout=20_000)
        assert trainer_of(runner).engine.engine == engine
        return runner

    yield start
    for runner in made:
        runner.close()


def trainer_of(runner: TrainingRunner) -> Trainer:
    trainer = runner._worker.trainer
    assert trainer is not None
    return trainer


def meetings(runner: TrainingRunner, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, float]]:
    """(whether the snapshot came in time, seconds waited) of every frame that waits for one, from now on."""
    seen: list[tuple[bool, float]] = []
    take = runner._handover.take

    def timed(seconds: float) -> object:
        begun = time.perf_counter()
        came, snapshot = take(seconds)
        seen.append((came, time.perf_counter() - begun))
        return came, snapshot

    monkeypatch.setattr(runner._handover, "take", timed)
    return seen


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_compiled_run_goes_on_while_a_frame_is_painted(qtbot: QtBot, play: Play, engine: str) -> None:
    runner = play(engine)
    trained: list[int] = []
    asked: list[bool] = []

    def paint() -> None:
        before = trainer_of(runner).log.step
        asked.append(runner._waiting)  # a snapshot is Python, too: made meanwhile it would be in the way
        time.sleep(0.15)
        trained.append(trainer_of(runner).log.step - before)

    runner.snapshot_ready.connect(paint)
    qtbot.waitUntil(lambda: len(trained) > 5, timeout=20_000)
    runner.snapshot_ready.disconnect(paint)
    if engine == "compiled":
        assert min(trained[1:]) > 100 and not any(asked[1:])
    else:
        assert all(asked[1:])


def test_snapshots_are_handed_over_and_each_is_newer(qtbot: QtBot, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = play("compiled")
    monkeypatch.setattr(frames, "PATIENCE", 5.0)
    seen = meetings(runner, monkeypatch)
    steps: list[int] = []
    runner.snapshot_ready.connect(lambda shot: steps.append(shot.step))
    qtbot.waitUntil(lambda: len(seen) > 10)
    assert all(came for came, _ in seen)
    assert len(steps) >= len(seen) - 1
    assert all(np.diff(steps) > 0)


def test_a_frame_waits_no_longer_than_it_may(qtbot: QtBot, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The training thread is busy with something long: the frame goes on, and the answer comes by the signal."""
    runner = play("compiled")
    observer = runner._worker.observer
    assert observer is not None
    made = observer.snapshot

    def slow(*given: Any) -> Snapshot:
        time.sleep(0.1)
        return made(*given)

    monkeypatch.setattr(observer, "snapshot", slow)
    seen = meetings(runner, monkeypatch)
    steps: list[int] = []
    runner.snapshot_ready.connect(lambda shot: steps.append(shot.step))
    qtbot.waitUntil(lambda: len(seen) > 3 and len(steps) > 3)
    assert not any(came for came, _ in seen)
    assert min(waited for _, waited in seen) < 0.05
    assert all(np.diff(steps) > 0)


def test_a_frame_that_is_late_does_not_delay_those_that_follow(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = TrainingRunner(Document(CIRCLE))
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
    runner._close_frames()
    runner._cost = 0.0
    now = [100.0]
    monkeypatch.setattr(frames, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def begin(at: float) -> float:
        now[0] = at
        runner._show_arrived()
        return runner._rest()

    assert begin(100.0) == pytest.approx(0.016)
    assert begin(100.020) == pytest.approx(0.012)  # 4 ms late
    assert begin(100.040) == pytest.approx(0.008)  # the third is due at 100.032
    assert begin(100.100) == pytest.approx(0.016)  # so late that frames were left out: not made up for
    runner._cost = 0.030
    assert begin(100.120) == pytest.approx(frames.BREATH * 0.030)  # a long one leaves the others their share
    monkeypatch.undo()
    runner.close()


def test_what_was_told_before_a_snapshot_is_heard_before_it(
    qtbot: QtBot, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    runner = play("compiled")
    monkeypatch.setattr(frames, "PATIENCE", 5.0)
    worker = runner._worker
    answer, told, heard = worker.answer_request, [0], [0]
    seen: list[tuple[int, int]] = []

    def tell_first(snapshot: object) -> None:
        told[0] += 1
        worker.failed.emit(str(told[0]))
        answer(snapshot)  # type: ignore[arg-type]

    runner.failed.connect(lambda text: heard.__setitem__(0, int(text)))
    runner.snapshot_ready.connect(lambda _: seen.append((told[0], heard[0])))
    monkeypatch.setattr(worker, "answer_request", tell_first)
    qtbot.waitUntil(lambda: told[0] > 5)
    monkeypatch.undo()
    assert seen[-1][0] > 1 and all(before == after for before, after in seen if before)


def test_whatever_is_asked_ends_a_slice_at_once(play: Play) -> None:
    """No frame is needed for it, and a slice of a compiled run would last 100 ms."""
    runner = play("compiled")
    runner._frames.stop()
    word = runner._request
    asks: tuple[Callable[[], object], ...] = (
        lambda: runner.set_speed(SPEEDS[0]), lambda: runner.watch(3), runner.toggle, runner.play, runner.pause,
        lambda: runner.nudge(2, "weight", (0, 0), 0.5), lambda: runner.checkpoint(), runner._keep_weights,
        lambda: runner.inquire(lambda _subject: iter(())), lambda: runner.set_walk_pace(2.0),
    )  # fmt: skip
    for ask in asks:
        before = int(word[0])
        ask()
        assert int(word[0]) > before, ask


def test_edits_and_a_pause_meanwhile(qtbot: QtBot, play: Play) -> None:
    runner = play("compiled")
    for units in (5, 3, 6):
        runner.document.edit("Units", edit.set_layer(runner.document.project, 3, units=units))
        qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.network == runner.document.network)
        step = runner.snapshot.step if runner.snapshot is not None else 0
        qtbot.waitUntil(lambda least=step: runner.snapshot is not None and runner.snapshot.step > least)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step == trainer_of(runner).log.step)
    qtbot.wait(50)
    shot, program = runner.snapshot, trainer_of(runner).program
    assert shot is not None and shot.plane is not None
    np.testing.assert_array_equal(shot.theta, program.theta)
    observer = runner._worker.observer
    assert observer is not None
    drawn = observer.look_again()[1]
    assert drawn is not None
    for layer, each in drawn.layers.items():  # what is renewed less often in flight is exact at rest
        np.testing.assert_array_equal(shot.plane.layers[layer], each)
    assert shot.curves.batch_loss.x[-1] <= shot.position


def test_a_window_that_waits_for_a_thread_that_has_ended_goes_on(
    qtbot: QtBot, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    runner = play("compiled")
    seen = meetings(runner, monkeypatch)
    runner._finish.emit()
    runner._thread.wait()
    qtbot.waitUntil(lambda: not runner._waiting or bool(seen))
    runner.close()
    count = len(seen)
    qtbot.wait(60)
    assert len(seen) == count  # nothing is asked any more


def test_a_question_beside_the_run_takes_turns_with_the_window(qtbot: QtBot, play: Play) -> None:
    runner = play("compiled")
    assert runner._worker.plays_on
    ends: list[bool] = []

    def values(_subject: Subject) -> Iterator[int]:
        while not ends:
            time.sleep(0.001)
            yield len(ends)

    inquiry = runner.inquire(values)
    qtbot.waitUntil(lambda: not runner._worker.plays_on)
    step = trainer_of(runner).log.step
    qtbot.waitUntil(lambda: trainer_of(runner).log.step > step)  # and the run goes on
    ends.append(True)
    qtbot.waitUntil(lambda: runner._worker.plays_on)
    inquiry.cancel()


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_frames_go_on_while_an_epoch_is_judged_and_a_pause_has_its_end(
    qtbot: QtBot, play: Play, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = play(engine)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    judge, shown = trainer_of(runner).validator, []
    assert judge is not None
    passes = judge.turns

    def slowly() -> Iterator[None]:
        for _ in range(40):
            time.sleep(0.02)
            yield
        yield from passes()

    monkeypatch.setattr(judge, "turns", slowly)
    if isinstance(judge, CompiledEvaluator):
        trainer_of(runner)._feed._facts.vector[names.ENDS_APART] = 1
    runner.snapshot_ready.connect(lambda shot: shown.append(shot.epoch if trainer_of(runner).ending else -1))
    runner.play()
    qtbot.waitUntil(lambda: trainer_of(runner).ending and shown.count(trainer_of(runner).log.epoch) > 5, timeout=20_000)
    epoch = trainer_of(runner).log.epoch
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    assert not trainer_of(runner).ending and trainer_of(runner).log.epoch == epoch + 1
