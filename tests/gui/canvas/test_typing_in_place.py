"""Typing in place on the canvas: a card's number and name are edited where they stand."""

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from gui.canvas.inline_editor import InlineEditor
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench

Key = Qt.Key


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot)


def editor(bench: CanvasBench) -> InlineEditor:
    assert bench.view.typing.editor is not None
    return bench.view.typing.editor


def test_a_click_on_the_number_opens_it_and_enter_commits(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClicks(editor(bench), "12")
    assert bench.view.drawing.shown_view == "weight"
    bench.qtbot.keyClick(editor(bench), Key.Key_Return)
    assert bench.units(HIDDEN) == 12
    assert bench.view.typing.editor is None
    assert bench.view.hasFocus()
    assert bench.selection.ids == {HIDDEN}
    assert bench.said[-1] == "hidden and output start afresh."
    bench.undo_and_redo(before)


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.6])
def test_the_field_of_a_name_leaves_what_stands_beneath_readable(zoom: float, bench: CanvasBench) -> None:
    bench.view.camera.zoom_to(zoom)
    bench.view.typing.name(HIDDEN)
    card = bench.view.drawing.layers[HIDDEN].card_rect()
    summary = bench.view.mapFromScene(QPointF(card.left(), card.top() + 30))  # its letters begin there
    assert editor(bench).geometry().bottom() <= summary.y()


def test_escape_restores_what_was_typed(bench: CanvasBench) -> None:
    bench.selection.set({HIDDEN})
    bench.key(Key.Key_Return)
    bench.qtbot.keyClicks(editor(bench), "99")
    bench.qtbot.keyClick(editor(bench), Key.Key_Escape)
    assert bench.units(HIDDEN) == 5
    assert bench.steps == 0
    assert bench.selection.ids == {HIDDEN}


def test_clicking_away_commits(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClicks(editor(bench), "7")
    bench.click(bench.empty())
    assert bench.units(HIDDEN) == 7


def test_the_focus_going_elsewhere_commits(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClicks(editor(bench), "7")
    bench.view.zoom_control.more.setFocus()
    assert bench.units(HIDDEN) == 7


def test_what_is_no_number_is_said_and_clicking_away_restores(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClicks(editor(bench), "4x")
    assert editor(bench).property("problem")
    bench.qtbot.keyClick(editor(bench), Key.Key_Return)
    assert bench.said[-1] == "Units are a whole number, such as 16."
    bench.click(bench.empty())
    assert bench.view.typing.editor is None
    assert bench.steps == 0


def test_zero_units_may_be_typed_and_the_card_offers_a_remedy(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClicks(editor(bench), "0")
    bench.qtbot.keyClick(editor(bench), Key.Key_Return)
    button = bench.item(HIDDEN).remedy_rect()
    assert button is not None
    bench.click(button.center())
    assert bench.units(HIDDEN) == 4


def test_too_many_units_are_refused(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClicks(editor(bench), "100001")
    bench.qtbot.keyClick(editor(bench), Key.Key_Return)
    assert bench.said[-1] == "Units are at most 100,000."
    bench.qtbot.keyClick(editor(bench), Key.Key_Escape)
    assert bench.units(HIDDEN) == 5


def test_up_and_down_step_the_typed_number(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "value"))
    bench.qtbot.keyClick(editor(bench), Key.Key_Up)
    bench.qtbot.keyClick(editor(bench), Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    bench.qtbot.keyClick(editor(bench), Key.Key_Down)
    assert editor(bench).text() == "15"
    assert bench.steps == 0
    bench.qtbot.keyClick(editor(bench), Key.Key_Return)
    assert bench.units(HIDDEN) == 15


def test_delete_in_the_field_deletes_letters_only(bench: CanvasBench) -> None:
    bench.selection.set({HIDDEN})
    bench.key(Key.Key_F2)
    assert editor(bench).text() == "hidden"
    bench.key(Key.Key_Backspace)
    assert editor(bench).text() == ""
    assert HIDDEN in bench.document.network.by_id


def test_renaming_by_key_and_by_double_click(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN})
    bench.key(Key.Key_F2)
    bench.qtbot.keyClicks(editor(bench), "features")
    bench.key(Key.Key_Return)
    assert bench.document.network.by_id[HIDDEN].name == "features"
    assert bench.undo_text == "Rename hidden"
    bench.undo_and_redo(before)
    bench.double_click(bench.title(OUTPUT))
    bench.qtbot.keyClicks(editor(bench), "features")
    bench.key(Key.Key_Return)
    assert bench.said[-1] == "Another layer is called 'features'; names are unique."
    bench.key(Key.Key_Escape)
    assert bench.document.network.by_id[OUTPUT].name == "output"


def test_an_undo_that_takes_the_layer_away_closes_the_field(bench: CanvasBench) -> None:
    new = bench.drop("Dense", bench.middle(INPUT, HIDDEN))
    bench.view.typing.units(new)
    bench.document.stack.undo()
    assert bench.view.typing.editor is None
