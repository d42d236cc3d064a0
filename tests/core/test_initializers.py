"""Every initializer: mean, variance and limits of its draws, and the same draws for the same seed."""

import math

import numpy as np
import pytest

from core.errors import SpecError
from core.initializers import TRUNCATED_STD, Initializer
from core.program import compile_network
from tests.helpers.networks import chain

FAN_IN, FAN_OUT = 300, 200
SCALED = {
    "glorot_uniform": 2 / 500, "glorot_normal": 2 / 500, "he_uniform": 2 / 300, "he_normal": 2 / 300,
    "lecun_uniform": 1 / 300, "lecun_normal": 1 / 300,
}  # fmt: skip


def draws(raw: dict[str, object]) -> np.ndarray:
    """60,000 starting weights."""
    out = np.empty((FAN_OUT, FAN_IN))
    Initializer.from_json(raw).fill(out, FAN_IN, FAN_OUT, np.random.default_rng(1))
    return out


def test_all_kinds_are_tested_here() -> None:
    assert set(Initializer.kinds) == {*SCALED, "zeros", "constant", "given", "uniform", "normal"}


@pytest.mark.parametrize("kind", SCALED)
def test_spread_follows_the_layers_size(kind: str) -> None:
    out, variance = draws({"kind": kind}), SCALED[kind]
    assert abs(out.mean()) < 4 * math.sqrt(variance / out.size)
    assert out.var() == pytest.approx(variance, rel=0.02)
    factor = math.sqrt(3) if kind.endswith("uniform") else 2 / TRUNCATED_STD
    limit = factor * math.sqrt(variance)
    assert 0.98 * limit < np.abs(out).max() <= limit


def test_plain_kinds() -> None:
    assert not draws({"kind": "zeros"}).any()
    assert set(draws({"kind": "constant", "value": 0.35}).flat) == {0.35}
    even = draws({"kind": "uniform", "minval": 0.2, "maxval": -0.1})
    assert -0.1 <= even.min() < -0.099
    assert 0.199 < even.max() < 0.2
    bell = draws({"kind": "normal", "mean": 1.0, "stddev": 0.5})
    assert bell.mean() == pytest.approx(1.0, abs=0.01)
    assert bell.std() == pytest.approx(0.5, rel=0.02)


def test_given_numbers_row_after_row() -> None:
    out, start = np.empty((2, 2)), Initializer.from_json({"kind": "given", "values": [0.15, 0.2, 0.25, 0.3]})
    start.fill(out, 2, 2, np.random.default_rng(0))
    assert out.tolist() == [[0.15, 0.2], [0.25, 0.3]] and not start.misfit((4,))
    with pytest.raises(SpecError, match="starts from 4 given numbers; it needs 6"):
        start.fill(np.empty((3, 2)), 2, 3, np.random.default_rng(0))


def test_a_layers_start_depends_on_seed_and_id_alone() -> None:
    short, long = (compile_network(chain(sizes), batch=1, seed=3) for sizes in ((4, 5, 2), (4, 5, 7, 2)))
    other = compile_network(chain((4, 5, 2)), batch=1, seed=4)
    np.testing.assert_array_equal(short.theta[:20], long.theta[:20])
    assert not np.array_equal(short.theta[:20], other.theta[:20])
    assert not np.array_equal(short.theta[:10], short.theta[10:20])
