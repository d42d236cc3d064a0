"""Undo is total: after any sequence of edits, training, hand edits, undo and redo, undoing all gives the first project.

With a real training thread. What an undo must bring back is told by the command itself: the project before it, and
where it cost weights or set some, the whole run as it stood then; else the run goes on as it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from core import edit, fitting, locking
from core.by_hand import WeightEdit
from core.checkpoint import Checkpoint
from core.data_spec import ToyData
from core.errors import SpecError
from core.layers import Activation, BatchNormalization, Dense, Dropout
from core.optimizers import SGD, Adam
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui.document import Document, EditCommand
from gui.run_state import RunState
from gui.runner import TrainingRunner

PLANE = Task((2,), "classification", ("class 0", "class 1"))
FIRST = ProjectSpec(
    network=fitting.suggest_network(PLANE, (4, 2), "tanh"),
    training=TrainingSpec(epochs=50, optimizer=Adam(learning_rate=0.01), batch_size=20),
    data=ToyData(name="circle", samples=60),
)
LAYERS = st.sampled_from([Dense(units=3), Dropout(rate=0.3), Activation(), BatchNormalization(), Dense(units=0)])
MOST = 12


def an_edit(project: ProjectSpec, data: st.DataObject) -> ProjectSpec:
    """Some edit of everything a project holds; one that leads to a drawing that cannot run is among them."""
    ids = [node.id for node in project.network.nodes]
    some = st.sampled_from(ids) if ids else st.nothing()
    dense = [node.id for node in project.network.nodes if node.layer.kind == "Dense"]
    moves: dict[str, Callable[[], ProjectSpec]] = {
        "rate": lambda: edit.set_optimizer(project, learning_rate=data.draw(st.sampled_from([0.5, 0.02]))),
        "rule": lambda: edit.set_training(project, optimizer=data.draw(st.sampled_from([SGD(momentum=0.9), Adam()]))),
        "batch": lambda: edit.set_training(project, batch_size=data.draw(st.sampled_from([7, 20, 500]))),
        "seed": lambda: edit.set_training(project, seed=data.draw(st.integers(0, 2))),
        "precision": lambda: edit.set_training(project, dtype=data.draw(st.sampled_from(["float32", "float64"]))),
        "epochs": lambda: edit.set_training(project, epochs=data.draw(st.integers(1, 60))),
        "data": lambda: edit.set_data(project, ToyData(name=data.draw(st.sampled_from(["moons", "sine"])), samples=40)),
        "loss": lambda: edit.set_loss(project, data.draw(st.sampled_from(["mean_squared_error", "no such loss"]))),
        "add": lambda: edit.add_layer(project, data.draw(LAYERS), place=(9.0, 9.0)),
    }
    if ids:
        moves |= {
            "append": lambda: edit.append_layer(project, data.draw(LAYERS), after=data.draw(some)),
            "insert": lambda: edit.insert_layer(
                project, data.draw(LAYERS), source=data.draw(some), target=data.draw(some)
            ),
            "remove": lambda: edit.remove_layers(project, data.draw(st.lists(some, max_size=2))),
            "duplicate": lambda: edit.duplicate(project, [data.draw(some)]),
            "rename": lambda: edit.rename(project, data.draw(some), data.draw(st.sampled_from(["x", "output", "a.b"]))),
            "move": lambda: edit.move(project, {data.draw(some): (3.0, 4.0)}),
            "lock": lambda: locking.lock_layer(project, data.draw(some), data.draw(st.booleans())),
        }
    if dense:
        moves["units"] = lambda: edit.set_layer(
            project, data.draw(st.sampled_from(dense)), units=data.draw(st.integers(1, 6))
        )
    return moves[data.draw(st.sampled_from(sorted(moves)))]()


def run_of(held: Checkpoint | None) -> dict[str, Any]:
    """What of a run must come back."""
    if held is None:
        return {}
    kept = ("theta", "state", "moment.", "order")
    arrays = {name: each.tobytes() for name, each in held.arrays.items() if name.startswith(kept)}
    return arrays | {"step": held.facts["log"]["step"], "t": held.facts["t"], "generators": held.facts["generators"]}


@dataclass
class Bench:
    """A document with its run, and what stood before each command that is on the stack."""

    runner: TrainingRunner
    before: list[tuple[ProjectSpec, dict[str, Any]]] = field(default_factory=list)

    @property
    def document(self) -> Document:
        return self.runner.document

    def settle(self) -> Checkpoint | None:
        """All that is queued either way is done."""
        for _ in range(3):
            held = self.runner.checkpoint()
            QCoreApplication.processEvents()
        return held

    def push(self, make: Callable[[], object]) -> None:
        """Do something that may be a command; note what stood before it."""
        stack, stood = self.document.stack, (self.document.project, run_of(self.settle()))
        count = stack.index()
        try:
            make()
        except SpecError:
            return
        self.settle()
        if stack.index() == count + 1:
            self.before[count:] = [stood]

    def undo(self) -> None:
        """Undo one command and look at what came back."""
        stack, stood = self.document.stack, run_of(self.settle())
        if not stack.canUndo():
            return
        command = stack.command(stack.index() - 1)
        assert isinstance(command, EditCommand)
        project, run = self.before[stack.index() - 1]
        stack.undo()
        now = self.settle()
        assert self.document.project == project, command.text()
        if self.runner.can_run and command.loses_weights and run:
            assert run_of(now) == run, command.text()
        elif self.runner.can_run and not command.loses_weights and stood:
            assert run_of(now)["theta"] == stood["theta"], command.text()

    def set_by_hand(self, data: st.DataObject) -> None:
        """Numbers for some weights of some array."""
        shot = self.runner.snapshot
        if self.runner.why_no_weights or shot is None or not shot.slots or shot.network != self.document.network:
            return
        slot = data.draw(st.sampled_from(shot.slots))
        places = data.draw(st.lists(st.tuples(*(st.integers(0, size - 1) for size in slot.shape)), min_size=1,
                                    max_size=3, unique=True))  # fmt: skip
        value = data.draw(st.sampled_from([0.0, -1.5, 2.25]))
        edits = [WeightEdit.of(slot.layer, slot.array, places, value)]
        self.push(lambda: self.runner.set_weights("By hand", edits))

    def shown(self, qtbot: QtBot) -> None:
        """The newest snapshot is here."""
        self.settle()
        qtbot.waitUntil(lambda: not self.runner._waiting and not self.runner._stale)


@pytest.fixture
def benches() -> Iterator[Callable[[], Bench]]:
    made: list[TrainingRunner] = []

    def open_one() -> Bench:
        for runner in made:
            runner.close()
        made[:] = [TrainingRunner(Document(FIRST))]
        return Bench(made[0])

    yield open_one
    for runner in made:
        runner.close()


ACTIONS = ["edit", "edit", "edit", "train", "phase", "play", "by hand", "by hand", "undo", "undo", "redo"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_undoing_everything_gives_the_first_project_and_its_weights(
    qtbot: QtBot, benches: Callable[[], Bench], data: st.DataObject
) -> None:
    bench = benches()
    runner, stack = bench.runner, bench.document.stack
    complaints: list[str] = []
    runner.failed.connect(complaints.append)
    bench.shown(qtbot)
    for _ in range(data.draw(st.integers(2, MOST))):
        action = data.draw(st.sampled_from(ACTIONS))
        if action == "edit":
            bench.push(lambda: bench.document.edit("An edit", an_edit(bench.document.project, data)))
        elif action == "by hand":
            bench.shown(qtbot)
            bench.set_by_hand(data)
        elif action == "train" and runner.can_run:
            for _ in range(data.draw(st.integers(1, 9))):
                runner.advance_step()
        elif action == "phase" and runner.can_run:
            runner.advance_phase()
        elif action == "play":
            runner.play()
            bench.settle()
            runner.pause()
        elif action == "undo":
            bench.undo()
        elif action == "redo":
            stack.redo()
            bench.settle()
    while stack.canUndo():
        bench.undo()
    bench.settle()
    assert bench.document.project == FIRST and runner.state is not RunState.BLOCKED
    assert not complaints
