"""The layer kinds, one family a file. Importing this package registers them all: ``Layer.kinds["Dense"]``."""

from core.layers.activation import Activation
from core.layers.base import Layer, MisfitError, Op, Regularizer, Weight
from core.layers.convolution import Conv1D, Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)  # fmt: skip
from core.layers.merge import Add, Concatenate, Multiply
from core.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from core.layers.reshape import Flatten, Input, Reshape


def drawn_layer(kind: str) -> Layer:
    """A layer of this kind as it first lands on the canvas; KeyError where there is no such kind."""
    found = Layer.kinds[kind]
    assert issubclass(found, Layer)
    return found.drawn()


__all__ = [
    "Activation", "Add", "AveragePooling1D", "AveragePooling2D", "Concatenate", "Conv1D", "Conv2D", "Dense",
    "Dropout", "Flatten", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D",
    "GlobalMaxPooling2D", "Input", "Layer", "MaxPooling1D", "MaxPooling2D", "MisfitError", "Multiply", "Op",
    "Regularizer", "Reshape", "Weight", "drawn_layer",
]  # fmt: skip
