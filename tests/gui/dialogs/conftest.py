"""The dialogs are tested dressed: a theme of their own settings file, Inter loaded."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from gui.theme_manager import ThemeManager


@pytest.fixture
def themes(qapp: QApplication, tmp_path: Path) -> ThemeManager:
    """Light to begin with."""
    manager = ThemeManager(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    manager.choose("light")
    return manager
