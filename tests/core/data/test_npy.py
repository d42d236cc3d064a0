"""npy files that belong together."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load, suggest_from_path
from core.data_spec import ArraysData
from core.errors import DataError
from core.formats import embed

X = np.arange(60, dtype=np.float64).reshape(20, 3)
Y = np.arange(20) % 2


@pytest.mark.parametrize(("x", "y"), [("x.npy", "y.npy"), ("X_train.npy", "y_train.npy"), ("data.npy", "labels.npy")])
def test_answers_are_found_beside(tmp_path: Path, x: str, y: str) -> None:
    np.save(tmp_path / x, X)
    np.save(tmp_path / y, Y)
    spec = suggest_from_path(tmp_path / x)
    assert spec == ArraysData(path=str(tmp_path / x))
    dataset, done = load(ArraysData(path=x), tmp_path)
    assert dataset.x.shape == (20, 3) and dataset.y.tolist() == Y.tolist()
    inside, same = load(done, None, embed(done, tmp_path))
    assert same == done and np.array_equal(inside.x, dataset.x) and not inside.notes
    np.save(tmp_path / y, Y[::-1])
    assert load(done, tmp_path)[0].notes == (f"{x} has changed since the project was saved.",)


def test_a_test_part_is_held(tmp_path: Path) -> None:
    for part, rows in (("train", 20), ("test", 5)):
        np.save(tmp_path / f"x_{part}.npy", X[:rows])
        np.save(tmp_path / f"y_{part}.npy", Y[:rows])
    dataset, _ = load(ArraysData(path="x_train.npy"), tmp_path)
    assert dataset.fixed_validation is not None and len(dataset.fixed_validation) == 5


def test_what_cannot_be_used(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    with pytest.raises(DataError, match=r"x\.npy holds no answers and there is no y\.npy beside it"):
        load(ArraysData(path="x.npy"), tmp_path)
    np.save(tmp_path / "y.npy", Y[:7])
    with pytest.raises(DataError, match="x has 20 rows, y has 7"):
        load(ArraysData(path="x.npy"), tmp_path)
    np.save(tmp_path / "y.npy", np.array([{}] * 20, dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match=r"y\.npy is not an npy file of numbers"):
        load(ArraysData(path="x.npy"), tmp_path)
