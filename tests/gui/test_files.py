"""Saving and opening with a real training thread: the run goes on where it was, whatever is open or playing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.edit import set_layer
from core.examples import open_example
from gui.dialogs.messages import Answer, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from tests.helpers.window_doubles import plain_views


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    document = Document(open_example("circle"))
    runner = TrainingRunner(document)
    made = MainWindow(document, runner, ThemeManager(settings), settings, plain_views)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
    yield made
    runner.close()


def reach(qtbot: QtBot, window: MainWindow, wanted: Callable[[], bool]) -> None:
    qtbot.waitUntil(wanted, timeout=20_000)


def test_a_saved_run_goes_on_where_it_was(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    runner, files = window.runner, window.files
    window.actions_["train.epoch"].trigger()
    reach(qtbot, window, lambda: runner.snapshot is not None and runner.snapshot.epoch == 1)
    assert runner.snapshot is not None
    step, theta = runner.snapshot.step, runner.snapshot.theta
    path = tmp_path / "circle.chainrule"
    assert files.save_to(path) and not files.unsaved
    files.open_example("xor")
    reach(qtbot, window, lambda: runner.snapshot is not None and runner.snapshot.step == 0)
    assert files.open_path(path)
    reach(qtbot, window, lambda: runner.snapshot is not None and runner.snapshot.step == step)
    assert runner.snapshot is not None and np.array_equal(runner.snapshot.theta, theta)
    assert not files.unsaved
    window.actions_["train.step"].trigger()
    reach(qtbot, window, lambda: runner.snapshot is not None and runner.snapshot.step == step + 1)
    assert files.unsaved


def test_opening_and_saving_while_it_plays(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    runner, files = window.runner, window.files
    window.actions_["train.toggle"].trigger()
    reach(qtbot, window, lambda: runner.state is RunState.PLAYING)
    path = tmp_path / "running.chainrule"
    assert files.save_to(path) and path.stat().st_size > 1000
    files.open_example("sine")
    reach(qtbot, window, lambda: runner.task is not None and runner.task.kind == "regression")
    assert files.open_path(path)
    reach(qtbot, window, lambda: runner.task is not None and runner.task.kind == "classification")
    assert window.document.path == path


def test_a_bare_json_is_opened_and_saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "plain.json"
    hidden = window.document.network.nodes[1].id
    window.document.edit("Units", set_layer(window.document.project, hidden, units=7))
    assert window.files.save_to(path)
    window.files.open_example("sine")
    assert window.files.open_path(path)
    assert window.document.network.by_id[hidden].layer.units == 7  # type: ignore[attr-defined]


def test_closing_while_it_plays_ends_the_thread(qtbot: QtBot, window: MainWindow) -> None:
    window.show()
    window.actions_["train.toggle"].trigger()
    reach(qtbot, window, lambda: window.runner.state is RunState.PLAYING)
    assert window.close()
