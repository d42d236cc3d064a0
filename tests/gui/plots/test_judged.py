"""Rows of a cell, the hardest rows, scores of classes and residuals: the output panel's further views."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from core.edit import set_layer
from core.snapshot import Evaluation
from gui import fonts
from gui.plots.cases import MOST, Judged, hardest, of_cell
from gui.plots.confusion import READABLE, TIGHTEST, _fitting
from gui.plots.output_panel import OutputPanel
from gui.plots.residuals import residual_words
from gui.plots.score_table import DASH
from gui.run_state import RunState
from tests.helpers.plot_bench import Bench, trained

Key = Qt.Key
CLASSES, HARDEST, RESIDUALS = 1, 2, 1


def _panel(bench: Bench, name: str = "digits") -> tuple[OutputPanel, Evaluation]:
    panel = bench.show(OutputPanel, 312, 400, chosen=True)
    evaluation = bench.load(name).snapshot().evaluation
    assert evaluation is not None
    return panel, evaluation


def _mistaken(evaluation: Evaluation) -> tuple[int, int]:
    off = evaluation.confusion - np.diag(np.diag(evaluation.confusion))
    actual, predicted = np.unravel_index(int(off.argmax()), off.shape)
    return int(actual), int(predicted)


# -- rows of a cell --------------------------------------------------------------------------------------------------


def test_a_click_on_a_cell_shows_its_rows_and_there_is_a_way_back(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    actual, predicted = _mistaken(evaluation)
    box, side = panel.confusion._grid()
    place = box.topLeft() + QPointF((predicted + 0.5) * side, (actual + 0.5) * side)
    bench.qtbot.mouseClick(panel.confusion, Qt.MouseButton.LeftButton, pos=place.toPoint())
    page = panel.judged.cell_page
    count = evaluation.confusion[actual, predicted]
    assert page.isVisible()
    assert not panel.mistakes.isVisible()
    assert page.title.text.startswith(f"{count} row")
    assert page.model.rowCount() == count
    shown = {page.model.judged.row(int(each)) for each in page.model.places}
    expected = evaluation.rows[(evaluation.actual == actual) & (evaluation.predicted == predicted)]
    assert shown == set(expected.tolist())
    QTest.keyClick(page.list, Key.Key_Down)
    QTest.keyClick(page.list, Key.Key_Return)
    assert bench.runner.watched[-1] in shown
    QTest.keyClick(page.list, Key.Key_Escape)
    assert panel.confusion.isVisible()
    assert panel.mistakes.isVisible()


def test_cells_are_chosen_by_keyboard(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    actual, predicted = _mistaken(evaluation)
    panel.confusion.setFocus()
    QTest.keyClick(panel.confusion, Key.Key_Right)
    for _ in range(predicted):
        QTest.keyClick(panel.confusion, Key.Key_Right)
    for _ in range(actual):
        QTest.keyClick(panel.confusion, Key.Key_Down)
    assert f"of {actual} taken for {predicted}" in panel.confusion.accessibleDescription()
    QTest.keyClick(panel.confusion, Key.Key_Return)
    assert panel.judged.cell == (actual, predicted)


def test_an_empty_cell_has_no_rows_to_show(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    panel.confusion._choose(tuple(int(each) for each in np.argwhere(evaluation.confusion == 0)[0]))
    assert panel.judged.cell is None


def test_other_data_closes_the_rows_of_a_cell(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    panel.confusion.chosen.emit(*_mistaken(evaluation))
    assert panel.judged.cell is not None
    bench.load("circle")
    assert panel.judged.cell is None


# -- the hardest -----------------------------------------------------------------------------------------------------


def test_the_hardest_come_first(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    panel.tabs.select(HARDEST)
    page = panel.judged.hardest
    assert page.isVisible()
    losses = [page.model.judged.loss(int(each)) for each in page.model.places]
    assert len(losses) == MOST
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == evaluation.losses.max()
    first = page.model.data(page.model.index(0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert "taken for" in first
    assert f"loss {losses[0]:.4f}" in first
    page.list.grab()


def test_a_row_without_a_finite_loss_is_hardest_of_all(bench: Bench) -> None:
    _, evaluation = _panel(bench)
    losses = evaluation.losses.copy()
    losses[7] = np.nan
    assert hardest(replace(evaluation, losses=losses))[0] == 7
    assert len(of_cell(replace(evaluation, losses=np.zeros(0)), 0, 0)) == evaluation.confusion[0, 0]


def test_lists_keep_still_while_it_trains(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    panel.tabs.select(HARDEST)
    bench.runner.state = RunState.PLAYING
    resets: list[bool] = []
    panel.judged.hardest.model.dataChanged.connect(lambda *_: resets.append(True))
    for _ in range(3):
        snapshot = bench.runner.snapshot
        bench.runner.tell(replace(snapshot, evaluation=replace(evaluation, losses=evaluation.losses[::-1])))
        bench.settle()
    assert len(resets) <= 1
    bench.runner.state = RunState.PAUSED
    bench.runner.state_changed.emit(RunState.PAUSED)
    bench.settle()
    assert panel.judged.hardest.model.judged.evaluation is bench.runner.snapshot.evaluation


def test_rows_that_the_file_keeps_aside_have_pictures_of_their_own(bench: Bench) -> None:
    work = trained("digits")
    data = work.prepared.dataset
    held = replace(data, x=data.x[:50], y=data.y[:50])
    prepared = replace(work.prepared, dataset=replace(data, fixed_validation=held))
    evaluation = replace(work.evaluation(), rows=np.arange(len(data), len(data) + 359))
    judged = Judged(evaluation, prepared)
    examples, row = judged.examples(3)
    assert examples.dataset is held
    assert row == 3


def test_hardest_numbers_are_told_with_their_targets(bench: Bench) -> None:
    panel, _ = _panel(bench, "diabetes")
    panel.tabs.select(HARDEST)
    model = panel.judged.hardest.model
    place = int(model.places[0])
    assert " → " in model.judged.title(place)
    assert ": target " in model.judged.told(place)
    assert ", predicted " in model.judged.told(place)


# -- scores ----------------------------------------------------------------------------------------------------------


def test_scores_of_each_class(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    panel.tabs.select(CLASSES)
    model = panel.judged.scores.model
    assert panel.judged.scores.isVisible()
    recall = evaluation.confusion[3, 3] / evaluation.confusion[3].sum()
    assert model.text(3, 2) == f"{100 * recall:.1f}\u202f%"
    assert model.text(3, 4) == str(evaluation.confusion[3].sum())
    assert panel.judged.scores.mean.text.startswith("mean: ")
    table = panel.judged.scores.table
    table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    first = table.model().index(0, 0).data()
    assert first == str(int(np.argmin(model.columns[2])))


def test_a_score_that_cannot_be_said_is_a_dash(bench: Bench) -> None:
    panel, evaluation = _panel(bench)
    counts = evaluation.confusion.copy()
    counts[:, 2] = 0
    scores = panel.judged.scores
    scores.show_counts(counts, [str(each) for each in range(10)], True)
    assert scores.model.text(2, 1) == DASH
    index = scores.model.index(2, 1)
    assert index.data(int(Qt.ItemDataRole.ToolTipRole)) == "No row was taken for it."
    assert index.data(int(Qt.ItemDataRole.ForegroundRole)) == bench.theme.current.off
    assert scores.mean.is_stale


# -- residuals -------------------------------------------------------------------------------------------------------


def test_residuals_lie_about_a_level_line(bench: Bench) -> None:
    panel, evaluation = _panel(bench, "diabetes")
    assert panel.tabs.texts == ("Prediction", "Residuals", "Hardest")
    panel.tabs.select(RESIDUALS)
    chart = panel.judged.residuals.chart
    np.testing.assert_allclose(chart.rings[:, 1], (evaluation.predicted - evaluation.actual)[:, 0])
    assert chart.y_range[0] == -chart.y_range[1]
    assert (chart.curve[:, 1] == 0).all()
    off = np.abs(evaluation.predicted - evaluation.actual)
    assert panel.foot.text.startswith("half within ±")
    assert f"{np.median(off):.2g}" in panel.foot.text
    panel._hovered("row 3")
    panel._hovered("")
    assert panel.foot.text.startswith("half within ±")


def test_residuals_in_words() -> None:
    evaluation = trained("diabetes").evaluation()
    exact = replace(evaluation, predicted=evaluation.actual.copy())
    assert residual_words(exact, 0) == "half within ±0"
    high = replace(exact, predicted=exact.actual + 2.0)
    assert residual_words(high, 0) == "half within ±2.0, on average 2.0 too high"


# -- stale, saved ----------------------------------------------------------------------------------------------------


def test_views_of_an_older_drawing_are_greyed(bench: Bench) -> None:
    panel, _ = _panel(bench)
    output = next(node.id for node in bench.document.network.nodes if node.name == "hidden")
    for index in (CLASSES, HARDEST):
        panel.tabs.select(index)
        bench.settle()
        bench.document.edit("Resize", set_layer(bench.document.project, output, units=7 + index))
        bench.settle()
    assert panel.judged.hardest.model.stale
    assert "before the last change" in panel.judged.hardest.title.accessibleName()


@pytest.mark.parametrize(("index", "heads"), [
    (0, ["actual", "predicted", "rows"]), (CLASSES, ["class", "precision", "recall", "f1", "rows"]),
    (HARDEST, ["row", "actual", "predicted", "loss"]),
])  # fmt: skip
def test_what_is_judged_is_saved(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: int, heads: list[str]
) -> None:
    panel, evaluation = _panel(bench)
    panel.tabs.select(index)
    bench.settle()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.csv"), ""))
    menu = next(menu for menu in panel.judged.menus.values() if menu.button.isVisible())
    menu.savings[2].trigger()
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text())))
    assert rows[0] == heads
    assert len(rows) - 1 == {0: 100, CLASSES: 10, HARDEST: len(evaluation.rows)}[index]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.png"), ""))
    menu.savings[0].trigger()
    assert (tmp_path / "x.png").stat().st_size > 1000


def test_the_field_is_saved_place_by_place(bench: Bench) -> None:
    panel, _ = _panel(bench, "circle")
    assert panel.judged.menus["Decision field"].button.isVisible()
    table = panel.field.table()
    assert len(table.names) == 3
    assert len(table.rows) == 48 * 48
    assert table.rows[0][:2] == [-6.0, -6.0]
    assert table.rows[-1][2] == pytest.approx(float(panel.field._outputs[0, -1, -1]))


@pytest.mark.parametrize("side", range(int(READABLE), 28))
def test_counts_of_three_digits_are_read_in_the_smallest_cells_that_have_numbers(side: int) -> None:
    for value in (7, 42, 100, 980, 1135):
        text, size = _fitting(value, float(side))
        wide = QFontMetricsF(fonts.font(size, tabular=True)).horizontalAdvance(text)
        assert text != "·" and wide <= side - 3 and size >= TIGHTEST
        told = float(text.removesuffix("k")) * 1000 if text.endswith("k") else float(text.replace(",", ""))
        assert told == pytest.approx(value, abs=50 if value < 1000 else 200)
