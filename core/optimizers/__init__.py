"""Optimizers: from a gradient to a change of the weights. Rules and defaults are Keras's.

An optimizer is a frozen spec. Its ``change`` is one vectorised formula over flat vectors: it reads ``grad`` and the
moments, and writes the change that ``theta`` will receive. The Updater (core/updater.py) calls it in blocks that stay
in cache. ``t`` counts updates from 1. Example: Adam on 100 weights has moments ``m`` and ``v`` of shape (100,).
The factors of a formula are its ``numbers``; they arrive as 0-d arrays, which numpy takes in half the time of a float.
"""

from core.optimizers.adagrad import Adagrad
from core.optimizers.adam import Adam, AdamW
from core.optimizers.base import Moments, Optimizer
from core.optimizers.nadam import Nadam
from core.optimizers.rmsprop import RMSprop
from core.optimizers.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Moments", "Nadam", "Optimizer", "RMSprop"]
