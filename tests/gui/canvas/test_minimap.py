"""The minimap: there while the drawing exceeds the view, its frame is what is seen, a click looks elsewhere."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dense
from core.network import Problem
from core.project import ProjectSpec
from gui.theme import current_theme
from tests.helpers.canvas_bench import INPUT, CanvasBench, small_project


def long_drawing() -> ProjectSpec:
    project = small_project()
    for _ in range(9):
        project = edit.append_to_end(project, Dense(units=5))
    return project


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot, long_drawing())


def test_it_comes_and_goes_with_what_is_out_of_sight(bench: CanvasBench) -> None:
    view = bench.view
    assert not view.minimap.isVisible(), "a fitted drawing is seen whole"
    view.camera.zoom_to(1.0)
    assert view.minimap.isVisible()
    inside = view.rect().adjusted(0, 0, -8, -8)
    assert inside.contains(view.minimap.geometry())
    assert not view.minimap.geometry().intersects(view.zoom_control.geometry())
    view.commands.fit()
    assert not view.minimap.isVisible()


def test_a_click_and_a_drag_look_elsewhere(bench: CanvasBench) -> None:
    view = bench.view
    view.camera.zoom_to(1.0)
    for key in (INPUT, bench.document.network.nodes[-1].id):
        at = view.minimap.on_map(bench.item(key).card_rect()).center().toPoint()
        bench.qtbot.mouseClick(view.minimap, Qt.MouseButton.LeftButton, pos=at)
        assert view.minimap.seen().contains(bench.item(key).place), key
    start = view.minimap.rect().center()
    bench.qtbot.mousePress(view.minimap, Qt.MouseButton.LeftButton, pos=start)
    before = view.minimap.seen().center()
    bench.qtbot.mouseMove(view.minimap, start - QPoint(20, 0))
    bench.qtbot.mouseRelease(view.minimap, Qt.MouseButton.LeftButton, pos=start - QPoint(20, 0))
    assert view.minimap.seen().center().x() < before.x() or view.minimap.seen().contains(bench.item(INPUT).place)
    assert bench.steps == 0


def test_the_frame_is_what_is_seen(bench: CanvasBench) -> None:
    view = bench.view
    view.camera.zoom_to(1.0)
    view.camera.center_on(QPointF(bench.item(5).place))
    frame, card = view.minimap.on_map(view.minimap.seen()), view.minimap.on_map(bench.item(5).card_rect())
    assert (frame.center() - card.center()).manhattanLength() < 4
    view.grab()  # paints in its corner without a word


def test_a_small_view_and_an_empty_drawing_have_none(bench: CanvasBench, qtbot: QtBot) -> None:
    bench.view.camera.zoom_to(1.0)
    bench.view.resize(300, 240)
    assert not bench.view.minimap.isVisible()
    empty = CanvasBench(qtbot, ProjectSpec(data=None))
    empty.view.camera.scroll(QPoint(5000, 0))
    assert not empty.view.minimap.isVisible()


def test_legend_and_map_keep_off_a_note(bench: CanvasBench) -> None:
    """A finding comes under a card that lies low at the left, then at the right."""
    view, scene = bench.view, bench.view.drawing
    view.camera.zoom_to(1.0)
    item = scene.layers[INPUT]
    item.set_problems((Problem("Something is wrong here and takes a few words to say.", INPUT, blocking=False),))
    assert item.note is not None
    middle = item.to_scene(item.note.rect).center()
    for overlay in (view.legend, view.minimap):
        at = view.mapToScene(overlay.geometry().center())
        away = view.mapToScene(view.viewport().rect().center())
        view.camera.center_on(middle + away - at)
        note = view.mapFromScene(item.to_scene(item.note.rect)).boundingRect()
        assert not view.legend.isVisible() or not view.legend.geometry().intersects(note)
        assert view.minimap.isVisible() and not view.minimap.geometry().intersects(note)
        assert view.legend.isVisible() is (overlay is view.minimap)
    view.commands.fit()
    assert view.legend.isVisible()


def test_small_cards_are_drawn_in_the_colour_of_their_state(bench: CanvasBench) -> None:
    view = bench.view
    view.camera.zoom_to(1.0)
    keys = list(view.drawing.layers)
    bench.selection.set([keys[1]])
    seen = view.minimap.grab().toImage()
    theme = current_theme()

    def color(key: int) -> QColor:
        center = view.minimap.on_map(view.drawing.layers[key].card_rect()).center()
        return seen.pixelColor(round(center.x() - 0.5), round(center.y() - 0.5))

    assert color(keys[1]) == theme.ink2
    assert color(keys[3]) == theme.line2
