"""Every initializer: mean, variance and limits of its draws, and the same draws for the same seed."""

import math
from typing import Any

import numpy as np
import pytest

from core.errors import SpecError
from core.initializers import TRUNCATED_STD, Initializer, Orthogonal
from core.layers import Dense, Input
from core.program import compile_network
from tests.helpers.networks import chain, stack

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
    assert set(Initializer.kinds) == {*SCALED, "zeros", "constant", "given", "uniform", "normal", "orthogonal"}


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


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (4, 3, 2, 2)])
def test_orthogonal_rows_or_columns_stand_at_right_angles(shape: tuple[int, ...]) -> None:
    out = np.zeros(shape)
    Orthogonal(gain=2.0).fill(out, 1, 1, np.random.default_rng(3))
    matrix = out.reshape(shape[0], -1) / 2.0
    square = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(square, np.eye(len(square)), atol=1e-12)
    again = np.zeros(shape)
    Orthogonal(gain=2.0).fill(again, 1, 1, np.random.default_rng(3))
    np.testing.assert_array_equal(out, again)


def test_orthogonal_rotations_are_spread_evenly() -> None:
    # Without the signs of r, the first number of q would never be positive.
    firsts = []
    for seed in range(60):
        out = np.zeros((3, 3))
        Orthogonal().fill(out, 1, 1, np.random.default_rng(seed))
        firsts.append(out[0, 0])
    assert 15 < sum(each > 0 for each in firsts) < 45


def test_a_row_of_numbers_cannot_start_orthogonal() -> None:
    network = stack(Input(shape=(3,)), Dense(units=2, bias_initializer=Orthogonal()))
    (problem,) = network.problems(None)
    assert problem.text == (
        "Dense 'dense 2' cannot start orthogonal where its weights are a single row of numbers (bias)."
    )
    with pytest.raises(SpecError, match="a single row of numbers"):
        Orthogonal().fill(np.zeros(3), 1, 1, np.random.default_rng(0))


@pytest.mark.peers
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_keras_makes_the_same_from_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    from keras.src.backend import convert_to_numpy
    from keras.src.initializers import random_initializers

    draws = np.random.default_rng(3).standard_normal((6, 4)).astype(np.float32)
    monkeypatch.setattr(random_initializers.random, "normal", lambda shape, seed=None, dtype=None: torch_of(draws))
    theirs = convert_to_numpy(random_initializers.Orthogonal(gain=2.0, seed=1)((4, 6), dtype="float32"))
    out = np.zeros((6, 4))  # (units_out, units_in), where Keras has (in, out)
    Orthogonal(gain=2.0).fill(out, 4, 6, np.random.default_rng(3))
    np.testing.assert_allclose(out, theirs.T, atol=1e-5)


def torch_of(array: np.ndarray) -> Any:
    import torch

    return torch.from_numpy(array)
