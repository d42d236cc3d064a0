"""The tab Rows of a walk: which lines stand there in which order, what mouse and keys choose, the plane's points."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabWidget
from pytestqt.qtbot import QtBot

import resources
from core.walk import WalkState
from gui import numbers
from gui.main_window import MainWindow
from gui.theme_manager import ThemeManager
from gui.walk.row_list import HEIGHT, RowList, RowModel
from gui.walk.rows_panel import NO_ROW
from tests.helpers.walks import Open, walked

Key, Left = Qt.Key, Qt.MouseButton.LeftButton


def opened(qtbot: QtBot, open_window: Open, name: str) -> MainWindow:
    window = open_window(name)
    window.runner.open_walk(True)
    walked(qtbot, window, 0, -1)
    window.inspector.setCurrentWidget(window.rows.panel)
    return window


def go(qtbot: QtBot, window: MainWindow, stop: int, step: int = 0) -> WalkState:
    window.runner.walk_to(step, stop)
    return walked(qtbot, window, step, stop)


def error_stop(window: MainWindow) -> int:
    walk = window.runner.walk
    assert walk is not None
    return next(each.index for each in walk.plan if each.kind.value == "error")


def looks_at(qtbot: QtBot, window: MainWindow, example: int | None) -> WalkState:
    qtbot.waitUntil(lambda: window.runner.walk is not None and window.runner.walk.example == example)
    assert window.runner.walk is not None
    return window.runner.walk


def line(rows: RowList, at: int) -> QPoint:
    rows.scrollTo(rows.rows.index(at))
    return rows.visualRect(rows.rows.index(at)).center()


def hover(widget: Any, at: QPoint) -> None:
    place = QPointF(at)
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove, place, QPointF(widget.mapToGlobal(at)), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, moved)


def test_it_stands_beside_numbers_while_a_walk_is_open(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("digits")
    tabs = window.inspector
    tabs.setCurrentWidget(tabs.data_place)
    window.runner.open_walk(True)
    walked(qtbot, window, 0, -1)
    assert seen(tabs) == ["Numbers", "Rows", "Layer", "Training", "Data"]
    assert tabs.currentWidget() is window.numbers.panel
    tabs.setCurrentWidget(window.rows.panel)
    assert window.rows.panel.empty.isVisible() and window.rows.panel.empty.text() == NO_ROW
    assert window.rows.panel.list.isHidden()
    window.runner.open_walk(False)
    assert seen(tabs) == ["Layer", "Training", "Data", "Doctor"]
    assert tabs.currentWidget() is tabs.data_place and window.rows.panel.isHidden()
    assert "tab Rows" in window.walk.strip.whose.toolTip()


def test_lines_are_the_mean_then_the_rows_of_the_minibatch(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "digits")
    walk = go(qtbot, window, 0)
    model = window.rows.panel.list.rows
    assert model.lines == (None, *range(32)) and model.rowCount() == 33
    assert model.title(None) == "Mean of 32 rows"
    first = int(walk.rows[0])
    label = window.runner.prepared.dataset.y[first]  # type: ignore[union-attr]
    assert model.title(0) == f"Target {label}" and model.values(0) == numbers.row_name(first)
    assert model.error(None) is None and model.error(3) is None
    told = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == f"Row {numbers.row_number(first)}, target {label}, error not known yet, on show"
    assert model.index(2).data(Qt.ItemDataRole.StatusTipRole).endswith("Click to look at its numbers.")
    walk = go(qtbot, window, error_stop(window))
    assert model.error(5) == pytest.approx(float(walk.errors[5])) and len(walk.errors) == 32
    assert model.error(None) == pytest.approx(float(walk.errors.mean()))
    assert f"error {numbers.loss(float(walk.errors[0]))}" in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(0).data().endswith(f"; {numbers.loss(walk.loss)} with what large weights cost")


def test_the_largest_error_first_from_the_error_on(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "digits")
    go(qtbot, window, 0)
    panel = window.rows.panel
    panel.order.select(1)
    assert panel.list.rows.lines == (None, *range(32))  # not known yet
    walk = go(qtbot, window, error_stop(window))
    lines = panel.list.rows.lines
    errors = [float(walk.errors[at]) for at in lines[1:] if at is not None]
    assert lines[0] is None and errors == sorted(errors, reverse=True) and len(set(lines)) == 33
    here = panel.list.visualRect(panel.list.rows.index(panel.list.rows.line_of(walk.example)))
    assert panel.list.viewport().rect().contains(here.center())
    panel.order.select(0)
    assert panel.list.rows.lines == (None, *range(32))


def test_a_click_looks_at_a_row_and_the_mark_follows(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "digits")
    go(qtbot, window, 0)
    rows = window.rows.panel.list
    qtbot.mouseClick(rows.viewport(), Left, pos=line(rows, 4))
    walk = looks_at(qtbot, window, 3)
    assert rows.rows.walk is walk and rows.currentIndex().row() == 4
    qtbot.mouseClick(rows.viewport(), Left, pos=line(rows, 0))
    looks_at(qtbot, window, None)
    window.runner.look_at(31)
    looks_at(qtbot, window, 31)
    assert rows.currentIndex().row() == 32
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center())


def test_arrow_keys_and_return_look_at_a_row(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "digits")
    go(qtbot, window, 0)
    rows = window.rows.panel.list
    rows.setFocus()
    for _ in range(2):
        QTest.keyClick(rows, Key.Key_Down)
    assert rows.currentIndex().row() == 3 and window.runner.walk is not None and window.runner.walk.example == 0
    go(qtbot, window, 1)
    assert rows.currentIndex().row() == 3  # another stop leaves the keyboard where it is
    QTest.keyClick(rows, Key.Key_Return)
    looks_at(qtbot, window, 2)
    QTest.keyClick(rows, Key.Key_Home)
    QTest.keyClick(rows, Key.Key_Return)
    looks_at(qtbot, window, None)


def test_it_works_only_where_something_changed(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "digits")
    go(qtbot, window, 0)
    news: list[object] = []
    model = window.rows.panel.list.rows
    model.dataChanged.connect(lambda *_: news.append("data"))
    model.modelReset.connect(lambda: news.append("reset"))
    window.runner.snapshot_ready.emit(window.runner.snapshot)
    assert news == []
    go(qtbot, window, 1)
    assert news == ["data"]
    go(qtbot, window, 0, step=1)
    assert news[-1] == "reset" and model.lines == (None, *range(32))


def test_a_single_row_is_one_line(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("circle")
    assert window.files.open_path(next(path for path in resources.worked_paths() if "mazur" in path.name))
    qtbot.waitUntil(lambda: window.runner.walk is not None and len(window.runner.walk.plan) == 8)
    window.inspector.setCurrentWidget(window.rows.panel)
    go(qtbot, window, 2)
    panel = window.rows.panel
    assert panel.list.rows.lines == (0,) and panel.order.isHidden() and panel.plane.isHidden()
    assert panel.list.rows.index(0).data().startswith("Row 1, target 0.0100, 0.990, x1 0.0500, x2 0.100, error 0.298")
    assert panel.list.maximumHeight() < 2 * HEIGHT


def test_the_plane_rings_the_minibatch_and_its_points_are_chosen(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "spiral")
    walk = go(qtbot, window, 0)
    plane = window.rows.panel.plane
    spots = plane.spots()
    assert plane.isVisible() and spots is not None and sorted(plane.ringed) == sorted(walk.rows)
    assert set(spots.rows) == set(window.runner.prepared.train_index)  # type: ignore[union-attr]
    row = int(walk.rows[6])
    at = QPoint(*(round(each) for each in spots.centres[spots.place_of(row)]))
    hover(plane, at)
    assert plane.row == row and plane.cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert f"Row {row + 1}, target class" in window.statusBar().currentMessage()
    assert "is in this minibatch" in window.statusBar().currentMessage()
    qtbot.mouseClick(plane, Left, pos=at)
    looks_at(qtbot, window, 6)
    assert plane.marked == row
    away = np.hypot(*(spots.centres[10:, None] - spots.centres[None, :10]).transpose(2, 0, 1)).min(axis=1)
    far = 10 + int(away.argmax())
    pale = QPoint(*(round(each) for each in spots.centres[far]))
    hover(plane, pale)
    assert plane.row not in walk.rows and "not in this minibatch" in window.statusBar().currentMessage()
    with qtbot.waitSignal(window.runner.row_elsewhere) as asked:
        qtbot.mouseClick(plane, Left, pos=pale)
    assert asked.args is not None and asked.args[0] == plane.row
    qtbot.waitUntil(lambda: window.offer.isVisible())
    hover(plane, QPoint(4, 4))
    assert plane.row == -1 and window.statusBar().currentMessage() == ""


def test_hovering_a_line_lights_its_point_up(qtbot: QtBot, open_window: Open) -> None:
    window = opened(qtbot, open_window, "spiral")
    walk = go(qtbot, window, 0)
    rows, plane = window.rows.panel.list, window.rows.panel.plane
    hover(rows.viewport(), line(rows, 2))
    assert plane.row == int(walk.rows[1])
    QApplication.sendEvent(rows, QEvent(QEvent.Type.Leave))
    assert plane.row == -1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["digits", "spiral", "iris", "sine"])
def test_it_is_painted_in_both_themes(qtbot: QtBot, open_window: Open, name: str, theme: str) -> None:
    window = opened(qtbot, open_window, name)
    manager: ThemeManager = window.theme
    manager.choose(theme)
    go(qtbot, window, 0)
    before = window.rows.panel.grab().toImage()
    go(qtbot, window, error_stop(window))
    assert window.rows.panel.grab().toImage() != before


def test_256_rows_paint_only_what_is_in_sight(qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from core import edit

    window = open_window("digits")
    project = window.document.project
    window.document.edit("Batch", edit.set_training(project, batch_size=256))
    qtbot.waitUntil(lambda: window.runner.can_run)
    window.runner.open_walk(True)
    walked(qtbot, window, 0, -1)
    window.inspector.setCurrentWidget(window.rows.panel)
    painted: list[object] = []
    title = RowModel.title
    monkeypatch.setattr(RowModel, "title", lambda self, at: painted.append(at) or title(self, at))
    walk = go(qtbot, window, error_stop(window))
    rows = window.rows.panel.list
    assert len(walk.errors) == 256 and rows.rows.rowCount() == 257
    painted.clear()
    rows.viewport().grab()
    assert 3 < len(painted) <= rows.height() // HEIGHT + 2
    assert not rows.model().index(300, 0).isValid() and rows.model().rowCount(QModelIndex()) == 257


def seen(tabs: QTabWidget) -> list[str]:
    """The tabs one can choose."""
    return [tabs.tabText(at) for at in range(tabs.count()) if tabs.isTabVisible(at)]


def test_rows_behind_another_tab_follow_as_soon_as_they_are_seen(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(qtbot, open_window, "xor")
    go(qtbot, window, 0)
    panel, shown = window.rows.panel, list[object]()
    monkeypatch.setattr(panel, "show_walk", lambda walk, _prepared: shown.append(walk))
    window.inspector.setCurrentWidget(window.numbers.panel)
    walk = go(qtbot, window, 1)
    assert not shown
    window.inspector.setCurrentWidget(panel)
    assert shown == [walk]
