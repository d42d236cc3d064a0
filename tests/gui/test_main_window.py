"""The window's frame with plain views: actions and reasons, training bar, status, title, files, layout, drops."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.edit import set_layer, set_training
from core.examples import EXAMPLES, open_example
from core.locking import set_locks
from core.project import ProjectSpec
from core.snapshot import Divergence, Phase, PhaseKind
from gui import run_words
from gui.actions import CANVAS, MENUS, ROWS, plain
from gui.dialogs.gallery import Gallery
from gui.dialogs.gallery_cards import OWN_DATA
from gui.dialogs.messages import Answer, ErrorMessage, Unsaved
from gui.main_window import MainWindow
from gui.mnemonics import give_mnemonics, mnemonic
from gui.recent import MOST, RecentFiles
from gui.run_state import SPEEDS, RunState
from gui.theme_manager import ThemeManager
from tests.helpers.window_doubles import Desk, make_desk, plain_views, snapshot_of


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return make_desk()


Open = Callable[[], MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, desk: Desk, settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))

    def make() -> MainWindow:
        window = MainWindow(desk.document, desk.runner, ThemeManager(settings), settings, plain_views)
        qtbot.addWidget(window)
        window.files.start("digits")
        return window

    yield make


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    return open_window()


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []

    def ask(cls: type, sentence: str, remedy: str = "", details: str = "", parent: object = None) -> None:
        heard.append((sentence, remedy))

    monkeypatch.setattr(ErrorMessage, "ask", classmethod(ask))
    return heard


# -- actions and menus -------------------------------------------------------------------------------------------------


def menu_actions(window: MainWindow) -> list[QAction]:
    found: list[QAction] = []
    for menu in window.menus.menus.values():
        for action in menu.actions():
            inner = action.menu()
            found += inner.actions() if inner is not None else [action]  # type: ignore[attr-defined]
    return [action for action in found if not action.isSeparator()]


def test_every_action_stands_in_a_menu_with_a_mnemonic_and_a_sentence(window: MainWindow) -> None:
    shown = {name for _, names in MENUS for name in names}
    assert {row.name for row in ROWS} <= shown
    assert {f"canvas.{name}" for name in CANVAS} <= shown
    for row in ROWS:
        action = window.actions_[row.name]
        assert "&" in action.text() and action.statusTip()


def test_no_key_has_two_meanings(window: MainWindow) -> None:
    keys = [key for row in ROWS for key in row.keys]
    assert len(keys) == len(set(keys))


def without_own_letter(menu: QWidget) -> list[str]:
    """The entries of a menu, and of the menus in it, that have no letter or share it with one before."""
    entries = [action for action in menu.actions() if not action.isSeparator()]
    letters = [mnemonic(action.text()) for action in entries]
    found = [
        f"{action.text()} in {menu.objectName() or type(menu).__name__}"
        for number, action in enumerate(entries) if not letters[number] or letters[number] in letters[:number]
    ]  # fmt: skip
    inner = [action.menu() for action in entries if action.menu() is not None]
    return found + [each for each in inner for each in without_own_letter(each)]  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [RunState.READY, RunState.PLAYING, RunState.PAUSED])
def test_every_entry_of_every_menu_has_a_letter_of_its_own(
    window: MainWindow, desk: Desk, tmp_path: Path, state: RunState
) -> None:
    for name in ("a & b.chainrule", "c.chainrule"):
        window.files.recent.add(tmp_path / name)
    window.files.recent_changed.emit()
    window.menus.others = lambda: [window, window]
    for menu in window.menus.menus.values():
        menu.aboutToShow.emit()
    assert len(window.menus.worked.actions()) > 3 and len(window.menus.menus["Window"].actions()) == 2
    desk.runner.go(state)
    assert without_own_letter(window.menuBar()) == []


def test_the_layer_menu_adds_what_the_palette_adds(window: MainWindow) -> None:
    next(action for action in menu_actions(window) if plain(action.text()) == "Dense").trigger()
    assert window.views.palette.added == ["Dense"]


def test_a_letter_goes_to_whoever_has_no_other(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    for text in ("Ab", "A", "&Cut", "C d && e", "b"):
        menu.addAction(text)
    give_mnemonics(menu)
    # "Ab" had A first, and made room; for "b" there is no letter left.
    assert [action.text() for action in menu.actions()] == ["A&b", "&A", "&Cut", "C &d && e", "b"]
    assert without_own_letter(menu) == ["b in QMenu"]


def test_undo_is_named_and_says_why_it_cannot(window: MainWindow, desk: Desk) -> None:
    undo = window.actions_["edit.undo"]
    assert not undo.isEnabled() and undo.toolTip() == "There is nothing to undo."
    desk.document.edit("Units of hidden", set_layer(desk.project, desk.hidden, units=8))
    assert undo.isEnabled() and undo.text() == "&Undo units of hidden"
    undo.trigger()
    assert desk.hidden_layer.units == 32
    assert window.actions_["edit.redo"].text() == "&Redo units of hidden"


# -- training bar ------------------------------------------------------------------------------------------------------


def test_the_buttons_ask_the_runner(window: MainWindow, desk: Desk) -> None:
    for button in (window.bar.play, window.bar.play, *window.bar.steps, window.bar.reset):
        button.click()
    assert desk.runner.asked == ["play", "pause", "phase", "step", "epoch", "reset"]


def test_play_becomes_pause(window: MainWindow, desk: Desk) -> None:
    desk.runner.play()
    assert window.bar.play.accessibleName() == "Pause"
    assert window.actions_["train.toggle"].text() == "&Pause"
    desk.runner.pause()
    assert window.bar.play.accessibleName() == "Play"


def test_a_blocked_run_says_why_on_the_button_and_in_the_bar(window: MainWindow, desk: Desk) -> None:
    sentence = "Dense 'hidden' has 0 units; it needs at least 1."
    desk.runner.go(RunState.BLOCKED, because=sentence)
    assert not window.bar.play.isEnabled() and window.bar.play.toolTip() == sentence
    assert window.status.sentence.text() == sentence
    assert not window.bar.export.isEnabled()
    desk.runner.go(RunState.READY)
    assert window.bar.play.isEnabled() and "Ctrl+Return" in window.bar.play.toolTip()


def test_the_numbers_of_a_run(window: MainWindow, desk: Desk) -> None:
    desk.runner.go(RunState.PLAYING, snapshot_of(desk.project))
    bar = window.bar
    assert bar.epoch.accessibleName() == "Epoch: 37 / 100"
    assert "step 1,665 · 45 steps/s · 1 min 3 s left" in bar.progress.accessibleName()
    assert bar.training.accessibleName() == "Training loss: 0.0835"
    assert bar.validation.accessibleName() == "Validation loss: 0.1110"
    assert bar.score.accessibleName().startswith("Validation accuracy: 98.1")


def test_numbers_of_another_drawing_are_marked_as_old(window: MainWindow, desk: Desk) -> None:
    desk.runner.go(RunState.PAUSED, snapshot_of(desk.project))
    assert not window.bar.training.is_stale()
    desk.document.edit("Units", set_layer(desk.project, desk.hidden, units=8))
    assert window.bar.training.is_stale()


def test_a_loss_that_is_no_number_is_a_word(desk: Desk) -> None:
    shot = snapshot_of(desk.project)
    assert shot.result is not None
    broken = replace(shot, result=replace(shot.result, loss=float("nan")))
    assert run_words.numbers_of(broken, None)[0] == ("not a number", True)


def test_speed_in_bar_and_menu_agree(window: MainWindow, desk: Desk) -> None:
    window.bar.speed.chosen.emit(SPEEDS[2].label)
    assert desk.runner.speed == SPEEDS[2]
    checked = [plain(action.text()) for action in menu_actions(window) if action.isCheckable() and action.isChecked()]
    assert SPEEDS[2].label in checked


def test_regression_is_read_out_as_r2(desk: Desk, window: MainWindow) -> None:
    window.files.open_example("sine")
    assert window.bar.score.accessibleName().startswith("Validation R²")


@pytest.mark.parametrize(
    ("state", "words"),
    [(RunState.LOADING, "Reading the data…"), (RunState.READY, "Ready"), (RunState.EMPTY, "Choose data to train on.")],
)
def test_the_line_under_the_bar_without_a_run(state: RunState, words: str) -> None:
    assert run_words.progress(state, None, "") == words


# -- status bar and title ----------------------------------------------------------------------------------------------


def test_the_status_bar_names_data_size_and_seed(window: MainWindow, desk: Desk) -> None:
    assert window.status.sentence.text() == (
        "Ready to train on 1,438 rows of “Handwritten digits”; 359 kept for validation."
    )
    assert window.status.facts.text() == "2,410 parameters · float32 · seed 0"
    desk.document.edit("Seed", set_training(desk.project, seed=4))
    assert window.status.facts.text().endswith("seed 4")
    hidden = desk.project.network.running[-2].id
    locked = set_locks(desk.project, hidden, {"bias": np.ones(32, np.bool_)})
    desk.document.edit("Lock", locked)
    assert window.status.facts.text().startswith("2,410 parameters, 32 locked · ")


def test_trouble_stays_until_the_run_goes_on(window: MainWindow, desk: Desk) -> None:
    desk.runner.failed.emit("The file cars.csv is gone; choose it again.")
    assert window.status.sentence.text() == "The file cars.csv is gone; choose it again."
    window.status.showMessage("Drag to pan.")
    assert window.status.sentence.text() == "Drag to pan."
    window.status.clearMessage()
    assert window.status.sentence.text().startswith("The file cars.csv")
    desk.runner.play()
    assert window.status.sentence.text().startswith("Training on 1,438 rows")


def test_what_an_edit_says_of_itself_outlasts_the_same_state_told_again(window: MainWindow, desk: Desk) -> None:
    window.status.showMessage("b of h1 is locked: training leaves it.")
    desk.runner.state_changed.emit(desk.runner.state)  # as the run tells once it has taken the edit
    assert window.status.sentence.text() == "b of h1 is locked: training leaves it."
    desk.runner.play()
    assert window.status.sentence.text().startswith("Training on 1,438 rows")


def test_the_title_names_the_project_and_its_changes(window: MainWindow, desk: Desk) -> None:
    assert window.windowTitle() == "digits[*] – Chainrule" and not window.isWindowModified()
    desk.document.edit("Seed", set_training(desk.project, seed=4))
    assert window.isWindowModified()
    desk.document.stack.undo()
    assert not window.isWindowModified()


# -- files -------------------------------------------------------------------------------------------------------------


def test_saved_and_opened_again(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    desk.document.edit("Seed", set_training(desk.project, seed=4))
    path = tmp_path / "mine.chainrule"
    assert window.files.save_to(path)
    assert not window.isWindowModified() and window.windowTitle().startswith("mine")
    window.files.open_example("circle")
    assert window.files.open_path(path)
    assert desk.project.training.seed == 4 and desk.document.path == path
    assert window.menus.recent.actions()[0].text() == "&1 mine.chainrule"


def test_a_damaged_file_is_a_sentence_and_changes_nothing(
    window: MainWindow, desk: Desk, tmp_path: Path, complaints: list[tuple[str, str]]
) -> None:
    path = tmp_path / "broken.chainrule"
    path.write_bytes(b"PK\x03\x04 not a zip")
    before = desk.project
    assert not window.files.open_path(path)
    assert desk.project is before
    assert complaints[0][0] == "“broken.chainrule” was not opened." and complaints[0][1]


def test_a_folder_that_is_gone_is_a_sentence(
    window: MainWindow, tmp_path: Path, complaints: list[tuple[str, str]]
) -> None:
    assert not window.files.save_to(tmp_path / "gone" / "a.chainrule")
    assert complaints[0][0] == "“a.chainrule” was not saved." and "does not exist" in complaints[0][1]


@pytest.mark.parametrize(("answer", "stays"), [(Answer.CANCEL, True), (Answer.DISCARD, False)])
def test_unsaved_changes_are_asked_about(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: Answer, stays: bool
) -> None:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: answer))
    desk.document.edit("Seed", set_training(desk.project, seed=4))
    changed = desk.project
    window.show()
    assert window.close() is not stays
    assert (desk.runner.asked == []) is stays
    assert desk.project is changed
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    window.close()


def test_without_changes_nobody_is_asked(window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.CANCEL))
    desk.runner.go(RunState.PAUSED, snapshot_of(desk.project))
    assert window.files.may_leave()


def test_a_data_file_becomes_a_project(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "cars.csv"
    path.write_text("a,b\n1,2\n")
    made = ProjectSpec(data=None)
    asked: list[Path] = []
    window.files.ask_data = lambda path, parent: asked.append(path) or made  # type: ignore[func-returns-value]
    window.files.open_path(path)
    assert asked == [path] and desk.project is made
    assert window.windowTitle().startswith("cars") and desk.runner.base == tmp_path


def test_recent_files_are_few_existing_and_newest_first(settings: QSettings, tmp_path: Path) -> None:
    recent = RecentFiles(settings)
    paths = [tmp_path / f"{number}.chainrule" for number in range(MOST + 2)]
    for path in paths:
        path.touch()
        recent.add(path)
    recent.add(paths[4])
    assert recent.paths()[:2] == [paths[4], paths[-1]] and len(recent.paths()) == MOST
    paths[-1].unlink()
    assert paths[-1] not in recent.paths()
    recent.clear()
    assert recent.paths() == []


# -- examples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [each.name for each in EXAMPLES if each.name != "blank" and not each.wants])
def test_every_example_opens_ready_to_play(window: MainWindow, desk: Desk, name: str) -> None:
    window.files.open_example(name)
    assert window.windowTitle().startswith(name)
    assert not desk.project.network.problems(desk.runner.task)


def test_new_opens_what_the_gallery_answers(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["circle", None])
    monkeypatch.setattr(Gallery, "ask", classmethod(lambda cls, *_, **__: next(answers)))
    window.actions_["file.new"].trigger()
    assert desk.project == open_example("circle")
    window.actions_["file.new"].trigger()
    assert desk.project == open_example("circle")


def test_the_gallery_leads_to_own_data(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Gallery, "ask", classmethod(lambda cls, *_, **__: OWN_DATA))
    monkeypatch.setattr(window.files, "new_from_data", lambda: asked.append("data"))
    window.actions_["file.new"].trigger()
    assert asked == ["data"]


# -- layout ------------------------------------------------------------------------------------------------------------


def test_the_first_start_is_1440_by_900_or_what_the_screen_has(window: MainWindow) -> None:
    free = window.screen().availableSize()
    assert (window.width(), window.height()) == (min(1440, free.width()), min(900, free.height()))


def test_in_a_narrow_window_parts_of_the_bar_give_way(window: MainWindow) -> None:
    window.show()
    for width, shown in ((1440, (True, True)), (1160, (False, True)), (940, (False, False)), (1440, (True, True))):
        window.resize(width, 700)
        assert (window.bar.progress.isVisible(), window.bar.score.isVisible()) == shown
        assert window.bar.export.geometry().right() < window.bar.width()
    window.close()


def test_the_layout_is_remembered_and_reset(open_window: Open) -> None:
    first = open_window()
    first.show()
    first.docks[3].close()
    first.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, first.docks[1])
    first.close()
    second = open_window()
    second.show()
    assert second.docks[3].isHidden()
    assert second.dockWidgetArea(second.docks[1]) == Qt.DockWidgetArea.LeftDockWidgetArea
    second.actions_["view.reset_layout"].trigger()
    assert not second.docks[3].isHidden()
    assert second.dockWidgetArea(second.docks[1]) == Qt.DockWidgetArea.RightDockWidgetArea
    second.close()


def test_a_closed_panel_comes_back_by_its_menu(window: MainWindow) -> None:
    window.show()
    plots = window.docks[3]
    plots.close()
    toggle = next(action for action in menu_actions(window) if plain(action.text()) == "Plots")
    assert not toggle.isChecked()
    toggle.trigger()
    assert plots.isVisible()
    window.close()


def test_both_themes_paint_the_whole_frame(window: MainWindow, desk: Desk) -> None:
    window.show()
    desk.runner.go(RunState.PLAYING, snapshot_of(desk.project))
    pictures = []
    for choice in ("light", "dark"):
        window.theme.choose(choice)
        image = window.grab().toImage()
        spots = ((window.width() // 2, 40), (4, window.height() - 8))
        pictures.append(np.array([image.pixelColor(*spot).lightness() for spot in spots]))
    assert (pictures[0] > 200).all() and (pictures[1] < 60).all()
    window.theme.choose("system")
    window.close()




# -- what stopped a run ------------------------------------------------------------------------------------------------


def test_a_diverged_run_says_so_above_the_drawing_and_offers_its_remedy(desk: Desk, window: MainWindow) -> None:
    sentence = "The loss became infinite at step 212 in 'output'. Try a learning rate of 0.003."
    window.status.showMessage("Train the network.")  # the tip of the play button that was just pressed
    desk.runner.diverged.emit(Divergence(sentence, 4, None, 212, 0.003))
    desk.runner.go(RunState.PAUSED)
    assert window.notice.isVisibleTo(window.views.canvas)
    assert window.notice.sentence.text() == sentence == window.status.sentence.text()
    assert window.notice.mend.text() == "Use 0.003"
    window.notice.mend.click()
    assert desk.document.project.training.optimizer.learning_rate == 0.003
    assert desk.document.stack.undoText() == "Learning rate"
    assert not window.notice.isVisibleTo(window.views.canvas)


@pytest.mark.parametrize("state", [RunState.PLAYING, RunState.READY])
def test_the_notice_goes_when_the_run_goes_on(desk: Desk, window: MainWindow, state: RunState) -> None:
    desk.runner.diverged.emit(Divergence("The data holds values that are not finite numbers.", 1, None, 2))
    assert window.notice.mend.isHidden() and not window.notice.isHidden()
    desk.runner.go(state)
    assert window.notice.isHidden()


def test_a_first_phase_is_named_before_the_first_step_is_done(desk: Desk) -> None:
    begun = replace(snapshot_of(desk.document.project, step=0, epoch=0), phase=Phase(PhaseKind.ERROR))
    assert run_words.progress(RunState.PAUSED, begun, "").endswith("after error")


def test_a_sentence_about_the_drawing_goes_with_the_next_edit(desk: Desk, window: MainWindow) -> None:
    window.status.showMessage("Added dense. Drag from port to port to connect it.")
    desk.document.edit("Seed", set_training(desk.document.project, seed=5))
    assert window.status.sentence.text().startswith("Ready to train")


@pytest.mark.parametrize("width", [940, 1036, 1100, 1148, 1276, 1300, 1364, 1440])
def test_nothing_in_the_toolbar_lies_over_another_thing(window: MainWindow, width: int) -> None:
    bar = window.bar
    window.runner.go(RunState.PLAYING, snapshot_of(window.document.project))  # type: ignore[attr-defined]
    bar.resize(width, bar.height())
    bar.layout().activate()
    row = bar.play.parentWidget().layout()
    assert row.minimumSize().width() <= width
