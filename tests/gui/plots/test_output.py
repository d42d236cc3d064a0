"""The output panel: the right view for the task, honest counts, and what a click does."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from core.edit import set_layer
from core.snapshot import HeadValues, Watched
from core.task import Task
from gui.plots.confusion import ConfusionMatrix, sentence
from gui.plots.field_values import finer, points_of, signed_field
from gui.plots.mistakes import picture_image
from gui.plots.output_panel import NO_DATA, NO_RUN, OutputPanel
from gui.plots.picked import Picked
from gui.plots.plots_panel import PlotsPanel
from gui.theme import DARK, LIGHT
from tests.helpers.plot_bench import Bench, trained


def _panel(bench: Bench) -> OutputPanel:
    return bench.show(OutputPanel, 312, 380, chosen=True)


def test_empty_states(bench: Bench) -> None:
    panel = _panel(bench)
    assert panel.stage.note.text == NO_DATA
    bench.runner.prepare(trained("digits").prepared)
    bench.settle()
    assert panel.stage.note.text == NO_RUN
    assert not any(menu.button.isVisibleTo(panel) for menu in panel.judged.menus.values())


def test_classes_have_a_confusion_matrix_and_its_mistakes(bench: Bench) -> None:
    panel = _panel(bench)
    snapshot = bench.load("digits").snapshot()
    evaluation = snapshot.evaluation
    right, wrong = np.trace(evaluation.confusion), int((evaluation.actual != evaluation.predicted).sum())
    assert panel.tabs.texts == ("Confusion", "Classes", "Hardest")
    assert panel.result.text == f"{right} of 359 right"
    assert f"the {wrong} it gets wrong" in panel.mistakes.title.text
    first = panel.mistakes.thumbnails[0]
    assert first.mistake.actual != first.mistake.predicted
    bench.qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert bench.runner.watched == [first.mistake.row]
    row = int(np.flatnonzero(evaluation.rows == first.mistake.row)[0])
    assert first.mistake.actual == str(evaluation.actual[row])


def test_the_matrix_repaints_for_new_counts_only(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = _panel(bench)
    work = bench.load("digits")
    snapshot = bench.runner.snapshot
    # What it asks for is counted, not what it paints: a window that appears late is painted for reasons of its own.
    asked: list[bool] = []
    monkeypatch.setattr(panel.confusion, "update", lambda: asked.append(True))
    for _ in range(4):
        bench.runner.tell(replace(snapshot, position=snapshot.position + 0.1))
        bench.settle()
    assert asked == []
    other = work.evaluation().confusion.copy()
    other[0, 1] += 1
    bench.runner.tell(replace(snapshot, evaluation=replace(snapshot.evaluation, confusion=other)))
    bench.settle()
    assert asked == [True] and panel.confusion.counts[0, 1] == other[0, 1]


def test_hovering_a_cell_says_a_sentence(bench: Bench) -> None:
    panel = _panel(bench)
    bench.load("digits")
    box, side = panel.confusion._grid()
    place = QPoint(round(box.left() + side * 4.5), round(box.top() + side * 4.5))
    assert panel.confusion.cell_at(place) == (4, 4)
    panel.confusion._point((4, 4))
    assert "rows of 4 taken for what they are" in panel.mistakes.title.text
    panel.confusion._point(None)
    assert "it gets wrong" in panel.mistakes.title.text


def test_sentences() -> None:
    assert sentence(3, "8", "1") == "3 rows of 8 taken for 1"
    assert sentence(1, "8", "8") == "1 row of 8 taken for what it is"


def test_many_classes_still_fit(bench: Bench) -> None:
    matrix = ConfusionMatrix()
    bench.qtbot.addWidget(matrix, before_close_func=lambda _: matrix)
    matrix.resize(280, 280)
    counts = np.diag(np.full(100, 12_345))
    matrix.show_counts(counts, [f"a class with a long name {k}" for k in range(100)], False)
    matrix.show()
    matrix.grab()
    box, _ = matrix._grid()
    assert matrix.rect().contains(box.toAlignedRect().adjusted(1, 1, -1, -1))
    assert matrix.accessibleDescription() == "1,234,500 of 1,234,500 right"


def test_two_inputs_have_a_field_with_points(bench: Bench) -> None:
    panel = _panel(bench)
    work = bench.load("circle")
    assert panel.tabs.texts == ("Field", "Confusion", "Classes", "Hardest")
    assert panel.views.currentWidget() is panel.field
    assert panel.result.text.endswith("% right")
    assert panel.rest.text == "120 points, −6 to 6"
    points = panel.field.points
    assert points.held.sum() == len(work.prepared.validation_index)
    place = panel.field._to_screen(points.places)[5]
    bench.qtbot.mouseClick(panel.field, Qt.MouseButton.LeftButton, pos=QPoint(*(round(each) for each in place)))
    assert len(bench.runner.watched) == 1
    assert bench.runner.watched[0] in points.rows
    panel.tabs.select(1)
    assert panel.views.currentWidget() is panel.confusion
    assert " of 24 right" in panel.result.text


def test_the_field_says_what_lies_under_the_mouse(bench: Bench) -> None:
    panel = _panel(bench)
    bench.load("circle")
    box = panel.field._box()
    bench.qtbot.mouseMove(panel.field, box.center().toPoint() + QPoint(20, 0))
    bench.qtbot.mouseMove(panel.field, box.center().toPoint())
    assert panel.foot.text.startswith("x1 ")
    assert "class" in panel.foot.text
    assert not panel.keys[0].isVisible()


def test_the_field_is_drawn_the_right_way_up(bench: Bench) -> None:
    panel = _panel(bench)
    work = bench.load("circle")
    plane = np.zeros((1, 48, 48), np.float32)
    plane[0, 24:, :] = 1.0  # class 1 above, class 0 below
    snapshot = work.snapshot()
    layers = {**snapshot.plane.layers, work.dense[-1].id: plane}
    bench.runner.tell(replace(snapshot, plane=replace(snapshot.plane, layers=layers)))
    bench.settle()
    image = panel.field._image
    top, bottom = QColor(image.pixel(5, 5)), QColor(image.pixel(5, image.height() - 5))
    assert top.blue() > top.red()
    assert bottom.red() > bottom.blue()


def test_points_are_where_the_raw_data_is() -> None:
    prepared = trained("circle").prepared
    points = points_of(prepared)
    assert np.array_equal(points.places, prepared.dataset.x[points.rows])
    assert set(points.rows[points.held]) == set(prepared.validation_index)


def test_finer_is_linear_between() -> None:
    ramp = np.tile(np.arange(8, dtype=np.float32), (8, 1))
    fine = finer(ramp)
    assert fine.shape == (24, 24)
    assert fine[0, 1:-1] == pytest.approx((np.arange(1, 23) + 0.5) / 3 - 0.5, abs=1e-5)


def test_what_a_field_leans_to() -> None:
    task = Task((2,), "classification", ("a", "b"))
    assert signed_field(np.full((1, 2, 2), 0.75), task)[0, 0] == 0.5
    assert signed_field(np.full((1, 2, 2), 0.75), task, tanh=True)[0, 0] == 0.75
    assert signed_field(np.stack([np.full((2, 2), 0.2), np.full((2, 2), 0.8)]), task)[0, 0] == pytest.approx(0.6)
    assert signed_field(np.full((1, 2, 2), 3.0), Task((2,), "regression"), scale=6.0)[0, 0] == 0.5


def test_numbers_have_a_scatter_about_the_diagonal(bench: Bench) -> None:
    panel = _panel(bench)
    snapshot = bench.load("diabetes").snapshot()
    chart = panel.prediction.chart
    assert panel.views.currentWidget() is panel.prediction
    assert panel.result.text.startswith("R² ")
    assert chart.curve is None
    assert chart.rings[:, 0] == pytest.approx(np.ravel(snapshot.evaluation.actual))
    assert chart.rings[:, 1] == pytest.approx(np.ravel(snapshot.evaluation.predicted))
    place = panel.prediction._to_screen(chart.rings)[3]
    bench.qtbot.mouseClick(panel.prediction, Qt.MouseButton.LeftButton, pos=QPoint(*(round(e) for e in place)))
    assert bench.runner.watched[0] in chart.rows


def test_one_input_has_a_fitted_curve(bench: Bench) -> None:
    panel = _panel(bench)
    work = bench.load("sine")
    chart = panel.prediction.chart
    assert len(chart.curve) == 48
    assert (np.diff(chart.curve[:, 0]) > 0).all()
    want = work.forward(chart.curve[:1, :1])[-1][0, 0]
    assert chart.curve[0, 1] == pytest.approx(want, rel=1e-5)
    assert set(chart.rows) == set(work.prepared.validation_index)
    assert chart.x_name == "x"


def test_a_point_of_either_kind_is_picked_and_ringed(bench: Bench) -> None:
    panel = _panel(bench)
    work = bench.load("sine")
    plot, chart = panel.prediction, panel.prediction.chart
    points, rows = chart.points
    assert sorted(rows.tolist()) == list(range(len(work.prepared.dataset)))
    at = int(np.flatnonzero(rows == work.prepared.train_index[5])[0])  # a training row is a pale dot
    place = QPoint(*(round(each) for each in plot._to_screen(points)[at]))
    nearest = plot.nearest(QPointF(place))
    bench.qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place)
    assert bench.runner.watched == [int(rows[nearest])]
    before = plot.grab().toImage()
    plot.show_picked(Picked(work.prepared.train_index[:4], int(rows[at])))
    walked, here = plot.picked_places(chart)
    assert len(walked) == 4 and here.tolist() == [plot._to_screen(points)[at].tolist()]
    assert plot.grab().toImage() != before


def test_the_row_on_show_is_ringed_though_it_was_not_judged(bench: Bench) -> None:
    panel = _panel(bench)
    work = bench.load("diabetes")
    prepared, row = work.prepared, int(work.prepared.train_index[3])
    target, output = work.targets(prepared.train)[3], work.forward(prepared.train.x[3:4])[-1][0]
    head = work.spec.output.id
    watched = Watched(row, prepared.train.x[3], {head: HeadValues(target, output, 0.0)}, {})
    bench.runner.tell(replace(work.snapshot(), watched=watched))
    bench.settle()
    found = panel.prediction.picked
    assert found.row == row and row not in panel.prediction.chart.rows
    assert found.place[0] == pytest.approx(float(prepared.dataset.y[row, 0]), rel=1e-5)  # in the target's own units
    assert found.place[1] == pytest.approx(float(prepared.preprocessing.restore(output[None])[0, 0]), rel=1e-5)
    _, here = panel.prediction.picked_places(panel.prediction.chart)
    assert here == pytest.approx(panel.prediction._to_screen(np.array([found.place])))
    bench.runner.tell(replace(work.snapshot(), watched=replace(watched, row=-1)))  # the mean
    bench.settle()
    assert panel.prediction.picked.same(Picked())


def test_numbers_of_an_older_drawing_are_greyed(bench: Bench) -> None:
    panel = _panel(bench)
    work = bench.load("digits")
    bench.document.edit("Resize", set_layer(bench.document.project, work.dense[0].id, units=7))
    bench.settle()
    assert panel.result.is_stale
    assert panel.confusion.stale


def test_numbers_of_other_data_are_not_shown(bench: Bench) -> None:
    panel = _panel(bench)
    bench.load("digits")
    bench.runner.prepare(trained("circle").prepared)
    bench.settle()
    assert panel.stage.note.text == NO_RUN


def test_pictures_are_ink_on_paper_in_both_themes(bench: Bench) -> None:
    picture = np.array([[[0.0], [1.0]]])
    light = picture_image(picture)
    assert (QColor(light.pixel(0, 0)), QColor(light.pixel(1, 0))) == (LIGHT.raised, LIGHT.ink)
    bench.theme.choose("dark")
    dark = picture_image(picture)
    assert (QColor(dark.pixel(0, 0)), QColor(dark.pixel(1, 0))) == (DARK.raised, DARK.ink)
    red = picture_image(np.array([[[1.0, 0.0, 0.0]]]))
    assert QColor(red.pixel(0, 0)) == QColor("#FF0000")


def test_the_theme_changes_live(bench: Bench) -> None:
    panel = _panel(bench)
    bench.load("circle")
    light = panel.field._image.pixel(0, 0)
    bench.theme.choose("dark")
    bench.settle()
    assert panel.field._image.pixel(0, 0) != light


def test_three_plots_side_by_side_keep_their_widths(bench: Bench) -> None:
    panel = bench.show(PlotsPanel, 940, 204, chosen=True)
    bench.load("circle")
    kept, sizes = panel.choices(), panel.splitter.sizes()
    assert len(sizes) == 3
    assert min(sizes) >= 200
    panel.splitter.setSizes([240, 500, 200])
    panel.choose(kept)
    assert panel.splitter.sizes() == sizes


def test_axes_and_smoothing_are_kept_for_the_next_window(bench: Bench) -> None:
    panel = bench.show(PlotsPanel, 940, 204, chosen=True)
    panel.loss.scale.setChecked(False)
    panel.loss.menu.slider.setValue(60)
    panel.change.menu.log_x.setChecked(True)
    panel.change.tabs.select(2)
    panel.change.menu.log_y.setChecked(True)
    other = PlotsPanel(bench.document, bench.runner, bench.theme, bench.selection)
    bench.qtbot.addWidget(other)
    other.choose(panel.choices())
    found, kept = (json.loads(each.choices()) for each in (other, panel))
    assert {**found, "widths": 0} == {**kept, "widths": 0}, "widths follow once it is shown"
    assert not other.loss.scale.isChecked()
    assert other.loss.menu.part == panel.loss.menu.part
    assert other.change.graph.log_x and other.change.graph.log
    other.change.tabs.select(2)
    assert other.change.graph.log
    other.change.tabs.select(1)
    assert other.change.graph.log, "each measure has its own axis"
    before = json.loads(other.choices())
    for damaged in ("", "[]", '{"loss": 3, "widths": ["a"]}', '{"loss": {"log": [1], "smoothing": "x"}, "layers": {}}'):
        other.choose(damaged)
    assert json.loads(other.choices()) == before
