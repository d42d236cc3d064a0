"""The toy sets: balanced, within the drawn field, moved by noise, made by their seed alone."""

import numpy as np
import pytest

from core.data.toy import make
from core.data_spec import TOY_NAMES
from core.errors import DataError

CLASSES = [name for name in TOY_NAMES if name != "sine"]


@pytest.mark.parametrize("noise", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", TOY_NAMES)
def test_shape_range_and_seed(name: str, noise: float) -> None:
    dataset = make(name, 301, noise, seed=4)
    assert dataset.x.shape == (301, *dataset.task.input_shape)
    assert np.abs(dataset.x).max() <= 6
    assert np.array_equal(make(name, 301, noise, seed=4).x, dataset.x)
    assert not np.array_equal(make(name, 301, noise, seed=5).x, dataset.x)


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_balanced_and_mixed(name: str) -> None:
    y = make(name, 500).y
    assert np.bincount(y).tolist() == [250, 250]
    assert 150 < np.count_nonzero(np.diff(y)) < 350


@pytest.mark.parametrize("name", TOY_NAMES)
def test_noise_moves_the_points(name: str) -> None:
    calm, wild = make(name, 200, 0.0, 1), make(name, 200, 0.3, 1)
    moved = wild.y - calm.y if name == "sine" else wild.x - calm.x
    assert np.abs(moved).max() > 0.05


def test_the_shapes_without_noise() -> None:
    circle = make("circle")
    radius = np.hypot(*circle.x.T)
    assert radius[circle.y == 1].max() <= 2.5 and radius[circle.y == 0].min() >= 3.5
    xor = make("xor")
    assert np.array_equal(xor.y == 1, xor.x[:, 0] * xor.x[:, 1] > 0)
    assert np.abs(xor.x).min() >= 0.3
    spiral = make("spiral")
    turn = 1.75 * 2 * np.pi * np.hypot(*spiral.x.T) / 5 + np.where(spiral.y == 1, 0, np.pi)
    assert spiral.x == pytest.approx(np.hypot(*spiral.x.T)[:, None] * np.stack([np.sin(turn), np.cos(turn)], 1))
    sine = make("sine")
    assert sine.y == pytest.approx(np.sin(sine.x))
    gauss = make("gauss", 4000)
    assert gauss.x[gauss.y == 1].mean(axis=0) == pytest.approx([2, 2], abs=0.1)
    assert gauss.x[gauss.y == 1].std() == pytest.approx(0.5**0.5, abs=0.05)


def test_unknown_names_and_too_few_points() -> None:
    with pytest.raises(DataError, match="did you mean 'spiral'"):
        make("spirals")
    with pytest.raises(DataError, match="at least 4"):
        make("circle", 3)
