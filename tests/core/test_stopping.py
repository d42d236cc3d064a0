"""When a run ends: a wanted loss or accuracy, the time, by hand with the best or the last weights; and going on."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.formats.checkpoints import from_parts, to_json
from core.optimizers import SGD, Adam
from core.project import EarlyStopping, StopConditions
from core.rewind import hold, put_back
from core.trainer import Trainer
from tests.helpers.networks import chain, points, trainer

NETWORK = chain((3, 8, 3), "tanh", "softmax", "categorical_crossentropy")


def run(**settings: Any) -> Trainer:
    settings = {"optimizer": Adam(learning_rate=0.05), "batch_size": 8, "epochs": 200} | settings
    return trainer(NETWORK, points(80, validation=20), **settings)


def test_it_ends_at_the_wanted_loss_or_accuracy() -> None:
    by_loss = run(stop_when=StopConditions(loss=0.4))
    by_loss.run(60.0)
    assert by_loss.finished == "the loss was reached"
    result = by_loss.log.result
    assert result is not None and result.validation_loss is not None and result.validation_loss <= 0.4
    assert by_loss.log.epoch < 200
    by_accuracy = run(stop_when=StopConditions(accuracy=0.9))
    by_accuracy.run(60.0)
    assert by_accuracy.finished == "the accuracy was reached"
    found = by_accuracy.log.result
    assert found is not None and found.validation_metrics is not None
    assert found.validation_metrics.as_dict()["accuracy"] >= 0.9
    unreached = run(stop_when=StopConditions(loss=0.0, accuracy=1.0), epochs=2)
    unreached.run(60.0)
    assert unreached.finished == "all epochs done"


def test_it_ends_when_the_time_is_up_within_an_epoch() -> None:
    timed = run(stop_when=StopConditions(seconds=1e-6))
    assert timed.run(60.0) == 1
    assert timed.finished == "the time is up" and timed.log.epoch == 0
    timed.extend()
    assert not timed.finished and timed.run(60.0) == 1 and timed.log.step == 2


def test_what_was_reached_does_not_end_a_run_that_goes_on() -> None:
    again = run(stop_when=StopConditions(loss=0.4))
    again.run(60.0)
    ended = again.log.epoch
    again.extend()
    again.epoch()
    assert again.log.epoch == ended + 1 and not again.finished
    again.follow(again.network, replace(again.training, stop_when=StopConditions(loss=0.39)))
    again.run(60.0)
    assert again.finished == "the loss was reached"


def test_a_resumed_run_ends_where_it_would_have_ended() -> None:
    for settings in ({"stop_when": StopConditions(loss=0.4)}, {"early_stopping": EarlyStopping(patience=3)}):
        straight = run(**settings)
        for _ in range(4):
            straight.epoch()
        straight.step()
        saved, moment = straight.checkpoint(), hold(straight)
        resumed = run(**settings)
        resumed.restore(from_parts(to_json(saved), saved.arrays))
        straight.run(60.0)
        resumed.run(60.0)
        assert (resumed.finished, resumed.log.epoch) == (straight.finished, straight.log.epoch)
        assert resumed.program.theta.tobytes() == straight.program.theta.tobytes()
        ended = straight.log.epoch
        put_back(straight, moment)
        straight.run(60.0)
        assert straight.log.epoch == ended


def test_what_was_passed_is_remembered_by_a_checkpoint() -> None:
    straight = run(stop_when=StopConditions(loss=0.4, seconds=1e9))
    straight.run(60.0)
    straight.extend()
    straight.epoch()
    saved = straight.checkpoint()
    resumed = run(stop_when=StopConditions(loss=0.4, seconds=1e9))
    resumed.restore(from_parts(to_json(saved), saved.arrays))
    resumed.epoch()
    assert not resumed.finished and resumed.stopping.state() == straight.stopping.state()


@pytest.mark.parametrize("best", [True, False])
def test_stop_brings_back_the_best_weights_or_keeps_the_last(best: bool) -> None:
    stopped = run(optimizer=SGD(learning_rate=0.05))
    for _ in range(6):
        stopped.epoch()
    good, epoch = stopped.program.theta.copy(), stopped.log.best_epoch
    assert epoch == 6
    stopped.follow(stopped.network, replace(stopped.training, optimizer=SGD(learning_rate=30.0)))
    for _ in range(2):
        stopped.epoch()
    assert stopped.log.best_epoch == 6 and stopped.divergence is None
    last = stopped.program.theta.copy()
    stopped.stop(best)
    assert stopped.finished == "stopped"
    np.testing.assert_array_equal(stopped.program.theta, good if best else last)
    validator, result = stopped.validator, stopped.log.result
    assert validator is not None and result is not None
    assert (validator.loss == result.validation_loss) is not best
    assert stopped.run(60.0) == 0


def test_stop_finishes_the_minibatch_begun() -> None:
    stopped = run()
    stopped.advance()
    stopped.stop(best=True)  # no epoch is done: there is no best one, and the weights stay
    assert stopped.log.step == 1 and stopped.at_step_start and stopped.finished == "stopped"
