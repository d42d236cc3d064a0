"""The layer kinds, one family a file. Importing this package registers them all: ``Layer.kinds["Dense"]``."""

from core.layers.activation import Activation
from core.layers.base import Layer, MisfitError, Op, Regularizer, Weight
from core.layers.convolution import Conv1D, Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.merge import Add, Concatenate, Multiply
from core.layers.reshape import Flatten, Input


def drawn_layer(kind: str) -> Layer:
    """A layer of this kind as it first lands on the canvas; KeyError where there is no such kind."""
    found = Layer.kinds[kind]
    assert issubclass(found, Layer)
    return found.drawn()


__all__ = [
    "Activation", "Add", "Concatenate", "Conv1D", "Conv2D", "Dense", "Dropout", "Flatten", "Input", "Layer",
    "MisfitError", "Multiply", "Op", "Regularizer", "Weight", "drawn_layer",
]
