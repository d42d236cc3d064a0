"""Panning and zooming with wheel, buttons, fingers and edges, and what is brought into sight."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dense, Input
from core.project import ProjectSpec
from gui.canvas.drag_data import mime_of
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench

Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier
CTRL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot)


# -- panning and zooming -----------------------------------------------------------------------------------------------


def test_the_wheel_zooms_at_the_mouse_with_and_without_ctrl(bench: CanvasBench) -> None:
    spot = bench.title(OUTPUT)
    for keys in (Modifier.NoModifier, CTRL):
        before, there = bench.view.camera.scale, bench.screen(spot)
        bench.wheel(spot, 240, keys)
        assert bench.view.camera.scale > 1.2 * before
        assert (bench.screen(spot) - there).manhattanLength() <= 3
    bench.wheel(spot, -1200)
    assert bench.view.camera.scale < 1.0


def test_zoom_has_limits_and_the_control_shows_it(bench: CanvasBench) -> None:
    for _ in range(40):
        bench.wheel(bench.body(HIDDEN), 240)
    assert bench.view.camera.scale == 6.0
    assert bench.view.zoom_control.scale_button.text() == "600\u202f%"
    bench.qtbot.mouseClick(bench.view.zoom_control.scale_button, Button.LeftButton)
    assert bench.view.camera.scale == 1.0
    bench.qtbot.mouseClick(bench.view.zoom_control.less, Button.LeftButton)
    assert bench.view.camera.scale == pytest.approx(0.8)
    bench.qtbot.mouseClick(bench.view.zoom_control.fit, Button.LeftButton)
    room = bench.view.mapToScene(bench.view.viewport().rect()).boundingRect()
    assert room.contains(bench.view.drawing.content_rect())


@pytest.mark.parametrize("by", ["middle", "space"])
def test_middle_button_and_space_pan(bench: CanvasBench, by: str) -> None:
    here, way = bench.empty(), QPoint(70, -40)
    there, origin = bench.view.mapToScene(bench.screen(here) + way), bench.screen(QPointF())
    if by == "middle":
        bench.drag(here, there, Button.MiddleButton)
    else:
        bench.qtbot.keyPress(bench.view, Key.Key_Space)
        bench.drag(here, there)
        bench.qtbot.keyRelease(bench.view, Key.Key_Space)
    assert bench.screen(QPointF()) - origin == way
    bench.pull(here, there, Button.MiddleButton)
    bench.key(Key.Key_Escape)
    assert bench.screen(QPointF()) - origin == way
    assert bench.steps == 0


def test_dragging_to_the_edge_scrolls(bench: CanvasBench) -> None:
    origin = bench.screen(QPointF())
    bench.pull(bench.body(HIDDEN), bench.view.mapToScene(QPoint(1098, 300)))
    bench.qtbot.waitUntil(lambda: bench.screen(QPointF()).x() < origin.x() - 40, timeout=3000)
    bench.release(bench.view.mapToScene(QPoint(1098, 300)))
    still = bench.screen(QPointF())
    bench.qtbot.wait(80)
    assert bench.screen(QPointF()) == still
    assert bench.undo_text == "Move hidden"


def test_a_large_card_finds_a_place_that_covers_no_other(bench: CanvasBench) -> None:
    new = bench.drop("Dense", bench.item(INPUT).card_rect().bottomLeft() + QPointF(20, 40))
    card = bench.item(new).card_rect()
    assert not any(card.intersects(bench.item(layer).card_rect()) for layer in (INPUT, HIDDEN, OUTPUT))
    seen = bench.view.mapToScene(bench.view.viewport().rect()).boundingRect()
    assert seen.contains(card)


def test_what_is_added_out_of_sight_is_brought_into_sight(bench: CanvasBench) -> None:
    bench.view.camera.zoom_to(1.0)
    bench.view.camera.scroll(QPoint(900, 0))
    bench.view.commands.append(Dense(units=3), OUTPUT)
    seen = bench.view.mapToScene(bench.view.viewport().rect()).boundingRect()
    assert seen.contains(bench.item(4).card_rect())
    assert bench.view.camera.scale == 1.0


def test_a_drag_that_comes_in_over_an_edge_scrolls_only_once_it_was_within(bench: CanvasBench) -> None:
    data, origin = mime_of("Dense"), bench.screen(QPointF())
    bench.enter(data, bench.view.mapToScene(QPoint(3, 300)))
    bench.qtbot.wait(80)
    assert bench.screen(QPointF()) == origin
    bench.over(data, bench.view.mapToScene(QPoint(400, 300)))
    bench.over(data, bench.view.mapToScene(QPoint(3, 300)))
    bench.qtbot.waitUntil(lambda: bench.screen(QPointF()).x() > origin.x() + 20, timeout=3000)
    bench.leave()


def test_shift_goes_sideways_and_two_fingers_pan(bench: CanvasBench) -> None:
    origin, scale, spot = bench.screen(QPointF()), bench.view.camera.scale, bench.empty()
    bench.wheel(spot, -120, SHIFT)
    moved = bench.screen(QPointF()) - origin
    assert (moved.x(), moved.y()) == (-120, 0)
    bench.wheel(spot, 50, phase=Qt.ScrollPhase.ScrollUpdate)
    assert (bench.screen(QPointF()) - origin).y() == 50
    assert bench.view.camera.scale == scale


def test_a_pinch_zooms_at_the_mouse(bench: CanvasBench) -> None:
    spot, scale = bench.title(HIDDEN), bench.view.camera.scale
    there, port = bench.screen(spot), bench.view.viewport()
    at = QPointF(there)
    kind = Qt.NativeGestureType.ZoomNativeGesture
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, at, at, port.mapToGlobal(at), 0.5, QPointF())
    QApplication.sendEvent(port, event)
    assert bench.view.camera.scale == pytest.approx(1.5 * scale)
    assert (bench.screen(spot) - there).manhattanLength() <= 2


def test_an_empty_canvas_says_what_to_do_until_there_is_a_layer(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, ProjectSpec(data=None))
    port = bench.view.viewport()
    middle = port.rect().center()
    words = QRect(middle.x() - 150, middle.y() - 12, 300, 24)

    def colours() -> set[int]:
        image = port.grab(words).toImage()
        return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}

    written = len(colours())
    assert written > 8
    bench.document.edit("Add", edit.add_layer(bench.document.project, Input(shape=(2,)), place=(5000.0, 5000.0)))
    bench.view.camera.scroll(QPoint(20_000, 0))
    assert len(colours()) < written
