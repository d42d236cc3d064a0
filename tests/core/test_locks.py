"""Locked weights: none ever moves under any optimizer, locking resets nothing, locks follow a drawing that changes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import edit, fitting
from core.errors import FormatError, SpecError
from core.layers import Dense, Input, Layer, Regularizer
from core.locking import lock_layer, lock_weights
from core.locks import count_locked, locks_of
from core.network import NetworkSpec
from core.optimizers import SGD, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop
from core.project import EarlyStopping, ProjectSpec
from core.restarts import restarted_layers, same_weights
from core.task import Task
from core.trainer import Trainer
from tests.helpers.networks import points, stack, trainer

PLANE = Task((2,), "classification", ("no", "yes"))
rules = st.sampled_from([
    SGD(learning_rate=0.1), SGD(learning_rate=0.1, momentum=0.9), SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
    RMSprop(), Adam(learning_rate=0.05), Adagrad(), Nadam(), AdamW(learning_rate=0.05, weight_decay=0.5),
])  # fmt: skip
clips = st.sampled_from([
    {}, {"clip_norm": 0.01}, {"global_clip_norm": 0.02}, {"clip_norm": 0.1, "global_clip_norm": 0.1},
])  # fmt: skip
penalties = st.sampled_from([Regularizer(), Regularizer(l1=0.1), Regularizer(l2=0.1), Regularizer(l1=0.1, l2=0.1)])


def small(penalty: Regularizer | None = None, **hidden: Any) -> NetworkSpec:
    first = Dense(units=4, activation="tanh", kernel_regularizer=penalty or Regularizer(), **hidden)
    return stack(Input(shape=(3,)), first, Dense(units=3, activation="softmax"))


def run_of(network: NetworkSpec, optimizer: Optimizer, **more: Any) -> Trainer:
    training = {"optimizer": optimizer, "batch_size": 5, "epochs": 50}
    return trainer(network, points(29, validation=6), **(training | more))


def masks(network: NetworkSpec, data: st.DataObject) -> NetworkSpec:
    """Some weights locked, by places, arrays or layers."""
    project = ProjectSpec(network)
    for node in network.running:
        for weight in network.weights(node.id):
            size = int(np.prod(weight.shape))
            chosen = data.draw(st.sets(st.integers(0, size - 1), max_size=size))
            places = [tuple(int(each) for each in np.unravel_index(at, weight.shape)) for at in sorted(chosen)]
            project = lock_weights(project, node.id, weight.name, places)
    return project.network


def moved(run: Trainer, before: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(run.program.theta != before)


def mask_of(run: Trainer) -> np.ndarray[Any, Any]:
    parts = [locks_of(run.network, slot.layer)[slot.array].reshape(-1) for slot in run.program.slots]
    return np.concatenate(parts)


@settings(max_examples=60, deadline=None)
@given(rules, clips, penalties, st.integers(0, 7), st.data())
def test_no_locked_weight_ever_moves(
    rule: Optimizer, clip: dict[str, float], penalty: Regularizer, earlier: int, data: st.DataObject
) -> None:
    """Momentum gathered before the lock included; the others go on."""
    run = run_of(small(penalty), replace(rule, **clip))
    run.run(60.0, steps=earlier) if earlier else None
    run.follow(masks(run.network, data), run.training)
    locked, before = mask_of(run), run.program.theta.copy()
    run.run(60.0, steps=12)
    assert run.divergence is None
    assert not moved(run, before)[locked].any()
    assert not run.program.change[locked].any()
    # tanh and softmax have a slope everywhere, so what is free moves
    assert moved(run, before)[~locked].all()


@settings(max_examples=30, deadline=None)
@given(rules, st.data())
def test_locking_in_the_middle_resets_nothing(rule: Optimizer, data: st.DataObject) -> None:
    """Locking and unlocking at once changes no bit of the run; a lock keeps moments, counters and other weights."""
    toggled, straight = run_of(small(), rule), run_of(small(), rule)
    for run in (toggled, straight):
        run.run(60.0, steps=7)
        run.advance()
    plain = toggled.network
    program, theta = toggled.program, toggled.program.theta.copy()
    moments = [moment.copy() for moment in toggled.updater.moments]
    kept = toggled.follow(masks(plain, data), toggled.training)
    assert kept == {2, 3} and toggled.program is program and toggled.log.step == 7 and not toggled.at_step_start
    np.testing.assert_array_equal(program.theta, theta)
    for now, then in zip(toggled.updater.moments, moments, strict=True):
        np.testing.assert_array_equal(now, then)
    toggled.follow(plain, toggled.training)
    assert program.vectors.mask is None and toggled.network == plain
    for run in (toggled, straight):
        run.run(60.0, steps=5)
    np.testing.assert_array_equal(toggled.program.theta, straight.program.theta)


def test_an_unlocked_weight_goes_on_as_if_it_had_had_no_gradient() -> None:
    """Momentum fades while a weight is locked: after 3 locked updates 0.9^3 of it is left, and moves the weight."""
    rule = SGD(learning_rate=0.1, momentum=0.9)
    run = run_of(small(), rule)
    run.run(60.0, steps=5)
    free = run.network
    velocity = float(run.updater.moments[0][0])
    run.follow(lock_weights(ProjectSpec(free), 2, "weight", [(0, 0)]).network, run.training)
    run.run(60.0, steps=3)
    assert float(run.updater.moments[0][0]) == pytest.approx(0.9**3 * velocity, rel=1e-5)
    run.follow(free, run.training)
    before = float(run.program.theta[0])
    run.step()
    push = 0.9**4 * velocity - 0.1 * float(run.program.grad[0])
    assert float(run.program.theta[0]) - before == pytest.approx(push, rel=1e-3)


@pytest.mark.parametrize("clip", ["clip_norm", "global_clip_norm"])
def test_locked_gradients_do_not_count_in_a_norm(clip: str) -> None:
    """The limit holds for what moves: one free weight of an array gets all of it."""
    network = small()
    project = lock_layer(lock_layer(ProjectSpec(network), 2), 3)
    project = lock_weights(project, 2, "weight", [(1, 1)], locked=False)
    run = run_of(project.network, SGD(learning_rate=1.0, **{clip: 1e-4}))  # type: ignore[arg-type]
    run.step()
    change = run.program.slots[0].view(run.program.change)
    assert abs(float(change[1, 1])) == pytest.approx(1e-4, rel=1e-4)
    assert np.count_nonzero(run.program.change) == 1


def test_the_best_epoch_does_not_bring_back_what_was_locked_since() -> None:
    """Early stopping restores the best weights; one that was locked later keeps the value it was locked at."""
    rule = EarlyStopping(patience=3, restore_best=True)
    run = run_of(small(), SGD(learning_rate=0.5), early_stopping=rule)
    run.epoch()
    run.best_theta = run.program.theta.copy()
    run.epoch()
    value = float(run.program.theta[0])
    run.follow(lock_weights(ProjectSpec(run.network), 2, "weight", [(0, 0)]).network, run.training)
    run.best_theta = run.best_theta if run.best_theta is not None else run.program.theta.copy()
    run._end("early stopping", restore=True)
    assert float(run.program.theta[0]) == value


def test_nor_does_a_saved_run_whose_weights_were_locked_in_the_file() -> None:
    rule = EarlyStopping(patience=3, restore_best=True)
    saved = run_of(small(), SGD(learning_rate=0.5), early_stopping=rule)
    saved.epoch()
    saved.best_theta = saved.program.theta + 1.0
    checkpoint = saved.checkpoint()
    run = run_of(lock_layer(ProjectSpec(small()), 2).network, SGD(learning_rate=0.5), early_stopping=rule)
    run.restore(checkpoint)
    value = run.program.theta.copy()
    run._end("early stopping", restore=True)
    layer_2 = run.program.slots[1].stop
    np.testing.assert_array_equal(run.program.theta[:layer_2], value[:layer_2])
    assert (run.program.theta[layer_2:] == value[layer_2:] + 1.0).all()


def test_locks_of_another_optimizer_hold_when_it_takes_over() -> None:
    run = run_of(lock_weights(ProjectSpec(small()), 3, "bias", [(2,)]).network, SGD(learning_rate=0.1))
    run.run(60.0, steps=3)
    before = run.program.slots[-1].view(run.program.theta)[2].copy()
    run.follow(run.network, replace(run.training, optimizer=AdamW(weight_decay=0.9)))
    run.run(60.0, steps=9)
    assert run.program.slots[-1].view(run.program.theta)[2] == before


# -- the drawing -----------------------------------------------------------------------------------------------------


@pytest.fixture
def project() -> ProjectSpec:
    return ProjectSpec(fitting.suggest_network(PLANE, (4, 3), "tanh"))


def layer_of(project: ProjectSpec, id: int) -> Layer:
    return project.network.by_id[id].layer


def test_locks_are_written_as_briefly_as_they_can_be(project: ProjectSpec) -> None:
    one = lock_weights(project, 2, "weight", [(3, 1), (0, 1), (0, 1)])
    assert layer_of(one, 2).locked == (("weight", ((0, 1), (3, 1))),) and layer_of(one, 2).trainable is True
    assert one.to_json()["network"]["layers"][1]["locked"] == {"weight": [[0, 1], [3, 1]]}  # type: ignore[index]
    assert ProjectSpec.from_json(one.to_json()) == one
    bias = lock_weights(one, 2, "bias", [(each,) for each in range(4)])
    assert dict(layer_of(bias, 2).trainable) == {"weight": True, "bias": False}  # type: ignore[arg-type]
    whole = lock_layer(bias, 2)
    assert layer_of(whole, 2).trainable is False and layer_of(whole, 2).locked == ()
    assert count_locked(whole.network, 2) == 12
    all_but_one = lock_weights(whole, 2, "bias", [(1,)], locked=False)
    assert layer_of(all_but_one, 2).locked == (("bias", ((0,), (2,), (3,))),)
    assert lock_layer(all_but_one, 2, locked=False) == project
    assert lock_layer(one, 2, False, "weight") == project


def test_there_is_no_lock_without_a_weight(project: ProjectSpec) -> None:
    with pytest.raises(SpecError, match=r"no weight \(4, 0\) in 'weight', which is 4 × 2"):
        lock_weights(project, 2, "weight", [(4, 0)])
    with pytest.raises(SpecError, match="has no weights called 'kernel'"):
        lock_weights(project, 2, "kernel", [(0, 0)])
    entry = lock_layer(project, 1)
    assert layer_of(entry, 1).trainable is False


def test_locks_follow_a_layer_that_changes(project: ProjectSpec) -> None:
    locked = lock_weights(lock_weights(project, 2, "weight", [(0, 1), (3, 0)]), 3, "weight", [(2, 1), (2, 3)])
    fewer = edit.set_layer(locked, 2, units=3)
    assert layer_of(fewer, 2).locked == (("weight", ((0, 1),)),)
    assert layer_of(fewer, 3).locked == (("weight", ((2, 1),)),)  # its third source is gone, and with it a wire
    assert layer_of(edit.set_layer(locked, 2, units=9), 2).locked == layer_of(locked, 2).locked
    bare = edit.set_layer(lock_weights(locked, 2, "bias", [(0,)]), 2, use_bias=False)
    assert layer_of(bare, 2).locked == (("weight", ((0, 1), (3, 0))),)
    alone = edit.disconnect(locked, 2, 3)
    assert layer_of(alone, 3).locked == layer_of(locked, 3).locked  # its shapes are unknown, so nothing is dropped
    assert layer_of(edit.connect(alone, 1, 3), 3).locked == (("weight", ((2, 1),)),)
    assert layer_of(edit.remove_layers(locked, [2]), 3).locked == (("weight", ((2, 1),)),)
    copied = edit.duplicate(locked, [2, 3])
    assert [layer_of(copied, each).locked for each in (5, 6)] == [layer_of(locked, each).locked for each in (2, 3)]
    switched = fitting.fit_to_task(locked, Task((1,), "regression", (), ("y",)))
    assert layer_of(switched, 2).locked == (("weight", ((3, 0),)),)


def test_locks_change_no_weight_and_restart_no_layer(project: ProjectSpec) -> None:
    locked = lock_layer(lock_weights(project, 2, "weight", [(0, 1)]), 3)
    assert same_weights(project, locked) and not restarted_layers(project, locked)


@pytest.mark.parametrize(
    ("locked", "sentence"),
    [
        ([[0, 1]], "key 'locked' should be an object"),
        ({"weight": [0, 1]}, "'weight' should be a list; received 0"),
        ({"weight": [[0, -1]]}, "'weight' names a place below 0"),
        ({"weight": [[0, 0.5]]}, "should be a whole number; received 0.5"),
    ],
)
def test_locks_that_cannot_be_read(project: ProjectSpec, locked: object, sentence: str) -> None:
    raw: Any = project.to_json()
    raw["network"]["layers"][1]["locked"] = locked
    with pytest.raises(FormatError, match=sentence.replace("(", r"\(")):
        ProjectSpec.from_json(raw)


@pytest.mark.parametrize(
    ("locked", "sentence"),
    [
        ({"weight": [[4, 0]]}, "Dense 'hidden 1' locks the place (4, 0) of 'weight', which is 4 × 2, counted from 0."),
        ({"weight": [[0]]}, "Dense 'hidden 1' locks the place (0) of 'weight', which is 4 × 2, counted from 0."),
        ({"kernel": [[0, 0]]}, "Dense 'hidden 1' locks places in 'kernel'; it has weight and bias."),
    ],
)
def test_locks_that_name_no_weight_are_a_problem_with_a_remedy(
    project: ProjectSpec, locked: object, sentence: str
) -> None:
    raw: Any = project.to_json()
    raw["network"]["layers"][1]["locked"] = locked
    found = ProjectSpec.from_json(raw)
    problem = next(each for each in found.network.problems(PLANE) if each.blocking)
    assert problem.text == sentence and problem.layer == 2
    with pytest.raises(SpecError, match="locks"):
        found.network.require_runnable(PLANE)
    assert problem.remedy is not None
    assert edit.apply_remedy(found, problem.remedy) == project


def test_an_empty_lock_is_none() -> None:
    assert Layer.from_json({"kind": "Dense", "locked": {"weight": []}}) == Dense()
