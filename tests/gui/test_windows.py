"""Several windows: each has its own document and run, quitting asks each, what is preferred holds for all."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.edit import set_training
from gui import numbers
from gui.dialogs.messages import Answer, Unsaved
from gui.theme_manager import ThemeManager
from gui.widgets.later import finish
from gui.windows import Windows


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What the user says, question by question; discards when nothing more is said."""
    told: list[Answer] = []

    def ask(cls: type, name: str, parent: object = None) -> Answer:
        return told.pop(0) if told else Answer.DISCARD

    monkeypatch.setattr(Unsaved, "ask", classmethod(ask))
    return told


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, answers: list[Answer]) -> Iterator[Windows]:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    made = Windows(settings, ThemeManager(settings))
    yield made
    made.quit()
    numbers.write_with(numbers.POINT)


def test_each_has_its_own_document_and_quitting_asks_each(windows: Windows, answers: list[Answer]) -> None:
    first = windows.open()
    first.actions_["file.new_window"].trigger()
    second = windows.open_windows[1]
    assert second.document is not first.document and second.runner is not first.runner
    assert second.pos() != first.pos()
    for window in (first, second):
        window.document.edit("Change", set_training(window.document.project, epochs=7))
    assert first.document.project is not second.document.project
    answers += [Answer.DISCARD, Answer.CANCEL]
    first.actions_["file.quit"].trigger()
    assert len(windows.open_windows) == 1, "one let go, the other stays"
    answers.append(Answer.DISCARD)
    windows.open_windows[0].actions_["file.quit"].trigger()
    assert not windows.open_windows and not answers


def test_a_closed_window_leaves_nothing_behind(windows: Windows) -> None:
    first, second = windows.open(), windows.open()
    parts = (second, second.runner, second.document)
    second.actions_["file.close"].trigger()
    assert windows.open_windows == [first]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(isValid(part) for part in parts)
    first.document.edit("Change", set_training(first.document.project, epochs=9))
    assert first.document.project.training.epochs == 9


def test_windows_that_come_and_go_leave_no_widgets(windows: Windows) -> None:
    windows.open()
    counts = []
    for _ in range(3):
        windows.open().close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        counts.append(len(QApplication.allWidgets()))
    assert counts[1] == counts[2]


def test_a_decimal_comma_is_for_all_windows_at_once(windows: Windows) -> None:
    first, second = windows.open(), windows.open()
    first.preferences.decimal_comma = True
    assert second.writing.writing.comma and numbers.present() == numbers.COMMA
    first.preferences.decimal_comma = False
    assert numbers.present() == numbers.POINT


def test_a_decimal_comma_reaches_what_stands_in_panels_and_along_axes(qtbot: QtBot, windows: Windows) -> None:
    window = windows.open()
    finish(window)
    qtbot.waitUntil(lambda: window.runner.can_run and window.runner.snapshot is not None, timeout=20_000)

    def written() -> set[str]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        words = {label.text() for label in window.inspector.findChildren(QLabel)}
        heights, epochs = window.views.plots.change.graph.plot.ticks
        return words | {tick.text for tick in (*heights, *epochs)}

    window.inspector.data.write_again()
    before = written()
    windows.preferences.decimal_comma = True
    after = written()
    for told, again in (("2,080", numbers.count(2080)), ("0.5", "0,5")):
        assert told in before and told not in after and again in after
    assert not any("1,438" in text or "1,797" in text for text in after)


def test_who_has_worked_before_starts_with_the_gallery(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, asked = windows.open(), []
    monkeypatch.setattr(window.files, "new", lambda: asked.append("gallery"))
    windows.welcome()
    assert asked == [], "the first time the digits are ready to play"
    known = tmp_path / "known.chainrule"
    known.write_bytes(b"")
    window.files.recent.add(known)
    windows.welcome()
    assert asked == ["gallery"]
    windows.preferences.gallery_at_start = False
    windows.welcome()
    assert asked == ["gallery"]


def test_a_rescued_drawing_starts_with_the_gallery_too(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    window, asked = windows.open(), []
    monkeypatch.setattr(window.files, "new", lambda: asked.append("gallery"))
    monkeypatch.setattr(window.recovery, "found", [object()])
    windows.welcome()
    window.recovery.found = []
    assert asked == ["gallery"]


def test_a_menu_names_the_windows_once_there_are_several(windows: Windows, qtbot: QtBot) -> None:
    first = windows.open()
    menu = first.menus.menus["Window"]
    assert not menu.menuAction().isVisible(), "with one window there is nothing to choose"
    second = windows.open()
    second.document.edit("Change", set_training(second.document.project, epochs=7))
    assert menu.menuAction().isVisible()
    menu.aboutToShow.emit()
    assert [(action.isChecked(), action.text().endswith(", not saved")) for action in menu.actions()] == [
        (True, False), (False, True)
    ]  # fmt: skip
    second.showMinimized()
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: second.isActiveWindow() and not second.isMinimized())
    second.close()
    assert not menu.menuAction().isVisible()
