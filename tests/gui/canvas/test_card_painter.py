"""Cards are drawn when their numbers are taken up, and copied in every other frame."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.player import Player
from core.walk import Walk
from gui.canvas import strokes
from gui.canvas.scene import CanvasScene
from gui.run_state import RunState
from gui.stylesheet import stylesheet
from gui.theme import LIGHT
from gui.walk.controller import FITTING
from tests.helpers.canvas_bench import CanvasBench, small_project
from tests.helpers.canvas_shots import StillRunner, alike, make


def _seen(scene: CanvasScene, zoom: float = 1.0) -> QImage:
    rect = scene.content_rect()
    image = QImage(round(rect.width() * zoom), round(rect.height() * zoom), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setTransform(QTransform(zoom, 0, 0, zoom, -rect.left() * zoom, -rect.top() * zoom))
    scene.drawBackground(painter, QRectF())
    painter.end()
    return image


@pytest.fixture
def drawing(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> tuple[CanvasScene, StillRunner, list[int]]:
    """A scene, its run, and the cards that were drawn one part after the other."""
    scene, runner, _ = make("digits")
    layers, drawn = scene.painter._cards.layers, []
    whole = layers.draw_pictures

    def note(painter: QPainter, shot: object, level: object, item: object, of: object) -> None:
        drawn.append(item.layer_id)  # type: ignore[attr-defined]
        whole(painter, shot, level, item, of)  # type: ignore[arg-type]

    monkeypatch.setattr(layers, "draw_pictures", note)
    _seen(scene)
    _seen(scene)
    drawn.clear()
    return scene, runner, drawn


def _train(scene: CanvasScene, runner: StillRunner) -> None:
    assert runner.snapshot is not None
    runner.snapshot = replace(runner.snapshot, theta=np.array(runner.snapshot.theta) * 1.01)
    runner.snapshot_ready.emit(runner.snapshot)


def test_a_frame_in_which_nothing_changed_copies_all_cards(drawing: tuple[CanvasScene, StillRunner, list[int]]) -> None:
    scene, _, drawn = drawing
    _seen(scene)
    assert not drawn


def test_each_snapshot_at_rest_and_every_third_one_in_training_draws_them(
    drawing: tuple[CanvasScene, StillRunner, list[int]],
) -> None:
    scene, runner, drawn = drawing
    _train(scene, runner)
    _seen(scene)
    assert sorted(drawn) == sorted(scene.layers)
    each, drawn[:] = len(drawn), []
    runner.state = RunState.PLAYING
    for _ in range(6):
        _train(scene, runner)
        _seen(scene)
    assert len(drawn) == 2 * each


def test_what_is_copied_looks_as_if_it_were_drawn(drawing: tuple[CanvasScene, StillRunner, list[int]]) -> None:
    scene, _, _ = drawing
    for zoom in (0.3, 1.0, 2.3):
        first, _, third = (_seen(scene, zoom) for _ in range(3))
        assert alike(first, third)


def test_the_card_under_the_pointer_is_drawn_in_every_frame(
    drawing: tuple[CanvasScene, StillRunner, list[int]],
) -> None:
    scene, _, drawn = drawing
    scene.hover_layer(3)
    _seen(scene)
    _seen(scene)
    assert drawn == [3, 3]


def test_a_frame_paints_nothing_below_the_drawing(qtbot: QtBot) -> None:
    painted: list[object] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch, view, window = Watch(), CanvasBench(qtbot, small_project()).view, QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(stylesheet(LIGHT))
    view.setParent(window)
    window.show()
    QApplication.processEvents()
    for widget in (window, view, view.viewport()):
        widget.installEventFilter(watch)
    view.viewport().repaint()
    view.setParent(None)
    assert painted == [view.viewport()]


def _stop(scene: CanvasScene, runner: StillRunner, walk: Walk) -> QImage:
    """What a stop looks like in the view that fits it."""
    runner.snapshot = walk.dress(runner.observer.snapshot(1, 100.0))
    stop = walk.player.stop
    scene.set_view(FITTING[stop.kind] if stop is not None else "weight")
    runner.snapshot_ready.emit(runner.snapshot)
    scene.motion.land()
    return _seen(scene)


@pytest.mark.parametrize("name", ["digits", "mazur", "wide", "diabetes"])
def test_cards_kept_from_stop_to_stop_look_as_if_they_were_drawn(qapp: QApplication, name: str) -> None:
    scene, runner, _ = make(name)
    assert runner.trainer is not None
    runner.trainer.extend()
    walk = Walk(Player(runner.trainer))
    count = len(walk.player.plan)
    _stop(scene, runner, walk)
    for move in (*[walk.player.forward] * (count + 2), *[walk.player.back] * (count + 2), walk.player.next_step):
        move()
        kept = _stop(scene, runner, walk)
        scene.painter._cards._plates.forget()
        assert alike(kept, _seen(scene))
    walk.look_at(None)  # other numbers at the same stop
    kept = _stop(scene, runner, walk)
    scene.painter._cards._plates.forget()
    assert alike(kept, _seen(scene))


def test_of_a_stop_on_only_the_cards_with_other_numbers_are_drawn(
    drawing: tuple[CanvasScene, StillRunner, list[int]],
) -> None:
    scene, runner, drawn = drawing
    assert runner.trainer is not None
    walk = Walk(Player(runner.trainer))
    _, hidden, output = (stop.layer for stop in walk.player.plan[:3])  # the first is that of Flatten
    for _ in range(2):
        walk.player.forward()
        _stop(scene, runner, walk)
        _seen(scene)  # while the view moves nothing is kept, and here it moved as the walk began
    drawn.clear()
    walk.player.forward()
    _stop(scene, runner, walk)
    assert set(drawn) == {output}
    drawn.clear()
    walk.player.back()
    walk.player.forward()
    _stop(scene, runner, walk)
    assert not drawn  # the same stop again
    walk.player.next_step()
    _stop(scene, runner, walk)
    assert {hidden, output} <= set(drawn)


@pytest.mark.parametrize("zoom", [1.0, 0.62, 0.56, 0.45])
def test_name_and_summary_of_a_card_begin_at_one_edge(
    zoom: float, drawing: tuple[CanvasScene, StillRunner, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, _, _ = drawing
    item = next(each for each in scene.layers.values() if each.node.name == "hidden")
    edges: list[float] = []

    def note(_painter: QPainter, rect: QRectF, *_: object) -> None:
        edges.append(rect.left())

    monkeypatch.setattr(strokes, "write", note)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    strokes.draw_header(painter, item.card, item.node.name, item.summary, LIGHT, zoom, 0.0)
    painter.end()
    assert edges and len(set(edges)) == 1
