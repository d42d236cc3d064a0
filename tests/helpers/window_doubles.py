"""A runner without a thread and plain views, for tests of the window's frame.

The runner remembers what it was asked and says what a test tells it to. ``snapshot_of(project)`` builds a Snapshot with
random weights of the right shapes: a 64-32-10 network has a theta of (2410,).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.data import load, prepare
from core.data.dataset import Prepared
from core.doctor import Finding
from core.examples import open_example
from core.network import Problem, Remedy
from core.project import ProjectSpec
from core.snapshot import Curves, EpochResult, Metrics, Series, Slot, Snapshot
from gui.actions import CANVAS
from gui.document import Document
from gui.run_shelf import RunShelf
from gui.run_state import SPEEDS, RunState, Speed
from gui.selection import Selection
from gui.views import Context, Views


def snapshot_of(project: ProjectSpec, step: int = 1665, epoch: int = 37, accuracy: float = 0.981) -> Snapshot:
    """A snapshot in the middle of a run of this project."""
    slots: list[Slot] = []
    start = 0
    for node in project.network.running:
        for weight in project.network.weights(node.id):
            stop = start + int(np.prod(weight.shape))
            slots.append(Slot(node.id, weight.name, start, stop, weight.shape))
            start = stop
    theta = np.random.default_rng(0).normal(0, 0.3, start)
    empty = np.zeros(0)
    series = Series(empty, empty, empty, empty)
    result = EpochResult(
        epoch, step, 0.0835, 0.1110, Metrics((("accuracy", 0.99),)), Metrics((("accuracy", accuracy),)), 1.0
    )
    return Snapshot(
        revision=1, network=project.network, slots=tuple(slots), theta=theta, grad=theta * 0, change=theta * 0,
        step=step, epoch=epoch, position=float(epoch), total_epochs=project.training.epochs, phase=None, loss=0.09,
        result=result, evaluation=None, watched=None, curves=Curves(series, {}, {}), steps_per_second=45.0,
        seconds_left=63.0,
    )  # fmt: skip


class FakePractice(QObject):
    """A doctor who finds what a test says; ``asked`` lists what was ordered."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self.back: int | None = None
        self.asked: list[object] = []

    def find(self, *findings: Finding, back: int | None = None) -> None:
        self.findings, self.back = findings, back
        self.changed.emit()

    def of_layer(self, layer: int) -> tuple[Problem, ...]:
        return tuple(Problem(each.text, layer, blocking=False) for each in self.findings if each.layer == layer)

    def way_back(self, finding: Finding) -> int | None:
        return self.back if finding.goes_back else None

    def treat(self, finding: Finding, remedy: Remedy) -> None:
        self.asked.append(remedy)

    def go_back(self, finding: Finding) -> None:
        self.asked.append("back")

    def stop(self, best: bool) -> None:
        self.asked.append("best" if best else "last")

    def recommend(self, rate: float | None) -> None:
        self.asked.append(rate)


class FakeRunner(QObject):
    """The face of a TrainingRunner; ``asked`` lists the calls."""

    snapshot_ready = Signal(object)
    stop_wanted = Signal()
    state_changed = Signal(object)
    prepared_changed = Signal(object)
    diverged = Signal(object)
    failed = Signal(str)
    loading_told = Signal(float, str)
    speed_changed = Signal(object)
    walk_changed = Signal(bool)
    equation_ready = Signal(object, object)
    nudge_ready = Signal(object)
    why_no_weights = "There is no run yet whose weights could be set."
    walk_pace_changed = Signal(float)
    row_elsewhere = Signal(int, object, bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.state = RunState.READY
        self.snapshot: Snapshot | None = None
        self.base: Path | None = None
        self.prepared: Prepared | None = None
        self.blocked_because = ""
        self.speed = SPEEDS[0]
        self.watched_row = 0
        self.walking, self.walk_pace = False, 1.0
        self.asked: list[str] = []
        self.practice = FakePractice(self)
        self.shelf = RunShelf(document, self, self)  # type: ignore[arg-type]
        document.changed.connect(self._follow)
        self._load()

    @property
    def task(self) -> Any:
        return self.prepared.dataset.task if self.prepared else None

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.data != after.data:
            self._load()

    def _load(self) -> None:
        data = self.document.project.data
        self.prepared = prepare(*load(data)) if data is not None and data.kind in ("builtin", "toy") else None
        self.prepared_changed.emit(self.prepared)

    def go(self, state: RunState, snapshot: Snapshot | None = None, because: str = "") -> None:
        """Pretend to be in this state and tell of it."""
        self.state, self.blocked_because = state, because
        if snapshot is not None:
            self.snapshot = snapshot
            self.snapshot_ready.emit(snapshot)
        self.state_changed.emit(state)

    def play(self) -> None:
        self.asked.append("play")
        self.go(RunState.PLAYING, snapshot_of(self.document.project))

    def pause(self) -> None:
        self.asked.append("pause")
        self.go(RunState.PAUSED)

    def toggle(self) -> None:
        if self.state is RunState.PLAYING:
            self.pause()
        else:
            self.play()

    def cancel_loading(self) -> None:
        self.asked.append("cancel loading")

    def read_again(self) -> None:
        self.asked.append("read again")

    def reset(self) -> None:
        self.asked.append("reset")

    def advance_phase(self) -> None:
        self.asked.append("phase")

    def advance_step(self) -> None:
        self.asked.append("step")

    def advance_epoch(self) -> None:
        self.asked.append("epoch")

    def set_speed(self, speed: Speed) -> None:
        self.speed = speed
        self.asked.append(speed.label)
        self.speed_changed.emit(speed)

    def theta(self) -> Any:
        return self.snapshot.theta if self.snapshot is not None else None

    @property
    def walk(self) -> Any:
        return self.snapshot.walk if self.walking and self.snapshot is not None else None

    def open_walk(self, wanted: bool) -> None:
        if wanted != self.walking:
            self.asked.append(f"walk {wanted}")
            self.walking = wanted
            self.walk_changed.emit(wanted)

    def walk_by(self, how: str) -> None:
        self.asked.append(how)

    def walk_to(self, step: int | None, stop: int) -> None:
        self.asked.append(f"to {step} {stop}")

    def look_at(self, example: int | None) -> None:
        self.asked.append(f"look at {example}")

    def watch(self, row: int) -> None:
        self.asked.append(f"watch {row}")

    def walk_to_row(self, row: int) -> None:
        self.asked.append(f"walk to row {row}")

    def next_row(self) -> None:
        self.asked.append("next row")

    def previous_row(self) -> None:
        self.asked.append("previous row")

    def set_walk_pace(self, stops_per_second: float) -> None:
        self.walk_pace = stops_per_second

    def set_source(self, base: Path | None, embedded: Any = None) -> None:
        self.base = base

    def checkpoint(self) -> None:
        """Nothing has been trained."""

    def ask_checkpoint(self, answer: Any) -> None:
        answer.set_result(None)

    def model(self) -> None:
        """Nothing has been trained."""

    def restore(self, checkpoint: Any) -> None:
        self.asked.append("restore")

    def request_model(self, callback: Callable[[Any], None]) -> None:
        self.asked.append("model")
        callback(None)

    def close(self) -> None:
        self.asked.append("close")


class PlainCommands:
    """The canvas's commands as actions that do nothing."""

    def __init__(self, parent: QWidget) -> None:
        names = (*CANVAS, "view_weight")
        self.more: list[QAction] = []
        self.actions = {name: QAction(name, parent) for name in names}


class PlainCanvas(QWidget):
    """What the window asks of a canvas."""

    message = Signal(str)
    search_wanted = Signal()
    weights_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.commands = PlainCommands(self)


class PlainPalette(QWidget):
    """What the window asks of a palette."""

    message = Signal(str)
    canvas_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.added: list[str] = []
        self.searched = 0

    def add(self, kind: str) -> None:
        self.added.append(kind)

    def focus_search(self) -> None:
        self.searched += 1


def plain_views(context: Context) -> Views:
    """Views without content."""
    return Views(PlainPalette(), PlainCanvas(), QWidget(), QWidget())


@dataclass
class Desk:
    """What a panel is built from; ``hidden`` and ``output`` are layer ids."""

    document: Document
    runner: FakeRunner
    selection: Selection
    hidden: int = 3
    output: int = 4

    @property
    def project(self) -> ProjectSpec:
        return self.document.project

    @property
    def hidden_layer(self) -> Any:
        return self.document.network.by_id[self.hidden].layer


def make_desk() -> Desk:
    """The digits example with a fake runner."""
    document = Document(open_example("digits"))
    return Desk(document, FakeRunner(document), Selection())
