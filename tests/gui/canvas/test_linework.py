"""Links drawn by a kernel instead of by Qt: the same picture to the eye, nothing beside them, Qt where it cannot be."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QApplication

from core.engines import cache
from gui.canvas import linework
from gui.canvas.bundle import Points, cubic, segments
from gui.canvas.linework import Sheet
from gui.canvas.links import Bundle, LinkPainter, share_out
from gui.canvas.plates import MANY, Shot, TintPlate
from gui.canvas.tints import Strokes
from gui.theme import DARK, LIGHT, Theme

pytest.importorskip("numba")

SIZE = 320, 260
at_hand = cache.at_hand


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.kernels("float32")
    monkeypatch.setattr(cache, "at_hand", at_hand)


def bundle(sources: int, targets: int) -> Bundle:
    """Links of all strengths between two columns of neurons, every fifth locked."""
    def column(x: float, count: int) -> Points:
        return np.column_stack((np.full(count, x), np.linspace(20.0, 240.0, count)))

    made = Bundle(column(20, sources), column(300, targets), (QPointF(20, 130), QPointF(300, 130)), [])
    share_out([made])
    values = np.random.default_rng(3).normal(size=(targets, sources))
    made.locked = np.arange(values.size).reshape(values.shape) % 5 == 0
    made.update(values / np.abs(values).max())
    return made


def strokes_of(sources: int, targets: int, theme: Theme, near: bool) -> Strokes:
    return LinkPainter().strokes([bundle(sources, targets)], 0.8, theme, near=near)


def picture(ratio: float, theme: Theme) -> QImage:
    image = QImage(round(SIZE[0] * ratio), round(SIZE[1] * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.paper)
    return image


def levels(image: QImage) -> NDArray[np.int16]:
    """Colours (height, width, 3)."""
    found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return found[:, :, :3].astype(np.int16)


def painted(image: QImage, strokes: Strokes, transform: QTransform, by_kernel: bool) -> QImage:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(transform)
    LinkPainter().paint(painter, strokes, Sheet.of(image) if by_kernel else None)
    painter.end()
    return image


def near_strokes(strokes: Strokes, transform: QTransform, ratio: float) -> NDArray[np.bool_]:
    """Pixels at most two pixels beside a line."""
    image = picture(ratio, LIGHT)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setTransform(transform)
    scale = ratio * transform.m11()
    for pieces, pens in [(each, (strokes.blank_pen, None)) for each in strokes.blank] + [
        line[1:] for line in strokes.lines
    ]:
        width = max(1.0, pens[0].widthF() * scale) + 4.0
        pen = QPen(QColor("black"), width / scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)
        LinkPainter().draw(painter, pieces, pen)
    painter.end()
    found: NDArray[np.bool_] = levels(image).max(axis=2) == 0
    return found


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("shape", [(24, 20), (8, 8), (2, 1), (40, 20)])
def test_the_picture_is_the_one_that_qt_paints(
    qapp: QApplication, theme: Theme, ratio: float, shape: tuple[int, int]
) -> None:
    strokes = strokes_of(*shape, theme, ratio > 1.3)
    transform = QTransform(0.93, 0, 0, 0.93, 7.25, -3.5)
    ours = painted(picture(ratio, theme), strokes, transform, True)
    by_qt = painted(picture(ratio, theme), strokes, transform, False)
    away = np.abs(levels(ours) - levels(by_qt))
    paper = levels(picture(ratio, theme))
    touched = (levels(ours) != paper).any(axis=2)
    assert touched.sum() > 500
    assert away.mean() < 2.0 and away[touched].mean() < 5.0
    assert not (touched & ~near_strokes(strokes, transform, ratio)).any()
    strength = [np.abs(levels(each) - paper).sum() for each in (ours, by_qt)]
    assert strength[0] == pytest.approx(strength[1], rel=0.04), "the drawing is neither paler nor darker"


@pytest.mark.usefixtures("kernel")
def test_links_without_numbers_are_drawn_too(qapp: QApplication) -> None:
    blank = bundle(6, 4)
    blank.update(None)
    strokes = LinkPainter().strokes([blank], 1.0, LIGHT)
    ours, by_qt = (painted(picture(1.0, LIGHT), strokes, QTransform(), each) for each in (True, False))
    assert (levels(ours) != levels(picture(1.0, LIGHT))).any()
    assert np.abs(levels(ours) - levels(by_qt)).mean() < 0.6


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_only_the_part_that_is_drawn_anew_is_touched(qapp: QApplication, ratio: float) -> None:
    image, area = picture(ratio, LIGHT), QRect(101, 53, 77, 91)
    strokes = strokes_of(24, 20, LIGHT, False)
    lines = [line[1:] for line in strokes.lines]
    assert linework.draw(Sheet.of(image, area), QTransform(), lines)
    outside = (levels(image) != levels(picture(ratio, LIGHT))).any(axis=2)
    assert outside.any()
    left, top = round(np.floor(area.left() * ratio)), round(np.floor(area.top() * ratio))
    right, bottom = (round(np.ceil(each * ratio)) for each in (101 + 77, 53 + 91))
    outside[top:bottom, left:right] = False
    assert not outside.any()


def line_with(pen: QPen) -> list[tuple[Points, tuple[QPen, None]]]:
    return [(segments(cubic(np.array([[20.0, 20.0]]), np.array([[300.0, 240.0]]), 9)), (pen, None))]


@pytest.mark.usefixtures("kernel")
def test_what_a_kernel_does_not_know_is_left_to_qt(qapp: QApplication) -> None:
    image = picture(1.0, LIGHT)
    solid, flat = Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap
    blue = QColor(30, 60, 200)
    for pen, transform in (
        (QPen(blue, 3.0, solid, Qt.PenCapStyle.RoundCap), QTransform()),
        (QPen(blue, 3.0, Qt.PenStyle.DashLine, flat), QTransform()),
        (QPen(blue, 3.0, solid, flat), QTransform().rotate(10.0)),
    ):
        assert not linework.draw(Sheet.of(image), transform, line_with(pen))
    assert (levels(image) == levels(picture(1.0, LIGHT))).all()
    assert linework.draw(Sheet.of(image), QTransform(), line_with(QPen(blue, 3.0, solid, flat)))


def test_without_a_kernel_qt_paints_the_sheet(qapp: QApplication) -> None:
    strokes = strokes_of(8, 8, LIGHT, False)
    assert not linework.at_hand()
    ours, by_qt = (painted(picture(1.0, LIGHT), strokes, QTransform(), each) for each in (True, False))
    assert (levels(ours) == levels(by_qt)).all() and (levels(ours) != levels(picture(1.0, LIGHT))).any()


@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize(("links", "sheets"), [(MANY, [True, True]), (MANY - 1, [False, True])])
def test_many_links_go_through_the_plate_while_one_pans(
    qapp: QApplication, links: int, sheets: list[bool]
) -> None:
    plate, behind, found = TintPlate(), QPixmap(20, 10), []
    behind.fill(LIGHT.paper)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shot = Shot.of(painter)

    def draw(inner: QPainter, sheet: Sheet | None) -> None:
        found.append(sheet is not None)
        inner.fillRect(QRectF(2, 2, 5, 5), LIGHT.ink)

    for key in (1, 2):
        plate.paint(painter, shot, key, behind, draw, QRectF(0, 0, 20, 10), links)
        assert image.pixelColor(4, 4).rgb() == LIGHT.ink.rgb()
    painter.end()
    assert found == sheets
