"""Walk: a state, a sentence and an answer at every stop, whatever the layers, for one example and for the mean."""

import numpy as np
import pytest

from core.arithmetic import say
from core.layers import (
    Activation,
    BatchNormalization,
    Conv1D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Input,
    Layer,
    Regularizer,
)
from core.observe import Observer
from core.player import Player
from core.snapshot import PhaseKind
from core.trainer import Trainer
from core.walk import Question, Walk
from tests.helpers.networks import chain, rows, stack, trainer


def images() -> Trainer:
    """A little of everything on small pictures."""
    layers = (
        Input(shape=(2, 2, 3)), Dropout(rate=0.3), Activation(activation="tanh"), Flatten(),
        Dense(units=4, activation="gelu"), Activation(activation="softmax"), Dense(units=3, activation="softmax"),
    )  # fmt: skip
    rng = np.random.default_rng(5)
    prepared = rows(rng.normal(size=(30, 2, 2, 3)), rng.integers(0, 3, 30))
    return trainer(stack(*layers, loss="categorical_crossentropy"), prepared, batch_size=6)


@pytest.mark.parametrize("example", [0, 5, None])
def test_every_stop_of_every_kind_of_layer(example: int | None) -> None:
    walk = Walk(Player(images()))
    walk.look_at(example)
    while walk.state().stop is None or walk.state().position.stop < len(walk.state().plan) - 1:
        walk.player.forward()
        state = walk.state()
        assert say(state.words).endswith(".") and "None" not in say(state.words)
        asked = Question(None, state.stop.layer if state.stop else None, example=example)
        equation = walk.answer(asked)
        assert equation is None or np.isfinite(equation.lines[0].result)
        for values in state.layers.values():
            for array in (values.z, values.a, values.delta):
                assert not array.size or (array.shape[-1] == 6 and not array.flags.writeable)
    assert walk.state().has(PhaseKind.UPDATE) and len(walk.state().rows) == 6


def test_what_a_stop_shows() -> None:
    """What the step has not come to yet is empty; blame is that of an example's own loss; the mean has one column."""
    run = trainer(chain((3, 4, 2), "tanh"), rows(np.eye(3), np.ones((3, 2))), batch_size=2, shuffle=False)
    walk = Walk(Player(run))
    start = walk.state()
    assert start.stop is None and not start.y.size and not start.layers[1].a.size and not start.done
    walk.player.go(0, 3)
    state, before = walk.state(), run.program.theta.copy()
    assert state.rows.tolist() == [0, 1] and state.layers[1].a.tolist() == [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    assert state.layers[3].delta.size and not state.layers[2].delta.size
    op = run.current.ops[3]
    np.testing.assert_allclose(state.layers[3].delta, 2 * op.delta, rtol=1e-14)
    np.testing.assert_allclose(state.parts, run.program.heads[0].parts, rtol=1e-14)
    assert state.loss == run.current.loss
    walk.look_at(7)
    assert walk.example == 1
    one = walk.dress(Observer(run).snapshot(0)).watched
    assert one is not None and one.layers[1].a.tolist() == [[0.0], [1.0], [0.0]] and one.row == 1
    walk.look_at(None)
    mean = walk.dress(Observer(run).snapshot(0)).watched
    assert mean is not None and mean.row == -1
    np.testing.assert_allclose(mean.layers[3].delta[:, 0], op.delta.sum(axis=1), rtol=1e-14)
    walk.player.go(0, 99)
    assert walk.state().has(PhaseKind.UPDATE)
    np.testing.assert_array_equal(walk.player.start.theta, before)
    np.testing.assert_array_equal(before + run.program.change, run.program.theta)


def test_the_strongest_number_is_of_a_weight_that_is_trained() -> None:
    """The gradient of a fixed bias may be larger, but no update follows it."""
    layers = (Input(shape=(2,)), Dense(units=2, trainable=(("weight", True), ("bias", False))))
    run = trainer(stack(*layers, loss="mean_squared_error"), rows(np.full((2, 2), 0.1), np.ones((2, 2))), batch_size=2)
    walk = Walk(Player(run))
    walk.player.go(0, 3)
    grad = walk.player.gradient
    assert np.abs(grad[4:]).max() > np.abs(grad[:4]).max()
    equation = walk.answer(Question(PhaseKind.GRADIENT, walk.state().stop.layer))  # type: ignore[union-attr]
    assert equation is not None and "w" in equation.title


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_the_strongest_gradient_of_an_example_is_its_own(engine: str) -> None:
    """The sentence of a stop names what stands out for the example looked at, not for the mean over all."""
    penalty = Regularizer(l2=0.5)
    layers = (
        Input(shape=(3,)), Dense(units=4, activation="tanh", kernel_regularizer=penalty), Dense(units=2),
    )  # fmt: skip
    x = np.array([[9.0, 0.1, 0.0], [0.0, 0.2, 1.0], [8.0, 0.0, 0.1]])
    data = rows(x, np.array([[5.0, 0.0], [0.0, -1.0], [4.0, 0.0]]))
    run = trainer(stack(*layers, loss="mean_squared_error"), data, batch_size=3, engine=engine)
    walk = Walk(Player(run))
    while (stop := walk.state().stop) is None or (stop.kind, stop.layer) != (PhaseKind.GRADIENT, 2):
        walk.player.forward()
    explain, before = walk.player.explainer(), (run.program.grad.copy(), run.current.ops[2].delta.copy())
    named = {}
    for example in (None, 0, 1, 2):
        if example is not None:
            walk.look_at(example)
            own = [
                (abs(explain.gradient(2, array, place, example).result), array, place)
                for array, shape in (("weight", (4, 3)), ("bias", (4,))) for place in np.ndindex(shape)
            ]  # fmt: skip
            size, array, place = max(own, key=lambda each: each[0])
            equation = walk.answer(Question(PhaseKind.GRADIENT, 2, example=example))
            assert equation is not None and abs(equation.result) == pytest.approx(size)
            assert equation.words == explain.gradient(2, array, place, example).words == walk.state().words
            named[example] = equation.title
    assert len(set(named.values())) > 1
    np.testing.assert_array_equal(run.program.grad, before[0])
    np.testing.assert_array_equal(run.current.ops[2].delta, before[1])


def test_the_parts_of_all_examples_are_the_gradient() -> None:
    layers = (
        Input(shape=(3,)), Embedding(input_dim=9, output_dim=2), BatchNormalization(), Conv1D(filters=2, kernel_size=2),
        Flatten(), Dense(units=2),
    )  # fmt: skip
    data = rows(np.arange(12.0).reshape(4, 3) % 9, np.random.default_rng(0).normal(size=(4, 2)))
    player = Player(trainer(stack(*layers, loss="mean_squared_error"), data, batch_size=4))
    player.go(0, 99)
    for layer in {slot.layer for slot in player.trainer.program.slots}:
        parts = [player.gradient_of(layer, example) for example in range(4)]
        for slot in player.trainer.program.slots:
            if slot.layer == layer:
                np.testing.assert_allclose(
                    sum(slot.view(part) for part in parts), slot.view(player.gradient), rtol=1e-9, atol=1e-12
                )


@pytest.mark.parametrize("kind", sorted(Layer.kinds))
def test_every_layer_kind_tells_what_comes_out_of_it(kind: str) -> None:
    told = Layer.kinds[kind].outcome
    assert told != Layer.outcome and told[0].islower() and not told.endswith(".")


def test_stops_say_what_their_layer_does() -> None:
    layers: list[Layer] = [
        Input(shape=(3,)), Embedding(input_dim=9, output_dim=2), BatchNormalization(),
        Conv1D(filters=2, kernel_size=2), Flatten(), Dense(units=3, activation="tanh"), Dense(units=2),
    ]  # fmt: skip
    data = rows(np.arange(12.0).reshape(4, 3) % 9, np.random.default_rng(0).normal(size=(4, 2)))
    player = Player(trainer(stack(*layers, loss="mean_squared_error"), data, batch_size=2))
    told = {(stop.kind.value, stop.name): stop.what for stop in Walk(player).state().plan}
    names = [node.name for node in player.trainer.network.running]
    assert told["forward", names[1]] == "for each word the numbers that stand in its column"
    assert told["gradient", names[1]] == "the blame of the places where its word stands, added up"
    assert told["gradient", names[2]].startswith("for gamma blame times normalised input")
    assert told["forward", names[3]] == "a weighted sum of each window of what enters it"
    assert told["forward", names[5]] == "weighted sums, bent by its tanh"
    assert told["forward", names[6]] == "weighted sums"
    assert told["blame", names[5]] == "" == told["error", ""]
