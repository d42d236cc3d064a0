"""The player: walking by stops, forwards, backwards and forwards again, is the run itself, bit for bit."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.by_hand import WeightEdit, set_weights
from core.layers import Activation, BatchNormalization, Dense, Dropout, Input
from core.observe import Observer
from core.optimizers import SGD, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop
from core.player import BEFORE, Player, Position
from core.project import EarlyStopping, StopConditions
from core.rewind import Moments, hold
from core.snapshot import PhaseKind
from core.trainer import Trainer
from core.walk import Walk
from tests.core.test_worked_examples import exactly, mazur
from tests.helpers.networks import chain, points, rows, stack, trainer

OPTIMIZERS: tuple[Optimizer, ...] = (
    SGD(learning_rate=0.1), SGD(momentum=0.9, nesterov=True), RMSprop(), Adagrad(), Nadam(), Adam(clip_norm=0.1),
    AdamW(global_clip_norm=0.2),
)  # fmt: skip


def arrays(run: Trainer, player: Player | None = None) -> list[Any]:
    """Every array that decides the run, and those the present stop shows."""
    program, current = run.program, run.current
    found = [program.theta, program.grad, program.change, program.state, *run.updater.moments]
    if player is None or player.done(PhaseKind.ERROR):
        found.append(np.array(current.loss))
    for key, op in current.ops.items():
        if player is None or player.done(PhaseKind.FORWARD, key):
            found += [op.z, op.a] + ([op.mask] if hasattr(op, "mask") else [])
        if player is None or player.done(PhaseKind.BLAME, key):
            found += [op.da, op.delta]
    return [np.array(each) for each in found] + ([current.x.copy(), player.rows] if player and player.stop else [])


def facts(run: Trainer) -> list[Any]:
    """Counters, generators, order of the rows, results and curves."""
    curves = run.log.curves()
    series = [curves.batch_loss, *curves.epochs.values()]
    numbers = [getattr(each, name).tolist() for each in series for name in ("x", "low", "mean", "high")]
    sampler = run.sampler.state()
    judged = None if run.validator is None else (run.validator.loss, [each.tolist() for each in run.validator.outputs])
    return [
        run.log.step, run.log.epoch, run.log.result and replace(run.log.result, seconds=0.0), run.log.best_epoch,
        sampler["generator"], sampler["order"].tolist(), sampler["position"], run.updater.t, run.finished, judged,
        numbers, [rng.bit_generator.state for rng in run.program.vectors.rngs.values()],
    ]  # fmt: skip


def same(one: Iterable[Any], other: Iterable[Any]) -> None:
    for a, b in zip(one, other, strict=True):
        assert a.tobytes() == b.tobytes()


def by_twos(run: Trainer) -> Trainer:
    """Its validation takes several turns."""
    assert run.validator is not None
    run.validator._most = 2
    return run


@st.composite
def runs(draw: st.DrawFn) -> Any:
    """How to make a trainer, twice the same."""
    hidden = draw(st.sampled_from(("tanh", "relu", "gelu", "softmax")))
    layers: list[Any] = [Input(shape=(3,))]
    for _ in range(draw(st.integers(0, 3))):
        layers.append(draw(st.sampled_from((
            Dense(units=4, activation=hidden), Dropout(rate=0.4), Activation(activation="tanh"),
            Dense(units=2, activation="sigmoid", use_bias=False, trainable=False),
        ))))  # fmt: skip
    layers.append(Dense(units=3, activation="softmax"))
    settings = {
        "optimizer": draw(st.sampled_from(OPTIMIZERS)), "batch_size": draw(st.integers(1, 12)),
        "seed": draw(st.integers(0, 9)), "dtype": draw(st.sampled_from(("float32", "float64"))), "epochs": 50,
    }  # fmt: skip
    return lambda: by_twos(trainer(
        stack(*layers, loss="categorical_crossentropy"), points(count=17, validation=5, seed=3), **settings
    ))  # fmt: skip


def judging(player: Player, turns: list[int] | None) -> Iterator[None]:
    """Put an epoch's validation off and take so many turns of it between two moves; None: nothing is put off."""
    player.puts_off = turns is not None
    for count in cycle(turns or [0]):
        yield
        for _ in range(count):
            player.ends.judge_on(0.0)


@settings(max_examples=120, deadline=None)
@given(
    make=runs(), stops=st.integers(1, 60), walk=st.lists(st.integers(-25, 25), max_size=6),
    limit=st.sampled_from((0, 4e4, 1e9)), turns=st.none() | st.lists(st.integers(0, 4), min_size=1, max_size=9),
)  # fmt: skip
def test_walking_is_the_run_itself(
    make: Any, stops: int, walk: list[int], limit: float, turns: list[int] | None
) -> None:
    run = make()
    player = Player(run, int(limit))
    between = judging(player, turns)
    seen: dict[Position, list[Any]] = {player.position: arrays(run, player)}
    for _ in range(stops):
        player.forward()
        seen[player.position] = arrays(run, player)
        next(between)
    for distance in walk:  # there and back again; every stop shows what it showed the first time
        for _ in range(abs(distance)):
            player.forward() if distance > 0 else player.back()
            if player.position.stop != BEFORE:
                same(arrays(run, player), seen.setdefault(player.position, arrays(run, player)))
            next(between)
    last = max(seen)
    player.go(*last)
    same(arrays(run, player), seen[last])
    while not run.at_step_start:
        player.forward()
        next(between)
    player.ends.settle()
    plain = make()
    for _ in range(run.log.step):
        plain.step()
    same(arrays(run)[:-1], arrays(plain)[:-1])
    assert facts(run) == facts(plain)
    assert run.epoch() is not None and plain.epoch() is not None
    assert facts(run) == facts(plain)


def test_the_plan_and_where_the_walk_stands() -> None:
    player = Player(mazur())
    assert [(stop.kind.value, stop.layer, stop.index) for stop in player.plan] == [
        ("forward", 2, 0), ("forward", 3, 1), ("error", None, 2), ("blame", 3, 3), ("gradient", 3, 4), ("blame", 2, 5),
        ("gradient", 2, 6), ("update", None, 7),
    ]  # fmt: skip
    assert player.position == (0, BEFORE) and player.stop is None and not player.can_go_back and player.back() is None
    assert player.rows.tolist() == []
    player.forward()
    assert player.position == (0, 0) and player.stop == player.plan[0] and player.rows.tolist() == [0]
    assert player.done(PhaseKind.FORWARD, 2) and not player.done(PhaseKind.FORWARD, 3)
    assert player.next_step() == (1, 0) and player.previous_step() == (0, 0) and player.previous_step() == (0, BEFORE)
    assert player.go(2, 99) == (2, 7)


def test_mazur_at_its_stops() -> None:
    """Every value of the printed example, at the stop where it comes to be, forwards and coming back."""
    run = mazur()
    player = Player(run)

    def at_stops() -> None:
        hidden, output = run.program.ops[2], run.program.ops[3]
        player.go(0, 0)
        exactly([*hidden.z[:, 0], *hidden.a[:, 0]], [0.3775, 0.3925, 0.593269992107, 0.596884378260])
        player.go(0, 1)
        exactly([*output.z[:, 0]], [1.105905967060, 1.224921404096])
        exactly([*output.a[:, 0]], [0.751365069552, 0.772928465321])
        player.go(0, 2)
        exactly([*run.program.heads[0].parts[:, 0]], [0.274811083176, 0.023560025584])
        assert run.current.loss == pytest.approx(0.2983711087600027, rel=1e-15)
        player.go(0, 3)
        exactly([*output.delta[:, 0]], [0.138498561629, -0.038098236517])
        player.go(0, 4)
        exactly(player.gradient[6:10], [0.082167040564, 0.082667627848, -0.022602540477, -0.022740242216])
        player.go(0, 5)
        exactly([*hidden.da[:, 0]], [0.036350306393, 0.041370322649])
        exactly([*hidden.delta[:, 0]], [0.008771354689, 0.009954254705])
        player.go(0, 6)
        exactly(player.gradient[:4], [0.000438567734, 0.000877135469, 0.000497712735, 0.000995425471])
        player.go(0, 7)
        exactly(run.program.theta[:4], [0.149780716133, 0.199561432266, 0.249751143632, 0.299502287265])
        exactly(run.program.theta[6:10], [0.358916479718, 0.408666186076, 0.511301270239, 0.561370121108])

    at_stops()
    player.go(1, 2)
    assert run.current.loss == pytest.approx(0.29102777369359933, rel=1e-14)
    player.go(10_000, 2)
    assert run.current.loss == pytest.approx(3.510187783e-05, rel=2e-10)
    exactly(run.current.output[:, 0], [0.015913620444, 0.984064273515])
    at_stops()


def test_han_and_kamber_at_its_stops() -> None:
    """To the digits of the printed example (fields of the blame have the opposite sign there)."""
    data = rows(np.array([[1.0, 0.0, 1.0]]), np.array([[1.0]]))
    network = chain((3, 2, 1), "sigmoid", "sigmoid", "half_squared_error")
    run = trainer(network, data, optimizer=SGD(learning_rate=0.9))
    run.program.theta[:] = 0.2, 0.4, -0.5, -0.3, 0.1, 0.2, -0.4, 0.2, -0.3, -0.2, 0.1
    player = Player(run)
    player.go(0, 99)
    for stop, wanted in ((0, ("a", 2, [0.331812227832, 0.524979187479])), (1, ("a", 3, [0.473888898824])),
                         (3, ("delta", 3, [-0.131169078214])), (5, ("delta", 2, [0.008724561965, 0.006542085064]))):
        name, layer, values = wanted
        player.go(0, stop)
        exactly(getattr(Walk(player).state().layers[layer], name)[:, 0], values)
    player.go(0, 7)
    exactly(run.program.theta, [
        0.192147894231, 0.4, -0.507852105769, -0.305887876558, 0.1, 0.194112123442, -0.407852105769, 0.194112123442,
        -0.260828846342, -0.138025067507, 0.218052170393,
    ])  # fmt: skip


@pytest.mark.parametrize("puts_off", [False, True])
def test_early_stopping_and_the_end_of_a_run(puts_off: bool) -> None:
    rule = EarlyStopping(patience=1, restore_best=True)
    data, wild = points(classes=0, validation=20), SGD(learning_rate=0.5)
    run = trainer(chain((3, 4, 1)), data, optimizer=wild, batch_size=4, early_stopping=rule)
    player = Player(run)
    player.puts_off = puts_off
    end = player.go(10_000, 3)
    player.ends.settle()
    assert run.finished == "early stopping" and not player.can_go_forward and player.forward() is None
    assert end.stop == len(player.plan) - 1
    kept, log = arrays(run), facts(run)
    for _ in range(30):
        player.back()
    assert not run.finished and player.can_go_forward
    player.go(*end)
    assert run.ending is puts_off
    player.ends.settle()
    same(arrays(run), kept)
    assert facts(run) == log


@pytest.mark.parametrize("puts_off", [False, True])
def test_a_run_that_diverges_walks_on_from_its_last_good_weights(puts_off: bool) -> None:
    run = trainer(chain((3, 4, 1)), points(classes=0), optimizer=SGD(learning_rate=1e6))
    player = Player(run)
    player.puts_off = puts_off
    player.go(200)
    assert run.divergence is not None and not player.can_go_forward
    assert player.position.step == run.log.step and player.stop is None


def at_an_end(*layers: Any, **settings: Any) -> Player:
    """At the last stop of an epoch, whose validation was put off."""
    layers = layers or (Dense(units=4, activation="tanh"),)
    net = stack(Input(shape=(3,)), *layers, Dense(units=1))
    run = by_twos(trainer(net, points(classes=0, count=21, validation=9), batch_size=4, **settings))
    player = Player(run)
    player.puts_off = True
    player.go(2, len(player.plan) - 1)
    assert run.ending
    return player


def test_an_end_that_was_put_off_shows_the_epoch_before_until_it_has_come() -> None:
    player = at_an_end()
    run = player.trainer
    looking = Observer(run)
    assert run.log.epoch == 0 and run.log.result is None and run.position == 1.0 and looking.snapshot(0).epoch == 0
    assert not player.ends.judge_on(0.0) and run.ending
    player.forward()
    assert run.ending and run.position == 1.0 + 4 / 12 and player.position == (3, 0)
    while not player.ends.judge_on(0.0):
        assert looking.snapshot(0).result is None
    assert run.log.epoch == 1 and run.log.result is not None and looking.snapshot(0).result is run.log.result
    assert run.log.result.validation_loss == run.validator.loss if run.validator else False


def test_only_what_comes_of_it_waits_for_an_end_that_was_put_off() -> None:
    player = at_an_end()
    for _ in range(len(player.plan) - 1):
        player.forward()
        assert player.trainer.ending
    player.forward()
    assert not player.trainer.ending  # the update changes the weights that are judged
    rules: list[dict[str, Any]] = [
        {"early_stopping": EarlyStopping(patience=3)}, {"epochs": 1}, {"stop_when": StopConditions(loss=1e-9)},
    ]  # fmt: skip
    for rule in rules:
        player = at_an_end(**rule)
        player.forward()
        assert not player.trainer.ending
    player = at_an_end(BatchNormalization())  # its statistics are judged, and the forward pass moves them
    player.forward()
    assert not player.trainer.ending


@pytest.mark.parametrize("how", ["checkpoint", "step", "run", "epoch", "stop", "follow", "extend", "weights"])
def test_whoever_takes_the_run_over_has_an_end_that_was_put_off(how: str) -> None:
    player, plain = at_an_end(), at_an_end()
    plain.ends.settle()
    for each in (player, plain):
        run = each.trainer
        act: dict[str, Any] = {
            "checkpoint": run.checkpoint, "step": run.step, "run": lambda run=run: run.run(9.0, 1),
            "epoch": run.epoch, "stop": run.stop, "extend": run.extend,
            "follow": lambda run=run: run.follow(run.network, replace(run.training, epochs=9)),
            "weights": lambda run=run: set_weights(run, [WeightEdit.at(2, "weight", (0, 0), 0.5)]),
        }  # fmt: skip
        act[how]()
        assert not run.ending
    same(arrays(player.trainer), arrays(plain.trainer))
    assert facts(player.trainer) == facts(plain.trainer)


def test_back_past_an_end_that_was_put_off_and_on_again() -> None:
    plain = at_an_end()
    plain.ends.settle()
    wanted = facts(plain.trainer)
    player = at_an_end()
    player.back()
    assert not player.trainer.ending  # it is not there yet
    player.forward()
    assert player.trainer.ending
    player.forward()
    player.back()  # from the step that had begun without it
    assert player.position == (2, len(player.plan) - 1) and player.trainer.ending and 3 not in player.moments
    for _ in range(3):
        player.forward()
    assert player.trainer.ending
    player.back()  # to the start of the step and on, which needs what it began with
    assert not player.trainer.ending and player.start.log.epoch == 1 and player.start.log.result is not None
    player.go(3, BEFORE)
    assert facts(player.trainer) == wanted


def test_following_someone_who_trains_at_full_speed() -> None:
    run = trainer(chain((3, 4, 1)), points(classes=0), batch_size=7)
    player = Player(run)
    player.forward()
    run.advance()
    run.advance()
    assert player.position == (0, 2)  # moved by another hand in mid-step
    player.forward()
    assert player.position == (0, 3) and player.back() == player.plan[2]
    run.step()
    run.advance()
    assert player.position == (2, BEFORE)  # begun by another hand: the step is finished
    for _ in range(20):
        run.step()
        player.record()
    assert player.position == (22, BEFORE) and player.earliest == 0
    wanted = run.program.theta.copy()
    assert player.go(0, 4) == (0, 4) and player.go(22) == (22, BEFORE)
    assert run.program.theta.tobytes() == wanted.tobytes()
    run.program.theta += 1.0
    player.renew()
    assert player.earliest == 22 and player.back() is None
    run.follow(chain((3, 5, 1)), run.training)
    assert player.position == (22, BEFORE)
    player.forward()
    assert player.stop is not None


def test_moments_are_bounded_and_thin_out() -> None:
    run = trainer(chain((3, 4, 1)), points(classes=0), batch_size=7)
    size = hold(run).nbytes
    moments = Moments(limit=20 * size)
    for _ in range(300):
        moments.put(hold(run))
        run.step()
    assert moments.nbytes <= 20 * size and moments.earliest == 0
    held = [step for step in range(300) if step in moments]
    gaps = np.diff(held)
    assert gaps[-1] <= 3 and gaps[0] >= 5 * gaps[-1]
    assert moments.before(held[5] + 1) is not None and moments.before(-1) is None
