"""Class weights: how much an example counts by its class, and what that means for encoded targets.

As Keras's ``class_weight`` they scale each example's loss while training; validation counts every example once.
Balanced weights are rows / (classes * rows of the class), as in scikit-learn. Example: 90 and 10 rows give 0.556 and 5.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Rows
from core.errors import SpecError
from core.metrics import Codings
from core.network import NetworkSpec
from core.program import Shares
from core.project import ClassWeight


def shares_of(spec: ClassWeight | None, network: NetworkSpec, codings: Codings, rows: Rows) -> Shares:
    """By layer id of each head that tells classes apart, how to find an example's weight from its encoded target.

    SpecError where the weights given are not one for each class, or no head tells classes apart.
    """
    if spec is None:
        return {}
    found: Shares = {}
    for node, coding in zip(network.heads, codings.each, strict=True):
        if coding.task.kind != "classification":
            continue
        weights = _weights(spec, rows.target(node.name), coding.task.outputs)
        span = coding.high - coding.low
        if coding.outputs == 1:
            slope = np.array([(weights[1] - weights[0]) / span])
            found[node.id] = slope, float(weights[0] - slope[0] * coding.low)
        else:
            slope = weights / span
            found[node.id] = slope, float(-coding.low * slope.sum())
    if not found:
        raise SpecError("Class weights need classes, and this data asks for numbers; switch them off.")
    return found


def _weights(spec: ClassWeight, labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    if not spec.weights:
        return balanced(labels, classes)
    if len(spec.weights) != classes:
        given = f"{len(spec.weights)} class weight{'s' * (len(spec.weights) != 1)}"
        raise SpecError(f"There are {given} and {classes} classes; give one for each, in their order.")
    return np.array(spec.weights, np.float64)


def balanced(labels: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Weights (classes,) under which every class counts the same in all; 1 for one without rows."""
    counts = np.bincount(labels.astype(np.intp), minlength=classes)[:classes]
    return np.where(counts > 0, len(labels) / (classes * np.maximum(counts, 1)), 1.0)
