"""Reading data in the training thread: progress reaches the window, a cancel ends it, other data calls it off."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from core import data as core_data
from core.data.sources import silent
from core.data_spec import ImagesData, ToyData
from core.edit import set_data, set_layer
from core.examples import open_example
from core.project import ProjectSpec
from gui.dialogs.messages import Answer, Unsaved
from gui.document import Document
from gui.loading import STOPPED, Cancelled, Loading
from gui.main_window import MainWindow
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from tests.helpers.media import pets, write
from tests.helpers.window_doubles import plain_views

SLOW = "slow"


class Reader:
    """Takes its time over data called slow, and reports as real reading does; remembers what was read."""

    def __init__(self) -> None:
        self.open, self.ended = threading.Event(), 0
        self._usual = core_data.load
        self.read: list[object] = []

    def load(self, spec: Any, base: Any = None, embedded: Any = None, report: Any = silent) -> Any:
        self.read.append(spec)
        if getattr(spec, "path", "") == SLOW:
            try:
                for step in range(1000):
                    report(step / 1000, f"Reading picture {step + 1:,} of 1,000.")
                    if self.open.wait(0.01):
                        break
            finally:
                self.ended += 1
            spec = ToyData(name="circle")
            return self._usual(spec)[0], ImagesData(path=SLOW, size=(4, 4), color="grey")
        return self._usual(spec, base, embedded, report)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(core_data, "load", made.load)
    return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    document = Document(open_example("circle"))
    runner = TrainingRunner(document)
    made = MainWindow(document, runner, ThemeManager(settings), settings, plain_views)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
    yield made
    runner.close()


def reach(qtbot: QtBot, wanted: Callable[[], bool]) -> None:
    qtbot.waitUntil(wanted, timeout=20_000)


def choose_slow(window: MainWindow) -> ProjectSpec:
    slow = set_data(window.document.project, ImagesData(path=SLOW))
    window.document.edit("Data: slow", slow)
    return slow


def test_progress_is_shown_and_old_numbers_go(qtbot: QtBot, window: MainWindow, reader: Reader) -> None:
    choose_slow(window)
    reach(qtbot, window.loading.isVisible)
    assert window.loading.cancel.isVisible() and not window.loading.again.isVisible()
    assert window.runner.state is RunState.LOADING and window.runner.prepared is None
    assert "Reading picture" in window.loading.accessibleName()
    assert not window.inspector.data.progress.isHidden() and window.inspector.data.facts.isHidden()
    reader.open.set()
    reach(qtbot, lambda: window.runner.state is RunState.READY)
    assert window.loading.isHidden() and window.inspector.data.progress.isHidden()
    assert window.document.project.data == ImagesData(path=SLOW, size=(4, 4), color="grey")
    qtbot.wait(50)
    slow = [each for each in reader.read if getattr(each, "path", "") == SLOW]
    assert len(slow) == 1, "guesses that are written back do not make it read again"


def test_a_cancel_ends_the_reading_and_it_can_begin_again(qtbot: QtBot, window: MainWindow, reader: Reader) -> None:
    choose_slow(window)
    reach(qtbot, window.loading.isVisible)
    begun = time.monotonic()
    window.loading.cancel.click()
    reach(qtbot, lambda: window.runner.state is RunState.BLOCKED)
    assert time.monotonic() - begun < 2 and reader.ended == 1
    assert window.runner.blocked_because == STOPPED == window.loading.accessibleName()
    assert window.loading.again.isVisible() and not window.loading.cancel.isVisible()
    assert window.inspector.data.facts.text() == STOPPED
    node = window.document.network.nodes[1].id
    window.document.edit("Units", set_layer(window.document.project, node, units=7))
    qtbot.wait(100)
    assert window.runner.blocked_because == STOPPED, "an edit does not hide why there is no data"
    reader.open.set()
    window.loading.again.click()
    reach(qtbot, lambda: window.runner.state is RunState.READY)
    assert window.loading.isHidden()


def test_other_data_calls_the_reading_off(qtbot: QtBot, window: MainWindow, reader: Reader) -> None:
    choose_slow(window)
    reach(qtbot, window.loading.isVisible)
    window.document.stack.undo()
    reach(qtbot, lambda: window.runner.state in (RunState.READY, RunState.PAUSED))
    assert reader.ended == 1 and window.runner.prepared is not None and window.loading.isHidden()


def test_closing_does_not_wait_for_the_reading(qtbot: QtBot, window: MainWindow, reader: Reader) -> None:
    choose_slow(window)
    reach(qtbot, window.loading.isVisible)
    begun = time.monotonic()
    window.runner.close()
    assert time.monotonic() - begun < 2 and reader.ended == 1


def test_loading_knows_what_is_wanted() -> None:
    loading, one, two = Loading(), ToyData(name="circle"), ToyData(name="xor")
    loading.check(one)  # nobody has said anything yet
    loading.want(one)
    loading.check(one)
    with pytest.raises(Cancelled):
        loading.check(two)
    loading.cancel()
    assert loading.stopped
    with pytest.raises(Cancelled):
        loading.check(one)
    loading.want(one)
    assert not loading.stopped


def test_a_folder_of_pictures_opens_trains_and_is_relabelled(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.dialogs.images_dialog import Changed, ImagesDialog
    from gui.dialogs.new_from_data import project_for

    root = write(tmp_path / "pets", pets(10) | {"cat/broken.png": b"odd"})

    def finished(dialog: ImagesDialog) -> bool:
        qtbot.addWidget(dialog)
        reach(qtbot, lambda: dialog.sorting is not None)
        return True

    monkeypatch.setattr(ImagesDialog, "exec", finished)
    window.files.ask_data = lambda path, parent: project_for(ImagesData(path=str(path)), parent)
    assert window.files.open_path(root)
    runner, panel = window.runner, window.inspector.data
    reach(qtbot, lambda: runner.task is not None and len(runner.task.input_shape) == 3)
    reach(qtbot, lambda: runner.state is RunState.READY)
    assert window.windowTitle().startswith("pets") and not panel.pictures.isHidden()
    assert panel.unread.line.button.text() == "1 file cannot be read and is left out"
    assert "cannot be read" not in panel.notes.accessibleName(), "what is listed is not said twice"
    given = [("cat/1.png", "dog")]

    def change(spec: ImagesData, sources: object, parent: object) -> Changed:
        from dataclasses import replace

        assert runner.task is not None
        return Changed(replace(spec, labels=tuple(given), sha256=""), runner.task)

    monkeypatch.setattr(ImagesDialog, "change", change)
    panel.pictures.click()
    reach(qtbot, lambda: runner.prepared is not None and int(runner.prepared.dataset.y.sum()) == 11)
    window.document.stack.undo()
    reach(qtbot, lambda: runner.prepared is not None and int(runner.prepared.dataset.y.sum()) == 10)


def test_texts_are_shown_as_tokens_and_told_by_their_words(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_example("questions")
    runner, panel = window.runner, window.inspector.data
    reach(qtbot, lambda: runner.state is RunState.READY and runner.task is not None and runner.task.vocabulary > 0)
    assert not panel.texts.isHidden() and panel.table.isHidden() and panel.picture.isHidden()
    assert "vocabulary of 140" in panel.facts.text()
    with qtbot.waitSignal(panel.texts.row_chosen):
        panel.texts.clicked.emit(panel.texts.model().index(3, 1))
    reach(qtbot, lambda: runner.watched_row == 3)
    from gui.examples import Examples

    assert runner.prepared is not None
    first = runner.prepared.dataset.sources[0]
    assert first.split()[0] in Examples(runner.prepared.dataset).told(0)
