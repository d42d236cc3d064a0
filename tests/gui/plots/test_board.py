"""The board of a graph: shapes in the numbers of the axes, painted in one go."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from gui.plots.loss_plot import LossPlot
from gui.plots.shapes import Frame, Kind, Line, Shape, Spots
from tests.helpers.plot_bench import Bench

INK = QColor("#123456")
FRAME = Frame(QRectF(10, 0, 100, 50), left=0.0, right=10.0, low=-1.0, high=1.0)


def _painted(*shapes: Shape) -> QImage:
    image = QImage(120, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for shape in shapes:
        shape.paint(painter, FRAME)
    painter.end()
    return image


def _inked(image: QImage, y: int) -> list[int]:
    return [x for x in range(image.width()) if image.pixelColor(x, y) == INK]


def test_numbers_of_the_axes_become_pixels() -> None:
    assert FRAME.x(np.array([0.0, 5.0, 10.0])).tolist() == [10.0, 60.0, 110.0]
    assert FRAME.y(np.array([-1.0, 0.0, 1.0])).tolist() == [50.0, 25.0, 0.0]
    assert np.isfinite(FRAME.y(np.array([1e300, -1e300, np.inf]))).all()  # Qt counts in 32 bits


def test_a_line_has_a_gap_where_a_value_is_missing() -> None:
    line = Line()
    line.pen = QPen(INK, 1.0)
    line.set_data([0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 0.0, np.nan, 0.0, 0.0])
    inked = _inked(_painted(line), 25)
    assert {12, 29, 71, 89} <= set(inked)
    assert not set(range(32, 69)) & set(inked)


def test_pairs_are_lines_of_their_own() -> None:
    line = Line(pairs=True)
    line.pen = QPen(INK, 1.0)
    line.set_data([0.0, 1.0, 3.0, 4.0], [0.0] * 4)
    inked = _inked(_painted(line), 25)
    assert {12, 18, 42, 48} <= set(inked)
    assert not set(range(22, 39)) & set(inked)


def test_spots_are_discs_and_wedges() -> None:
    disc, wedge = Spots(8.0, z=0), Spots(8.0, z=0, kind=Kind.WEDGE)
    for spots, x in ((disc, 2.0), (wedge, 6.0)):
        spots.brush = QBrush(INK)
        spots.set_data([x], [0.0])
    image = _painted(disc, wedge)
    assert image.pixelColor(30, 25) == image.pixelColor(70, 25) == INK
    above, below = (sum(x > 60 for x in _inked(image, y)) for y in (22, 25))
    assert above > below > 0  # it points down


def test_a_paint_asks_no_item_of_the_scene(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = bench.show(LossPlot, 480, 240)
    bench.load("digits")
    asked: list[str] = []
    for kind in (pg.AxisItem, pg.ViewBox, pg.PlotItem):
        monkeypatch.setattr(kind, "paint", lambda self, *_: asked.append(type(self).__name__))
    picture = plot.graph.plot.grab().toImage()
    assert not asked
    colors = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    theme = bench.theme.current
    assert {theme.paper.name(), theme.training.name(), theme.line.name()} <= colors


def test_later_shapes_lie_over_earlier_ones(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    heights = [shape.z for shape in plot.graph.plot.shapes]
    assert heights == sorted(heights)
    assert heights[0] < 0 < heights[-1]
