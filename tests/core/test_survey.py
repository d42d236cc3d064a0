"""What is measured layer by layer: health of units, norms of gradients, spreads over the run, and marks in it."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest

import core
from core import survey
from core.activations import ACTIVATIONS
from core.by_hand import WeightEdit, set_weights
from core.curves import Column, Mark
from core.doctor.chart import Sample
from core.errors import FormatError
from core.formats.checkpoints import from_parts, to_json
from core.layer_log import LayerLog
from core.layers import Op
from core.marks import Marks
from core.observe import Observer
from core.optimizers import SGD
from core.probe import health, probe_of, steepest
from core.resume import capture, reinstate
from core.run_log import RunLog
from core.spread import BINS, Spread, column_of, merged, onto
from core.trainer import Trainer


def _run(name: str = "iris") -> Trainer:
    trainer, _ = core.start(core.load(core.example_path(name)))
    return trainer


# -- spreads ---------------------------------------------------------------------------------------------------------


def test_a_column_is_numpys_histogram() -> None:
    values = np.random.default_rng(0).normal(size=(30, 40))
    column = column_of(2.0, values)
    assert column is not None
    counts, edges = np.histogram(values, BINS)
    np.testing.assert_allclose(column.shares, counts / values.size, atol=1e-3)
    assert (column.low, column.high) == (edges[0], edges[-1])


def test_a_column_leaves_out_what_is_no_number() -> None:
    column = column_of(0.0, np.array([np.nan, np.inf, -1.0, 1.0]))
    assert column is not None
    assert (column.low, column.high) == (-1.0, 1.0)
    assert column_of(0.0, np.array([np.nan])) is None
    assert column_of(0.0, np.array([1e200])) is None
    for close in (np.array([1.0, 1.0 + 1e-9]), np.array([-1e-40, 1e-40]), np.array([5e29, -5e29])):
        column = column_of(1.0, close)
        assert column is not None
        kept = Spread()
        kept.add(column)
        Spread.restored(*kept.state())  # a range in single precision, too
    single = column_of(0.0, np.full(5, 3.0))
    assert single is not None
    assert single.low < 3.0 < single.high
    assert single.shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("cap", [2, 4, 8])
@pytest.mark.parametrize("count", [1, 2, 5, 16, 59])
def test_a_spread_is_bounded_and_keeps_the_extremes(count: int, cap: int) -> None:
    values = [float(each) for each in np.random.default_rng(count).normal(scale=1e3, size=count)]
    spread = Spread(cap)
    for x, value in enumerate(values):
        column = column_of(float(x), np.array([value, _above(value)]))
        assert column is not None
        spread.add(column)
    assert 1 <= len(spread.columns) <= cap
    assert min(column.low for column in spread.columns) == min(values)
    assert max(column.high for column in spread.columns) == max(map(_above, values))
    for column in spread.columns:
        assert column.shares.sum() == pytest.approx(1.0, abs=1e-4)


def _above(value: float) -> float:
    return value + 1.0 + abs(value)


def test_merging_keeps_where_the_numbers_are() -> None:
    first, second = column_of(0.0, np.linspace(-1, 0, 1000)), column_of(2.0, np.linspace(0, 3, 1000))
    assert first is not None
    assert second is not None
    both = merged(first, second)
    assert (both.x, both.low, both.high) == (1.0, -1.0, 3.0)
    assert onto(both, -1.0, 0.0, 4).sum() == pytest.approx(0.5, abs=0.02)


def test_a_spread_comes_back_from_a_checkpoint() -> None:
    spread = Spread(4)
    for x in range(11):
        spread.add(Column(float(x), 0.0, 1.0 + x, np.full(BINS, 1 / BINS, np.float32)))
    again = Spread.restored(*spread.state())
    for kept, back in zip(spread.columns, again.columns, strict=True):
        assert (kept.x, kept.low, kept.high) == (back.x, back.low, back.high)
    again.add(spread.columns[0])
    assert copy.deepcopy(again).columns is again.columns
    table, counts = spread.state()
    for bad in ((table[:, :5], counts), (table, [0, 1, 4]), (table * np.nan, counts), (table, [2, 3, 4])):
        with pytest.raises(ValueError, match="spread"):
            Spread.restored(*bad)


# -- units -----------------------------------------------------------------------------------------------------------


def test_slopes_of_the_steepest_place() -> None:
    assert steepest(ACTIVATIONS["sigmoid"]) == pytest.approx(0.25)
    assert steepest(ACTIVATIONS["tanh"]) == pytest.approx(1.0)


@pytest.mark.parametrize(("bias", "dead"), [(-50.0, 0.25), (50.0, 0.0)])
def test_a_relu_that_answers_nothing_is_dead(bias: float, dead: float) -> None:
    trainer = _run()
    hidden = next(node for node in trainer.network.nodes if node.name == "hidden")
    trainer.follow(_with_activation(trainer, hidden.id, "relu"), trainer.training)
    units = len(trainer.program.ops[hidden.id].z)
    biases = trainer.network and next(s for s in trainer.program.slots if s.layer == hidden.id and s.array == "bias")
    biases.view(trainer.program.theta)[:] = 5.0
    biases.view(trainer.program.theta)[: units // 4] = bias
    twin = trainer.program.twin(64, training=False)
    twin.load(trainer.prepared.train.x[:64])
    twin.forward()
    assert shares(twin.ops[hidden.id]) == pytest.approx((dead * 4 * (units // 4) / units, 0.0))


def test_a_sigmoid_at_its_flat_end_is_saturated() -> None:
    trainer = _run()
    hidden = next(node for node in trainer.network.nodes if node.name == "hidden")
    trainer.follow(_with_activation(trainer, hidden.id, "sigmoid"), trainer.training)
    biases = next(s for s in trainer.program.slots if s.layer == hidden.id and s.array == "bias")
    biases.view(trainer.program.theta)[0] = 60.0
    twin = trainer.program.twin(64, training=False)
    twin.load(trainer.prepared.train.x[:64])
    twin.forward()
    assert shares(twin.ops[hidden.id]) == pytest.approx((0.0, 1 / len(twin.ops[hidden.id].z)))


def test_an_elu_at_its_floor_is_saturated_and_a_leaky_relu_never_lost() -> None:
    trainer = _run()
    hidden = next(node for node in trainer.network.nodes if node.name == "hidden")
    for name, expected in (("elu", (0.0, 1.0)), ("leaky_relu", (0.0, 0.0)), ("relu", (1.0, 0.0))):
        trainer.follow(_with_activation(trainer, hidden.id, name), trainer.training)
        biases = next(s for s in trainer.program.slots if s.layer == hidden.id and s.array == "bias")
        biases.view(trainer.program.theta)[:] = -60.0
        twin = trainer.program.twin(64, training=False)
        twin.load(trainer.prepared.train.x[:64])
        twin.forward()
        assert shares(twin.ops[hidden.id]) == expected


def shares(op: Op) -> tuple[float, float]:
    """Of a layer's units, how many are dead and how many saturated."""
    found = health(op)
    assert found is not None
    return float(found.dead.mean()), float(found.saturated.mean())


def test_curves_and_doctor_look_at_the_same_rows() -> None:
    trainer = _run("digits")
    probe, sample = probe_of(trainer), Sample(trainer).program
    assert probe is sample
    assert probe.n == 256
    assert len(np.unique(probe.heads[0].y.argmax(axis=0))) == 10, "from all over the data"


def _with_activation(trainer: Trainer, key: int, name: str) -> core.NetworkSpec:
    nodes = tuple(
        replace(node, layer=replace(node.layer, activation=name)) if node.id == key else node
        for node in trainer.network.nodes
    )
    return replace(trainer.network, nodes=nodes)


# -- a run -----------------------------------------------------------------------------------------------------------


def test_what_a_run_notes_of_its_layers() -> None:
    trainer = _run()
    observer = Observer(trainer)
    trainer.step()
    observer.note_change()
    curves = observer.snapshot(1).curves
    slots = {slot.layer for slot in trainer.program.slots}
    assert set(curves.gradient) == set(curves.weight_change) == slots
    last = max(slots)
    first, *_, end = (slot for slot in trainer.program.slots if slot.layer == last)
    expected = np.linalg.norm(trainer.program.grad[first.start : end.stop])
    assert curves.gradient[last].mean[-1] == pytest.approx(expected)
    assert set(curves.dead) == slots - {last}  # a head is sure of its answer, and rightly so
    assert {of for of, _ in curves.spreads} == {"weights", "activations", "gradients"}


def test_it_looks_only_now_and_then_and_at_the_end() -> None:
    trainer = _run()
    observer = Observer(trainer)
    for _ in range(5):
        trainer.step()
        observer.note_change()
    layer = trainer.program.slots[0].layer
    assert len(observer.snapshot(1).curves.gradient[layer].x) == 1
    trainer.finished = "all epochs done"
    observer.note_change()
    observer.note_change()
    assert len(observer.snapshot(1).curves.gradient[layer].x) == 2


def test_a_large_network_is_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has the interpreter meanwhile; what is noted in the end is the same."""
    whole, pieces = _run("digits"), _run("digits")
    for trainer, turn in ((whole, 1000.0), (pieces, 1e-9)):
        trainer.step()
        monkeypatch.setattr(survey, "TURN", turn)
        observer = Observer(trainer)
        observer.note_change(True)
        calls = 1
        while observer.survey.under_way:
            observer.note_change(True)
            calls += 1
        assert (calls > 3) == (trainer is pieces)
    there, here = whole.log.curves(), pieces.log.curves()
    assert there.dead.keys() == here.dead.keys() and there.spreads.keys() == here.spreads.keys()
    for layer, each in there.dead.items():
        np.testing.assert_array_equal(each.mean, here.dead[layer].mean)
    observer.survey._next = 0.0
    pieces.step()
    observer.note_change()
    assert not observer.survey.under_way  # nobody waits for a run that steps or has ended


def test_looking_changes_no_bit_of_the_run() -> None:
    seen, unseen = _run("digits"), _run("digits")
    observer = Observer(seen)
    for _ in range(3):
        seen.step()
        unseen.step()
        observer.survey._next = 0.0
        observer.note_change()
    np.testing.assert_array_equal(seen.program.theta, unseen.program.theta)


def test_curves_of_layers_come_back_with_a_checkpoint() -> None:
    trainer = _run()
    observer = Observer(trainer)
    trainer.step()
    observer.note_change()
    trainer.log.mark(0.5, "learning rate", 0.1, 0.2)
    kept, then = capture(trainer), trainer.log.curves()
    other = _run()
    assert other.log.run != trainer.log.run
    reinstate(other, kept)
    now = other.log.curves()
    assert (now.run, now.marks) == (then.run, then.marks)
    assert now.spreads.keys() == then.spreads.keys()
    np.testing.assert_array_equal(now.gradient[3].mean, then.gradient[3].mean)


def test_a_copied_log_goes_its_own_way() -> None:
    log = LayerLog()
    log.add("gradient", 0.0, {3: 1.0})
    held = copy.deepcopy(log)
    log.add("gradient", 1.0, {3: 2.0, 4: float("nan")})
    assert len(held.curves()["gradient"][3].x) == 1
    assert len(log.curves()["gradient"][3].x) == 2
    assert 4 not in log.curves()["gradient"]


# -- marks -----------------------------------------------------------------------------------------------------------


def test_settings_that_change_are_marked() -> None:
    trainer = _run()
    trainer.follow(trainer.network, replace(trainer.training, optimizer=SGD(learning_rate=0.5)))
    assert trainer.log.curves().marks == ()  # nothing was run yet
    trainer.step()
    at = trainer.position
    trainer.follow(trainer.network, replace(trainer.training, optimizer=SGD(learning_rate=0.25), batch_size=7))
    found = {(mark.what, mark.before, mark.after) for mark in trainer.log.curves().marks}
    assert found == {("learning rate", 0.5, 0.25), ("batch size", 16, 7)}
    assert {mark.x for mark in trainer.log.curves().marks} == {at}


def test_weights_set_by_hand_and_another_drawing_are_marked() -> None:
    trainer = _run()
    trainer.step()
    slot = trainer.program.slots[0]
    set_weights(trainer, [WeightEdit.at(slot.layer, slot.array, (0, 0), 0.5)])
    assert [mark.what for mark in trainer.log.curves().marks] == ["weights set by hand"]
    hidden = next(node for node in trainer.network.nodes if node.name == "hidden")
    trainer.follow(_with_activation(trainer, hidden.id, "relu"), trainer.training)
    trainer.step()
    trainer.follow(_with_activation(trainer, hidden.id, "tanh"), trainer.training)
    assert trainer.log.curves().marks[-1].what == "the drawing"


def test_a_gesture_is_one_mark_and_one_back_again_is_none() -> None:
    marks = Marks()
    for before, after in ((0.1, 0.2), (0.2, 0.3)):
        marks.add(1.0, "learning rate", before, after)
    assert marks.all == (Mark(1.0, "learning rate", 0.1, 0.3),)
    marks.add(1.5, "learning rate", 0.3, 0.1)
    assert marks.all == ()
    for x in range(300):
        marks.add(float(x), f"thing {x}", 1, 2)
    assert len(marks.all) == 200


def test_marks_of_a_damaged_file_are_refused() -> None:
    for bad in ([[1.0, "a", [], None]], [[1.0]], [["x", "a", 1, 2]]):
        with pytest.raises((TypeError, ValueError)):
            RunLog().restore({}, {"step": 0, "epoch": 0, "seconds": 0, "best_epoch": None, "best_value": None,
                                  "curves": {}, "marks": bad})  # fmt: skip


@pytest.mark.parametrize("broken", [
    {"spreads": {"weights:3": [1, 1, 128]}}, {"spreads": {"colours:2": [1, 1, 128]}}, {"spreads": []}, {"run": 7},
    {"marks": [[float("nan"), "rate", 1, 2]]}, {"marks": 5}, {"curves": {"gradient:x": [1, 1, 1, 0, 2]}},
    {"curves": {"anger:2": [1, 1, 1, 0, 2]}},
])  # fmt: skip
def test_a_file_whose_measures_do_not_hang_together_is_refused(broken: dict[str, object]) -> None:
    trainer = _run()
    observer = Observer(trainer)
    trainer.step()
    observer.note_change()
    kept = capture(trainer)
    raw = json.loads(json.dumps(to_json(kept)))
    assert from_parts(raw, dict(kept.arrays)).facts["log"]["run"] == trainer.log.run
    raw["facts"]["log"] |= broken
    arrays = dict(kept.arrays) | {f"curve.{name}": np.zeros((4, 2)) for name in broken.get("curves", ())}
    arrays["spread.weights:3"] = np.zeros((2, 3))
    with pytest.raises(FormatError):
        from_parts(raw, arrays)
