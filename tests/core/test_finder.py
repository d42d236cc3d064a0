"""The learning-rate finder: an even sweep by factors on a copy, its recommendation, and that it helps."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.errors import SpecError
from core.finder import STEPS, Tried, recommended, smoothed, sweep
from core.layers import Activation, Input
from core.optimizers import SGD, Adam
from core.project import ClassWeight
from core.trainer import Trainer
from tests.helpers.networks import chain, points, stack, trainer

NETWORK = chain((3, 8, 3), "tanh", "softmax", "categorical_crossentropy")


def run(optimizer: Any, **settings: Any) -> Trainer:
    return trainer(NETWORK, points(200, validation=40), optimizer=optimizer, batch_size=16, **settings)


def swept(of: Trainer, **settings: Any) -> list[Tried]:
    return list(sweep(of.network, of.training, of.prepared, of.program.theta, of.program.state, **settings))


def test_rates_grow_by_one_factor_and_the_run_is_not_touched() -> None:
    of = run(Adam())
    of.epoch()
    before = of.program.theta.tobytes(), of.program.grad.tobytes(), of.checkpoint().facts["sampler"]
    tried = swept(of, lowest=1e-5, highest=1e-1, steps=41)
    factors = [later.rate / earlier.rate for earlier, later in itertools.pairwise(tried)]
    np.testing.assert_allclose(factors, 10 ** (4 / 40), rtol=1e-9)
    assert (tried[0].rate, len(tried)) == (1e-5, 41)
    assert before == (of.program.theta.tobytes(), of.program.grad.tobytes(), of.checkpoint().facts["sampler"])
    assert swept(of) == swept(of)


def test_it_ends_where_the_loss_has_gone_up() -> None:
    tried = swept(run(SGD()), highest=1e6)
    assert len(tried) < STEPS
    assert tried[-1].loss > 4 * min(each.loss for each in tried) and tried[-1].rate < 1e6
    assert np.isfinite(smoothed(tried)).all() and len(smoothed(tried)) == len(tried)


@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9), Adam()], ids=str)
def test_what_it_recommends_beats_rates_far_below_and_far_above(optimizer: Any) -> None:
    good = recommended(swept(run(optimizer)))
    assert good is not None

    def loss_after(rate: float) -> float:
        tried = run(replace(optimizer, learning_rate=rate), epochs=5)
        tried.run(60.0)
        result = tried.log.result
        return np.inf if tried.divergence is not None or result is None else result.loss

    assert loss_after(good) < 0.8 * loss_after(good / 300)
    assert loss_after(good) < loss_after(good * 300)


def test_recommendations_from_curves_that_are_known() -> None:
    def curve(*losses: float) -> list[Tried]:
        return [Tried(10.0 ** (at - 5), loss) for at, loss in enumerate(losses)]

    assert recommended(curve(1.0, 1.0, 0.99, 0.6, 0.5, 0.5, 4.0)) == 0.01
    assert recommended(curve(1.0, 1.0, 1.0, 1.0, 1.001)) is None
    assert recommended(curve(1.0, 2.0, 3.0, 4.0)) is None
    assert recommended(curve(1.0, 0.5)) is None


def test_class_weights_count_and_a_network_without_weights_is_refused() -> None:
    plain, weighted = run(Adam()), run(Adam(), class_weight=ClassWeight(weights=(5.0, 5.0, 5.0)))
    np.testing.assert_allclose(swept(weighted)[0].loss, 5 * swept(plain)[0].loss)
    network = stack(Input(shape=(3,)), Activation(activation="softmax"), loss="categorical_crossentropy")
    bare = trainer(network, points())
    with pytest.raises(SpecError, match="no weights to train"):
        swept(bare)
