"""Small trained-looking models for the tests of files: any activation, any preprocessing, random weights."""

import numpy as np

from core.data.preprocessing import Preprocessing
from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer
from core.model import TrainedModel
from core.network import NetworkSpec, Node
from core.program import compile_network
from core.task import Shape, Task


def chain(*layers: Layer, loss: str = "mean_squared_error") -> NetworkSpec:
    """Layers one behind the other, named ``kind 1``, ``kind 2``..."""
    nodes = tuple(
        Node(number, f"{layer.kind.lower()} {number}", layer, (number - 1,) if number > 1 else ())
        for number, layer in enumerate(layers, 1)
    )
    return NetworkSpec(nodes, loss, len(nodes) + 1)


def classes(count: int, shape: Shape, features: tuple[str, ...] = ()) -> Task:
    """A classification task."""
    return Task(shape, "classification", tuple(f"klasse {each}" for each in range(count)), ("klasse",), features)


def model(
    activation: str = "relu", shape: Shape = (4,), preprocessing: Preprocessing | None = None, *,
    regression: bool = False, dtype: str = "float32", seed: int = 0,
) -> TrainedModel:  # fmt: skip
    """Input, Flatten where needed, Dense with ``activation``, Activation, Dropout, Dense; weights random."""
    task = Task(shape, "regression", (), ("mpg", "weight")) if regression else classes(3, shape)
    flat = (Flatten(),) if len(shape) > 1 else ()
    end = Dense(units=2) if regression else Dense(units=3, activation="softmax")
    network = chain(
        Input(shape=shape), *flat, Dense(units=7, activation=activation), Activation(activation=activation),
        Dropout(rate=0.3), Dense(units=5, activation=activation, use_bias=False), end,
        loss="mean_squared_error" if regression else "categorical_crossentropy",
    )  # fmt: skip
    program = compile_network(network, batch=1, dtype=dtype, seed=seed)
    # Predicted numbers keep near the target's mean, as those of a trained network do.
    size = 0.4 if regression else 0.8
    program.theta[:] = np.random.default_rng(seed).normal(0.0, size, program.theta.shape)
    return TrainedModel.from_vector(network, program.slots, program.theta, task, preprocessing or Preprocessing())


def rows(made: TrainedModel, count: int = 40, seed: int = 3) -> np.ndarray:
    """Raw float32 rows; some numbers missing where the preprocessing fills them."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0.0, 3.0, (count, *made.task.input_shape)).astype(np.float32)
    if made.preprocessing.fill:
        x[rng.random(x.shape) < 0.2] = np.nan
    return x
