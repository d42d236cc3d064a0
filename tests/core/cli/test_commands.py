"""The command line: its contract, its errors, resuming, edits."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import resources
from core import cli
from core.formats import export, load_model, load_project
from tests.core.cli.conftest import IRIS, lines, refused, run, weights

# -- train -----------------------------------------------------------------------------------------------------------


def test_train_prints_one_object_an_epoch(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--epochs", 4, "--json") == 0
    *epochs, last = lines(capsys)
    assert [each["epoch"] for each in epochs] == [1, 2, 3, 4]
    assert [each["step"] for each in epochs] == [8, 16, 24, 32]
    keys = {"epoch", "step", "loss", "validation_loss", "metrics", "validation_metrics", "seconds"}
    assert all(set(each) == keys for each in epochs)
    assert 0 <= epochs[-1]["validation_metrics"]["accuracy"] <= 1
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    output = str(iris.with_suffix(".chainrule"))
    assert last.pop("findings") is not None
    assert last == {"done": True, "reason": "all epochs done", "best_epoch": 4, "output": output}
    assert iris.read_bytes() == resources.example_path("iris").read_bytes()


SICK = ("--epochs", 30, "--set", "network.layers.hidden.activation=relu",
        "--set", "network.layers.hidden.bias_initializer={'kind': 'constant', 'value': -90}")  # fmt: skip


def test_the_doctor_says_at_the_end_what_is_wrong(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sick = [str(each).replace("'", '"') for each in SICK]
    assert run("train", iris, *sick, "--json") == 0
    out = capsys.readouterr()
    findings = {each["illness"]: each for each in json.loads(out.out.splitlines()[-1])["findings"]}
    dead = findings["dead_relu"]
    assert dead["layer"] == "hidden" and "leaky_relu" in dead["advice"]
    assert set(dead) == {"illness", "layer", "epoch", "step", "text", "evidence", "advice"}
    assert run("train", iris, *sick) == 0
    assert f"{dead['text']} {dead['advice']}" in capsys.readouterr().err.splitlines()


def test_a_run_that_breaks_off_says_why_in_its_last_object(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--json", "--set", "training.optimizer.learning_rate=1e30",
               "--set", "training.optimizer.kind=SGD") == 2  # fmt: skip
    last = lines(capsys)[-1]
    assert last["reason"] == "diverged"
    assert last["findings"][0]["illness"] == "not_finite"


def test_without_validation_its_fields_are_null(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--epochs", 1, "--json", "--set", "data.validation_fraction=0") == 0
    first = lines(capsys)[0]
    assert first["validation_loss"] is None
    assert first["validation_metrics"] is None


def test_a_resumed_run_is_bit_equal(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--epochs", 7, "-o", "seven.chainrule") == 0
    assert run("train", iris, "--epochs", 3, "-o", "three.chainrule") == 0
    assert run("train", "three.chainrule", "--epochs", 4) == 0
    assert weights("three.chainrule") == weights("seven.chainrule")
    one, other = (load_project(name).checkpoint for name in ("seven.chainrule", "three.chainrule"))
    assert one is not None
    assert other is not None
    assert one.facts["sampler"] == other.facts["sampler"]
    assert one.facts["log"]["epoch"] == other.facts["log"]["epoch"] == 7
    assert "Saved as three.chainrule" in capsys.readouterr().out


def test_a_finished_project_goes_on_for_as_long_again(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "-o", "a.chainrule", "--epochs", 2) == 0
    capsys.readouterr()
    assert run("train", "a.chainrule", "--json") == 0
    assert [each["epoch"] for each in lines(capsys) if "epoch" in each] == [3, 4]


def test_a_seed_starts_afresh(iris: Path) -> None:
    assert run("train", iris, "--epochs", 2, "-o", "a.chainrule") == 0
    assert run("train", "a.chainrule", "--epochs", 2, "--seed", 0, "-o", "b.chainrule") == 0
    assert run("train", "a.chainrule", "--epochs", 2, "--seed", 5, "-o", "c.chainrule") == 0
    assert weights("a.chainrule") == weights("b.chainrule") != weights("c.chainrule")
    assert load_project("c.chainrule").project.training.seed == 5


def test_settings_are_changed_by_path(iris: Path) -> None:
    assert run(
        "train", iris, "--epochs", 1, "-o", "a.chainrule",
        "--set", "training.optimizer.kind=SGD", "--set", "training.optimizer.learning_rate=0.5",
        "--set", "network.layers.hidden.units=3", "--set", "training.early_stopping.patience=4",
        "--set", "network.loss=mean_squared_error",
    ) == 0  # fmt: skip
    project = load_project("a.chainrule").project
    assert (project.training.optimizer.kind, project.training.optimizer.learning_rate) == ("SGD", 0.5)
    assert project.network.parameters() == 4 * 3 + 3 + 3 * 3 + 3
    assert project.training.early_stopping is not None
    assert project.training.early_stopping.patience == 4
    assert project.network.loss == "mean_squared_error"


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("training.optimizer.learning_rate", "is not PATH=VALUE"),
        ("training.optimizr.learning_rate=1", "did you mean 'optimizer'"),
        ("training.optimizer.learning_rte=1", "did you mean 'learning_rate'"),
        ("training.optimizer.learning_rate=fast", "should be a number"),
        ("training.optimizer.learning_rate=-1", "it needs more than 0"),
        ("training.optimizer.kind=Adm", "did you mean 'Adam"),
        ("training.batch_size=0", "it needs at least 1"),
        ("training.epochs.more=1", "has no parts"),
        ("network.layers.hiden.units=1", "did you mean 'hidden'"),
        ("network.layers.hidden.units=0", "0 units"),
        ("network.layers.output.units=4", "the data has 3 classes"),
    ],
)
def test_wrong_settings_are_explained(
    iris: Path, capsys: pytest.CaptureFixture[str], assignment: str, words: str
) -> None:
    assert words in refused(capsys, "train", iris, "--set", assignment)
    assert [each.name for each in iris.parent.iterdir()] == ["iris.json"]


def test_an_exploding_run_writes_nothing(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--epochs", 2) == 0
    project = iris.with_suffix(".chainrule")
    before = project.read_bytes()
    text = refused(capsys, "train", project, "--set", "training.optimizer.learning_rate=1e30", "--epochs", 50)
    assert "Try a learning rate of" in text
    assert "Nothing was written" in text
    assert project.read_bytes() == before


def test_other_data_fits_input_and_output(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wine = resources.dataset_path("wine")
    assert run("train", iris, "--data", wine, "--epochs", 2, "-o", "wine.chainrule") == 0
    assert "were fitted to the data" in capsys.readouterr().err
    file = load_project("wine.chainrule")
    assert file.task is not None
    assert file.task.input_shape == (13,)
    assert list(file.embedded) == [getattr(file.project.data, "path", "")]


def test_train_where_it_cannot_be_saved(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "does not exist; create it" in refused(capsys, "train", iris, "-o", "no/where.chainrule")
    assert "cannot hold a trained project" in refused(capsys, "train", iris, "-o", "a.onnx")
    assert "There is no file" in refused(capsys, "train", "gone.chainrule")
    assert "has no data" in refused(capsys, "train", resources.example_path("blank"), "-o", "b.chainrule")
    assert "--target names a column" in refused(capsys, "train", iris, "--target", "x")


def test_complaints_about_arguments_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["train"], ["fly"], ["train", "a", "--epochs", "0"], ["train", "a", "--epochs", "x"]):
        assert "--help" in refused(capsys, *arguments)


def test_a_defect_is_one_line_too(
    iris: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr("core.commands.train.load_project", fail)
    assert "a defect of the program: ZeroDivisionError: a b" in refused(capsys, "train", iris)


# -- new, evaluate, predict, check, export ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["digits", "iris", "wine", "breast_cancer", "diabetes", "spiral", "sine"])
def test_new_makes_a_project_that_trains(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", name) == 0
    assert "rows;" in capsys.readouterr().out
    assert run("train", f"{name}.chainrule", "--epochs", 2, "--json") == 0
    losses = [each["loss"] for each in lines(capsys) if "loss" in each]
    assert losses[1] < losses[0]


def test_new_from_a_table_in_another_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    assert run("new", IRIS, "-o", "out/flowers.chainrule") == 0
    file = load_project("out/flowers.chainrule")
    assert len(file.embedded) == 1
    assert not Path(getattr(file.project.data, "path", "/")).is_absolute()
    assert run("train", "out/flowers.chainrule", "--epochs", 1, "-o", "moved.chainrule") == 0
    assert run("train", "moved.chainrule", "--epochs", 1) == 0
    assert "did you mean" in refused(capsys, "new", IRIS, "--target", "specis", "-o", "b.chainrule")


def test_new_from_arrays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3))
    np.savez(tmp_path / "d.npz", x=x, y=x @ np.array([1.0, -2.0, 3.0]) * 50 + 400)
    assert run("new", "d.npz") == 0
    assert run("train", "d.chainrule", "--set", "training.optimizer.learning_rate=0.03") == 0
    capsys.readouterr()
    assert run("evaluate", "d.chainrule", "--data", "d.npz", "--json") == 0
    assert lines(capsys)[0]["metrics"]["r2"] > 0.98
    np.save(tmp_path / "x.npy", x)
    assert run("predict", "d.chainrule", "x.npy", "out.csv") == 0
    with Path("out.csv").open() as file:
        header, *rows = list(csv.reader(file))
    assert header == ["y"]
    assert abs(np.mean([float(row[0]) for row in rows]) - 400) < 40
    assert "--labels is for classes" in refused(capsys, "predict", "d.chainrule", "x.npy", "o.csv", "--labels")


def test_new_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean 'digits'" in refused(capsys, "new", "digts")
    assert "There is no file gone.csv" in refused(capsys, "new", "gone.csv")
    assert run("new", "iris") == 0
    assert "exists already" in refused(capsys, "new", "iris")


@pytest.fixture
def trained() -> Path:
    assert run("new", IRIS, "-o", "t.chainrule") == 0
    assert run("train", "t.chainrule", "--epochs", 30) == 0
    return Path("t.chainrule")


def test_evaluate_gives_the_numbers_of_the_last_epoch(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--epochs", 3, "--json", "-o", "a.chainrule") == 0
    *_, last, _ = lines(capsys)
    assert run("evaluate", "a.chainrule", "--json") == 0
    assert lines(capsys) == [{"loss": last["validation_loss"], "metrics": last["validation_metrics"]}]
    assert run("evaluate", "a.chainrule") == 0
    assert "on 30 validation rows" in capsys.readouterr().out
    assert "train it first" in refused(capsys, "evaluate", iris)


def test_evaluate_other_rows(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("evaluate", trained, "--data", IRIS, "--json") == 0
    assert lines(capsys)[0]["metrics"]["accuracy"] > 0.8
    Path("few.csv").write_text("sepal length (cm)\n1\n")
    assert "lacks the column" in refused(capsys, "evaluate", trained, "--data", "few.csv")
    np.save("rows.npy", np.zeros((2, 4)))
    assert "holds no answers" in refused(capsys, "evaluate", trained, "--data", "rows.npy")


def test_predict_reads_and_writes_both_kinds(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = np.loadtxt(IRIS, delimiter=",", skiprows=1, usecols=range(4))
    np.save("rows.npy", raw)
    for source in (IRIS, "rows.npy"):
        for target in ("out.csv", "out.npy"):
            assert run("predict", trained, source, target) == 0
        with Path("out.csv").open() as file:
            header, *rows = list(csv.reader(file))
        assert header == ["setosa", "versicolor", "virginica"]
        wanted = load_model(trained).predict(raw)
        assert np.array_equal(np.array(rows, np.float64).astype(np.float32), wanted)
        assert np.array_equal(np.load("out.npy"), wanted)
    assert run("predict", trained, IRIS, "out.csv", "--labels") == 0
    assert run("predict", trained, IRIS, "out.npy", "--labels") == 0
    with Path("out.csv").open() as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    assert [["setosa", "versicolor", "virginica"][int(each)] for each in np.load("out.npy")[:, 3]] == labels


def test_predict_refuses(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("wide.npy", np.zeros((3, 7)))
    np.save("gaps.npy", np.full((3, 4), np.nan))
    np.save("objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    Path("text.csv").write_text("hello\nworld\n")
    assert "A row of wide.npy holds 7; the network takes 4" in refused(capsys, "predict", trained, "wide.npy", "o.npy")
    assert "not an npy file of numbers" in refused(capsys, "predict", trained, "objects.npy", "o.npy")
    assert "text.csv" in refused(capsys, "predict", trained, "text.csv", "o.npy")
    assert "should end in .npy or .csv" in refused(capsys, "predict", trained, "wide.npy", "o.txt")
    assert "There is no file" in refused(capsys, "predict", trained, "gone.npy", "o.npy")
    assert not list(Path().glob("o.*"))


def test_missing_numbers_are_refused_where_nothing_fills_them(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", iris, "--epochs", 1, "-o", "a.chainrule") == 0
    np.save("gaps.npy", np.full((3, 4), np.nan))
    assert "NaN or infinite" in refused(capsys, "predict", "a.chainrule", "gaps.npy", "o.npy")


def test_check_names_every_array(trained: Path, iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (trained, iris):
        capsys.readouterr()
        assert run("check", path, "--json") == 0
        (found,) = lines(capsys)
        assert found["passed"] is True
        assert [(each["layer"], each["array"]) for each in found["layers"]] == [
            ("hidden", "weight"), ("hidden", "bias"), ("output", "weight"), ("output", "bias"),
        ]  # fmt: skip
        assert all(each["largest_relative_error"] < 1e-6 for each in found["layers"])
        assert all(len(each["worst"]["index"]) == (2 if each["array"] == "weight" else 1) for each in found["layers"])
        assert all(each["kinks"] == sum(kink["count"] for kink in each["kink_sources"]) for each in found["layers"])
    assert run("check", trained) == 0
    assert "hidden.weight  good" in capsys.readouterr().out


def test_a_wrong_gradient_is_found(
    iris: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.activations import Tanh

    monkeypatch.setattr(Tanh, "backward", lambda self, z, a, da, delta, work: np.copyto(delta, da))
    assert run("check", iris) == 2
    told = capsys.readouterr()
    assert "'hidden.weight' is not the slope of the loss" in told.err
    assert re.search(r"hidden.weight  wrong .*\n +w ?\S+: backpropagation \S+, slope -?\d", told.out)


@pytest.mark.parametrize("ending", ["onnx", "npz", "safetensors"])
def test_export_verifies(trained: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("export", trained, f"a.{ending}") == 0
    assert "largest difference" in capsys.readouterr().out
    assert run("export", trained, f"a.{ending}", "--json") == 0
    (found,) = lines(capsys)
    assert found["agrees"] is True
    assert found["rows"] == 30


def test_export_refuses(trained: Path, iris: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    assert "known endings: .onnx, .npz, .safetensors" in refused(capsys, "export", trained, "a.h5")
    assert "train it first" in refused(capsys, "export", iris, "a.onnx")

    def wrong(model: Any, path: Path, rows: Any) -> Any:
        from dataclasses import replace

        return replace(export(model, path, rows), agrees=False, largest_difference=0.5)

    monkeypatch.setattr("core.commands.export.export", wrong)
    assert "do not rely on it" in refused(capsys, "export", trained, "a.npz")


def test_weights_alone_are_enough(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A project zip with nothing but project.json and weights.safetensors predicts and exports."""
    import zipfile

    assert run("train", iris, "--epochs", 5, "-o", "a.chainrule") == 0
    with zipfile.ZipFile("a.chainrule") as whole, zipfile.ZipFile("b.chainrule", "w") as part:
        for name in ("project.json", "weights.safetensors"):
            part.writestr(name, whole.read(name))
    for project in ("a", "b"):
        assert run("predict", f"{project}.chainrule", IRIS, f"{project}.npy") == 0
    assert Path("a.npy").read_bytes() == Path("b.npy").read_bytes()
    capsys.readouterr()
    assert run("train", "b.chainrule", "--epochs", 1, "--json") == 0
    assert lines(capsys)[0]["epoch"] == 1


def test_the_demo_leaves_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.demo() == 0
    out = capsys.readouterr().out
    accuracy = float(out.split("Validation accuracy ")[1].split(" %")[0])
    assert accuracy >= 96.0
    assert sorted(each.name for each in (tmp_path / "chainrule-output").iterdir()) == [
        "digits.chainrule", "digits.npz", "digits.onnx", "digits.safetensors",
    ]  # fmt: skip
    for name in ("digits.chainrule", "digits.onnx"):
        assert f"chainrule-output/{name}" in out


def test_changing_one_layer_keeps_the_others(iris: Path) -> None:
    assert run("train", iris, "--epochs", 2, "-o", "a.chainrule") == 0
    frozen = "--set", 'network.layers.hidden.trainable=false', "--set", "network.layers.output.activation=sigmoid"
    assert run("train", "a.chainrule", "--epochs", 1, "-o", "b.chainrule", *frozen) == 0
    assert weights("a.chainrule")["hidden.weight"] == weights("b.chainrule")["hidden.weight"]
    assert run("train", "a.chainrule", "--epochs", 1, "-o", "c.chainrule", "--set", "network.layers.2.units=5") == 0
    assert len(weights("c.chainrule")["hidden.bias"]) == 5 * 4


def test_locked_weights_stay_through_every_command(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked = '{"weight": [[0, 1], [3, 2]], "bias": [[4]]}'
    assert run("train", iris, "--epochs", 2, "-o", "a.chainrule") == 0
    lock = "--set", f"network.layers.hidden.locked={locked}"
    assert run("train", "a.chainrule", "--epochs", 3, "-o", "b.chainrule", *lock) == 0
    before, after = (load_project(Path(each)).weights for each in ("a.chainrule", "b.chainrule"))
    assert before is not None and after is not None
    moved = before["hidden.weight"] != after["hidden.weight"]
    assert not moved[0, 1] and not moved[3, 2] and moved.sum() > 20
    assert before["hidden.bias"][4] == after["hidden.bias"][4]
    for command in (("check", "b.chainrule"), ("export", "b.chainrule", "b.onnx"), ("evaluate", "b.chainrule")):
        assert run(*command) == 0
    capsys.readouterr()
    assert run("train", "a.chainrule", "--set", 'network.layers.hidden.locked={"weight": [[99, 0]]}') == 2
    assert "locks the place (99, 0) of 'weight'" in capsys.readouterr().err


def test_other_data_starts_afresh(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows that were learnt from must not come back as validation rows."""
    assert run("train", iris, "--epochs", 2, "-o", "a.chainrule") == 0
    capsys.readouterr()
    assert run("train", "a.chainrule", "--epochs", 1, "--json", "--set", "data.split_seed=9") == 0
    assert lines(capsys)[0]["epoch"] == 1


def test_an_interrupted_run_goes_on_to_its_end(iris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from core.formats import ProjectFile, save_project
    from core.session import finished, start

    trainer, file = start(ProjectFile(load_project(iris).project))
    trainer.run(60.0, steps=29)
    save_project("half.chainrule", finished(file, trainer))
    assert run("train", "half.chainrule", "--json") == 0
    assert [each.get("epoch") for each in lines(capsys)] == [*range(4, 101), None]
    assert run("train", iris, "-o", "whole.chainrule") == 0
    assert weights("half.chainrule") == weights("whole.chainrule")
