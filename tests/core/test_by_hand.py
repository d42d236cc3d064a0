"""Weights by hand: what is set stands in the run and in its twins, a change can be turned back, a nudge foretells."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.by_hand import WeightChange, WeightEdit, fresh, judge, refilled, set_weights
from core.errors import SpecError
from core.layers import Dense, Dropout, Input, Regularizer
from core.nudge import MOST_ROWS, Nudger
from core.observe import Observer
from core.optimizers import SGD, Adam
from core.player import Player
from core.project import EarlyStopping
from core.trainer import Trainer
from tests.helpers.networks import points, stack, trainer

PENALTY = Regularizer(l1=0.01, l2=0.02)


def run_of(**more: Any) -> Trainer:
    network = stack(
        Input(shape=(3,)), Dense(units=4, activation="tanh", kernel_regularizer=PENALTY), Dropout(rate=0.3),
        Dense(units=3, activation="softmax"), loss="categorical_crossentropy",
    )  # fmt: skip
    training = {"optimizer": Adam(learning_rate=0.05), "batch_size": 5, "epochs": 50, "dtype": "float32"}
    return trainer(network, points(29, validation=6), **(training | more))


def test_a_weight_set_stands_in_the_run_and_everything_that_shares_it() -> None:
    run = run_of()
    run.epoch()
    moments = [moment.copy() for moment in run.updater.moments]
    set_weights(run, [WeightEdit.at(2, "weight", (1, 2), 0.1), WeightEdit.of(4, "bias", [(0,), (2,)], [1.5, -2.0])])
    assert run.program.slots[0].view(run.program.theta)[1, 2] == np.float32(0.1)
    assert run.program.slots[-1].view(run.program.theta).tolist()[::2] == [1.5, -2.0]
    assert run.log.step == 5 and run.log.epoch == 1
    for now, then in zip(run.updater.moments, moments, strict=True):
        np.testing.assert_array_equal(now, then)
    assert run.program.ops[2].weight.value[1, 2] == np.float32(0.1)  # type: ignore[attr-defined]
    run.epoch()
    assert run.divergence is None


def test_a_step_begun_is_finished_before() -> None:
    run, other = run_of(), run_of()
    run.advance()
    other.step()
    set_weights(run, [WeightEdit.at(2, "weight", (0, 0), 3.0)])
    other.program.theta[0] = 3.0
    assert run.at_step_start and run.log.step == 1
    np.testing.assert_array_equal(run.program.theta, other.program.theta)


def test_the_numbers_on_show_are_those_of_the_new_weights() -> None:
    run = run_of()
    run.epoch()
    observer = Observer(run)
    before = observer.snapshot(1)
    set_weights(run, [WeightEdit.of(4, "bias", [(0,), (1,), (2,)], [9.0, -9.0, -9.0])])
    judge(run)
    observer.forget()
    after = observer.snapshot(1)
    assert after.evaluation is not None and before.evaluation is not None and after.result is not None
    assert set(after.evaluation.predicted.tolist()) == {0}
    assert after.result.validation_loss == after.evaluation.loss != before.evaluation.loss
    assert after.result.epoch == 1 and after.result.loss > before.result.loss  # type: ignore[union-attr]


def test_the_best_so_far_is_forgotten_and_early_stopping_counts_from_here() -> None:
    run = run_of(early_stopping=EarlyStopping(patience=2, restore_best=True), optimizer=SGD(learning_rate=1e-9))
    run.epoch()
    run.epoch()
    set_weights(run, [WeightEdit.of(4, "bias", [(0,)], [5.0])])
    assert run.best_theta is None and run.log.best_epoch is None
    value = run.program.theta.copy()
    run.epoch()
    assert not run.finished and run.log.best_epoch == 3
    run.run(60.0)
    np.testing.assert_allclose(run.program.theta, value, atol=1e-6)


def test_a_loss_made_huge_by_hand_is_no_divergence() -> None:
    """Nothing brings the old weights back behind the user's back."""
    network = stack(Input(shape=(3,)), Dense(units=1), loss="mean_squared_error")
    run = trainer(network, points(29, classes=0), optimizer=SGD(learning_rate=1e-12), batch_size=5)
    set_weights(run, [WeightEdit.at(2, "bias", (0,), 1e6)])
    run.step()
    assert run.divergence is None and run.program.theta[-1] == pytest.approx(1e6)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda: WeightEdit.at(2, "weight", (4, 0), 1.0), "lies outside 'weight', which is 4 × 3"),
        (lambda: WeightEdit.at(2, "weight", (0,), 1.0), "lies outside"),
        (lambda: WeightEdit.at(2, "weight", (0, -1), 1.0), "lies outside"),
        (lambda: WeightEdit.at(9, "weight", (0, 0), 1.0), "not there any more"),
        (lambda: WeightEdit.at(2, "weight", (0, 0), float("nan")), "must be a finite number"),
        (lambda: WeightEdit.at(2, "weight", (0, 0), 1e39), "float32 holds none beyond 3.4"),
    ],
)
def test_what_cannot_be_set_changes_nothing(edit: Any, sentence: str) -> None:
    run = run_of()
    before = run.program.theta.copy()
    with pytest.raises(SpecError, match=sentence):
        set_weights(run, [WeightEdit.at(2, "weight", (0, 0), 7.0), edit()])
    np.testing.assert_array_equal(run.program.theta, before)


values = st.floats(-1e3, 1e3, width=32)
edits = st.builds(
    lambda array, value: WeightEdit.at(2, array[0], array[1], value),
    st.sampled_from([("weight", (0, 0)), ("weight", (3, 2)), ("bias", (1,))]), values,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=5))
def test_changes_add_up_and_turn_back(steps: list[list[WeightEdit]]) -> None:
    run = run_of()
    start, slots = run.program.theta.copy(), run.program.slots
    whole: WeightChange | None = None
    for step in steps:
        change = WeightChange.make(step, slots, run.program.theta)
        set_weights(run, change.after)
        whole = change if whole is None else whole.then(change)
    assert whole is not None
    assert whole.is_nothing == bool((run.program.theta == start).all())
    end = run.program.theta.copy()
    set_weights(run, whole.before)
    np.testing.assert_array_equal(run.program.theta, start)
    set_weights(run, whole.after)
    np.testing.assert_array_equal(run.program.theta, end)


def test_a_change_that_rounds_to_what_stands_there_is_nothing() -> None:
    run = run_of()
    value = float(run.program.theta[0]) * (1 + 1e-10)
    change = WeightChange.make([WeightEdit.at(2, "weight", (0, 0), value)], run.program.slots, run.program.theta)
    assert change.is_nothing


def test_the_weights_of_the_seed_come_back() -> None:
    run = run_of()
    start = run.program.theta.copy()
    run.epoch()
    for layer in (2, 4):
        shapes = {slot.array: np.ones(slot.shape, np.bool_) for slot in run.program.slots if slot.layer == layer}
        back = refilled(run.network, layer, shapes, lambda array, at=layer: fresh(
            run.network, at, array, run.training.seed, "float32"
        ))  # fmt: skip
        set_weights(run, back)
    np.testing.assert_array_equal(run.program.theta, start)
    other = fresh(run.network, 2, "weight", 99, "float32")
    assert not np.array_equal(other, run.program.slots[0].view(start))


# -- nudge -----------------------------------------------------------------------------------------------------------


def test_a_nudge_foretells_and_measures() -> None:
    run = run_of()
    run.epoch()
    before, generators = run.program.theta.tobytes(), run.rng.bit_generator.state
    nudger = Nudger(run)
    start = float(run.program.slots[0].view(run.program.theta)[1, 2])
    small, large = (nudger.ask(2, "weight", (1, 2), start + by) for by in (1e-4, 1.0))
    assert small.start == start and small.rows == 23
    assert small.predicted == pytest.approx(small.loss + small.slope * 1e-4, abs=1e-15)
    assert abs(small.miss) < 1e-7 < abs(large.miss)
    still = nudger.ask(2, "weight", (1, 2), start)
    assert still.actual == still.predicted == still.loss
    assert run.program.theta.tobytes() == before and run.rng.bit_generator.state == generators


def test_a_nudge_of_another_moment_or_other_rows_starts_there() -> None:
    run = run_of()
    nudger = Nudger(run)
    first = nudger.ask(4, "bias", (0,), 1.0)
    run.epoch()
    assert nudger.ask(4, "bias", (0,), 1.0).start != first.start
    one = nudger.ask(4, "bias", (0,), 1.0, np.array([3]))
    other = nudger.ask(4, "bias", (0,), 1.0, np.array([4]))
    assert one.rows == other.rows == 1 and one.loss != other.loss


def test_a_nudge_shares_the_rows_of_a_large_set_evenly() -> None:
    run = trainer(stack(Input(shape=(3,)), Dense(units=3, activation="softmax")), points(900))
    assert Nudger(run).ask(2, "bias", (0,), 1.0).rows == MOST_ROWS


def test_a_nudge_agrees_with_the_loss_of_the_run_itself() -> None:
    """Without dropout, on the whole minibatch: the run's own loss, to float32."""
    network = stack(Input(shape=(3,)), Dense(units=3, activation="softmax", kernel_regularizer=PENALTY))
    run = trainer(network, points(20), batch_size=20)
    Player(run)
    value = float(run.program.theta[0]) + 0.25
    told = Nudger(run).ask(2, "weight", (0, 0), value)
    set_weights(run, [WeightEdit.at(2, "weight", (0, 0), value)])
    run.advance()
    run.advance()
    assert run.current.loss == pytest.approx(told.actual, rel=1e-5)


@pytest.mark.parametrize(
    "ask", [(9, "weight", (0, 0), 1.0), (2, "weight", (7, 0), 1.0), (2, "weight", (0, 0), float("inf"))]
)
def test_a_nudge_of_no_weight_is_refused(ask: tuple[int, str, tuple[int, ...], float]) -> None:
    with pytest.raises(SpecError):
        Nudger(run_of()).ask(*ask)
