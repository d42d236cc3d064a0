"""Two heads in the window: drawn, judged, trained, walked through and shown, each with a target of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.arithmetic import Ref
from core.data_spec import ArraysData
from core.edit import append_layer
from core.layers import Dense
from core.player import BEFORE
from core.project import ProjectSpec, TrainingSpec
from core.snapshot import PhaseKind
from gui.canvas.targets import columns
from gui.dialogs.messages import Answer, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.panels.layer_panel import NONE
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from tests.core.test_heads import CCE, HALF, MSE, SIDE_BY_SIDE
from tests.helpers.walks import walked

KIND, SIZE = 3, 4
Start = Callable[[], MainWindow]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """The window on a network whose heads tell a kind and two sizes."""
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    made: list[MainWindow] = []
    x = np.random.default_rng(0).normal(size=(60, 3))
    kinds = np.array(["a", "b", "c"])[np.argmax(x, axis=1)]
    path = tmp_path / "d.npz"
    np.savez(path, x=x, y=kinds, **{"y.size": 10 * np.stack([x.sum(axis=1), x[:, 0]], axis=1)})  # type: ignore[arg-type]

    def open_window() -> MainWindow:
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        training = TrainingSpec(epochs=4, batch_size=12)
        document = Document(ProjectSpec(SIDE_BY_SIDE, training, ArraysData(path=str(path))))
        window = MainWindow(document, TrainingRunner(document), ThemeManager(settings), settings)
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        qtbot.waitUntil(lambda: window.runner.can_run and window.runner.snapshot is not None)
        return window

    yield open_window
    for window in made:
        window.runner.close()


def test_a_run_shows_the_sum_and_the_output_of_the_chosen_head(qtbot: QtBot, start: Start) -> None:
    window = start()
    window.runner.play()
    qtbot.waitUntil(lambda: bool(window.runner.snapshot and window.runner.snapshot.finished), timeout=20_000)
    views, snapshot = window.views, window.runner.snapshot
    assert snapshot is not None and snapshot.evaluation is not None
    qtbot.waitUntil(lambda: views.plots.loss.tabs.texts == ("Loss", "kind", "size"))
    accuracy = snapshot.evaluation.metrics.as_dict()["accuracy"]
    qtbot.waitUntil(lambda: views.output.panel.tabs.texts == ("Confusion", "Classes", "Hardest"))
    assert views.output.panel.result.text.startswith("kind: ")
    assert f"{round(accuracy * len(snapshot.evaluation.rows))} of" in views.output.panel.result.text
    window.selection.set([SIZE])
    qtbot.waitUntil(lambda: views.output.panel.tabs.texts == ("Prediction", "Residuals", "Hardest"))
    assert views.output.panel.result.text.startswith("size: R²")
    assert views.output.panel.targets.texts == ("size1", "size2")
    window.selection.set([2])  # no head: what is shown stays
    qtbot.wait(50)
    assert views.output.panel.tabs.texts == ("Prediction", "Residuals", "Hardest")
    window.selection.set([KIND])
    qtbot.waitUntil(lambda: views.output.panel.tabs.texts == ("Confusion", "Classes", "Hardest"))
    picture = window.grab()
    assert picture.width() == 1440
    if os.environ.get("HEADS_PICTURES"):
        picture.save(f"{os.environ['HEADS_PICTURES']}/run.png")


def test_both_heads_have_a_column_of_targets_in_a_walk(qtbot: QtBot, start: Start) -> None:
    window = start()
    scene = window.views.canvas.drawing
    assert columns(scene) == []
    window.runner.open_walk(True)
    walked(qtbot, window, 0, BEFORE)
    window.runner.walk_to(0, 3)  # trunk, both heads, the error
    state = walked(qtbot, window, 0, 3)
    assert state.stop is not None and state.stop.kind is PhaseKind.ERROR
    assert list(state.heads) == [KIND, SIZE]
    assert state.loss == pytest.approx(sum(head.loss for head in state.heads.values()), rel=1e-5)
    (first, left), (second, right) = columns(scene)
    assert (first.layer_id, second.layer_id) == (KIND, SIZE)
    assert not left.intersects(right) and scene.content_rect().contains(left.united(right))
    assert second.names == ("size1", "size2") and first.names == ("a", "b", "c")
    window.explaining.point(Ref(SIZE, (1,)), "activation")
    qtbot.waitUntil(lambda: window.arithmetic.equation is not None and window.arithmetic.equation.title == "s2, error")
    assert window.arithmetic.equation is not None
    assert window.arithmetic.equation.result == pytest.approx(float(state.heads[SIZE].part[1]))
    qtbot.wait(200)
    picture = window.grab()
    assert not picture.isNull()
    if os.environ.get("HEADS_PICTURES"):
        picture.save(f"{os.environ['HEADS_PICTURES']}/walk.png")


def test_the_panels_offer_a_loss_for_each_head(qtbot: QtBot, start: Start) -> None:
    window = start()
    inspector, document = window.inspector, window.document
    network, training, layer = inspector.layer.network, inspector.training, inspector.layer
    for panel in (network, training):
        assert panel.losses.main.key() == CCE and panel.losses.others[SIZE].key() == MSE
    network.losses.others[SIZE].chosen.emit(HALF)
    assert document.network.losses == ((KIND, CCE), (SIZE, HALF))
    assert training.losses.others[SIZE].key() == HALF and document.stack.undoText() == "Loss of size"
    window.selection.set([2])
    assert not layer.loss.isVisibleTo(layer)
    window.selection.set([SIZE])
    assert layer.loss.isVisibleTo(layer) and layer.loss.key() == HALF
    layer.loss.chosen.emit(NONE)
    assert document.network.losses == ((KIND, CCE),)
    assert layer.loss.key() == NONE
    layer.loss.chosen.emit(MSE)
    assert document.network.losses == ((KIND, CCE), (SIZE, MSE))
    layer.loss.chosen.emit(HALF)
    assert document.network.loss_of(SIZE) == HALF


def test_an_end_without_a_loss_has_a_button_for_each_way_out(qtbot: QtBot, start: Start) -> None:
    window = start()
    document, panel = window.document, window.inspector.layer.network
    document.edit("Add", append_layer(document.project, Dense(units=3, activation="softmax"), after=2, name="more"))
    buttons = {each.text(): each for each in panel.findChildren(QPushButton)}
    assert {"Give it a loss of its own", "Remove it"} <= set(buttons)
    QTimer.singleShot(0, buttons["Give it a loss of its own"].click)
    qtbot.waitUntil(lambda: len(document.network.heads) == 3)
    qtbot.waitUntil(lambda: window.runner.can_run)
    assert list(panel.losses.others) == [SIZE, 5]
