"""The layer kinds, one family a file. Importing this package registers them all: ``Layer.kinds["Dense"]``."""

from core.layers.activation import Activation
from core.layers.base import Layer, MisfitError, Op, Regularizer, Weight
from core.layers.convolution import Conv1D, Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout, SpatialDropout1D, SpatialDropout2D
from core.layers.embedding import Embedding
from core.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)  # fmt: skip
from core.layers.merge import Add, Concatenate, Multiply
from core.layers.noise import GaussianNoise
from core.layers.normalization import BatchNormalization, LayerNormalization
from core.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from core.layers.reshape import Flatten, Input, Reshape
from core.layers.resizing import UpSampling2D, ZeroPadding2D


def drawn_layer(kind: str) -> Layer:
    """A layer of this kind as it first lands on the canvas; KeyError where there is no such kind."""
    found = Layer.kinds[kind]
    assert issubclass(found, Layer)
    return found.drawn()


__all__ = [
    "Activation", "Add", "AveragePooling1D", "AveragePooling2D", "BatchNormalization", "Concatenate", "Conv1D",
    "Conv2D", "Dense", "Dropout", "Embedding", "Flatten", "GaussianNoise", "GlobalAveragePooling1D",
    "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "Input", "Layer", "LayerNormalization",
    "MaxPooling1D", "MaxPooling2D", "MisfitError", "Multiply", "Op", "Regularizer", "Reshape", "SpatialDropout1D",
    "SpatialDropout2D", "UpSampling2D", "Weight", "ZeroPadding2D", "drawn_layer",
]  # fmt: skip
