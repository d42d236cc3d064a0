"""Both at once: pictures that stay bytes until they are drawn, and a target of its own for a head."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import cli
from core.by_hand import MOST_JUDGED, judge
from core.data import load
from core.data.compact import PixelRows
from core.data.dataset import Prepared, prepare
from core.data_spec import ArraysData
from core.formats import load_project, plain
from core.inside import Looker
from core.layers import Dense, Flatten, Input
from core.network import NetworkSpec, Node
from core.nudge import Nudger
from core.project import TrainingSpec
from core.suggest import suggest_project
from core.task import HeadTask, Task
from core.trainer import Trainer
from core.trial import trial

SIDE, ROWS = 5, 40


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """d.npz: grey pictures, whether they are light, and how light they are."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(4)
    light = np.arange(ROWS) % 2
    x = (rng.integers(0, 90, (ROWS, SIDE, SIDE, 1)) + 160 * light[:, None, None, None]).astype(np.uint8)
    how = x.reshape(ROWS, -1).mean(axis=1, keepdims=True) * 10.0
    held: dict[str, Any] = {"x": x, "y": np.array(["dark", "light"])[light], "y.how": how}
    np.savez(tmp_path / "d.npz", **held)
    return tmp_path


def network(feeds: int = 3, activation: str = "linear") -> NetworkSpec:
    """Pictures, flat, 4 hidden neurons; the head 'which' feeds the head 'how' where ``feeds`` is 4."""
    nodes = (
        Node(1, "input", Input(shape=(SIDE, SIDE, 1))), Node(2, "flat", Flatten(), (1,)),
        Node(3, "hidden", Dense(units=4, activation="tanh"), (2,)),
        Node(4, "which", Dense(units=1, activation="sigmoid"), (3,)),
        Node(5, "how", Dense(units=1, activation=activation), (feeds,)),
    )  # fmt: skip
    losses = ((4, "binary_crossentropy"), (5, "mean_squared_error"))
    return NetworkSpec(nodes, losses[0][1], 6, losses)


def prepared_in(folder: Path, dtype: str = "float64") -> Prepared:
    spec = ArraysData(path="d.npz", validation_fraction=0.25)
    return prepare(load(spec, folder)[0], spec, dtype)


def trained(folder: Path, drawn: NetworkSpec, dtype: str = "float64", **training: Any) -> Trainer:
    trainer = Trainer(drawn, TrainingSpec(dtype=dtype, batch_size=8, **training), prepared_in(folder, dtype))
    for _ in range(7):
        trainer.step()
    return trainer


def as_array(prepared: Prepared) -> Prepared:
    """The same rows as plain numbers."""
    train, validation = (replace(rows, x=rows.x[:]) for rows in (prepared.train, prepared.validation))
    return replace(prepared, train=train, validation=validation)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bytes_train_both_heads_as_numbers_do(folder: Path, dtype: str) -> None:
    prepared = prepared_in(folder, dtype)
    assert isinstance(prepared.train.x, PixelRows) and list(prepared.train.others) == ["how"]
    assert prepared.train.target("how").std() == pytest.approx(1.0, rel=0.2)  # standardised by its own rule
    bytes_of = [
        Trainer(network(), TrainingSpec(dtype=dtype, batch_size=8, epochs=3), rows) for rows in
        (prepared, as_array(prepared))
    ]  # fmt: skip
    for trainer in bytes_of:
        while not trainer.finished:
            trainer.step()
    assert bytes_of[0].program.theta.tobytes() == bytes_of[1].program.theta.tobytes()
    assert bytes_of[0].log.result == bytes_of[1].log.result


def test_one_head_of_the_prepared_rows_keeps_its_bytes(folder: Path) -> None:
    prepared = prepared_in(folder)
    how = prepared.of("how")
    assert isinstance(how.train.x, PixelRows) and how.dataset.task.kind == "regression"
    np.testing.assert_array_equal(how.train.y, prepared.train.others["how"])
    some = prepared.train.pick(slice(MOST_JUDGED))
    np.testing.assert_array_equal(np.asarray(some.x), prepared.train.x[:MOST_JUDGED])


def test_questions_take_bytes_of_several_heads(folder: Path) -> None:
    trainer = trained(folder, network())
    weight = trainer.program.slots[0]
    nudge = Nudger(trainer).ask(weight.layer, weight.array, (0, 0), 0.5)
    assert nudge.predicted != nudge.loss and np.isfinite(nudge.actual)
    program = trial(network(), trainer.prepared, rows=6)
    np.testing.assert_array_equal(program.x, trainer.prepared.train.x[:6].reshape(6, -1))
    np.testing.assert_array_equal(program.heads[1].rows, trainer.prepared.train.others["how"][:6])
    judge(trainer)
    assert trainer.log.result is not None
    assert {"which: accuracy", "how: r2"} <= set(trainer.log.result.metrics.as_dict())


@pytest.mark.parametrize(("feeds", "activation"), [(3, "linear"), (4, "linear"), (4, "sigmoid")])
def test_slopes_of_pixels_are_those_of_all_heads_or_of_one_output(folder: Path, feeds: int, activation: str) -> None:
    trainer = trained(folder, network(feeds, activation))
    looker = Looker(trainer.program, trainer.prepared, trainer.codings)
    looker.look(3)
    program = looker._program
    x = program.x.copy()

    def values() -> tuple[float, float, float]:
        program.forward()
        program.error()
        return sum(head.value for head in program.heads), program.heads[0].op.z[0, 0], program.heads[1].op.z[0, 0]

    for at, chosen in enumerate([(None, None), (0, None), (0, 5)]):
        found = looker.salience(*chosen)
        assert found.value == pytest.approx(values()[at])
        for pixel in (0, 12, 24):
            sides = []
            for step in (1e-6, -1e-6):
                program.x[:] = x
                program.x[0, pixel] += step
                sides.append(values()[at])
            slope = (sides[0] - sides[1]) / 2e-6
            assert found.slopes.reshape(-1)[pixel] == pytest.approx(slope, rel=1e-5, abs=1e-9)
        program.x[:] = x
        values()
    for layer in (3, 4, 5):
        found_there = looker.blamed(layer, (0,))
        if found_there.shares:
            slope = 1.0 if found_there.slope is None else found_there.slope
            assert found_there.sent * slope + found_there.own == pytest.approx(found_there.delta, rel=1e-12)
        assert bool(found_there.own) == (feeds == layer == 4)


def test_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "d.npz"]) == 0
    heads = load_project(folder / "d.chainrule").project.network.heads
    assert [head.name for head in heads] == ["output", "how"]
    assert cli.main(["train", "d.chainrule", "--epochs", "200"]) == 0
    capsys.readouterr()
    assert cli.main(["evaluate", "d.chainrule", "--data", "d.npz", "--json"]) == 0
    judged = json.loads(capsys.readouterr().out)["metrics"]
    assert judged["output: accuracy"] > 0.95 and judged["how: r2"] > 0.9
    assert cli.main(["predict", "d.chainrule", "d.npz", "out.npz", "--labels"]) == 0
    with np.load("out.npz") as found, np.load("d.npz") as given:
        assert sorted(found.files) == ["how", "output", "output.label"]
        assert np.mean(found["output.label"] == given["y"]) > 0.95
        assert np.abs(found["how"] - given["y.how"]).mean() < 200  # in its own units: 0 to 2,500
    np.savez("flat.npz", x=np.float64(1.0), **{"y": [1.0], "y.how": [1.0]})
    assert cli.main(["evaluate", "d.chainrule", "--data", "flat.npz"]) == 2


def test_a_task_with_a_vocabulary_and_heads_goes_round() -> None:
    task = Task((6,), "classification", ("a", "b"), ("class",), (), 90, (HeadTask("aux", "regression", (), ("u",)),))
    assert plain.task_from_json(plain.task_to_json(task)) == task


def test_pictures_are_suggested_convolutions_and_a_head_for_each_target(folder: Path) -> None:
    with np.load("d.npz") as held:
        big = {key: held[key] for key in held.files} | {"x": np.repeat(np.repeat(held["x"], 3, axis=1), 3, axis=2)}
    np.savez("big.npz", **big)
    project, dataset = suggest_project(ArraysData(path="big.npz"), folder)
    project.network.require_runnable(dataset.task)
    assert "Conv2D" in [node.layer.kind for node in project.network.nodes]
    assert [head.name for head in project.network.heads] == ["output", "how"]
