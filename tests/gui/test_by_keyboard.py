"""The main job by keyboard alone, in the real window without a screen; and a name for whatever the keyboard reaches."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.dialogs.about import About
from gui.dialogs.gallery import Gallery
from gui.dialogs.group_dialog import GroupDialog
from gui.dialogs.preferences_dialog import PreferencesDialog
from gui.dialogs.shortcuts import Shortcuts
from gui.document import Document
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.questions.table import QUESTIONS
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.widgets import reading_order
from gui.widgets.later import finish

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    from core.examples import open_example

    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    document = Document(open_example("iris"))
    made = MainWindow(document, TrainingRunner(document), ThemeManager(settings), settings)
    monkeypatch.setattr(made.files, "may_leave", lambda: True)
    qtbot.addWidget(made, before_close_func=lambda _closing: made.runner.close())
    made.show()
    finish(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: made.runner.state is RunState.READY, timeout=20_000)
    yield made


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """To whatever has the keyboard, as a hand does it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def type_in(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def test_draw_change_train_and_undo_without_a_mouse(qtbot: QtBot, window: MainWindow) -> None:
    canvas, document = window.views.canvas, window.document
    canvas.setFocus()
    press(Key.Key_Tab)
    press(Key.Key_Right)
    assert window.selection.only == 2, "Tab to the first layer, an arrow to the next"
    press(Key.Key_Slash)
    type_in("dense")
    press(Key.Key_Return)
    new = window.selection.only
    assert new is not None and document.network.by_id[new].inputs == (2,)
    press(Key.Key_F2)
    type_in("deeper")
    press(Key.Key_Return)
    press(Key.Key_Return)
    type_in("5")
    press(Key.Key_Return)
    node = document.network.by_id[new]
    assert node.name == "deeper" and node.layer.units == 5  # type: ignore[attr-defined]
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.runner.snapshot is not None and window.runner.snapshot.step > 5, timeout=20_000)
    press(Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.runner.state is not RunState.PLAYING, timeout=20_000)
    for _ in range(3):
        press(Key.Key_Z, CTRL)
    assert new not in document.network.by_id and document.stack.index() == 0


def nameless(root: QWidget) -> list[str]:
    """What the keyboard can reach and a screen reader has no name for."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None or widget.isHidden():
            continue
        read = QAccessible.queryAccessibleInterface(widget)
        if widget.isVisible() and (read is None or not read.text(QAccessible.Text.Name)):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_whatever_the_keyboard_reaches_has_a_name(window: MainWindow) -> None:
    window.selection.set({2})
    for tab in range(window.inspector.count()):
        window.inspector.setCurrentIndex(tab)
        assert nameless(window) == [], window.inspector.tabText(tab)


@pytest.mark.parametrize("question", [each.name for each in QUESTIONS])
def test_windows_of_questions_too(question: str, window: MainWindow) -> None:
    asked = window.questions.open(question)
    assert nameless(asked) == []
    asked.close()


def test_tab_goes_through_the_window_as_one_reads_it(qtbot: QtBot, window: MainWindow) -> None:
    window.selection.set({window.document.network.nodes[-1].id})  # the next Tab leaves the drawing
    window.inspector.setCurrentIndex(0)
    qtbot.waitUntil(lambda: len(reading_order.stops(window.inspector)) > 6)  # the form is filled
    order, views = reading_order.stops(window), window.views
    parts = window.bar, views.palette, views.canvas, views.plots, window.inspector, views.output
    begins = [next(at for at, each in enumerate(order) if part in (each, each.parent()) or part.isAncestorOf(each))
              for part in parts]  # fmt: skip
    assert begins == sorted(begins)
    form = reading_order.stops(window.inspector)
    names = [each.accessibleName() for each in form]
    assert names[:5] == ["Tabs of the inspector", "Name", "Loss", "Units", "Activation"]
    name = form[1]
    name.setFocus()
    press(Key.Key_Tab)
    assert QApplication.focusWidget() is form[2]
    press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is name
    seen = []
    for _ in order:
        seen.append(QApplication.focusWidget())
        press(Key.Key_Tab)
    # of a group of tabs only the chosen one is a stop, once it had the keyboard
    assert set(seen) == set(reading_order.stops(window)), "nothing holds the keyboard"


DIALOGS: dict[str, Callable[[Path], QWidget]] = {
    "gallery": lambda _: Gallery(), "about": lambda _: About(), "group": lambda _: GroupDialog("Group", "a", ""),
    "shortcuts": lambda _: Shortcuts([("File", "Open", "Ctrl+O")]),
    "preferences": lambda folder: PreferencesDialog(
        Preferences(QSettings(str(folder / "p.ini"), QSettings.Format.IniFormat))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_too(name: str, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = DIALOGS[name](tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == []
    dialog.close()
