"""The heat map and its panel."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from core.edit import set_layer
from gui.plots.heat_map import GAP, Block, HeatMap, cell_size, largest_magnitude, matrix_of, scale_of
from gui.plots.heat_panel import WAITING, HeatPanel
from gui.theme import LIGHT, mix
from tests.helpers.plot_bench import Bench


def test_largest_magnitude_keeps_the_sign() -> None:
    values = np.zeros((4, 6))
    values[1, 2], values[0, 0], values[3, 5] = -3.0, 2.0, 0.5
    got = largest_magnitude(values, 2, 3)
    assert got.tolist() == [[2.0, -3.0, 0.0], [0.0, 0.0, 0.5]]
    assert largest_magnitude(values, 10, 10) is values


def test_the_scale_is_round_and_held() -> None:
    block = Block("hidden", np.linspace(-0.58, 0.58, 1000).reshape(20, 50))
    assert scale_of([block], 0.0) == 0.6
    assert scale_of([block], 1.0) == 1.0
    assert scale_of([block], 2.0) == 0.6
    assert scale_of([block], 0.1) == 0.6
    assert scale_of([Block("zero", np.zeros((2, 2)))], 0.0) == 1.0


def test_cells_are_drawn_only_where_they_are_large_enough() -> None:
    assert cell_size([(8, 2), (8, 8), (1, 8)], 400, 150) >= 12
    assert cell_size([(32, 64)], 260, 130) == 0.0
    assert cell_size([], 100, 100) == 0.0


def test_cells_are_squares_of_their_colour_and_negative_ones_have_a_hole(qtbot: QtBot) -> None:
    heat = HeatMap()
    qtbot.addWidget(heat)
    heat.resize(200, 80)
    heat.show_blocks([Block("hidden", np.array([[1.0, -1.0], [0.5, 0.0]])), Block("old", np.array([[1.0]]), True)], 1.0)
    picture, side = QPixmap(heat.size()), heat.cell()
    picture.fill(Qt.GlobalColor.magenta)  # a hole and what lies between cells are painted, too
    heat.render(picture)
    image, (box, other) = picture.toImage(), heat._boxes()

    def at(x: float, y: float) -> QColor:
        return image.pixelColor(int(x), int(y))

    middle, edge = (side - GAP) / 2, 2.0
    for row, column, value in ((0, 0, 1.0), (0, 1, -1.0), (1, 0, 0.5), (1, 1, 0.0)):
        left, top = box.left() + column * side, box.top() + row * side
        assert at(left + edge, top + middle) == LIGHT.diverging_color(value)
        assert at(left + middle, top + middle) == (LIGHT.paper if value < 0 else LIGHT.diverging_color(value))
        assert at(left + side - 1, top + middle) == LIGHT.paper
    pale = at(other.left() + edge, other.top() + middle)
    assert abs(pale.red() - mix(LIGHT.paper, LIGHT.diverging_color(1.0), 0.4).red()) <= 2


def test_any_weight_is_a_matrix() -> None:
    assert matrix_of(np.zeros(5)).shape == (1, 5)
    assert matrix_of(np.zeros((6, 3, 5, 5))).shape == (6, 75)


def test_without_a_choice_the_first_large_layer_is_shown(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    assert panel.stage.note.text == WAITING
    bench.load("digits")
    assert panel.whose.text == "of hidden"
    assert panel.shape_label.text == "32 × 64"
    assert panel.caption.text == "one row a neuron, one column a pixel"
    assert panel.scale.text.startswith("± 0.")


def test_small_layers_are_shown_together(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    bench.load("circle")
    assert [block.name for block in panel.map.blocks] == ["hidden 1", "hidden 2", "output"]
    assert panel.map.cell() >= 12


def test_the_chosen_layer_and_the_weights(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    work = bench.load("digits")
    output = work.dense[1]
    bench.selection.set([output.id])
    panel.tabs.select(1)
    bench.settle()
    assert panel.shape_label.text == "10 × 32"
    assert panel.caption.text == "one row a neuron, one column an input"
    assert np.array_equal(panel.map.blocks[0].values, work.arrays(work.theta, output.id)["weight"])
    bench.selection.set([1])
    bench.settle()
    assert panel.stage.note.text == "input has no weights."


def test_hovering_reads_one_cell(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    work = bench.load("circle")
    bench.selection.set([work.dense[0].id])
    panel.tabs.select(1)
    bench.settle()
    box = panel.map._boxes()[0]
    place = QPointF(box.left() + box.width() * 0.75, box.top() + box.height() * 0.1)
    bench.qtbot.mouseMove(panel.map, place.toPoint())
    weight = work.arrays(work.theta, work.dense[0].id)["weight"][0, 1]
    assert panel.map.cell_at(place) == (0, 0, 1)
    panel.map._point((0, 0, 1))
    assert panel.caption.text.startswith("neuron 1, input 2: ")
    assert float(panel.caption.text.split()[-1].replace("−", "-").replace("+", "")) == pytest.approx(weight, rel=1e-3)
    panel.map._point(None)
    assert panel.caption.text.startswith("one row")


def test_a_ring_over_a_cell_that_is_gone_vanishes(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    work = bench.load("digits")
    panel.map._point((0, 31, 63))
    bench.selection.set([work.dense[1].id])
    bench.settle()
    assert panel.map._at is None


def test_numbers_of_an_older_drawing_say_so(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    work = bench.load("digits")
    assert not panel.whose.is_stale
    bench.document.edit("Resize", set_layer(bench.document.project, work.dense[0].id, units=7))
    bench.settle()
    assert panel.whose.is_stale
    assert "before the last change" in panel.whose.accessibleName()


def test_the_tabs_work_by_keyboard(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 290, 204, chosen=True)
    bench.load("digits")
    panel.activateWindow()
    tab = panel.tabs._group.button(0)
    tab.setFocus()
    bench.qtbot.keyClick(tab, Qt.Key.Key_Right)
    assert panel.tabs.current() == 1
