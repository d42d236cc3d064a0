"""Activation: a layer that only applies a function, for drawings that keep it apart from Dense. Any shape."""

import numpy as np

from core.activations import ACTIVATIONS, Array
from core.frozen import dataclass
from core.layers.base import Build, Layer, Op, put
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class Activation(Layer, kind="Activation"):
    """Applies a function to every number."""

    title = "Applies a function to every number."
    outcome = "what enters it"
    icon = "layer-activation"
    slim = True

    activation: str = option("relu", choices=tuple(ACTIVATIONS), help="The function that is applied.")

    def op(self, build: Build) -> Op:
        return ActivationOp(build, self.activation)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Activation · {self.activation}"


class ActivationOp(Op):
    """z is the source's output, a = f(z); delta = dL/dz is sent back unchanged."""

    def __init__(self, build: Build, activation: str) -> None:
        super().__init__(build, activation)
        self.x = build.sources[0].a

    def forward(self) -> None:
        """z = x; a = f(z)."""
        np.copyto(self.z, self.x)
        self.activation.forward(self.z, self.a, self.work)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """dL/dx is delta itself."""
        put(self.delta, out, add)
