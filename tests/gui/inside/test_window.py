"""The Inside dock and the page on directions in the whole window: opening, closing, plots and walk."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.project import ProjectSpec
from gui.inside.blame import BlameLens
from gui.inside.directions import Directions
from gui.inside.forward import ForwardLens
from gui.main_window import MainWindow
from gui.views import Context
from tests.gui.inside.conftest import CONV, DEEP, POOL, digits


@pytest.fixture
def window(
    qtbot: QtBot, open_context: Callable[[ProjectSpec], Context], settings: QSettings
) -> Iterator[MainWindow]:
    context = open_context(digits())
    made = MainWindow(context.document, context.runner, context.theme, settings)
    qtbot.addWidget(made)  # deleted in the end: whatever stays is styled anew at every change of theme
    made.show()
    yield made
    made.document.stack.setClean()
    made.close()
    qtbot.wait(100)  # the bar shows what it was told last, once more


def test_it_takes_the_place_of_the_plots_and_gives_it_back(window: MainWindow) -> None:
    plots, dock, action = window.docks[3], window.inside.dock, window.actions_["layer.inside"]
    assert dock.isHidden() and plots.isVisible() and not action.isChecked()
    width = window.width()
    action.trigger()
    assert dock.isVisible() and plots.isHidden() and action.isChecked() and window.width() == width
    assert window.selection.only == CONV  # without a choice, the first layer that computes
    action.trigger()
    assert dock.isHidden() and plots.isVisible() and not action.isChecked()
    dock.toggleViewAction().trigger()
    assert dock.isVisible() and plots.isHidden() and action.isChecked()
    window.reset_layout()
    assert dock.isHidden() and plots.isVisible() and not action.isChecked()
    assert window.arithmetic.parentWidget().isHidden() and window.width() == width


def test_a_cell_chosen_on_the_drawing_opens_it(qtbot: QtBot, window: MainWindow) -> None:
    canvas: Any = window.views.canvas
    canvas.cells.choose(CONV, 2, (3, 4))
    panel = window.inside.panel
    assert window.inside.dock.isVisible() and panel.cells[CONV] == (2, 3, 4) and window.selection.only == CONV
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.lens)
    panel.lens.cell_wanted.emit((1, 0, 0))  # type: ignore[union-attr]
    assert (canvas.cells.present.map, canvas.cells.present.place) == (1, (0, 0))
    canvas.cells.choose(CONV, 3, ())
    assert panel.cells[CONV][0] == 3  # a whole map: the cell stays


def test_in_a_walk_the_arithmetic_has_its_place(qtbot: QtBot, window: MainWindow) -> None:
    window.inside.open()
    window.runner.open_walk(True)
    qtbot.waitUntil(lambda: window.runner.walk is not None)
    assert window.inside.dock.isHidden() and window.arithmetic.isVisible() and window.docks[3].isHidden()
    window.runner.open_walk(False)
    assert window.inside.dock.isVisible() and window.docks[3].isHidden() and not window.arithmetic.isVisible()


def test_it_is_remembered(qtbot: QtBot, window: MainWindow, settings: QSettings) -> None:
    window.inside.open()
    window.memory.save()
    second = MainWindow(window.document, window.runner, window.theme, settings)
    second.show()
    assert second.inside.dock.isVisible() and second.actions_["layer.inside"].isChecked()
    second.inside.dock.close()
    assert second.docks[3].isVisible()
    second.inside.close_all()
    second.hide()
    qtbot.addWidget(second)
    window.inside.panel.choose_lens(BlameLens)


def test_the_page_opens_once_and_goes_with_the_window(window: MainWindow) -> None:
    action = window.actions_["explain.directions"]
    action.trigger()
    action.trigger()
    pages = [each for each in QApplication.topLevelWidgets() if isinstance(each, Directions) and each.isVisible()]
    assert len(pages) == 1
    window.document.stack.setClean()
    window.close()
    assert not pages[0].isVisible()


def test_the_drawing_shows_who_sent_a_cell_its_blame(qtbot: QtBot, window: MainWindow) -> None:
    canvas: Any = window.views.canvas
    panel, scene = window.inside.panel, canvas.drawing
    window.runner.advance_step()
    canvas.cells.choose(POOL, 2, (1, 1))
    panel.choose_lens(BlameLens)
    qtbot.waitUntil(lambda: scene.senders is not None)
    senders = scene.senders
    assert senders.of == scene.window and (senders.layer, senders.first, senders.last) == (DEEP, (0, 0), (1, 1))
    lens: Any = panel.lens
    lens.pager.after.click()
    qtbot.waitUntil(lambda: scene.senders.map != senders.map)
    lens.cell_wanted.emit((2, 0, 0))  # the corner: one window behind saw it
    qtbot.waitUntil(lambda: scene.senders.of.place == (0, 0))
    assert scene.senders.first == scene.senders.last == (0, 0)
    canvas.cells.choose(DEEP, 0, (1, 1))  # behind it nothing has maps
    qtbot.waitUntil(lambda: scene.senders.of.layer == DEEP and scene.senders.layer is None)
    panel.choose_lens(ForwardLens)
    qtbot.waitUntil(lambda: scene.senders is None)
