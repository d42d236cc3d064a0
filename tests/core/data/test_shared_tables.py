"""Real files, which are not part of the project: from CHAINRULE_SHARED_DATA, or ``../shared/data`` beside it."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from core.data import load, prepare, suggest_from_path
from core.data_spec import ArraysData, TableData

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("CHAINRULE_SHARED_DATA", ROOT.parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is absent; set CHAINRULE_SHARED_DATA")

# file: target (None: guessed), task, rows, features, classes, a sentence among the notes
TABLES = {
    "auto_mpg": (None, "regression", 398, 9, 0, "6 missing values of horsepower are replaced by the training median"),
    "penguins": (None, "classification", 344, 10, 3, "11 missing values of sex become a category"),
    "titanic_seaborn": (None, "classification", 891, 33, 2, "alive is ignored: it repeats the target survived"),
    "penguins_raw": ("Species", "classification", 344, 29, 3, "Column Date Egg is ignored: it holds dates"),
    "adult_test_noheader": (None, "classification", 16281, 107, 2, "963 missing values of column 2"),
    "airquality_semicolon_decimal_comma": ("C6H6(GT)", "regression", 9357, 12, 0, "Time is ignored: it holds dates"),
    "seoul_bike_cp1252": ("Rented Bike Count", "regression", 8760, 17, 0, "Row is ignored: it only numbers the rows"),
}


@pytest.mark.parametrize("name", TABLES)
def test_real_tables(name: str) -> None:
    target, task, rows, features, classes, sentence = TABLES[name]
    path = SHARED / "csv" / f"{name}.csv"
    dataset, spec = load(suggest_from_path(path, target))
    assert isinstance(spec, TableData) and spec.task == task
    assert dataset.x.shape == (rows, features)
    assert len(dataset.task.class_names) == classes
    prepared = prepare(dataset, spec)
    assert any(sentence in note for note in prepared.notes)
    assert np.isfinite(prepared.train.x).all() and np.isfinite(prepared.validation.x).all()
    assert dataset.encoder is not None
    assert np.array_equal(dataset.encoder.encode(path), dataset.x, equal_nan=True)
    assert load(spec)[1] == spec


def test_the_decimal_commas_and_the_degree_sign() -> None:
    air, spec = load(suggest_from_path(SHARED / "csv" / "airquality_semicolon_decimal_comma.csv", "AH"))
    assert isinstance(spec, TableData) and (spec.delimiter, spec.decimal) == (";", ",")
    assert air.y[0, 0] == 0.7578 and (air.x == -200).sum() > 1000
    bikes, _ = load(suggest_from_path(SHARED / "csv" / "seoul_bike_cp1252.csv"))
    assert "Temperature(°C)" in bikes.task.feature_names


def test_sixty_thousand_images(tmp_path: Path) -> None:
    with gzip.open(SHARED / "mnist" / "train-images-idx3-ubyte.gz") as file:
        x = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
    with gzip.open(SHARED / "mnist" / "train-labels-idx1-ubyte.gz") as file:
        y = np.frombuffer(file.read(), np.uint8, offset=8)
    np.savez(tmp_path / "mnist.npz", x=x, y=y)
    dataset, spec = load(ArraysData(path="mnist.npz"), tmp_path)
    prepared = prepare(dataset, spec)
    assert prepared.train.x.shape == (48_000, 28, 28, 1) and prepared.train.x.dtype == np.float32
    assert np.array_equal(prepared.train.x[:50], (x[prepared.train_index[:50], ..., None] / 255).astype(np.float32))
