"""Project files: everything comes back, in any combination, and a resumed run is bit-equal."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.data import ColumnRule, ImageEncoder, Preprocessing, TableEncoder, TextEncoder, load, prepare
from core.data_spec import ArraysData, BuiltinData, DataSpec, ImagesData, TableData, TextData, ToyData
from core.errors import FormatError
from core.formats import ProjectFile, embed, load_project, save_project
from core.groups import Group
from core.initializers import Initializer
from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer, Regularizer
from core.losses import LOSSES
from core.network import NetworkSpec, Node
from core.optimizers import Adam, Optimizer
from core.project import ClassWeight, EarlyStopping, ProjectSpec, StopConditions, TrainingSpec
from core.schedules import Schedule
from core.trainer import Trainer


def _same(one: ProjectFile, other: ProjectFile) -> None:
    assert other.project == one.project
    assert other.task == one.task
    assert other.preprocessing == one.preprocessing
    assert other.embedded == one.embedded
    assert (other.weights is None) == (one.weights is None)
    for name, array in (one.weights or {}).items():
        assert other.weights is not None
        assert other.weights[name].dtype == array.dtype
        assert np.array_equal(other.weights[name], array)
    assert (other.checkpoint is None) == (one.checkpoint is None)
    if one.checkpoint is not None and other.checkpoint is not None:
        assert other.checkpoint.network == one.checkpoint.network
        assert other.checkpoint.slots == one.checkpoint.slots
        assert other.checkpoint.facts == one.checkpoint.facts
        assert set(other.checkpoint.arrays) == set(one.checkpoint.arrays)
        for name, array in one.checkpoint.arrays.items():
            assert other.checkpoint.arrays[name].tobytes() == array.tobytes()


def test_everything_comes_back_and_the_bytes_repeat(tmp_path: Path, trained: ProjectFile) -> None:
    save_project(tmp_path / "a.chainrule", trained)
    again = load_project(tmp_path / "a.chainrule")
    _same(trained, again)
    save_project(tmp_path / "b.chainrule", again)
    assert (tmp_path / "a.chainrule").read_bytes() == (tmp_path / "b.chainrule").read_bytes()


def test_a_resumed_run_is_bit_equal(tmp_path: Path, trained: ProjectFile) -> None:
    save_project(tmp_path / "a.chainrule", trained)
    again = load_project(tmp_path / "a.chainrule")
    thetas = []
    for file in (trained, again):
        assert file.project.data is not None
        dataset, spec = load(file.project.data)
        trainer = Trainer(file.network, file.project.training, prepare(dataset, spec))
        assert file.checkpoint is not None
        trainer.restore(file.checkpoint)
        while not trainer.finished:
            trainer.step()
        thetas.append((trainer.program.theta.tobytes(), trainer.log.result, trainer.log.best_epoch))
    assert thetas[0] == thetas[1]


@pytest.mark.parametrize("left_out", ["weights", "checkpoint", "preprocessing", "task"])
def test_any_part_may_be_missing(tmp_path: Path, trained: ProjectFile, left_out: str) -> None:
    file = replace(trained, **{left_out: None})
    save_project(tmp_path / "a.chainrule", file)
    _same(file, load_project(tmp_path / "a.chainrule"))


def test_a_bare_json_is_a_project(tmp_path: Path, trained: ProjectFile) -> None:
    save_project(tmp_path / "a.json", trained)
    again = load_project(tmp_path / "a.json")
    assert again.project == trained.project
    assert again.weights is None
    (tmp_path / "b.chainrule").write_bytes(b"\xef\xbb\xbf  " + (tmp_path / "a.json").read_bytes())
    assert load_project(tmp_path / "b.chainrule").project == trained.project


def test_the_trained_model_predicts_from_the_file(tmp_path: Path, trained: ProjectFile) -> None:
    save_project(tmp_path / "a.chainrule", trained)
    x = np.array([[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]])
    model = load_project(tmp_path / "a.chainrule").model()
    assert np.array_equal(model.predict(x), trained.model().predict(x))
    with pytest.raises(FormatError, match="no trained weights yet; train it first"):
        ProjectFile(trained.project).model()


def test_weights_that_no_longer_fit_the_drawing_stay_in_the_checkpoint(tmp_path: Path, trained: ProjectFile) -> None:
    from core.edit import set_layer

    output = trained.network.output
    assert output is not None
    edited = replace(trained, project=set_layer(trained.project, output.inputs[0], units=3))
    save_project(tmp_path / "a.chainrule", edited)
    again = load_project(tmp_path / "a.chainrule")
    assert again.weights is None
    assert again.checkpoint is not None
    assert again.checkpoint.network == trained.network


@pytest.mark.parametrize("path", ["d.csv", "../data/d.csv", "C:\\data\\d.csv", "/far/away/d.csv"])
def test_small_data_travels_inside(tmp_path: Path, path: str) -> None:
    project = ProjectSpec(NetworkSpec(), data=TableData(path=path, target="y"))
    file = ProjectFile(project, embedded={path: b"x,y\n1,2\n", "other.csv": b"not of this project"})
    save_project(tmp_path / "a.chainrule", file)
    with zipfile.ZipFile(tmp_path / "a.chainrule") as archive:
        assert archive.namelist() == ["project.json", "data/d.csv"]
    assert load_project(tmp_path / "a.chainrule").embedded == {path: b"x,y\n1,2\n"}


def test_printed_numbers_travel_inside(tmp_path: Path, trained: ProjectFile) -> None:
    save_project(tmp_path / "a.chainrule", replace(trained, worked=b"{}"))
    assert load_project(tmp_path / "a.chainrule").worked == b"{}"
    save_project(tmp_path / "a.chainrule", trained)
    assert load_project(tmp_path / "a.chainrule").worked == b""


def test_large_data_stays_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "d.csv").write_bytes(b"x,y\n1,2\n")
    data = TableData(path="d.csv", target="y")
    assert embed(data, tmp_path) == {"d.csv": b"x,y\n1,2\n"}
    monkeypatch.setattr("core.formats.project.MAX_EMBEDDED", 7)
    assert embed(data, tmp_path) == {}
    file = ProjectFile(ProjectSpec(NetworkSpec(), data=data), embedded={"d.csv": b"12345678"})
    save_project(tmp_path / "a.chainrule", file)
    assert load_project(tmp_path / "a.chainrule").embedded == {}
    assert embed(None) == embed(BuiltinData()) == embed(TableData(path="gone.csv", target="y"), tmp_path) == {}


def test_key_names_are_frozen(tmp_path: Path, trained: ProjectFile) -> None:
    """Files of today must open tomorrow: whoever changes a name here breaks the files people have."""
    save_project(tmp_path / "a.chainrule", trained)
    with zipfile.ZipFile(tmp_path / "a.chainrule") as archive:
        assert archive.namelist() == [
            "project.json", "task.json", "preprocessing.json", "weights.safetensors", "checkpoint.json",
            "checkpoint.safetensors",
        ]  # fmt: skip
        raw = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert list(raw["project.json"]) == ["format", "network", "training", "data", "places"]
    boxed = replace(trained.project, groups=(Group("Encoder", (2,), "halves it"),)).to_json()
    assert list(boxed) == [*raw["project.json"], "groups"]  # an optional key
    assert boxed["groups"] == [{"name": "Encoder", "layers": [2], "comment": "halves it"}]
    assert raw["project.json"]["format"] == "chainrule/1"
    network = raw["project.json"]["network"]
    assert list(network) == ["layers", "loss", "next_id"]
    dense = {
        "id", "kind", "name", "trainable", "locked", "units", "activation", "use_bias", "kernel_initializer",
        "bias_initializer", "kernel_regularizer", "inputs",
    }  # fmt: skip
    assert [set(layer) for layer in network["layers"]] == [
        {"id", "kind", "name", "trainable", "locked", "shape", "inputs"}, dense, dense,
    ]  # fmt: skip
    assert set(raw["project.json"]["training"]) == {
        "optimizer", "schedule", "batch_size", "epochs", "shuffle", "seed", "dtype", "engine", "early_stopping",
        "stop_when", "class_weight",
    }  # fmt: skip
    assert set(raw["project.json"]["training"]["early_stopping"]) == {"monitor", "patience", "restore_best"}
    assert set(raw["project.json"]["data"]) == {"kind", "name", "validation_fraction", "split_seed"}
    assert set(raw["task.json"]) == {
        "input_shape", "kind", "class_names", "target_names", "feature_names", "vocabulary",
    }  # fmt: skip
    assert set(raw["preprocessing.json"]) == {"fill", "mean", "scale", "target_mean", "target_scale", "encoder"}
    assert set(raw["checkpoint.json"]) == {"network", "slots", "facts"}
    assert set(raw["checkpoint.json"]["facts"]) == {
        "t", "optimizer", "schedule", "target_epochs", "finished", "stopping", "sampler", "generators", "log", "epoch",
        "identity",
    }  # fmt: skip
    assert set(raw["checkpoint.json"]["facts"]["schedule"]) == {"kind", "memory"}
    assert set(raw["checkpoint.json"]["facts"]["stopping"]) == {"passed", "from"}


def test_key_names_of_training_are_frozen() -> None:
    assert set(StopConditions().to_json()) == {"loss", "accuracy", "seconds"}
    assert set(ClassWeight().to_json()) == {"weights"}
    shared = {"kind", "learning_rate", "clip_norm", "global_clip_norm"}
    assert {kind: set(rule().to_json()) - shared for kind, rule in Optimizer.kinds.items()} == {
        "SGD": {"momentum", "nesterov"}, "RMSprop": {"rho", "epsilon"}, "Adam": {"beta_1", "beta_2", "epsilon"},
        "AdamW": {"beta_1", "beta_2", "epsilon", "weight_decay"}, "Adagrad": {"initial_accumulator_value", "epsilon"},
        "Nadam": {"beta_1", "beta_2", "epsilon"},
    }  # fmt: skip
    assert {kind: set(schedule().to_json()) - {"kind"} for kind, schedule in Schedule.kinds.items()} == {
        "constant": set(), "ExponentialDecay": {"decay_steps", "decay_rate", "staircase"},
        "CosineDecay": {"decay_steps", "alpha", "warmup_target", "warmup_steps"},
        "LinearWarmup": {"warmup_steps", "start_factor"}, "PiecewiseConstantDecay": {"boundaries", "values"},
        "ReduceLROnPlateau": {"monitor", "factor", "patience", "min_delta", "cooldown", "min_lr"},
    }  # fmt: skip


def test_key_names_of_data_are_frozen() -> None:
    common = {"kind", "validation_fraction", "split_seed", "path", "sha256"}
    assert set(ImagesData(path="a").to_json()) == common | {
        "size", "color", "fit", "resample", "background", "labels",
    }  # fmt: skip
    assert set(TextData(path="a").to_json()) == common | {
        "text", "target", "task", "delimiter", "encoding", "header", "tokens", "lowercase", "punctuation",
        "vocabulary_size", "length", "padding", "truncating", "output_mode",
    }  # fmt: skip
    assert set(ImageEncoder((2, 3)).to_json()) == {"kind", "size", "color", "fit", "resample", "background"}
    assert set(TextEncoder().to_json()) == {
        "kind", "vocabulary", "vocabulary_size", "length", "tokens", "lowercase", "punctuation", "padding",
        "truncating", "output_mode", "text", "target", "header", "delimiter", "order",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"kind": "images"}, "data lacks the key 'path'"),
        ({"kind": "images", "path": "a", "colour": "grey"}, r"unknown key 'colour' \(did you mean 'color'\?\)"),
        ({"kind": "images", "path": "a", "size": [0, 8]}, "size"),
        ({"kind": "images", "path": "a", "color": "blue"}, "one of grey, rgb"),
        ({"kind": "images", "path": "a", "labels": ["x"]}, "should be an object of texts"),
        ({"kind": "text", "path": "a", "vocabulary_size": 2}, "at least 3"),
        ({"kind": "text", "path": "a", "tokens": "letters"}, "one of word, character"),
        ({"kind": "text", "path": "a", "lenght": 9}, "did you mean 'length'"),
    ],
)
def test_wrong_data_is_a_sentence(raw: dict[str, object], sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        ProjectSpec.from_json({"format": "chainrule/1", "data": raw})


def test_the_tables_of_older_files_are_still_read() -> None:
    encoder = TableEncoder((ColumnRule("a", "standardize"),), "y")
    raw = encoder.to_json()
    assert raw.pop("kind") == "table"
    assert Preprocessing.from_json({"encoder": raw}).encoder == encoder


# -- any project at all ----------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
positive = st.floats(1e-9, 10.0)
regularizers = st.builds(Regularizer, l1=st.floats(0, 1), l2=st.floats(0, 1))
initializers = st.sampled_from(sorted(Initializer.kinds)).map(lambda kind: Initializer.from_json({"kind": kind}))
flags = st.one_of(st.booleans(), st.just((("weight", False), ("bias", True))))
places = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=3, unique=True)
locks = st.one_of(st.just(()), places.map(lambda each: (("weight", tuple(sorted(each))),)))
layers: st.SearchStrategy[Layer] = st.one_of(
    st.builds(Input, shape=st.lists(st.integers(1, 9), min_size=1, max_size=3).map(tuple)),
    st.builds(
        Dense, units=st.integers(1, 99), activation=st.sampled_from(sorted(ACTIVATIONS)), use_bias=st.booleans(),
        kernel_initializer=initializers, kernel_regularizer=regularizers, trainable=flags, locked=locks,
    ),
    st.builds(Dropout, rate=st.floats(0, 0.99)),
    st.builds(Activation, activation=st.sampled_from(sorted(ACTIVATIONS))),
    st.builds(Flatten),
)  # fmt: skip
optimizers = st.one_of(
    st.sampled_from(sorted(Optimizer.kinds)).map(lambda kind: Optimizer.from_json({"kind": kind})),
    st.builds(Adam, learning_rate=positive, clip_norm=st.one_of(st.none(), positive)),
)
trainings = st.builds(
    TrainingSpec, optimizer=optimizers, batch_size=st.integers(1, 1000), epochs=st.integers(1, 1000),
    seed=st.integers(0, 2**40), dtype=st.sampled_from(["float32", "float64"]),
    early_stopping=st.one_of(st.none(), st.builds(EarlyStopping, patience=st.integers(1, 50))),
)  # fmt: skip
fractions = st.floats(0.0, 0.9)
pairs = st.dictionaries(texts, st.sampled_from(["ignore", "one_hot"]), max_size=3).map(lambda each: tuple(each.items()))
data: st.SearchStrategy[DataSpec | None] = st.one_of(
    st.none(),
    st.builds(BuiltinData, validation_fraction=fractions),
    st.builds(ToyData, name=st.just("spiral"), samples=st.integers(4, 900), noise=st.floats(0, 1)),
    st.builds(ArraysData, path=texts, sha256=texts),
    st.builds(ImagesData, path=texts, size=st.one_of(st.none(), st.just((8, 9))), labels=pairs),
    st.builds(TextData, path=texts, text=texts, length=st.one_of(st.none(), st.integers(1, 9)), tokens=st.just("word")),
    st.builds(TableData, path=texts, target=texts, header=st.one_of(st.none(), st.booleans()), columns=pairs),
)


@st.composite
def projects(draw: st.DrawFn) -> ProjectSpec:
    found = draw(st.lists(layers, max_size=6))
    names = draw(st.lists(texts, min_size=len(found), max_size=len(found), unique=True))
    ids = draw(st.lists(st.integers(1, 999), min_size=len(found), max_size=len(found), unique=True))
    nodes = tuple(
        Node(key, name, layer, tuple(draw(st.lists(st.sampled_from(ids), max_size=2))))
        for key, name, layer in zip(ids, names, found, strict=True)
    )
    network = NetworkSpec(nodes, draw(st.sampled_from(sorted(LOSSES))), max(ids, default=0) + draw(st.integers(1, 9)))
    places = tuple((key, (draw(st.floats(-1e6, 1e6)), 0.0)) for key in ids)
    boxes = (Group(draw(texts), tuple(sorted(ids)), draw(texts)),) if ids and draw(st.booleans()) else ()
    return ProjectSpec(network, draw(trainings), draw(data), places, boxes)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(project=projects(), suffix=st.sampled_from([".json", ".chainrule"]))
def test_any_drawing_comes_back(tmp_path: Path, project: ProjectSpec, suffix: str) -> None:
    """Unfinished drawings, circles and strange names included."""
    path = tmp_path / f"any{suffix}"
    save_project(path, ProjectFile(project))
    assert load_project(path).project == project
