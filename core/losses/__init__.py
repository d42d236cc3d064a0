"""Losses: the number that is minimised, and where its gradient starts.

``y`` and ``a`` are ``(outputs, n)``, a column per example; classes are one-hot columns. Every loss divides by ``n``
once, here, so that no other place has to. Where activation and loss match (softmax with categorical, sigmoid with
binary cross-entropy) value and slope are computed from z, which is stable, and delta collapses to (a - y) / n.
"""

from core.losses.base import Loss
from core.losses.distances import Huber, MeanAbsoluteError
from core.losses.entropies import EPSILON, BinaryCrossentropy, CategoricalCrossentropy
from core.losses.squares import HalfSquaredError, MeanSquaredError

LOSSES: dict[str, Loss] = {
    each.name: each
    for each in (
        MeanSquaredError(), MeanAbsoluteError(), Huber(), HalfSquaredError(), BinaryCrossentropy(),
        CategoricalCrossentropy(),
    )
}  # fmt: skip

__all__ = [
    "EPSILON", "LOSSES", "BinaryCrossentropy", "CategoricalCrossentropy", "HalfSquaredError", "Huber", "Loss",
    "MeanAbsoluteError", "MeanSquaredError",
]  # fmt: skip
