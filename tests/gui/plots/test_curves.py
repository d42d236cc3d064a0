"""The loss plot and the weight change plot: what they draw, when, and what they say."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from core.edit import set_layer
from core.snapshot import Series
from gui.plots.change_plot import ChangePlot
from gui.plots.loss_plot import EMPTY, LossPlot
from gui.plots.view import SPOKEN
from gui.run_state import RunState
from gui.theme import DARK
from tests.helpers.plot_bench import Bench, trained


def _point_at(plot: LossPlot | ChangePlot, x: float) -> None:
    view = plot.graph._view
    (_, _), (low, high) = view.viewRange()
    plot.graph._moved(view.mapViewToScene(QPointF(x, (low + high) / 2)))


def test_before_the_first_step_it_says_what_to_do(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    assert plot.stage.currentWidget() is plot.stage.note
    assert plot.stage.note.text == EMPTY


def test_loss_is_drawn_and_described(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    work = bench.load("digits")
    assert plot.stage.currentWidget() is plot.graph
    assert plot.tabs.texts == ("Loss", "Accuracy")
    assert plot.validation.series is not None
    assert len(plot.validation.series.x) == 2
    assert f"validation {work.log['validation_loss'][-1]:.4f}" in plot.graph.plot.accessibleDescription()


@pytest.mark.parametrize("make", [LossPlot, ChangePlot])
def test_while_it_trains_it_is_described_now_and_then_and_at_rest_at_once(
    bench: Bench, make: type[LossPlot | ChangePlot]
) -> None:
    plot = bench.show(make)
    bench.load("digits")
    work = trained.__wrapped__("digits")  # one of its own, as it is trained on

    def told(revision: int) -> str:
        bench.runner.tell(replace(work.epochs(1).snapshot(), revision=revision))
        plot._refresh_now()
        return plot.graph.plot.accessibleDescription()

    bench.runner.state = RunState.PLAYING
    before = told(7)
    assert told(7) == before  # nobody listens so fast
    assert told(8) != before  # another run
    plot._told.restart()
    before = plot.graph.plot.accessibleDescription()
    bench.qtbot.wait(SPOKEN + 20)
    assert told(8) != before
    before = plot.graph.plot.accessibleDescription()
    bench.runner.state = RunState.PAUSED
    assert told(8) != before


def test_no_more_points_than_pixels(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    snapshot = bench.load("digits").snapshot()
    x = np.linspace(0, 2, 50_000)
    y = np.exp(-x)
    bench.runner.tell(replace(snapshot, curves=replace(snapshot.curves, batch_loss=Series(x, y, y, y))))
    bench.settle()
    assert 20 < len(plot.training._bold.data()[0]) <= plot.width()
    assert len(plot.training._raw.data()[0]) <= 2 * plot.width()


def test_one_epoch_has_end_points_only_where_there_is_one_value(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    snapshot = bench.load("digits").snapshot()
    first = np.ones(1)
    one = {name: Series(first, *(series.mean[:1],) * 3) for name, series in snapshot.curves.epochs.items()}
    bench.runner.tell(replace(snapshot, position=1.0, curves=replace(snapshot.curves, epochs=one)))
    bench.settle()
    assert len(plot.validation._end.data()[0]) == 1
    right = plot.graph._view.viewRange()[0][1]
    assert 1.0 < right < 1.1


def test_the_metric_has_a_view_of_its_own(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    bench.load("digits")
    plot.tabs.select(1)
    assert plot.shown == "accuracy"
    assert not plot.graph.log
    assert "%" in plot.graph.plot.accessibleDescription()
    plot.tabs.select(0)
    assert plot.graph.log


def test_linear_and_back(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    bench.load("digits")
    plot.scale.click()
    assert not plot.graph.log
    assert plot.graph._view.viewRange()[1][0] >= 0
    plot.scale.click()
    assert plot.graph.log


def test_zoom_stays_until_a_double_click(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    work = bench.load("digits")
    plot.graph._view.setRange(xRange=(0.5, 1.0), padding=0)
    plot.graph._view.sigRangeChangedManually.emit([True, True])
    bench.runner.tell(work.snapshot())
    bench.settle()
    assert plot.graph._view.viewRange()[0] == [0.5, 1.0]
    plot.graph.reset_zoom()
    assert plot.graph._view.viewRange()[0][0] == 0.0


def test_the_cross_hair_reads_both_curves(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    work = bench.load("digits")
    _point_at(plot, 2.0)
    assert plot.graph.box.isVisible()
    assert [line[0] for line in plot.graph.box.lines] == ["training", "validation"]
    assert plot.graph.box.lines[1][1] == f"{work.log['validation_loss'][1]:.4f}"
    plot.graph._moved(QPointF(-5, -5))
    assert not plot.graph.box.isVisible()


def test_sixty_snapshots_a_second_are_not_sixty_refreshes(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    snapshot = bench.load("digits").snapshot()
    seen: list[float] = []
    whole = plot.refresh
    plot.refresh = lambda: (seen.append(bench.runner.snapshot.position), whole())  # type: ignore[method-assign]
    for step in range(30):
        bench.runner.tell(replace(snapshot, position=2.0 + step / 1000))
        bench.qtbot.wait(10)
    bench.settle()
    assert 2 <= len(seen) <= 12
    assert seen[-1] == 2.0 + 29 / 1000


def test_hidden_it_does_nothing_and_shown_it_catches_up(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    plot.hide()
    bench.load("digits")
    assert plot.training.series is None
    plot.show()
    assert plot.training.series is not None


def test_values_that_are_not_finite_leave_gaps(bench: Bench) -> None:
    plot = bench.show(LossPlot)
    snapshot = bench.load("digits").snapshot()
    y = np.array([1.0, 0.5, np.nan, np.inf, 0.0])
    curves = replace(snapshot.curves, batch_loss=Series(np.arange(5.0), y, y, y))
    bench.runner.tell(replace(snapshot, curves=curves))
    bench.settle()
    low, high = plot.graph._view.viewRange()[1]
    assert np.isfinite([low, high]).all()


def test_every_layer_has_a_named_curve(bench: Bench) -> None:
    plot = bench.show(ChangePlot)
    work = bench.load("circle")
    assert plot.layers == tuple(node.id for node in work.dense)
    texts = [label.text() for label in plot.graph._labels if label.isVisible()]
    assert texts == ["hidden 1", "hidden 2", "output"]
    tops = sorted(label.y() for label in plot.graph._labels)
    assert all(below - above >= 11.9 for above, below in pairwise(tops))
    _point_at(plot, 2.0)
    assert [line[0] for line in plot.graph.box.lines] == ["hidden 1", "hidden 2", "output"]


def test_a_layer_that_was_changed_since_is_greyed(bench: Bench) -> None:
    plot = bench.show(ChangePlot)
    work = bench.load("circle")
    changed = work.dense[0].id
    bench.document.edit("Resize", set_layer(bench.document.project, changed, units=7))
    bench.settle()
    theme = bench.theme.current
    # The next layer's weights have another shape now, so its numbers are gone as well.
    assert plot.stale >= {changed, work.dense[1].id}
    assert plot._color(0) == theme.off
    assert plot._color(2) != theme.off


def test_the_theme_changes_live(bench: Bench) -> None:
    plots = bench.show(LossPlot), bench.show(ChangePlot)
    bench.load("circle")
    bench.theme.choose("dark")
    bench.settle()
    for plot in plots:
        assert plot.graph.plot.grab().toImage().pixelColor(1, 1) == DARK.paper
    assert plots[0].training._bold.pen.color() == DARK.training
