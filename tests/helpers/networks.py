"""Small networks, prepared rows and trainers for tests, in one line each.

``chain((3, 4, 2), "tanh", "softmax", "categorical_crossentropy")`` is a NetworkSpec with ids 1, 2, 3 from the input on;
``rows(x, y)`` a Prepared without validation; ``trainer(...)`` a Trainer on both.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, Prepared, Rows
from core.data.preprocessing import Preprocessing
from core.layers import Dense, Input, Layer
from core.network import NetworkSpec, Node
from core.project import TrainingSpec
from core.task import Task
from core.trainer import Trainer


def stack(*layers: Layer, loss: str = "mean_squared_error") -> NetworkSpec:
    """The layers one behind the other, called after their kind and id."""
    nodes = tuple(
        Node(key, f"{layer.kind.lower()} {key}", layer, (key - 1,) if key > 1 else ())
        for key, layer in enumerate(layers, 1)
    )
    return NetworkSpec(nodes, loss, len(nodes) + 1)


def chain(
    sizes: tuple[int, ...], hidden: str = "tanh", output: str = "linear", loss: str = "mean_squared_error", **dense: Any
) -> NetworkSpec:
    """Input and Dense layers of these sizes; ``dense`` are more settings of every Dense."""
    inner = [Dense(units=units, activation=hidden, **dense) for units in sizes[1:-1]]
    return stack(Input(shape=sizes[:1]), *inner, Dense(units=sizes[-1], activation=output, **dense), loss=loss)


def rows(
    x: NDArray[Any], y: NDArray[Any], *, validation: int = 0, classes: int = 0, target_spread: float = 0.0
) -> Prepared:
    """Prepared rows, the last ``validation`` of them kept aside; integers are classes, anything else numbers."""
    if np.asarray(y).dtype.kind in "iu":
        names = tuple(f"class {each}" for each in range(classes or int(y.max()) + 1))
        task = Task(x.shape[1:], "classification", names, ("class",))
    else:
        y = y.reshape(len(y), -1)
        task = Task(x.shape[1:], "regression", (), tuple(f"y{each}" for each in range(y.shape[1])))
    index, cut = np.arange(len(x)), len(x) - validation
    scale = Preprocessing(target_mean=(0.0,), target_scale=(target_spread,)) if target_spread else Preprocessing()
    return Prepared(
        Rows(x[:cut], y[:cut]), Rows(x[cut:], y[cut:]), scale, Dataset(x, y, task), index[:cut], index[cut:]
    )


def points(count: int = 50, features: int = 3, classes: int = 3, seed: int = 0, validation: int = 0) -> Prepared:
    """Made-up rows to classify; ``classes`` 0 gives one number to predict."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, features))
    y = np.argmax(x @ rng.normal(size=(features, classes)), axis=1) if classes else np.sin(x.sum(axis=1))
    return rows(x, y, validation=validation, classes=classes)


def trainer(network: NetworkSpec, prepared: Prepared, **training: Any) -> Trainer:
    """A Trainer in float64 unless told otherwise."""
    return Trainer(network, TrainingSpec(**({"dtype": "float64"} | training)), prepared)
