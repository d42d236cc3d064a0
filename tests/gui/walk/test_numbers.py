"""The Numbers tab in the window: worked examples opened, walked, trained on; what survives an edit and saving."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

import resources
from core import edit
from core.examples import open_example
from core.walk import WalkState
from gui.dialogs.background import _Answer
from gui.dialogs.messages import Answer, ErrorMessage, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.walk.number_list import NumberRow, PhaseRows
from gui.walk.number_rows import next_words
from tests.helpers.window_doubles import plain_views

MAZUR = next(path for path in resources.worked_paths() if "mazur" in path.name)
SOFTMAX = next(path for path in resources.worked_paths() if "softmax" in path.name)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    document = Document(open_example("circle"))
    runner = TrainingRunner(document)
    made = MainWindow(document, runner, ThemeManager(settings), settings, plain_views)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
    yield made
    made.numbers.close()
    runner.close()


def stands(qtbot: QtBot, window: MainWindow, step: int, stop: int) -> WalkState:
    qtbot.waitUntil(
        lambda: window.runner.walk is not None and window.runner.walk.position == (step, stop), timeout=120_000
    )
    assert window.runner.walk is not None
    return window.runner.walk


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    assert window.files.open_path(path)
    stands(qtbot, window, 0, -1)
    example = window.numbers.example
    assert example is not None
    qtbot.waitUntil(lambda: window.runner.walk is not None and len(window.runner.walk.plan) > 0)


def go(qtbot: QtBot, window: MainWindow, step: int, stop: int) -> None:
    window.runner.walk_to(step, stop)
    stands(qtbot, window, step, stop)


def shown(window: MainWindow) -> dict[str, PhaseRows]:
    return {each.title: each for each in window.numbers.panel.list.phases}


def row(window: MainWindow, title: str, symbol: str) -> NumberRow:
    return next(each for each in shown(window)[title].rows if each.symbol.plain == symbol)


def test_opening_an_example_opens_the_walk_with_its_numbers_in_front(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    tabs, panel = window.inspector, window.numbers.panel
    assert seen(tabs) == ["Numbers", "Rows", "Layer", "Training", "Data"]
    assert tabs.currentWidget() is panel and window.files.name == "Mazur 2-2-2" and not window.files.unsaved
    assert panel.note.accessibleName() == (
        "Mazur 2-2-2, worked example. Biases fixed, learning rate 0.5, one row."
    )
    assert all(not each.reached for each in list(shown(window).values())[:5])
    assert panel.next_words.text() == "Next: the outputs of hidden, weighted sums, bent by its sigmoid."
    qtbot.mouseClick(panel.next, Qt.MouseButton.LeftButton)
    stands(qtbot, window, 0, 0)
    assert row(window, "Forward", "a_h1").printed_text() == "printed 0.593269992 (out h1), agrees"
    assert row(window, "Forward", "a_o1 … a_o2").value is None
    window.runner.open_walk(False)
    assert tabs.tabText(0) == "Layer" and panel.isHidden()


def test_each_phase_is_pale_until_it_is_reached(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    go(qtbot, window, 0, 5)
    phases = shown(window)
    assert [each.stops for each in list(phases.values())[:5]] == [
        "stops 1 and 2", "stop 3", "stops 4 and 6", "output: stop 5", "stop 8",
    ]  # fmt: skip
    assert not phases["Update"].reached and not phases["Update"].rows
    assert [each.symbol.plain for each in phases["Gradient"].rows] == [
        "dE/dw_5", "dE/dw_6", "dE/dw_7", "dE/dw_8", "dE/dw_1 … dE/dw_4",
    ]  # fmt: skip
    present = [each.symbol.plain for each in phases["Blame"].rows if each.present]
    assert present == ["dE/da_h1", "δ_h1", "δ_h2"]
    assert "δ h1 = 0.008771354689" in window.numbers.panel.plain()


def test_a_row_is_explained_by_a_click_and_marked(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    go(qtbot, window, 0, 7)
    panel = window.numbers.panel
    panel.resize(366, 600)
    for title, symbol, left in (
        ("Forward", "a_h2", "z_h2"), ("Error", "E_o1", "E_o1"), ("Blame", "δ_h1", "δ_h1"),
        ("Gradient", "dE/dw_1", "dE/dw_1"), ("Update", "w_8", "w_8"), ("Error", "E", "E"),
    ):  # fmt: skip
        wanted = row(window, title, symbol)
        rows = [each for phase in panel.list.phases for each in phase.rows]
        spot = panel.list.box(rows.index(wanted)).center().toPoint()
        qtbot.mouseClick(panel.list, Qt.MouseButton.LeftButton, pos=spot)
        qtbot.waitUntil(
            lambda name=left: window.arithmetic.equation is not None  # type: ignore[misc]
            and window.arithmetic.equation.left.plain == name
        )
        assert panel.list.current is not None and panel.list.current[1] == wanted.ref


def test_what_is_printed_wrongly_is_told_and_what_gives_it_is_computed(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    go(qtbot, window, 1, 2)
    qtbot.waitUntil(lambda: row(window, "Error", "E").other is not None, timeout=20_000)
    error = row(window, "Error", "E")
    assert not error.agrees and error.note.startswith("The page prints the error that comes out")
    assert error.other is not None and error.other[1:] == (pytest.approx(0.29102792390544197, rel=1e-14), True)
    assert error.value == pytest.approx(0.29102777369359933, rel=1e-14)


def test_a_window_that_closes_does_not_wait_for_what_runs_aside(qtbot: QtBot, window: MainWindow) -> None:
    """10,000 steps updated too early take seconds; the thread that makes them ends soon after nobody waits for it."""
    opened(qtbot, window, MAZUR)
    window.numbers.show_example(window.numbers.example, False)  # it begins afresh
    work = window.numbers._work
    assert work._thread is not None and work._thread.is_alive()
    window.numbers.close()
    news = [work._news.get() for _ in range(work._news.qsize())]
    assert not [each for each in news if isinstance(each, _Answer)]  # it was given up on the way


def test_training_to_the_last_printed_numbers(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    go(qtbot, window, 0, 0)
    panel = window.numbers.panel
    assert row(window, "After 10,000 steps", "E").value is None
    button = panel._later_buttons[10_000]
    assert button.text() == "Train to step 10,000" and panel._later_buttons[1].text() == "Train to step 1"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "Training to step 10,000…" and not button.isEnabled()
    stands(qtbot, window, 10_000, 2)
    assert row(window, "Error", "E").value == pytest.approx(3.510187783e-05, rel=1e-9)
    go(qtbot, window, 0, 0)  # what was found stays on show
    later = row(window, "After 10,000 steps", "E")
    assert later.value == pytest.approx(3.510187783e-05, rel=1e-9) and not later.agrees
    assert 10_000 not in panel._later_buttons
    window.document.edit("Rate", edit.set_optimizer(window.document.project, learning_rate=0.1))
    qtbot.waitUntil(lambda: "After 10,000 steps" not in shown(window))


def test_an_edit_hides_what_is_printed_and_undo_brings_it_back(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    window.document.edit("Rate", edit.set_optimizer(window.document.project, learning_rate=0.1))
    note = window.numbers.panel.note
    qtbot.waitUntil(lambda: "was edited" in note.accessibleName())
    assert not any(each.printed for phase in shown(window).values() for each in phase.rows)
    window.document.stack.undo()
    qtbot.waitUntil(lambda: "Biases fixed" in note.accessibleName())


def test_reset_starts_from_the_printed_weights_again(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, MAZUR)
    go(qtbot, window, 3, 2)
    window.runner.reset()
    stands(qtbot, window, 0, -1)
    go(qtbot, window, 0, 2)
    assert row(window, "Error", "E").value == 0.2983711087600027


def test_saved_it_is_an_ordinary_project_that_keeps_its_printed_numbers(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    opened(qtbot, window, SOFTMAX)
    saved = tmp_path / "mine.chainrule"
    assert window.files.save_to(saved)
    assert window.files.open_path(MAZUR)
    stands(qtbot, window, 0, -1)
    assert window.files.open_path(saved)
    example = window.numbers.example
    assert example is not None and example.title == "cs231n, the gradient of softmax"
    qtbot.waitUntil(lambda: window.runner.prepared is not None and example.trains_on(window.runner.prepared))
    qtbot.waitUntil(lambda: window.runner.can_run and not window.runner.walking)
    qtbot.wait(50)
    assert not window.runner.walking  # a project opens as projects do
    window.runner.open_walk(True)
    stands(qtbot, window, window.runner.snapshot.step if window.runner.snapshot else 0, -1)
    assert window.numbers.panel.note.accessibleName().startswith("cs231n")
    window.files.open_example("xor")
    assert window.numbers.example is None


def test_any_project_has_its_numbers_in_a_walk(qtbot: QtBot, window: MainWindow) -> None:
    window.runner.open_walk(True)
    stands(qtbot, window, 0, -1)
    walk = window.runner.walk
    assert walk is not None
    go(qtbot, window, 0, len(walk.plan) - 1)
    panel = window.numbers.panel
    assert panel.note.accessibleName().startswith("Step 1, ") and panel.story_button.isHidden()
    assert all(phase.reached and phase.rows for phase in panel.list.phases)
    assert panel.next_words.text() == "Next: step 2, with the new weights."
    made = panel.list.phases
    window.runner.snapshot_ready.emit(window.runner.snapshot)  # the same stop costs nothing
    assert panel.list.phases is made


def test_another_seed_of_xor_is_an_edit(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, next(path for path in resources.worked_paths() if "stuck" in path.name))
    panel = window.numbers.panel
    seed = window.document.project.training.seed
    assert not panel.seed.isHidden()
    panel.seed.click()
    assert window.document.project.training.seed == seed + 1
    qtbot.waitUntil(lambda: f"Now with seed {seed + 1}." in panel.note.accessibleName())
    assert window.runner.walking and not panel.seed.isHidden()


def test_the_menu_lists_what_lies_in_the_folder(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        ErrorMessage, "ask", classmethod(lambda cls, title, text="", *rest, **more: told.append(f"{title} {text}"))
    )
    monkeypatch.setattr(resources, "ROOT", tmp_path)
    folder = tmp_path / "worked"
    folder.mkdir()
    shutil.copy(SOFTMAX, folder / "a.json")
    (folder / "torn.json").write_text('{"format": "chainrule-worked/1"}', encoding="utf-8")
    window.menus.menus["File"].aboutToShow.emit()
    actions = window.menus.worked.actions()
    assert [each.text() for each in actions] == ["&cs231n, the gradient of softmax", "&torn.json"]
    actions[1].trigger()
    assert told == ["“torn.json” was not opened. torn.json: The example lacks the key 'title'."]
    actions[0].trigger()
    stands(qtbot, window, 0, -1)


def test_what_comes_next_fits_the_layer(qtbot: QtBot, window: MainWindow) -> None:
    window.document.open(open_example("digits"), None)
    drawn = window.document.network
    qtbot.waitUntil(lambda: window.runner.snapshot is not None and window.runner.snapshot.network == drawn)
    window.runner.open_walk(True)
    walk = stands(qtbot, window, 0, -1)
    assert next_words(walk) == "Next: the outputs of flatten, what enters it, laid out in one row."
    window.runner.walk_to(0, 0)
    walk = stands(qtbot, window, 0, 0)
    assert next_words(walk) == "Next: the outputs of hidden, weighted sums, bent by its relu."
    window.runner.open_walk(False)


def seen(tabs: QTabWidget) -> list[str]:
    """The tabs one can choose."""
    return [tabs.tabText(at) for at in range(tabs.count()) if tabs.isTabVisible(at)]
