"""Learning-rate schedules: their curve, what they remember, how they go on after a resume; and Keras's answers."""

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.errors import FormatError, SpecError
from core.formats.checkpoints import from_parts, to_json
from core.optimizers import SGD, Adagrad, Adam, Nadam
from core.optimizers.nadam import product, u
from core.player import Player
from core.project import ProjectSpec
from core.rewind import hold, put_back
from core.schedules import (
    Constant,
    CosineDecay,
    ExponentialDecay,
    LinearWarmup,
    PiecewiseConstantDecay,
    ReduceLROnPlateau,
    Schedule,
)
from core.trainer import Trainer
from tests.helpers.networks import chain, points, trainer

CURVED: tuple[Schedule, ...] = (
    ExponentialDecay(decay_steps=10, decay_rate=0.5), ExponentialDecay(decay_steps=7, decay_rate=0.5, staircase=True),
    CosineDecay(decay_steps=20, alpha=0.1), CosineDecay(decay_steps=20, warmup_target=0.3, warmup_steps=6),
    LinearWarmup(warmup_steps=8, start_factor=0.25), PiecewiseConstantDecay(boundaries=(5, 9), values=(0.2, 0.1, 0.02)),
)  # fmt: skip
PLATEAU = ReduceLROnPlateau(patience=2, factor=0.5, min_delta=0.01, cooldown=1, min_lr=0.02)
LOSSES = (1.0, 0.9, 0.895, 0.894, 0.893, 0.892, 0.5, 0.499, 0.498, 0.497, 0.496, 0.495, 0.494, 0.493, 0.492, 0.491)


def rates(schedule: Schedule, base: float, steps: int) -> list[float]:
    return [schedule.rate(base, step, schedule.begin()) for step in range(steps)]


def plateau_rates(schedule: Schedule, base: float) -> list[float]:
    """The rate after each of these epochs."""
    memory, found = schedule.begin(), []
    for loss in LOSSES:
        memory = schedule.after_epoch(base, memory, 9.0, loss)
        found.append(schedule.rate(base, 0, memory))
    return found


def run(schedule: Schedule, **settings: Any) -> Trainer:
    settings = {"optimizer": SGD(learning_rate=0.2), "batch_size": 5, "epochs": 40} | settings
    return trainer(chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy"), points(29, validation=6),
                   schedule=schedule, **settings)  # fmt: skip


def test_curves_by_hand() -> None:
    assert rates(Constant(), 0.3, 3) == [0.3, 0.3, 0.3]
    halving = ExponentialDecay(decay_steps=10, decay_rate=0.5)
    assert halving.rate(0.2, 10, {}) == pytest.approx(0.1) and halving.rate(0.2, 5, {}) == pytest.approx(0.2 / 2**0.5)
    steps = ExponentialDecay(decay_steps=10, decay_rate=0.5, staircase=True)
    assert rates(steps, 0.2, 21)[9:11] == [0.2, 0.1] and steps.rate(0.2, 20, {}) == 0.05
    cosine = CosineDecay(decay_steps=20, alpha=0.1)
    assert [cosine.rate(1.0, step, {}) for step in (0, 10, 20, 99)] == pytest.approx([1.0, 0.55, 0.1, 0.1])
    warm = CosineDecay(decay_steps=20, warmup_target=0.3, warmup_steps=10)
    assert [warm.rate(0.1, step, {}) for step in (0, 5, 10, 20, 30)] == pytest.approx([0.1, 0.2, 0.3, 0.15, 0.0])
    climb = LinearWarmup(warmup_steps=10, start_factor=0.1)
    assert [climb.rate(1.0, step, {}) for step in (0, 5, 10, 50)] == pytest.approx([0.1, 0.55, 1.0, 1.0])
    parts = PiecewiseConstantDecay(boundaries=(5, 9), values=(0.2, 0.1, 0.02))
    assert [parts.rate(7.0, step, {}) for step in (0, 5, 6, 9, 10)] == [0.2, 0.2, 0.1, 0.1, 0.02]


def test_a_plateau_lowers_the_rate_and_rests() -> None:
    assert plateau_rates(PLATEAU, 0.2) == [
        0.2, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02,
    ]  # fmt: skip


def test_without_validation_rows_a_plateau_watches_the_training_loss() -> None:
    schedule = ReduceLROnPlateau(patience=1)
    memory = schedule.after_epoch(1.0, schedule.begin(), 0.5, None)
    assert memory["best"] == 0.5
    assert schedule.rate(1.0, 0, schedule.after_epoch(1.0, memory, 0.6, None)) == pytest.approx(0.1)


@pytest.mark.parametrize("schedule", CURVED, ids=lambda each: each.kind)
def test_updates_move_by_the_rate_of_their_step(schedule: Schedule) -> None:
    paced, plain = run(schedule), run(Constant())
    for step in range(30):
        rate = schedule.rate(0.2, step, {})
        assert paced.updater.learning_rate == rate
        np.copyto(plain.program.theta, paced.program.theta)
        paced.step()
        plain.step()
        np.testing.assert_allclose(paced.program.change, plain.program.change * (rate / 0.2), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("schedule", [*CURVED, PLATEAU, ReduceLROnPlateau(patience=0)], ids=lambda each: each.kind)
@pytest.mark.parametrize("optimizer", [SGD(learning_rate=0.3, momentum=0.9), Adam(), Nadam(), Adagrad()],
                         ids=lambda rule: rule.kind)  # fmt: skip
def test_a_resumed_run_goes_on_to_the_bit(schedule: Schedule, optimizer: Any) -> None:
    straight = run(schedule, optimizer=optimizer)
    for _ in range(17):
        straight.step()
    saved = straight.checkpoint()
    resumed = run(schedule, optimizer=optimizer)
    resumed.restore(from_parts(to_json(saved), saved.arrays))
    moment = hold(straight)
    for each in (straight, resumed):
        for _ in range(23):
            each.step()
    assert resumed.program.theta.tobytes() == straight.program.theta.tobytes()
    assert resumed.updater.memory == straight.updater.memory
    once = straight.program.theta.tobytes()
    put_back(straight, moment)
    for _ in range(23):
        straight.step()
    assert straight.program.theta.tobytes() == once


def test_a_plateau_acts_in_a_run_and_a_chosen_rate_counts_anew() -> None:
    paced = run(ReduceLROnPlateau(patience=1, min_delta=10.0, factor=0.5))
    for _ in range(3):
        paced.epoch()
    assert paced.updater.learning_rate == 0.05
    paced.follow(paced.network, replace(paced.training, optimizer=SGD(learning_rate=0.4)))
    assert paced.updater.learning_rate == 0.4
    paced.follow(paced.network, replace(paced.training, schedule=Constant()))
    assert paced.updater.memory == {}


@pytest.mark.parametrize(
    "schedule", [*CURVED, ReduceLROnPlateau(patience=1, min_delta=10.0)], ids=lambda each: each.kind
)
def test_the_arithmetic_says_where_the_rate_comes_from(schedule: Schedule) -> None:
    paced = run(schedule)
    for _ in range(3):
        paced.epoch()
    player = Player(paced)
    player.go(17, 99)
    lines = player.explainer().update(2, "weight", (0, 0)).lines
    told = [line for line in lines if line.left.base == "η"]
    assert len(told) == 1
    assert told[0].result == pytest.approx(paced.updater.rule.learning_rate, rel=1e-12)
    assert told[0].result == pytest.approx(schedule.rate(0.2, 17, paced.updater.memory), rel=1e-12)
    assert lines[1].value == pytest.approx(lines[1].result, rel=1e-9)


def test_values_that_do_not_fit_are_refused_with_a_sentence() -> None:
    odd = PiecewiseConstantDecay(boundaries=(5, 9), values=(0.1,))
    with pytest.raises(SpecError, match="has a schedule with 1 values and 2 boundaries; it needs one value more"):
        run(odd)
    falling = PiecewiseConstantDecay(boundaries=(9, 5), values=(0.1, 0.2, 0.3))
    with pytest.raises(FormatError, match="whose boundaries do not grow"):
        ProjectSpec.from_json({"format": "chainrule/1", "training": {"schedule": falling.to_json()}})
    paced = run(Constant())
    with pytest.raises(SpecError, match="one value more"):
        paced.follow(paced.network, replace(paced.training, schedule=odd))


def test_warmth_of_nadam_is_formed_in_one_order() -> None:
    forward = [product(0.9, t) for t in range(1, 40)]
    assert [product(0.9, t) for t in reversed(range(1, 40))] == forward[::-1]
    assert forward[0] == u(0.9, 1) == 0.9 * (1 - 0.5 * 0.96)
    assert product(0.9, 100_000) == 0.0 and math.prod(u(0.9, t) for t in range(1, 40)) == pytest.approx(forward[-1])


@pytest.mark.peers
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_keras_gives_the_same_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    from keras.src.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau as KerasPlateau
    from keras.src.optimizers import sgd
    from keras.src.optimizers.schedules import learning_rate_schedule as schedules

    pairs = {
        CURVED[0]: schedules.ExponentialDecay(0.2, 10, 0.5),
        CURVED[1]: schedules.ExponentialDecay(0.2, 7, 0.5, staircase=True),
        CURVED[2]: schedules.CosineDecay(0.2, 20, alpha=0.1),
        CURVED[3]: schedules.CosineDecay(0.2, 20, warmup_target=0.3, warmup_steps=6),
        CURVED[5]: schedules.PiecewiseConstantDecay([5, 9], [0.2, 0.1, 0.02]),
    }
    for mine, theirs in pairs.items():
        np.testing.assert_allclose(rates(mine, 0.2, 40), [float(theirs(step)) for step in range(40)], rtol=2e-5)
    watcher = KerasPlateau(patience=2, factor=0.5, min_delta=0.01, cooldown=1, min_lr=0.02, mode="min")
    model = SimpleNamespace(optimizer=sgd.SGD(0.2))
    watcher.set_model(model)
    watcher.on_train_begin()
    found = []
    for epoch, loss in enumerate(LOSSES):
        watcher.on_epoch_end(epoch, {"val_loss": loss})
        found.append(float(model.optimizer.learning_rate))
    np.testing.assert_allclose(plateau_rates(PLATEAU, 0.2), found, rtol=1e-6)


@pytest.mark.peers
def test_pytorch_warms_up_alike() -> None:
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    theirs = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.25, total_iters=8)
    found = []
    for _ in range(12):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        theirs.step()
    np.testing.assert_allclose(rates(CURVED[4], 0.2, 12), found, rtol=1e-9)
