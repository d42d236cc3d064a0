"""Gestures on the canvas, made with real mouse events: each does one undoable step, and Esc leaves no trace."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dense, Flatten, Input
from core.project import ProjectSpec
from gui.canvas.drag_data import mime_of
from gui.canvas.hits import grip_rect
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench, small_project, two_parts

Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier
CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier
SPARE = 4


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot)


@pytest.fixture
def spare(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot, two_parts())


# -- selecting and moving ----------------------------------------------------------------------------------------------


def test_click_selects_one_and_ctrl_or_shift_toggle(bench: CanvasBench) -> None:
    bench.click(bench.body(HIDDEN))
    assert bench.selection.ids == {HIDDEN}
    bench.click(bench.body(OUTPUT), keys=CTRL)
    assert bench.selection.ids == {HIDDEN, OUTPUT}
    bench.click(bench.body(HIDDEN), keys=SHIFT)
    assert bench.selection.ids == {OUTPUT}
    bench.click(bench.body(INPUT))
    assert bench.selection.ids == {INPUT}
    bench.click(bench.empty())
    assert bench.selection.ids == frozenset()
    assert bench.steps == 0


def test_a_click_on_one_of_several_keeps_only_it(bench: CanvasBench) -> None:
    bench.selection.set({INPUT, HIDDEN})
    bench.click(bench.body(HIDDEN))
    assert bench.selection.ids == {HIDDEN}


def test_dragging_moves_all_selected_cards_in_one_step(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN, OUTPUT})
    there = {layer: bench.item(layer).place for layer in (INPUT, HIDDEN, OUTPUT)}
    scale = bench.view.camera.scale
    bench.drag(bench.body(HIDDEN), bench.body(HIDDEN) + QPointF(40, 30) / scale)
    for layer in (HIDDEN, OUTPUT):
        way = bench.item(layer).place - there[layer]
        assert way.x() == pytest.approx(40 / scale, abs=2)
        assert way.y() == pytest.approx(30 / scale, abs=2)
    assert bench.item(INPUT).place == there[INPUT]
    assert bench.undo_text == "Move 2 layers"
    assert bench.steps == 1
    bench.undo_and_redo(before)


def test_escape_puts_cards_and_selection_back(bench: CanvasBench) -> None:
    before, there = bench.document.project, bench.item(HIDDEN).place
    bench.selection.set({OUTPUT})
    bench.pull(bench.body(HIDDEN), bench.body(HIDDEN) + QPointF(0, 90))
    assert bench.item(HIDDEN).place != there
    bench.key(Key.Key_Escape)
    assert bench.item(HIDDEN).place == there
    assert bench.selection.ids == {OUTPUT}
    bench.release(bench.body(HIDDEN))
    assert bench.document.project == before
    assert bench.steps == 0


def test_a_tremble_is_a_click(bench: CanvasBench) -> None:
    bench.drag(bench.body(HIDDEN), bench.body(HIDDEN) + QPointF(1, 1))
    assert bench.selection.ids == {HIDDEN}
    assert bench.steps == 0


def test_undo_while_dragging_cannot_mix_two_projects(bench: CanvasBench) -> None:
    bench.document.edit("Rename", edit.rename(bench.document.project, HIDDEN, "other"))
    bench.pull(bench.body(HIDDEN), bench.body(HIDDEN) + QPointF(0, 90))
    bench.document.stack.undo()
    after_undo = bench.document.project
    bench.release(bench.body(HIDDEN) + QPointF(0, 90))
    assert bench.document.project == after_undo == small_project()


def test_rubber_band_selects_what_it_touches_and_ctrl_toggles(bench: CanvasBench) -> None:
    def corners(layer: int) -> tuple[QPointF, QPointF]:
        card = bench.item(layer).card_rect()
        return card.bottomLeft() + QPointF(-14, 20), card.topRight() + QPointF(14, -12)

    bench.drag(*corners(HIDDEN))
    assert bench.selection.ids == {HIDDEN}
    bench.drag(corners(HIDDEN)[0], corners(OUTPUT)[1], keys=CTRL)
    assert bench.selection.ids == {OUTPUT}
    bench.drag(*corners(HIDDEN), keys=SHIFT)
    assert bench.selection.ids == {HIDDEN, OUTPUT}
    bench.pull(*corners(INPUT))
    assert bench.selection.ids == {INPUT}
    bench.key(Key.Key_Escape)
    assert bench.selection.ids == {HIDDEN, OUTPUT}
    assert bench.steps == 0


# -- wires -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [((INPUT, "out"), (SPARE, "in")), ((SPARE, "in"), (INPUT, "out"))])
def test_a_wire_can_be_drawn_in_either_direction(
    spare: CanvasBench, ends: tuple[tuple[int, str], tuple[int, str]]
) -> None:
    before = spare.document.project
    start, end = (spare.port(*each) for each in ends)
    spare.drag(start, end)
    assert spare.inputs(SPARE) == (INPUT,)
    assert spare.undo_text == "Connect spare"
    assert spare.said[-1] == "Connected input to spare."
    spare.undo_and_redo(before)


def test_a_wire_may_end_anywhere_on_a_card(spare: CanvasBench) -> None:
    spare.drag(spare.port(HIDDEN, "out"), spare.body(SPARE))
    assert spare.inputs(SPARE) == (HIDDEN,)


def test_a_second_wire_is_refused_while_dragging_and_after(spare: CanvasBench) -> None:
    before = spare.document.project
    spare.pull(spare.port(SPARE, "out"), spare.port(OUTPUT, "in"))
    wire = spare.view.drawing.wire
    assert wire is not None
    assert wire.refused == (
        "Dense 'output' takes one wire and has that of 'hidden'. Join branches in an Add or a Concatenate."
    )
    spare.release(spare.port(OUTPUT, "in"))
    assert spare.document.project == before
    assert "takes one wire" in spare.said[-1]


def test_a_circle_is_refused_while_dragging_and_after(spare: CanvasBench) -> None:
    before = spare.document.project
    spare.pull(spare.port(OUTPUT, "out"), spare.body(HIDDEN))
    wire = spare.view.drawing.wire
    assert wire is not None
    assert wire.refused == "That wire would close a circle; data flows one way."
    spare.release(spare.body(HIDDEN))
    assert spare.document.project == before
    assert "circle" in spare.said[-1]
    assert spare.view.drawing.wire is None


def test_nothing_can_enter_an_input(spare: CanvasBench) -> None:
    spare.drag(spare.port(SPARE, "out"), spare.body(INPUT))
    assert spare.inputs(INPUT) == ()
    assert spare.said[-1] == "Nothing can enter an Input; data starts there."


def test_a_wire_dropped_on_empty_canvas_does_nothing_and_says_so(bench: CanvasBench) -> None:
    bench.drag(bench.port(OUTPUT, "out"), bench.empty())
    bench.key(Key.Key_Escape)  # the layers that are offered there
    assert bench.steps == 0
    assert bench.said[-1] == "The wire ended on empty canvas, so nothing was connected."


def test_the_end_of_a_wire_comes_off_its_port(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.drag(bench.port(OUTPUT, "in"), bench.empty())
    assert bench.inputs(OUTPUT) == ()
    assert bench.undo_text == "Disconnect"
    bench.undo_and_redo(before)


def test_the_end_of_a_wire_can_go_to_another_layer_or_back(spare: CanvasBench) -> None:
    spare.pull(spare.port(OUTPUT, "in"), spare.port(SPARE, "in"))
    spare.move(spare.port(OUTPUT, "in"))
    spare.release(spare.port(OUTPUT, "in"))
    assert spare.steps == 0
    spare.drag(spare.port(OUTPUT, "in"), spare.port(SPARE, "in"))
    assert spare.inputs(OUTPUT) == ()
    assert spare.inputs(SPARE) == (HIDDEN,)
    assert spare.steps == 1


def test_escape_drops_the_wire(spare: CanvasBench) -> None:
    spare.pull(spare.port(INPUT, "out"), spare.port(SPARE, "in"))
    assert spare.view.drawing.wire is not None
    spare.key(Key.Key_Escape)
    assert spare.view.drawing.wire is None
    spare.release(spare.port(SPARE, "in"))
    assert spare.steps == 0


def test_a_selected_wire_is_deleted_by_key_and_any_by_middle_click(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN})
    bench.click(bench.middle(HIDDEN, OUTPUT))
    assert bench.view.links.key == (HIDDEN, OUTPUT)
    assert bench.view.drawing.links[HIDDEN, OUTPUT].selected
    assert bench.selection.ids == frozenset()
    bench.key(Key.Key_Delete)
    assert bench.inputs(OUTPUT) == ()
    assert bench.view.links.key is None
    bench.undo_and_redo(before)
    bench.document.stack.undo()
    standing = bench.view.drawing.places()
    bench.click(bench.middle(INPUT, HIDDEN), Button.MiddleButton)
    assert bench.inputs(HIDDEN) == ()
    assert bench.view.drawing.places() == standing  # what is no longer connected stays where it is
    assert bench.undo_text == "Disconnect"


# -- layers from the palette -------------------------------------------------------------------------------------------


def test_a_layer_dropped_on_a_wire_is_inserted(bench: CanvasBench) -> None:
    before = bench.document.project
    new = bench.drop("Dense", bench.middle(INPUT, HIDDEN))
    assert bench.inputs(new) == (INPUT,)
    assert bench.inputs(HIDDEN) == (new,)
    assert bench.selection.ids == {new}
    assert bench.undo_text == "Insert Dense"
    assert bench.said[-1] == "Inserted dense between input and hidden."
    assert bench.steps == 1
    bench.undo_and_redo(before)


def test_the_bundle_of_a_wire_counts_as_the_wire(bench: CanvasBench) -> None:
    new = bench.drop("Dense", bench.middle(HIDDEN, OUTPUT) - QPointF(26, 90))
    assert bench.inputs(new) == (HIDDEN,)


@pytest.mark.parametrize("where", ["card", "port"])
def test_a_layer_dropped_at_the_end_is_appended(bench: CanvasBench, where: str) -> None:
    before = bench.document.project
    spot = bench.body(OUTPUT) if where == "card" else bench.port(OUTPUT, "out") + QPointF(25, 8)
    new = bench.drop("Dense", spot)
    assert bench.inputs(new) == (OUTPUT,)
    assert bench.document.network.by_id[new].name == "dense"
    assert bench.undo_text == "Append Dense"
    bench.undo_and_redo(before)


def test_a_layer_dropped_on_a_card_within_goes_behind_it(bench: CanvasBench) -> None:
    new = bench.drop("Dropout", bench.body(HIDDEN))
    assert bench.inputs(new) == (HIDDEN,)
    assert bench.inputs(OUTPUT) == (new,)


def test_a_layer_dropped_on_empty_canvas_stands_there_alone(bench: CanvasBench) -> None:
    before, spot = bench.document.project, bench.empty()
    there = {layer: bench.item(layer).place for layer in (INPUT, HIDDEN, OUTPUT)}
    new = bench.drop("Dense", spot)
    assert bench.inputs(new) == ()
    assert (bench.item(new).place - spot).manhattanLength() < 200
    assert {layer: bench.item(layer).place for layer in there} == there
    assert bench.undo_text == "Add Dense"
    bench.undo_and_redo(before)


def test_an_input_is_never_put_on_a_wire(bench: CanvasBench) -> None:
    new = bench.drop("Input", bench.middle(INPUT, HIDDEN))
    assert bench.inputs(new) == ()
    assert bench.inputs(HIDDEN) == (INPUT,)


def test_the_drop_target_is_shown_and_goes_when_the_drag_leaves(bench: CanvasBench) -> None:
    assert bench.enter(mime_of("Dense"), bench.middle(INPUT, HIDDEN))
    shown = bench.view.drawing.drop
    assert shown is not None
    assert shown.where is bench.view.drawing.links[INPUT, HIDDEN]
    assert bench.said[-1] == "Insert Dense between input and hidden."
    bench.leave()
    assert bench.view.drawing.drop is None
    assert bench.steps == 0


def test_other_drags_are_left_to_the_window(bench: CanvasBench) -> None:
    data = QMimeData()
    data.setText("a,b\n1,2")
    assert not bench.enter(data, bench.empty())
    assert not bench.enter(mime_of("Conv9D"), bench.empty())


# -- units -------------------------------------------------------------------------------------------------------------


def test_plus_and_minus_change_units_and_shift_takes_ten(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.click(bench.stepper(HIDDEN, "plus"))
    assert bench.units(HIDDEN) == 6
    assert bench.said[-1] == "hidden has 6 units. hidden and output start afresh."
    bench.undo_and_redo(before)
    bench.click(bench.stepper(HIDDEN, "plus"), keys=SHIFT)
    assert bench.units(HIDDEN) == 16
    bench.click(bench.stepper(HIDDEN, "minus"))
    assert bench.units(HIDDEN) == 15
    assert bench.steps == 3


def test_units_end_at_one(bench: CanvasBench) -> None:
    bench.click(bench.stepper(HIDDEN, "minus"), keys=SHIFT)
    assert bench.units(HIDDEN) == 1
    bench.click(bench.stepper(HIDDEN, "minus"))
    assert bench.units(HIDDEN) == 1
    assert bench.steps == 1


def test_a_held_plus_repeats_and_is_one_step(bench: CanvasBench) -> None:
    before, spot = bench.document.project, bench.stepper(HIDDEN, "plus")
    bench.press(spot)
    bench.qtbot.waitUntil(lambda: bench.units(HIDDEN) >= 8, timeout=3000)
    bench.release(spot)
    bench.qtbot.wait(150)
    reached = bench.units(HIDDEN)
    bench.qtbot.wait(150)
    assert bench.units(HIDDEN) == reached
    assert bench.steps == 1
    bench.undo_and_redo(before)


def test_escape_while_plus_is_held_leaves_no_trace(bench: CanvasBench) -> None:
    before, spot = bench.document.project, bench.stepper(HIDDEN, "plus")
    wanted: list[int] = []
    bench.document.weight_keeper = lambda: 7
    bench.document.weights_wanted.connect(wanted.append)
    bench.press(spot)
    assert bench.units(HIDDEN) == 6
    bench.key(Key.Key_Escape)
    bench.release(spot)
    assert bench.document.project == before
    assert bench.steps == 0
    assert wanted == [7]


def test_units_can_be_dragged_by_the_number_and_by_the_lower_edge(bench: CanvasBench) -> None:
    before, scale = bench.document.project, bench.view.camera.scale
    number = bench.stepper(HIDDEN, "value")
    bench.drag(number, number + QPointF(80, 0) / scale)
    assert bench.units(HIDDEN) == 15
    assert bench.steps == 1
    bench.undo_and_redo(before)
    bench.document.stack.undo()
    edge = grip_rect(bench.item(HIDDEN), scale).center()
    bench.drag(edge, edge + QPointF(0, 40) / scale)
    assert bench.units(HIDDEN) == 10
    edge = grip_rect(bench.item(HIDDEN), scale).center()
    bench.pull(edge, edge - QPointF(0, 32) / scale)
    assert bench.units(HIDDEN) == 6
    bench.key(Key.Key_Escape)
    assert bench.units(HIDDEN) == 10


def test_a_drag_that_ends_where_it_began_vanishes_and_brings_the_weights_back(bench: CanvasBench) -> None:
    wanted: list[int] = []
    bench.document.weight_keeper = lambda: 7
    bench.document.weights_wanted.connect(wanted.append)
    number = bench.stepper(HIDDEN, "value")
    bench.pull(number, number + QPointF(60, 0))
    assert bench.units(HIDDEN) > 5
    bench.move(number)
    bench.release(number)
    assert bench.units(HIDDEN) == 5
    assert bench.steps == 0
    assert wanted == [7]


# -- buttons on cards --------------------------------------------------------------------------------------------------


def test_the_remedy_button_mends_the_problem(qtbot: QtBot) -> None:
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=(4, 4, 1)), name="input")
    project = edit.append_layer(project, Dense(units=3), after=1, name="output")
    bench = CanvasBench(qtbot, project)
    button = bench.item(2).remedy_rect()
    assert button is not None
    bench.press(button.center())
    bench.release(button.center() + QPointF(0, 400))
    assert bench.document.project == project
    bench.click(button.center())
    assert isinstance(bench.document.network.by_id[3].layer, Flatten)
    assert bench.inputs(2) == (3,)
    assert bench.undo_text == "Insert Flatten"
    bench.undo_and_redo(project)


def test_arrows_of_the_input_change_the_watched_row(bench: CanvasBench) -> None:
    item = bench.item(INPUT)
    after, before = item.watch_next_rect(), item.watch_prev_rect()
    assert after is not None
    assert before is not None
    bench.click(after.center())
    bench.click(after.center())
    bench.click(before.center())
    assert bench.runner.watched_row == 1
    assert bench.steps == 0
