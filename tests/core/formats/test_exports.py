"""Exports: every activation and preprocessing comes back from the file with the same answers."""

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.data.preprocessing import Preprocessing
from core.errors import FormatError
from core.formats import FORMATS, export, load_model, onnx, save
from core.formats.onnx_spatial import LAYERS
from core.formats.verify import TOLERANCE, compare, sample_rows
from core.layers import Layer
from core.model import TrainedModel
from tests.helpers.models import model, rows

FOUR = (4.0, -2.0, 0.5, 100.0)
KINDS = {
    "none": Preprocessing(),
    "identity": Preprocessing(mean=(0.0,), scale=(1.0,)),
    "pixels": Preprocessing(mean=(0.0,), scale=(16.0,)),
    "one": Preprocessing(mean=(1.5,), scale=(3.0,)),
    "columns": Preprocessing(mean=FOUR, scale=(2.0, 0.3, 1.0, 41.0)),
    "fill": Preprocessing(fill=FOUR, mean=FOUR, scale=(2.0, 0.3, 1.0, 41.0)),
}
TARGET = Preprocessing(
    fill=FOUR, mean=FOUR, scale=(2.0, 0.3, 1.0, 41.0), target_mean=(23.4, 3000.0), target_scale=(7.8, 850.0)
)


def agree(found: np.ndarray, wanted: np.ndarray) -> bool:
    return bool((np.abs(found - wanted) <= TOLERANCE * np.maximum(1.0, np.abs(wanted))).all())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_onnx_reference_evaluator_agrees(activation: str, kind: str) -> None:
    made = model(activation, preprocessing=KINDS[kind])
    x = rows(made)
    assert agree(onnx._reference(onnx.encode(made))(x), made.predict(x))


@pytest.mark.parametrize("shape", [(4,), (3, 2), (3, 4, 2)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_onnx_shapes_and_precision(shape: tuple[int, ...], dtype: str) -> None:
    made = model("tanh", shape, dtype=dtype)
    x = rows(made)
    for count in (1, 7, 40):
        assert agree(onnx._reference(onnx.encode(made))(x[:count]), made.predict(x[:count]))


def test_onnx_brings_targets_back_to_their_units() -> None:
    made = model("softplus", preprocessing=TARGET, regression=True)
    x = rows(made)
    found = onnx._reference(onnx.encode(made))(x)
    assert agree(found, made.predict(x))
    assert np.abs(found[:, 1]).max() > 500


def _large_targets(activation: str = "relu") -> tuple[TrainedModel, np.ndarray]:
    """A model of numbers whose deviation is in the hundreds, asked for thousands of rows: some answers are near 0."""
    rule = Preprocessing(mean=FOUR, scale=(2.0, 0.3, 1.0, 41.0), target_mean=(7.0, 3.0), target_scale=(645.0, 850.0))
    made = model(activation, preprocessing=rule, regression=True)
    return made, np.random.default_rng(1).normal(FOUR, (2.0, 0.3, 1.0, 41.0), (5000, 4))


def test_answers_near_zero_in_large_units_agree() -> None:
    """In float32 the last digit of an output times 645 would be more than parity allows."""
    made, x = _large_targets()
    wanted = made.predict(x)
    assert wanted.dtype == np.float32
    assert np.abs(wanted).min() < 1.0
    assert agree(onnx._reference(onnx.encode(made))(x), wanted)
    alone = np.concatenate([made.predict(row[None]) for row in x[:200]])
    assert agree(alone, wanted[:200])


@pytest.mark.peers
@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "gelu"])
def test_onnxruntime_agrees_near_zero_in_large_units(activation: str) -> None:
    pytest.importorskip("onnxruntime")
    made, x = _large_targets(activation)
    assert agree(onnx._runtime(onnx.encode(made))(x), made.predict(x))


def test_large_values_stay_finite_in_onnx() -> None:
    for activation in ACTIVATIONS:
        made = model(activation)
        x = 1e3 * rows(made)
        found = onnx._reference(onnx.encode(made))(x)
        assert np.isfinite(found).all(), activation
        assert agree(found, made.predict(x)), activation


@pytest.mark.peers
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_onnxruntime_agrees(activation: str) -> None:
    pytest.importorskip("onnxruntime")
    for made in (
        *(model(activation, preprocessing=kind) for kind in KINDS.values()),
        model(activation, preprocessing=TARGET, regression=True), model(activation, (3, 4, 2)),
    ):  # fmt: skip
        x = rows(made, 300)
        assert agree(onnx._runtime(onnx.encode(made))(x), made.predict(x))


@pytest.mark.peers
@pytest.mark.parametrize("kind", KINDS)
def test_onnxruntime_agrees_on_the_same_rows_as_predict_in_double(kind: str) -> None:
    """Rows given to predict as float64 and to the runtime as float32, as a user would."""
    pytest.importorskip("onnxruntime")
    made = model("tanh", preprocessing=KINDS[kind])
    x = rows(made).astype(np.float64)
    assert agree(onnx._runtime(onnx.encode(made))(x), made.predict(x))


def test_every_layer_kind_can_be_written() -> None:
    assert set(LAYERS) == set(Layer.kinds.values())


def test_the_onnx_file_describes_itself() -> None:
    import onnx as library

    made = model("gelu", preprocessing=KINDS["fill"])
    proto = library.load_model_from_string(onnx.encode(made))
    facts = {each.key: each.value for each in proto.metadata_props}
    assert proto.producer_name == "Chainrule"
    assert (proto.ir_version, proto.opset_import[0].version) == (8, 18)
    assert json.loads(facts["class_names"]) == ["klasse 0", "klasse 1", "klasse 2"]
    assert facts["task"] == "classification"
    (entry,), (end,) = proto.graph.input, proto.graph.output
    assert (entry.name, end.name) == ("input", "output")
    assert [each.dim_param or each.dim_value for each in entry.type.tensor_type.shape.dim] == ["n", 4]
    assert entry.type.tensor_type.elem_type == library.TensorProto.FLOAT
    weights = {each.name: tuple(each.dims) for each in proto.graph.initializer}
    assert weights["dense 2.weight"] == (7, 4)


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_arrays_come_back_whole(tmp_path: Path, ending: str, dtype: str) -> None:
    made = model("elu", preprocessing=TARGET, regression=True, dtype=dtype)
    path = tmp_path / f"a.{ending}"
    save(made, path)
    again = load_model(path)
    assert (again.network, again.task, again.preprocessing, again.dtype) == (
        made.network, made.task, made.preprocessing, made.dtype,
    )  # fmt: skip
    assert {name: array.tobytes() for name, array in again.weights.items()} == {
        name: array.tobytes() for name, array in made.weights.items()
    }
    x = rows(made)
    assert np.array_equal(again.predict(x), made.predict(x))


def test_numpy_and_safetensors_read_the_arrays_by_name(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    made = model()
    save(made, tmp_path / "a.npz")
    save(made, tmp_path / "a.safetensors")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as held:
        assert np.array_equal(held["dense 2.weight"], made.weights["dense 2.weight"])
        assert json.loads(str(held["chainrule"]))["task"]["class_names"][0] == "klasse 0"
    assert set(load_file(tmp_path / "a.safetensors")) == set(made.weights)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("data", [True, False])
def test_exports_verify_themselves(tmp_path: Path, ending: str, data: bool) -> None:
    made = model(preprocessing=KINDS["fill"])
    found = export(made, tmp_path / f"a.{ending}", rows(made) if data else None)
    assert found.agrees
    assert found.rows >= 40
    assert found.largest_difference < 1e-5
    assert "largest difference" in found.text


def test_without_onnxruntime_the_reference_evaluator_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    found = export(model(), tmp_path / "a.onnx", rows(model(), 300))
    assert (found.reader, found.rows, found.agrees) == ("onnx reference evaluator", 256, True)


def test_verification_notices_wrong_answers() -> None:
    made = model()
    for wrong in (
        lambda x: made.predict(x) + 2e-5, lambda x: made.predict(x) * np.nan, lambda x: made.predict(x)[:, :2],
    ):  # fmt: skip
        found = compare(made, ("a wrong reader", wrong, 50))
        assert not found.agrees
        assert "other answers" in found.text
    assert compare(made, ("a good reader", lambda x: made.predict(x) + 5e-6, 50)).agrees


def test_made_up_rows_have_gaps_only_where_they_are_filled() -> None:
    assert np.isnan(sample_rows(model(preprocessing=KINDS["fill"]), 100)).any()
    assert not np.isnan(sample_rows(model(preprocessing=KINDS["columns"]), 100)).any()


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"a\.h5 names no export format; known endings: \.onnx, \.npz, \.safetensors"):
        save(model(), tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


def _npz(**arrays: object) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_no_npz_is_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(_npz(chainrule=np.array("{}"), x=np.array([{}], dtype=object)))
    with pytest.raises(FormatError, match="damaged"):
        load_model(path)


def _text_of(made: TrainedModel, **changes: object) -> str:
    from core.formats import description

    return json.dumps(json.loads(description.describe(made)) | changes)


@pytest.mark.parametrize(
    ("changes", "weights", "words"),
    [
        ({"dtype": "int8"}, {}, "precision"),
        ({"task": {"kind": "dreams", "input_shape": [4]}}, {}, "dreams"),
        ({"network": {"layers": [{"kind": "Dence"}]}}, {}, "did you mean 'Dense'"),
        ({"notes": [1]}, {}, "notes"),
        ({}, {"dense 2.bias": np.full(7, np.nan, np.float32)}, "not finite"),
        ({}, {"dense 2.bias": np.zeros(6, np.float32)}, "have the shape"),
        ({}, {"more": np.zeros(6, np.float32)}, "belong to no layer"),
    ],
)
def test_damaged_descriptions_are_refused(
    tmp_path: Path, changes: dict[str, object], weights: dict[str, object], words: str
) -> None:
    made = model()
    path = tmp_path / "a.npz"
    path.write_bytes(_npz(chainrule=np.array(_text_of(made, **changes)), **(dict(made.weights) | weights)))
    with pytest.raises(FormatError, match=words):
        load_model(path)


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_cut_off_and_foreign_files_are_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    save(model(), path)
    whole = path.read_bytes()
    for content in (whole[:-200], whole[: len(whole) // 2], b"", b"hello", b"\xff" * 64):
        path.write_bytes(content)
        with pytest.raises(FormatError):
            load_model(path)
