"""A decimal comma holds wherever a number is shown, not only in the arithmetic: drawing, bars, fields and lists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import resources
from core.player import BEFORE
from gui import motion
from gui.main_window import MainWindow
from gui.numbers import COMMA, POINT
from gui.theme_manager import ThemeManager
from gui.walk.writing import Writing
from gui.widgets import writing
from gui.widgets.number_field import NumberField
from gui.widgets.read_out import ReadOut
from gui.windows import Windows
from tests.helpers.walks import walked

POINTED = re.compile(r"\d\.\d")


def said(window: QWidget) -> list[str]:
    """Texts, names for screen readers and read-outs of all that is visible."""
    found: list[str] = []
    for each in window.findChildren(QWidget):
        if each.isVisible():
            found += [each.accessibleName(), each.accessibleDescription()]
            if isinstance(each, QLabel | QLineEdit):
                found.append(each.text())
            if isinstance(each, ReadOut):
                found.append(each.accessibleName())
    return found


def painted(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the next frame of the drawing writes."""
    texts: list[str] = []
    write = writing.write

    def listen(painter: object, rect: object, text: str, *more: object, **named: object) -> None:
        texts.append(text)
        write(painter, rect, text, *more, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        for module in ("strokes", "readouts", "overlays", "targets", "fronts"):
            patch.setattr(f"gui.canvas.{module}.write", listen)
        window.views.canvas.grab()
    return texts


def seen(window: MainWindow) -> QImage:
    """The drawing as it is now."""
    return window.views.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def pointed(texts: list[str]) -> list[str]:
    return [text for text in texts if POINTED.search(text) and "Python" not in text]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """Mazur's example in a window of the program: the mark is one for all its windows."""
    motion.prefer_less_motion(True)  # a picture is compared with a later one
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    windows = Windows(settings, ThemeManager(settings))
    made = windows.open()
    made.resize(1440, 900)
    qtbot.waitUntil(lambda: made.runner.can_run and made.runner.snapshot is not None)
    made.files.open_path(resources.worked_paths()[0])
    yield made
    windows.quit()
    motion.prefer_less_motion(None)


@pytest.mark.parametrize("stop", [0, -3, -1])
def test_a_comma_holds_everywhere_in_a_walk(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    plan = walked(qtbot, window, 0, BEFORE).plan
    window.runner.walk_to(0, stop % len(plan))
    walked(qtbot, window, 0, stop % len(plan))
    qtbot.wait(80)
    before = pointed(painted(window, monkeypatch))
    assert before and pointed(said(window))  # the test can see numbers
    picture = seen(window)
    window.writing.choose(Writing(6, COMMA))
    qtbot.wait(80)  # the views follow in turn
    assert pointed(painted(window, monkeypatch)) == []
    assert seen(window) != picture
    assert pointed(said(window)) == []
    window.writing.choose(Writing(6, POINT))
    qtbot.wait(80)
    assert pointed(painted(window, monkeypatch)) == before
    assert seen(window) == picture  # parts of it may be kept, and are not written again


def test_fields_are_written_again(qtbot: QtBot, window: MainWindow) -> None:
    field = NumberField("Learning rate", 0.02)
    qtbot.addWidget(field)
    window.writing.choose(Writing(6, COMMA))
    assert field.edit.text() == "0,02"
    field.edit.setText("0,5")
    field.edit.setModified(True)
    window.writing.choose(Writing(6, POINT))
    assert field.edit.text() == "0,5"  # what somebody types just now stays
