"""The hill: the loss over a plane through the weights, coarse to fine, and a walker who descends it.

``Hill`` computes with weights of its own, so a run goes on beside it. It yields every few milliseconds, so whoever
shows it can stop it at any point. Example: 51 x 51 points of a 2-8-8-1 net on 250 rows take 0.1 s, the first picture
of 13 x 13 is there after 0.01 s.
"""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.checkpoint import copy_of
from core.data.dataset import Prepared
from core.errors import SpecError
from core.frozen import dataclass
from core.network import NetworkSpec
from core.planes import ONE_WEIGHT, Plane
from core.program import Program
from core.trial import trial

Floats = NDArray[np.float64]
MOST_ROWS = 1000
COARSE, FINE = 13, 51
"""Points a side of the first picture, and of the last."""


@dataclass(frozen=True, eq=False)
class Surface:
    """Heights (grid, grid), the lowest y first, over ``span`` to each side of the plane's origin.

    Where a point is not computed yet its height is read between coarser points, or nan where there are none.
    """

    heights: Floats
    span: float
    done: int
    points: int
    """How many points there are to compute in all, the coarse ones included."""

    @property
    def finished(self) -> bool:
        """Whether every height is the loss itself."""
        return self.done == self.points

    def at(self, x: float, y: float) -> float:
        """The height at a point, read between the nearest four; nan off the map."""
        last = len(self.heights) - 1
        column, row = ((each / self.span + 1.0) * last / 2.0 for each in (x, y))
        if not (0.0 <= column <= last and 0.0 <= row <= last):
            return float("nan")
        left, low = min(int(column), last - 1), min(int(row), last - 1)
        across, up = column - left, row - low
        four = self.heights[low : low + 2, left : left + 2]
        return float((1 - up) * _between(four[0], across) + up * _between(four[1], across))


def _between(ends: Floats, share: float) -> float:
    return float((1 - share) * ends[0] + share * ends[1])


@dataclass(frozen=True)
class Step:
    """Where the walker stands, and how steep it is there along both sides."""

    x: float
    y: float
    loss: float
    slope_x: float
    slope_y: float

    @property
    def slope(self) -> float:
        """Rise of the loss for one step of the plane's directions, straight uphill."""
        return float(np.hypot(self.slope_x, self.slope_y))

    @property
    def finite(self) -> bool:
        """Whether loss and slopes are numbers, so that a walk can go on."""
        return bool(np.isfinite([self.x, self.y, self.loss, self.slope_x, self.slope_y]).all())


class Hill:
    """The loss over ``plane``, without dropout, on up to ``rows`` training rows (the first ones)."""

    def __init__(
        self, network: NetworkSpec, prepared: Prepared, plane: Plane, rows: int = MOST_ROWS,
        state: Array | None = None,
    ) -> None:  # fmt: skip
        self.plane = plane
        self.program: Program = trial(network, prepared, plane.origin, rows=rows, state=state)

    def loss(self, x: float, y: float) -> float:
        """The height at a point."""
        return self.loss_of(self.plane.at(x, y))

    def loss_of(self, theta: Array) -> float:
        """The height at any weights, on the plane or beside it."""
        self.program.theta[:] = theta
        with np.errstate(all="ignore"):
            self.program.forward()
            self.program.error()
        return self.program.loss

    def surface(self, grid: int = FINE, coarse: int = COARSE, every: float = 0.015) -> Iterator[Surface]:
        """The heights so far about every ``every`` seconds: a coarse grid first, then the fine one from its middle.

        Closing the generator stops it; a further point is computed only when it is asked for.
        """
        total = coarse**2 + grid**2
        rough = np.full((coarse, coarse), np.nan)
        for done in self._sweep(rough, every):
            yield Surface(copy_of(rough), self.plane.span, done, total)
        fine = _refined(rough, grid)
        for done in self._sweep(fine, every):
            yield Surface(copy_of(fine), self.plane.span, coarse**2 + done, total)

    def _sweep(self, heights: Floats, every: float) -> Iterator[int]:
        """Put the losses into ``heights``, the middle rows first; how many are there."""
        grid = len(heights)
        places = np.linspace(-self.plane.span, self.plane.span, grid)
        theta, program, across = self.program.theta, self.program, self.plane.across
        done, begun = 0, time.perf_counter()
        for row in sorted(range(grid), key=lambda each: abs(each - grid // 2)):
            start = self.plane.at(0.0, float(places[row]))
            for column, x in enumerate(places):
                with np.errstate(all="ignore"):
                    np.multiply(across, x, out=theta)
                    np.add(theta, start, out=theta)
                    program.forward()
                    program.error()
                heights[row, column] = program.loss
                done += 1
                if time.perf_counter() - begun >= every or done == grid * grid:
                    yield done
                    begun = time.perf_counter()

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
            x, y = here.x - rate * here.slope_x, here.y - rate * here.slope_y
            if not here.finite or not np.isfinite([x, y]).all():
                return
            here = self.stand(x, y)
            yield here

    def steepest(self, theta: Array) -> tuple[int, int]:
        """Places of the two weights with the largest gradient here; locked ones only where no two are free."""
        self.program.theta[:] = theta
        with np.errstate(all="ignore"):
            self.program.run()
        sizes = np.nan_to_num(np.abs(self.program.grad))
        if len(sizes) < 2:
            raise SpecError(ONE_WEIGHT)
        if self.program.vectors.mask is not None:
            sizes[self.program.vectors.mask == 0.0] -= sizes.max() + 1.0  # below every free one, in the same order
        first, second = np.argsort(-sizes, kind="stable")[:2]
        return int(first), int(second)


def _refined(rough: Floats, grid: int) -> Floats:
    """The coarse heights read at the points of a finer grid."""
    old, new = np.linspace(-1.0, 1.0, len(rough)), np.linspace(-1.0, 1.0, grid)
    wide = np.stack([np.interp(new, old, row) for row in rough])
    return np.stack([np.interp(new, old, column) for column in wide.T], axis=1)
