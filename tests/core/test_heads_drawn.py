"""Several heads in drawings and files: losses that fit, edits, exports, the command line."""

import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import cli, edit, fitting
from core.data import arrays
from core.data_spec import ArraysData
from core.errors import DataError, FormatError, SpecError
from core.formats import load_project, onnx, plain, save_project
from core.formats.project import ProjectFile
from core.formats.verify import compare
from core.layers import Dense, Dropout, Input
from core.model import TrainedModel
from core.network import NetworkSpec, Node, Problem
from core.program import compile_network
from core.project import ProjectSpec, TrainingSpec
from core.session import finished, start
from core.task import HeadTask, Task
from tests.core.test_gradients import check
from tests.core.test_heads import BCE, CCE, HALF, KINDS, MSE, SIDE_BY_SIDE, classes, data, run_of, saved

# -- the drawing ------------------------------------------------------------------------------------------------------


def two_ends(second: Dense | None = None) -> ProjectSpec:
    nodes = (
        Node(1, "x", Input(shape=(3,))), Node(2, "kind", classes(), (1,)),
        Node(3, "aux", second or classes(), (1,)),
    )  # fmt: skip
    return ProjectSpec(NetworkSpec(nodes, CCE, 4))


TASK = Task((3,), "classification", KINDS, ("kind",))


def blocking(project: ProjectSpec, task: Task | None = TASK) -> list[Problem]:
    return [problem for problem in project.network.problems(task) if problem.blocking]


def test_an_end_without_a_loss_offers_what_can_be_done() -> None:
    project = two_ends()
    (problem,) = blocking(project)
    assert problem.layer == 3
    assert problem.text == (
        "The network ends in 'kind' and 'aux', and no loss judges 'aux': give it one, or connect it on."
    )
    assert [each.text for each in problem.remedies] == ["Give it a loss of its own", "Remove it"]
    given, removed = (edit.apply_remedy(project, each) for each in problem.remedies)
    assert given.network.losses == ((2, CCE), (3, CCE)) and not blocking(given)
    assert [node.name for node in given.network.heads] == ["kind", "aux"]
    assert given.network.output == project.network.by_id[2]
    assert not removed.network.losses and not blocking(removed)


def test_a_layer_behind_a_head_takes_its_loss_or_gets_its_own() -> None:
    project = edit.give_loss(two_ends(), 3, CCE)
    longer = edit.append_layer(project, classes(), after=3, name="end")
    (problem,) = blocking(longer)
    assert [each.text for each in problem.remedies] == [
        "Move the loss of 'aux' to it", "Give it a loss of its own", "Remove it"
    ]  # fmt: skip
    moved, own, _ = (edit.apply_remedy(longer, each) for each in problem.remedies)
    assert [node.name for node in own.network.heads] == ["kind", "aux", "end"] and not blocking(own)
    assert [node.name for node in moved.network.heads] == ["kind", "end"] and not blocking(moved)


def test_the_last_head_has_a_plain_loss_again() -> None:
    project = edit.give_loss(two_ends(), 3, MSE)
    for left, gone, loss in ((3, 2, MSE), (2, 3, CCE)):
        network = edit.remove_layers(project, [gone]).network
        assert (network.losses, network.loss) == ((), loss) and network.output == network.by_id[left]
    assert edit.drop_loss(project, 3).network.losses == ((2, CCE),)
    assert len(blocking(edit.drop_loss(project, 3))) == 1


def test_losses_that_do_not_fit_their_head_are_named_with_a_remedy() -> None:
    task = replace(TASK, heads=(HeadTask("aux", "regression", (), ("y1", "y2")),))
    project = edit.give_loss(two_ends(Dense(units=3)), 3, CCE)
    texts = [problem.text for problem in blocking(project, task)]
    assert texts == [
        "Dense 'aux' gives 3 numbers; the data has 2 numbers to predict.",
        "categorical_crossentropy of 'aux' is for classes; this data asks for numbers.",
    ]
    remedy = blocking(project, task)[0].remedy
    assert remedy is not None and remedy.text == "Give it 2 units and mean squared error"
    project = edit.apply_remedy(project, remedy)
    assert not blocking(project, task)
    assert project.network.losses == ((2, CCE), (3, MSE)) and project.network.loss == CCE
    image = edit.give_loss(two_ends(Dense(units=1, activation="sigmoid")), 3, CCE)
    assert "categorical_crossentropy of 'aux' needs an output for each class; there is one." in [
        problem.text for problem in blocking(image)
    ]
    asked = edit.set_loss(image, "mean", 3)
    assert any(problem.text.startswith("Unknown loss 'mean'") and problem.layer == 3 for problem in blocking(asked))


def test_targets_that_no_head_learns_are_told() -> None:
    task = replace(TASK, heads=(HeadTask("size", "regression", (), ("size",)),))
    found = [problem for problem in two_ends().network.problems(task) if not problem.blocking]
    assert [problem.text for problem in found] == [
        "The data has a target for 'size', but no layer is called so; name one after it."
    ]
    project = edit.append_layer(edit.remove_layers(two_ends(), [3]), Dense(units=3), after=2, name="size")
    project = edit.append_layer(project, classes(), after=project.network.next_id - 1, name="end")
    (told,) = [each for each in project.network.problems(task) if "judges this layer" in each.text]
    assert told.remedy is not None and told.remedy.edit == "give_loss" and not told.blocking


def test_fitting_fits_every_head() -> None:
    task = replace(TASK, class_names=("no", "yes"), heads=(HeadTask("aux", "regression", (), ("u", "v")),))
    network = fitting.fit_to_task(edit.give_loss(two_ends(), 3, CCE), task).network
    assert network.losses == ((2, BCE), (3, MSE))
    assert [(each.layer.units, each.layer.activation) for each in network.heads] == [(1, "sigmoid"), (2, "linear")]  # type: ignore[attr-defined]
    network.require_runnable(task)


def test_a_network_is_suggested_with_a_head_for_every_target() -> None:
    task = replace(TASK, heads=(HeadTask("size", "regression", (), ("u", "v")), HeadTask("output", *_yes_or_no())))
    network = fitting.suggest_network(task)
    network.require_runnable(task)
    assert [(node.name, network.loss_of(node.id)) for node in network.heads] == [("output", BCE), ("size", MSE)]
    more = fitting.suggest_network(replace(task, heads=task.heads[:1]))
    assert more.losses == ((3, CCE), (4, MSE)) and more.by_id[3].inputs == more.by_id[4].inputs == (2,)


def _yes_or_no() -> tuple[Any, ...]:
    return "classification", ("no", "yes"), ("answer",)


# -- files ------------------------------------------------------------------------------------------------------------


def test_json_names_the_heads_and_one_head_stays_a_name() -> None:
    raw = SIDE_BY_SIDE.to_json()
    assert raw["loss"] == {"kind": CCE, "size": MSE}
    assert NetworkSpec.from_json(json.loads(json.dumps(raw))) == SIDE_BY_SIDE
    one = edit.remove_layers(ProjectSpec(SIDE_BY_SIDE), [4]).network
    assert one.to_json()["loss"] == CCE
    assert NetworkSpec.from_json(one.to_json() | {"loss": {"kind": CCE}}) == one
    for loss, text in (
        ({"kind": CCE, "nobody": MSE}, "The loss names the layer 'nobody'"), ({"x": MSE}, "names the Input 'x'"),
        ({"kind": "mse"}, "Unknown loss 'mse'"), ({}, "Unknown loss"), ([], "Unknown loss"),
        ({"kind": None}, "Unknown loss"),
    ):  # fmt: skip
        with pytest.raises(FormatError, match=text):
            NetworkSpec.from_json(raw | {"loss": loss})


MOVES: list[Callable[[ProjectSpec, int, str], ProjectSpec]] = [
    lambda project, key, loss: edit.give_loss(project, key, loss), lambda project, key, _: edit.drop_loss(project, key),
    lambda project, _, loss: edit.set_loss(project, loss), lambda project, key, _: edit.remove_layers(project, [key]),
    lambda project, key, _: edit.append_layer(project, classes(), after=key),
    lambda project, key, _: edit.rename(project, key, f"n{key}"),
    lambda project, key, _: edit.disconnect_all(project, key), lambda project, key, _: edit.connect(project, 1, key),
]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_edits_at_random_keep_losses_sound(data: st.DataObject) -> None:
    project = ProjectSpec(SIDE_BY_SIDE)
    for _ in range(data.draw(st.integers(1, 8))):
        ids = [node.id for node in project.network.nodes if node.layer.kind != "Input"]
        if not ids:
            return
        some, loss = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from((CCE, MSE)))
        try:
            project = data.draw(st.sampled_from(MOVES))(project, some, loss)
        except SpecError:
            continue
        network = project.network
        assert NetworkSpec.from_json(network.to_json()) == network
        assert not network.losses or network.loss == network.losses[0][1]
        assert all(key in network.by_id for key, _ in network.losses)
        if not blocking(project, None):
            with np.errstate(all="ignore"):
                compile_network(network, batch=2).run()


def test_targets_of_heads_in_an_npz() -> None:
    prepared = data(SIDE_BY_SIDE)
    task = prepared.dataset.task
    assert task.kind == "classification" and task.of("kind") == replace(task, heads=())
    assert task.of("size").kind == "regression" and task.of("size").target_names == ("size1", "size2")
    assert plain.task_from_json(json.loads(json.dumps(plain.task_to_json(task)))) == task
    rule = prepared.preprocessing
    assert plain.preprocessing_from_json(json.loads(json.dumps(rule.to_json())), task) == rule
    np.testing.assert_allclose(prepared.train.others["size"].mean(axis=0), 0.0, atol=1e-6)
    held = prepared.dataset.fixed_validation
    assert held is not None and len(held.others["size"]) == len(prepared.validation) == 6
    back = rule.of("size").restore(prepared.validation.others["size"])
    np.testing.assert_allclose(back, held.others["size"], rtol=1e-5)
    x, y = np.ones((4, 2)), np.array([0, 1, 0, 1])
    for wrong, text in (
        ({"y.aux": y[:3]}, "y.aux has 3"), ({"y_validation.aux": y}, "needs y.aux"),
        ({"y.aux": y, "x_validation": x, "y_validation": y}, "needs y.aux for the training rows and y_validation.aux"),
        ({"y.aux": np.zeros(4, np.int64)}, "y.aux in d.npz holds a single class"),
        ({"y.aux": np.full(4, np.nan)}, "y.aux in d.npz holds 4 numbers"),
    ):  # fmt: skip
        with pytest.raises(DataError, match=text):
            arrays.load(saved({"x": x, "y": y} | wrong), "d.npz")


def trained() -> tuple[TrainedModel, np.ndarray]:
    run = run_of(SIDE_BY_SIDE, epochs=3, dtype="float32")
    while not run.finished:
        run.step()
    prepared = run.prepared
    model = TrainedModel(run.network, run.checkpoint().weights(), prepared.dataset.task, prepared.preprocessing)
    return model, prepared.dataset.x.astype(np.float32)


def test_a_model_answers_for_every_head() -> None:
    model, x = trained()
    found = model.predict_heads(x)
    assert list(found) == ["kind", "size"] == list(model.head_names)
    np.testing.assert_array_equal(found["kind"], model.predict(x))
    assert found["size"].mean() > 20  # in the target's own units
    assert model.all_output_names == ("kind.a", "kind.b", "kind.c", "size.size1", "size.size2")
    assert set(model.labels(found["kind"], "kind")) <= set(KINDS) and model.labels(found["size"], "size") == []
    assert model.predict_heads(x[:0])["size"].shape == (0, 2)


def test_onnx_has_an_output_for_every_head() -> None:
    import onnx as library

    model, x = trained()
    content = onnx.encode(model)
    graph = library.load_model_from_string(content).graph
    assert [each.name for each in graph.output] == ["kind", "size"]
    assert compare(model, ("it", onnx._reference(content), 50), x).agrees
    renamed = edit.rename(ProjectSpec(model.network), 1, "entry")
    renamed = edit.rename(renamed, 3, "input")
    weights = {name.replace("kind.", "input."): each for name, each in model.weights.items()}
    other = replace(model, network=renamed.network, weights=weights)
    assert compare(other, ("it", onnx._reference(onnx.encode(other)), 50), x).agrees


@pytest.mark.peers
def test_onnxruntime_agrees_on_every_head() -> None:
    model, x = trained()
    assert compare(model, ("it", onnx._runtime(onnx.encode(model)), 50), x).agrees


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_weights_files_hold_every_head(ending: str, tmp_path: Path) -> None:
    from core.formats import export, load_model

    model, x = trained()
    path = tmp_path / f"m.{ending}"
    assert export(model, path, x).agrees
    again = load_model(path)
    assert again.task == model.task and again.preprocessing == model.preprocessing
    np.testing.assert_array_equal(again.predict_side_by_side(x), model.predict_side_by_side(x))


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3))
    held = {"x": x, "y": np.array(KINDS)[np.arange(40) % 3], "y.size": np.stack([x.sum(axis=1), x[:, 0]], axis=1)}
    np.savez(tmp_path / "d.npz", **held)  # type: ignore[arg-type]
    project = ProjectSpec(SIDE_BY_SIDE, TrainingSpec(epochs=2), ArraysData(path="d.npz"))
    save_project(tmp_path / "p.json", ProjectFile(project))

    def run(*arguments: str) -> str:
        assert cli.main(list(arguments)) == 0
        return capsys.readouterr().out

    last = json.loads(run("train", "p.json", "--json").splitlines()[1])
    assert "size: rmse" in last["metrics"] and "kind: accuracy" in last["validation_metrics"]
    assert load_project("p.chainrule").project.network.losses == project.network.losses
    judged = json.loads(run("evaluate", "p.chainrule", "--json"))
    assert judged["loss"] == pytest.approx(last["validation_loss"])
    assert judged["metrics"] == pytest.approx(last["validation_metrics"])
    other = json.loads(run("evaluate", "p.chainrule", "--data", "d.npz", "--json"))
    assert math.isfinite(other["loss"]) and list(other["metrics"]) == list(judged["metrics"])
    assert "kind: accuracy" in run("evaluate", "p.chainrule")
    run("check", "p.chainrule", "--json")
    run("export", "p.chainrule", "m.onnx")
    run("predict", "p.chainrule", "d.npz", "out.csv", "--labels")
    table = list(csv.reader(Path("out.csv").read_text(encoding="utf-8").splitlines()))
    assert table[0] == ["kind.a", "kind.b", "kind.c", "kind.label", "size.size1", "size.size2"]
    run("predict", "p.chainrule", "d.npz", "out.npz", "--labels")
    with np.load("out.npz") as found:
        assert sorted(found.files) == ["kind", "kind.label", "size"]
        np.testing.assert_allclose(found["size"][:, 0], [float(row[4]) for row in table[1:]], rtol=1e-6)
        assert [row[3] for row in table[1:]] == found["kind.label"].tolist()
    assert cli.main(["predict", "p.chainrule", "d.npz", "out.npy"]) == 2
    assert "2 heads; write OUT.npz or OUT.csv" in capsys.readouterr().err
    np.savez(tmp_path / "less.npz", x=x, y=held["y"])
    assert cli.main(["evaluate", "p.chainrule", "--data", "less.npz"]) == 2
    assert "has no array 'y.size'" in capsys.readouterr().err
    assert cli.main(["train", "p.json", "--set", f"network.loss.size={HALF}", "-o", "q.chainrule"]) == 0
    assert load_project("q.chainrule").project.network.loss_of(4) == HALF


def test_a_saved_run_of_two_heads_goes_on_where_it_stopped(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(40, 3))
    np.savez(tmp_path / "d.npz", x=x, y=np.arange(40) % 3, **{"y.size": x[:, :2]})  # type: ignore[arg-type]
    file = ProjectFile(ProjectSpec(SIDE_BY_SIDE, TrainingSpec(epochs=4), ArraysData(path="d.npz")))
    whole, _ = start(file, tmp_path)
    half, file = start(file, tmp_path)
    half.step()
    save_project(tmp_path / "p.chainrule", finished(file, half, tmp_path))
    again, _ = start(load_project(tmp_path / "p.chainrule"), tmp_path)
    for run in (whole, again):
        while not run.finished:
            run.step()
    assert whole.program.theta.tobytes() == again.program.theta.tobytes()


def test_a_head_may_be_any_flat_layer() -> None:
    nodes = (
        Node(1, "x", Input(shape=(3,))), Node(2, "wide", Dense(units=3), (1,)),
        Node(3, "drop", Dropout(rate=0.0), (2,)), Node(4, "out", Dense(units=3), (3,)),
    )  # fmt: skip
    check(NetworkSpec(nodes, MSE, 5, ((4, MSE), (3, HALF), (2, MSE))))
