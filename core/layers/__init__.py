"""The layer kinds, one family a file. Importing this package registers them all: ``Layer.kinds["Dense"]``."""

from core.layers.activation import Activation
from core.layers.base import Layer, MisfitError, Op, Regularizer, Weight
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.reshape import Flatten, Input

__all__ = ["Activation", "Dense", "Dropout", "Flatten", "Input", "Layer", "MisfitError", "Op", "Regularizer", "Weight"]
