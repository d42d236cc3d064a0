"""Qt's style sheets forget lists and tables that are gone, and dress those that are there as before."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView, QWidget
from pytestqt.qtbot import QtBot

import gui
from gui.theme_manager import ThemeManager
from gui.widgets.styling import forget_when_gone
from tests.helpers.memory import in_use, left_behind

COUNT = 40
MADE = re.compile(r"(?:= |\()(?:QListView|QListWidget|QTableView|QTableWidget|QTreeView|QTreeWidget)[():]")


@pytest.fixture
def theme(qapp: QApplication, tmp_path: Path) -> ThemeManager:
    return ThemeManager(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat), qapp)


@pytest.mark.skipif(in_use() is None, reason="asks glibc")
def test_tables_that_are_gone_leave_no_memory(qtbot: QtBot, theme: ThemeManager) -> None:
    def make_and_drop() -> None:
        window = QWidget()
        window.resize(300, 200)
        for _ in range(COUNT):
            forget_when_gone(QTableView(window))
        window.show()
        QApplication.processEvents()  # they are painted: it is then that their insides are remembered
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    assert left_behind(make_and_drop, 6) < 300 * COUNT  # the style sheets would keep 600 to 1,200 of each


def test_they_look_as_if_nothing_had_been_done(qtbot: QtBot, theme: ThemeManager) -> None:
    windows = [QWidget(), QWidget()]
    for window in windows:
        qtbot.addWidget(window)
        table = QTableView(window)
        table.setModel(QStandardItemModel(2, 2, table))
        table.model().setItem(0, 0, QStandardItem("a number"))  # type: ignore[attr-defined]
        if window is windows[0]:
            forget_when_gone(table)
    seen = list[QImage]()
    for name in ("light", "dark", "light"):
        theme.choose(name)
        forgotten, plain = (window.grab().toImage() for window in windows)
        assert forgotten == plain
        seen.append(plain)
    assert seen[0] != seen[1] and seen[0] == seen[2]


def test_every_list_and_table_is_forgotten_when_it_is_gone() -> None:
    for path in Path(gui.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if MADE.search(text) and path.stem != "combo_field":  # its list lies in a frame that is listened to
            assert "forget_when_gone(" in text, path.name
