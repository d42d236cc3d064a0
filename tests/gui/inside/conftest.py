"""A real runner on small networks of images and words, and the Inside panel over it."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.data_spec import BuiltinData
from core.layers import (
    BatchNormalization,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalMaxPooling1D,
    Input,
    Layer,
    MaxPooling2D,
)
from core.network import NetworkSpec, Node
from core.project import ProjectSpec, TrainingSpec
from gui.inside.panel import InsidePanel
from gui.views import Context

CONV, NORM, POOL, DEEP, OUT = 2, 3, 4, 5, 7
EMBEDDING, SEQUENCE, TOP = 2, 3, 4


def project(data: str, *layers: Layer) -> ProjectSpec:
    """Layers one behind the other on a bundled dataset."""
    nodes = tuple(
        Node(key, f"{layer.kind.lower()}{key}", layer, (key - 1,) if key > 1 else ())
        for key, layer in enumerate(layers, 1)
    )
    network = NetworkSpec(nodes, "categorical_crossentropy", len(nodes) + 1)
    return ProjectSpec(network=network, training=TrainingSpec(epochs=1_000, batch_size=32), data=BuiltinData(name=data))


def digits() -> ProjectSpec:
    """A small convolutional network: ids 1 to 7."""
    return project(
        "digits", Input(shape=(8, 8, 1)), Conv2D(filters=4, padding="same", activation="tanh"), BatchNormalization(),
        MaxPooling2D(), Conv2D(filters=6, kernel_size=(2, 2), activation="relu"), Flatten(),
        Dense(units=10, activation="softmax"),
    )  # fmt: skip


def words() -> ProjectSpec:
    """A small text network: ids 1 to 5."""
    return project(
        "questions", Input(shape=(16,)), Embedding(input_dim=140, output_dim=6),
        Conv1D(filters=5, kernel_size=3, activation="relu"), GlobalMaxPooling1D(), Dense(units=2, activation="softmax"),
    )  # fmt: skip


@pytest.fixture
def open_panel(qtbot: QtBot, open_context: Callable[[ProjectSpec], Context]) -> Iterator[Callable[..., InsidePanel]]:
    """A shown panel over a fresh runner; it is hidden after the test."""
    shown: list[InsidePanel] = []

    def build(spec: ProjectSpec) -> InsidePanel:
        panel = InsidePanel(open_context(spec))
        qtbot.addWidget(panel)
        panel.resize(1100, 330)
        panel.show()
        shown.append(panel)
        return panel

    yield build
    for panel in shown:
        panel.hide()
