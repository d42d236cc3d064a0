"""The Trainer: stops change no bit, checkpoints resume every bit, a steady step allocates nothing, edits inherit."""

import math
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checkpoint import Checkpoint, copy_of
from core.data.dataset import Prepared
from core.errors import FormatError, SpecError
from core.layers import Dense, Dropout, Flatten, Input, Regularizer
from core.network import NetworkSpec
from core.optimizers import SGD, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop
from core.project import EarlyStopping
from core.snapshot import PhaseKind
from core.trainer import Trainer
from tests.helpers.networks import chain, points, rows, stack, trainer

DECAY = Regularizer(l1=0.001, l2=0.002)


def dropping(outputs: int = 3) -> NetworkSpec:
    """A network with all that draws numbers or adds penalties."""
    hidden = Dense(units=8, activation="tanh", kernel_regularizer=DECAY)
    ending = Dense(units=outputs, activation="softmax" if outputs > 1 else "linear")
    loss = "categorical_crossentropy" if outputs > 1 else "mean_squared_error"
    return stack(Input(shape=(3,)), hidden, Dropout(rate=0.3), ending, loss=loss)


def fresh(optimizer: Optimizer | None = None, prepared: Prepared | None = None, **training: Any) -> Trainer:
    """23 rows of three classes in batches of 5: the fifth has 3. Six more rows are kept aside."""
    prepared = points(29, validation=6) if prepared is None else prepared
    optimizer = optimizer or SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
    network = dropping(prepared.dataset.task.outputs)
    return trainer(network, prepared, **({"optimizer": optimizer, "batch_size": 5, "epochs": 50} | training))


def state(run: Trainer) -> list[Any]:
    """Everything that must not differ by a bit."""
    moments = [moment.tobytes() for moment in run.updater.moments]
    generators = [rng.bit_generator.state for rng in (run.rng, *run.program.vectors.rngs.values())]
    result = run.log.result
    scores = None if result is None else replace(result, seconds=0.0)
    program = run.program
    vectors = [program.theta.tobytes(), program.grad.tobytes(), program.change.tobytes()]
    curve = run.log.curves().batch_loss.mean.tobytes()
    return [*vectors, *moments, generators, scores, curve, run.log.step, run.log.epoch, run.updater.t]


# -- stops --------------------------------------------------------------------------------------------------------


STOPS = ["advance", "advance", "step", "epoch", "run", "checkpoint"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(STOPS), max_size=25), st.booleans())
def test_no_order_of_stops_changes_a_bit(stops: list[str], numbers: bool) -> None:
    prepared = points(29, classes=0, validation=6) if numbers else points(29, validation=6)
    stopped, straight = fresh(prepared=prepared), fresh(prepared=prepared)
    moves: dict[str, Callable[[], object]] = {
        "advance": stopped.advance, "step": stopped.step, "epoch": stopped.epoch,
        "run": lambda: stopped.run(60.0, steps=3), "checkpoint": stopped.checkpoint,
    }  # fmt: skip
    for stop in stops:
        moves[stop]()
    while not stopped.at_step_start or stopped.sampler.position < stopped.sampler.rows:
        stopped.step()
    while straight.log.step < stopped.log.step:
        straight.step()
    assert state(stopped) == state(straight)


def test_advance_walks_the_plan_and_names_each_phase() -> None:
    run = fresh()
    walked = [run.advance() for _ in run.plan]
    assert tuple(walked) == run.plan
    kinds = [phase.kind for phase in walked]
    assert kinds[:4] == [PhaseKind.FORWARD] * 3 + [PhaseKind.ERROR]
    assert kinds[-1] is PhaseKind.UPDATE
    assert [phase.layer for phase in walked[4:-1]] == [4, 4, 3, 2, 2]
    assert run.log.step == 1
    assert run.at_step_start


def test_same_identity_same_run_and_another_seed_another() -> None:
    runs = [fresh(seed=seed) for seed in (3, 3, 4)]
    for run in runs:
        run.run(60.0, steps=17)
    assert state(runs[0]) == state(runs[1])
    assert state(runs[0])[0] != state(runs[2])[0]
    assert runs[0].identity == runs[1].identity != runs[2].identity


# -- batches ------------------------------------------------------------------------------------------------------


def drawn(run: Trainer) -> list[tuple[int, ...]]:
    """The rows of each minibatch of one epoch; x holds the row's number."""
    number, found = run.log.epoch, []
    while run.log.epoch == number:
        run.step()
        found.append(tuple(int(each) for each in run.current.x[:, 0]))
    return found


def numbered(count: int) -> Prepared:
    """Rows that hold their own number."""
    x = np.arange(count, dtype=np.float64)[:, None]
    return rows(x, x * 0.0)


def test_every_row_is_drawn_once_an_epoch_and_the_order_changes() -> None:
    run = trainer(chain((1, 2, 1)), numbered(23), optimizer=SGD(learning_rate=1e-6), batch_size=5)
    first, second = drawn(run), drawn(run)
    assert [len(batch) for batch in first] == [5, 5, 5, 5, 3]
    assert sorted(sum(first, ())) == sorted(sum(second, ())) == list(range(23))
    assert first != second


def test_without_shuffle_rows_come_in_order() -> None:
    run = trainer(chain((1, 2, 1)), numbered(7), optimizer=SGD(learning_rate=1e-6), batch_size=3, shuffle=False)
    assert drawn(run) == drawn(run) == [(0, 1, 2), (3, 4, 5), (6,)]


def test_the_last_batch_is_judged_by_its_own_size() -> None:
    run = trainer(chain((1, 1)), numbered(3), optimizer=SGD(learning_rate=0.01), batch_size=2, shuffle=False)
    run.program.theta[:] = 1.0, 0.0
    run.step()
    assert run.current.loss == pytest.approx((0.0 + 1.0) / 2)
    w, b = run.program.theta
    run.step()
    assert run.current.loss == pytest.approx((2 * w + b) ** 2)
    assert run.log.result is not None
    assert run.log.result.loss == pytest.approx((0.0 + 1.0 + (2 * w + b) ** 2) / 3)


@pytest.mark.parametrize("count", [1, 4])
def test_a_batch_larger_than_the_rows_takes_them_all(count: int) -> None:
    run = trainer(chain((1, 2, 1)), numbered(count), batch_size=100)
    result = run.epoch()
    assert result is not None
    assert run.log.step == 1
    assert run.current.n == count
    assert math.isfinite(result.loss)
    assert result.validation_loss is None


def test_outputs_are_scored_in_parts_where_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fresh()
    monkeypatch.setattr("core.tally._MOST_NUMBERS", 30)
    parts = fresh()
    assert parts.tally._outputs[0].shape[1] < whole.tally._outputs[0].shape[1]
    for run in (whole, parts):
        run.epoch()
        run.epoch()
    assert state(whole) == state(parts)
    assert parts.log.result is not None
    assert int(parts.log.result.metrics.as_dict()["accuracy"] * 23 + 0.5) in range(24)


def test_unfit_settings_are_refused_with_a_sentence() -> None:
    with pytest.raises(SpecError, match="batch size 0; it needs at least 1"):
        fresh(batch_size=0)


# -- checkpoints --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9), RMSprop(), Adam(), AdamW()], ids=lambda rule: rule.kind)
@pytest.mark.parametrize("numbers", [False, True], ids=["classes", "numbers"])
def test_a_checkpoint_within_an_epoch_resumes_every_bit(optimizer: Optimizer, numbers: bool) -> None:
    prepared = points(29, classes=0 if numbers else 3, validation=6)
    straight = fresh(optimizer, prepared)
    for _ in range(12):
        straight.step()
    held = straight.checkpoint()
    resumed = fresh(optimizer, prepared)
    resumed.step()
    resumed.restore(held)
    assert state(resumed)[3:] == state(straight)[3:]
    for run in (straight, resumed):
        run.run(60.0, steps=20)
    assert state(resumed) == state(straight)


def test_a_checkpoint_within_a_step_finishes_that_step() -> None:
    run = fresh()
    for _ in range(3):
        run.advance()
    assert run.checkpoint().facts["log"]["step"] == 1
    assert run.at_step_start


@pytest.mark.parametrize("values", [[0.0, 0.0], [-0.0, 0.0], [0.0, 5e-324], [], [[1.0], [0.0]]])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_a_kept_copy_has_the_same_bits(values: Any, dtype: str) -> None:
    given = np.array(values, dtype)
    kept = copy_of(given)
    assert (kept.dtype, kept.shape, kept.tobytes()) == (given.dtype, given.shape, given.tobytes())
    assert not kept.flags.writeable and not np.shares_memory(kept, given)
    assert copy_of(np.zeros((4, 6), dtype)[:, ::2]).tolist() == [[0, 0, 0]] * 4


def test_a_checkpoint_is_a_frozen_copy_of_plain_data() -> None:
    import json

    run = fresh(epochs=2, early_stopping=EarlyStopping(patience=1))
    held = run.checkpoint()
    before = held.arrays["theta"].copy()
    run.epoch()
    np.testing.assert_array_equal(held.arrays["theta"], before)
    with pytest.raises(ValueError, match="read-only"):
        held.arrays["theta"][0] = 1.0
    run.extend()
    again = run.checkpoint()
    assert json.loads(json.dumps(again.facts, allow_nan=False)) == again.facts
    assert again.nbytes == sum(array.nbytes for array in again.arrays.values())


def test_a_finished_run_is_finished_after_resuming_and_shows_its_result() -> None:
    run = fresh(epochs=3)
    run.run(60.0)
    other = fresh(epochs=3)
    other.restore(run.checkpoint())
    assert other.finished == run.finished == "all epochs done"
    assert other.log.result == run.log.result
    assert other.run(60.0) == 0


def test_going_back_shows_the_result_of_then() -> None:
    run = fresh()
    first = run.epoch()
    held = run.checkpoint()
    run.epoch()
    run.restore(held)
    assert run.log.result == first


def test_a_checkpoint_of_another_drawing_is_refused_and_changes_nothing() -> None:
    run = fresh()
    before = state(run)
    with pytest.raises(FormatError, match="another drawing"):
        run.restore(trainer(chain((3, 5, 3)), points(29)).checkpoint())
    assert state(run) == before


# -- memory -------------------------------------------------------------------------------------------------------

STEADY = {
    "sgd tanh": (chain((2, 16, 8, 1)), 0, SGD(momentum=0.9, nesterov=True)),
    "adam relu softmax": (chain((3, 64, 32, 3), "relu", "softmax", "categorical_crossentropy"), 3, Adam()),
    "adamw sigmoid clipped": (
        chain((3, 64, 1), "silu", "sigmoid", "binary_crossentropy"), 2, AdamW(clip_norm=1.0, global_clip_norm=1.0),
    ),
    "rmsprop dropout penalties": (dropping(), 3, RMSprop()),
    "unfused": (chain((3, 64, 3), "gelu", "softplus", "categorical_crossentropy"), 3, SGD()),
    "locked": (chain((3, 64, 3), "elu", "softmax", "mean_squared_error", trainable=(("bias", False),)), 3, Adam()),
    "selu huber nadam": (chain((3, 64, 1), "selu", "linear", "huber"), 0, Nadam(clip_norm=1.0)),
    "absolute error adagrad": (chain((3, 64, 1), "tanh", "linear", "mean_absolute_error"), 0, Adagrad()),
    "images": (stack(Input(shape=(4, 4, 3)), Dropout(rate=0.2), Flatten(), Dense(units=1)), 0, SGD()),
}  # fmt: skip


@pytest.mark.parametrize("name", STEADY)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_steady_step_allocates_nothing(name: str, dtype: str) -> None:
    network, classes, optimizer = STEADY[name]
    entry = network.input
    assert entry is not None
    made = points(3000 * 10, features=math.prod(network.shapes[1]), classes=classes)
    prepared = rows(made.train.x.reshape(-1, *network.shapes[1]), made.train.y, classes=classes)
    run = trainer(network, prepared, optimizer=optimizer, dtype=dtype, batch_size=10, epochs=10)
    for _ in range(600):  # the block of waiting losses was emptied once
        run.step()
    run.log.curves()
    usual = np.setbufsize(16)  # numbers in the buffer that numpy itself takes to add a column to an array
    tracemalloc.start()
    try:
        run.run(60.0, steps=20)
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        run.run(60.0, steps=200)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        np.setbufsize(usual)
    waiting = 200 * 2 * 32 + 4096  # the losses that wait for their curve are Python floats, a few hundred of them
    assert after - before < waiting
    assert peak - after < 2500  # no array of a batch fits into this beside the objects of the calls


# -- following edits ----------------------------------------------------------------------------------------------


def test_another_learning_rate_keeps_the_moments() -> None:
    run = fresh(Adam())
    run.epoch()
    moments, t = [moment.copy() for moment in run.updater.moments], run.updater.t
    kept = run.follow(run.network, replace(run.training, optimizer=Adam(learning_rate=0.5)))
    assert kept == {2, 4}
    assert run.updater.t == t
    for new, old in zip(run.updater.moments, moments, strict=True):
        np.testing.assert_array_equal(new, old)
    before = run.program.theta.copy()
    run.step()
    assert np.abs(run.program.theta - before).max() > 0.1


def test_a_live_rate_gives_the_same_bits_as_one_set_at_the_start() -> None:
    live, set_at_start = fresh(SGD(learning_rate=0.5)), fresh(SGD(learning_rate=0.03))
    live.follow(live.network, replace(live.training, optimizer=SGD(learning_rate=0.03)))
    for run in (live, set_at_start):
        run.epoch()
    assert live.program.theta.tobytes() == set_at_start.program.theta.tobytes()


def test_another_rule_keeps_weights_and_counts_and_starts_its_moments() -> None:
    run = fresh(Adam())
    run.epoch()
    theta = run.program.theta.copy()
    run.follow(run.network, replace(run.training, optimizer=RMSprop()))
    np.testing.assert_array_equal(run.program.theta, theta)
    assert run.log.step == 5
    assert all(not moment.any() for moment in run.updater.moments)


def test_an_edited_layer_starts_over_and_the_others_stay_trained() -> None:
    run = fresh()
    run.epoch()
    old = run.program
    network = run.network
    nodes = tuple(
        replace(node, layer=replace(node.layer, units=11)) if node.id == 2 else node for node in network.nodes
    )
    kept = run.follow(replace(network, nodes=nodes), run.training)
    assert kept == {4}  # its bias; its kernel has another width
    np.testing.assert_array_equal(run.program.theta[-3:], old.theta[-3:])
    assert run.program.theta.size == 11 * 3 + 11 + 3 * 11 + 3
    assert run.run(60.0, steps=12) == 12


def test_another_seed_or_precision_starts_all_weights_over() -> None:
    for change in ({"seed": 5}, {"dtype": "float32"}):
        run = fresh()
        run.epoch()
        kept = run.follow(run.network, replace(run.training, **change))
        assert kept == frozenset()
        expected = fresh(**change)
        assert run.program.theta.tobytes() == expected.program.theta.tobytes()
        assert run.identity == expected.identity


def test_more_epochs_reopen_a_finished_run() -> None:
    run = fresh(epochs=1)
    run.run(60.0)
    run.follow(run.network, replace(run.training, epochs=3))
    assert run.finished == ""
    assert run.run(60.0) == 10


@pytest.mark.parametrize(
    "optimizer",
    [SGD(learning_rate=0.1, momentum=0.9, nesterov=True), Adam(), RMSprop(), AdamW(weight_decay=0.5, clip_norm=0.1)],
    ids=lambda rule: rule.kind,
)
def test_locked_weights_never_move(optimizer: Optimizer) -> None:
    hidden = Dense(units=4, activation="tanh", trainable=(("bias", False),), kernel_regularizer=DECAY)
    locked = replace(hidden, trainable=False)
    network = stack(Input(shape=(3,)), hidden, locked, Dense(units=3, activation="softmax"))
    run = trainer(network, points(29), optimizer=optimizer, batch_size=5)
    run.program.theta[:] = np.random.default_rng(0).normal(size=run.program.theta.size)
    before = run.program.theta.copy()
    run.run(60.0, steps=30)
    differs = run.program.theta != before
    moved = {(slot.layer, slot.array) for slot in run.program.slots if slot.view(differs).any()}
    assert moved == {(2, "weight"), (4, "weight"), (4, "bias")}
    for slot in run.program.slots:
        if (slot.layer, slot.array) not in moved:
            assert not slot.view(run.program.change).any()


def test_a_network_whose_weights_are_all_locked_only_looks() -> None:
    run = trainer(chain((3, 4, 3), trainable=False), points(29), epochs=2)
    before = run.program.theta.copy()
    assert run.run(60.0) == 2
    np.testing.assert_array_equal(run.program.theta, before)


def test_dropout_is_off_when_validation_is_judged() -> None:
    run = fresh()
    assert run.validator is not None
    first = run.validator.outputs[0].copy()
    run.first_evaluation()
    np.testing.assert_array_equal(run.validator.outputs[0], first)


def test_held_checkpoints_are_bounded() -> None:
    from core.checkpoint import CheckpointStore

    run = fresh()
    one: Checkpoint = run.checkpoint()
    store = CheckpointStore(limit=int(one.nbytes * 2.5))
    assert [store.put(key, one) for key in range(4)] == [frozenset(), frozenset(), {0}, {1}]
    assert [key in store for key in range(4)] == [False, False, True, True]
    assert store.get(3) is one
    assert store.get(0) is None
    assert set(one.weights()) == {"dense 2.weight", "dense 2.bias", "dense 4.weight", "dense 4.bias"}
