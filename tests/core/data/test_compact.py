"""PixelRows: the bits of the float32 rows they stand for, without the memory."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data import Dataset, prepare
from core.data.compact import PixelRows, drawable
from core.data.preprocessing import Preprocessing
from core.data_spec import BuiltinData
from core.fitting import suggest_network
from core.project import TrainingSpec
from core.task import Task
from core.trainer import Trainer

CLASSES = ("a", "b")


def dataset(rows: int = 40, dtype: type = np.uint8) -> Dataset:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (rows, 4, 4, 1)).astype(dtype)
    return Dataset(x, np.arange(rows) % 2, Task((4, 4, 1), "classification", CLASSES, ("class",)), 255.0)


@settings(max_examples=60, deadline=None)
@given(scale=st.sampled_from([1.0, 16.0, 255.0, 3.0, 1000.0]), dtype=st.sampled_from([np.float32, np.float64]))
def test_every_byte_becomes_what_the_preprocessing_makes_of_it(scale: float, dtype: type) -> None:
    pixels = np.arange(256, dtype=np.uint8)[:, None]
    rows = PixelRows(pixels, np.arange(256), scale, dtype)
    wanted = Preprocessing(mean=(0.0,), scale=(scale,)).inputs(pixels, dtype)
    assert rows[:].dtype == wanted.dtype and np.array_equal(rows[:], wanted)
    out = np.empty((3, 1), dtype)
    rows.take(np.array([7, 0, 255]), 0, out, "clip")
    assert np.array_equal(out, wanted[[7, 0, 255]])


def test_a_scale_that_float32_cannot_hold_is_not_compact() -> None:
    assert not PixelRows.can_hold(np.zeros(3, np.uint8), 0.1)
    assert not PixelRows.can_hold(np.zeros(3), 255.0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_training_on_bytes_gives_the_bits_of_training_on_floats(dtype: str) -> None:
    thetas = []
    for kind in (np.uint8, np.float64):
        prepared = prepare(dataset(dtype=kind), BuiltinData(validation_fraction=0.25), dtype)
        assert isinstance(prepared.train.x, PixelRows) == (kind is np.uint8)
        assert np.asarray(prepared.validation.x).dtype == dtype
        trainer = Trainer(suggest_network(prepared.dataset.task), TrainingSpec(batch_size=7, dtype=dtype), prepared)
        for _ in range(3):
            trainer.epoch()
        assert trainer.validator is not None
        thetas.append((trainer.program.theta.tobytes(), trainer.validator.loss))
    assert thetas[0] == thetas[1]


def test_rows_look_like_an_array() -> None:
    rows = prepare(dataset(), BuiltinData()).train.x
    assert isinstance(rows, PixelRows)
    assert rows.shape == (32, 4, 4, 1) and rows.ndim == 4 and len(rows) == 32
    assert rows[3].shape == (4, 4, 1) and rows[[1, 2]].shape == (2, 4, 4, 1)
    assert np.array_equal(np.asarray(rows, np.float64), rows[:].astype(np.float64))
    wide = drawable(rows, np.dtype(np.float64))
    assert isinstance(wide, PixelRows) and wide.dtype == np.float64
    assert drawable(rows, np.dtype(np.float32)) is rows


def test_drawing_allocates_no_large_array() -> None:
    rows = PixelRows(np.zeros((500, 32, 32, 3), np.uint8), np.arange(500), 255.0, np.float32)
    out, picked = np.empty((64, 3072), np.float32), np.arange(64)
    rows.take(picked, 0, out)
    tracemalloc.start()
    for _ in range(20):
        rows.take(picked, 0, out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < out.nbytes // 4
