"""Panels that are made once the window was seen: in their order, at once for who asks, and nothing jumps."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, QSize, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.theme_manager import ThemeManager
from gui.widgets import later
from gui.widgets.later import Later, finish, once_seen
from gui.windows import Windows


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The real window before its first picture."""
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    windows = Windows(settings, ThemeManager(settings))
    yield windows.open()
    windows.quit()


def test_places_are_filled_once_they_were_seen_the_hidden_last(qtbot: QtBot) -> None:
    made: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)

    def place(name: str) -> Later:
        def make() -> QLabel:
            made.append(name)
            return QLabel(name)

        later = Later(make, QSize(60, 20))
        row.addWidget(later)
        return later

    hidden, first, second = place("hidden"), place("first"), place("second")
    hidden.hide()
    assert not made
    window.show()
    assert not made and not first.made, "not before the window was seen"
    qtbot.waitUntil(lambda: len(made) == 3)
    assert made == ["first", "second", "hidden"]
    assert hidden.made and second.panel.text() == "second" and second.panel.isVisible()


def test_each_piece_of_work_has_a_turn_of_its_own(qtbot: QtBot) -> None:
    done: list[str] = []

    def work(name: str) -> QLabel:
        done.append(name)
        QTimer.singleShot(0, place, lambda: done.append("a click"))
        return QLabel(name)

    before = [partial(work, "load"), partial(work, "more")]
    window = QTabWidget()
    qtbot.addWidget(window)
    place = Later(partial(work, "panel"), QSize(80, 40), before=before)
    window.addTab(place, "tab")
    window.show()
    qtbot.waitUntil(lambda: len(done) == 6)
    assert done == ["load", "a click", "more", "a click", "panel", "a click"]


def test_what_comes_to_the_front_later_is_never_blank(qtbot: QtBot) -> None:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    first, second = Later(partial(QLabel, "first")), Later(partial(QLabel, "second"))
    for place in (first, second):
        tabs.addTab(place, "tab")
    tabs.show()
    qtbot.waitUntil(lambda: first.made)
    tabs.setCurrentWidget(second)
    assert second.made


def test_who_asks_has_it_at_once(qtbot: QtBot) -> None:
    place = Later(lambda: QLabel("here"), QSize(300, 200), QSize(100, 50))
    qtbot.addWidget(place)
    assert (place.sizeHint(), place.minimumSizeHint()) == (QSize(300, 200), QSize(100, 50)) and not place.made
    label = place.panel
    assert label.text() == "here" and place.panel is label
    assert place.sizeHint() == label.sizeHint()


def test_the_first_picture_waits_for_no_panel_and_nothing_jumps_when_they_come(
    window: MainWindow, qtbot: QtBot
) -> None:
    places = window.findChildren(Later)
    assert len(places) >= 4 and not any(place.made for place in places)
    output = window.views.output
    told = output.sizeHint(), output.minimumSizeHint()

    def geometry() -> list[object]:
        docks = [(dock.geometry().getRect(), dock.isVisible()) for dock in window.docks]
        return [window.size(), *docks, window.views.plots.splitter.sizes()]

    qtbot.waitExposed(window)
    before = geometry()
    qtbot.waitUntil(lambda: all(place.made for place in places), timeout=60_000)
    qtbot.wait(1)
    assert geometry() == before
    assert told == (output.panel.sizeHint(), output.panel.minimumSizeHint())


def test_what_waits_for_the_first_picture_is_done_after_it_and_in_its_order(qtbot: QtBot) -> None:
    done: list[str] = []

    class Window(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            done.append("picture")

    window = Window()
    qtbot.addWidget(window)
    for name in ("first", "second"):
        once_seen(window, partial(done.append, name))
    QTimer.singleShot(0, lambda: done.append("a turn"))
    window.show()
    qtbot.waitUntil(lambda: len(done) >= 4)
    window.repaint()
    qtbot.wait(5)
    assert [each for each in done if each != "a turn"][:3] == ["picture", "first", "second"]
    assert done.count("first") == done.count("second") == 1


def test_a_window_that_nobody_sees_does_it_a_while_later(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "UNSEEN_MS", 20)
    done: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    once_seen(window, partial(done.append, "done"))
    qtbot.waitUntil(lambda: done == ["done"])


class Shown(QObject):
    """The kinds of all windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    watching = Shown()
    qapp.installEventFilter(watching)
    yield watching
    qapp.removeEventFilter(watching)


def test_no_part_is_a_window_of_its_own_for_a_moment(shown: Shown, window: MainWindow) -> None:
    """It would take the keyboard from who has begun to work."""
    finish(window)
    assert shown.kinds == ["MainWindow"]


def test_a_test_that_wants_all_of_a_window_has_it(window: MainWindow) -> None:
    finish(window)
    assert all(place.made for place in window.findChildren(Later)) and "pyqtgraph" in sys.modules
