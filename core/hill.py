"""The hill: the loss over a plane through the weights, row by row, and a walker who descends it.

A Plane is an origin and two directions in the space of all weights: two chosen weights, two random directions scaled
to the weights of each neuron (Li et al. 2018), or the two main directions of a path. ``Hill`` computes with weights of
its own, so a run goes on beside it. Example: 51 x 51 points of a 2-8-8-1 net on 250 rows take a fraction of a second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.errors import SpecError
from core.metrics import Coding
from core.network import NetworkSpec
from core.program import Program, compile_network
from core.snapshot import Slot

Floats = NDArray[np.float64]
MOST_ROWS = 1000


@dataclass(frozen=True, eq=False)
class Plane:
    """A point (x, y) is origin + x across + y up; ``origin``, ``across`` and ``up`` are vectors (weights,)."""

    origin: Floats
    across: Floats
    up: Floats
    names: tuple[str, str]
    span: float = 1.0
    """How far it is worth looking to each side, in steps of the directions."""

    def at(self, x: float, y: float) -> Floats:
        """The weights at a point."""
        return self.origin + x * self.across + y * self.up

    def project(self, theta: Array) -> tuple[float, float]:
        """The point of the plane nearest to these weights."""
        basis = np.stack([self.across, self.up], axis=1)
        found = np.linalg.lstsq(basis, np.asarray(theta, np.float64) - self.origin, rcond=None)[0]
        return float(found[0]), float(found[1])


def two_weights(theta: Array, first: int, second: int, names: tuple[str, str] = ("", ""), span: float = 2.0) -> Plane:
    """The plane of two weights by their places in the flat vector; x and y are what they move by."""
    if first == second:
        raise SpecError("Both sides of the hill are the same weight; choose two.")
    origin = np.array(theta, np.float64)
    across, up = np.zeros_like(origin), np.zeros_like(origin)
    across[first], up[second] = 1.0, 1.0
    return Plane(origin, across, up, names, span)


def random_directions(theta: Array, slots: Sequence[Slot], seed: int = 0, span: float = 1.0) -> Plane:
    """Two random directions, each neuron's part as long as its weights; biases stay where they are."""
    origin, rng = np.array(theta, np.float64), np.random.default_rng(seed)
    found = [_normalised(origin, slots, rng) for _ in range(2)]
    return Plane(origin, found[0], found[1], ("random direction 1", "random direction 2"), span)


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
    """The two directions in which a path through the weights (steps of (weights,)) spreads most, around its end."""
    steps = np.stack([np.asarray(each, np.float64) for each in path]) if path else np.zeros((0, 0))
    if len(steps) < 3:
        raise SpecError("The path so far has fewer than three points; train a little first.")
    away = steps - steps[-1]
    _, sizes, directions = np.linalg.svd(away, full_matrices=False)
    if len(directions) < 2:
        raise SpecError("The network has one weight only, so there is no plane to look at; add a neuron or a bias.")
    if sizes[0] == 0.0:
        raise SpecError("The weights have not moved, so their path has no direction; train a little first.")
    across, up = directions[0], directions[1]
    reach = float(np.abs(away @ np.stack([across, up], axis=1)).max())
    return Plane(steps[-1], across, up, ("main direction of the path", "second direction"), 1.25 * reach)


class Path:
    """Weights a run has passed through, at most ``most``: where there are more, every second one is left out."""

    def __init__(self, most: int = 256) -> None:
        self.most = most
        self.points: list[Array] = []
        self._every, self._seen = 1, 0

    def add(self, theta: Array) -> None:
        """Note where the run is."""
        if self._seen % self._every == 0:
            self.points.append(np.array(theta))
            if len(self.points) > self.most:
                self.points = self.points[::2]
                self._every *= 2
        self._seen += 1


@dataclass(frozen=True, eq=False)
class Row:
    """One line of the surface: its number from below, its y, and the losses (grid,) along x."""

    number: int
    y: float
    losses: Floats


@dataclass(frozen=True)
class Step:
    """Where the walker stands, and how steep it is there along both sides."""

    x: float
    y: float
    loss: float
    slope_x: float
    slope_y: float


class Hill:
    """The loss over ``plane``, without dropout, on up to ``rows`` training rows (the first ones)."""

    def __init__(self, network: NetworkSpec, prepared: Prepared, plane: Plane, rows: int = MOST_ROWS) -> None:
        n = min(rows, len(prepared.train))
        self.plane = plane
        self.program: Program = compile_network(network, batch=n, dtype=np.float64, training=False)
        if len(self.program.theta) != len(plane.origin):
            raise SpecError("The hill belongs to another drawing; draw it again.")
        coding = Coding.of(network, prepared.dataset.task)
        self.program.load(prepared.train.x[:n].astype(np.float64), coding.encode(prepared.train.y[:n], np.float64))

    def loss(self, x: float, y: float) -> float:
        """The height at a point."""
        self.program.theta[:] = self.plane.at(x, y)
        with np.errstate(all="ignore"):
            self.program.forward()
            self.program.error()
        return self.program.loss

    def surface(self, span: float | None = None, grid: int = 51) -> Iterator[Row]:
        """Heights over a square of ``grid`` points a side, a line at a time; closing the generator stops it."""
        places = np.linspace(-1.0, 1.0, grid) * (self.plane.span if span is None else span)
        theta, program = self.program.theta, self.program
        for number, y in enumerate(places):
            start, losses = self.plane.at(0.0, float(y)), np.empty(grid)
            with np.errstate(all="ignore"):
                for at, x in enumerate(places):
                    np.multiply(self.plane.across, x, out=theta)
                    np.add(theta, start, out=theta)
                    program.forward()
                    program.error()
                    losses[at] = program.loss
            yield Row(number, float(y), losses)

    def stand(self, x: float, y: float) -> Step:
        """Height and slopes at a point: the gradient seen from within the plane."""
        self.program.theta[:] = self.plane.at(x, y)
        with np.errstate(all="ignore"):
            self.program.run()
        gradient = self.program.grad
        across, up = float(gradient @ self.plane.across), float(gradient @ self.plane.up)
        return Step(x, y, self.program.loss, across, up)

    def descend(self, x: float, y: float, rate: float, steps: int) -> Iterator[Step]:
        """The start and ``steps`` steps of gradient descent within the plane; it ends where the loss is no number."""
        here = self.stand(x, y)
        yield here
        for _ in range(steps):
            if not np.isfinite([here.loss, here.slope_x, here.slope_y]).all():
                return
            x, y = here.x - rate * here.slope_x, here.y - rate * here.slope_y
            if not np.isfinite([x, y]).all():
                return
            here = self.stand(x, y)
            yield here
