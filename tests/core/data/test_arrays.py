"""npz files: what is understood, and the sentences where not."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset, arrays, load, prepare
from core.data_spec import ArraysData
from core.errors import DataError

SPEC = ArraysData(path="d.npz")
X = np.arange(12.0).reshape(6, 2)
Y = np.array([0, 1, 2, 0, 1, 2])


def read(**named: Any) -> Dataset:
    file = io.BytesIO()
    np.savez(file, **named)
    file.seek(0)
    return arrays.load(file, "d.npz")


def test_images_of_bytes_get_a_channel_and_are_divided() -> None:
    dataset = read(x=np.full((6, 5, 4), 255, dtype=np.uint8), y=Y)
    assert dataset.task.input_shape == (5, 4, 1)
    assert prepare(dataset, SPEC).train.x[:].max() == 1.0


@pytest.mark.parametrize(
    ("y", "names"),
    [
        (Y, ("0", "1", "2")),
        (Y * 10 - 5, ("-5", "5", "15")),
        (Y[:, None], ("0", "1", "2")),
        (np.eye(3)[Y], ("0", "1", "2")),
        (np.eye(3, dtype=int)[Y], ("0", "1", "2")),
        (np.array(["c", "a", "b"])[Y], ("a", "b", "c")),
        (Y > 0, ("False", "True")),
    ],
)
def test_classes(y: Any, names: tuple[str, ...]) -> None:
    dataset = read(x=X, y=y)
    assert dataset.task.kind == "classification"
    assert dataset.task.class_names == names
    labels = y.argmax(1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
    assert len({(label, index) for label, index in zip(labels.tolist(), dataset.y.tolist(), strict=True)}) == len(names)


@pytest.mark.parametrize(("y", "width"), [(Y * 0.5, 1), (X * 1.5, 2), (np.arange(12).reshape(6, 2), 2)])
def test_numbers(y: Any, width: int) -> None:
    dataset = read(x=X, y=y)
    assert dataset.task.kind == "regression"
    assert dataset.y.shape == (6, width) and dataset.y.dtype == np.float64
    assert dataset.task.outputs == width


def test_many_whole_numbers_are_a_regression() -> None:
    dataset = read(x=np.ones((200, 1)), y=np.arange(200))
    assert dataset.task.kind == "regression"
    assert "200 different whole numbers" in dataset.notes[0]


def test_a_validation_part_of_its_own() -> None:
    dataset = read(x=X, y=Y, x_validation=X[:2] + 1, y_validation=Y[:2])
    prepared = prepare(dataset, SPEC, np.float64)
    assert len(prepared.train) == 6 and len(prepared.validation) == 2
    assert prepared.validation.x == pytest.approx((X[:2] + 1 - X.mean(0)) / X.std(0))
    assert prepared.validation.y.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"y": Y}, "no array 'x'; it holds y"),
        ({"x": X}, "no array 'y'"),
        ({"x": X, "y": Y[:5]}, "x has 6 rows, y has 5"),
        ({"x": X.astype(object), "y": Y}, "x in d.npz holds Python objects"),
        ({"x": X.astype(str), "y": Y}, "needs numbers"),
        ({"x": X[:, 0], "y": Y}, "has 1 axes"),
        ({"x": np.zeros((6, 1, 1, 1, 1)), "y": Y}, "has 5 axes"),
        ({"x": np.where(X == 3, np.nan, X), "y": Y}, r"1 number that is NaN .* the first in row 2 \(index 1\)"),
        ({"x": X, "y": np.where(Y == 1, np.inf, Y)}, "y in d.npz holds 2 numbers that are NaN or infinite"),
        ({"x": X, "y": Y * 0}, "single class, '0'"),
        ({"x": X[:1], "y": Y[:1]}, "at least two"),
        ({"x": X, "y": Y, "x_validation": X}, "needs both x_validation and y_validation"),
        ({"x": X, "y": Y, "x_validation": X[:, :1], "y_validation": Y}, "both need the same"),
        ({"x": X, "y": Y * 1j}, "it needs one label or number per row"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(named: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read(**named)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 torn"])
def test_foreign_and_torn_files(content: bytes) -> None:
    with pytest.raises(DataError, match="not an npz file, or it is damaged"):
        arrays.load(io.BytesIO(content), "d.npz")


def test_a_single_npy_array() -> None:
    file = io.BytesIO()
    np.save(file, X)
    file.seek(0)
    with pytest.raises(DataError, match="single npy array"):
        arrays.load(file, "d.npz")


def test_numbers_as_they_are_and_a_single_row(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=np.array([[0.05, 0.10]]), y=np.array([[0.01, 0.99]]))
    with pytest.raises(DataError, match="1 rows; at least two are needed"):
        load(SPEC, tmp_path)
    spec = replace(SPEC, as_is=True, validation_fraction=0.0)
    dataset, completed = load(spec, tmp_path)
    rows = prepare(dataset, completed, np.float64)
    assert rows.train.x.tolist() == [[0.05, 0.10]] and rows.train.y.tolist() == [[0.01, 0.99]]
    assert dataset.task.target_names == ("o1", "o2") and not rows.preprocessing.target_scale
    np.savez(tmp_path / "d.npz", x=np.array([[1.0, 300.0]]), y=np.array([[0, 1, 0]]))
    dataset, _ = load(spec, tmp_path)
    assert dataset.task.class_names == ("0", "1", "2") and dataset.y.tolist() == [1]


@pytest.mark.parametrize(
    ("x", "asked", "shape", "examples"),
    [
        (np.ones((6, 8, 8), np.float32), None, (8, 8, 1), "images"),
        (np.ones((6, 28, 28)), None, (28, 28, 1), "images"),
        (np.ones((6, 28, 28)), "sequences", (28, 28), "sequences"),
        (np.ones((6, 7, 7)), None, (7, 7), "sequences"),
        (np.ones((6, 40, 9)), None, (40, 9), "sequences"),
        (np.ones((6, 40, 9)), "images", (40, 9, 1), "images"),
        (np.full((6, 5, 4), 200, np.uint8), None, (5, 4, 1), "images"),
        (np.full((6, 5, 4), 200, np.uint8), "sequences", (5, 4), "sequences"),
        (np.ones((6, 8, 8, 1)), None, (8, 8, 1), None),
        (np.ones((6, 8)), None, (8,), None),
    ],
)
def test_three_axes_are_images_or_sequences(
    x: Any, asked: str | None, shape: tuple[int, ...], examples: str | None, tmp_path: Path
) -> None:
    np.savez(tmp_path / "d.npz", x=x, y=Y)
    dataset, completed = load(ArraysData(path=str(tmp_path / "d.npz"), examples=asked))
    assert isinstance(completed, ArraysData)
    assert dataset.task.input_shape == shape and completed.examples == examples
    again, same = load(completed)
    assert again.task == dataset.task and same == completed
    guessed = x.dtype.kind == "f" and x.ndim == 3 and asked is None
    assert bool(dataset.notes) is guessed and not again.notes
    if guessed:
        assert f"set examples to {'sequences' if examples == 'images' else 'images'}" in dataset.notes[0]


def test_the_validation_part_is_read_alike() -> None:
    dataset = read(x=np.ones((6, 9, 9)), y=Y, x_validation=np.ones((2, 9, 9)), y_validation=Y[:2])
    assert dataset.fixed_validation is not None and dataset.fixed_validation.x.shape == (2, 9, 9, 1)
