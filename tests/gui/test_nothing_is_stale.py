"""Nothing on the screen belongs to another revision: a window that was worked in reads as one just opened there.

After edits, training, hand edits, undo and other data, every label, read-out, accessible name and curve of the window
is read, and what the output and the heat map were given; a second window is opened on the same project and run, and
read, too. What differs was left over. The numbers of the last epoch must besides be those of the present weights.
"""

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core import edit
from core.by_hand import WeightEdit
from core.checkpoint import Checkpoint
from core.errors import SpecError
from core.examples import open_example
from core.layers import Dense, Dropout
from core.project import ProjectSpec
from gui.dialogs.messages import Answer, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.plots.board import Board
from gui.plots.confusion import ConfusionMatrix
from gui.plots.decision_field import DecisionField
from gui.plots.heat_map import HeatMap
from gui.plots.prediction import Prediction
from gui.plots.shapes import Line
from gui.recovery import autosave
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager

Open = Callable[[ProjectSpec, Checkpoint | None], MainWindow]
ITSELF = ("Undo", "Redo", "±", "Settings of")
"""Texts that tell of the way here, as a scale is held until it is wrong by a factor of two, or of no number."""


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    monkeypatch.setattr(autosave, "BURST_MS", 60_000)
    made: list[MainWindow] = []

    def open_one(project: ProjectSpec, checkpoint: Checkpoint | None) -> MainWindow:
        settings = QSettings(str(tmp_path / f"{len(made)}.ini"), QSettings.Format.IniFormat)
        document = Document(project)
        runner = TrainingRunner(document)
        window = MainWindow(document, runner, ThemeManager(settings), settings)
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        if checkpoint is not None:
            runner.restore(checkpoint)
        return window

    yield open_one
    for window in made:
        window.close()


def settle(qtbot: QtBot, window: MainWindow) -> Checkpoint | None:
    """The run has done what it was asked, and everything shows it."""
    runner = window.runner
    for _ in range(2):
        held = runner.checkpoint()
        QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: not runner._waiting and not runner._stale)
    qtbot.wait(450)  # views follow at their own pace
    return held


def read_words(window: MainWindow) -> Counter[tuple[str, ...]]:
    """Every word that can be read or heard."""
    found: Counter[tuple[str, ...]] = Counter()
    for widget in window.findChildren(QWidget):
        text = getattr(widget, "text", "")
        said = tuple(
            str(each) for each in (
                text() if callable(text) else text, widget.accessibleName(), widget.accessibleDescription()
            )
        )  # fmt: skip
        said = tuple(each.replace("after update", "paused") for each in said)  # a file lies between two steps
        shot = window.runner.snapshot
        if shot is not None and shot.result is None and said[1].startswith("Training loss"):
            continue  # that of the last minibatch: no file tells it
        if widget.isVisible() and any(said) and not any(each.startswith(ITSELF) for each in said):
            found[type(widget).__name__, *said] += 1
    return found


def read_numbers(window: MainWindow) -> dict[str, Any]:
    """What every curve and picture was made of."""
    found: dict[str, Any] = {}
    for number, plot in enumerate(window.findChildren(Board)):
        shapes = plot.shapes if plot.isVisible() else []
        data = [shape.data() for shape in shapes if isinstance(shape, Line) and shape.visible]
        pairs = [pair for pair in data if len(pair[0])]
        found[f"curves of plot {number}"] = sorted(np.concatenate(pair).tobytes() for pair in pairs)
    for heat in window.findChildren(HeatMap):
        if heat.isVisible():
            found["heat map"] = [(block.name, np.asarray(block.values).tobytes(), block.stale) for block in heat.blocks]
    for confusion in window.findChildren(ConfusionMatrix):
        if confusion.isVisible():
            found["confusion"] = confusion.counts.tolist(), confusion.names, confusion.stale
    for field in window.findChildren(DecisionField):
        if field.isVisible() and field._outputs is not None:
            found["field"] = field._outputs.tobytes(), field.stale
    for prediction in window.findChildren(Prediction):
        if prediction.isVisible():
            found["prediction"] = repr(prediction.chart), prediction.stale
    return found


def by_hand(window: MainWindow, rng: random.Random) -> None:
    shot = window.runner.snapshot
    if shot is not None and shot.slots and not window.runner.why_no_weights:
        slot = rng.choice(shot.slots)
        window.runner.set_weights("By hand", [WeightEdit.at(slot.layer, slot.array, (0,) * len(slot.shape), 1.5)])


def work(window: MainWindow, rng: random.Random) -> None:
    """One thing a user does; nothing that begins another run, as that keeps the last one beside it."""
    document, runner = window.document, window.runner
    project = document.project
    hidden = next((node.id for node in project.network.nodes if node.layer.kind == "Dense"), 0)
    last = project.network.nodes[-1].id
    actions: dict[str, Callable[[], object]] = {
        "units": lambda: document.edit("Units", edit.set_layer(project, hidden, units=rng.randint(2, 6))),
        "rename": lambda: document.edit("Name", edit.rename(project, hidden, rng.choice(["first", "inner"]))),
        "insert": lambda: document.edit(
            "Insert", edit.insert_layer(project, rng.choice([Dense(units=3), Dropout()]), source=hidden, target=last)
        ),
        "remove": lambda: document.edit("Remove", edit.remove_layers(project, [hidden])),
        "rate": lambda: document.edit("Rate", edit.set_optimizer(project, learning_rate=rng.choice([0.1, 0.01]))),
        "epoch": runner.advance_epoch,
        "by hand": lambda: by_hand(window, rng), "undo": document.stack.undo, "redo": document.stack.redo,
    }  # fmt: skip
    with contextlib.suppress(SpecError):
        actions[rng.choice([*actions, "epoch", "undo", "undo"])]()


@pytest.mark.parametrize("seed", range(2))
def test_a_window_worked_in_reads_as_one_just_opened(qtbot: QtBot, open_window: Open, seed: int) -> None:
    rng = random.Random(seed)
    window = open_window(open_example("circle"), None)
    settle(qtbot, window)
    for _ in range(6):
        for _ in range(rng.randint(1, 3)):
            work(window, rng)
            window.runner.checkpoint()
            QCoreApplication.processEvents()
    while not window.runner.can_run:  # a drawing that cannot run shows its last numbers, marked as such
        window.document.stack.undo()
        settle(qtbot, window)
    fresh = open_window(window.document.project, settle(qtbot, window))
    settle(qtbot, fresh)
    assert window.runner.state is fresh.runner.state
    for reads in (read_words, read_numbers):
        one, other = reads(window), reads(fresh)
        left_over = {key: each for key, each in one.items() if other.get(key) != each}
        lacking = {key: each for key, each in other.items() if one.get(key) != each}
        assert not left_over and not lacking, (left_over, lacking)
    shot = window.runner.snapshot
    assert shot is not None
    if shot.result is not None and shot.evaluation is not None and shot.result.validation_metrics is not None:
        told = shot.result.validation_metrics.as_dict()["accuracy"]
        counts = shot.evaluation.confusion
        assert told == pytest.approx(np.trace(counts) / counts.sum())  # of the same weights as the matrix beside it
