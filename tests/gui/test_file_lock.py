"""Two windows on one file: the second has a copy and says so; a mark of a dead process is taken over."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSysInfo
from pytestqt.qtbot import QtBot

from core.edit import set_layer
from core.examples import open_example
from gui.dialogs.messages import Answer, ErrorMessage, Unsaved
from gui.document import Document
from gui.file_lock import FORGOTTEN, HERE, FileLock
from gui.main_window import MainWindow
from gui.theme_manager import ThemeManager
from tests.helpers.window_doubles import FakeRunner, plain_views

ROOT = Path(__file__).parents[2]
HOLD = (
    "import sys, time; from pathlib import Path; from gui.file_lock import FileLock\n"
    "lock = FileLock(); print(repr(lock.take(Path(sys.argv[1]))), flush=True); time.sleep(60)"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "wine.chainrule"
    found.write_bytes(b"")
    return found


def test_one_window_holds_a_file_at_a_time(path: Path) -> None:
    first, second = FileLock(), FileLock()
    assert first.take(path) == "" and first.take(path) == ""
    assert second.take(path) == HERE
    other = path.with_name("other.chainrule")
    assert first.take(other) == ""
    assert second.take(path) == ""
    first.leave()
    second.leave()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_link_leads_to_the_same_file(path: Path) -> None:
    link = path.with_name("link.chainrule")
    link.symlink_to(path)
    first, second = FileLock(), FileLock()
    assert first.take(path) == "" and second.take(link) == HERE
    first.leave()


def test_the_mark_of_another_process_and_of_a_killed_one(path: Path) -> None:
    lock = FileLock()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"''\n"
        assert lock.take(path) == HERE
        process.kill()
    assert lock.take(path) == ""
    lock.leave()


def test_the_mark_of_another_computer(path: Path) -> None:
    mark = path.with_name(f".{path.name}.lock")
    mark.write_text("17\npython\nfaraway\n")
    lock = FileLock()
    assert QSysInfo.machineHostName() != "faraway"
    assert lock.take(path) == "Chainrule on the computer “faraway”"
    old = time.time() - FORGOTTEN - 10
    os.utime(mark, (old, old))
    assert lock.take(path) == ""
    lock.leave()


def test_a_damaged_mark_and_a_folder_that_cannot_be_written(path: Path) -> None:
    path.with_name(f".{path.name}.lock").write_bytes(b"\xff\x00")
    lock = FileLock()
    assert lock.take(path) in ("", HERE)
    lock.leave()
    assert lock.take(Path("/proc/self/wine.chainrule")) == ""
    assert lock.take(path.parent / "gone" / "wine.chainrule") == ""
    lock.leave()


Open = Callable[[], MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    made: list[MainWindow] = []

    def make() -> MainWindow:
        settings = QSettings(str(tmp_path / f"settings{len(made)}.ini"), QSettings.Format.IniFormat)
        document = Document(open_example("circle"))
        window = MainWindow(document, FakeRunner(document), ThemeManager(settings), settings, plain_views)
        qtbot.addWidget(window)
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()


def test_the_second_window_has_a_copy(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(
        ErrorMessage, "ask", classmethod(lambda cls, said, remedy="", details="", parent=None: heard.append(remedy))
    )
    path = tmp_path / "wine.chainrule"
    first, second = open_window(), open_window()
    assert first.files.save_to(path)
    whole = path.read_bytes()
    assert second.files.open_path(path)
    assert second.document.path is None and second.files.name == "wine copy" and not second.files.unsaved
    notice = second.recovery.copy
    assert notice.isVisibleTo(second) and "“wine” is open in another window of Chainrule" in notice.sentence.text()
    hidden = second.document.network.nodes[1].id
    second.document.edit("Units", set_layer(second.document.project, hidden, units=9))
    assert not second.files.save_to(path) and "Choose another name" in heard[0]
    assert path.read_bytes() == whole
    assert second.files.save_to(tmp_path / "mine.chainrule")
    assert not notice.isVisibleTo(second) and second.files.name == "mine"
    first.close()
    assert second.files.open_path(path) and second.document.path == path
    second.close()
    assert sorted(each.name for each in tmp_path.glob("*chainrule*")) == ["mine.chainrule", "wine.chainrule"]


def test_a_refused_save_leaves_the_open_files_mark(
    open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ErrorMessage, "ask", classmethod(lambda cls, *_, parent=None: None))
    path = tmp_path / "wine.chainrule"
    window, lock = open_window(), FileLock()
    assert window.files.save_to(path)
    assert not window.files.save_to(tmp_path / "gone" / "a.chainrule")
    assert lock.take(path) == HERE
    window.files.open_example("xor")
    assert lock.take(path) == ""
    lock.leave()
