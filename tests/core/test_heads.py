"""Several heads: losses of different kinds on a shared trunk, from the file to the gradient and out again."""

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import edit
from core.data import arrays
from core.data.dataset import Prepared, prepare
from core.data_spec import ArraysData
from core.explain import gradient_check
from core.hill import Hill
from core.influence import influence
from core.layers import Dense, Input
from core.losses import LOSSES
from core.network import NetworkSpec, Node
from core.nudge import Nudger
from core.observe import Observer
from core.optimizers import SGD
from core.planes import Plane
from core.player import Player
from core.project import EarlyStopping, ProjectSpec, TrainingSpec
from core.race import race
from core.snapshot import PhaseKind
from core.trainer import Trainer
from core.walk import Question, Walk
from core.worked.table import StepNumbers
from tests.core.test_equations import check_step
from tests.core.test_gradients import check
from tests.core.test_player import arrays as arrays_of
from tests.core.test_player import facts, same
from tests.helpers.networks import points

KINDS = ("a", "b", "c")


def trunk(*heads: tuple[str, Dense, str, int], inputs: int = 3) -> NetworkSpec:
    """Input 1 and 'trunk' 2; each head is its name, layer, loss, and the id it draws from; ids from 3."""
    nodes = [Node(1, "x", Input(shape=(inputs,))), Node(2, "trunk", Dense(units=5, activation="tanh"), (1,))]
    nodes += [Node(key, name, layer, (source,)) for key, (name, layer, _, source) in enumerate(heads, 3)]
    losses = tuple((key, loss) for key, (_, _, loss, _) in enumerate(heads, 3))
    return NetworkSpec(tuple(nodes), losses[0][1], len(nodes) + 1, losses)


def classes(activation: str = "softmax") -> Dense:
    return Dense(units=3, activation=activation)


CCE, MSE, BCE, HALF = "categorical_crossentropy", "mean_squared_error", "binary_crossentropy", "half_squared_error"
SIDE_BY_SIDE = trunk(("kind", classes(), CCE, 2), ("size", Dense(units=2), MSE, 2))
NETWORKS = {
    "side by side": SIDE_BY_SIDE,
    "softmax that feeds on": trunk(("kind", classes(), CCE, 2), ("size", Dense(units=2), MSE, 3)),
    "linear that feeds on": trunk(("size", Dense(units=2), MSE, 2), ("kind", classes(), CCE, 3)),
    "sigmoid that feeds on": trunk(("flags", classes("sigmoid"), BCE, 2), ("size", Dense(units=2), HALF, 3)),
    "unmatched sigmoid that feeds on": trunk(("size", Dense(units=2, activation="sigmoid"), MSE, 2),
                                             ("kind", classes(), CCE, 3)),
    "unmatched softmax that feeds on": trunk(("kind", classes(), MSE, 2), ("size", Dense(units=2), HALF, 3),
                                             ("end", classes("sigmoid"), BCE, 4)),
}  # fmt: skip
each_network = pytest.mark.parametrize("name", NETWORKS)


def data(network: NetworkSpec, count: int = 24, validation: int = 6, seed: int = 0) -> Prepared:
    """Rows whose main target are three classes, and two numbers for every head called 'size'."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 3))
    held = {"x": x, "y": np.array(KINDS)[np.arange(count) % 3]}
    if any(node.name == "size" for node in network.nodes):
        held["y.size"] = 40 + 9 * np.stack([x.sum(axis=1), x[:, 0] * x[:, 1]], axis=1)
    held |= {key.replace("y", "y_validation", 1): each[:validation] for key, each in held.items() if key != "x"}
    return prepare(arrays.load(saved(held | {"x_validation": x[:validation]}), "d.npz"), ArraysData(path="d.npz"))


def saved(held: dict[str, Any]) -> Any:
    buffer = io.BytesIO()
    np.savez(buffer, **held)
    buffer.seek(0)
    return buffer


def run_of(network: NetworkSpec, **training: Any) -> Trainer:
    return Trainer(network, TrainingSpec(**({"dtype": "float64", "batch_size": 5} | training)), data(network))


# -- the numbers ------------------------------------------------------------------------------------------------------


@each_network
def test_gradients_are_slopes_of_the_sum(name: str) -> None:
    program = check(NETWORKS[name])
    assert program.loss == pytest.approx(sum(head.value for head in program.heads), rel=1e-15)
    kinds = [phase.kind for phase, _ in program.plan]
    assert kinds.count(PhaseKind.ERROR) == 1 and len(set(program.plan)) == len(program.plan)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_gradients_of_heads_at_random(data: st.DataObject) -> None:
    heads: list[tuple[str, Dense, str, int]] = []
    for at in range(data.draw(st.integers(2, 4))):
        loss = data.draw(st.sampled_from(sorted(LOSSES)))
        smooth = ("sigmoid", "softmax") if LOSSES[loss].for_classes else ("linear", "tanh", "sigmoid", "softmax")
        layer = Dense(units=data.draw(st.integers(2, 3)), activation=data.draw(st.sampled_from(smooth)))
        heads.append((f"head {at}", layer, loss, data.draw(st.integers(2, 2 + at))))
    check(trunk(*heads))


@each_network
def test_a_step_in_equations_and_in_the_walk(name: str) -> None:
    run = run_of(NETWORKS[name], optimizer=SGD(learning_rate=0.1))
    player = Player(run)
    player.go(2, 99)
    check_step(player, "float64")
    walk = Walk(player)
    for example in (0, None):
        walk.look_at(example)
        state, program = walk.state(), run.current
        assert list(state.heads) == [head.layer for head in program.heads]
        for head in program.heads:
            found = state.heads[head.layer]
            wanted = head.parts.mean(axis=1) if example is None else head.parts[:, 0]
            np.testing.assert_allclose(found.part, wanted, rtol=1e-14)
            np.testing.assert_array_equal(found.y, head.rows)
            answer = walk.answer(Question(PhaseKind.ERROR, head.layer, (0,), example=example))
            assert answer is not None and answer.result == pytest.approx(wanted[0])
        assert walk.dress(Observer(run).snapshot(0)).watched is not None
    whole = walk.answer(Question(PhaseKind.ERROR, example=None))
    assert whole is not None and whole.result == pytest.approx(run.current.loss)
    numbers = StepNumbers(run.network)
    shot = walk.dress(Observer(run).snapshot(0))
    for at in numbers.addresses.values():
        assert numbers.number(shot, at).symbol.plain
    parts = [at for at in numbers.addresses.values() if at.what == "E" and at.layer is not None]
    total = sum(numbers.number(shot, at).value or 0.0 for at in parts)
    assert total == pytest.approx(run.current.loss)


@pytest.mark.peers
@each_network
def test_pytorch_gives_the_same_gradients(name: str) -> None:
    torch = pytest.importorskip("torch")
    run = run_of(NETWORKS[name])
    program = run.current
    while run.next_phase.kind is not PhaseKind.UPDATE:
        run.advance()
    leaves = [torch.tensor(slot.view(program.theta).copy(), requires_grad=True) for slot in program.slots]
    named = {(slot.layer, slot.array): leaf for slot, leaf in zip(program.slots, leaves, strict=True)}
    values = {1: torch.tensor(run.current.x.copy())}
    shapes = {"softmax": lambda z: torch.softmax(z, 1), "linear": lambda z: z}
    for node in run.network.nodes[1:]:
        z = values[node.inputs[0]] @ named[node.id, "weight"].T + named[node.id, "bias"]
        kind = node.layer.activation  # type: ignore[attr-defined]
        values[node.id] = shapes.get(kind, getattr(torch, kind, None))(z)  # type: ignore[misc]
    losses = {
        MSE: lambda a, y: ((a - y) ** 2).mean(), HALF: lambda a, y: ((a - y) ** 2).sum() / (2 * len(a)),
        CCE: lambda a, y: -(y * torch.log(a)).sum() / len(a),
        BCE: lambda a, y: torch.nn.functional.binary_cross_entropy(a, y),
    }  # fmt: skip
    total = sum(
        losses[head.loss.name](values[head.layer], torch.tensor(head.rows.copy())) for head in run.current.heads
    )
    total.backward()
    assert run.current.loss == pytest.approx(float(total.detach()), rel=1e-12)
    for slot, leaf in zip(program.slots, leaves, strict=True):
        np.testing.assert_allclose(slot.view(program.grad), leaf.grad.numpy(), rtol=1e-9, atol=1e-13)


def test_deep_supervision_two_heads_of_one_target_are_twice_the_loss() -> None:
    one = NetworkSpec(
        (Node(1, "x", Input(shape=(3,))), Node(2, "out", classes(), (1,))), CCE, 3,
    )  # fmt: skip
    both = replace(one, nodes=(*one.nodes, Node(3, "again", classes(), (1,))), next_id=4, losses=((2, CCE), (3, CCE)))
    single, double = (
        Trainer(each, TrainingSpec(dtype="float64"), points(20)) for each in (one, both)
    )
    start = {slot.array: slot for slot in single.program.slots}
    for slot in double.program.slots:
        slot.view(double.program.theta)[...] = start[slot.array].view(single.program.theta)
    for run in (single, double):
        while run.next_phase.kind is not PhaseKind.UPDATE:
            run.advance()
    assert double.current.loss == pytest.approx(2 * single.current.loss)
    first, second = (slot for slot in double.program.slots if slot.array == "weight")
    np.testing.assert_array_equal(first.view(double.program.grad), second.view(double.program.grad))


@each_network
def test_walking_is_the_run_itself(name: str) -> None:
    player, plain_run = Player(run_of(NETWORKS[name])), run_of(NETWORKS[name])
    player.go(7, 3)
    seen = arrays_of(player.trainer, player)
    for _ in range(30):
        player.back()
    player.go(7, 3)
    same(arrays_of(player.trainer, player), seen)
    while not player.trainer.at_step_start:
        player.forward()
    for _ in range(player.trainer.log.step):
        plain_run.step()
    assert facts(player.trainer) == facts(plain_run)
    assert player.trainer.epoch() is not None and plain_run.epoch() is not None
    assert facts(player.trainer) == facts(plain_run)


def test_questions_on_the_side() -> None:
    run = run_of(SIDE_BY_SIDE)
    player = Player(run)
    player.go(1, 99)
    shares = influence(player, 2, "weight", (0, 0))
    assert sum(each.gradient for each in shares.shares) == pytest.approx(shares.gradient)
    run.epoch()
    found = gradient_check(run.network, run.prepared, run.program.theta)
    assert max(each.largest_relative_error for each in found) < 1e-6
    *_, last = race(run.network, run.prepared, run.program.theta)
    assert last.finished and last.difference < 1e-6
    nudge = Nudger(run).ask(2, "weight", (0, 0), float(run.program.theta[0]) + 1e-5)
    assert abs(nudge.miss) < 1e-8 and nudge.loss == pytest.approx(_total(run, nudge.rows), rel=1e-9)
    across, up = np.eye(len(run.program.theta))[:2]
    hill = Hill(run.network, run.prepared, Plane(run.program.theta.copy(), across, up))
    assert hill.loss(0.0, 0.0) == pytest.approx(_total(run, len(run.prepared.train)), rel=1e-9)


def _total(run: Trainer, count: int) -> float:
    program = run.program.twin(count, training=False)
    some = run.prepared.train.pick(slice(count))
    program.load(some.x, *run.codings.encode(some, np.float64))
    program.forward()
    program.error()
    return program.loss


# -- a run ------------------------------------------------------------------------------------------------------------


def test_metrics_curves_and_early_stopping_are_those_of_each_head_and_of_the_sum() -> None:
    run = run_of(SIDE_BY_SIDE, epochs=4, early_stopping=EarlyStopping(patience=50))
    result = run.epoch()
    assert result is not None and result.validation_metrics is not None and result.validation_loss is not None
    names = ["kind: loss", "kind: accuracy", "size: loss", "size: r2", "size: rmse"]
    for metrics, loss in ((result.metrics, result.loss), (result.validation_metrics, result.validation_loss)):
        values = metrics.as_dict()
        assert list(values) == names
        assert values["kind: loss"] + values["size: loss"] == pytest.approx(loss)
    assert values["size: rmse"] > 1.0  # in the target's own units, whose deviation is above 9
    while not run.finished:
        run.step()
    curves = run.log.curves().epochs
    assert {"validation_kind: accuracy", "size: rmse", "loss"} <= set(curves)
    assert run.log.best_value == pytest.approx(float(curves["validation_loss"].low.min()))
    evaluation = Observer(run).snapshot(0).evaluation
    assert evaluation is not None and list(evaluation.others) == [4]
    size = evaluation.of(4)
    assert size.confusion is None and size.metrics.as_dict()["rmse"] == pytest.approx(_last(run, "size: rmse"))
    assert evaluation.of(3) is evaluation and evaluation.metrics.as_dict() == {
        "accuracy": pytest.approx(_last(run, "kind: accuracy"))
    }


def _last(run: Trainer, name: str) -> float:
    assert run.validator is not None
    return run.validator.metrics.as_dict()[name]


def test_a_resumed_run_goes_on_bit_for_bit() -> None:
    whole, half = (run_of(SIDE_BY_SIDE, epochs=6) for _ in range(2))
    for _ in range(7):
        half.step()
    again = run_of(SIDE_BY_SIDE, epochs=6)
    again.restore(half.checkpoint())
    for run in (whole, again):
        while not run.finished:
            run.step()
    assert whole.program.theta.tobytes() == again.program.theta.tobytes()
    assert again.log.result is not None and whole.log.result is not None
    assert again.log.result.metrics == whole.log.result.metrics


def test_a_head_that_breaks_is_named() -> None:
    run = run_of(SIDE_BY_SIDE, optimizer=SGD(learning_rate=1e200), epochs=9)
    while run.divergence is None and not run.finished:
        run.step()
    assert run.divergence is not None and "learning rate" in run.divergence.text


def test_an_edit_of_one_head_leaves_the_others_trained() -> None:
    run = run_of(SIDE_BY_SIDE)
    run.epoch()
    kept = run.follow(edit.set_loss(ProjectSpec(SIDE_BY_SIDE), HALF, 4).network, run.training)
    assert kept == {2, 3, 4} and run.program.heads[1].loss.name == HALF
    assert run.epoch() is not None
