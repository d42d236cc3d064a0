"""Files dragged onto the window: which is meant, what is promised, what is opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.drops import ONE, meant, promise
from gui.main_window import MainWindow
from gui.theme_manager import ThemeManager
from tests.helpers.window_doubles import make_desk, plain_views

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Pictures in a folder per class."""
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(3):
            (tmp_path / "pets" / name / f"{number}.jpg").touch()
    return tmp_path / "pets"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    desk, settings = make_desk(), QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    made = MainWindow(desk.document, desk.runner, ThemeManager(settings), settings, plain_views)
    qtbot.addWidget(made)
    made.show()
    yield made


def mime(*paths: Path) -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return made


def enter(window: MainWindow, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def test_a_picture_of_a_folder_of_classes_means_the_folder(pets: Path, tmp_path: Path) -> None:
    assert meant([pets / "cat" / "1.jpg"]) == pets
    assert meant([pets / "cat" / "1.jpg", pets / "cat" / "2.jpg"]) == pets
    lone = tmp_path / "downloads" / "me.png"
    lone.parent.mkdir()
    lone.touch()
    assert meant([lone]) == lone, "beside it lies a folder that holds no pictures"
    assert meant([Path("gone/away/x.png")]) == Path("gone/away/x.png")


def test_several_things_at_once_mean_none(pets: Path) -> None:
    assert meant([]) is None and meant([Path("a.csv"), Path("b.csv")]) is None
    assert meant([pets / "cat" / "1.jpg", pets / "dog" / "1.jpg"]) is None
    assert meant([Path("a.csv")]) == Path("a.csv") and meant([pets]) == pets


def test_it_says_what_letting_go_would_do(pets: Path) -> None:
    assert promise(Path("digits.chainrule")) == "Let go to open “digits.chainrule”."
    assert "network suggested" in promise(Path("cars.csv")) and "network suggested" in promise(pets)
    assert "neither" in promise(Path("letter.doc"))


def test_a_drag_is_answered_and_a_drop_opens(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(window.files, "open_path", lambda path: opened.append(path) or True)
    path = tmp_path / "cars.csv"
    path.touch()
    assert enter(window, mime(path)) and window.drops.note.isVisible()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.drops.note.isVisible()
    enter(window, mime(path))
    data = mime(path)  # kept: the event does not own it
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), COPY, data, LEFT, NONE))
    assert opened == [], "the program it came from is answered first"
    qtbot.waitUntil(lambda: opened == [path])
    assert not window.drops.note.isVisible()


def test_two_tables_and_a_text_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert enter(window, mime(tmp_path / "a.csv", tmp_path / "b.csv"))
    assert window.drops.sentence.text() == ONE
    text = QMimeData()
    text.setText("hello")
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not enter(window, text) and not window.drops.note.isVisible()
