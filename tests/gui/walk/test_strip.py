"""The strip of stops: what it shows of a walk, and what mouse, wheel, keys and screen readers get of it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.arithmetic import Ref
from core.layers import Dense, Input
from core.player import Player
from core.snapshot import PhaseKind
from core.walk import Walk, WalkState
from gui.walk import words
from gui.walk.stops import StopsRow
from tests.core.test_worked_examples import mazur
from tests.helpers.networks import points, stack, trainer
from tests.helpers.walks import Open, walked

Key, Mod = Qt.Key, Qt.KeyboardModifier


def mazur_at(stops: int) -> WalkState:
    walk = Walk(Player(mazur()))
    for _ in range(stops):
        walk.player.forward()
    return walk.state()


@pytest.fixture
def row(qtbot: QtBot) -> StopsRow:
    made = StopsRow()
    qtbot.addWidget(made)
    made.show_walk(mazur_at(6))
    made.resize(1200, 72)
    made.show()
    return made


def asked(row: StopsRow) -> list[object]:
    found: list[object] = []
    row.stop_wanted.connect(found.append)
    row.move_wanted.connect(found.append)
    row.close_wanted.connect(lambda: found.append("close"))
    return found


def middle(row: StopsRow, stop: int) -> QPoint:
    button = row.buttons[stop]
    return QPoint(button.x() + 22, 36)


def test_only_the_stops_that_change_are_painted(qtbot: QtBot, row: StopsRow) -> None:
    qtbot.waitExposed(row)
    QApplication.processEvents()
    painted: list[int] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Paint:
                painted.append(row.buttons.index(watched))  # type: ignore[arg-type]
            return False

    watch = Watch()
    for button in row.buttons:
        button.installEventFilter(watch)
    row.show_walk(mazur_at(7))
    qtbot.waitUntil(lambda: bool(painted))
    assert sorted(painted) == [5, 6]
    row.setFocus()
    row.show_walk(mazur_at(0))  # the ring around the whole row
    qtbot.waitUntil(lambda: len(painted) > 2)
    assert {*painted[2:]} == {*range(8)}


def test_every_stop_has_a_name_for_a_screen_reader(row: StopsRow) -> None:
    names = [button.accessibleName() for button in row.buttons]
    kinds = ["Forward", "Forward", "Error", "Blame", "Gradient", "Blame", "Gradient", "Update"]
    assert len(names) == 8 and all(kind in name for kind, name in zip(kinds, names, strict=True))
    assert names[4].endswith("done") and names[5].endswith("present") and names[6].endswith("to come")


def test_a_click_goes_to_a_stop_and_a_drag_along_each(qtbot: QtBot, row: StopsRow) -> None:
    found = asked(row)
    qtbot.mousePress(row, Qt.MouseButton.LeftButton, pos=middle(row, 2))
    for stop in (3, 4):
        qtbot.mouseMove(row, middle(row, stop))
        row.mouseMoveEvent(_moved(row, middle(row, stop)))
    qtbot.mouseRelease(row, Qt.MouseButton.LeftButton, pos=middle(row, 4))
    assert found == [2, 3, 4]


def _moved(row: StopsRow, pos: QPoint) -> QMouseEvent:
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(pos), QPointF(row.mapToGlobal(pos)), left, left, Mod.NoModifier)


def test_the_keys_of_the_strip(qtbot: QtBot, row: StopsRow) -> None:
    found = asked(row)
    for key, held in (
        (Key.Key_Right, Mod.NoModifier), (Key.Key_Left, Mod.NoModifier), (Key.Key_Right, Mod.ShiftModifier),
        (Key.Key_Left, Mod.ShiftModifier), (Key.Key_Home, Mod.NoModifier), (Key.Key_End, Mod.NoModifier),
        (Key.Key_Escape, Mod.NoModifier),
    ):  # fmt: skip
        qtbot.keyClick(row, key, held)
    assert found == ["forward", "back", "next_step", "previous_step", 0, 7, "close"]


def test_one_notch_of_the_wheel_is_one_stop(row: StopsRow) -> None:
    found = asked(row)
    for turn in (-120, -60, -60, 120):
        row.wheelEvent(QWheelEvent(
            QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, Mod.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        ))  # fmt: skip
    assert found == ["forward", "forward", "back"]


def test_sentences_and_progress_of_mazurs_sixth_stop() -> None:
    walk = mazur_at(6)
    assert words.progress(walk) == "stop 6 of 8 · row 1 · weights not yet changed"
    told = words.sentence(walk)
    assert told.startswith("Stop 6: blame of ") and "0.009954" in told
    assert words.share(walk) == 0.75
    assert "weights changed" in words.progress(mazur_at(8))
    assert "before the first stop" in words.sentence(mazur_at(0)) and words.error(mazur_at(0)) == ("", False)


def test_rows_in_words() -> None:
    net = stack(Input(shape=(3,)), Dense(units=3, activation="softmax"), loss="categorical_crossentropy")
    walk = Walk(Player(trainer(net, points(count=30, seed=1), batch_size=4)))
    walk.player.forward()
    state = walk.state()
    assert words.rows(state) in ("4 rows", f"rows {min(state.rows) + 1} to {max(state.rows) + 1}")
    assert words.rows(replace(state, rows=state.rows * 0 + [3, 5, 4, 6])) == "rows 4 to 7"
    assert words.example(state) == "example 1 of 4"
    assert words.example(replace(state, example=None)) == "mean of 4 rows"


# -- in the window -----------------------------------------------------------------------------------------------------

def test_a_walk_by_keyboard_from_opening_to_closing(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    strip, canvas = window.walk.strip, window.views.canvas
    assert not strip.isVisible() and not window.actions_["walk.forward"].isEnabled()
    window.actions_["train.walk"].trigger()
    walked(qtbot, window, 0, -1)
    assert window.arithmetic.isVisible() and not window.views.plots.isVisible()
    assert strip.isVisible() and strip.stops.hasFocus() and window.actions_["train.walk"].isChecked()
    views = []
    for stop in range(8):
        qtbot.keyClick(strip.stops, Key.Key_Right)
        walked(qtbot, window, 0, stop)
        views.append(canvas.drawing.shown_view)
    assert views == ["activation"] * 3 + ["blame", "gradient", "blame", "gradient", "change"]
    assert window.status.sentence.text().startswith("Stop 8: update.")
    assert window.bar.progress.accessibleName().endswith("weights changed")
    window.actions_["walk.next_step"].trigger()
    walked(qtbot, window, 1, 7)
    window.actions_["walk.back"].trigger()
    walked(qtbot, window, 1, 6)
    qtbot.keyClick(strip.stops, Key.Key_Escape)
    assert not strip.isVisible() and not window.runner.walking and canvas.drawing.shown_view == "weight"
    assert canvas.hasFocus() and window.views.plots.isVisible() and not window.arithmetic.isVisible()
    qtbot.waitUntil(lambda: window.runner.snapshot is not None and window.runner.snapshot.walk is None)


def test_the_arithmetic_follows_the_stop_and_the_question(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    panel = window.arithmetic
    window.runner.open_walk(True)
    walk = walked(qtbot, window, 0, -1)
    assert panel.equation is None
    for stop in walk.plan:
        window.runner.walk_by("forward")
        walked(qtbot, window, 0, stop.index)
        kind = stop.kind.value
        qtbot.waitUntil(lambda kind=kind: panel.equation is not None and panel.equation.kind == kind)
    hidden = walk.plan[0].layer
    assert hidden is not None
    window.explaining.ask(Ref(hidden, (2,)), "blame")
    qtbot.waitUntil(lambda: panel.equation is not None and panel.equation.ref == Ref(hidden, (2,)))
    window.runner.open_walk(False)
    qtbot.waitUntil(lambda: panel.equation is None)


def test_a_view_the_user_chose_stays(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    drawing = window.views.canvas.drawing
    window.runner.open_walk(True)
    window.runner.walk_to(0, 0)
    walked(qtbot, window, 0, 0)
    assert drawing.shown_view == "activation"
    drawing.set_view("weight")
    window.runner.walk_to(0, 3)
    walked(qtbot, window, 0, 3)
    assert drawing.shown_view == "weight"
    drawing.set_view("blame")  # the fitting one again: the canvas follows once more
    window.runner.walk_to(0, 4)
    walked(qtbot, window, 0, 4)
    assert drawing.shown_view == "gradient"


def test_gradients_of_an_earlier_step_are_not_shown(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    live = window.views.canvas.drawing.painter.live
    window.runner.open_walk(True)
    window.runner.walk_to(1, 4)
    walk = walked(qtbot, window, 1, 4)
    output, hidden = walk.plan[4].layer, walk.plan[6].layer
    assert walk.plan[4].kind is PhaseKind.GRADIENT and output is not None and hidden is not None
    QApplication.processEvents()
    live.use(window.runner.snapshot, window.document.network)
    assert live.matrix(output, "gradient") is not None and live.matrix(hidden, "gradient") is None
    assert live.matrix(hidden, "weight") is not None


def test_the_examples_of_a_minibatch_and_their_mean(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    strip = window.walk.strip
    window.runner.open_walk(True)
    window.runner.walk_by("forward")
    walked(qtbot, window, 0, 0)
    assert strip.whose.text() == "example 1 of 10"
    strip.more.click()
    qtbot.waitUntil(lambda: strip.whose.text() == "example 2 of 10")
    strip.whose.click()
    qtbot.waitUntil(lambda: strip.whose.text() == "mean of 10 rows")


def test_a_long_plan_scrolls_with_the_walk(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("spiral")
    window.resize(900, 700)
    window.runner.open_walk(True)
    window.runner.walk_to(0, 10)
    walked(qtbot, window, 0, 10)
    strip = window.walk.strip

    def in_sight() -> bool:
        present = strip.stops.present()
        left = present.mapTo(strip.area, QPoint(0, 0)).x() if present is not None else -1
        return present is not None and left >= 0 and left + present.width() <= strip.area.width() + 8

    qtbot.waitUntil(in_sight)
    assert strip.area.horizontalScrollBar().value() > 0
