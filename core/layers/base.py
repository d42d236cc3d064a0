"""Layer, the frozen spec of one layer, and Op, its runtime: the two small protocols every kind fulfils.

A layer states its output shape and its weights; ``op()`` builds the runtime whose arrays are features first and
examples last, ``(features, n)``. Public shapes have no batch axis and channels last, ``(height, width, channels)``.
A new kind is one class here beside its Op, in one file of this folder. Imports the tables, never the network.
"""

from dataclasses import field
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from core.activations import ACTIVATIONS, Array, Work
from core.arithmetic import Group, Index, Line, Ref
from core.arithmetic.view import Product, View
from core.errors import SpecError
from core.frozen import dataclass
from core.initializers import Initializer
from core.spec import Flags, Places, Spec, option
from core.task import Shape


@dataclass(frozen=True)
class Regularizer(Spec):
    """A penalty on large weights: l1 * sum |w| + l2 * sum w^2, added to the loss that is minimised."""

    noun = "regularizer"

    l1: float = option(0.0, low=0.0, label="L1", help="Pulls every weight towards 0 by the same force.", live=True)
    l2: float = option(0.0, low=0.0, label="L2", help="Pulls large weights towards 0 more strongly.", live=True)


@dataclass(frozen=True)
class Weight:
    """One array of weights of a layer: its shape as used inside (Dense: (units_out, units_in)) and how it starts."""

    name: str
    shape: Shape
    initializer: Initializer
    fan_in: int
    fan_out: int
    regularizer: Regularizer = field(default_factory=Regularizer)


class Param(NamedTuple):
    """Views of one weight array into the flat vectors of the program, never copies."""

    value: Array
    grad: Array
    regularizer: Regularizer


@dataclass(frozen=True)
class Build:
    """What a layer receives to build its Op."""

    sources: tuple["Op", ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    n: int
    dtype: np.dtype[np.floating]
    params: dict[str, Param]
    rng: "np.random.Generator"
    training: bool
    state: dict[str, Array] = field(default_factory=dict)
    """Views of the layer's arrays that training changes by no gradient."""

    def buffer(self, shape: Shape) -> Array:
        """A zeroed array in the inner order for a public shape: (features, n) or (channels, ..., n).

        What is never written, such as the blame of a program that only predicts, never takes memory.
        """
        return np.zeros((*inner(shape), self.n), self.dtype)


def inner(shape: Shape) -> Shape:
    """The public shape with channels first: (height, width, channels) becomes (channels, height, width)."""
    return (shape[-1], *shape[:-1])


def size(shape: Shape) -> int:
    """How many numbers one example of this shape holds."""
    return int(np.prod(shape, dtype=np.int64))


class Op:
    """The runtime of one layer: z, a = f(z), da = dL/da, delta = dL/dz, each shaped (features..., n)."""

    coupling: ClassVar[str] = ""
    """A sentence, where one example's numbers depend on the others of its minibatch."""
    says: ClassVar[str] = ""
    """What a walk says of one number instead of "h1 adds up 3 inputs": a predicate, "takes what its word has there"."""
    resting: ClassVar[str] = ""
    """A sentence, where it does otherwise outside training: what an experiment on the side leaves out."""
    z: Array
    a: Array
    da: Array
    delta: Array

    def __init__(self, build: Build, activation: str = "linear") -> None:
        self.sources = build.sources
        self.consumers: list[tuple[Op, int]] = []
        for index, source in enumerate(build.sources):
            source.consumers.append((self, index))
        self.activation = ACTIVATIONS[activation]
        self._make_buffers(build)
        self.work = Work(self.z, self.activation.needs_full)

    def _make_buffers(self, build: Build) -> None:
        linear = self.activation is ACTIVATIONS["linear"]
        self.z = build.buffer(build.output_shape)
        self.a = self.z if linear else build.buffer(build.output_shape)
        self.delta = build.buffer(build.output_shape)
        self.da = self.delta if linear else build.buffer(build.output_shape)

    def forward(self) -> None:
        """z from the sources' outputs, then a = f(z)."""
        self.activation.forward(self.z, self.a, self.work)

    def blame(self) -> None:
        """delta = dL/dz, from what every consumer sends back: (sum over consumers of dL/da) * f'(z)."""
        add = False
        for consumer, index in self.consumers:
            consumer.send_back(index, self.da, add)
            add = True
        self.slope()

    def slope(self) -> None:
        """delta = da * f'(z)."""
        if self.da is not self.delta:
            self.activation.backward(self.z, self.a, self.da, self.delta, self.work)

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """Write (or add) dL/da of source ``index``, found from this layer's delta, to ``out``."""
        raise SpecError(f"{type(self).__name__} sends nothing back.")

    def gradient(self) -> None:
        """dL/dw and dL/db from delta, into the program's flat gradient."""

    @property
    def corners(self) -> str:
        """The function here that has corners, such as relu; empty where all is smooth."""
        return self.activation.name if self.activation.piecewise else ""

    def pieces(self) -> NDArray[Any]:
        """On which piece of that function every number lies; where it changes, slopes do."""
        return np.sign(self.z)

    # -- the same, explained: by default, a layer that treats every number by itself ---------------------------------

    def explain_pass(self, at: View, neuron: Index) -> Product:
        """What this layer multiplies the source's number by, both ways."""
        return ()

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The sum that z of a neuron is."""
        source = self.sources[0]
        product = (*self.explain_pass(at, neuron), at.read("a", source, neuron))
        return (at.group([(product, at.wire(self, neuron, source, neuron))]),)

    def explain_parts(self, at: View, neuron: Index) -> tuple[Line, ...]:
        """Lines about factors of ``explain_forward`` that have an arithmetic of their own."""
        return ()

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """What this layer's neurons send back to ``neuron`` of source ``index``: a product each, and its wire."""
        product = (*self.explain_pass(at, neuron), at.read("δ", self, neuron))
        return [(product, at.wire(self, neuron, self.sources[index], neuron))]

    def explain_blame(self, at: View, neuron: Index) -> tuple[Line, ...]:
        """delta of a neuron from what every consumer sends back; the lines after the first explain its parts."""
        sent = [each for consumer, index in self.consumers for each in consumer.explain_sent(at, index, neuron)]
        return self.activation.explain_blame(at, self, neuron, sent)

    def explain_gradient(self, at: View, array: str, index: Index) -> Product:
        """The product that each example adds to the gradient of one weight."""
        raise SpecError(f"{type(self).__name__} has no weights.")

    def explain_places(self, at: View, array: str, index: Index) -> tuple[Line, ...]:
        """Lines about a factor of ``explain_gradient`` that is a sum itself."""
        return ()


def put(value: Array, out: Array, add: bool) -> None:
    """``out += value`` or ``out = value``."""
    if add:
        np.add(out, value, out=out)
    else:
        np.copyto(out, value)


@dataclass(frozen=True, kw_only=True)
class Layer(Spec):
    """Frozen settings of one layer. Its errors are predicates ("has 0 units"): the network puts the name before."""

    noun = "layer kind"
    title: ClassVar[str] = ""
    """One sentence for the palette."""
    outcome: ClassVar[str] = "made of what enters it"
    """What a walk announces before its forward pass, after "The outputs of h1, "; its activation is told by itself."""
    learnt: ClassVar[str] = "blame times input"
    """What a walk announces before its gradient, after "The gradient of each weight of h1, "."""
    group: ClassVar[str] = "Neurons"
    icon: ClassVar[str] = ""
    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    """Fewest and most wires that may enter."""
    slim: ClassVar[bool] = False
    """Whether it passes its numbers on, only arranged, dropped or scaled: a pill on the wire rather than a card."""
    counted: ClassVar[str] = ""
    """The field that says how many numbers or channels come out, for the stepper on its card."""
    wired: ClassVar[bool] = False
    """Whether each weight sits on a wire of its own: weight[j, i] joins number i of the source with neuron j."""

    trainable: bool | Flags = option(True, label="Trained", help="Off: training leaves these weights as they are.")
    locked: Places = ()
    """Single weights that training leaves as they are, by array and place; sorted (see core.locks)."""

    @classmethod
    def drawn(cls) -> Self:
        """The layer as it first lands on the canvas; its defaults, unless a drawing wants others than a file."""
        return cls()

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Public output shape, without the batch axis; SpecError (a predicate) where the inputs do not fit."""
        return inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """The weight arrays for these input shapes."""
        return ()

    def states(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """The arrays that belong to a trained layer but follow no gradient, such as moving statistics."""
        return ()

    def op(self, build: Build) -> Op:
        """The runtime of this layer."""
        raise SpecError("cannot run.")

    def trains(self, array: str) -> bool:
        """Whether training changes the weight array of this name."""
        return self.trainable if isinstance(self.trainable, bool) else dict(self.trainable).get(array, True)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        """What stands under the name on the card, such as "Dense · 32 · relu"."""
        return self.kind


class MisfitError(SpecError):
    """Input shapes that do not fit; ``insert`` names a layer kind that would make them fit, or is empty."""

    def __init__(self, predicate: str, insert: str = "") -> None:
        super().__init__(predicate)
        self.insert = insert


def show_shape(shape: Shape) -> str:
    """``8 × 8 × 1`` or ``64``."""
    return " × ".join(f"{each:,}" for each in shape)
