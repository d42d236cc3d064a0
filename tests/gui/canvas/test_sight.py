"""Only what is in sight is drawn, and what stands still is drawn once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QApplication, QGraphicsView

from core.data import load, prepare
from core.data_spec import ToyData
from core.fitting import suggest_network
from core.project import ProjectSpec, TrainingSpec
from gui.canvas.detail import Level
from gui.canvas.items import LayerItem
from gui.canvas.linework import Sheet
from gui.canvas.links import Bundle
from gui.canvas.marks import VIEWS
from gui.canvas.plates import DOT_PITCH, Dots, Shot, TintPlate
from gui.canvas.scene import BESIDE, CanvasScene
from gui.document import Document
from gui.selection import Selection
from gui.theme import LIGHT
from gui.widgets.writing import laid_out
from tests.helpers.canvas_shots import StillRunner, StillTheme, make

WIDTH, HEIGHT = 600, 400


@dataclass
class Drawing:
    """A long drawing and a way to look at a part of it."""

    scene: CanvasScene

    def seen(self, x: float, zoom: float = 1.0) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        """The pixels with the scene's ``x`` at the left edge."""
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setTransform(QTransform(zoom, 0, 0, zoom, -round(x * zoom), HEIGHT // 2))
        self.scene.drawBackground(painter, QRectF())
        painter.end()
        return np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4).astype(np.int16)


@pytest.fixture
def drawing(qapp: QApplication) -> Iterator[Drawing]:
    data = ToyData(name="spiral")
    dataset, spec = load(data)
    runner = StillRunner(prepare(dataset, spec))
    project = ProjectSpec(suggest_network(dataset.task, (4,) * 20, "tanh"), TrainingSpec(), data)
    scene = CanvasScene(Document(project), runner, StillTheme(), Selection())
    runner.train(project, 1, 0)
    yield Drawing(scene)


def test_only_cards_in_sight_are_drawn(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    fronts: list[int] = []
    painter = drawing.scene.painter
    whole = painter._cards.paint

    def note(inner: QPainter, shot: Shot, level: object, item: LayerItem) -> None:
        fronts.append(item.layer_id)
        whole(inner, shot, level, item)  # type: ignore[arg-type]

    monkeypatch.setattr(painter._cards, "paint", note)
    first = drawing.scene.layers[drawing.scene.document.network.order[0]]
    drawing.seen(first.place.x() - 50)
    assert first.layer_id in fronts
    assert len(fronts) < len(drawing.scene.layers) / 2


@pytest.mark.parametrize("zoom", [0.3, 1.0])
@pytest.mark.parametrize("by", [37.0, -120.0, 900.0])
def test_a_picture_that_was_moved_looks_like_a_new_one(drawing: Drawing, zoom: float, by: float) -> None:
    drawing.seen(500.0, zoom)
    moved = drawing.seen(500.0 + by, zoom)
    drawing.scene.painter.arrange()  # everything anew
    assert np.abs(moved - drawing.seen(500.0 + by, zoom)).max() <= 4  # Qt rounds where it clips


def test_a_link_keeps_its_tint_until_it_is_clearly_another(qapp: QApplication) -> None:
    ends = np.array([[0.0, 0.0]]), np.array([[100.0, 0.0]])
    bundle = Bundle(*ends, (QPointF(), QPointF(100, 0)), [])

    def step(value: float, hold: bool = True) -> tuple[int, bool]:
        bundle.update(np.array([[value]]))
        steps, positive = bundle.tints(1.0, hold)
        return int(steps[0]), bool(positive[0])

    assert step(0.4) == (2, True)
    assert step(0.51) == (2, True)
    assert step(0.55) == (3, True)
    assert step(0.49) == (3, True)
    assert step(0.49, hold=False) == (2, True)
    assert step(-0.41) == (2, False)
    bundle.rechoose()
    assert step(-0.51) == (3, False)


def test_links_that_look_the_same_are_drawn_twice_and_then_kept(qapp: QApplication) -> None:
    plate, behind, drawn = TintPlate(), QPixmap(20, 10), []
    behind.fill(LIGHT.paper)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shot = Shot.of(painter)

    def draw(inner: QPainter, sheet: Sheet | None) -> None:
        drawn.append(inner)
        assert sheet is None or sheet.image.size() == behind.size()
        inner.fillRect(QRectF(2, 2, 5, 5), LIGHT.ink)

    for key in (1, 1, 1, 1, 2):
        plate.paint(painter, shot, key, behind, draw, QRectF(0, 0, 20, 10))
        assert image.pixelColor(4, 4).rgb() == LIGHT.ink.rgb()
        assert image.pixelColor(15, 4).rgb() == LIGHT.paper.rgb()
    painter.end()
    assert len(drawn) == 3


@pytest.mark.parametrize("name", ["digits", "mazur", "residual", "diabetes", "words"])
@pytest.mark.parametrize("zoom", [0.35, 1.0])
def test_a_snapshot_changes_nothing_outside_what_is_painted_anew(qapp: QApplication, name: str, zoom: float) -> None:
    scene, runner, _ = make(name)
    assert runner.trainer is not None
    whole = scene.content_rect().adjusted(-400, -400, 400, 400)

    def seen() -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
        image = QImage(round(whole.width() * zoom), round(whole.height() * zoom), QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setTransform(QTransform(zoom, 0, 0, zoom, -whole.left() * zoom, -whole.top() * zoom))
        scene.drawBackground(painter, QRectF())
        painter.end()
        return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()

    area = scene.live_area()
    left, top, right, bottom = (
        round((edge - first) * zoom) + more * BESIDE for edge, first, more in (
            (area.left(), whole.left(), -1), (area.top(), whole.top(), -1),
            (area.right(), whole.left(), 1), (area.bottom(), whole.top(), 1),
        )
    )  # fmt: skip
    moved = []
    for view in VIEWS:
        scene.set_view(view)
        before = seen()
        for _ in range(7):
            runner.trainer.step()
        runner.look()
        changed = np.argwhere(before != seen())
        if not len(changed):
            continue  # a tint is kept until it is clearly another
        moved.append(view)
        assert (changed.min(axis=0) >= (top, left)).all(), view
        assert (changed.max(axis=0) <= (bottom, right)).all(), view
    assert moved


def test_a_snapshot_paints_no_more_of_the_view_than_that(qapp: QApplication) -> None:
    scene, runner, _ = make("mazur")
    view = QGraphicsView(scene)
    view.resize(2400, 1600)
    view.show()
    asked: list[QRect] = []
    view.viewport().update = asked.append
    runner.look()
    assert len(asked) == 1
    assert asked[0].contains(view.mapFromScene(scene.content_rect()).boundingRect())
    assert asked[0].width() * asked[0].height() < 0.6 * view.viewport().width() * view.viewport().height()
    view.close()


@pytest.mark.parametrize("zoom", [0.37, 1.0, 1.7])
def test_the_dots_of_the_paper_lie_on_their_grid(qapp: QApplication, zoom: float) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(LIGHT.paper)
    painter = QPainter(image)
    painter.setTransform(QTransform(zoom, 0, 0, zoom, 31, 17))
    shot = Shot.of(painter)
    Dots().draw(painter, shot, shot.visible())
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(200, 300)
    found = np.argwhere(pixels != LIGHT.paper.rgb())
    pitch = DOT_PITCH * zoom * (2 if DOT_PITCH * zoom < 14 else 1)
    away = np.abs((found + 0.5 - (17, 31) + pitch / 2) % pitch - pitch / 2)
    assert away.max() <= 2.0
    assert len(found) >= 4 * (300 // pitch) * (200 // pitch)


def test_seen_from_afar_names_are_laid_out_once_for_all_zooms(drawing: Drawing) -> None:
    drawing.scene.painter.detail.level = Level.FAR
    drawing.seen(0.0, 0.22)
    drawing.seen(0.0, 0.2)
    before = laid_out.cache_info()
    for zoom in (0.215, 0.211, 0.207, 0.203):
        drawing.seen(0.0, zoom)
    after = laid_out.cache_info()
    assert after.hits - before.hits > 3 * (after.misses - before.misses)
