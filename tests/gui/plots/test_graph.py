"""The graph under the loss and layer plots: axes, smoothing, marks, the best epoch, keys, menu, saving."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from core.curves import Mark
from core.snapshot import Series
from gui.dialogs.messages import ErrorMessage
from gui.plots import plot_menu
from gui.plots.graph import Graph
from gui.plots.graph_menu import USUAL_TICK, part_of, table_of
from gui.plots.loss_plot import LossPlot
from gui.plots.moments import said
from gui.plots.saving import Sheet, png_of, svg_of
from gui.plots.series import USUAL_REACH, beyond_zero, smooth, squeeze
from tests.helpers.plot_bench import Bench

Key, Mod = Qt.Key, Qt.KeyboardModifier


def _plot(bench: Bench, marks: tuple[Mark, ...] = (), best: int | None = None) -> LossPlot:
    plot = bench.show(LossPlot, 480, 240)
    snapshot = bench.load("digits").snapshot()
    bench.runner.tell(replace(snapshot, best_epoch=best, curves=replace(snapshot.curves, marks=marks)))
    bench.settle()
    return plot


def test_a_graph_has_no_widget_that_nobody_sees(bench: Bench) -> None:
    before = len(QApplication.allWidgets())
    Graph("Loss").deleteLater()
    made = len(QApplication.allWidgets()) - before
    assert made <= 14  # pyqtgraph's own menus and forms would be 44 more


def _narrow(bench: Bench) -> LossPlot:
    """So narrow that curves have their names at their ends."""
    plot = _plot(bench)
    plot.resize(330, 240)
    bench.settle()
    plot.refresh()
    return plot


def _names(plot: LossPlot) -> list[str]:
    return [label.text() for label in plot.graph._ends.labels if label.isVisible()]


def test_names_go_where_the_keys_have_room(bench: Bench) -> None:
    plot = _narrow(bench)
    assert _names(plot) == ["training", "validation"]
    plot.resize(900, 240)
    bench.settle()
    plot.refresh()
    assert plot.keys[0].isVisible() and _names(plot) == []


def test_a_curve_that_ends_out_of_sight_has_no_name(bench: Bench) -> None:
    plot = _narrow(bench)
    _, (low, high) = plot.graph._view.viewRange()
    plot.graph._view.setYRange(high + 1, high + 2, padding=0)
    assert _names(plot) == []
    plot.graph._view.setYRange(low, high, padding=0)
    assert _names(plot) == ["training", "validation"]


# -- axes and smoothing ----------------------------------------------------------------------------------------------


def test_epochs_on_a_logarithmic_axis(bench: Bench) -> None:
    plot = _plot(bench)
    plot.menu.log_x.setChecked(True)
    bench.settle()
    (left, right), _ = plot.graph._view.viewRange()
    first = plot.training.series.x[0]
    assert left == pytest.approx(np.log10(first))
    assert right > np.log10(2.0)
    x = plot.training._bold.data()[0]
    assert x[0] == pytest.approx(np.log10(first))
    assert np.diff(x).min() > 0
    plot.graph._moved(plot.graph._view.mapViewToScene(QPointF(np.log10(2.0), 0.0)))
    assert plot.graph.box.title == "epoch 2"
    plot.menu.log_x.setChecked(False)
    bench.settle()
    assert plot.graph._view.viewRange()[0][0] == 0.0


def test_points_that_crowd_on_a_logarithmic_axis_are_squeezed_by_pixel() -> None:
    series = Series(*(np.linspace(0.0, 100.0, 5001),) * 4)
    whole = beyond_zero(series)
    assert len(whole.x) == 5000
    part = squeeze(whole, -2.0, 2.0, 100, uneven=True)
    assert len(part.x) <= 102
    assert part.low.min() == series.x[1]
    assert part.high.max() == 100.0
    assert np.diff(part.x).max() < 0.35  # the first of 50 points a unit lie as far apart as they do
    assert part.mean[-1] == 100.0


def test_the_slider_smooths_from_nothing_to_a_quarter() -> None:
    assert part_of(0) == 0
    assert part_of(USUAL_TICK) == USUAL_REACH
    assert 0.2 < part_of(100) < 0.3
    noisy = np.random.default_rng(0).normal(size=1000)
    assert smooth(noisy, part=part_of(100)).std() < smooth(noisy).std() < smooth(noisy, part=0.001).std()


def test_smoothing_is_heard_at_once(bench: Bench) -> None:
    plot = _plot(bench)
    before = plot.training.calm.copy()
    slider = plot.menu.smoothing.defaultWidget().findChild(plot_menu.SliderRow)
    slider.setValue(0)
    bench.settle()
    np.testing.assert_array_equal(plot.training.calm, plot.training.series.mean)
    assert not np.array_equal(plot.training.calm, before)
    QTest.keyClick(slider, Key.Key_Right)
    assert slider.value() > 0
    assert slider.accessibleName() == "Smoothing"


def test_log_height_of_menu_and_header_are_one(bench: Bench) -> None:
    plot = _plot(bench)
    plot.menu.log_y.trigger()
    assert not plot.graph.log
    assert plot.scale.text() == "linear"
    plot.scale.click()
    assert plot.menu.log_y.isChecked()


# -- marks and the best epoch ----------------------------------------------------------------------------------------


def test_marks_are_drawn_and_read(bench: Bench) -> None:
    marks = (Mark(1.0, "learning rate", 0.01, 0.003), Mark(1.0, "weights set by hand"))
    plot = _plot(bench, marks)
    assert plot.graph.moments._lines.data()[0].tolist() == [1.0, 1.0]
    plot.graph._moved(plot.graph._view.mapViewToScene(QPointF(1.0, 0.0)))
    assert [line[:2] for line in plot.graph.box.lines[-2:]] == [
        ("learning rate", "0.01 → 0.003"), ("weights set by hand", ""),
    ]  # fmt: skip
    plot.graph._moved(plot.graph._view.mapViewToScene(QPointF(1.5, 0.0)))
    assert len(plot.graph.box.lines) == 2


def test_marks_in_words() -> None:
    assert said(Mark(1.0, "the drawing")) == ("the drawing", "changed")
    assert said(Mark(1.0, "shuffle", True, False)) == ("shuffle", "on → off")
    assert said(Mark(1.0, "optimizer", "SGD", "Adam")) == ("optimizer", "SGD → Adam")


def test_the_best_epoch_is_ringed(bench: Bench) -> None:
    plot = _plot(bench, best=1)
    x, y = plot.graph.moments._ring.data()
    assert x.tolist() == [1.0]
    assert y[0] == pytest.approx(np.log10(plot.validation.series.mean[0]))
    assert plot.graph.moments._label.isVisible()
    assert "best epoch 1" in plot.graph.plot.accessibleDescription()
    bench.runner.tell(replace(bench.runner.snapshot, best_epoch=None))
    bench.settle()
    assert not len(plot.graph.moments._ring.data()[0])


# -- keys ------------------------------------------------------------------------------------------------------------


def test_the_keyboard_reads_moves_and_zooms(bench: Bench) -> None:
    plot = _plot(bench)
    graph = plot.graph
    graph.plot.setFocus()
    QTest.keyClick(graph.plot, Key.Key_Home)
    assert graph.box.isVisible()
    assert graph.plot.accessibleDescription().startswith("epoch 0.0: training ")
    QTest.keyClick(graph.plot, Key.Key_Right, Mod.ControlModifier)
    before = graph._view.viewRange()[0]
    QTest.keyClick(graph.plot, Key.Key_Plus)
    after = graph._view.viewRange()[0]
    assert after[1] - after[0] == pytest.approx(0.8 * (before[1] - before[0]))
    assert graph.whole.isVisible()
    assert plot.menu.whole.isEnabled()
    QTest.keyClick(graph.plot, Key.Key_Right, Mod.ShiftModifier)
    assert graph._view.viewRange()[0][0] > after[0]
    QTest.keyClick(graph.plot, Key.Key_0)
    assert graph._view.viewRange()[0][0] == 0.0
    assert not graph.whole.isVisible()
    assert not graph.box.isVisible()


def test_the_menu_opens_by_key_and_its_slider_obeys_keys(bench: Bench) -> None:
    plot = _plot(bench)
    plot.graph.plot.setFocus()
    QTest.keyClick(plot.graph.plot, Key.Key_F10, Mod.ShiftModifier)
    menu = plot.menu.menu.menu
    assert menu.isVisible()
    QTest.keyClick(menu, Key.Key_Down)
    slider = menu.focusWidget()
    assert isinstance(slider, plot_menu.SliderRow)
    before = plot.menu.part
    QTest.keyClick(slider, Key.Key_Right)
    assert plot.menu.part > before
    assert menu.isVisible()
    QTest.keyClick(slider, Key.Key_Escape)
    assert not menu.isVisible()


def test_the_button_shows_the_whole_run(bench: Bench) -> None:
    plot = _plot(bench)
    plot.graph.plot.setFocus()
    QTest.keyClick(plot.graph.plot, Key.Key_Plus)
    plot.graph.whole.click()
    assert not plot.graph.is_zoomed


# -- saving ----------------------------------------------------------------------------------------------------------


def _answer(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_numbers_are_saved(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = _plot(bench)
    _answer(monkeypatch, tmp_path / "loss")
    plot.menu.menu.savings[2].trigger()
    rows = list(csv.reader(io.StringIO((tmp_path / "loss.csv").read_text())))
    assert rows[0] == ["run", "curve", "epoch", "least", "mean", "largest"]
    series = plot.validation.series
    assert [float(row[4]) for row in rows if row[1] == "validation"] == series.mean.tolist()
    assert len(table_of(plot._named_curves()).rows) == len(rows) - 1


def test_pictures_are_saved(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = _plot(bench, (Mark(1.0, "the drawing"),))
    _answer(monkeypatch, tmp_path / "loss.png")
    plot.menu.menu.savings[0].trigger()
    image = QImage(str(tmp_path / "loss.png"))
    assert image.width() == 2 * (plot.graph.width() + 16)
    _answer(monkeypatch, tmp_path / "loss.svg")
    plot.menu.menu.savings[1].trigger()
    root = ElementTree.parse(tmp_path / "loss.svg").getroot()
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "training" in texts
    assert "Loss" in texts
    widths = [float(each.get("stroke-width", 1)) for each in root.iter() if each.get("stroke-width")]
    assert max(widths) <= 2.0


def test_a_picture_needs_no_window(bench: Bench) -> None:
    plot = _plot(bench)
    sheet = Sheet(plot.graph, "Loss")
    assert png_of(sheet).startswith(b"\x89PNG")
    assert b"<svg" in svg_of(sheet)


def test_where_it_cannot_be_written_it_says_so(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = _plot(bench)
    said_there: list[str] = []
    monkeypatch.setattr(ErrorMessage, "ask", lambda first, more, **_: said_there.extend((first, more)))
    _answer(monkeypatch, tmp_path / "gone" / "loss.csv")
    plot.menu.menu.savings[2].trigger()
    assert said_there[0] == "“loss.csv” was not saved."
    assert "does not exist" in said_there[1]
    assert not (tmp_path / "gone").exists()
