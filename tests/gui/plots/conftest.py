"""A bench with a light theme for every test of the plots."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui.theme_manager import ThemeManager
from tests.helpers.plot_bench import Bench


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    theme = ThemeManager(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    theme.choose("light")
    yield Bench(qtbot, theme)
    theme.choose("light")
