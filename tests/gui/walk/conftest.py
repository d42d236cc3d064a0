"""The real window on one of the examples, for walking through its steps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core.examples import open_example
from gui import motion
from gui.dialogs.messages import Answer, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.widgets.later import finish
from tests.helpers.walks import Open


@pytest.fixture
def moving() -> Iterator[None]:
    """Stops move, whatever this system prefers."""
    motion.prefer_less_motion(False)
    yield
    motion.prefer_less_motion(None)


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    made: list[MainWindow] = []

    def start(name: str) -> MainWindow:
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        document = Document(open_example(name))
        window = MainWindow(document, TrainingRunner(document), ThemeManager(settings), settings)
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        finish(window)
        qtbot.waitUntil(lambda: window.runner.can_run and window.runner.snapshot is not None)
        return window

    yield start
    for window in made:
        window.runner.close()
