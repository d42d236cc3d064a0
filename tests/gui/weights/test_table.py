"""The table of a layer's weights: typing, pasting, filling, locking and undo, on a run that is there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dropout
from core.locking import lock_weights
from core.locks import count_locked
from gui.actions import Actions
from gui.document import Document
from gui.numbers import COMMA, POINT
from gui.preferences import Preferences
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from gui.walk.writing import Writing
from gui.walk.writing_choice import WritingChoice
from gui.weights import clipboard, words
from gui.weights.commands import WeightCommands
from gui.weights.grid import Grid
from gui.weights.window import HINT, NOTHING_CHOSEN, WeightsWindow
from tests.gui.weights.test_setting import CIRCLE, shown

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TrainingRunner]:
    runner = TrainingRunner(Document(CIRCLE))
    qtbot.waitUntil(lambda: runner.state is RunState.READY and runner.snapshot is not None)
    yield runner
    runner.close()


@pytest.fixture
def theme(tmp_path: Path) -> ThemeManager:
    return ThemeManager(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def writing(tmp_path: Path) -> WritingChoice:
    return WritingChoice(Preferences(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)))


@pytest.fixture
def window(qtbot: QtBot, runner: TrainingRunner, theme: ThemeManager, writing: WritingChoice) -> WeightsWindow:
    made = WeightsWindow(runner.document, runner, theme, writing, 2)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.table.setFocus()
    return made


def choose(window: WeightsWindow, first: tuple[int, int], last: tuple[int, int] | None = None) -> None:
    model, table = window.table.cells, window.table
    table.setCurrentIndex(model.index(*first))
    span = QItemSelection(model.index(*first), model.index(*(last or first)))
    table.selectionModel().select(span, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def editor(window: WeightsWindow) -> QLineEdit:
    return next(each for each in window.table.viewport().findChildren(QLineEdit) if each.isVisible())


def type_in(qtbot: QtBot, window: WeightsWindow, text: str, end: Key = Key.Key_Return) -> None:
    """As from the keyboard: the first key opens the cell and replaces what stood there."""
    qtbot.keyClicks(window.table, text[0])
    qtbot.keyClicks(editor(window), text[1:])
    qtbot.keyClick(editor(window), end)
    QApplication.processEvents()  # Qt commits when the key has been seen by all


def values(window: WeightsWindow) -> list[list[float]]:
    return [[round(float(each), 4) for each in row] for row in window.weights.values]


def said(window: WeightsWindow) -> str:
    return window.message.label.text()


# -- what stands there -------------------------------------------------------------------------------------------------


def test_rows_are_neurons_columns_sources_and_the_bias(window: WeightsWindow, runner: TrainingRunner) -> None:
    model = window.table.cells
    across = [model.headerData(each, Qt.Orientation.Horizontal) for each in range(3)]
    down = [model.headerData(each, Qt.Orientation.Vertical) for each in range(4)]
    assert (across, down) == (["x1", "x2", "bias"], ["h1", "h2", "h3", "h4"])
    assert window.windowTitle() == "Weights of hidden"
    shot = runner.snapshot
    assert shot is not None
    weights = shot.weights(2)
    np.testing.assert_array_equal(window.weights.values[:, :2], weights["weight"])
    np.testing.assert_array_equal(window.weights.values[:, 2], weights["bias"])
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("w3 = ")
    assert model.index(1, 2).data(Qt.ItemDataRole.ToolTipRole) == "b of h2 = 0"
    assert said(window) == HINT


def test_it_follows_the_run(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    before = window.weights.values.copy()
    window.table.edit(window.table.cells.index(0, 0))
    editor(window).setText("0.12")
    runner.play()
    qtbot.waitUntil(lambda: not np.array_equal(before, window.weights.values))
    assert editor(window).text() == "0.12"  # what is being typed is left alone
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)


def test_digits_and_comma(window: WeightsWindow, writing: WritingChoice, qtbot: QtBot) -> None:
    choose(window, (0, 0))
    type_in(qtbot, window, "0.4")
    cell = window.table.cells.index(0, 0)
    assert cell.data() == "0.4000"
    window.digits.field.set_value(12)
    window.digits.value_changed.emit(12)
    assert cell.data() == "0.400000005960"  # as float32 holds it
    assert cell.data(Qt.ItemDataRole.EditRole) == "0.4"
    assert writing.writing.digits == 12  # as everywhere
    writing.choose(Writing(2, COMMA))
    assert cell.data() == "0,40" and cell.data(Qt.ItemDataRole.EditRole) == "0,4" and window.digits.value() == 2


# -- typing ------------------------------------------------------------------------------------------------------------


def test_a_typed_number_is_one_undo_step(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    start = float(window.weights.values[1, 0])
    choose(window, (1, 0))
    type_in(qtbot, window, "0.4")
    assert window.weights.values[1, 0] == np.float32(0.4)
    assert runner.document.stack.undoText() == "Set w3 to 0.4"
    qtbot.waitUntil(lambda: shown(runner) == np.float32(0.4))
    runner.document.stack.undo()
    qtbot.waitUntil(lambda: window.weights.values[1, 0] == start)


def test_tab_commits_and_goes_on_and_escape_restores(qtbot: QtBot, window: WeightsWindow) -> None:
    start = float(window.weights.values[0, 1])
    choose(window, (0, 0))
    type_in(qtbot, window, "1", Key.Key_Tab)
    assert window.weights.values[0, 0] == 1.0 and window.table.currentIndex().column() == 1
    qtbot.keyClicks(editor(window), "55")  # Tab opens the next cell
    qtbot.keyClick(editor(window), Key.Key_Escape)
    assert window.weights.values[0, 1] == start and window.isVisible()


def test_a_click_elsewhere_commits(qtbot: QtBot, window: WeightsWindow) -> None:
    choose(window, (0, 0))
    qtbot.keyClicks(window.table, "7")
    place = window.table.visualRect(window.table.cells.index(2, 1)).center()
    qtbot.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    qtbot.waitUntil(lambda: window.weights.values[0, 0] == 7.0)


def test_what_is_no_number_names_the_cell(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    choose(window, (1, 2))
    type_in(qtbot, window, "abc")
    assert said(window) == "For b of h2: “abc” is not a number; type one such as 0.01 or 1e-3."
    assert runner.document.stack.count() == 0
    type_in(qtbot, window, "1e39")
    assert "float32 holds none beyond" in said(window)
    type_in(qtbot, window, "2")
    assert said(window) == HINT


def test_leaving_a_cell_as_it_was_is_no_step(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    choose(window, (0, 0))
    qtbot.keyClick(window.table, Key.Key_Return)
    qtbot.keyClick(editor(window), Key.Key_Return)
    QApplication.processEvents()
    assert runner.document.stack.count() == 0


def test_arrows_move_and_with_alt_they_change(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    choose(window, (0, 2), (1, 2))
    for _ in range(3):
        qtbot.keyPress(window.table, Key.Key_Up, Mod.AltModifier)
    qtbot.keyPress(window.table, Key.Key_Down, Mod.AltModifier | Mod.ShiftModifier)
    assert [row[2] for row in values(window)][:2] == [-0.07, -0.07]
    assert runner.document.stack.count() == 1 and runner.document.stack.undoText() == "Change 2 weights of hidden"
    qtbot.keyRelease(window.table, Key.Key_Alt)
    qtbot.keyPress(window.table, Key.Key_Up, Mod.AltModifier)
    assert runner.document.stack.count() == 2
    choose(window, (0, 0))
    qtbot.keyClick(window.table, Key.Key_Down)
    assert window.table.currentIndex().row() == 1


# -- blocks ------------------------------------------------------------------------------------------------------------


def paste(window: WeightsWindow, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    window.actions_["paste"].trigger()


def test_copy_and_paste_go_round(window: WeightsWindow, runner: TrainingRunner) -> None:
    before = window.weights.values.copy()
    window.table.selectAll()
    window.actions_["copy"].trigger()
    assert said(window) == "Copied 12 weights."
    assert QGuiApplication.clipboard().text().count("\t") == 8
    window.actions_["zero"].trigger()
    assert not window.weights.values.any() and runner.document.stack.undoText() == "Fill weights of hidden"
    choose(window, (0, 0))
    window.actions_["paste"].trigger()
    np.testing.assert_array_equal(window.weights.values, before)
    assert runner.document.stack.undoText() == "Paste 12 weights"


@pytest.mark.parametrize(
    "text", ["0.5\t-1\n2\t3\n", "0,5;\u22121\n2;3", "0,5\t\u22121\r\n2\t3", "[[0.5 -1. ]\n [2. 3.]]", "0.5, -1\n2, 3"]
)
def test_blocks_as_others_write_them(window: WeightsWindow, text: str) -> None:
    choose(window, (1, 0))
    paste(window, text)
    assert [row[:2] for row in values(window)[1:3]] == [[0.5, -1.0], [2.0, 3.0]]
    assert said(window) == "Pasted 4 weights."


def test_a_block_that_is_too_large_is_clipped_and_says_so(window: WeightsWindow) -> None:
    choose(window, (3, 1))
    paste(window, "1\t2\t3\n4\t5\t6")
    assert values(window)[3][1:] == [1.0, 2.0]
    assert said(window) == "Pasted 2 weights. The block is 2 × 3; 1 × 2 of it fits here, the rest is left out."


def test_empty_cells_stay_and_a_wrong_one_is_named(window: WeightsWindow, runner: TrainingRunner) -> None:
    before = window.weights.values.copy()
    choose(window, (0, 0))
    paste(window, "1\tno\n2\t3")
    assert said(window).startswith("For w2 (row 1, column 2 of the block): “no” is not a number")
    np.testing.assert_array_equal(window.weights.values, before)
    paste(window, "1\t\n\t3")
    after = window.weights.values
    assert (after[0, 0], after[1, 1]) == (1.0, 3.0) and after[0, 1] == before[0, 1] and after[1, 0] == before[1, 0]
    paste(window, "")
    assert said(window) == "The clipboard holds no numbers."
    assert runner.document.stack.count() == 1


def test_one_number_fills_what_is_chosen(window: WeightsWindow) -> None:
    choose(window, (0, 0), (2, 1))
    paste(window, "0.25")
    assert (window.weights.values[:3, :2] == 0.25).all()


def test_fill_randomise_and_back_to_the_start(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    start = window.weights.values.copy()
    choose(window, (0, 0), (3, 1))
    window.value.set_value(0.5)
    window.fill_button.click()
    assert (window.weights.values[:, :2] == 0.5).all()
    assert runner.document.stack.undoText() == "Fill 8 weights of hidden"
    window.buttons["randomise"].click()
    drawn = window.weights.values.copy()
    assert len(np.unique(drawn[:, :2])) == 8 and not np.isin(drawn[:, :2], start[:, :2]).any()
    assert (np.abs(drawn[:, :2]) <= 1.0).all()  # glorot_uniform of 2 in, 4 out
    window.buttons["start"].click()
    np.testing.assert_array_equal(window.weights.values, start)
    for _ in range(3):
        runner.document.stack.undo()
    qtbot.waitUntil(lambda: runner.snapshot is not None and runner.theta() is runner.snapshot.theta)
    np.testing.assert_array_equal(window.weights.values, start)


# -- locks -------------------------------------------------------------------------------------------------------------


def test_locking_cells(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    choose(window, (0, 0), (1, 1))
    window.buttons["lock"].click()
    assert window.weights.locked[:2, :2].all() and count_locked(runner.document.network, 2) == 4
    assert runner.document.stack.undoText() == "Lock 4 weights of hidden"
    assert window.buttons["lock"].text() == "Unlock" and "4 of 12 weights locked" in window.header.caption.text()
    held, free = window.weights.values[:2, :2].copy(), window.weights.values[2:].copy()
    runner.advance_epoch()
    qtbot.waitUntil(lambda: not (window.weights.values[2:] == free).any())
    np.testing.assert_array_equal(window.weights.values[:2, :2], held)
    assert window.table.cells.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).endswith("training leaves it as it is")
    choose(window, (0, 0))
    window.actions_["lock"].trigger()
    assert count_locked(runner.document.network, 2) == 3
    runner.document.stack.undo()
    runner.document.stack.undo()
    assert not window.weights.locked.any() and said(window).startswith("3 of 12")


def test_the_whole_layer_is_locked_by_one_switch(window: WeightsWindow, runner: TrainingRunner) -> None:
    window.whole.click()
    assert runner.document.network.by_id[2].layer.trainable is False and window.whole.isChecked()
    assert "All weights are locked" in window.header.caption.text()
    assert runner.document.stack.undoText() == "Lock weights of hidden"
    runner.document.stack.undo()
    assert not window.whole.isChecked()
    window.table.selectAll()
    window.actions_["lock"].trigger()
    assert window.whole.isChecked()


def test_a_locked_weight_can_be_typed(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    runner.document.edit("Lock", lock_weights(runner.document.project, 2, "weight", [(0, 0)]))
    choose(window, (0, 0))
    type_in(qtbot, window, "5")
    assert window.weights.values[0, 0] == 5.0


# -- the window --------------------------------------------------------------------------------------------------------


def test_it_follows_the_drawing(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    document = runner.document
    document.edit("Rename", edit.rename(document.project, 2, "features"))
    assert window.windowTitle() == "Weights of features"
    qtbot.waitUntil(lambda: window.weights.known)
    document.edit("Units", edit.set_layer(document.project, 2, units=6))
    assert window.table.cells.rowCount() == 0  # until the run has them
    qtbot.waitUntil(lambda: window.table.cells.rowCount() == 6)
    document.edit("Delete", edit.remove_layers(document.project, [2]))
    assert not window.isVisible()


def test_without_a_run_it_says_why(qtbot: QtBot, window: WeightsWindow, runner: TrainingRunner) -> None:
    document = runner.document
    document.edit("Units", edit.set_layer(document.project, 3, units=0))
    qtbot.waitUntil(lambda: runner.state is RunState.BLOCKED)
    choose(window, (0, 0))
    type_in(qtbot, window, "5")
    assert said(window) == "Dense 'output' has 0 units; it needs at least 1."


def test_a_layer_without_weights_has_a_sentence(
    qtbot: QtBot, runner: TrainingRunner, theme: ThemeManager, writing: WritingChoice
) -> None:
    document = runner.document
    document.edit("Insert", edit.insert_layer(document.project, Dropout(), source=2, target=3))
    made = WeightsWindow(document, runner, theme, writing, 4)
    qtbot.addWidget(made)
    made.show()
    assert made.weights.why_nothing == "dropout has no weights of its own."
    assert not made.buttons["lock"].isEnabled() and made.buttons["lock"].toolTip() == made.weights.why_nothing
    assert not made.whole.isEnabled()
    made.grab()


def test_what_needs_chosen_cells_says_so(window: WeightsWindow) -> None:
    window.table.clearSelection()
    assert not window.fill_button.isEnabled() and window.fill_button.toolTip() == NOTHING_CHOSEN
    choose(window, (0, 0))
    assert window.fill_button.isEnabled()


def test_a_large_layer_is_laid_out_and_taken_apart() -> None:
    from core.layers import Dense, Input
    from tests.helpers.networks import stack

    network = stack(Input(shape=(784,)), Dense(units=128))
    grid = Grid.of(network, 2)
    assert (grid.rows, grid.columns) == (128, 785)
    assert grid.place(127, 784) == ("bias", (127,)) and grid.place(3, 783) == ("weight", (3, 783))
    table = grid.laid_out({"weight": np.ones((128, 784)), "bias": np.zeros(128)}, np.nan)
    apart = grid.taken_apart(table)
    assert apart["weight"].all() and not apart["bias"].any() and apart["bias"].shape == (128,)
    assert words.weight_name(network, 2, "weight", (3, 783)) == "w of d4, x784"


def test_the_command_opens_one_window_a_layer(
    qtbot: QtBot, runner: TrainingRunner, theme: ThemeManager, writing: WritingChoice
) -> None:
    main, selection = QMainWindow(), Selection()
    qtbot.addWidget(main)
    actions = Actions(main)
    commands = WeightCommands(runner.document, runner, theme, selection, actions, writing, main)
    action = actions["layer.weights"]
    assert not action.isEnabled() and action.toolTip() == "Choose one layer first."
    selection.set([1])
    assert action.toolTip() == "input has no weights of its own."
    selection.set([2])
    action.trigger()
    action.trigger()
    assert list(commands.open_windows) == [2]
    selection.set([3])
    action.trigger()
    opened = commands.open_windows
    assert list(opened) == [2, 3] and actions["edit.undo"] in opened[3].actions()
    qtbot.keyClick(opened[3], Key.Key_Escape)
    assert list(opened) == [2]
    runner.document.open(CIRCLE, None)
    assert not opened


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [(0.4, np.float32, "0.4"), (-2.0, np.float32, "\u22122"), (0.1, np.float64, "0.1"), (0.0, np.float32, "0"),
     (1e-18, np.float64, "1e\u221218"), (1e30, np.float32, "1e+30")],
)  # fmt: skip
def test_a_weight_as_one_would_type_it(value: float, dtype: type, text: str) -> None:
    from gui.numbers import parse

    shown = words.typed(value, np.dtype(dtype))
    assert shown == text and np.dtype(dtype).type(parse(shown)) == np.dtype(dtype).type(value)


def test_ragged_blocks() -> None:
    block = clipboard.read("1\n2;3;", POINT, lambda row, column: "")
    assert block == [[1.0], [2.0, 3.0]] and clipboard.size(block) == (2, 2)


def test_tab_leaves_the_table_behind_the_last_cell(qtbot: QtBot, window: WeightsWindow) -> None:
    table = window.table
    last = table.cells.index(table.cells.rowCount() - 1, table.cells.columnCount() - 1)
    window.activateWindow()
    table.setFocus()
    table.setCurrentIndex(table.cells.index(0, 0))
    qtbot.keyClick(table, Key.Key_Tab)
    assert table.hasFocus() and table.currentIndex() == table.cells.index(0, 1)
    table.setCurrentIndex(last)
    qtbot.keyClick(table, Key.Key_Tab)
    assert not table.hasFocus()
    table.setFocus()
    table.setCurrentIndex(table.cells.index(0, 0))
    qtbot.keyClick(table, Key.Key_Backtab, Mod.ShiftModifier)
    assert not table.hasFocus()
