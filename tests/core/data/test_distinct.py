"""Different values and their places are those of np.unique, and finding them loads no numpy.ma."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.distinct import distinct, placed

ARRAYS: dict[str, NDArray[Any]] = {
    "ints": np.array([3, 1, 3, -2, 1]), "bytes of pixels": np.arange(12, dtype=np.uint8) % 5,
    "texts": np.array(["b", "a", "", "b"]), "bytes": np.array([b"x", b"", b"x"]), "booleans": np.array([True, False]),
    "floats": np.array([0.5, -0.0, 0.0, 0.5]), "two columns": np.array([[2, 1], [1, 9]]),
    "one": np.array([7]), "none": np.array([], np.int64),
}  # fmt: skip
SCRIPT = """
import sys
import numpy as np
from core.data.dataset import Dataset, prepare
from core.data_spec import ArraysData
from core.task import Task
task = Task((2,), "classification", ("a", "b"), ("class",), ("x", "y"))
prepare(Dataset(np.ones((8, 2)), np.arange(8) % 2, task), ArraysData(path="d.npz"))
print("numpy.ma" in sys.modules)
"""


@pytest.mark.parametrize("values", ARRAYS.values(), ids=ARRAYS)
def test_they_are_those_of_numpy(values: NDArray[Any]) -> None:
    expected, places = np.unique(values, return_inverse=True)
    for found in (distinct(values), placed(values)[0]):
        assert found.dtype == expected.dtype and found.tolist() == expected.tolist()
    assert placed(values)[1].tolist() == places.reshape(-1).tolist()


def test_rows_are_split_without_masked_arrays() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr
