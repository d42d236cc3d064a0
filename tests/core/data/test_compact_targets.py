"""ClassRows beside the one-hot rows they stand for, and runs that draw from either: the same bits."""

from dataclasses import replace

import numpy as np
import pytest

from core.data.compact import ClassRows, PixelRows, fill
from core.errors import DataError
from core.metrics import Codings
from core.task import Task
from tests.helpers.networks import chain, points, trainer

NETWORK = chain((3, 9, 3), "tanh", "softmax", "categorical_crossentropy")


def codings(classes: int = 3) -> Codings:
    names = tuple(f"c{at}" for at in range(classes))
    return Codings.of(NETWORK, Task((3,), "classification", names))


def test_class_rows_are_one_hot_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.metrics._MANY", 1)
    rows = points(29).train
    (dense,), (compact,) = codings().encode(rows, "float32"), codings().compact(rows, "float32")
    assert isinstance(compact, ClassRows)
    assert (len(compact), compact.shape, compact.dtype) == (len(dense), dense.shape, dense.dtype)
    np.testing.assert_array_equal(np.asarray(compact), dense)
    np.testing.assert_array_equal(compact[3:9], dense[3:9])
    picked = np.array([5, 0, 28, 5])
    out = np.full((4, 3), 7.0, np.float32)
    compact.take(picked, 0, out)
    np.testing.assert_array_equal(out, dense[picked])


def test_small_sets_and_other_targets_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(codings().compact(points(29).train, "float32")[0], np.ndarray)
    monkeypatch.setattr("core.metrics._MANY", 1)
    regression = points(29, classes=0)
    found = Codings.of(chain((3, 4, 1)), regression.dataset.task).compact(regression.train, "float32")[0]
    assert isinstance(found, np.ndarray)


def test_too_few_outputs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.metrics._MANY", 1)
    rows = points(29).train
    with pytest.raises(DataError, match="class 7; the network has 3 outputs"):
        codings().compact(replace(rows, y=np.where(rows.y == 1, 7, rows.y)), "float32")


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_run_on_class_rows_has_the_bits_of_one_on_one_hot_rows(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "compiled":
        pytest.importorskip("numba")
    weights = []
    for many in (10**9, 1):
        monkeypatch.setattr("core.metrics._MANY", many)
        run = trainer(NETWORK, points(29, validation=8), engine=engine, batch_size=7)
        for _ in range(3):
            run.epoch()
        result = run.log.result
        assert result is not None
        weights.append((run.program.theta.tobytes(), result.loss, result.validation_loss, result.metrics))
    assert weights[0] == weights[1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_filling_takes_the_rows(dtype: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 4, 4, 1), np.uint8)
    rows = PixelRows(pixels, np.arange(19, -1, -1), 255.0, "float32")
    out = np.zeros((5, 16), dtype)
    fill(out, rows, slice(3, 8))
    np.testing.assert_array_equal(out, rows[3:8].reshape(5, 16))
    fill(out, np.asarray(rows), slice(4, 9))
    np.testing.assert_array_equal(out, rows[4:9].reshape(5, 16))
