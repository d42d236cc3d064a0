"""Trail: the weights a run has passed through, in bounded memory, for whoever looks at its path from above.

Where there are more points than there is room for, every second one is left out. A walk back, or a divergence that
brings earlier weights back, shortens the trail. Imports numpy. Example: 64-32-10 in float32 takes 10 kB a point, so
all 256 points are held; 784-128-10 takes 407 kB, and 32 MB hold 82.
"""

import numpy as np

from core.activations import Array

MOST_BYTES = 32 * 2**20
MOST_POINTS = 256
_FEWEST = 8
"""With room for fewer points than this there is no path worth drawing."""


class Trail:
    """``points[i]`` (weights,) are the weights before step ``steps[i]``, counted from 0; the oldest come first."""

    def __init__(self, limit: int = MOST_BYTES, most: int = MOST_POINTS) -> None:
        self.limit, self.most = limit, most
        self.steps: list[int] = []
        self.points: list[Array] = []
        self.too_large = False
        """Whether so few points would fit that none is kept."""
        self._every, self._offered = 1, 0

    @property
    def nbytes(self) -> int:
        """Memory the points take."""
        return sum(point.nbytes for point in self.points)

    def add(self, step: int, theta: Array) -> None:
        """Note where the run is; what was noted of this step and of later ones is gone."""
        room = min(self.most, self.limit // max(1, theta.nbytes))
        self.too_large = room < _FEWEST
        if self.too_large:
            return
        while self.steps and self.steps[-1] >= step:
            self.steps.pop()
            self.points.pop()
        if self._offered % self._every == 0 or not self.steps:
            self.steps.append(step)
            self.points.append(np.array(theta))
            if len(self.points) > room:
                self.steps, self.points = self.steps[::2], self.points[::2]
                self._every *= 2
        self._offered += 1
