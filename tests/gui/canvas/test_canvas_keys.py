"""The canvas by keyboard: every edit that a mouse can make on a card has a key, and keys keep out of text fields."""

from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dense
from core.task import Task
from gui.canvas.arranging import beside
from gui.canvas.inline_editor import InlineEditor
from gui.widgets import reading_order
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench, small_project, two_parts

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot)


def editor(bench: CanvasBench) -> InlineEditor:
    assert bench.view.typing.editor is not None
    return bench.view.typing.editor


# -- editing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_removes_layers_and_joins_the_neighbours(bench: CanvasBench, key: Qt.Key) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN})
    bench.key(key)
    assert bench.inputs(OUTPUT) == (INPUT,)
    assert bench.selection.ids == frozenset()
    assert bench.undo_text == "Delete hidden"
    assert bench.said[-1] == "Deleted hidden; the neighbours are joined. Ctrl+Z undoes it."
    bench.undo_and_redo(before)


def test_delete_takes_several_at_once_and_none_without_a_selection(bench: CanvasBench) -> None:
    bench.key(Key.Key_Delete)
    assert bench.steps == 0
    bench.key(Key.Key_A, CTRL)
    assert bench.selection.ids == {INPUT, HIDDEN, OUTPUT}
    bench.key(Key.Key_Delete)
    assert bench.document.network.nodes == ()
    assert bench.undo_text == "Delete 3 layers"
    assert bench.said[-1] == "Deleted 3 layers. Ctrl+Z undoes it."


def test_duplicate_makes_wired_copies_below_and_selects_them(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN, OUTPUT})
    bench.key(Key.Key_D, CTRL)
    assert bench.selection.ids == {4, 5}
    assert bench.inputs(4) == ()
    assert bench.inputs(5) == (4,)
    assert [bench.document.network.by_id[each].name for each in (4, 5)] == ["hidden 2", "output 2"]
    cards = [bench.item(each).card_rect() for each in (HIDDEN, 4)]
    assert not cards[0].intersects(cards[1])
    assert bench.steps == 1
    bench.undo_and_redo(before)


def test_ctrl_arrows_move_and_a_held_arrow_is_one_step(bench: CanvasBench) -> None:
    before, there = bench.document.project, bench.item(HIDDEN).place
    bench.selection.set({HIDDEN})
    for _ in range(3):
        bench.qtbot.keyPress(bench.view, Key.Key_Right, CTRL)
    bench.qtbot.keyRelease(bench.view, Key.Key_Right, CTRL)
    assert bench.item(HIDDEN).place == there + QPointF(24, 0)
    assert bench.steps == 1
    bench.key(Key.Key_Up, CTRL | SHIFT)
    assert bench.item(HIDDEN).place == there + QPointF(24, -48)
    assert bench.steps == 2
    bench.document.stack.undo()
    bench.undo_and_redo(before)


def test_arrows_go_to_the_layer_at_that_side(bench: CanvasBench) -> None:
    bench.selection.set({INPUT})
    bench.key(Key.Key_Right)
    assert bench.selection.ids == {HIDDEN}
    bench.key(Key.Key_Right, SHIFT)
    assert bench.selection.ids == {HIDDEN, OUTPUT}
    bench.key(Key.Key_Right, SHIFT)
    assert bench.selection.ids == {HIDDEN, OUTPUT} and bench.said[-1] == "There is no further layer at that side."
    bench.key(Key.Key_Left, SHIFT)
    assert bench.selection.ids == {HIDDEN, OUTPUT, INPUT}, "on from the one the last arrow selected"
    bench.key(Key.Key_Up)
    assert bench.steps == 0 and bench.said[-1] == "There is no further layer at that side."


def test_arrows_go_up_and_down_between_branches() -> None:
    places = {1: (0.0, 0.0), 2: (300.0, -200.0), 3: (300.0, 200.0), 4: (600.0, 0.0)}
    assert beside(places, 2, (0, 1)) == 3 and beside(places, 3, (0, -1)) == 2
    assert beside(places, 1, (1, 0)) in (2, 3) and beside(places, 4, (1, 0)) is None
    assert beside(places, 1, (1, 0), but=(2,)) == 3 and beside(places, 4, (-1, 0)) in (2, 3)


def test_a_wire_is_drawn_by_keys_alone(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, two_parts())
    before = bench.document.project
    bench.key(Key.Key_C)
    assert "Select the layer" in bench.said[-1]
    bench.selection.set({HIDDEN})
    bench.key(Key.Key_C)
    menu = bench.view.adding.menu
    assert menu is not None and menu.keys == ["4"], "output has it already, input would close a circle"
    bench.qtbot.keyClicks(QApplication.focusWidget(), "spa")
    bench.key(Key.Key_Return)
    assert bench.inputs(4) == (HIDDEN,) and bench.view.hasFocus() and bench.undo_text == "Connect spare"
    bench.undo_and_redo(before)


def test_a_problem_is_mended_by_a_key(qtbot: QtBot) -> None:
    project = edit.set_layer(small_project(), HIDDEN, units=0)
    bench = CanvasBench(qtbot, project)
    bench.key(Key.Key_M)
    assert bench.units(HIDDEN) == 4
    while any(item.problems for item in bench.view.drawing.layers.values()):
        bench.key(Key.Key_M)
    bench.key(Key.Key_M)
    assert bench.said[-1] == "There is no problem to mend."


def test_arrows_scroll_while_nothing_is_selected(bench: CanvasBench) -> None:
    origin = bench.screen(QPointF())
    bench.key(Key.Key_Right)
    assert bench.screen(QPointF()).x() < origin.x()
    assert bench.steps == 0


def test_tab_goes_through_the_layers_and_out(qtbot: QtBot) -> None:
    # "late" stands first in the data although it was drawn last.
    project = edit.insert_layer(small_project(), Dense(units=2), source=INPUT, target=HIDDEN, name="late")
    bench = CanvasBench(qtbot, project)
    seen = []
    for _ in range(4):
        bench.key(Key.Key_Tab)
        seen.append(bench.selection.only)
    assert seen == [INPUT, 4, HIDDEN, OUTPUT]
    bench.key(Key.Key_Backtab, SHIFT)
    assert bench.selection.only == HIDDEN
    bench.key(Key.Key_Tab)
    bench.key(Key.Key_Tab)
    assert bench.selection.only == OUTPUT
    assert not bench.view.hasFocus()


@pytest.mark.parametrize(("forward", "selected"), [(True, INPUT), (False, OUTPUT)])
def test_who_comes_by_tab_sees_where_the_keyboard_is(
    forward: bool, selected: int, qtbot: QtBot, bench: CanvasBench
) -> None:
    window = QWidget()
    qtbot.addWidget(window, before_close_func=lambda _closing: window)
    row = QHBoxLayout(window)
    before = QLineEdit()
    row.addWidget(before)
    row.addWidget(bench.view)
    window.show()
    after = reading_order.stops(bench.view)[0]  # one of the buttons over the drawing
    (before if forward else after).setFocus()
    assert reading_order.go(window, forward) and window.focusWidget() is bench.view
    assert bench.selection.only == selected
    bench.selection.set([HIDDEN])
    (before if forward else after).setFocus()
    reading_order.go(window, forward)
    assert bench.selection.only == HIDDEN, "what was chosen stays"
    bench.selection.set([])
    before.setFocus()
    before.hide()  # Qt passes the keyboard on, and calls it Tab
    assert not bench.selection.ids
    window.layout().removeWidget(bench.view)  # type: ignore[union-attr]
    bench.view.setParent(None)


def test_tab_brings_a_layer_into_sight(bench: CanvasBench) -> None:
    bench.view.camera.scroll(QPoint(-3000, 0))
    bench.key(Key.Key_Tab)
    assert bench.view.viewport().rect().contains(bench.screen(bench.item(INPUT).place))


def test_escape_ends_the_selection(bench: CanvasBench) -> None:
    bench.selection.set({HIDDEN})
    bench.key(Key.Key_Escape)
    assert bench.selection.ids == frozenset()
    bench.click(bench.middle(HIDDEN, OUTPUT))
    bench.key(Key.Key_Escape)
    assert bench.view.links.key is None


def test_what_an_undo_takes_away_is_no_longer_selected(bench: CanvasBench) -> None:
    new = bench.drop("Dense", bench.middle(INPUT, HIDDEN))
    assert bench.selection.ids == {new}
    bench.document.stack.undo()
    assert bench.selection.ids == frozenset()


def test_no_key_acts_while_the_mouse_drags(bench: CanvasBench) -> None:
    bench.selection.set({HIDDEN})
    bench.pull(bench.body(HIDDEN), bench.body(HIDDEN) + QPointF(0, 60))
    bench.key(Key.Key_Delete)
    bench.key(Key.Key_D, CTRL)
    assert bench.steps == 0
    bench.release(bench.body(HIDDEN))
    assert HIDDEN in bench.document.network.by_id


# -- views and zoom ----------------------------------------------------------------------------------------------------


def test_digits_choose_the_view_and_the_control_follows(bench: CanvasBench) -> None:
    for key, name in ((Key.Key_1, "activation"), (Key.Key_3, "gradient"), (Key.Key_5, "weight"), (Key.Key_2, "blame")):
        bench.key(key)
        assert bench.view.drawing.shown_view == name
    assert bench.view.views_control.current_index() == 1
    bench.view.views_control.segment(3).click()
    assert bench.view.drawing.shown_view == "change"


@pytest.mark.parametrize("fit", [Key.Key_Home, Key.Key_Period])
def test_zoom_keys(bench: CanvasBench, fit: Qt.Key) -> None:
    scale = bench.view.camera.scale
    bench.key(Key.Key_Plus, CTRL)
    bench.key(Key.Key_Equal, CTRL)
    assert bench.view.camera.scale == pytest.approx(scale * 1.25**2)
    bench.key(Key.Key_Minus, CTRL)
    assert bench.view.camera.scale == pytest.approx(scale * 1.25)
    bench.key(Key.Key_0, CTRL)
    assert bench.view.camera.scale == 1.0
    bench.view.camera.scroll(QPoint(5000, 0))
    bench.key(fit)
    assert bench.view.viewport().rect().contains(bench.screen(bench.item(HIDDEN).place))


def test_a_fitted_drawing_stays_fitted_until_the_user_moves(bench: CanvasBench) -> None:
    bench.view.resize(700, 500)
    QApplication.processEvents()
    room = bench.view.mapToScene(bench.view.viewport().rect()).boundingRect()
    assert room.contains(bench.view.drawing.content_rect())
    bench.view.camera.zoom_to(1.0)
    bench.view.resize(900, 600)
    QApplication.processEvents()
    assert bench.view.camera.scale == 1.0


def _widen(bench: CanvasBench) -> None:
    """The last layer becomes a head of ten classes: its card grows from a column of faces to bars with names."""
    bench.runner.task = Task((2,), "classification", class_names=tuple(f"a long name {each}" for each in range(10)))
    bench.document.edit("Units", edit.set_layer(bench.document.project, OUTPUT, units=10, activation="softmax"))


@pytest.mark.parametrize("fitted", [True, False])
def test_a_card_that_grows_stays_in_sight(bench: CanvasBench, fitted: bool) -> None:
    view = bench.view
    view.resize(760, 700)
    if not fitted:
        view.camera.zoom_to(1.0)
        right = view.mapFromScene(bench.item(OUTPUT).card_rect().topRight()).x()
        view.camera.scroll(QPoint(view.viewport().width() - 4 - right, 0))
        assert not view.camera.fitted
    assert view.camera.shows(bench.item(OUTPUT).card_rect())
    wide = bench.item(OUTPUT).card.width
    _widen(bench)
    assert bench.item(OUTPUT).card.width > wide + 60
    assert view.camera.shows(bench.item(OUTPUT).card_rect())
    assert view.camera.fitted is fitted


def test_another_project_is_fitted(bench: CanvasBench) -> None:
    bench.view.camera.scroll(QPoint(5000, 0))
    bench.document.open(edit.move(small_project(), {INPUT: (9000.0, 9000.0)}), None)
    room = bench.view.mapToScene(bench.view.viewport().rect()).boundingRect()
    assert room.contains(bench.view.drawing.content_rect())


def test_nothing_is_selected_in_another_project(bench: CanvasBench) -> None:
    bench.selection.set({HIDDEN})
    bench.document.open(bench.document.project, None)
    assert bench.selection.ids == frozenset()


# -- adding, menus, words ----------------------------------------------------------------------------------------------


def test_a_key_asks_for_the_search_of_the_palette(bench: CanvasBench) -> None:
    with bench.qtbot.waitSignal(bench.view.search_wanted):
        bench.key(Key.Key_F, Modifier.ControlModifier)


@pytest.fixture
def open_menu(bench: CanvasBench) -> Iterator[object]:
    """A right click at a place; the menu it opens is closed after the test."""
    menus: list[QMenu] = []

    def show(spot: QPointF) -> QMenu:
        at = bench.screen(spot)
        port: QWidget = bench.view.viewport()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at))
        QApplication.sendEvent(port, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menus.append(menu)
        return menu

    yield show
    for menu in menus:
        if shiboken6.isValid(menu):
            menu.close()


def entry(menu: QMenu, text: str) -> object:
    return next(action for action in menu.actions() if action.text() == text)


def test_the_menu_of_a_layer_selects_it_and_appends(bench: CanvasBench, open_menu) -> None:  # type: ignore[no-untyped-def]
    menu = open_menu(bench.body(OUTPUT))
    assert bench.selection.ids == {OUTPUT}
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "Rename", "Change the units", "Connect to…", "Append", "Cut", "Copy", "Paste", "Duplicate", "Group…",
        "Disconnect", "Delete",
    ]
    kinds = entry(menu, "Append").menu()
    assert "Input" not in [action.text() for action in kinds.actions()]
    entry(kinds, "Dropout").trigger()
    assert bench.inputs(4) == (OUTPUT,)
    assert bench.undo_text == "Append Dropout"


def test_the_menu_of_a_wire_inserts_and_disconnects(bench: CanvasBench, open_menu) -> None:  # type: ignore[no-untyped-def]
    menu = open_menu(bench.middle(INPUT, HIDDEN))
    entry(entry(menu, "Insert").menu(), "Dense").trigger()
    assert bench.inputs(HIDDEN) == (4,)
    menu.close()
    menu = open_menu(bench.middle(HIDDEN, OUTPUT))
    entry(menu, "Disconnect").trigger()
    assert bench.inputs(OUTPUT) == ()


def test_the_menu_of_the_canvas_tidies(bench: CanvasBench, open_menu) -> None:  # type: ignore[no-untyped-def]
    bench.drag(bench.body(HIDDEN), bench.body(HIDDEN) + QPointF(30, 100))
    before = bench.document.project
    menu = open_menu(bench.empty())
    entry(menu, "Tidy").trigger()
    assert len({bench.item(each).place.y() for each in (INPUT, HIDDEN, OUTPUT)}) == 1
    assert bench.undo_text == "Tidy"
    bench.undo_and_redo(before)


def test_disconnect_takes_all_wires_of_a_layer(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN})
    bench.view.commands.actions["disconnect"].trigger()
    assert (bench.inputs(HIDDEN), bench.inputs(OUTPUT)) == ((), ())
    bench.undo_and_redo(before)


def test_hovering_marks_and_describes(bench: CanvasBench) -> None:
    face = bench.item(HIDDEN).face_rect(2).center()
    assert bench.hover(face).startswith("hidden, neuron 3")
    assert bench.view.drawing.marks.neuron == 2
    assert bench.hover(bench.stepper(HIDDEN, "plus")) == "One unit more in hidden. Hold to go on; Shift adds ten."
    assert bench.view.drawing.marks.control == "plus"
    assert bench.hover(bench.port(OUTPUT, "in")) == "Drag away to disconnect output from hidden."
    assert bench.view.viewport().cursor().shape() is Qt.CursorShape.CrossCursor
    assert bench.hover(bench.empty()) == ""
    assert bench.view.drawing.marks.layer is None


def test_a_drawn_link_is_named_with_both_neurons_and_its_number(bench: CanvasBench) -> None:
    bundle = bench.view.drawing.painter.bundles[HIDDEN, OUTPUT]
    bench.view.grab()  # painting looks at the numbers, of which there are none; those below are ours
    weights = np.zeros((6, 5))
    weights[1, 3] = -5.49284
    bundle.values = weights
    number = list(bundle.chosen).index(1 * 5 + 3)
    pieces = bundle.pieces[number]
    x, y = pieces[len(pieces) // 2][:2]
    sentence = bench.hover(QPointF(x, y))
    assert sentence == "hidden, neuron 4 → output, neuron 2: weight −5.4928."
    marks = bench.view.drawing.marks
    assert (marks.link, marks.weight) == ((HIDDEN, OUTPUT), (3, 1))
    bench.click(QPointF(x, y))
    assert bench.view.links.key == (HIDDEN, OUTPUT)
