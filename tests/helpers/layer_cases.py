"""Every layer kind with the settings under which it is checked, as plain data, and the small networks made of them.

A Case is a layer, the shape of an example and the branches that lead to it; ``network(case)`` puts a Dense output
behind it. Example: ``Case(Flatten(), (2, 3, 3))`` is Input, tanh, Flatten, Dense with the ids 1, 2, 3 and 4 or 5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Prepared
from core.layers import (
    Activation,
    Add,
    AveragePooling1D,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    Input,
    Layer,
    LayerNormalization,
    MaxPooling1D,
    MaxPooling2D,
    Multiply,
    Reshape,
    SpatialDropout1D,
    SpatialDropout2D,
    UpSampling2D,
    ZeroPadding2D,
)  # fmt: skip
from core.layers.base import Regularizer
from core.network import NetworkSpec, Node
from core.program import Program, compile_network
from core.task import Shape
from tests.helpers.networks import rows

TANH = (Activation(activation="tanh"),)
SIGMOID = (Activation(activation="sigmoid"),)
Rows = NDArray[np.float64]


def normal(count: int, shape: Shape) -> Rows:
    """Rows without ties."""
    return np.random.default_rng(3).normal(size=(count, *shape))


def words(count: int, shape: Shape) -> Rows:
    """Whole numbers, some of them twice in a row."""
    return np.random.default_rng(3).integers(0, 6, (count, *shape)).astype(np.float64)


@dataclass(frozen=True)
class Case:
    """A layer, the shape of an example, the chains of layers between Input and it, and what its rows hold."""

    layer: Layer
    shape: Shape
    branches: tuple[tuple[Layer, ...], ...] = (TANH,)
    rows: Callable[[int, Shape], Rows] = normal
    random: bool = False
    """Draws numbers while training."""
    coupled: bool = False
    """Examples of a minibatch depend on each other while training."""
    blames: bool = True
    """Sends blame back to its sources."""
    keras: bool = True

    def __str__(self) -> str:
        settings = {key: value for key, value in self.layer.to_json().items() if key not in ("kind", "trainable")}
        own = {key: value for key, value in settings.items() if value != type(self.layer)().to_json()[key]}
        said = ",".join(f"{key}={value}" for key, value in own.items() if not isinstance(value, dict))
        return f"{self.layer.kind}({said})-{'x'.join(map(str, self.shape))}".replace(" ", "")


CASES: tuple[Case, ...] = (
    Case(Dense(units=3, activation="tanh"), (4,)),
    Case(Dense(units=3, use_bias=False), (4,)),
    Case(Activation(activation="gelu"), (2, 3)),
    Case(Activation(activation="softmax"), (2, 2, 3), keras=True),
    Case(Dropout(rate=0.4), (5,), random=True),
    Case(Flatten(), (2, 3, 3)),
    Case(Flatten(), (3, 2)),
    Case(Add(), (2, 3), (TANH, SIGMOID)),
    Case(Add(), (4,), (TANH, SIGMOID, (Dense(units=4),))),
    Case(Multiply(), (2, 2, 3), (TANH, SIGMOID)),
    Case(Multiply(), (3,), (TANH, SIGMOID, (Dense(units=1),))),
    Case(Concatenate(), (3,), (TANH, (Dense(units=2, activation="tanh"),))),
    Case(Concatenate(), (2, 2, 3), (TANH, SIGMOID, TANH)),
    Case(Conv2D(filters=2, kernel_size=(2, 2), activation="tanh"), (4, 3, 2)),
    Case(Conv2D(filters=3, kernel_size=(3, 2), padding="same", use_bias=False), (3, 4, 1)),
    Case(Conv2D(filters=2, kernel_size=(2, 2), padding="same", activation="softmax"), (3, 3, 3)),
    Case(Conv2D(filters=2, kernel_size=(2, 3), strides=(2, 1)), (5, 4, 2)),
    Case(Conv2D(filters=2, kernel_size=(3, 3), strides=(2, 2), padding="same"), (4, 5, 2)),
    Case(Conv2D(filters=2, kernel_size=(2, 2), dilation_rate=(2, 1)), (4, 3, 2)),
    Case(Conv2D(filters=4, kernel_size=(2, 2), dilation_rate=(1, 2), padding="same", groups=2), (3, 3, 4)),
    Case(Conv2D(filters=4, kernel_size=(2, 2), groups=2, strides=(1, 2)), (3, 4, 2)),
    Case(Conv2D(filters=4, kernel_size=(3, 3), padding="same", groups=4), (3, 3, 4)),
    Case(Conv2D(filters=2, kernel_size=(2, 2), kernel_regularizer=Regularizer(l2=0.1)), (3, 3, 1), ((),)),
    Case(Conv1D(filters=2, kernel_size=3, activation="tanh"), (6, 2)),
    Case(Conv1D(filters=3, kernel_size=2, padding="same", strides=2), (5, 2)),
    Case(Conv1D(filters=2, kernel_size=2, padding="same", dilation_rate=2, groups=2), (5, 4)),
    Case(Conv1D(filters=2, kernel_size=2), (4, 3), ((),)),
    Case(MaxPooling2D(), (4, 4, 3)),
    Case(MaxPooling2D(pool_size=(3, 2), strides=(1, 2)), (5, 5, 1)),
    Case(MaxPooling2D(pool_size=(2, 2), padding="same"), (3, 5, 2)),
    Case(MaxPooling2D(pool_size=(3, 3), strides=(2, 2), padding="same"), (4, 3, 1)),
    Case(MaxPooling1D(pool_size=3, strides=2), (7, 2)),
    Case(MaxPooling1D(padding="same"), (5, 2), ((),)),
    Case(AveragePooling2D(), (5, 4, 3)),
    Case(AveragePooling2D(pool_size=(3, 3), strides=(1, 2), padding="same"), (4, 5, 2)),
    # Keras on PyTorch repeats the edge where padding is uneven; on TensorFlow and JAX it is not counted.
    Case(AveragePooling2D(pool_size=(3, 2), strides=(2, 1), padding="same"), (4, 4, 2), keras=False),
    Case(AveragePooling1D(pool_size=3, strides=1, padding="same"), (5, 2)),
    Case(AveragePooling1D(), (4, 2), ((),)),
    Case(GlobalMaxPooling2D(), (3, 2, 3)),
    Case(GlobalMaxPooling1D(keepdims=True), (4, 3), ((),)),
    Case(GlobalAveragePooling2D(keepdims=True), (3, 2, 3)),
    Case(GlobalAveragePooling1D(), (4, 3)),
    Case(Multiply(), (3, 2, 3), (TANH, (*TANH, GlobalAveragePooling2D(keepdims=True)))),
    Case(Add(), (3, 2, 3), ((GlobalMaxPooling2D(keepdims=True),), TANH)),
    Case(Reshape(target_shape=(3, 2, 2)), (12,)),
    Case(Reshape(target_shape=(-1, 3)), (2, 2, 3)),
    Case(Reshape(target_shape=(-1,)), (2, 2, 3), ((),)),
    Case(BatchNormalization(), (3,), coupled=True),
    Case(BatchNormalization(momentum=0.5, epsilon=0.1), (2, 3, 3), coupled=True),
    Case(BatchNormalization(scale=False), (3, 2), ((),), coupled=True),
    Case(BatchNormalization(center=False, trainable=False), (3,)),
    Case(LayerNormalization(), (4,)),
    Case(LayerNormalization(scale=False, epsilon=0.01), (2, 2, 3)),
    Case(LayerNormalization(center=False), (3, 4), ((),)),
    Case(SpatialDropout1D(rate=0.3), (3, 4), random=True),
    Case(SpatialDropout2D(rate=0.5), (2, 3, 3), random=True),
    Case(GaussianNoise(stddev=0.3), (2, 2, 3), random=True),
    Case(Embedding(input_dim=6, output_dim=3), (4,), ((),), words, blames=False),
    Case(Embedding(input_dim=6, output_dim=2, embeddings_regularizer=Regularizer(l2=0.1)), (3,), ((),), words,
         blames=False),
    Case(UpSampling2D(), (2, 3, 3)),
    Case(UpSampling2D(size=(1, 3)), (3, 2, 1), ((),)),
    Case(ZeroPadding2D(), (2, 3, 3)),
    Case(ZeroPadding2D(padding=(0, 1, 2, 3)), (2, 2, 1), ((),)),
)  # fmt: skip


def trained_first(case: Case) -> tuple[Layer, ...]:
    """A layer with weights that keeps the shape; none where whole numbers enter."""
    if not case.blames:
        return ()
    width = case.shape[-1]
    kinds: dict[int, Layer] = {
        1: Dense(units=width, activation="tanh"), 2: Conv1D(filters=width, kernel_size=1, activation="tanh"),
        3: Conv2D(filters=width, kernel_size=(1, 1), activation="tanh"),
    }  # fmt: skip
    return (kinds[len(case.shape)],)


def network(
    case: Case, *, loss: str = "mean_squared_error", units: int = 2, trained: bool = False
) -> NetworkSpec:
    """Input, the branches, the layer (its node is called "tried"), Flatten where it is needed, a Dense output.

    ``trained``: with weights in front of it, without which no blame passes through it.
    """
    nodes = [Node(1, "entry", Input(shape=case.shape))]
    ends: list[int] = []
    for branch in case.branches:
        end = 1
        for layer in (*(trained_first(case) if trained else ()), *branch):
            nodes.append(Node(len(nodes) + 1, f"before {len(nodes)}", layer, (end,)))
            end = len(nodes)
        ends.append(end)
    nodes.append(Node(len(nodes) + 1, "tried", case.layer, tuple(ends)))
    found = NetworkSpec(tuple(nodes), loss, len(nodes) + 1)
    if len(found.shapes[len(nodes)]) > 1:
        nodes.append(Node(len(nodes) + 1, "flat", Flatten(), (len(nodes),)))
    nodes.append(Node(len(nodes) + 1, "output", Dense(units=units), (len(nodes),)))
    return NetworkSpec(tuple(nodes), loss, len(nodes) + 1)


def tried(spec: NetworkSpec) -> int:
    """The id of the layer under test."""
    return next(node.id for node in spec.nodes if node.name == "tried")


def compiled(case: Case, n: int = 4, *, training: bool = True, seed: int = 1, trained: bool = False) -> Program:
    """The case's network in float64 with rows and targets loaded."""
    program = compile_network(network(case, trained=trained), batch=n, dtype=np.float64, seed=seed, training=training)
    spread = np.random.default_rng(seed)
    program.theta += spread.normal(0.0, 0.1, program.theta.shape)  # biases that are not 0
    program.state += spread.uniform(0.0, 0.3, program.state.shape)
    program.load(case.rows(n, case.shape), spread.normal(size=(n, 2)))
    return program


def prepared(case: Case, count: int = 14) -> Prepared:
    """Rows of the case with two numbers to predict."""
    return rows(case.rows(count, case.shape), np.random.default_rng(0).normal(size=(count, 2)), validation=3)


def settings_for_keras(layer: Layer) -> dict[str, Any]:
    """The layer's settings as Keras's class of the same name takes them."""
    own = {"kind", "locked", "kernel_regularizer"} | ({"trainable"} if layer.trainable is True else set())
    found = {key: value for key, value in layer.to_json().items() if key not in own and not isinstance(value, dict)}
    if isinstance(layer, ZeroPadding2D) and len(layer.padding) == 4:
        found["padding"] = (layer.padding[:2], layer.padding[2:])
    return found
