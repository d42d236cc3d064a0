"""Toy data: points made by a formula and a seed, after TensorFlow Playground.

A table of functions by name; all points lie within [-6, 6]. Unlike Playground, noise really moves the points and keeps
their class. Example: ``make("spiral", 500, 0.1, seed=0)`` has x (500, 2), 250 rows of each class. Imports numpy.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data_spec import ToyData
from core.errors import DataError
from core.spec import did_you_mean
from core.task import Task

EDGE = 6.0
RADIUS = 5.0
CLASS_NAMES = ("class 0", "class 1")

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Shape = Callable[[Labels, float, np.random.Generator], Floats]


def load(spec: ToyData) -> Dataset:
    """The Dataset of a ToyData."""
    return make(spec.name, spec.samples, spec.noise, spec.seed)


def make(name: str, samples: int = 500, noise: float = 0.0, seed: int = 0) -> Dataset:
    """``samples`` points of the toy set ``name``; classes are balanced."""
    if name != "sine" and name not in SHAPES:
        raise DataError(f"There is no toy data '{name}'{did_you_mean(name, [*SHAPES, 'sine'])}.")
    if samples < 4:
        raise DataError(f"Toy data has {samples} points; it needs at least 4.")
    rng = np.random.default_rng(seed)
    if name == "sine":
        return _sine(samples, noise, rng)
    labels = np.arange(samples, dtype=np.int64) % 2
    x = _fold(SHAPES[name](labels, noise, rng))
    order = rng.permutation(samples)
    task = Task((2,), "classification", CLASS_NAMES, ("class",), ("x1", "x2"))
    return Dataset(x[order], labels[order], task)


def _fold(values: Floats) -> Floats:
    """Points that noise pushed over the edge are mirrored back, so that the drawn field shows all of them."""
    beyond = np.abs(values) > EDGE
    folded: Floats = np.where(beyond, np.sign(values) * np.maximum(2 * EDGE - np.abs(values), -EDGE), values)
    return folded


def _stray(shape: tuple[int, ...], size: float, rng: np.random.Generator) -> Floats:
    return rng.uniform(-size, size, shape)


def _circle(labels: Labels, noise: float, rng: np.random.Generator) -> Floats:
    count = len(labels)
    inner, outer = rng.uniform(0, 0.5 * RADIUS, count), rng.uniform(0.7 * RADIUS, RADIUS, count)
    radius = np.where(labels == 1, inner, outer)
    angle = rng.uniform(0, 2 * np.pi, count)
    points: Floats = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return points + _stray(points.shape, noise * RADIUS, rng)


def _xor(labels: Labels, noise: float, rng: np.random.Generator) -> Floats:
    # The gap of 0.3 keeps the four squares apart; class 1 has coordinates of equal sign.
    size: Floats = rng.uniform(0, RADIUS, (len(labels), 2)) + 0.3
    right = np.where(np.arange(len(labels)) // 2 % 2 == 0, 1.0, -1.0)
    signs = np.stack([right, np.where(labels == 1, right, -right)], axis=1)
    points: Floats = size * signs + _stray(size.shape, noise * RADIUS, rng)
    return points


def _gauss(labels: Labels, noise: float, rng: np.random.Generator) -> Floats:
    centres = np.where(labels == 1, 2.0, -2.0)[:, None]
    points: Floats = centres + rng.normal(0.0, np.sqrt(0.5 + 7.0 * noise), (len(labels), 2))
    return points


def _spiral(labels: Labels, noise: float, rng: np.random.Generator) -> Floats:
    along = (np.arange(len(labels)) // 2) / ((len(labels) + 1) // 2)
    turn = 1.75 * along * 2 * np.pi + np.where(labels == 1, 0.0, np.pi)
    points: Floats = (RADIUS * along)[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1)
    return points + _stray(points.shape, noise, rng)


def _moons(labels: Labels, noise: float, rng: np.random.Generator) -> Floats:
    angle = rng.uniform(0, np.pi, len(labels))
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    # The lower moon is the upper one turned by half a turn about the origin.
    points: Floats = 3.0 * np.where((labels == 1)[:, None], -upper, upper)
    return points + _stray(points.shape, 3.0 * noise, rng)


SHAPES: dict[str, Shape] = {"circle": _circle, "xor": _xor, "gauss": _gauss, "spiral": _spiral, "moons": _moons}


def _sine(samples: int, noise: float, rng: np.random.Generator) -> Dataset:
    x = rng.uniform(-EDGE, EDGE, (samples, 1))
    y: NDArray[Any] = np.sin(x) + _stray(x.shape, noise, rng)
    task = Task((1,), "regression", target_names=("y",), feature_names=("x",))
    return Dataset(x, y, task, standardize_target=False)
