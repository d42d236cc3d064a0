"""Saving aside with a real training thread: when, what, how it comes back, and that a clean end leaves nothing."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, QSysInfo, Qt
from pytestqt.qtbot import QtBot

from core.data_spec import TableData
from core.edit import set_data, set_layer
from core.errors import FormatError
from core.examples import open_example
from core.formats import atomic, rescue
from core.formats.rescue import Note
from gui.dialogs.messages import Answer, ErrorMessage, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.recovery import autosave as autosaving
from gui.recovery.folder import Place, Rescued, recovery_folder, rescued
from gui.recovery.notices import sentence_of, when
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.windows import Windows
from tests.helpers.window_doubles import plain_views

ROOT = Path(__file__).parents[3]
Open = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recovery folder of this test's own, and no waiting for a rest after edits."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(autosaving, "BURST_MS", 10)
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    return recovery_folder()


@pytest.fixture
def open_window(qtbot: QtBot, settings: QSettings) -> Iterator[Open]:
    made: list[MainWindow] = []

    def open_one() -> MainWindow:
        document = Document(open_example("circle"))
        runner = TrainingRunner(document)
        window = MainWindow(document, runner, ThemeManager(settings), settings, plain_views)
        window.files.start("circle")
        qtbot.addWidget(window)
        made.append(window)
        qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
        return window

    yield open_one
    for window in made:
        window.close()


def files_in(folder: Path) -> set[str]:
    return {each.suffix for each in folder.iterdir()} if folder.is_dir() else set()


def change_units(window: MainWindow, units: int) -> None:
    hidden = window.document.network.nodes[1].id
    window.document.edit("Units", set_layer(window.document.project, hidden, units=units))


def crash(window: MainWindow) -> None:
    """What a killed process leaves: the file, and a lock that nobody holds."""
    window.recovery.autosave._work.wait()
    window.recovery.autosave.place.leave()
    window.recovery.autosave.place = Place(Path("/nowhere"))
    window.recovery.close()


def train(qtbot: QtBot, window: MainWindow, epochs: int = 1) -> None:
    runner = window.runner
    goal = (runner.snapshot.epoch if runner.snapshot is not None else 0) + epochs
    for _ in range(epochs):
        runner.advance_epoch()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == goal, timeout=20_000)


def test_an_edit_is_saved_aside_and_its_undo_takes_the_file_away(
    qtbot: QtBot, open_window: Open, folder: Path
) -> None:
    window = open_window()
    assert files_in(folder) == set()
    with qtbot.waitSignal(window.recovery.autosave.written):
        change_units(window, 9)
    assert files_in(folder) == {".chainrule", ".lock"}
    window.document.stack.undo()
    qtbot.waitUntil(lambda: files_in(folder) == set())


def test_training_is_saved_aside_after_its_interval(
    qtbot: QtBot, open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosaving, "EARLY", 0.002)
    window = open_window()
    with qtbot.waitSignal(window.recovery.autosave.written):
        window.runner.play()
    with qtbot.waitSignal(window.recovery.autosave.written):
        pass
    window.runner.pause()
    qtbot.waitUntil(lambda: window.runner.state is RunState.PAUSED)
    note = rescue.read_note(next(folder.glob("*.chainrule")))
    assert note.name == "circle" and note.step > 0


def test_a_crash_is_offered_and_comes_back_whole(qtbot: QtBot, open_window: Open, folder: Path) -> None:
    window = open_window()
    train(qtbot, window, 2)
    assert window.runner.snapshot is not None
    theta = window.runner.snapshot.theta
    with qtbot.waitSignal(window.recovery.autosave.written):
        window.document.edit("Epochs", _with_epochs(window, 77))
    project = window.document.project
    crash(window)

    second = open_window()
    second.recovery.offer()
    assert second.recovery.notice.isVisibleTo(second)
    assert "“circle” was open at" in second.recovery.notice.sentence.text()
    assert "its weights are from epoch 2." in second.recovery.notice.sentence.text()
    with qtbot.waitSignal(second.recovery.autosave.written):
        second.recovery.notice.open.click()
    runner = second.runner
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.epoch == 2)
    assert second.document.project == project and runner.snapshot is not None
    np.testing.assert_array_equal(runner.snapshot.theta, theta)
    assert second.files.unsaved and second.files.name == "circle"
    assert not second.recovery.notice.isVisibleTo(second)
    assert len(list(folder.glob("*.chainrule"))) == 1  # its own; the one of the crash is gone
    second.close()
    assert files_in(folder) == set()


def _named_runs(window: MainWindow) -> list[tuple[str, bool]]:
    return [(run.name, run.shown) for run in window.runner.shelf.kept]


def _two_runs(qtbot: QtBot, window: MainWindow) -> None:
    """A run that was hidden and named, and another one after a reset, named as well."""
    train(qtbot, window, 2)
    window.runner.reset()
    qtbot.waitUntil(lambda: bool(window.runner.shelf.kept))
    window.runner.shelf.rename(window.runner.shelf.kept[0].run, "first try")
    window.runner.shelf.show(window.runner.shelf.kept[0].run, False)
    train(qtbot, window, 1)
    window.runner.shelf.rename_present("second try")


def test_kept_runs_come_back_after_a_crash(qtbot: QtBot, open_window: Open, folder: Path) -> None:
    window = open_window()
    with qtbot.waitSignal(window.recovery.autosave.written):
        _two_runs(qtbot, window)
    if window.recovery.autosave._present() != window.recovery.autosave._mark:
        with qtbot.waitSignal(window.recovery.autosave.written):
            window.recovery.autosave.save()
    curve = window.runner.shelf.kept[0].curves.batch_loss.mean
    crash(window)

    second = open_window()
    second.recovery.offer()
    second.recovery.notice.open.click()
    qtbot.waitUntil(lambda: second.runner.snapshot is not None and second.runner.snapshot.epoch == 1)
    assert _named_runs(second) == [("first try", False)]
    assert second.runner.shelf.present == "second try"
    np.testing.assert_array_equal(second.runner.shelf.kept[0].curves.batch_loss.mean, curve)


def test_a_reset_alone_is_saved_aside(qtbot: QtBot, open_window: Open, folder: Path) -> None:
    """The run that a reset ends is in no file yet, though the present one has not begun."""
    window = open_window()
    train(qtbot, window, 1)
    with qtbot.waitSignal(window.recovery.autosave.written):
        window.runner.reset()
        qtbot.waitUntil(lambda: bool(window.runner.shelf.kept))
    qtbot.waitUntil(lambda: window.recovery.autosave._present() == window.recovery.autosave._mark)
    found, _ = rescue.read(next(folder.glob("*.chainrule")))
    assert [run.name for run in found.runs.kept] == ["Run 1"]


def test_a_file_carries_the_kept_runs(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    _two_runs(qtbot, window)
    path = tmp_path / "circle.chainrule"
    assert window.files.save_to(path)
    assert not window.files.unsaved
    window.runner.shelf.show(window.runner.shelf.kept[0].run, True)
    assert window.files.unsaved  # a name or a switch is something to save
    window.files.open_example("circle")
    assert _named_runs(window) == []
    assert window.files.open_path(path)
    assert _named_runs(window) == [("first try", False)]
    qtbot.waitUntil(lambda: window.runner.snapshot is not None and window.runner.snapshot.epoch == 1)
    assert window.runner.shelf.present == "second try"
    assert not window.files.unsaved
    window.runner.reset()
    qtbot.waitUntil(lambda: len(window.runner.shelf.kept) == 2)
    assert _named_runs(window) == [("first try", False), ("second try", True)]
    assert window.runner.shelf.present == "Run 3"


def test_undo_brings_a_run_of_the_file_back(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    from core.edit import set_training

    window = open_window()
    _two_runs(qtbot, window)
    path = tmp_path / "circle.chainrule"
    assert window.files.save_to(path)
    assert window.files.open_path(path)
    qtbot.waitUntil(lambda: window.runner.shelf.present == "second try" and window.runner.state is RunState.PAUSED)
    window.document.edit("Seed", set_training(window.document.project, seed=5))
    qtbot.waitUntil(lambda: window.runner.shelf.present == "Run 3")
    assert _named_runs(window) == [("first try", False), ("second try", True)]
    window.document.stack.undo()
    qtbot.waitUntil(lambda: window.runner.shelf.present == "second try")
    assert _named_runs(window) == [("first try", False)]
    assert not window.files.unsaved


def _with_epochs(window: MainWindow, epochs: int) -> object:
    from core.edit import set_training

    return set_training(window.document.project, epochs=epochs)


def test_thrown_away_or_left_for_the_next_start(qtbot: QtBot, open_window: Open, folder: Path) -> None:
    for _ in range(2):
        window = open_window()
        with qtbot.waitSignal(window.recovery.autosave.written):
            change_units(window, 9)
        crash(window)
    window = open_window()
    window.recovery.offer()
    assert window.recovery.notice.title.text() == "2 drawings were rescued"
    window.recovery.notice.away.click()
    assert window.recovery.notice.title.text() == "A drawing was rescued"
    assert rescued(folder) == []  # offered here already, so no other window offers it
    window.recovery.notice.later.click()
    window.close()
    found = rescued(folder)
    assert len(found) == 1
    found[0].place.discard()
    assert files_in(folder) == set()


def test_each_of_several_comes_back_in_a_window_of_its_own(
    qtbot: QtBot, open_window: Open, folder: Path, settings: QSettings
) -> None:
    for units in (9, 11):
        window = open_window()
        with qtbot.waitSignal(window.recovery.autosave.written):
            change_units(window, units)
        crash(window)
    windows = Windows(settings, ThemeManager(settings))
    first = windows.open()
    first.recovery.offer()
    first.recovery.notice.open.click()
    first.recovery.notice.open.click()
    units_of = [each.document.network.nodes[1].layer.units for each in windows.open_windows]  # type: ignore[attr-defined]
    assert units_of == [11, 9] and not first.recovery.found
    assert windows.quit() and files_in(folder) == set()


def test_the_gallery_begins_with_the_rescued_drawings(
    qtbot: QtBot, open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.dialogs.gallery import Gallery
    from gui.dialogs.gallery_cards import ENTRIES

    for units in (9, 11):
        window = open_window()
        train(qtbot, window, 1)
        with qtbot.waitSignal(window.recovery.autosave.written):
            change_units(window, units)
        crash(window)
    second = open_window()
    second.recovery.offer()
    shown = []

    def look(gallery: Gallery) -> int:
        gallery.show()
        first, other = gallery.cards[:2]
        shown.append((first.entry, first.accessibleName(), first.accessibleDescription(), other.accessibleName()))
        assert gallery.chosen() is first and len(gallery.cards) == 2 + len(ENTRIES)
        assert gallery.footer.primary.text() == "Open recovered"
        picture = first.grab().toImage()
        assert len({picture.pixel(x, 80) for x in range(picture.width())}) > 4  # a network, not an empty ground
        qtbot.keyClick(gallery.search, Qt.Key.Key_Right)
        assert gallery.chosen() is gallery.cards[1]
        qtbot.keyClick(gallery.search, Qt.Key.Key_Left)
        qtbot.keyClick(gallery.search, Qt.Key.Key_Return)
        return gallery.result()

    monkeypatch.setattr(Gallery, "exec", look)
    second.files.new()
    ((entry, name, said, other),) = shown
    assert name == "circle, recovered" and other == "circle, recovered"
    assert said == "Recovered after Chainrule stopped. 2-11-2-1 · epoch 1 · a moment ago."
    assert entry.drawn is not None and entry.drawn.nodes[1].layer.units == 11
    assert second.document.network.nodes[1].layer.units == 11  # type: ignore[attr-defined]
    assert len(second.recovery.found) == 1
    assert second.recovery.notice.title.text() == "A drawing was rescued"
    second.recovery.notice.away.click()
    assert second.files.more_cards() == []


def test_a_card_tells_how_old_it_is(folder: Path) -> None:
    from gui.recovery.card import age, card_of

    told = {0: "a moment ago", 59: "a moment ago", 61: "1 minute ago", 540: "9 minutes ago", 3_600: "1 hour ago"}
    assert {passed: age(1e9, 1e9 + passed) for passed in told} == told
    assert age(1e9, 1e9 + 2 * 86_400).startswith("on 9 Sep 2001 at ")
    place = Place(folder)
    place.take()
    place.path.write_bytes(b"nothing that can be read")
    entry = card_of(Rescued(place, Note("wine", 1e9, step=7)), 1e9 + 100)
    assert (entry.title, entry.caption) == ("wine", "step 7 · 1 minute ago")
    place.discard()


def test_what_an_open_window_saves_aside_is_not_offered(qtbot: QtBot, open_window: Open, folder: Path) -> None:
    window = open_window()
    with qtbot.waitSignal(window.recovery.autosave.written):
        change_units(window, 9)
    assert rescued(folder) == []
    code = "import sys; from pathlib import Path; from gui.recovery.folder import rescued; " \
        "print(len(rescued(Path(sys.argv[1]))))"  # fmt: skip
    told = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "0", told.stderr
    assert files_in(folder) == {".chainrule", ".lock"}


def test_saving_takes_the_file_away_and_the_rescued_project_keeps_its_own_file(
    qtbot: QtBot, open_window: Open, folder: Path, tmp_path: Path
) -> None:
    window, path = open_window(), tmp_path / "mine.chainrule"
    train(qtbot, window)
    assert window.files.save_to(path)
    with qtbot.waitSignal(window.recovery.autosave.written):
        change_units(window, 9)
    assert window.files.save_to(path)
    qtbot.waitUntil(lambda: files_in(folder) == set())
    with qtbot.waitSignal(window.recovery.autosave.written):
        change_units(window, 11)
    crash(window)
    second = open_window()
    second.recovery.offer()
    second.recovery.notice.open.click()
    assert second.document.path == path and second.files.unsaved
    assert second.document.network.nodes[1].layer.units == 11  # type: ignore[attr-defined]
    assert second.files.save()
    qtbot.waitUntil(lambda: not second.files.unsaved)  # once the first picture of the run is there
    qtbot.waitUntil(lambda: files_in(folder) == set())


def test_no_saving_aside_where_the_user_wants_none(
    qtbot: QtBot, open_window: Open, folder: Path
) -> None:
    window = open_window()
    window.preferences.autosave_minutes = 0
    change_units(window, 9)
    qtbot.wait(80)
    assert files_in(folder) == set()


def test_a_full_disk_is_said_once(
    qtbot: QtBot, open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FormatError("a.chainrule was not saved in /tmp: the disk is full; free some space.")

    write = rescue.write
    monkeypatch.setattr(rescue, "write", fail)
    window = open_window()
    saving, notice = window.recovery.autosave, window.recovery.trouble
    with qtbot.waitSignal(saving.failed):
        change_units(window, 9)
    assert notice.isVisibleTo(window) and "the disk is full; free some space." in notice.sentence.text()
    notice.away.click()
    with qtbot.waitSignal(saving._work.failed):
        change_units(window, 10)
    assert not notice.isVisibleTo(window)  # said once
    monkeypatch.setattr(rescue, "write", write)
    with qtbot.waitSignal(saving.written):
        change_units(window, 11)


def test_the_drawing_is_saved_while_its_data_is_read(
    qtbot: QtBot, open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosaving, "PATIENCE_MS", 50)
    window = open_window()
    monkeypatch.setattr(window.runner, "ask_checkpoint", lambda answer: None)  # the thread is busy
    with qtbot.waitSignal(window.recovery.autosave.written):
        change_units(window, 9)
    file, note = rescue.read(next(folder.glob("*.chainrule")))
    assert file.network == window.document.network and note.layers == len(file.network.nodes)


def test_a_step_begun_by_phases_stays_where_it_is(qtbot: QtBot, open_window: Open, folder: Path) -> None:
    window = open_window()
    runner = window.runner
    runner.advance_phase()
    runner.advance_phase()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.snapshot.phase is not None)
    qtbot.wait(60)
    before = runner.snapshot
    with qtbot.waitSignal(window.recovery.autosave.written):
        window.document.edit("Places", _moved(window))
    assert runner.checkpoint() is not None
    runner.advance_phase()
    qtbot.waitUntil(lambda: runner.snapshot is not before)
    assert runner.snapshot is not None and before is not None
    assert runner.snapshot.step == before.step == 0 and runner.snapshot.phase != before.phase


def _moved(window: MainWindow) -> object:
    from core.edit import move

    return move(window.document.project, {window.document.network.nodes[1].id: (5.0, 5.0)})


def test_half_written_files_are_cleared_away(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / f".dead.0011aabb{atomic.PART}").write_bytes(b"half")
    (folder / "alone.lock").write_text(f"99999999\npython\n{QSysInfo.machineHostName()}\n")
    mine = Place(folder)
    assert mine.take()
    kept = folder / f".{mine.name}.chainrule.0011aabb{atomic.PART}"
    kept.write_bytes(b"being written")
    assert rescued(folder) == []
    assert {each.name for each in folder.iterdir()} == {kept.name, f"{mine.name}.lock"}
    mine.discard()


@pytest.mark.expects_log("cannot be read")
def test_a_damaged_rescue_is_offered_and_refused_with_a_sentence(
    qtbot: QtBot, open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(
        ErrorMessage, "ask", classmethod(lambda cls, said, remedy="", details="", parent=None: heard.append(remedy))
    )
    folder.mkdir(parents=True)
    (folder / "bad.chainrule").write_bytes(b"PK and no more")
    (folder / f".bad.chainrule.0011aabb{atomic.PART}").write_bytes(b"half")  # it was being saved when it crashed
    window = open_window()
    project = window.document.project
    window.recovery.offer()
    window.recovery.notice.open.click()
    assert heard == ["bad.chainrule is cut off or damaged; use an earlier copy."]
    assert window.document.project == project and window.recovery.notice.isVisibleTo(window)
    window.recovery.notice.away.click()
    assert files_in(folder) == set()


def test_an_unfinished_project_for_data_is_kept_with_the_way_to_it(
    qtbot: QtBot, open_window: Open, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "cars.csv").write_text("a,b\n" + "".join(f"{n},{n * 2}\n" for n in range(40)))
    window = open_window()
    window.files.ask_data = lambda path, parent: set_data(
        window.document.project, TableData(path=path.name, target="b", task="regression")
    )
    with qtbot.waitSignal(window.recovery.autosave.written, timeout=10_000):
        assert window.files.open_path(tmp_path / "cars.csv")
    file, note = rescue.read(next(folder.glob("*.chainrule")))
    assert note.base == str(tmp_path) and list(file.embedded) == ["cars.csv"]
    crash(window)
    second = open_window()
    second.recovery.offer()
    second.recovery.notice.open.click()
    qtbot.waitUntil(lambda: second.runner.prepared is not None and len(second.runner.prepared.dataset) == 40)
    assert second.files.at_risk


def test_words_for_a_moment() -> None:
    now = datetime(2026, 11, 29, 16, 0)
    assert when(datetime(2026, 11, 29, 14, 51).timestamp(), now) == "at 14:51 today"
    assert when(datetime(2026, 11, 28, 14, 51).timestamp(), now) == "at 14:51 yesterday"
    assert when(datetime(2026, 11, 14, 9, 3).timestamp(), now) == "on 14 Nov 2026 at 09:03"
    moment = datetime(2026, 11, 29, 14, 51).timestamp()
    assert sentence_of(Note("wine", moment, step=900, epoch=62, layers=4), now) == (
        "“wine” was open at 14:51 today when Chainrule stopped. It has 4 layers; its weights are from epoch 62."
    )
    assert sentence_of(Note("wine", moment, layers=1), now).endswith("It has 1 layer; it was not trained yet.")
