"""Large products in the kernels, by numpy's own BLAS: found, tried, and the same numbers as numpy's engine."""

import ctypes
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.data.compact import PixelRows
from core.data.dataset import Dataset, Prepared, Rows
from core.data.preprocessing import Preprocessing
from core.engines import blas
from core.engines import names as at
from core.layers import Activation, Dense, Flatten, Input, Regularizer
from core.network import NetworkSpec
from core.optimizers import SGD, Adam
from core.project import ClassWeight, EarlyStopping
from core.task import Task
from tests.helpers.engines import agree, by_steps, curves, everything, pair
from tests.helpers.networks import chain, points, rows, stack, trainer

pytest.importorskip("numba")
from core.engines.compiled import CompiledFeed
from core.engines.evaluating import CompiledEvaluator

SLACK = {"float32": 1e-5, "float64": 1e-12}
LARGE = chain((80, 70, 50, 10), "tanh", "softmax", "categorical_crossentropy")
"""In minibatches of 64 its first two layers are computed by BLAS, the last is not."""


def large_points(validation: int = 0) -> Prepared:
    """Rows of 80 numbers, whose last minibatch of 64 has 22 rows."""
    return points(150 + validation, features=80, classes=10, validation=validation)


def plan(run: Any) -> Any:
    """The table that the kernels read."""
    assert isinstance(run._feed, CompiledFeed)
    return run._feed._layout.facts._held[at.PLAN]


@pytest.fixture(autouse=True)
def _found() -> None:
    if not blas.product("float32"):
        pytest.skip("numpy's BLAS is out of reach")


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest products, too."""
    monkeypatch.setattr(blas, "ENOUGH", 0)
    monkeypatch.setattr(blas, "THIN", 0)


# -- the function itself ----------------------------------------------------------------------------------------------


def test_it_is_found_in_numpys_own_wheels() -> None:
    blas_of_numpy: Any = np.show_config(mode="dicts")["Build Dependencies"]["blas"]  # type: ignore[call-overload,index]
    if "openblas" not in str(blas_of_numpy["name"]):
        pytest.skip("numpy has another BLAS")
    assert blas.product("float32") and blas.product("float64")
    assert blas.product("float32") != blas.product("float64")


def test_without_a_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> Iterator[Any]:
        yield from ()

    monkeypatch.setattr(blas, "_libraries", nothing)
    assert blas.product.__wrapped__("float32") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the C library is loaded by another name")
def test_a_library_without_the_function_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = [ctypes.CDLL(None), *blas._libraries()]
    monkeypatch.setattr(blas, "_libraries", lambda: iter(libraries))
    assert blas.product.__wrapped__("float64") == blas.product("float64")


def test_a_function_that_does_something_else_is_refused() -> None:
    kind = ctypes.CFUNCTYPE(None)
    nothing = kind(lambda: None)
    assert not blas._multiplies(ctypes.cast(nothing, ctypes.c_void_p).value or 0, "float32")
    assert blas._multiplies(blas.product("float32"), "float32")


@pytest.mark.parametrize(
    ("units", "inputs", "examples", "by_blas"),
    [(128, 784, 64, True), (10, 784, 1024, False), (784, 10, 1024, False), (32, 64, 32, False), (64, 64, 32, True)],
)
def test_what_is_large_enough(units: int, inputs: int, examples: int, by_blas: bool) -> None:
    assert blas.computes("float32", units, inputs, examples) is by_blas


# -- beside numpy's engine --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch", [64, 50, 150])
def test_engines_agree_on_large_layers(dtype: str, batch: int) -> None:
    """After a step, and on float64 after an epoch with a short last minibatch, too."""
    settings = {"optimizer": Adam(epsilon=1e-3), "dtype": dtype, "batch_size": batch}
    plain, compiled = pair(LARGE, large_points(), **settings)
    assert plan(compiled)[:, at.BY_BLAS].tolist() == [1, 1, 0]
    for run in (plain, compiled):
        run.step()
    agree(plain, compiled, SLACK[dtype])
    if dtype == "float64":
        for run in (plain, compiled):
            run.run(60.0, steps=5)
        agree(plain, compiled, 1e-10)


CHAINS = (
    stack(Input(shape=(5,)), Dense(units=1)), stack(Input(shape=(5,)), Dense(units=3, use_bias=False), Dense(units=1)),
    stack(Input(shape=(5,)), Activation(activation="tanh"), Dense(units=4), Activation(activation="relu"),
          Dense(units=1)),
    stack(Input(shape=(5,)), Dense(units=17, activation="gelu", kernel_regularizer=Regularizer(l1=0.01, l2=0.02)),
          Dense(units=1)),
)  # fmt: skip
"""Rows that stay rows and those that something else looks at, layers with and without bias, and a penalty."""


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch", [1, 16, 23])
@pytest.mark.parametrize("network", CHAINS)
def test_engines_agree_on_layers_of_any_size(network: NetworkSpec, batch: int, dtype: str) -> None:
    prepared = points(23, features=5, classes=0)
    plain, compiled = pair(network, prepared, dtype=dtype, batch_size=batch, optimizer=SGD(learning_rate=0.05))
    weighted = plan(compiled)[:, at.WEIGHT] >= 0
    assert (plan(compiled)[:, at.BY_BLAS] == weighted).all()
    for run in (plain, compiled):
        run.step()
    agree(plain, compiled, SLACK[dtype])


def test_locked_weights_class_weights_and_validation() -> None:
    network = chain((80, 70, 10), "relu", "softmax", "categorical_crossentropy", trainable=(("bias", False),))
    plain, compiled = pair(
        network, large_points(validation=90), batch_size=64, class_weight=ClassWeight(weights=tuple(range(10)))
    )
    before = compiled.program.theta.copy()
    for run in (plain, compiled):
        run.run(60.0, steps=6)
    agree(plain, compiled, 1e-10)
    mask = compiled.program.vectors.mask
    assert mask is not None and (compiled.program.theta[mask == 0] == before[mask == 0]).all()
    one, other = plain.validator, compiled.validator
    assert one is not None and isinstance(other, CompiledEvaluator)
    assert other.layout.facts._held[at.PLAN][0, at.BY_BLAS]
    assert other.loss == pytest.approx(one.loss, rel=1e-9)
    np.testing.assert_allclose(other.outputs[0], one.outputs[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("stop", ["step", "run"])
def test_a_number_that_is_none_is_caught_at_its_step(stop: str) -> None:
    made = large_points()
    x = made.train.x.copy()
    x[140, 7] = np.nan
    plain, compiled = pair(LARGE, rows(x, made.train.y, classes=10), batch_size=64, epochs=5)
    for run in (plain, compiled):
        while run.divergence is None:
            {"step": run.step, "run": lambda run=run: run.run(60.0)}[stop]()
    assert compiled.divergence is not None and compiled.divergence == plain.divergence
    assert np.isfinite(compiled.program.theta).all()


# -- stops ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_slices_phases_and_epochs_have_the_same_bits(dtype: str) -> None:
    settings: dict[str, Any] = {"batch_size": 64, "epochs": 4, "engine": "compiled", "dtype": dtype}
    settings |= {"early_stopping": EarlyStopping(patience=3), "optimizer": Adam(learning_rate=0.01)}
    whole, apart = (trainer(LARGE, large_points(validation=90), **settings) for _ in range(2))
    whole.run(60.0)
    by_steps(apart)
    assert whole.finished and everything(whole) == everything(apart)
    assert curves(whole) == curves(apart)


def test_a_resumed_run_repeats_every_bit() -> None:
    whole, begun, resumed = (
        trainer(LARGE, large_points(), engine="compiled", batch_size=64, epochs=100) for _ in range(3)
    )
    whole.run(60.0, steps=11)
    begun.run(60.0, steps=4)
    resumed.restore(begun.checkpoint())
    resumed.run(60.0, steps=7)
    assert everything(resumed) == everything(whole)


# -- rows that are kept as they came ----------------------------------------------------------------------------------


def pictures(dtype: str, validation: int = 30) -> Prepared:
    """100 pictures of 5 x 4 bytes and what they show, one of ten things; every other one of 200 is used."""
    rng = np.random.default_rng(3)
    x = rng.integers(0, 256, (200, 5, 4, 1), dtype=np.uint8)
    y = rng.integers(0, 10, 200)
    index = np.arange(0, 200, 2)
    train, kept = index[validation:], index[:validation]
    task = Task((5, 4, 1), "classification", tuple(map(str, range(10))), ("class",))
    return Prepared(
        Rows(PixelRows(x, train, 255.0, dtype), y[train]), Rows(PixelRows(x, kept, 255.0, dtype), y[kept]),
        Preprocessing(), Dataset(x, y, task), train, kept,
    )  # fmt: skip


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("enough", [0, 10**9])
def test_bytes_are_drawn_as_numpy_draws_them(monkeypatch: pytest.MonkeyPatch, dtype: str, enough: int) -> None:
    """As rows for BLAS and as columns for the kernels' own loops; none of them is ever kept as a number."""
    monkeypatch.setattr(blas, "ENOUGH", enough)
    monkeypatch.setattr("core.metrics._MANY", 0)
    network = stack(
        Input(shape=(5, 4, 1)), Flatten(), Dense(units=18, activation="tanh"), Dense(units=10, activation="softmax"),
        loss="categorical_crossentropy",
    )  # fmt: skip
    prepared = pictures(dtype)
    plain, compiled = pair(network, prepared, dtype=dtype, batch_size=32)
    assert bool(plan(compiled)[1, at.ROW_STEP]) is (enough == 0)
    for run in (plain, compiled):
        run.step()
    assert compiled.current.x.tobytes() == plain.current.x.tobytes()
    assert compiled.current.y.tobytes() == plain.current.y.tobytes()
    agree(plain, compiled, SLACK[dtype])
    for run in (plain, compiled):
        run.run(60.0, steps=5)
    assert plain.validator is not None and compiled.validator is not None
    assert compiled.validator.loss == pytest.approx(plain.validator.loss, rel=100 * SLACK[dtype])
    assert isinstance(prepared.train.x, PixelRows) and isinstance(compiled._feed, CompiledFeed)
    held = compiled._feed._facts._held
    assert np.shares_memory(held[at.ROWS_X], prepared.train.x.pixels)
    assert held[at.ROWS_Y].shape == (10, 10)
