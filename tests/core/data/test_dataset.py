"""Split, preprocessing and preparation."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.data import Dataset, Preprocessing, load, prepare, split
from core.data_spec import BUILTIN_NAMES, BuiltinData, ToyData
from core.errors import DataError
from core.task import Task


def classes(counts: list[int]) -> Dataset:
    y = np.repeat(np.arange(len(counts)), counts)
    x = np.arange(2.0 * len(y)).reshape(-1, 2)
    task = Task((2,), "classification", tuple("abcdefgh"[: len(counts)]), ("y",), ("p", "q"))
    return Dataset(x, y, task, columns=(True, True))


@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.5, 0.9, 0.99])
def test_split_keeps_shares_and_a_training_row_of_each_class(fraction: float) -> None:
    dataset = classes([100, 37, 3, 1])
    train, aside = split(dataset, ToyData(validation_fraction=fraction, split_seed=3))
    assert sorted([*train, *aside]) == list(range(141))
    for label, count in enumerate([100, 37, 3, 1]):
        kept = np.count_nonzero(dataset.y[train] == label)
        assert kept >= 1
        assert abs(count - kept - count * fraction) <= 1
    again = split(dataset, ToyData(validation_fraction=fraction, split_seed=3))
    assert np.array_equal(again[1], aside)


def test_split_of_zero_and_seeds() -> None:
    dataset = classes([50, 50])
    train, aside = split(dataset, ToyData(validation_fraction=0.0))
    assert len(train) == 100 and len(aside) == 0
    one, two = (split(dataset, ToyData(split_seed=seed))[1] for seed in (1, 2))
    assert len(one) == len(two) == 20
    assert not np.array_equal(one, two)
    with pytest.raises(DataError, match="validation fraction is 1"):
        split(dataset, ToyData(validation_fraction=1.0))


def test_preprocessing_is_fitted_on_training_rows_only() -> None:
    dataset = classes([10, 10])
    train, aside = split(dataset, ToyData())
    wild = dataset.x.copy()
    wild[aside] = 1e9
    assert Preprocessing.fit(replace(dataset, x=wild), train) == Preprocessing.fit(dataset, train)


def test_standardising_constant_columns_and_missing_numbers() -> None:
    x = np.array([[1.0, 5.1], [3.0, 5.1], [np.nan, 5.1], [8.0, 5.1]])
    task = Task((2,), "classification", ("a", "b"), ("y",), ("p", "q"))
    dataset = Dataset(x, np.array([0, 1, 0, 1]), task, columns=(True, True))
    prepared = prepare(dataset, ToyData(validation_fraction=0.0), np.float64)
    assert prepared.preprocessing.fill == (3.0, 5.1)
    assert prepared.preprocessing.mean == pytest.approx((4.0, 5.1))
    assert prepared.preprocessing.scale == pytest.approx((np.std([1, 3, 8]), 1.0))
    assert prepared.train.x[2] == pytest.approx([-1 / np.std([1, 3, 8]), 0.0])
    assert prepared.notes == ("1 missing value of p is replaced by the training median 3.",)


@pytest.mark.parametrize("spec", [*(BuiltinData(name=name) for name in BUILTIN_NAMES), ToyData(name="sine")])
def test_preprocessing_survives_json_and_restores_targets(spec: BuiltinData | ToyData) -> None:
    dataset, _ = load(spec)
    prepared = prepare(dataset, spec, np.float64)
    again = Preprocessing.from_json(json.loads(json.dumps(prepared.preprocessing.to_json())))
    assert again == prepared.preprocessing
    assert np.array_equal(again.inputs(dataset.x, np.float64, prepared.train_index), prepared.train.x)
    if dataset.task.kind == "regression":
        assert prepared.train.y.shape == (len(prepared.train), 1)
        assert again.restore(prepared.train.y) == pytest.approx(dataset.y[prepared.train_index], rel=1e-12)
    else:
        assert np.array_equal(prepared.train.y, dataset.y[prepared.train_index])


def test_regression_targets_are_standardised_but_those_of_the_sine_are_not() -> None:
    diabetes, spec = load(BuiltinData(name="diabetes"))
    y = prepare(diabetes, spec, np.float64).train.y
    assert (y.mean(), y.std()) == pytest.approx((0, 1), abs=1e-12)
    sine, spec = load(ToyData(name="sine"))
    rows = prepare(sine, spec, np.float64)
    assert np.array_equal(rows.train.y, sine.y[rows.train_index])
    assert np.array_equal(rows.train.x, sine.x[rows.train_index])


def test_blocks_give_what_one_piece_gives() -> None:
    x = np.random.default_rng(0).integers(0, 256, (3000, 28, 28, 1), dtype=np.uint8)
    dataset = Dataset(x, np.arange(3000) % 10, Task((28, 28, 1), "classification", tuple("0123456789")), 255.0)
    prepared = prepare(dataset, ToyData())
    assert prepared.train.x.dtype == np.float32
    assert np.array_equal(prepared.train.x, (x[prepared.train_index] / 255.0).astype(np.float32))
