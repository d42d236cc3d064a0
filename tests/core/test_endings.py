"""How a run ends: after its epochs, by early stopping, or by numbers that break, each with the right weights."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.initializers import Constant
from core.optimizers import SGD
from core.project import EarlyStopping
from core.trainer import Trainer
from tests.core.test_trainer import fresh
from tests.helpers.networks import chain, points, rows, trainer

# -- the end ------------------------------------------------------------------------------------------------------


def test_a_run_ends_after_its_epochs_and_can_be_extended() -> None:
    run = fresh(epochs=2)
    assert run.run(60.0) == 10
    assert (run.finished, run.log.epoch) == ("all epochs done", 2)
    assert run.run(60.0) == 0
    run.extend()
    assert run.run(60.0) == 10
    assert run.log.epoch == 4


def losing(monitor: str = "validation_loss", restore: bool = True, patience: int = 3) -> Trainer:
    """A run whose validation rows contradict its training rows: the sooner it stops the better."""
    x = np.linspace(-1, 1, 20)[:, None]
    y = np.where(np.arange(20) < 14, 1.0, -1.0) * x[:, 0]
    rule = EarlyStopping(monitor=monitor, patience=patience, restore_best=restore)
    training = {"optimizer": SGD(learning_rate=0.05), "early_stopping": rule, "epochs": 40, "batch_size": 4}
    return trainer(chain((1, 1)), rows(x, y, validation=6), **training)


def test_early_stopping_brings_the_best_weights_back() -> None:
    run, kept = losing(), {}
    while not run.finished:
        run.epoch()
        kept[run.log.epoch] = run.program.theta.copy()
    best = run.log.best_epoch
    assert run.finished == "early stopping"
    assert best is not None
    assert run.log.epoch == best + 3
    losses = run.log.curves().epochs["validation_loss"].mean
    assert int(np.argmin(losses)) + 1 == best
    if best in kept and best != run.log.epoch:
        np.testing.assert_array_equal(run.program.theta, kept[best])
    assert run.validator is not None
    assert run.validator.loss == losses.min()


def test_early_stopping_may_keep_the_last_weights() -> None:
    run = losing(restore=False)
    run.run(60.0)
    assert run.finished == "early stopping"
    assert run.best_theta is not None and not np.array_equal(run.best_theta, run.program.theta)
    assert run.validator is not None
    assert run.validator.loss > run.log.curves().epochs["validation_loss"].mean.min()


def test_early_stopping_on_the_training_loss_goes_on_while_that_falls() -> None:
    run = losing(monitor="loss")
    run.run(60.0)
    assert run.finished == "all epochs done"


# -- divergence ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_huge_learning_rate_stops_with_a_remedy_and_the_last_good_weights(dtype: str) -> None:
    run = trainer(
        chain((3, 8, 1), "relu"), points(40, classes=0, validation=8), dtype=dtype, batch_size=8,
        optimizer=SGD(learning_rate=1e9),
    )  # fmt: skip
    before = run.program.theta.copy()
    run.run(60.0, steps=50)
    assert run.divergence is not None
    assert "Try a learning rate of 0.01" in run.divergence.text
    assert run.divergence.layer in run.program.ops
    np.testing.assert_array_equal(run.program.theta, before)
    assert run.run(60.0) == 0
    run.follow(run.network, replace(run.training, optimizer=SGD(learning_rate=0.001)))
    assert run.divergence is None
    assert run.run(60.0, steps=20) == 20


@pytest.mark.parametrize("extend", [False, True])
def test_what_was_reached_before_a_bad_setting_is_what_comes_back(extend: bool) -> None:
    data = points(40, classes=0, validation=8)
    run = trainer(chain((3, 8, 1), "relu"), data, batch_size=8, epochs=3, optimizer=SGD(learning_rate=0.01))
    run.run(60.0) if extend else run.run(60.0, steps=10)
    reached = run.program.theta.copy()
    run.follow(run.network, replace(run.training, optimizer=SGD(learning_rate=1e9)))
    if extend:
        run.extend()
    run.run(60.0, steps=50)
    assert run.divergence is not None and run.divergence.learning_rate == 0.01
    np.testing.assert_array_equal(run.program.theta, reached)


@pytest.mark.parametrize("where", ["x", "y"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_broken_data_is_named(where: str, bad: float) -> None:
    x, y = np.ones((8, 2)), np.ones(8)
    (x if where == "x" else y)[3] = bad
    run = trainer(chain((2, 3, 1)), rows(x, y), batch_size=2, shuffle=False)
    before = run.program.theta.copy()
    run.run(60.0, steps=50)
    assert run.divergence is not None
    assert "The data holds values that are not finite" in run.divergence.text
    assert run.divergence.step == 2
    assert run.divergence.layer == (1 if where == "x" else 3)
    np.testing.assert_array_equal(run.program.theta, before)


def test_infinite_loss_at_the_very_start_is_noticed() -> None:
    x = np.full((4, 1), np.finfo(np.float32).max)
    run = trainer(chain((1, 1)), rows(x, np.zeros(4)), dtype="float32")
    run.run(60.0, steps=5)
    assert run.divergence is not None


def test_weights_broken_by_the_last_update_are_not_kept_as_good() -> None:
    run = fresh()
    before = run.program.theta.copy()
    run.program.theta[3] = np.nan  # as an update would that overflows after its own loss was judged
    run.keep_good()
    run.step()
    assert run.divergence is not None
    np.testing.assert_array_equal(run.program.theta, before)


def test_weights_that_start_broken_stop_with_a_sentence_again_and_again() -> None:
    network = chain((3, 4, 1), kernel_initializer=Constant(value=math.nan))
    run = trainer(network, points(29, classes=0), optimizer=SGD(learning_rate=5e-324), batch_size=5)
    for seed in (0, 1):
        run.follow(run.network, replace(run.training, seed=seed))
        run.step()
        assert run.divergence is not None
        assert run.divergence.text.startswith("The loss became not a number at step 1 in 'dense 2'. Try")


def test_a_validation_loss_that_breaks_is_named_as_such() -> None:
    prepared = points(29, classes=0, validation=6)
    prepared.validation.x[0] = 1e300
    run = trainer(chain((3, 1)), prepared, optimizer=SGD(learning_rate=0.01))
    run.run(60.0, steps=10)
    assert run.divergence is not None
    assert run.divergence.text.startswith("The validation loss became infinite")


def test_divergence_keeps_the_curves_and_the_wish_for_more_epochs() -> None:
    run = fresh()
    run.epoch()
    run.follow(run.network, replace(run.training, epochs=70))
    run.program.theta[:] = np.nan
    run.step()
    assert run.divergence is not None
    assert run.target_epochs == 70
    assert len(run.log.curves().batch_loss.x) == 5
