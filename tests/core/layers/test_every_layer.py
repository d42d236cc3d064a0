"""One set of checks over every layer kind: gradients, batches, files, equations, the walk, allocation, ONNX."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.formats import load_model, onnx, save
from core.layers import Dense, Layer
from core.model import TrainedModel
from core.network import NetworkSpec, Node
from core.player import Player
from core.program import Program, compile_network
from core.snapshot import PhaseKind
from core.trainer import Trainer
from core.walk import Walk
from tests.core.test_equations import check_step
from tests.core.test_player import arrays, same
from tests.helpers.layer_cases import CASES, Case, compiled, network, prepared, tried
from tests.helpers.networks import rows, trainer

H = 1e-6
CLOSE = {"rtol": 2e-7, "atol": 2e-8}
each_case = pytest.mark.parametrize("case", CASES, ids=str)
each_learning_case = pytest.mark.parametrize("case", [case for case in CASES if not case.random], ids=str)


def test_every_kind_has_a_case() -> None:
    assert {case.layer.kind for case in CASES} | {"Input"} == set(Layer.kinds)


def slopes(program: Program, numbers: np.ndarray) -> np.ndarray:
    """Central differences of the loss along each of ``numbers``."""
    found = np.zeros(numbers.shape)
    for at in np.ndindex(numbers.shape):
        kept, losses = numbers[at], []
        for moved in (kept + H, kept - H):
            numbers[at] = moved
            program.forward()
            program.error()
            losses.append(program.loss)
        numbers[at] = kept
        found[at] = (losses[0] - losses[1]) / (2 * H)
    program.forward()
    program.error()
    return found


def blame_back(program: Program) -> np.ndarray:
    """dL/dx (n, *shape), by what the layers behind the Input send back."""
    for op in reversed(list(program.ops.values())):
        if op is not program.input and op is not program.heads[0].op:
            op.blame()
    out = np.full(program.input.a.shape, np.nan)
    for number, (consumer, index) in enumerate(program.input.consumers):
        consumer.send_back(index, out, number > 0)
    return np.moveaxis(out, (0, -1), (-1, 0))


@each_learning_case
@pytest.mark.parametrize("training", [True, False])
def test_gradients_are_slopes(case: Case, training: bool) -> None:
    program = compiled(case, training=training)
    program.run()
    gradient = program.grad.copy()
    np.testing.assert_allclose(gradient, slopes(program, program.theta), **CLOSE)
    assert np.abs(gradient).max() > 1e-5
    if case.blames:
        program.run()
        found = blame_back(program)
        np.testing.assert_allclose(found, slopes(program, program.x).reshape(found.shape), **CLOSE)


@each_case
def test_sending_back_adds_to_what_is_there(case: Case) -> None:
    program = compiled(case)
    program.run()
    op = program.ops[tried(program.network)]
    op.delta[...] = np.random.default_rng(8).normal(size=op.delta.shape)
    for index, source in enumerate(op.sources if case.blames else ()):
        out = np.full(source.a.shape, np.nan)
        op.send_back(index, out, False)
        assert np.isfinite(out).all()
        once = out.copy()
        out[...] = 2.0
        op.send_back(index, out, True)
        np.testing.assert_allclose(out, once + 2.0, rtol=1e-12, atol=1e-12)


@each_case
def test_shapes_and_batches_of_any_size(case: Case) -> None:
    """A part of a batch, or one example, gives what the whole batch gives, shaped as the drawing says."""
    program = compiled(case, 6, training=False)
    program.forward()
    spec = program.network
    for key, op in program.ops.items():
        *space, channels = spec.shapes[key]
        assert op.z.shape == op.a.shape == (channels, *space, 6)
        assert op.delta.shape == op.a.shape or op is program.input
    for n in (1, 4):
        twin = program.twin(n)
        twin.load(program.x[:n].copy())
        twin.forward()
        np.testing.assert_allclose(twin.output, program.output[:, :n], rtol=1e-12, atol=1e-14)


@each_case
def test_settings_survive_a_file(case: Case, tmp_path: Path) -> None:
    spec = network(case)
    assert NetworkSpec.from_json(spec.to_json()) == spec
    assert not spec.problems()
    run = trained(case)
    model = model_of(run)
    x = case.rows(9, case.shape)
    for ending in ("npz", "safetensors"):
        save(model, tmp_path / f"model.{ending}")
        back = load_model(tmp_path / f"model.{ending}")
        assert back.network == model.network and set(back.weights) == set(model.weights)
        np.testing.assert_array_equal(back.predict(x), model.predict(x))


def trained(case: Case, steps: int = 5, **settings: object) -> Trainer:
    run = trainer(network(case), prepared(case), **({"batch_size": 4, "epochs": 50} | settings))
    for _ in range(steps):
        run.step()
    return run


def model_of(run: Trainer) -> TrainedModel:
    ready = run.prepared
    return TrainedModel(
        run.network, run.checkpoint().weights(), ready.dataset.task, ready.preprocessing, run.training.dtype
    )  # fmt: skip


@each_case
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_onnx_gives_the_same_answers(case: Case, dtype: str) -> None:
    model = model_of(trained(case, dtype=dtype))
    x = case.rows(9, case.shape).astype(np.float32)
    for count in (1, 9):
        wanted = model.predict(x[:count])
        found = onnx._reference(onnx.encode(model))(x[:count])
        assert (np.abs(found - wanted) <= 1e-5 * np.maximum(1.0, np.abs(wanted))).all()


@pytest.mark.peers
@each_case
def test_onnxruntime_gives_the_same_answers(case: Case) -> None:
    pytest.importorskip("onnxruntime")
    model = model_of(trained(case, dtype="float32"))
    x = case.rows(9, case.shape).astype(np.float32)
    wanted, found = model.predict(x), onnx._runtime(onnx.encode(model))(x)
    assert (np.abs(found - wanted) <= 1e-5 * np.maximum(1.0, np.abs(wanted))).all()


@each_case
def test_an_edit_behind_the_layer_leaves_it_trained(case: Case) -> None:
    old = compiled(case)
    wider = replace(old.network, nodes=(*old.network.nodes[:-1], _wider(old.network.nodes[-1])))
    new = compile_network(wider, batch=2, dtype=np.float64, seed=5)
    kept = new.inherit(old)
    key = tried(old.network)
    for slot in new.slots:
        if slot.layer == key:
            assert slot.layer in kept
            before = next(each for each in old.slots if (each.layer, each.array) == (key, slot.array))
            np.testing.assert_array_equal(slot.view(new.theta), before.view(old.theta))


def _wider(node: Node) -> Node:
    return replace(node, layer=Dense(units=5))


@each_case
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_number_is_explained(case: Case, dtype: str) -> None:
    player = Player(trainer(network(case, trained=True), prepared(case), batch_size=3, dtype=dtype))
    player.go(1, 99)
    check_step(player, dtype)


@each_case
def test_a_walk_there_and_back_is_the_run_itself(case: Case) -> None:
    player = Player(trained(case, 0))
    seen = {}
    for _ in range(2 * len(player.plan)):
        player.forward()
        seen[player.position] = arrays(player.trainer, player)
        assert Walk(player).state().words
    last = player.position
    for _ in range(len(player.plan) + 2):
        player.back()
        if player.position in seen:
            same(arrays(player.trainer, player), seen[player.position])
    player.go(*last)
    same(arrays(player.trainer, player), seen[last])
    plain = trained(case, 2)
    same(arrays(player.trainer)[:-1], arrays(plain)[:-1])
    assert player.stop is not None and player.stop.kind is PhaseKind.UPDATE


@each_case
def test_a_run_resumes_from_its_checkpoint(case: Case) -> None:
    one = trained(case, 4)
    other = trained(case, 0)
    other.restore(one.checkpoint())
    for run in (one, other):
        for _ in range(5):
            run.step()
    same(arrays(one), arrays(other))


@each_case
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_steady_step_allocates_nothing(case: Case, dtype: str) -> None:
    x = np.repeat(case.rows(40, case.shape), 10, axis=0)
    data = rows(x, np.random.default_rng(0).normal(size=(len(x), 2)))
    run = trainer(network(case), data, dtype=dtype, batch_size=40, epochs=1000)
    for _ in range(300):
        run.step()
    run.log.curves()
    usual = np.setbufsize(16)
    tracemalloc.start()
    try:
        run.run(60.0, steps=4)
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        run.run(60.0, steps=4)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        np.setbufsize(usual)
    assert after - before < 4096
    assert peak - after < 6000


@each_learning_case
def test_a_batch_of_one_trains(case: Case) -> None:
    program = compiled(case, 1)
    program.run()
    np.testing.assert_allclose(program.grad.copy(), slopes(program, program.theta), **CLOSE)


@each_case
def test_a_run_in_batches_of_one_stays_finite(case: Case) -> None:
    run = trained(case, 6, batch_size=1)
    assert run.divergence is None and np.isfinite(run.program.theta).all() and np.isfinite(run.program.loss)


FLATTENED = [case for case in CASES if len(network(case).nodes) == tried(network(case)) + 2]


@pytest.mark.parametrize("case", FLATTENED, ids=str)
def test_flatten_behind_it_is_rows_columns_channels(case: Case) -> None:
    """What leaves Flatten is what NumPy and Keras make of (height, width, channels), whatever the order inside."""
    program = compiled(case, 3)
    program.forward()
    layer, flat = program.ops[tried(program.network)], program.ops[tried(program.network) + 1]
    np.testing.assert_array_equal(flat.a.T, np.moveaxis(layer.a, (0, -1), (-1, 0)).reshape(3, -1))


def test_every_kind_that_takes_images_is_tried_with_three_channels() -> None:
    three = {case.layer.kind for case in CASES if len(case.shape) == 3 and case.shape[-1] == 3}
    assert three >= {case.layer.kind for case in CASES if len(case.shape) == 3}


@pytest.mark.parametrize("case", [case for case in CASES if case.layer.counted], ids=str)
def test_resizing_it_leaves_the_others_trained(case: Case) -> None:
    """More units, filters or numbers a word: its arrays start afresh in their new shape, those before it stay."""
    counted = case.layer.counted
    old, key = compiled(case), tried(compiled(case).network)
    size = getattr(case.layer, counted) * 2
    nodes = [replace(node, layer=replace(node.layer, **{counted: size})) if node.id == key else node
             for node in old.network.nodes]  # fmt: skip
    new = compile_network(replace(old.network, nodes=tuple(nodes)), batch=2, dtype=np.float64, seed=5)
    kept = new.inherit(old)
    assert key not in kept and np.isfinite(new.theta).all()
    assert {slot.layer for slot in new.slots if slot.layer < key} <= set(kept)
    assert new.ops[key].z.shape[0] == size
