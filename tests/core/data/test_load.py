"""load and suggest_from_path: files found, embedded, changed, missing or foreign."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data import load, suggest_from_path
from core.data_spec import ArraysData, BuiltinData, TableData, ToyData
from core.errors import DataError

TABLE = b"a,b,label\n" + b"".join(b"%d,%d,%s\n" % (i, i * i, [b"no", b"yes"][i % 2]) for i in range(20))


def test_builtin_and_toy_specs_come_back_as_they_are() -> None:
    for spec in (BuiltinData(name="wine"), ToyData(name="moons", samples=50)):
        assert load(spec)[1] == spec


def test_a_table_beside_the_project_and_one_embedded(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_bytes(TABLE)
    spec = TableData(path="d.csv", target="label")
    dataset, completed = load(spec, tmp_path)
    assert isinstance(completed, TableData)
    assert completed.columns == (("a", "standardize"), ("b", "standardize")) and len(completed.sha256) == 64
    inside, same = load(completed, None, {"d.csv": TABLE})
    assert same == completed and np.array_equal(inside.x, dataset.x) and inside.notes == ()
    changed, _ = load(completed, None, {"d.csv": TABLE + b"7,8,no\n"})
    assert changed.notes == ("d.csv has changed since the project was saved.",)


def test_arrays_are_loaded_and_marked(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=np.eye(4), y=np.array([0, 1, 0, 1]))
    dataset, completed = load(ArraysData(path="d.npz", sha256="0" * 64), tmp_path)
    assert isinstance(completed, ArraysData) and completed.sha256 != "0" * 64
    assert dataset.notes == ("d.npz has changed since the project was saved.",)


def test_a_missing_file_names_its_path_and_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.csv is not there; put it back, or choose it again"):
        load(TableData(path="gone.csv", target="y"), tmp_path)
    with pytest.raises(DataError, match="cannot be read"):
        load(ArraysData(path="."), tmp_path)


def test_suggestions(tmp_path: Path) -> None:
    path = tmp_path / "D.CSV"
    path.write_bytes(TABLE)
    assert suggest_from_path(path) == TableData(path=str(path), target="label")
    assert suggest_from_path(path, "a") == TableData(path=str(path), target="a")
    with pytest.raises(DataError, match=r"D\.CSV: There is no column 'lable' .did you mean 'label'"):
        suggest_from_path(path, "lable")
    assert suggest_from_path(tmp_path / "d.npz") == ArraysData(path=str(tmp_path / "d.npz"))
    with pytest.raises(DataError, match="a CSV table, an npz file, a folder or zip of pictures or texts"):
        suggest_from_path(tmp_path / "sound.wav")
    with pytest.raises(DataError, match=r"photo\.jpeg is a single picture; choose a folder"):
        suggest_from_path(tmp_path / "photo.jpeg")
    with pytest.raises(DataError, match="is not there"):
        suggest_from_path(tmp_path / "gone.csv")


def test_importing_data_loads_no_pandas() -> None:
    code = "import sys, core.data; sys.exit(any(name in sys.modules for name in ('pandas', 'PySide6', 'sklearn')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode == 0
