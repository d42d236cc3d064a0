"""GaussianNoise: while training, adds random numbers, so that nothing is learnt that hangs on a last digit.

Keras's meaning: normal, mean 0, spread ``stddev``; nothing outside training. The numbers of the last step are kept in
``noise`` (features..., n).
"""

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index
from core.arithmetic.view import Quantity, View
from core.frozen import dataclass
from core.layers.base import Build, Layer, Op, put
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class GaussianNoise(Layer, kind="GaussianNoise"):
    """Adds random numbers while training."""

    title = "Adds random numbers while training, against learning by heart."
    outcome = "what enters it, with random numbers added"
    icon = "layer-noise"
    slim = True

    stddev: float = option(0.1, low=0.0, label="Spread", help="Standard deviation of what is added.")

    def op(self, build: Build) -> Op:
        return GaussianNoiseOp(build, self.stddev)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"GaussianNoise · {self.stddev:g}"


class GaussianNoiseOp(Op):
    """z = a = x + noise while training, x itself otherwise."""

    resting = "GaussianNoise is off here: it would add other numbers in each pass."

    def __init__(self, build: Build, stddev: float) -> None:
        super().__init__(build)
        self.x = build.sources[0].a
        self.rng, self.training = build.rng, build.training
        self._spread = np.array(stddev, build.dtype)
        self.noise = np.zeros(self.z.shape, build.dtype)

    def forward(self) -> None:
        """Draws and adds."""
        if not self.training:
            np.copyto(self.z, self.x)
            return
        self.rng.standard_normal(out=self.noise, dtype=self.noise.dtype.type)
        np.multiply(self.noise, self._spread, out=self.noise)
        np.add(self.x, self.noise, out=self.z)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """delta itself: what was added does not depend on x."""
        put(self.delta, out, add)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """x + noise."""
        source = self.sources[0]
        noise = Quantity(at.symbol("noise", self, neuron), at.values(self.noise, neuron), at.ref(self, neuron))
        terms = [((at.read("a", source, neuron),), at.wire(self, neuron, source, neuron))]
        return (at.group([*terms, ((noise,), None)] if self.training else terms),)
