"""Weights by hand on the drawing, in a real run: choose, type, step, nudge; each one undo step, Esc restores."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.activations import Array
from core.nudge import Nudge
from gui.canvas.hits import Spot
from gui.canvas.nudge_read_out import NudgeReadOut, Reach
from gui.canvas.pins import Pin
from gui.run_state import RunState
from tests.helpers.weight_desk import BIAS, HIDDEN, OUTPUT, WIRE, Desk, Key, Modifier


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.runner.close()


# -- choosing ----------------------------------------------------------------------------------------------------------


def test_a_click_on_a_wire_chooses_its_weight_and_says_how_to_go_on(desk: Desk) -> None:
    desk.click(desk.on_wire())
    assert desk.pin == WIRE
    assert desk.view.links.key == WIRE.link
    assert "w3 is" in desk.said[-1] and "Enter or another click" in desk.said[-1]
    assert desk.view.drawing.asked == WIRE.mark
    desk.key(Key.Key_Escape)
    assert desk.pin is None and not desk.view.drawing.asked


def test_a_click_on_a_neuron_chooses_its_bias_and_its_layer(desk: Desk) -> None:
    desk.click(desk.on_face())
    assert desk.pin == BIAS
    assert desk.selection.ids == {HIDDEN}
    desk.click(QPoint(40, 700))
    assert desk.pin is None


def test_an_input_has_no_bias_to_choose(desk: Desk) -> None:
    desk.click(desk.on_face(Pin.bias(1, 0)))
    assert desk.pin is None and desk.selection.ids == {1}


def test_the_keyboard_alone_chooses_goes_on_and_types(desk: Desk) -> None:
    desk.selection.set({HIDDEN})
    desk.key(Key.Key_W)
    assert desk.pin == Pin(HIDDEN, "weight", (0, 0), (1, HIDDEN))
    desk.key(Key.Key_Tab)
    assert desk.pin == Pin(HIDDEN, "weight", (0, 1), (1, HIDDEN))
    desk.key(Key.Key_Tab)
    assert desk.pin == Pin.bias(HIDDEN, 0)
    desk.key(Key.Key_Down)
    assert desk.pin == BIAS
    desk.key(Key.Key_Down, Modifier.ShiftModifier)
    assert desk.pin == WIRE
    places = desk.view.drawing.places()
    desk.key(Key.Key_Right)
    assert desk.pin is not None and desk.pin.layer == OUTPUT
    assert desk.view.drawing.places() == places
    desk.key(Key.Key_F2)
    desk.type("0.25")
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.pin is not None and desk.value(desk.pin) == 0.25


def test_the_choice_goes_with_its_layer(desk: Desk) -> None:
    desk.click(desk.on_face())
    desk.key(Key.Key_Escape)
    desk.click(desk.on_face())
    desk.selection.set({HIDDEN})
    desk.key(Key.Key_Delete)
    assert desk.pin is None


# -- typing ------------------------------------------------------------------------------------------------------------


def test_click_type_enter_sets_the_weight_and_undo_brings_it_back(desk: Desk) -> None:
    before = desk.value()
    desk.click(desk.on_wire())
    desk.click(desk.on_chip())
    desk.type("−0,5")
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.view.hand.fields.editor is None
    assert desk.value() == -0.5
    assert desk.document.stack.undoText() == "Set w3 to −0.5"
    assert desk.document.stack.count() == 1
    assert desk.said[-1] == "w3 is −0.5 now. Ctrl+Z takes it back."
    desk.settled(WIRE, -0.5)
    desk.document.stack.undo()
    desk.settled(WIRE, before)
    assert desk.value() == before
    assert desk.pin == WIRE


def test_the_drawing_follows_what_is_typed_before_the_run_knows(desk: Desk) -> None:
    desk.click(desk.on_wire())
    desk.key(Key.Key_Return)
    before = desk.value()
    desk.type("3")
    assert desk.view.drawing.pins.value(WIRE) == 3.0
    assert desk.value() == before
    desk.view.grab()
    bundle = desk.view.drawing.painter.bundles[WIRE.link]  # type: ignore[index]
    assert bundle.values is not None and bundle.values[1, 0] == 3.0
    QTest.keyClick(desk.editor, Key.Key_Escape)
    assert desk.view.drawing.pins.value(WIRE) == before
    assert desk.document.stack.count() == 0
    assert desk.view.hasFocus()


def test_what_is_no_number_is_said_and_keeps_the_field(desk: Desk) -> None:
    before = desk.value()
    desk.click(desk.on_wire())
    desk.click(desk.on_wire())
    desk.type("0.3.1")
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.view.hand.fields.editor is not None
    note = desk.view.hand.fields._problem
    assert note.isVisible() and "is not a number" in note.text()
    assert desk.value() == before and desk.document.stack.count() == 0
    QTest.keyClick(desk.editor, Key.Key_Backspace)
    QTest.keyClick(desk.editor, Key.Key_Backspace)
    assert not note.isVisible()
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.value() == 0.3


def test_clicking_elsewhere_commits(desk: Desk) -> None:
    desk.click(desk.on_wire())
    desk.click(desk.on_wire())
    desk.type("0.75")
    desk.click(QPoint(40, 700))
    assert desk.value() == 0.75 and desk.document.stack.count() == 1
    assert desk.pin is None


@pytest.mark.parametrize(
    ("key", "keys", "by"),
    [
        (Key.Key_Up, Modifier.NoModifier, 0.01), (Key.Key_Down, Modifier.NoModifier, -0.01),
        (Key.Key_Up, Modifier.ShiftModifier, 0.1), (Key.Key_Down, Modifier.ControlModifier, -0.001),
    ],
)  # fmt: skip
def test_arrow_keys_step_the_field_and_are_one_undo_step(desk: Desk, key: Key, keys: Modifier, by: float) -> None:
    desk.click(desk.on_wire())
    desk.key(Key.Key_Return)
    desk.type("0.4")
    for _ in range(3):
        QTest.keyClick(desk.editor, key, keys)
    assert desk.view.drawing.pins.value(WIRE) == pytest.approx(0.4 + 3 * by)
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.value() == pytest.approx(0.4 + 3 * by)
    assert desk.document.stack.count() == 1


def test_tab_takes_the_number_and_goes_to_the_next_weight_of_the_neuron(desk: Desk) -> None:
    desk.click(desk.on_wire())
    desk.key(Key.Key_Return)
    desk.type("0.1")
    QTest.keyClick(desk.editor, Key.Key_Tab)
    assert desk.value() == 0.1
    assert desk.pin == Pin(HIDDEN, "weight", (1, 1), (1, HIDDEN))
    desk.type("0.2")
    QTest.keyClick(desk.editor, Key.Key_Backtab, Modifier.ShiftModifier)
    assert desk.value(Pin(HIDDEN, "weight", (1, 1), (1, HIDDEN))) == 0.2
    assert desk.pin == WIRE
    assert desk.document.stack.count() == 2


def test_an_unchanged_number_is_no_step(desk: Desk) -> None:
    desk.click(desk.on_face())
    desk.click(desk.on_face())
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.document.stack.count() == 0


def test_playing_pauses_first(desk: Desk, qtbot: QtBot) -> None:
    desk.runner.play()
    qtbot.waitUntil(lambda: desk.runner.state is RunState.PLAYING)
    desk.click(desk.on_wire())
    desk.key(Key.Key_Return)
    qtbot.waitUntil(lambda: desk.runner.state is RunState.PAUSED)
    desk.type("0.5")
    QTest.keyClick(desk.editor, Key.Key_Return)
    desk.settled(WIRE, 0.5)


# -- nudging -----------------------------------------------------------------------------------------------------------


def test_a_dragged_chip_predicts_and_comes_out_and_is_one_undo_step(desk: Desk, qtbot: QtBot) -> None:
    desk.click(desk.on_wire())
    before, start, read_out = desk.value(), desk.on_chip(), desk.view.hand.read_out
    desk.drag(start, QPoint(20, 0), QPoint(30, 0), QPoint(30, -10))
    qtbot.waitUntil(lambda: read_out.isVisible() and read_out.answer is not None and (
        read_out.answer.value == desk.view.drawing.pins.value(WIRE)
    ))  # fmt: skip
    nudge = read_out.answer
    assert nudge is not None
    assert nudge.value == pytest.approx(before + 0.4, abs=0.001)
    assert nudge.predicted == pytest.approx(nudge.loss + nudge.slope * (nudge.value - before))
    assert nudge.miss == pytest.approx(nudge.actual - nudge.predicted)
    assert read_out.rows()[0][0] == "w3" and [title for title, _ in read_out.rows()[1:]] == [
        "Loss now", "Predicted", "Comes out", "Miss",
    ]  # fmt: skip
    assert "on 160 rows" in read_out.sentence()
    assert desk.value() == before and desk.document.stack.count() == 0
    desk.release(start + QPoint(30, -10))
    assert desk.value() == nudge.value
    assert not read_out.isVisible()
    assert desk.document.stack.count() == 1
    desk.settled(WIRE, nudge.value)
    desk.document.stack.undo()
    desk.settled(WIRE, before)


def test_the_gaps_of_the_curve_are_filled(desk: Desk, qtbot: QtBot) -> None:
    desk.click(desk.on_wire())
    start, read_out = desk.on_chip(), desk.view.hand.read_out
    desk.drag(start, QPoint(80, 0))
    qtbot.waitUntil(lambda: len(read_out._tried) > 12)
    assert read_out.answer is not None and read_out.answer.value == desk.view.drawing.pins.value(WIRE)
    desk.view.cancel()


def test_escape_in_a_drag_restores(desk: Desk) -> None:
    desk.click(desk.on_wire())
    before, start = desk.value(), desk.on_chip()
    desk.drag(start, QPoint(50, 0))
    assert desk.view.drawing.pins.value(WIRE) != before
    desk.key(Key.Key_Escape)
    desk.release(start + QPoint(50, 0))
    assert desk.value() == before == desk.view.drawing.pins.value(WIRE)
    assert desk.document.stack.count() == 0 and desk.pin == WIRE


def test_faces_follow_the_hand_and_escape_sets_them_back(desk: Desk, qtbot: QtBot) -> None:
    desk.click(desk.on_wire())
    drawing, start = desk.view.drawing, desk.on_chip()

    def field() -> Array:
        found = drawing.painter.live.plane(HIDDEN)
        assert found is not None
        return found[WIRE.neuron].copy()

    drawing.painter.live.use(desk.runner.snapshot, desk.document.network)
    before = field()
    desk.drag(start, QPoint(80, 0))
    qtbot.waitUntil(lambda: not np.array_equal(field(), before))
    desk.key(Key.Key_Escape)
    qtbot.waitUntil(lambda: np.array_equal(field(), before))
    desk.release(start + QPoint(80, 0))


def test_a_wish_to_paint_right_behind_a_frame_is_not_lost(desk: Desk, qtbot: QtBot) -> None:
    painted: list[int] = []
    drawing = desk.view.drawing
    drawing.numbers_shown.connect(lambda: painted.append(1))
    drawing.painter.refresh()
    drawing.update()
    # The frame comes before the notes that are queued have been read.
    QApplication.sendPostedEvents(desk.view.window(), QEvent.Type.UpdateRequest.value)
    assert len(painted) == 1
    drawing.painter.refresh()
    drawing.update()
    qtbot.waitUntil(lambda: len(painted) == 2, timeout=1000)


def test_alt_drags_a_wire_that_is_not_chosen_yet(desk: Desk) -> None:
    before, start = desk.value(), desk.on_wire()
    desk.drag(start, QPoint(0, -50), keys=Modifier.AltModifier)
    assert desk.pin == WIRE
    desk.release(start + QPoint(0, -50))
    assert desk.value() > before
    assert desk.document.stack.count() == 1


def test_the_axes_of_the_picture_grow_and_never_shrink() -> None:
    def nudge(value: float, actual: float) -> Nudge:
        return Nudge(2, "weight", (0, 0), 0.4, value, 0.3, 0.5, 0.3 + 0.5 * (value - 0.4), actual, 10)

    reach = Reach(nudge(0.41, 0.305))
    first = reach.x, reach.y
    reach.grow(nudge(0.405, 0.302))
    assert (reach.x, reach.y) == first
    reach.grow(nudge(2.4, 3.3))
    assert reach.x >= 2.0 and reach.y >= 3.0
    assert reach.grow(nudge(0.5, float("nan"))) is None and np.isfinite(reach.y)


def test_losses_that_are_no_numbers_are_words(qtbot: QtBot, desk: Desk) -> None:
    read_out = NudgeReadOut(desk.view)
    read_out.place_beside(desk.view.rect().adjusted(500, 300, -500, -300), [], "w3")
    read_out.show_nudge(Nudge(2, "weight", (1, 0), 0.4, 1e9, 0.3, float("inf"), float("inf"), float("nan"), 10), 1e9)
    assert dict(read_out.rows())["Comes out"] == "not a number"
    read_out.grab()
    read_out.show_nudge(None)
    assert not read_out.isVisible() and read_out.sentence() == ""


# -- in a walk ---------------------------------------------------------------------------------------------------------


def test_in_a_walk_the_first_click_asks_and_chooses_the_second_types(desk: Desk, qtbot: QtBot) -> None:
    desk.runner.open_walk(True)
    qtbot.waitUntil(lambda: desk.runner.walk is not None and desk.view.drawing.walking)
    asked: list[object] = []
    desk.view.asking.asked.connect(lambda ref, view: asked.append(ref))
    desk.click(desk.on_wire())
    assert len(asked) == 1 and desk.pin == WIRE
    desk.click(desk.on_wire())
    assert len(asked) == 1
    desk.type("0.125")
    QTest.keyClick(desk.editor, Key.Key_Return)
    desk.settled(WIRE, 0.125)
    desk.key(Key.Key_Tab)
    assert len(asked) == 2
    desk.key(Key.Key_Escape)
    assert desk.pin is None and desk.view.drawing.walking


def test_the_chip_is_what_is_under_the_mouse(desk: Desk) -> None:
    desk.click(desk.on_wire())
    assert desk.view.hit(desk.on_chip()).spot is Spot.CHIP
    QTest.mouseMove(desk.view.viewport(), desk.on_chip())
    assert "Drag to nudge it" in desk.said[-1]
