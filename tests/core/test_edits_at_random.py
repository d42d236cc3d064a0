"""Any sequence of edits: ids stay unique and are never used again, wires lead somewhere, JSON gives it all back."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clip, edit, fitting, grouping, locking
from core.errors import ChainruleError, SpecError
from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer
from core.locks import misfit
from core.network import NetworkSpec, Node
from core.optimizers import SGD
from core.program import compile_network
from core.project import ProjectSpec
from core.restarts import restarted_layers
from core.task import Task

TASK = Task((4, 4, 1), "classification", ("a", "b", "c"), ("letter",))
LAYERS = st.sampled_from(
    [Dense(units=3), Dense(units=0), Flatten(), Dropout(), Activation(), Input(shape=(2,)), Input(shape=(4, 4, 1))]
)
NAMES = st.sampled_from(["x", " y ", "", "a.b"])


def one_edit(project: ProjectSpec, data: st.DataObject) -> ProjectSpec:
    """Some edit with some of the layers there are."""
    ids = [node.id for node in project.network.nodes]
    some = st.sampled_from(ids) if ids else st.nothing()
    moves: dict[str, Any] = {"add_layer": lambda: edit.add_layer(project, data.draw(LAYERS), place=(1.0, 2.0))}
    if ids:
        moves |= {
            "append_layer": lambda: edit.append_layer(project, data.draw(LAYERS), after=data.draw(some)),
            "insert_layer": lambda: edit.insert_layer(
                project, data.draw(LAYERS), source=data.draw(some), target=data.draw(some)
            ),
            "remove_layers": lambda: edit.remove_layers(project, data.draw(st.lists(some, max_size=3))),
            "connect": lambda: edit.connect(project, data.draw(some), data.draw(some)),
            "disconnect": lambda: edit.disconnect(project, data.draw(some), data.draw(some)),
            "disconnect_all": lambda: edit.disconnect_all(project, data.draw(some)),
            "duplicate": lambda: edit.duplicate(project, iter(data.draw(st.lists(some, max_size=4)))),
            "insert_existing": lambda: edit.insert_existing(
                project, data.draw(some), source=data.draw(some), target=data.draw(some)
            ),
            "group": lambda: grouping.group(project, data.draw(st.lists(some, max_size=4))),
            "ungroup": lambda: grouping.ungroup(project, data.draw(st.lists(some, max_size=1))),
            "paste": lambda: pasted(project, data.draw(st.lists(some, min_size=1, max_size=4))),
            "rename": lambda: edit.rename(project, data.draw(some), data.draw(NAMES)),
            "move": lambda: edit.move(project, {data.draw(some): (3.0, -4.5), 9999: (0.0, 0.0)}),
            "lock_layer": lambda: locking.lock_layer(project, data.draw(some), data.draw(st.booleans())),
            "lock_weights": lambda: locking.lock_weights(
                project, data.draw(some), data.draw(st.sampled_from(["weight", "bias"])),
                [(data.draw(st.integers(0, 2)), data.draw(st.integers(0, 4)))], data.draw(st.booleans()),
            ),
            "units": lambda: edit.set_layer(
                project, next((node.id for node in project.network.nodes if node.layer.kind == "Dense"), 1),
                units=data.draw(st.integers(1, 4)),
            ) if any(node.layer.kind == "Dense" for node in project.network.nodes) else project,
            "set_loss": lambda: edit.set_loss(project, "half_squared_error"),
            "set_optimizer": lambda: edit.set_optimizer(project, learning_rate=0.25),
            "fit_to_task": lambda: fitting.fit_to_task(project, TASK),
        }
    problems = [problem for problem in project.network.problems(TASK) if problem.remedy]
    if problems:
        moves["remedy"] = lambda: edit.apply_remedy(project, data.draw(st.sampled_from(problems)).remedy)
    return moves[data.draw(st.sampled_from(sorted(moves)))]()


def pasted(project: ProjectSpec, ids: list[int]) -> ProjectSpec:
    """Some layers copied and pasted beside themselves."""
    return clip.paste(project, clip.copy(project, ids), (5.0, 5.0))[0]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_sequence_of_edits(data: st.DataObject) -> None:
    project, ever = ProjectSpec(), set[int]()
    for _ in range(data.draw(st.integers(1, 14))):
        before = project
        try:
            project = one_edit(project, data)
        except SpecError as error:
            assert str(error).endswith(".")
            continue
        ids = [node.id for node in project.network.nodes]
        names = [node.name for node in project.network.nodes]
        assert len(set(ids)) == len(ids)
        assert len(set(names)) == len(names)
        new = set(ids) - {node.id for node in before.network.nodes}
        assert not new & ever
        ever |= set(ids)
        assert project.network.next_id > max(ever, default=0)
        assert {source for node in project.network.nodes for source in node.inputs} <= set(ids)
        assert set(project.place) <= set(ids)
        assert len(project.network.order) == len(ids)  # no circle
        boxed = [key for group in project.groups for key in group.layers]
        assert len(set(boxed)) == len(boxed) and set(boxed) <= set(ids)  # in one group at most
        assert ProjectSpec.from_json(project.to_json()) == project
        assert not any(misfit(project.network, each) for each in ids)  # locks that no longer fit are dropped
    compiles_or_says_why(project.network)


def compiles_or_says_why(network: NetworkSpec) -> None:
    """A drawing without blocking problems compiles and runs; any other is refused with its first problem."""
    blocking = [problem for problem in network.problems() if problem.blocking]
    if blocking:
        with pytest.raises(ChainruleError) as caught:
            compile_network(network, batch=2)
        assert str(caught.value) == blocking[0].text
    else:
        program = compile_network(network, batch=2)
        with np.errstate(all="ignore"):
            program.run()


def drawing(*nodes: tuple[int, str, Layer, tuple[int, ...]], loss: str = "mean_squared_error") -> ProjectSpec:
    """A project from bare nodes."""
    found = tuple(Node(*node) for node in nodes)
    return ProjectSpec(NetworkSpec(found, loss, max((node.id for node in found), default=0) + 1))


IMAGE, PAIR = Input(shape=(4, 4, 1)), Input(shape=(2,))
NUMBERS = Task((2,), "regression", (), ("y",))
LETTERS = Task((2,), "classification", ("a", "b", "c"), ("letter",))
PROBLEMS: dict[str, tuple[ProjectSpec, Task | None, str, bool]] = {
    "no input": (drawing((1, "d", Dense(units=1), ())), NUMBERS, "The network has no Input", True),
    "two inputs": (drawing((1, "i", PAIR, ()), (2, "j", PAIR, ()), (3, "d", Dense(units=1), (1,))), NUMBERS,
                   "Input 'j' is a second input", True),
    "no name": (drawing((1, "i", PAIR, ()), (2, " ", Dense(units=1), (1,))), NUMBERS,
                "A Dense layer has no name", True),
    "same name": (drawing((1, "i", PAIR, ()), (2, "i", Dense(units=1), (1,))), NUMBERS,
                  "Two layers are called 'i'", True),
    "name with a dot": (drawing((1, "i", PAIR, ()), (2, "a.b/c", Dense(units=1), (1,))), NUMBERS,
                        "contains '.' or '/'", True),
    "no units": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=0), (1,))), NUMBERS,
                 "Dense 'd' has 0 units; it needs at least 1.", True),
    "circle": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (3,)), (3, "e", Dense(units=1), (2,))), None,
               "feeds itself through a circle of wires", True),
    "loose layer": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (1,)), (3, "e", Dense(units=1), ())), NUMBERS,
                    "Dense 'e' is not connected", False),
    "two ends": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (1,)), (3, "e", Dense(units=1), (1,))), NUMBERS,
                 "The network ends in 'd' and 'e', and no loss judges 'e'", True),
    "only an input": (drawing((1, "i", PAIR, ())), NUMBERS, "The Input leads nowhere yet", True),
    "not flat": (drawing((1, "i", IMAGE, ()), (2, "d", Dense(units=1), (1,))), None, "needs a flat input", True),
    "output not flat": (drawing((1, "i", IMAGE, ()), (2, "drop", Dropout(), (1,))), None,
                        "an output is a row of numbers", True),
    "other data": (drawing((1, "i", Input(shape=(5,)), ()), (2, "d", Dense(units=1), (1,))), NUMBERS,
                   "an example of the data is 2 numbers", True),
    "other outputs": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=2), (1,))), LETTERS,
                      "the data has 3 classes", True),
    "output without units": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=2), (1,)), (3, "a", Activation(), (2,))),
                             LETTERS, "Activation 'a' gives 2 numbers", True),
    "loss for classes": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (1,)), loss="binary_crossentropy"),
                         NUMBERS, "is for classes", True),
    "one class": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (1,)), loss="categorical_crossentropy"),
                  Task((2,), "classification", ("a", "b"), ("c",)), "needs an output for each class", True),
    "no probabilities": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=3), (1,)), loss="categorical_crossentropy"),
                         LETTERS, "expects probabilities", False),
    "unknown loss": (drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (1,)), loss="mean_square_error"), NUMBERS,
                     "Unknown loss 'mean_square_error' (did you mean 'mean_squared_error'?).", True),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_a_sentence_and_its_remedy_mends_it(name: str) -> None:
    project, task, text, blocking = PROBLEMS[name]
    found = [problem for problem in project.network.problems(task) if text in problem.text]
    assert len(found) == 1
    problem = found[0]
    assert problem.text.endswith(".")
    assert problem.blocking is blocking
    assert problem.remedy is not None
    mended = edit.apply_remedy(project, problem.remedy)
    assert all(text not in other.text for other in mended.network.problems(task))
    if blocking:
        with pytest.raises(SpecError):
            project.network.require_runnable(task)


def test_too_many_wires_are_counted() -> None:
    project = drawing((1, "i", PAIR, ()), (2, "d", Dense(units=1), (1,)), (3, "e", Dense(units=1), (1, 2)))
    texts = [problem.text for problem in project.network.problems()]
    assert "Dense 'e' has 2 wires entering; it takes 1." in texts


def test_remedies_lead_from_any_of_these_to_a_network_that_runs() -> None:
    for project, task, _, _ in PROBLEMS.values():
        for _ in range(12):
            blocking = [problem for problem in project.network.problems(task) if problem.blocking]
            if not blocking:
                break
            assert blocking[0].remedy is not None
            project = edit.apply_remedy(project, blocking[0].remedy)
        project.network.require_runnable(task)


def test_removing_a_long_chain_joins_its_neighbours() -> None:
    project = drawing(*((key, f"d{key}", Dense(units=1), (key - 1,) if key > 1 else ()) for key in range(1, 3001)))
    left = edit.remove_layers(project, range(2, 3000)).network
    assert [(node.id, node.inputs) for node in left.nodes] == [(1, ()), (3000, (1,))]


def test_removing_from_a_circle_ends() -> None:
    wires = {1: (4, 2, 3), 2: (1, 3), 3: (1, 2), 4: ()}
    project = drawing(*((key, f"d{key}", Dense(units=1), inputs) for key, inputs in wires.items()))
    left = edit.remove_layers(project, [2, 3]).network
    assert [(node.id, node.inputs) for node in left.nodes] == [(1, (4,)), (4, ())]  # a Dense takes one wire


def test_restarted_layers_are_told_beforehand() -> None:
    network = fitting.suggest_network(LETTERS, hidden=(5,))
    project = ProjectSpec(network)
    hidden = network.nodes[1].id
    wider = edit.set_layer(project, hidden, units=9)
    assert restarted_layers(project, wider) == ("hidden", "output")
    assert restarted_layers(project, edit.set_optimizer(project, learning_rate=0.1)) == ()
    assert restarted_layers(project, edit.set_training(project, optimizer=SGD())) == ()
    assert restarted_layers(project, edit.set_training(project, seed=1)) == ("hidden", "output")
