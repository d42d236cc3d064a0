"""Class weights: each example's loss and blame by its class, balanced or given, and Keras's answer to the same."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.class_weights import balanced
from core.errors import SpecError
from core.optimizers import SGD
from core.player import Player
from core.project import ClassWeight
from core.trainer import Trainer
from tests.core.test_equations import check_step
from tests.core.test_gradients import slopes
from tests.helpers.networks import chain, points, rows, trainer

GIVEN = ClassWeight(weights=(1.0, 2.5, 0.5))
TWO = ClassWeight(weights=(0.5, 3.0))
HEADS: dict[str, tuple[tuple[int, ...], str, str, ClassWeight]] = {
    "softmax": ((3, 4, 3), "softmax", "categorical_crossentropy", GIVEN),
    "one output": ((3, 4, 1), "sigmoid", "binary_crossentropy", TWO),
    "signed": ((3, 4, 1), "tanh", "mean_squared_error", TWO),
    "signed classes": ((3, 4, 3), "tanh", "huber", GIVEN),
}


def run(head: str, weight: ClassWeight | None = None, **settings: Any) -> Trainer:
    sizes, output, loss, given = HEADS[head]
    prepared = points(30, classes=len(given.weights), validation=6)
    settings = {"optimizer": SGD(learning_rate=0.1), "batch_size": 8, "epochs": 9} | settings
    return trainer(chain(sizes, "tanh", output, loss), prepared, class_weight=weight or given, **settings)


def test_balanced_weights_are_rows_over_classes_times_rows_of_the_class() -> None:
    np.testing.assert_allclose(balanced(np.array([0] * 90 + [1] * 10), 2), [100 / 180, 5.0])
    assert balanced(np.array([0, 0, 2, 2]), 3)[1] == 1.0


@pytest.mark.parametrize("head", HEADS)
def test_loss_counts_each_example_by_its_class(head: str) -> None:
    weighted = run(head)
    plain = weighted.program.twin(8, training=False)
    weighted.step()
    program = weighted.current
    plain.load(program.x, program.heads[0].rows)
    np.copyto(plain.theta, plain.theta - program.change)
    plain.forward()
    plain.error()
    labels = weighted.prepared.train.y[weighted.sampler.last(8)]
    counts = np.array(HEADS[head][3].weights)[labels]
    np.testing.assert_allclose(program.heads[0].counts, counts, rtol=1e-14)
    np.testing.assert_allclose(program.heads[0].parts, plain.heads[0].parts * counts, rtol=1e-12)
    assert program.loss == pytest.approx((plain.heads[0].parts.sum(axis=0) * counts).mean(), rel=1e-12)


@pytest.mark.parametrize("head", HEADS)
def test_gradient_is_the_slope_of_the_weighted_loss(head: str) -> None:
    program = run(head).program
    rng = np.random.default_rng(1)
    program.x[...] = rng.normal(size=program.x.shape)
    made = run(head)
    program.heads[0].rows[...] = made.codings.encode(made.prepared.train, np.float64)[0][:8]
    program.run()
    gradient = program.grad.copy()
    np.testing.assert_allclose(gradient, slopes(program, program.theta), rtol=3e-8, atol=3e-8)


def test_validation_counts_every_example_once_and_twins_train_alike() -> None:
    weighted, plain = run("softmax"), run("softmax", ClassWeight(weights=(1.0, 1.0, 1.0)))
    assert weighted.validator is not None and plain.validator is not None
    assert weighted.validator.loss == plain.validator.loss
    weighted.epoch()  # three batches of 8
    short = run("softmax", batch_size=7)
    short.epoch()
    assert short.current.n == 3 and short.current.heads[0].counts is not None


def test_other_weights_take_effect_while_it_trains_and_moments_stay() -> None:
    live = run("softmax", optimizer=SGD(momentum=0.9))
    live.step()
    velocity = live.updater.moments[0].copy()
    live.follow(live.network, replace(live.training, class_weight=None))
    np.testing.assert_array_equal(live.updater.moments[0], velocity)
    live.step()
    assert live.current.heads[0].counts is None
    live.follow(live.network, replace(live.training, class_weight=ClassWeight()))
    live.step()
    labels = live.prepared.train.y
    counts = live.current.heads[0].counts
    np.testing.assert_allclose(counts, balanced(labels, 3)[labels[live.sampler.last(8)]])


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(SpecError, match="There are 2 class weights and 3 classes; give one for each, in their order"):
        run("softmax", TWO)
    prepared = rows(np.zeros((4, 2)), np.zeros(4))
    with pytest.raises(SpecError, match="Class weights need classes, and this data asks for numbers; switch them off"):
        trainer(chain((2, 1)), prepared, class_weight=ClassWeight())


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_arithmetic_shows_how_much_an_example_counts(head: str, dtype: str) -> None:
    player = Player(run(head, dtype=dtype))
    player.go(2, 99)
    check_step(player, dtype)
    assert player.explainer().error(1, 0).lines[0].symbols().startswith("c · (")


@pytest.mark.peers
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("head", ["softmax", "one output"])
def test_keras_trains_to_the_same_weights(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    import keras

    sizes, output, loss, given = HEADS[head]
    mine = run(head, shuffle=False, dtype="float32")
    model = keras.Sequential([
        keras.layers.Input((sizes[0],)), keras.layers.Dense(sizes[1], activation="tanh"),
        keras.layers.Dense(sizes[2], activation=output),
    ])  # fmt: skip
    weights = [slot.view(mine.program.theta) for slot in mine.program.slots]
    model.set_weights([each.T if each.ndim == 2 else each for each in weights])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss)
    y = mine.codings.encode(mine.prepared.train, np.float32)[0]
    x = np.asarray(mine.prepared.train.x, np.float32)
    model.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0, class_weight=dict(enumerate(given.weights)))
    for _ in range(3):
        mine.epoch()
    for ours, theirs in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs.T, rtol=2e-4, atol=2e-6)
