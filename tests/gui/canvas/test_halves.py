"""While a network trains, links and pictures take up the numbers in turns; at rest both are of one snapshot."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.canvas.halves import Halves
from gui.canvas.scene import CanvasScene
from gui.run_state import RunState
from tests.helpers.canvas_shots import StillRunner, make

Pixels = npt.NDArray[np.int16]


@pytest.fixture
def drawing(qapp: QApplication) -> tuple[CanvasScene, StillRunner]:
    scene, runner, _ = make("digits")
    return scene, runner


def _alike(one: Pixels, other: Pixels) -> bool:
    return bool(np.abs(one - other).max() <= 4)  # Qt rounds where it clips


def _seen(scene: CanvasScene) -> Pixels:
    rect = scene.content_rect()
    image = QImage(round(rect.width()), round(rect.height()), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.translate(-rect.topLeft())
    scene.drawBackground(painter, QRectF())
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).astype(np.int16)


def test_in_turns_while_it_trains(drawing: tuple[CanvasScene, StillRunner]) -> None:
    _, runner = drawing
    halves = Halves()
    runner.state = RunState.PLAYING
    assert halves.next(runner) == (True, True)  # the first of all
    turns = [halves.next(runner) for _ in range(4)]
    assert turns == [(False, True), (True, False)] * 2
    runner.state = RunState.PAUSED
    assert halves.next(runner) == (True, True)


@pytest.mark.parametrize("what", ["revision", "row", "edit"])
def test_nothing_of_before_stays(drawing: tuple[CanvasScene, StillRunner], what: str) -> None:
    _, runner = drawing
    halves = Halves()
    runner.state = RunState.PLAYING
    for _ in range(3):
        halves.next(runner)
    if what == "revision":
        runner.snapshot = replace(runner.snapshot, revision=runner.snapshot.revision + 1)
    elif what == "row":
        runner.snapshot = replace(runner.snapshot, watched=replace(runner.snapshot.watched, row=5))
    else:
        halves.both()
    assert halves.next(runner) == (True, True)
    assert halves.next(runner) != (True, True)


def test_two_frames_show_what_one_does(drawing: tuple[CanvasScene, StillRunner]) -> None:
    scene, runner = drawing
    assert runner.trainer is not None
    runner.state = RunState.PLAYING
    _seen(scene)
    rng = np.random.default_rng(0)
    theta = runner.snapshot.theta + rng.normal(size=len(runner.snapshot.theta)).astype(np.float32)
    runner.snapshot = replace(runner.snapshot, theta=theta)
    pictures = []
    for _ in range(3):
        runner.snapshot_ready.emit(runner.snapshot)
        pictures.append(_seen(scene))
    assert not _alike(pictures[0], pictures[1])
    assert _alike(pictures[1], pictures[2])
    runner.state = RunState.PAUSED
    runner.snapshot_ready.emit(runner.snapshot)
    assert _alike(_seen(scene), pictures[1])


def test_at_rest_the_next_frame_shows_all(drawing: tuple[CanvasScene, StillRunner]) -> None:
    scene, runner = drawing
    before = _seen(scene)
    theta = -runner.snapshot.theta
    runner.snapshot = replace(runner.snapshot, theta=theta)
    runner.snapshot_ready.emit(runner.snapshot)
    first = _seen(scene)
    runner.snapshot_ready.emit(runner.snapshot)
    assert _alike(_seen(scene), first)
    assert not _alike(before, first)
