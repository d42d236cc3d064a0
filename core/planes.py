"""Planes through the space of all weights, on which the loss can be drawn as a hill.

A Plane is an origin and two directions: two chosen weights, two random directions scaled to the weights of each neuron
(Li et al. 2018, "Visualizing the loss landscape of neural nets"), or the two main directions of a path. Imports numpy.
Example: in 2-8-8-1 ``two_weights(theta, 0, 24)`` is the plane of w_h1.1,1 and w_h2.1,h1.1 with all others held.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.errors import SpecError
from core.frozen import dataclass
from core.snapshot import Slot

Floats = NDArray[np.float64]
ONE_WEIGHT = "The network has fewer than two weights, so there is no plane to look at; add a neuron or a bias."


@dataclass(frozen=True, eq=False)
class Plane:
    """A point (x, y) is origin + x across + y up; ``origin``, ``across`` and ``up`` are vectors (weights,)."""

    origin: Floats
    across: Floats
    up: Floats
    span: float = 1.0
    """How far it is worth looking to each side, in steps of the directions."""
    places: tuple[int, int] | None = None
    """Where the two weights lie in the flat vector, where the sides are weights."""

    def at(self, x: float, y: float) -> Floats:
        """The weights at a point."""
        return self.origin + x * self.across + y * self.up

    @cached_property
    def _back(self) -> Floats:
        """(2, weights): what takes weights, seen from the origin, to the nearest point of the plane."""
        basis = np.stack([self.across, self.up])
        return np.linalg.pinv(basis @ basis.T) @ basis

    def project(self, theta: Array) -> tuple[float, float]:
        """The point of the plane nearest to these weights."""
        x, y = self._back @ (np.asarray(theta, np.float64) - self.origin)
        return float(x), float(y)

    def away(self, theta: Array) -> float:
        """How far these weights lie from the plane: 0 for those it was drawn through."""
        return float(np.linalg.norm(np.asarray(theta, np.float64) - self.at(*self.project(theta))))

    @property
    def numbers(self) -> tuple[float, float]:
        """What an axis says at 0: the weights themselves where the sides are weights."""
        if self.places is None:
            return 0.0, 0.0
        return float(self.origin[self.places[0]]), float(self.origin[self.places[1]])


def two_weights(theta: Array, first: int, second: int, span: float | None = None) -> Plane:
    """The plane of two weights by their places in the flat vector; x and y are what they move by."""
    if first == second:
        raise SpecError("Both sides of the hill are the same weight; choose two.")
    origin = np.array(theta, np.float64)
    across, up = np.zeros_like(origin), np.zeros_like(origin)
    across[first], up[second] = 1.0, 1.0
    reach = max(2.0, 1.5 * float(np.abs(origin[[first, second]]).max())) if span is None else span
    return Plane(origin, across, up, reach, (first, second))


def random_directions(theta: Array, slots: Sequence[Slot], seed: int = 0, span: float = 1.0) -> Plane:
    """Two random directions, each neuron's part as long as its weights; biases stay where they are."""
    origin, rng = np.array(theta, np.float64), np.random.default_rng(seed)
    found = [_normalised(origin, slots, rng) for _ in range(2)]
    if not (found[0].any() and found[1].any()):
        raise SpecError("All weights are 0, so random directions have no length; train a little first.")
    return Plane(origin, found[0], found[1], span)


def _normalised(origin: Floats, slots: Sequence[Slot], rng: np.random.Generator) -> Floats:
    direction = np.zeros_like(origin)
    for slot in slots:
        if len(slot.shape) < 2:
            continue
        weights = origin[slot.start : slot.stop].reshape(slot.shape[0], -1)
        drawn = rng.normal(size=weights.shape)
        scale = np.linalg.norm(weights, axis=1, keepdims=True) / np.linalg.norm(drawn, axis=1, keepdims=True)
        direction[slot.start : slot.stop] = (drawn * scale).reshape(-1)
    return direction


def main_directions(path: Sequence[Array]) -> Plane:
    """The two directions in which a path through the weights (steps of (weights,)) spreads most, around its middle."""
    steps = np.stack([np.asarray(each, np.float64) for each in path]) if path else np.zeros((0, 0))
    if len(steps) < 3:
        raise SpecError("The path so far has fewer than three points; train a little first.")
    if steps.shape[1] < 2:
        raise SpecError(ONE_WEIGHT)
    away = steps - steps[-1]
    if not away.any():
        raise SpecError("The weights have not moved, so their path has no direction; train a little first.")
    basis = _spread(away)
    walked = away @ basis.T
    low, high = walked.min(axis=0), walked.max(axis=0)
    middle = steps[-1] + (low + high) / 2.0 @ basis
    return Plane(middle, basis[0], basis[1], 0.75 * float((high - low).max()))


def _spread(away: Floats) -> Floats:
    """(2, weights): unit vectors at right angles along which the rows spread most.

    From the products of the rows with each other: of far more weights than rows, that is the smaller problem.
    """
    _, vectors = np.linalg.eigh(away @ away.T)
    first, second = vectors[:, -1] @ away, vectors[:, -2] @ away
    size = np.linalg.norm(first)
    first = first / size
    second = second - (second @ first) * first
    if np.linalg.norm(second) < 1e-9 * size:  # a straight path: any direction across it will do
        second = np.zeros_like(first)
        second[np.argmin(np.abs(first))] = 1.0
    for _ in range(2):  # once leaves what rounding has left
        second = second - (second @ first) * first
        second = second / np.linalg.norm(second)
    return np.stack([first, second])
