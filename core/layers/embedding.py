"""Embedding: every word, a whole number, has a few numbers of its own that are learnt. Keras's meaning.

(length,) becomes (length, output_dim). The weight is (output_dim, input_dim), a column for each word: what Dense would
be for a word written as a row of zeros with a single one. Words are cut to 0 .. input_dim - 1. Example: 200 words under
Embedding(input_dim=5000, output_dim=50): x (200, n), z (50, 200, n).
"""

import numpy as np

from core.activations import Array
from core.arithmetic import Group, Index, Line, Ref, Symbol
from core.arithmetic.view import Product, Quantity, View
from core.frozen import dataclass
from core.initializers import Initializer, Uniform
from core.layers.base import Build, Layer, MisfitError, Op, Regularizer, Weight, show_shape
from core.layers.dense import add_penalty_slope
from core.spec import option
from core.task import Shape


@dataclass(frozen=True, kw_only=True)
class Embedding(Layer, kind="Embedding"):
    """Gives every word a few numbers of its own."""

    title = "Gives every word a few numbers of its own, which are learnt."
    outcome = "for each word the numbers that stand in its column"
    learnt = "the blame of the places where its word stands, added up"
    group = "Sequences"
    icon = "layer-embedding"
    counted = "output_dim"

    input_dim: int = option(1000, low=1, high=10_000_000, label="Words", help="How many words there are.")
    output_dim: int = option(16, low=1, high=100_000, label="Numbers", help="How many numbers each word has.")
    embeddings_initializer: Initializer = option(Uniform(), label="Starts from", help="How the numbers start.")
    embeddings_regularizer: Regularizer = option(
        Regularizer(), label="Weight decay", help="A penalty on large numbers."
    )  # fmt: skip

    def output_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        if len(inputs[0]) != 1:
            raise MisfitError(f"needs a row of words; it receives {show_shape(inputs[0])}.")
        return (*inputs[0], self.output_dim)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        shape = (self.output_dim, self.input_dim)
        fans = (self.input_dim, self.output_dim)
        return (Weight("weight", shape, self.embeddings_initializer, *fans, self.embeddings_regularizer),)

    def op(self, build: Build) -> Op:
        return EmbeddingOp(build)

    def summary(self, inputs: tuple[Shape, ...]) -> str:
        return f"Embedding · {self.input_dim:,} → {self.output_dim:,}"


class EmbeddingOp(Op):
    """x (length, n) of whole numbers -> z = a (output_dim, length, n)."""

    says = "is looked up in the column of its word"

    def __init__(self, build: Build) -> None:
        super().__init__(build)
        self.x = build.sources[0].a
        self.weight = build.params["weight"]
        self.words = np.zeros(self.x.shape, np.intp)
        self._last = np.array(self.weight.value.shape[1] - 1)
        self._flat = self.words.reshape(-1)
        self._rows = list(zip(self.weight.grad, self.delta.reshape(len(self.delta), -1), strict=True))
        self._penalty = np.empty_like(self.weight.value) if any(vars(self.weight.regularizer).values()) else None

    def forward(self) -> None:
        """z[:, t] = the column of the word at t."""
        np.copyto(self.words, self.x, casting="unsafe")
        np.clip(self.words, 0, self._last, out=self.words)
        self.weight.value.take(self.words, 1, self.z, "clip")

    def send_back(self, index: int, out: Array, add: bool) -> None:
        """Nothing: a word is not a little more or less of another."""
        if not add:
            out.fill(0.0)

    def gradient(self) -> None:
        """dL/dw of a word's column = delta summed over all places where the word stands."""
        self.weight.grad.fill(0.0)
        for slope, delta in self._rows:  # a row at a time: numpy adds along one axis ten times as fast
            np.add.at(slope, self._flat, delta)
        if self._penalty is not None:
            add_penalty_slope(self.weight, self._penalty)

    def explain_forward(self, at: View, neuron: Index) -> tuple[Group, ...]:
        """The word's own number; over the mean, that of each example's word."""
        row, place = neuron
        source = self.sources[0]
        if not at.mean:
            number = int(self.words[place, at.example or 0])
            return (at.group([((at.weight(self, "weight", (row, number), neuron, source, (place,)),), None)]),)
        values = np.asarray(self.z[neuron], np.float64)
        word = Quantity(Symbol("w of the word", at.names.neuron(at.layer(self), neuron)), values)
        return (at.group([((word,), at.wire(self, neuron, source, (place,)))]),)

    def explain_sent(self, at: View, index: int, neuron: Index) -> list[tuple[Product, Ref | None]]:
        """Nothing."""
        return [((at.fixed("0", 0.0), at.read("δ", self, (0, *neuron))), None)]

    def _parts(self, at: View, index: Index) -> list[tuple[Product, Ref | None]]:
        row, word = index
        products: list[tuple[Product, Ref | None]] = []
        for place in range(len(self.words)):
            here = at.values(self.words == word, (place,))
            blame = at.read("δ", self, (row, place))
            stands = Quantity(Symbol(f"[word {place + 1} is {word}]"), here)
            products.append(((blame, stands), blame.ref))
        return products

    def explain_gradient(self, at: View, array: str, index: Index) -> Product:
        """One sum over all places where the word stands."""
        return (at.total("Σ δ", self._parts(at, index)),)

    def explain_places(self, at: View, array: str, index: Index) -> tuple[Line, ...]:
        """That sum, place by place."""
        (total,) = self.explain_gradient(at, array, index)
        return (at.line(total, (at.group(self._parts(at, index)),), "where the word stands"),)
