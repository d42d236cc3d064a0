"""The compiled engine beside its reference, numpy: the same numbers to rounding, and stops that change no bit."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.data.dataset import Prepared
from core.engines import evaluating
from core.engines.evaluating import CompiledEvaluator
from core.layers import Activation, Dense, Flatten, Input, Regularizer
from core.losses import LOSSES
from core.network import NetworkSpec
from core.optimizers import SGD, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop
from core.player import Player, Position
from core.project import ClassWeight, EarlyStopping, StopConditions
from core.schedules import Constant, ExponentialDecay, ReduceLROnPlateau, Schedule
from core.trainer import Trainer
from tests.helpers.engines import agree, buffers, by_steps, curves, everything, pair
from tests.helpers.networks import chain, points, rows, stack, trainer

pytest.importorskip("numba")
from core.engines.names import KNOWN_ACTIVATIONS

SMOOTH = ("linear", "sigmoid", "tanh", "silu", "softplus", "gelu")
RULES: tuple[Optimizer, ...] = (
    SGD(learning_rate=0.1), SGD(momentum=0.9), SGD(momentum=0.8, nesterov=True), RMSprop(epsilon=1e-3),
    Adam(epsilon=1e-3), AdamW(epsilon=1e-3, weight_decay=0.1), SGD(clip_norm=0.05),
    Nadam(epsilon=1e-3), Adagrad(epsilon=1e-3), Adam(epsilon=1e-3, global_clip_norm=0.1),
)  # fmt: skip
SCHEDULES: tuple[Schedule, ...] = (Constant(), ExponentialDecay(decay_steps=3), ReduceLROnPlateau(patience=1))
ENDINGS = (
    (0, 1, "linear", "mean_squared_error"), (0, 1, "tanh", "half_squared_error"), (0, 1, "linear", "huber"),
    (0, 1, "linear", "mean_absolute_error"), (2, 1, "sigmoid", "binary_crossentropy"),
    (3, 3, "sigmoid", "binary_crossentropy"), (3, 3, "softmax", "binary_crossentropy"),
    (3, 3, "softmax", "categorical_crossentropy"), (3, 3, "sigmoid", "categorical_crossentropy"),
    (3, 3, "softmax", "mean_squared_error"),
)  # fmt: skip
"""Classes, outputs, their activation, loss: every loss that is compiled, matched with its activation or not."""


@st.composite
def networks(draw: st.DrawFn, activations: tuple[str, ...]) -> tuple[NetworkSpec, Prepared]:
    """A chain of one to four layers under any loss that is compiled, and rows that fit it."""
    classes, units, last, loss = draw(st.sampled_from([each for each in ENDINGS if each[3] in LOSSES]))
    decay = Regularizer(l1=draw(st.sampled_from([0.0, 0.01])), l2=draw(st.sampled_from([0.0, 0.02])))
    layers: list[Any] = [Input(shape=(3,))]
    for _ in range(draw(st.integers(0, 3))):
        layers.append(
            Dense(units=draw(st.integers(1, 19)), activation=draw(st.sampled_from(activations)),
                  use_bias=draw(st.booleans()), kernel_regularizer=decay)
        )  # fmt: skip
    if draw(st.booleans()):
        layers.append(Activation(activation=draw(st.sampled_from(activations))))
    layers.append(Dense(units=units, activation=last))
    return stack(*layers, loss=loss), points(29, classes=classes)


@settings(max_examples=60, deadline=None)
@given(
    networks(KNOWN_ACTIVATIONS), st.sampled_from(RULES),
    st.sampled_from(["float32", "float64"]), st.integers(1, 29),
)  # fmt: skip
def test_engines_agree_after_one_step(
    made: tuple[NetworkSpec, Prepared], rule: Optimizer, dtype: str, batch: int
) -> None:
    plain, compiled = pair(*made, optimizer=rule, dtype=dtype, batch_size=batch)
    for run in (plain, compiled):
        run.step()
    agree(plain, compiled, 1e-5 if dtype == "float32" else 1e-12)


@settings(max_examples=20, deadline=None)
@given(networks(SMOOTH), st.sampled_from(RULES), st.sampled_from(SCHEDULES), st.integers(1, 29))
def test_smooth_networks_agree_over_twenty_steps(
    made: tuple[NetworkSpec, Prepared], rule: Optimizer, schedule: Schedule, batch: int
) -> None:
    settings = {"optimizer": rule, "schedule": schedule, "dtype": "float64", "batch_size": batch, "epochs": 1000}
    plain, compiled = pair(*made, **settings)
    for run in (plain, compiled):
        run.run(60.0, steps=20)
    agree(plain, compiled, 1e-9)
    assert compiled.log.epoch == plain.log.epoch
    if plain.log.result is not None and compiled.log.result is not None:
        assert compiled.log.result.loss == pytest.approx(plain.log.result.loss, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["advance", "step", "epoch", "run", "long", "checkpoint"]), max_size=20),
    st.sampled_from(RULES), st.sampled_from(SCHEDULES), st.sampled_from(["float32", "float64"]), st.integers(1, 18),
)  # fmt: skip
def test_no_order_of_stops_changes_a_bit(
    stops: list[str], rule: Optimizer, schedule: Schedule, dtype: str, batch: int
) -> None:
    network = chain((3, 17, 5, 3), "tanh", "softmax", "categorical_crossentropy")
    prepared = points(29, validation=6)
    settings = {"optimizer": rule, "schedule": schedule, "dtype": dtype, "batch_size": batch, "epochs": 10_000}
    settings |= {"engine": "compiled"}
    stopped, straight = (trainer(network, prepared, **settings) for _ in range(2))
    moves: dict[str, Callable[[], object]] = {
        "advance": stopped.advance, "step": stopped.step, "epoch": stopped.epoch,
        "run": lambda: stopped.run(60.0, steps=3), "long": lambda: stopped.run(60.0, steps=100),
        "checkpoint": stopped.checkpoint,
    }  # fmt: skip
    for stop in stops:
        moves[stop]()
    if not stopped.at_step_start or not stopped.log.step:
        stopped.step()
    straight.run(60.0, steps=stopped.log.step)
    assert everything(stopped) == everything(straight)


STOPS: tuple[dict[str, Any], ...] = (
    {"epochs": 37}, {"epochs": 500, "early_stopping": EarlyStopping(patience=3)},
    {"epochs": 500, "early_stopping": EarlyStopping(patience=2, monitor="loss", restore_best=False)},
    {"epochs": 500, "stop_when": StopConditions(loss=0.9)}, {"epochs": 500, "stop_when": StopConditions(accuracy=0.6)},
    {"epochs": 60, "schedule": ReduceLROnPlateau(patience=1)},
    {"epochs": 60, "schedule": ExponentialDecay(decay_steps=3)},
)  # fmt: skip
"""Everything that looks at the ends of epochs."""


@pytest.mark.parametrize("settings", STOPS)
@pytest.mark.parametrize(("classes", "validation"), [(3, 6), (3, 0), (2, 5), (0, 6), (0, 0)])
def test_epochs_in_one_go_are_those_that_python_ends(settings: dict[str, Any], classes: int, validation: int) -> None:
    """Losses, metrics, best weights, the end and its reason: one call of the kernel, and every end by itself."""
    last, loss = {
        0: ("linear", "mean_squared_error"), 2: ("sigmoid", "binary_crossentropy"),
        3: ("softmax", "categorical_crossentropy"),
    }[classes]  # fmt: skip
    network = chain((3, 7, 3 if classes == 3 else 1), "tanh", last, loss)
    prepared = points(29, classes=classes, validation=validation)
    settings = {"optimizer": Adam(learning_rate=0.02), "batch_size": 5, "engine": "compiled"} | settings
    whole, apart = (trainer(network, prepared, **settings) for _ in range(2))
    whole.run(60.0)
    by_steps(apart)
    assert whole.finished and everything(whole) == everything(apart)
    assert curves(whole) == curves(apart)
    one, other = whole.validator, apart.validator
    assert (one is None) == (other is None) == (not validation)
    if one is not None and other is not None:
        assert one.outputs[0].tobytes() == other.outputs[0].tobytes()
        assert one.losses[0].tobytes() == other.losses[0].tobytes()
        assert (one.metrics, one.loss) == (other.metrics, other.loss)


def many_rows(**settings: Any) -> Trainer:
    """A run whose 300 validation rows are judged at the end of each epoch."""
    network = chain((3, 7, 3), "tanh", "softmax", "categorical_crossentropy")
    made = {"batch_size": 8, "epochs": 4, "engine": "compiled"} | settings
    return trainer(network, points(340, classes=3, validation=300), **made)


@pytest.mark.parametrize("more", [{}, *STOPS])
def test_an_epoch_judged_in_turns_has_the_bits_of_one_that_a_kernel_ends(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    whole = many_rows(**more)
    one = whole.validator
    assert isinstance(one, CompiledEvaluator) and not one.takes_long
    whole.run(60.0)
    monkeypatch.setattr(evaluating, "_A_TURN", 1)
    apart, interrupted = many_rows(**more), many_rows(**more)
    assert isinstance(apart.validator, CompiledEvaluator) and apart.validator.takes_long
    apart.run(60.0)
    pending = 0
    while not interrupted.finished:
        interrupted.request[0] += 1  # so that each call is a step or a turn
        interrupted.run(60.0, puts_off=True)
        pending += interrupted.ending
    assert pending > 4 * interrupted.log.epoch  # 300 rows in turns of 64, and the end itself
    for run in (apart, interrupted):
        assert everything(run) == everything(whole) and curves(run) == curves(whole)
        judge = run.validator
        assert judge is not None and (judge.loss, judge.metrics) == (one.loss, one.metrics)
        assert judge.outputs[0].tobytes() == one.outputs[0].tobytes()
        assert judge.losses[0].tobytes() == one.losses[0].tobytes()


def test_turns_judge_the_weights_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "_A_TURN", 1)
    run = many_rows()
    run.epoch()
    judge = run.validator
    assert judge is not None
    before = judge.loss
    turns = judge.turns()
    next(turns)
    run.program.theta[:] *= 0.5  # the first turn is of other weights than the next
    assert len(list(turns)) == 4 and judge.loss != before
    judge.run()
    assert judge.scorers[0].count == 300 == judge.scorers[0].confusion.sum()


def test_a_put_off_end_is_handed_over_before_each_turn_and_noted_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "_A_TURN", 1)
    run, handed = many_rows(), []
    player = Player(run)
    while not run.ending:
        run.request[0] += 1
        run.run(60.0, puts_off=True)
    begun = run.log.step
    player.record()
    assert begun not in player.moments  # who walks back there would miss the end
    while run.ending:
        run.request[0] += 1
        assert run.run(60.0, before=lambda: handed.append(run.ending), puts_off=True) == 0
    assert len(handed) >= 4 and all(handed) and run.log.step == begun and run.log.epoch == 1
    player.record()
    assert begun in player.moments


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_what_the_kernel_judges_is_what_numpy_judges(classes: int) -> None:
    last, loss = {
        0: ("linear", "huber"), 2: ("tanh", "mean_squared_error"), 3: ("softmax", "categorical_crossentropy"),
    }[classes]  # fmt: skip
    network = chain((3, 7, 3 if classes == 3 else 1), "tanh", last, loss)
    plain, compiled = pair(network, points(90, classes=classes, validation=70), dtype="float64", batch_size=8, epochs=3)
    for run in (plain, compiled):
        run.run(60.0)
    assert plain.validator is not None and compiled.validator is not None
    assert compiled.validator.loss == pytest.approx(plain.validator.loss, rel=1e-9)
    np.testing.assert_allclose(compiled.validator.outputs[0], plain.validator.outputs[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(compiled.validator.losses[0], plain.validator.losses[0], rtol=1e-7, atol=1e-12)
    for name, value in plain.validator.metrics.values:
        assert compiled.validator.metrics.as_dict()[name] == pytest.approx(value, rel=1e-9)
    compiled.validator.look()
    assert compiled.validator.loss == pytest.approx(plain.validator.loss, rel=1e-9)


def test_a_validation_loss_that_is_none_breaks_the_run_off_at_its_epoch() -> None:
    made = points(29, validation=6)
    made.validation.x[2, 1] = np.nan
    network = chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy")
    runs = pair(network, made, batch_size=5, epochs=50)
    for run in runs:
        run.run(60.0)
    assert runs[1].divergence is not None and "validation loss" in runs[1].divergence.text
    assert runs[1].divergence == runs[0].divergence


def test_every_activation_is_compiled() -> None:
    assert set(KNOWN_ACTIVATIONS) == set(ACTIVATIONS)


def test_advance_fills_the_buffers_phase_by_phase() -> None:
    network = chain((3, 4, 3), "relu", "softmax", "categorical_crossentropy")
    plain, compiled = pair(network, points(20), batch_size=7, dtype="float64")
    for _ in plain.plan:
        assert plain.advance() == compiled.advance()
        agree_so_far = zip(buffers(plain), buffers(compiled), strict=True)
        assert all(np.allclose(one, other, rtol=1e-12, atol=1e-14) for one, other in agree_so_far)


def test_images_enter_by_way_of_flatten_in_the_public_order() -> None:
    made = points(30, features=48)
    prepared = rows(made.train.x.reshape(-1, 4, 4, 3), made.train.y, classes=3)
    network = stack(
        Input(shape=(4, 4, 3)), Flatten(), Dense(units=6, activation="elu"), Dense(units=3, activation="softmax")
    )
    plain, compiled = pair(network, prepared, dtype="float64", batch_size=8)
    for run in (plain, compiled):
        run.step()
    agree(plain, compiled, 1e-12)


def test_locked_weights_stay_and_the_others_agree() -> None:
    network = chain((3, 9, 3), "tanh", "softmax", "categorical_crossentropy", trainable=(("bias", False),))
    plain, compiled = pair(network, points(30), optimizer=Adam(epsilon=1e-3), dtype="float64", batch_size=8)
    before = compiled.program.theta.copy()
    for run in (plain, compiled):
        run.run(60.0, steps=4)
    agree(plain, compiled, 1e-11)
    mask = compiled.program.vectors.mask
    assert mask is not None
    assert (compiled.program.theta[mask == 0] == before[mask == 0]).all()


@pytest.mark.parametrize("weights", [(), (1.0, 0.0, 5.0)])
def test_examples_count_by_their_class(weights: tuple[float, ...]) -> None:
    network = chain((3, 5, 3), "tanh", "softmax", "categorical_crossentropy")
    spec = ClassWeight(weights=weights)
    plain, compiled = pair(network, points(40), class_weight=spec, batch_size=7, dtype="float64")
    for run in (plain, compiled):
        run.run(60.0, steps=5)
    agree(plain, compiled, 1e-11)
    counts = [run.current.heads[0].counts for run in (plain, compiled)]
    assert counts[0] is not None and counts[1] is not None
    np.testing.assert_allclose(counts[1], counts[0])
    for run in (plain, compiled):
        run.follow(run.network, replace(run.training, class_weight=None))
        run.run(60.0, steps=3)
    agree(plain, compiled, 1e-11)


@pytest.mark.parametrize("stop", ["step", "epoch", "run"])
def test_a_number_that_is_none_is_caught_at_its_step(stop: str) -> None:
    network = chain((3, 8, 3), "tanh", "softmax", "categorical_crossentropy")
    made = points(40)
    x = made.train.x.copy()
    x[17, 1] = np.nan
    plain, compiled = pair(network, rows(x, made.train.y, classes=3), batch_size=4, epochs=5)
    for run in (plain, compiled):
        while run.divergence is None:
            {"step": run.step, "epoch": run.epoch, "run": lambda run=run: run.run(60.0)}[stop]()
    assert plain.divergence is not None and compiled.divergence is not None
    assert compiled.divergence == plain.divergence
    assert np.isfinite(compiled.program.theta).all()


def test_a_changed_request_ends_a_slice_after_the_step() -> None:
    network = chain((3, 4, 1))
    run = trainer(network, points(4000, classes=0), engine="compiled", batch_size=1, epochs=10**6)
    run.step()
    import threading

    timer = threading.Timer(0.05, lambda: run.request.__setitem__(0, 1))
    timer.start()
    run.run(30.0)
    timer.join()
    assert run.log.seconds < 10.0


def test_a_slice_that_was_cut_short_makes_no_later_one_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have waited for the interpreter for as long as a hundred steps take."""
    run = trainer(chain((3, 4, 1)), points(400, classes=0), engine="compiled", epochs=10**6)
    run.run(0.1)
    pace, made = run._pace, run._feed.slice

    def wait_after(*given: Any) -> Any:
        found = made(*given)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(run._feed, "slice", wait_after)
    run.request[0] += 1
    assert run.run(0.1) == 1
    assert run._pace == pace


def test_a_resumed_run_repeats_every_bit() -> None:
    network = chain((3, 6, 3), "silu", "softmax", "categorical_crossentropy")
    whole, begun, resumed = (
        trainer(network, points(29), engine="compiled", batch_size=5, epochs=100, optimizer=Adam()) for _ in range(3)
    )
    whole.run(60.0, steps=40)
    begun.run(60.0, steps=13)
    resumed.restore(begun.checkpoint())
    resumed.run(60.0, steps=27)
    assert everything(resumed) == everything(whole)


def test_walking_back_repeats_a_step() -> None:
    network = chain((3, 6, 3), "tanh", "softmax", "categorical_crossentropy")
    run = trainer(network, points(29), engine="compiled", batch_size=5, epochs=100, optimizer=SGD(momentum=0.9))
    run.run(60.0, steps=9)
    player = Player(run)
    while player.position < Position(11, 3):
        player.forward()
    seen = [each.tobytes() for each in buffers(run)]
    player.back()
    player.back()
    player.forward()
    player.forward()
    assert [each.tobytes() for each in buffers(run)] == seen


def test_large_networks_of_numpy_take_the_compiled_update(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.engines.blas.product", lambda dtype: 0)
    monkeypatch.setattr("core.engines.choice.LARGE", 1)
    monkeypatch.setattr("core.engines.choice.MANY", 1)
    monkeypatch.setattr("core.engines.cache.ready", lambda dtype: True)
    network = chain((3, 40, 3), "tanh", "softmax", "categorical_crossentropy")
    for rule in RULES:
        settings = {"optimizer": rule, "dtype": "float64", "batch_size": 8}
        plain = trainer(network, points(30), engine="numpy", **settings)
        mixed = trainer(network, points(30), engine="auto", **settings)
        assert (mixed.identity["engine"], mixed.identity["update"]) == ("numpy", "compiled")
        for run in (plain, mixed):
            run.run(60.0, steps=6)
        agree(plain, mixed, 1e-11)
