"""Drawings that branch: skip connections, merges, one layer drawn from twice; what is refused, and with which words."""

import numpy as np
import pytest

from core.edit import apply_remedy, connect, disconnect, remove_layers
from core.errors import SpecError
from core.formats import onnx
from core.layers import Activation, Add, Concatenate, Dense, Flatten, Input, Layer, Multiply
from core.model import TrainedModel
from core.network import NetworkSpec, Node
from core.player import Player
from core.program import compile_network
from core.project import ProjectSpec
from tests.core.test_equations import check_step
from tests.core.test_gradients import check
from tests.helpers.networks import points, rows, trainer


def graph(*nodes: tuple[Layer, tuple[int, ...]], loss: str = "mean_squared_error") -> NetworkSpec:
    """Layers with the ids they draw from; ids count from 1."""
    names = [f"{layer.kind.lower()} {key}" for key, (layer, _) in enumerate(nodes, 1)]
    made = tuple(Node(key, name, *node) for key, (name, node) in enumerate(zip(names, nodes, strict=True), 1))
    return NetworkSpec(made, loss, len(made) + 1)


def hidden(units: int = 4) -> Dense:
    return Dense(units=units, activation="tanh")


GRAPHS = {
    "a skip from the input": graph(
        (Input(shape=(3,)), ()), (hidden(3), (1,)), (Add(), (1, 2)), (Dense(units=2), (3,)),
    ),
    "two blocks": graph(
        (Input(shape=(3,)), ()), (hidden(), (1,)), (hidden(), (2,)), (Add(), (3, 2)), (hidden(), (4,)),
        (Add(), (4, 5)), (Dense(units=2), (6,)),
    ),
    "a gate": graph(
        (Input(shape=(3,)), ()), (hidden(), (1,)), (Dense(units=4, activation="sigmoid"), (1,)),
        (Multiply(), (2, 3)), (Concatenate(), (1, 4, 2)), (Dense(units=2), (5,)),
    ),
    "one layer twice": graph((Input(shape=(3,)), ()), (hidden(), (1,)), (Multiply(), (2, 2)), (Dense(units=2), (3,))),
    "views of one array": graph(
        (Input(shape=(2, 2, 1)), ()), (Activation(activation="tanh"), (1,)), (Flatten(), (2,)), (Flatten(), (1,)),
        (Add(), (3, 4)), (hidden(), (5,)), (Flatten(), (6,)), (Concatenate(), (7, 3)), (Dense(units=2), (8,)),
    ),
}  # fmt: skip
each_graph = pytest.mark.parametrize("name", GRAPHS)


@each_graph
def test_gradients_of_branches(name: str) -> None:
    check(GRAPHS[name])


@each_graph
def test_branches_in_the_player_and_in_onnx(name: str) -> None:
    network = GRAPHS[name]
    shape = network.shapes[1]
    made = points(20, features=int(np.prod(shape)), classes=0)
    data = rows(made.train.x.reshape(-1, *shape), np.random.default_rng(2).normal(size=(20, 2)))
    player = Player(trainer(network, data, batch_size=6))
    player.go(1, 99)
    check_step(player, "float64")
    run = player.trainer
    assert NetworkSpec.from_json(network.to_json()) == network
    model = TrainedModel(
        network, run.checkpoint().weights(), data.dataset.task, data.preprocessing, "float64"
    )  # fmt: skip
    x = data.dataset.x.astype(np.float32)
    np.testing.assert_allclose(onnx._reference(onnx.encode(model))(x), model.predict(x), rtol=1e-5, atol=1e-5)


def test_blame_of_a_skip_is_the_sum_over_both_ways() -> None:
    program = compile_network(GRAPHS["two blocks"], batch=3, dtype=np.float64)
    program.load(np.random.default_rng(0).normal(size=(3, 3)), np.ones((3, 2)))
    program.run()
    ops = program.ops
    np.testing.assert_allclose(ops[4].delta, ops[6].delta + program_weights(program, 5).T @ ops[5].delta, rtol=1e-13)


def program_weights(program: object, layer: int) -> np.ndarray:
    slot = next(each for each in program.slots if (each.layer, each.array) == (layer, "weight"))  # type: ignore[attr-defined]
    found: np.ndarray = slot.view(program.theta)  # type: ignore[attr-defined]
    return found


def said(network: NetworkSpec) -> list[str]:
    return [problem.text for problem in network.problems() if problem.blocking]


def test_what_a_merge_refuses() -> None:
    ends = (Dense(units=2), (4,))
    other = graph((Input(shape=(3,)), ()), (hidden(), (1,)), (hidden(5), (1,)), (Add(), (2, 3)), ends)
    assert said(other) == ["Add 'add 4' needs inputs of one shape (or 1 where they differ); it receives 4 and 5."]
    flat = graph((Input(shape=(2, 3)), ()), (Flatten(), (1,)), (hidden(3), (2,)), (Multiply(), (1, 3)), ends)
    assert "it receives 2 × 3 and 3." in said(flat)[0]
    side = graph((Input(shape=(2, 3)), ()), (Flatten(), (1,)), (hidden(3), (2,)), (Concatenate(), (1, 3)), ends)
    assert said(side) == [
        "Concatenate 'concatenate 4' needs inputs that differ in their last number only; it receives 2 × 3 and 3."
    ]


def test_a_merge_with_one_wire_can_be_removed() -> None:
    project = ProjectSpec(disconnect(ProjectSpec(GRAPHS["a skip from the input"]), 1, 3).network)
    (problem,) = [each for each in project.network.problems() if each.blocking]
    assert problem.text == "Add 'add 3' has one wire entering; it takes 2 or more." and problem.remedy
    mended = apply_remedy(project, problem.remedy).network
    assert not said(mended) and mended.by_id[4].inputs == (2,)
    bypassed = remove_layers(ProjectSpec(GRAPHS["a skip from the input"]), [2]).network
    assert bypassed.by_id[3].inputs == (1,) and said(bypassed)


def test_circles_are_refused_with_the_reason() -> None:
    project = ProjectSpec(GRAPHS["two blocks"])
    with pytest.raises(SpecError, match="close a circle"):
        connect(project, 6, 4)
    circle = graph((Input(shape=(3,)), ()), (Add(), (1, 3)), (hidden(3), (2,)), (Dense(units=2), (3,)))
    assert any("feeds itself through a circle" in text for text in said(circle))


def test_a_merge_that_waits_says_for_what() -> None:
    network = graph((Input(shape=(3,)), ()), (hidden(), ()), (Add(), (1, 2)), (Dense(units=2), (1,)))
    texts = [problem.text for problem in network.problems()]
    assert "Add 'add 3' waits for 'dense 2', which no data reaches." in texts
