"""HillDesk: what the hill's window has done in the training thread: the plane, the surface, the walker's slopes.

It holds the Hill of the last survey, used in the training thread only. Worked shape: ``desk.survey(Sides())`` yields
one Drawn and then Surfaces, 13 x 13 and 51 x 51; ``desk.stand(0.2, -0.1)`` yields a Step. Imports core and no widget.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.errors import SpecError
from core.frozen import dataclass
from core.hill import Hill, Step
from core.layers import Dropout
from core.planes import Plane, main_directions, random_directions, two_weights
from core.weight_at import WeightAt, place_of, symbol_of, weight_at
from gui.questions.experiments import Make, Subject

Kind = Literal["weights", "random", "path"]
NAMES: dict[Kind, tuple[str, str]] = {
    "weights": ("weight 1", "weight 2"), "random": ("random direction 1", "random direction 2"),
    "path": ("main direction of the path", "second direction of the path"),
}  # fmt: skip
TOO_LARGE = "No path is kept of a network this large: a single point would fill the memory set aside for it."


@dataclass(frozen=True)
class Sides:
    """What the two sides of the hill are; without ``weights`` the two with the largest gradient."""

    kind: Kind = "weights"
    weights: tuple[WeightAt, WeightAt] | None = None
    seed: int = 0
    zoom: float = 1.0
    """So many times as far to each side as it is worth looking."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """The plane a surface will lie over; ``path`` (points, 2) is where the run has been, the present weights last."""

    plane: Plane
    names: tuple[str, str]
    weights: tuple[WeightAt, WeightAt] | None
    path: NDArray[np.float64]
    steps: tuple[int, ...]
    start: Step
    rows: int
    all_rows: int
    dropout: bool


class HillDesk:
    """See the module's header."""

    def __init__(self) -> None:
        self.hill: Hill | None = None

    def survey(self, sides: Sides) -> Make:
        """Draw a hill around the run's weights."""

        def begin(subject: Subject) -> Iterator[object]:
            trail = subject.trail
            if sides.kind == "path" and trail.too_large:
                raise SpecError(TOO_LARGE)
            return self._survey(sides, subject, list(trail.points), list(trail.steps))

        return begin

    def stand(self, x: float, y: float) -> Make:
        """The loss and the slopes at a point of the hill that was drawn last."""

        def look(_subject: Subject) -> Iterator[object]:
            if self.hill is None:
                raise SpecError("Draw the hill first.")
            yield self.hill.stand(x, y)

        return look

    def _survey(self, sides: Sides, subject: Subject, points: list[Array], steps: list[int]) -> Iterator[object]:
        theta, slots, network = subject.theta, subject.slots, subject.network
        if not steps or steps[-1] < subject.moment.step:
            points, steps = [*points, theta], [*steps, subject.moment.step]
        weights = sides.weights
        if sides.kind == "weights" and weights is None:
            level = np.zeros(len(theta))
            flat = Plane(theta.astype(np.float64), level, level)
            hill = Hill(network, subject.prepared, flat, state=subject.state)
            first, second = hill.steepest(theta)
            weights = (weight_at(slots, first), weight_at(slots, second))
        plane = self._plane(sides, weights, subject, points)
        plane = replace(plane, span=plane.span * sides.zoom)
        self.hill = hill = Hill(network, subject.prepared, plane, state=subject.state)
        names = NAMES[sides.kind]
        if plane.places is not None and weights is not None:
            names = (symbol_of(network, weights[0]).plain, symbol_of(network, weights[1]).plain)
        yield Drawn(
            plane=plane,
            names=names,
            weights=weights if sides.kind == "weights" else None,
            path=np.array([plane.project(each) for each in points]),
            steps=tuple(steps),
            start=hill.stand(*plane.project(theta)),
            rows=hill.program.n,
            all_rows=len(subject.prepared.train),
            dropout=any(isinstance(node.layer, Dropout) for node in network.running),
        )
        yield from hill.surface()

    def _plane(
        self, sides: Sides, weights: tuple[WeightAt, WeightAt] | None, subject: Subject, points: list[Array]
    ) -> Plane:
        if sides.kind == "random":
            return random_directions(subject.theta, subject.slots, sides.seed)
        if sides.kind == "path":
            return main_directions(points)
        assert weights is not None
        first, second = (place_of(subject.slots, each) for each in weights)
        return two_weights(subject.theta, first, second)
