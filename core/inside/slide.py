"""Slide: one filter on its way over one example, step by step, computed by a real convolution of the core.

``slide`` runs a network of Input and convolution with a given kernel and keeps its pass; every stop of the filter is
then a Window. Example: a kernel (1, 3, 3) over a digit of 8 x 8 has 36 stops in 6 rows, one over 10 words of three
numbers each (3 channels, 3 places) has 8 stops in a row.
"""

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index
from core.frozen import dataclass
from core.initializers import Normal
from core.inside.example import Example
from core.inside.window import Window, window_of
from core.layers import Conv1D, Conv2D, Embedding, Flatten, Input
from core.layers.convolution import Convolution
from core.network import NetworkSpec, Node
from core.program import compile_network

_INPUT, _FILTER, _END = 1, 2, 3


@dataclass(frozen=True, eq=False)
class Slide:
    """``x`` is (channels, ...) as the layer sees it, ``output`` (...) what the filter makes of it."""

    example: Example
    x: Array
    output: Array
    stops: tuple[Index, ...]

    def __len__(self) -> int:
        return len(self.stops)

    def at(self, stop: int) -> Window:
        """The window at one stop, counted from 0; beyond the last it stays there."""
        return window_of(self.example, _FILTER, (0, *self.stops[min(max(stop, 0), len(self) - 1)]))


def slide(x: NDArray[np.floating], kernel: NDArray[np.floating], bias: float = 0.0) -> Slide:
    """A filter over ``x``, examples' axes as in public: (length, features) or (height, width, channels).

    ``kernel`` is (channels, width) or (channels, height, width).
    """
    size = kernel.shape[1:]
    flat = len(size) == 1
    layer: Convolution = Conv1D(filters=1, kernel_size=size[0]) if flat else Conv2D(filters=1, kernel_size=size)
    nodes = (
        Node(_INPUT, "input", Input(shape=x.shape)), Node(_FILTER, "filter", layer, (_INPUT,)),
        Node(_END, "end", Flatten(), (_FILTER,)),
    )  # fmt: skip
    program = compile_network(NetworkSpec(nodes, next_id=4), batch=1, dtype=np.float64, training=False)
    for slot in program.slots:
        slot.view(program.theta)[...] = bias if slot.array == "bias" else kernel[None]
    program.load(np.asarray(x, np.float64)[None])
    program.forward()
    example = Example.from_program(program)
    output = example.outputs[_FILTER][0]
    return Slide(example, example.outputs[_INPUT], output, tuple(np.ndindex(output.shape)))


def embedded(words: NDArray[np.integer], size: int, seed: int = 0) -> Array:
    """(words, size): the numbers that a fresh Embedding has for these words."""
    start = Normal(mean=0.0, stddev=0.6)
    layer = Embedding(input_dim=int(words.max()) + 1, output_dim=size, embeddings_initializer=start)
    nodes = (
        Node(_INPUT, "input", Input(shape=words.shape)), Node(_FILTER, "words", layer, (_INPUT,)),
        Node(_END, "end", Flatten(), (_FILTER,)),
    )  # fmt: skip
    program = compile_network(NetworkSpec(nodes, next_id=4), batch=1, dtype=np.float64, seed=seed, training=False)
    program.load(words[None].astype(np.float64))
    program.forward()
    return Example.from_program(program).outputs[_FILTER].T
