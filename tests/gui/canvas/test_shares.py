"""While a network trains, links and cards take up the numbers in turns; at rest both are of one snapshot."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.canvas.scene import CanvasScene
from gui.canvas.shares import ALL, CARDS, LINKS, Shares
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
    shares = Shares()
    runner.state = RunState.PLAYING
    assert shares.next(runner) == ALL  # the first of all
    turns = [shares.next(runner) for _ in range(6)]
    assert turns == [(CARDS[0],), (CARDS[1],), (LINKS,)] * 2
    runner.state = RunState.PAUSED
    assert shares.next(runner) == ALL


@pytest.mark.parametrize("what", ["revision", "row", "edit"])
def test_nothing_of_before_stays(drawing: tuple[CanvasScene, StillRunner], what: str) -> None:
    _, runner = drawing
    shares = Shares()
    runner.state = RunState.PLAYING
    for _ in range(3):
        shares.next(runner)
    if what == "revision":
        runner.snapshot = replace(runner.snapshot, revision=runner.snapshot.revision + 1)
    elif what == "row":
        runner.snapshot = replace(runner.snapshot, watched=replace(runner.snapshot.watched, row=5))
    else:
        shares.all()
    assert shares.next(runner) == ALL
    assert shares.next(runner) != ALL


def test_three_frames_show_what_one_does(drawing: tuple[CanvasScene, StillRunner]) -> None:
    scene, runner = drawing
    assert runner.trainer is not None
    runner.state = RunState.PLAYING
    _seen(scene)
    rng = np.random.default_rng(0)
    theta = runner.snapshot.theta + rng.normal(size=len(runner.snapshot.theta)).astype(np.float32)
    runner.snapshot = replace(runner.snapshot, theta=theta)
    pictures = []
    for _ in range(4):
        runner.snapshot_ready.emit(runner.snapshot)
        pictures.append(_seen(scene))
    assert not _alike(pictures[0], pictures[2])
    assert _alike(pictures[2], pictures[3])
    runner.state = RunState.PAUSED
    runner.snapshot_ready.emit(runner.snapshot)
    assert _alike(_seen(scene), pictures[2])


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
