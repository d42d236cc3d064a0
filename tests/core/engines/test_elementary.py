"""The compiled elementary functions: their stated error bound over the whole range, exact zeros, NaN, far ends."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

BOUND = 4.0
"""Largest relative error, in units of the precision's spacing at 1."""
REFERENCE: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp,
    "exp_minus_one": np.expm1,
    "log": np.log,
    "log_of_one_plus": np.log1p,
    "tanh": np.tanh,
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, np.longdouble(0.0)),
}


def compiled(name: str) -> Callable[[Any, Any], None]:
    """A function that fills its second array with the function of its first, sixteen at a time."""
    from numba import njit

    from core.engines.kernels import elementary, lanes

    function, load, store, start_of = getattr(elementary, name), lanes.load, lanes.store, lanes.start_of

    @njit  # type: ignore[untyped-decorator]
    def run(x: Any, out: Any) -> None:
        source, target = start_of(x), start_of(out)
        for at in range(0, len(x), 16):
            store(target, at, function(load(source, at)))

    return run  # type: ignore[no-any-return]


def arguments(name: str, dtype: Any) -> Any:
    rng = np.random.default_rng(0)
    small = rng.normal(size=20_000) * 10.0 ** rng.uniform(-6, 0, 20_000)
    x = np.concatenate((np.linspace(-80.0, 80.0, 40_000), small, np.zeros(16))).astype(dtype)
    if name == "log":
        return np.abs(x[x != 0])[: len(x) // 32 * 16]
    return np.abs(x) % 1 if name == "log_of_one_plus" else x


def test_the_normal_distribution_is_as_exact_as_one_less_its_tail() -> None:
    from scipy.special import ndtr

    run = compiled("normal")
    for dtype in (np.float32, np.float64):
        x = np.concatenate((arguments("normal", dtype), np.array([*[-1e4] * 8, *[1e4] * 8], dtype)))
        found = np.full_like(x, 7.0)
        run(x, found)
        assert np.abs(found - ndtr(x.astype(np.float64))).max() < BOUND * np.finfo(dtype).eps
        nothing = np.full(16, np.nan, dtype)
        run(nothing.copy(), nothing)
        assert np.isnan(nothing).all()


@pytest.mark.parametrize("name", REFERENCE)
def test_errors_stay_within_the_bound_and_nan_stays_nan(name: str) -> None:
    run = compiled(name)
    for dtype in (np.float32, np.float64):
        x = arguments(name, dtype)
        found = np.full_like(x, 7.0)
        run(x, found)
        true = REFERENCE[name](x.astype(np.longdouble))
        error = np.abs(found - true) / np.maximum(np.abs(true), np.finfo(dtype).tiny)
        assert error[true != 0].max() < BOUND * np.finfo(dtype).eps
        assert not found[true == 0].any()
        nothing = np.full(16, np.nan, dtype)
        run(nothing.copy(), nothing)
        assert np.isnan(nothing).all()
