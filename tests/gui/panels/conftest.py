"""A digits project, its document, a fake runner and a selection for the panels."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from tests.helpers.window_doubles import Desk, make_desk


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return make_desk()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
