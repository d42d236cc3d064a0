"""The compiled engine in the window: made by a child, taken by a run that has not begun, told in the status bar."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core import fitting
from core.data_spec import ToyData
from core.engines import cache, choice
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui import engine_room, run_words
from gui.document import Document
from gui.engine_room import EngineRoom
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.status import StatusLine

CIRCLE = ProjectSpec(
    network=fitting.suggest_network(Task((2,), "classification", ("a", "b")), (4,), "tanh"),
    training=TrainingSpec(epochs=10_000, batch_size=20),
    data=ToyData(name="circle", samples=200),
)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TrainingRunner]:
    made = TrainingRunner(Document(CIRCLE))
    qtbot.waitUntil(lambda: made.state is RunState.READY and made.snapshot is not None)
    yield made
    made.close()


def engine_of(runner: TrainingRunner) -> str:
    return run_words.engine(runner.snapshot)


def test_a_run_that_has_not_begun_takes_the_engine(
    qtbot: QtBot, runner: TrainingRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    line = StatusLine(runner.document, runner)
    qtbot.addWidget(line)
    runner.advance_phase()
    qtbot.waitUntil(lambda: engine_of(runner) == "numpy")
    qtbot.waitUntil(lambda: line.facts.text().endswith("seed 0 · numpy"))
    assert choice.NOT_READY in line.facts.toolTip()
    monkeypatch.setattr(cache, "ready", lambda dtype: True)
    runner.engine_is_ready("float32")
    qtbot.wait(50)
    assert engine_of(runner) == "numpy", "a run that has begun keeps its engine"
    runner.reset()
    qtbot.waitUntil(lambda: engine_of(runner) == "compiled", timeout=60_000)
    qtbot.waitUntil(lambda: line.facts.text().endswith("seed 0 · compiled"))
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.step > 50, timeout=60_000)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)


def test_what_waits_is_told_when_it_is_ready(
    qtbot: QtBot, runner: TrainingRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(engine_room, "AFTER_MS", 0)
    monkeypatch.setattr(cache, "ready", lambda dtype: True)
    room = EngineRoom()
    heard: list[str] = []
    room.ready.connect(heard.append)
    room.ready.connect(runner.engine_is_ready)
    room.begin()
    qtbot.waitUntil(lambda: engine_of(runner) == "compiled", timeout=60_000)
    assert heard == ["float32", "float64"]


def test_a_compilation_that_fails_leaves_numpy(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_room, "AFTER_MS", 0)
    monkeypatch.setattr(cache, "installed", lambda: True)
    monkeypatch.setattr(engine_room.sys, "executable", "false")
    room = EngineRoom()
    room.ready.connect(lambda dtype: pytest.fail(f"{dtype} is not ready"))
    room.begin()
    qtbot.waitUntil(lambda: not room.busy)
    room.end()
