"""Which engine a run takes: by what is compiled, by size, by what is ready; and what is said where it is numpy."""

from typing import Any

import pytest

from core.engines import blas, cache, choice
from core.layers import Conv2D, Dense, Dropout, Flatten, Input
from core.network import NetworkSpec
from core.project import TrainingSpec
from tests.helpers.networks import chain, points, stack, trainer

SMALL = chain((3, 4, 1))


def chosen(network: NetworkSpec = SMALL, batch: int = 10, **training: Any) -> choice.Choice:
    return choice.choose(network, TrainingSpec(**training), batch)


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "installed", lambda: True)
    monkeypatch.setattr(cache, "ready", lambda dtype: True)


@pytest.mark.usefixtures("ready")
def test_auto_compiles_small_chains() -> None:
    assert chosen() == choice.Choice("compiled", "compiled")
    assert chosen(engine="numpy") == choice.Choice()
    assert "branch" not in chosen().note


LARGE = chain((784, 512, 10), "relu", "softmax", "categorical_crossentropy")


@pytest.mark.usefixtures("ready")
def test_large_products_are_compiled_where_numpys_blas_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blas, "product", lambda dtype: 1)
    assert chosen(LARGE, 128) == choice.Choice("compiled", "compiled")


@pytest.mark.usefixtures("ready")
def test_large_products_are_left_to_numpy_where_its_blas_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blas, "product", lambda dtype: 0)
    assert chosen(LARGE, 128) == choice.Choice(update="compiled", note=choice.OUT_OF_REACH)
    assert chosen(LARGE, 128, engine="compiled").engine == "compiled"
    assert chosen() == choice.Choice("compiled", "compiled")


@pytest.mark.usefixtures("ready")
def test_a_large_run_of_numpy_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of a file from before BLAS was called by kernels: numpy, with the compiled update."""
    kept = {"engine": "numpy", "update": "compiled"}
    monkeypatch.setattr(blas, "product", lambda dtype: 1)
    found = choice.go_on(kept, chosen(LARGE, 128), "float32")
    assert found == choice.Choice("numpy", "compiled", choice.BEGAN_SO)


@pytest.mark.usefixtures("ready")
def test_what_is_not_compiled_is_named() -> None:
    seen = stack(Input(shape=(4, 4, 1)), Conv2D(filters=2), Flatten(), Dense(units=1))
    for engine in ("auto", "compiled"):
        assert chosen(seen, engine=engine).note == "Conv2D is computed by numpy."
        assert chosen(seen, engine=engine).engine == "numpy"
    dropped = stack(Input(shape=(3,)), Dense(units=2), Dropout(), Dense(units=1))
    assert chosen(dropped).note == "Dropout is computed by numpy."


@pytest.mark.usefixtures("ready")
def test_an_activation_that_is_not_compiled_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "KNOWN_ACTIVATIONS", ("linear", "relu"))
    assert chosen(chain((3, 4, 1), "gelu")).note == "Dense with gelu is computed by numpy."


def test_without_numba_everything_is_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "installed", lambda: False)
    for engine in ("auto", "compiled"):
        assert chosen(engine=engine) == choice.Choice(note=choice.NUMBA_MISSING)
    run = trainer(SMALL, points(20, classes=0), engine="compiled")
    run.epoch()
    assert run.identity["engine"] == "numpy"


def test_auto_does_not_wait_for_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "installed", lambda: True)
    assert chosen() == choice.Choice(note=choice.NOT_READY)
    assert chosen(engine="compiled").engine == "compiled"


def test_a_window_never_waits_and_a_preference_stands_for_auto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "installed", lambda: True)
    choice.never_wait()
    assert chosen(engine="compiled") == choice.Choice(note=choice.NOT_READY)
    monkeypatch.setattr(cache, "ready", lambda dtype: True)
    choice.prefer("numpy")
    assert chosen() == choice.Choice()
    assert chosen(engine="compiled").engine == "compiled"


@pytest.mark.usefixtures("ready")
def test_a_resumed_run_keeps_its_engine() -> None:
    begun = trainer(SMALL, points(20, classes=0), engine="numpy", batch_size=5)
    begun.run(60.0, steps=3)
    straight = trainer(SMALL, points(20, classes=0), engine="numpy", batch_size=5)
    straight.run(60.0, steps=7)
    resumed = trainer(SMALL, points(20, classes=0), engine="auto", batch_size=5)
    assert resumed.engine.engine == "compiled"
    resumed.restore(begun.checkpoint())
    assert (resumed.engine.engine, resumed.engine.note) == ("numpy", choice.BEGAN_SO)
    resumed.run(60.0, steps=4)
    assert resumed.program.theta.tobytes() == straight.program.theta.tobytes()
