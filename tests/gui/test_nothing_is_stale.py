"""Nothing on the screen belongs to another revision: a window that was worked in reads as one just opened there.

After edits, training, hand edits, undo, resets, other seeds, other data and other projects, every label, read-out,
accessible name and curve of the window is read, what the output and the heat map were given, and the painted drawing in
all its views; a second window is opened on the same project, run and kept runs, and read, too. What differs was left
over. The numbers of the last epoch must besides be those of the present weights.
"""

import contextlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtGui import QStatusTipEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import edit
from core.by_hand import WeightEdit
from core.checkpoint import Checkpoint
from core.data_spec import ToyData
from core.errors import SpecError
from core.examples import open_example
from core.layers import Dense, Dropout
from core.project import ProjectSpec
from gui.dialogs.messages import Answer, Unsaved
from gui.document import Document
from gui.main_window import MainWindow
from gui.project_files import run_of
from gui.recovery import autosave
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.widgets.later import finish
from tests.helpers.window_readings import differences

Open = Callable[[ProjectSpec, Checkpoint | None], MainWindow]
Do = Callable[[], object]


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
    finish(window)
    runner = window.runner
    for _ in range(2):
        held = runner.checkpoint()
        QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: not runner._waiting and not runner._stale)
    qtbot.wait(450)  # views follow at their own pace
    return held


def by_hand(window: MainWindow, rng: random.Random) -> None:
    shot = window.runner.snapshot
    if shot is not None and shot.slots and not window.runner.why_no_weights:
        slot = rng.choice(shot.slots)
        window.runner.set_weights("By hand", [WeightEdit.at(slot.layer, slot.array, (0,) * len(slot.shape), 1.5)])


def edits(window: MainWindow, rng: random.Random) -> dict[str, Do]:
    """What changes the drawing and goes on with the run."""
    document = window.document
    project = document.project
    hidden = next((node.id for node in project.network.nodes if node.layer.kind == "Dense"), 0)
    last = project.network.nodes[-1].id
    return {
        "units": lambda: document.edit("Units", edit.set_layer(project, hidden, units=rng.randint(2, 6))),
        "rename": lambda: document.edit("Name", edit.rename(project, hidden, rng.choice(["first", "inner"]))),
        "insert": lambda: document.edit(
            "Insert", edit.insert_layer(project, rng.choice([Dense(units=3), Dropout()]), source=hidden, target=last)
        ),
        "remove": lambda: document.edit("Remove", edit.remove_layers(project, [hidden])),
        "rate": lambda: document.edit("Rate", edit.set_optimizer(project, learning_rate=rng.choice([0.1, 0.01]))),
    }


def beginnings(window: MainWindow, rng: random.Random, folder: Path) -> dict[str, Do]:
    """What begins another run, or brings another project."""
    document, files = window.document, window.files
    project, path = document.project, folder / "saved.chainrule"

    def again() -> None:
        if not path.exists():
            files.save_copy(path)
        files.open_path(path)

    data = ToyData(name=rng.choice(["xor", "spiral", "circle"]), samples=rng.choice([60, 200]), seed=rng.randint(0, 2))
    return {
        "reset": window.runner.reset,
        "seed": lambda: document.edit("Seed", edit.set_training(project, seed=rng.randint(0, 3))),
        "data": lambda: document.edit("Data", edit.set_data(project, data)),
        "example": lambda: files.open_example(rng.choice(["circle", "xor", "sine", "iris"])),
        "file": again,
    }


def work(window: MainWindow, rng: random.Random, folder: Path) -> str:
    """One thing a user does."""
    document, runner = window.document, window.runner
    actions = edits(window, rng) | beginnings(window, rng, folder) | {
        "epoch": runner.advance_epoch, "row": runner.next_row,
        "by hand": lambda: by_hand(window, rng), "undo": document.stack.undo, "redo": document.stack.redo,
    }  # fmt: skip
    chosen = rng.choice([*actions, "epoch", "epoch", "undo", "undo"])
    with contextlib.suppress(SpecError):
        actions[chosen]()
    return chosen


def reads_as_just_opened(qtbot: QtBot, open_window: Open, window: MainWindow) -> dict[str, object]:
    """What a second window on the same project and run says otherwise."""
    while not window.runner.can_run:  # a drawing that cannot run shows its last numbers, marked as such
        window.document.stack.undo()
        settle(qtbot, window)
    held = settle(qtbot, window)
    book = window.runner.shelf.book(run_of(held) if held is not None else None)
    fresh = open_window(window.document.project, held)
    fresh.runner.shelf.open(book)
    settle(qtbot, fresh)
    fresh.runner.watch(window.runner.watched_row)
    settle(qtbot, fresh)
    assert window.runner.state is fresh.runner.state
    for _ in range(3):  # what is left over stays so; what is only late on a busy machine comes
        for each in (window, fresh):  # one may have opened under the pointer, and tell what that points at
            QApplication.sendEvent(each, QStatusTipEvent(""))
        found = differences(window, fresh)
        if not found:
            break
        settle(qtbot, window)
        settle(qtbot, fresh)
    return dict(found)


@pytest.mark.parametrize("seed", range(3))
def test_a_window_worked_in_reads_as_one_just_opened(
    qtbot: QtBot, open_window: Open, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    window = open_window(open_example("circle"), None)
    settle(qtbot, window)
    done = []
    for _ in range(6):
        for _ in range(rng.randint(1, 3)):
            done.append(work(window, rng, tmp_path))
            window.runner.checkpoint()
            QCoreApplication.processEvents()
    assert not reads_as_just_opened(qtbot, open_window, window), done
    shot = window.runner.snapshot
    assert shot is not None
    judged = shot.result.validation_metrics if shot.result is not None else None
    if judged is not None and shot.evaluation is not None and shot.evaluation.confusion is not None:
        told, counts = judged.as_dict()["accuracy"], shot.evaluation.confusion
        assert told == pytest.approx(np.trace(counts) / counts.sum())  # of the same weights as the matrix beside it


@pytest.mark.parametrize("action", ["reset", "seed", "data", "example", "file"])
def test_another_run_leaves_nothing_of_the_one_before(
    qtbot: QtBot, open_window: Open, tmp_path: Path, action: str
) -> None:
    """Each of what begins another run, right after an epoch whose pictures may still be on their way."""
    window = open_window(open_example("circle"), None)
    settle(qtbot, window)
    beginnings(window, random.Random(1), tmp_path)["file"]()
    for _ in range(3):
        window.runner.advance_epoch()
    settle(qtbot, window)
    window.runner.advance_epoch()
    beginnings(window, random.Random(1), tmp_path)[action]()
    assert not reads_as_just_opened(qtbot, open_window, window)
