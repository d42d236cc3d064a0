"""Adding by search: on empty canvas, by key, at the loose end of a wire; and a free card dropped onto a wire."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.layers import Layer
from core.project import ProjectSpec
from gui.canvas.adding import _as_choice
from gui.canvas.choice_menu import ChoiceMenu
from gui.canvas.palette_words import ranked
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench, two_parts

Key = Qt.Key
SPARE = 4


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot)


@pytest.fixture
def spare(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot, two_parts())


def menu(bench: CanvasBench) -> ChoiceMenu:
    found = bench.view.adding.menu
    assert found is not None and found.isVisible() and found.field.hasFocus()
    assert bench.view.rect().contains(found.geometry()), "wholly in sight"
    return found


def type_in(bench: CanvasBench, text: str) -> None:
    bench.qtbot.keyClicks(QApplication.focusWidget(), text)


def test_a_double_click_searches_and_places_there(bench: CanvasBench) -> None:
    before, spot = bench.document.project, bench.empty()
    bench.double_click(spot)
    type_in(bench, "drop")
    assert menu(bench).keys[0] == "Dropout"
    bench.key(Key.Key_Return)
    new = bench.document.network.by_id[4]
    assert new.layer.kind == "Dropout" and new.inputs == () and bench.selection.ids == {4}
    place = bench.document.project.place[4]
    assert (QPointF(*place) - spot).manhattanLength() < 400
    assert bench.view.hasFocus() and bench.view.adding.menu is None and bench.steps == 1
    bench.undo_and_redo(before)


def test_slash_adds_behind_what_is_selected_or_the_end(bench: CanvasBench) -> None:
    bench.key(Key.Key_Slash)
    assert "after output" in menu(bench).accessibleName()
    type_in(bench, "dense")
    bench.key(Key.Key_Return)
    assert bench.inputs(4) == (OUTPUT,)
    bench.selection.set({INPUT})
    bench.key(Key.Key_Slash)
    type_in(bench, "bn")
    bench.key(Key.Key_Return)
    assert bench.document.network.by_id[5].layer.kind == "BatchNormalization"
    assert bench.inputs(5) == (INPUT,) and bench.inputs(HIDDEN) == (5,)


def test_slash_inserts_onto_a_selected_wire(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.view.links.set((HIDDEN, OUTPUT))
    bench.key(Key.Key_Slash)
    assert "between hidden and output" in menu(bench).accessibleName() and "Conv2D" not in menu(bench).keys
    type_in(bench, "drop")
    bench.key(Key.Key_Return)
    assert bench.inputs(4) == (HIDDEN,) and bench.inputs(OUTPUT) == (4,)
    bench.undo_and_redo(before)


def test_the_first_layer_of_an_empty_canvas(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, ProjectSpec(data=None))
    bench.key(Key.Key_Slash)
    assert menu(bench).accessibleName() == "Add the first layer" and menu(bench).keys[0] == "Input"
    bench.key(Key.Key_Return)
    assert bench.document.network.by_id[1].layer.kind == "Input"


def test_a_wire_that_ends_on_nothing_offers_what_fits_and_connects_it(bench: CanvasBench) -> None:
    before, spot = bench.document.project, bench.empty()
    bench.drag(bench.port(OUTPUT, "out"), spot)
    kinds = menu(bench).keys
    assert "Dense" in kinds and "Conv2D" not in kinds and "Input" not in kinds
    assert bench.view.drawing.wire is not None, "the wire stays in sight while one chooses"
    type_in(bench, "dense")
    bench.key(Key.Key_Return)
    assert bench.inputs(4) == (OUTPUT,) and bench.view.drawing.wire is None
    left = bench.item(4).card_rect().left()
    assert abs(left - spot.x()) < 60, "its port lies where the wire ended"
    assert bench.steps == 1
    bench.undo_and_redo(before)


def test_a_wire_from_an_input_port_offers_what_could_stand_before(spare: CanvasBench) -> None:
    spare.drag(spare.port(SPARE, "in"), spare.port(SPARE, "in") + QPointF(-260, 60))
    assert "before spare" in menu(spare).accessibleName() and "Input" not in menu(spare).keys
    type_in(spare, "dense")
    spare.key(Key.Key_Return)
    assert spare.inputs(SPARE) == (5,)


@pytest.mark.parametrize("how", ["escape", "click", "tab", "undo"])
def test_the_menu_leaves_no_trace(bench: CanvasBench, how: str) -> None:
    bench.drop("Dense", bench.empty())
    bench.drag(bench.port(OUTPUT, "out"), bench.empty() + QPointF(0, -300))
    assert menu(bench)
    if how == "escape":
        bench.key(Key.Key_Escape)
    elif how == "tab":
        bench.key(Key.Key_Tab)
    elif how == "click":
        bench.click(bench.view.mapToScene(QPoint(30, 80)))
    else:
        bench.document.stack.undo()
    assert bench.view.adding.menu is None and bench.view.drawing.wire is None
    assert bench.view.hasFocus()
    assert bench.steps == 1, "only the layer that was dropped before"


def test_arrows_wheel_and_mouse_choose(bench: CanvasBench) -> None:
    bench.double_click(bench.empty())
    found, heard = menu(bench), []
    found.marked.connect(heard.append)
    bench.key(Key.Key_Down)
    assert heard[-1].startswith(f"{found.keys[1]}: ")
    bench.key(Key.Key_Up)
    bench.key(Key.Key_Up)
    assert heard[-1].startswith(f"{found.keys[-1]}: "), "up from the first comes in at the end"
    type_in(bench, "zzz")
    assert found.keys == [] and heard[-1].startswith("No layer")
    bench.key(Key.Key_Return)
    assert bench.view.adding.menu is found, "there is nothing to take"
    found.field.clear()
    found.field.textEdited.emit("")
    row = found.list.row_rect(2).center()
    kind = found.keys[2]
    bench.qtbot.mouseClick(found.list, Qt.MouseButton.LeftButton, pos=row)
    assert bench.document.network.by_id[4].layer.kind == kind


def test_a_name_comes_before_what_a_layer_is_also_called() -> None:
    kinds = [_as_choice(kind) for kind in Layer.kinds]
    assert ranked(kinds, "dense")[0].key == "Dense"
    assert ranked(kinds, "relu")[0].key == "Activation"
    assert ranked(kinds, "skip")[0].key == "Add"
    assert ranked(kinds, "") == kinds and ranked(kinds, "zzz") == []


# -- a card onto a wire ------------------------------------------------------------------------------------------------


def test_a_free_card_dropped_on_a_wire_inserts_itself(spare: CanvasBench) -> None:
    before = spare.document.project
    start = spare.body(SPARE)
    middle = spare.middle(HIDDEN, OUTPUT)
    way = middle - spare.item(SPARE).place
    spare.pull(start, start + way)
    assert spare.view.drawing.drop is not None and "between hidden and output" in spare.said[-1]
    spare.release(start + way)
    assert spare.inputs(SPARE) == (HIDDEN,) and spare.inputs(OUTPUT) == (SPARE,)
    assert spare.view.drawing.drop is None and spare.undo_text == "Insert spare" and spare.steps == 1
    rects = [spare.item(key).card_rect() for key in (HIDDEN, SPARE, OUTPUT)]
    assert not any(a.intersects(b) for a, b in pairwise(rects))
    spare.undo_and_redo(before)


def test_escape_or_a_drop_beside_moves_or_leaves_it(spare: CanvasBench) -> None:
    before, start = spare.document.project, spare.body(SPARE)
    way = spare.middle(HIDDEN, OUTPUT) - spare.item(SPARE).place
    spare.pull(start, start + way)
    spare.key(Key.Key_Escape)
    spare.release(start + way)
    assert spare.document.project == before and spare.view.drawing.drop is None
    spare.drag(start, start + QPointF(30, 20))
    assert spare.inputs(SPARE) == () and spare.undo_text == "Move spare"


def test_a_card_with_wires_is_moved_only(spare: CanvasBench) -> None:
    wires = {key: spare.inputs(key) for key in (HIDDEN, OUTPUT)}
    start = spare.body(OUTPUT)
    spare.drag(start, start + spare.middle(INPUT, HIDDEN) - spare.item(OUTPUT).place)
    assert {key: spare.inputs(key) for key in (HIDDEN, OUTPUT)} == wires
