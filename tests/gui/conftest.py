"""What most tests of the window begin with: settings of their own, and a real runner over a project."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.project import ProjectSpec
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from gui.views import Context


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Kept in a file of this test."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_context(qtbot: QtBot, settings: QSettings) -> Iterator[Callable[[ProjectSpec], Context]]:
    """Everything views are built from, over a runner that is ready to run; it is closed after the test."""
    runners: list[TrainingRunner] = []

    def start(spec: ProjectSpec) -> Context:
        document = Document(spec)
        runner = TrainingRunner(document)
        runners.append(runner)
        if spec.data is not None:
            qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
        return Context(document, runner, ThemeManager(settings), Selection())

    yield start
    for runner in runners:
        runner.close()
