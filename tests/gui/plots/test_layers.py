"""The middle panel's gradients and lost units, and the strip that shows how numbers are spread over the run."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from core.curves import Column, Curves
from core.edit import set_layer
from core.spread import BINS, column_of
from gui.plots.change_plot import ChangePlot
from gui.plots.heat_panel import SPREAD, WAITING, HeatPanel
from gui.plots.layer_measures import MEASURES, lost_word
from gui.plots.spread_strip import SpreadStrip, darkness, quantiles, range_of
from gui.plots.spread_view import NOTHING
from tests.helpers.plot_bench import Bench
from tests.helpers.plot_doubles import _series

GRADIENT, UNITS = 1, 2


def _measured(bench: Bench, curves: Curves) -> Curves:
    x = np.linspace(0.1, 2.0, 20)
    layers = list(curves.weight_change)
    falling = {layer: _series(x, list(10.0 ** -(index + x))) for index, layer in enumerate(layers)}
    hidden = layers[0]
    zero = {hidden: _series(x, [0.0] * 20)}
    spreads = {
        (of, hidden): tuple(_column(float(at), scale * at) for at in x)
        for of, scale in (("weights", 1.0), ("activations", 2.0), ("gradients", -3.0))
    }
    return replace(
        curves, gradient=falling, dead={hidden: _series(x, [0.25] * 20)}, saturated=zero, spreads=spreads
    )  # fmt: skip


def _column(x: float, scale: float) -> Column:
    column = column_of(x, np.linspace(-1.0, 3.0, 401) * scale)
    assert column is not None
    return column


def _load(bench: Bench) -> None:
    snapshot = bench.load("digits").snapshot()
    bench.runner.tell(replace(snapshot, curves=_measured(bench, snapshot.curves)))
    bench.settle()


def _read(plot: ChangePlot, x: float) -> list[tuple[str, str]]:
    (_, _), (low, high) = plot.graph._view.viewRange()
    plot.graph._moved(plot.graph._view.mapViewToScene(QPointF(x, (low + high) / 2)))
    return [(str(line[0]), line[1]) for line in plot.graph.box.lines]


# -- the middle panel ------------------------------------------------------------------------------------------------


def test_gradients_of_all_layers(bench: Bench) -> None:
    plot = bench.show(ChangePlot)
    _load(bench)
    plot.tabs.select(GRADIENT)
    bench.settle()
    assert [name for name, _ in _read(plot, 2.0)] == ["hidden", "output"]
    assert plot.graph.log
    assert plot.graph._guide_at is None
    assert plot.graph.plot.accessibleDescription().startswith("Gradient now: hidden 0.01")
    plot.tabs.select(0)
    assert plot.graph._guide_at == -3.0
    plot.menu.log_y.trigger()
    assert plot.graph._guide_at is None  # it is an exponent


def test_lost_units_are_shares(bench: Bench) -> None:
    plot = bench.show(ChangePlot)
    _load(bench)
    plot.tabs.select(UNITS)
    bench.settle()
    assert _read(plot, 1.0) == [("hidden, dead", "25.0\u202f%")]
    low, high = plot.graph._view.viewRange()[1]
    assert (low, plot.graph.percent) == (0.0, True)
    assert high >= 0.25


def test_lost_units_are_named_by_what_they_are() -> None:
    x = np.arange(1.0, 3.0)
    some, none = _series(x, [0.5, 0.25]), _series(x, [0.0, 0.0])
    for dead, saturated, word in (
        (some, none, "dead"), (none, some, "saturated"), (some, some, "dead or saturated"),
        (none, none, "dead or saturated"),
    ):  # fmt: skip
        curves = Curves(some, {}, {}, dead={3: dead}, saturated={3: saturated})
        assert lost_word(3, curves) == word
        lost = MEASURES[UNITS].curves(curves)[3]
        np.testing.assert_allclose(lost.mean, dead.mean + saturated.mean)


def test_before_the_first_step_each_tab_says_what_to_do(bench: Bench) -> None:
    plot = bench.show(ChangePlot)
    for index, measure in enumerate(MEASURES):
        plot.tabs.select(index)
        assert plot.stage.note.text == measure.empty


# -- spreads ---------------------------------------------------------------------------------------------------------


def test_quantiles_of_a_column_are_numpys() -> None:
    values = np.random.default_rng(1).normal(size=4000)
    column = column_of(0.0, values)
    assert column is not None
    np.testing.assert_allclose(quantiles(column, (0.05, 0.5, 0.95)), np.quantile(values, (0.05, 0.5, 0.95)), atol=0.15)


def test_the_range_holds_all_but_the_rarest() -> None:
    shares = np.zeros(BINS, np.float32)
    shares[0], shares[-1] = 0.9999, 0.0001
    low, high = range_of([Column(0.0, 0.0, 100.0, shares)])
    assert low <= 0.0
    assert high < 50.0


def test_the_densest_place_of_a_column_is_dark() -> None:
    shares = np.zeros(BINS, np.float32)
    shares[30] = 1.0
    dark = darkness([Column(0.0, 0.0, 4.0, shares)], 0.0, 4.0)
    assert dark.max() == 1.0
    row = int(dark[:, 0].argmax())
    assert 4.0 * (1 - row / len(dark)) == pytest.approx(3.05, abs=0.1)  # the top row is the highest


def test_the_chosen_layer_is_shown_and_read(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 320, 220, chosen=True)
    assert panel.stage.note.text == WAITING
    panel.tabs.select(SPREAD)
    assert panel.spread.stage.note.text == NOTHING
    _load(bench)
    strip = panel.spread.strip
    assert strip.isVisible()
    assert not panel.maps.isVisible()
    assert (strip.name, len(strip.columns)) == ("hidden", 20)
    QTest.mouseMove(strip, strip._box().center().toPoint())
    strip._point(strip.column_at(strip._box().right() - 1))
    assert strip.box.title == "epoch 2.0"
    assert strip.box.lines[0][1] == "2.0"
    panel.spread.kinds.select(2)
    bench.settle()
    assert strip.powers
    assert strip.number(-2.0) == "0.010"


@pytest.mark.parametrize("moments", [(0.025,), (0.025, 0.05), (0.1, 40.0)])
def test_epochs_of_a_strip_stand_apart(moments: tuple[float, ...], bench: Bench) -> None:
    panel = bench.show(HeatPanel, 240, 220, chosen=True)
    panel.tabs.select(SPREAD)
    strip = panel.spread.strip
    strip.resize(150, 120)
    strip.show_columns(tuple(_column(at, 1.0) for at in moments), False, False, "hidden")
    metrics = QFontMetrics(strip.font())
    written = strip.epochs(metrics)
    assert written and (len(moments) > 1 or written == [(strip._box().center().x(), "0.025")])
    ends = [(x - metrics.horizontalAdvance(text) / 2, x + metrics.horizontalAdvance(text) / 2) for x, text in written]
    assert all(before[1] < after[0] for before, after in pairwise(ends))


def test_a_layer_without_numbers_says_so(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 320, 220, chosen=True)
    panel.tabs.select(SPREAD)
    bench.load("digits")
    assert panel.spread.stage.note.text == NOTHING
    _load(bench)
    bench.selection.set([2])
    bench.settle()
    assert panel.spread.stage.note.text == "flatten has no weights."


def test_a_strip_of_an_edited_layer_is_greyed(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 320, 220, chosen=True)
    panel.tabs.select(SPREAD)
    _load(bench)
    before = panel.spread.strip._image.copy()
    hidden = bench.runner.snapshot.network.order[2]
    bench.document.edit("Resize", set_layer(bench.document.project, hidden, units=7))
    bench.settle()
    assert panel.spread.strip.stale
    assert "before the last change" in panel.spread.strip.accessibleName()
    assert panel.spread.strip._image != before


def test_the_strip_by_keyboard(bench: Bench) -> None:
    strip = bench.show(lambda *_: SpreadStrip(), 300, 160)
    strip.show_columns(tuple(_column(float(x), 1.0) for x in range(1, 6)), False, False, "hidden")
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert strip.accessibleDescription().startswith("epoch 5.0: half below")
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert strip.box.title == "epoch 1.0"
    strip.show_columns(strip.columns[:1], False, False, "hidden")
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert strip.box.title == "epoch 1.0"


def test_numbers_of_a_strip_and_of_a_map(bench: Bench) -> None:
    panel = bench.show(HeatPanel, 320, 220, chosen=True)
    _load(bench)
    panel.tabs.select(SPREAD)
    bench.settle()
    table = panel.spread._table()
    assert len(table.names) == len(table.rows[0]) == 3 + BINS
    panel.tabs.select(1)
    bench.settle()
    cells = panel.map_menu._table()
    assert cells.names == ("layer", "row", "column", "value")
    assert len(cells.rows) == sum(block.values.size for block in panel.map.blocks)
