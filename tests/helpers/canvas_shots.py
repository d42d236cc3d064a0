"""Pictures of the canvas for the eye: several projects, trained for a while, light and dark, at three zooms.

Run it from the checkout: ``python -m tests.helpers.canvas_shots FOLDER [NAME ...]``. It trains in this process with
the real trainer and prints how long a paint takes at 1400 x 900.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication

from core.activations import Array
from core.data import load, prepare
from core.data.dataset import Dataset, Prepared
from core.data_spec import BuiltinData, ToyData
from core.edit import add_layer, append_to_end, connect, insert_layer, remove_layers, rename
from core.examples import open_example
from core.fitting import suggest_network
from core.layers import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalMaxPooling1D,
    Input,
    Layer,
    MaxPooling2D,
)
from core.network import NetworkSpec, Node
from core.observe import Observer
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from core.trainer import Trainer
from gui.canvas.detail import Detail
from gui.canvas.legend import Legend
from gui.canvas.scene import CanvasScene
from gui.document import Document
from gui.run_state import RunState
from gui.selection import Selection
from gui.theme import DARK, LIGHT, set_current_theme


class StillRunner(QObject):
    """A runner that trains when told to, in this thread."""

    snapshot_ready = Signal(object)
    stop_wanted = Signal()
    state_changed = Signal(object)
    prepared_changed = Signal(object)
    nudge_ready = Signal(object)

    def __init__(self, prepared: Prepared | None) -> None:
        super().__init__()
        self.prepared = prepared
        self.task = prepared.dataset.task if prepared else None
        self.snapshot = None
        self.state = RunState.PAUSED
        self.trainer: Trainer | None = None

    def train(self, project: ProjectSpec, epochs: int, row: int) -> None:
        """Train and look once."""
        self.trainer = Trainer(project.network, project.training, self.prepared)
        self.observer = Observer(self.trainer, row)
        for _ in range(epochs):
            self.trainer.epoch()
        self.look()

    def theta(self) -> Array | None:
        """The weights as they are."""
        return self.snapshot.theta if self.snapshot else None

    def look(self) -> None:
        """Take a snapshot."""
        self.snapshot = self.observer.snapshot(1, 100.0)
        self.snapshot_ready.emit(self.snapshot)


class StillTheme(QObject):
    """A theme manager that only tells."""

    changed = Signal(object)


def _builtin(name: str, hidden: tuple[int, ...] | None = None, **training: object) -> tuple[ProjectSpec, Dataset]:
    data = BuiltinData(name=name)
    dataset, _ = load(data)
    network = suggest_network(dataset.task, hidden)
    return ProjectSpec(network, TrainingSpec(**training), data), dataset


def digits() -> tuple[ProjectSpec, Dataset]:
    return _builtin("digits", epochs=40)


def dropout() -> tuple[ProjectSpec, Dataset]:
    project, dataset = _builtin("digits", (32, 16), epochs=40)
    return insert_layer(project, Dropout(rate=0.2), source=4, target=5), dataset


def iris() -> tuple[ProjectSpec, Dataset]:
    return _builtin("iris", epochs=60)


def cancer() -> tuple[ProjectSpec, Dataset]:
    return _builtin("breast_cancer", epochs=30)


def diabetes() -> tuple[ProjectSpec, Dataset]:
    return _builtin("diabetes", epochs=60)


def spirals() -> tuple[ProjectSpec, Dataset]:
    data = ToyData(name="spiral")
    dataset, _ = load(data)
    network = suggest_network(dataset.task, (8, 8), "tanh")
    from core.optimizers import Adam

    training = TrainingSpec(epochs=400, optimizer=Adam(learning_rate=0.02), batch_size=20)
    return ProjectSpec(network, training, data), dataset


def sine() -> tuple[ProjectSpec, Dataset]:
    data = ToyData(name="sine")
    dataset, _ = load(data)
    return ProjectSpec(suggest_network(dataset.task, (8, 6), "tanh"), TrainingSpec(epochs=60), data), dataset


def mazur() -> tuple[ProjectSpec, Dataset]:
    task = Task((2,), "regression", (), ("o1", "o2"), ("x1", "x2"))
    dataset = Dataset(np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]), task, standardize_target=False)
    network = NetworkSpec(
        (
            Node(1, "input", Input(shape=(2,))),
            Node(2, "hidden", Dense(units=2, activation="sigmoid"), (1,)),
            Node(3, "output", Dense(units=2, activation="sigmoid"), (2,)),
        ),
        "half_squared_error",
        4,
    )
    return ProjectSpec(network, TrainingSpec(epochs=10, dtype="float64"), None), dataset


def wide() -> tuple[ProjectSpec, Dataset]:
    dataset = large_digits()
    return ProjectSpec(suggest_network(dataset.task, (128,)), TrainingSpec(epochs=4), BuiltinData()), dataset


def problems() -> tuple[ProjectSpec, Dataset]:
    project, dataset = digits()
    project = remove_layers(project, [2])
    project = insert_layer(project, Dense(units=0, activation="tanh"), source=3, target=4)
    return project, dataset


def of_layers(data: BuiltinData, *layers: Layer, **training: object) -> tuple[ProjectSpec, Dataset]:
    """A chain of these layers behind an Input and before the output that the data asks for."""
    dataset, _ = load(data)
    network = NetworkSpec((Node(1, "input", Input(shape=dataset.task.input_shape)),), "categorical_crossentropy", 2)
    project = ProjectSpec(network, TrainingSpec(**training), data)
    for layer in (*layers, Dense(units=dataset.task.outputs, activation="softmax")):
        project = append_to_end(project, layer)
    return project, dataset


def convnet() -> tuple[ProjectSpec, Dataset]:
    return of_layers(
        BuiltinData(name="digits"), Conv2D(filters=8, padding="same", activation="relu"), MaxPooling2D(),
        Conv2D(filters=16, activation="relu"), Flatten(), epochs=20,
    )  # fmt: skip


def large_digits() -> Dataset:
    """The digits as 28 x 28 pictures."""
    dataset, _ = load(BuiltinData(name="digits"))
    x = np.kron(dataset.x[:, :, :, 0], np.ones((1, 4, 4)))[:, 2:30, 2:30, None]
    return replace(dataset, x=x, task=replace(dataset.task, input_shape=(28, 28, 1)))


def lenet() -> tuple[ProjectSpec, Dataset]:
    """LeCun's network of 1998, with max pooling."""
    dataset = large_digits()
    network = NetworkSpec((Node(1, "input", Input(shape=(28, 28, 1))),), "categorical_crossentropy", 2)
    project = ProjectSpec(network, TrainingSpec(epochs=4))
    layers = (
        ("c1", Conv2D(filters=6, kernel_size=(5, 5), padding="same", activation="tanh")), ("s2", MaxPooling2D()),
        ("c3", Conv2D(filters=16, kernel_size=(5, 5), activation="tanh")), ("s4", MaxPooling2D()),
        ("flatten", Flatten()), ("f5", Dense(units=120, activation="tanh")), ("f6", Dense(units=84, activation="tanh")),
        ("output", Dense(units=10, activation="softmax")),
    )  # fmt: skip
    for name, layer in layers:
        project = rename(append_to_end(project, layer), project.network.next_id, name)
    return project, dataset


def residual() -> tuple[ProjectSpec, Dataset]:
    """A convolution with a way around it."""
    project, dataset = of_layers(
        BuiltinData(name="digits"), Conv2D(filters=8, padding="same", activation="relu"),
        Conv2D(filters=8, padding="same"), BatchNormalization(), Activation(activation="relu"),
        Add(), MaxPooling2D(), Flatten(), epochs=10,
    )  # fmt: skip
    return connect(project, 2, 6), dataset


def concatenated() -> tuple[ProjectSpec, Dataset]:
    """Two kernels of different size side by side."""
    project, dataset = of_layers(
        BuiltinData(name="digits"), Conv2D(filters=4, kernel_size=(3, 3), padding="same", activation="relu"),
        Concatenate(), MaxPooling2D(), Flatten(), epochs=10,
    )  # fmt: skip
    wide = Conv2D(filters=4, kernel_size=(5, 5), padding="same", activation="relu")
    project = add_layer(project, wide, inputs=(1,))
    return connect(project, project.network.next_id - 1, 3), dataset


def words() -> tuple[ProjectSpec, Dataset]:
    """A made-up language: twelve words of 20, of two classes by whether one word stands beside another."""
    rng = np.random.default_rng(4)
    x = rng.integers(0, 20, (400, 12))
    y = rng.integers(0, 2, 400)
    place = rng.integers(0, 11, 400)
    x[np.arange(400), place], x[np.arange(400), place + 1] = 3, np.where(y == 1, 7, 9)
    task = Task((12,), "classification", ("statement", "question"), ("class",), tuple(f"w{n + 1}" for n in range(12)))
    dataset = Dataset(x.astype(np.float64), y, task)
    network = NetworkSpec((Node(1, "words", Input(shape=(12,))),), "binary_crossentropy", 2)
    project = ProjectSpec(network, TrainingSpec(epochs=10))
    for layer in (
        Embedding(input_dim=20, output_dim=8), Conv1D(filters=8, kernel_size=3, activation="relu"),
        GlobalMaxPooling1D(), Dense(units=1, activation="sigmoid"),
    ):  # fmt: skip
        project = append_to_end(project, layer)
    return project, dataset


def questions() -> tuple[ProjectSpec, Dataset]:
    """The bundled text net."""
    project = open_example("questions")
    assert project.data is not None
    return project, load(project.data)[0]


def blank() -> tuple[ProjectSpec, Dataset]:
    return digits()


PROJECTS: dict[str, tuple[Callable[[], tuple[ProjectSpec, Dataset]], int, int]] = {
    "digits": (digits, 20, 55), "dropout": (dropout, 10, 12), "spirals": (spirals, 150, 3), "iris": (iris, 60, 20),
    "mazur": (mazur, 1, 0), "wide": (wide, 3, 55), "problems": (problems, 0, 0), "blank": (blank, 0, 0),
    "convnet": (convnet, 5, 55), "lenet": (lenet, 1, 55), "residual": (residual, 4, 55),
    "concatenated": (concatenated, 4, 55), "words": (words, 10, 3), "questions": (questions, 2, 3),
    "cancer": (cancer, 20, 3), "diabetes": (diabetes, 60, 3), "sine": (sine, 60, 3),
}  # fmt: skip


def make(name: str) -> tuple[CanvasScene, StillRunner, Document]:
    """The scene of a project, trained for a while."""
    build, epochs, row = PROJECTS[name]
    project, dataset = build()
    data = project.data or BuiltinData(validation_fraction=0.0)
    if project.data is None:
        data = replace(data, validation_fraction=0.0)
    prepared = prepare(dataset, data, np.float64 if project.training.dtype == "float64" else np.float32)
    if name == "mazur":
        from core.data.preprocessing import Preprocessing

        prepared = replace(prepared, preprocessing=Preprocessing())
        prepared.train.x[:] = dataset.x
    runner = StillRunner(prepared)
    document = Document(project)
    scene = CanvasScene(document, runner, StillTheme(), Selection())
    if epochs:
        runner.train(project, epochs, row)
    return scene, runner, document


def alike(one: QImage, other: QImage) -> bool:
    """Whether two pictures of one size look the same: Qt rounds colours where it clips or lays one upon another."""
    first, second = (np.frombuffer(each.constBits(), np.uint8).astype(np.int16) for each in (one, other))
    return bool(np.abs(first - second).max() <= 4)


def shoot(scene: CanvasScene, zoom: float | None = None, size: tuple[int, int] = (1000, 620)) -> QImage:
    """The scene fitted (or at a zoom) and centred, with the legend."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    rect = scene.content_rect()
    if zoom is None:
        zoom = min(1.0, (size[0] - 40) / rect.width(), (size[1] - 60) / rect.height())
    painter = QPainter(image)
    center = rect.center()
    painter.setTransform(
        QTransform(zoom, 0, 0, zoom, round(size[0] / 2 - zoom * center.x()), round(size[1] / 2 - zoom * center.y()))
    )
    scene.drawBackground(painter, QRectF())
    painter.resetTransform()
    legend = Legend(scene)
    legend.refresh()
    painter.drawPixmap(QPointF(20, size[1] - 34), legend.pixmap())
    painter.end()
    return image


def states(scene: CanvasScene, name: str, folder: Path) -> None:
    """The views, and hover, selection, drop target and pending wire."""
    scene.painter.detail = Detail()
    for view in ("activation", "blame", "gradient", "change"):
        scene.set_view(view)
        shoot(scene).save(str(folder / f"{name}_view_{view}.png"))
    scene.set_view("weight")
    items, links = list(scene.layers.values()), list(scene.links.values())
    scene.selection.set([items[-2].layer_id])
    scene.hover_face(items[-2].layer_id, 3)
    shoot(scene).save(str(folder / f"{name}_state_hover.png"))
    scene.hover_link(links[-1], (1, 0))
    scene.set_drop_target("Dense", links[0])
    start = items[-1].port_out()
    scene.set_pending_wire(start, start + QPointF(60, 60), "That wire would close a circle.")
    shoot(scene).save(str(folder / f"{name}_state_drag.png"))
    scene.clear_pending_wire()
    scene.set_drop_target("Dense", None)
    scene.clear_hover()
    scene.selection.set([])


def measure(name: str) -> tuple[float, float]:
    """Median and largest time of a paint at 1400 x 900 with a new snapshot each, in ms."""
    scene, runner, _ = make(name)
    image = QImage(1400, 900, QImage.Format.Format_RGB32)
    rect = scene.content_rect()
    zoom = min(1400 / rect.width(), 900 / rect.height(), 1.0)
    times = []
    for _ in range(60):
        runner.trainer.step()
        runner.look()
        painter = QPainter(image)
        center = rect.center()
        painter.setTransform(QTransform(zoom, 0, 0, zoom, 700 - zoom * center.x(), 450 - zoom * center.y()))
        started = time.thread_time()
        scene.drawBackground(painter, QRectF())
        times.append((time.thread_time() - started) * 1e3)
        painter.end()
    return float(np.median(times)), max(times[3:])


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    _app = QApplication.instance() or QApplication([])
    for name in sys.argv[2:] or PROJECTS:
        scene, _, _ = make(name)
        for theme in (LIGHT, DARK):
            scene.painter.detail = Detail()
            set_current_theme(theme)
            for label, zoom in (("fit", None), ("far", 0.3), ("near", 1.8)):
                scene.painter.detail = Detail()
                shoot(scene, zoom).save(str(folder / f"{name}_{theme.name}_{label}.png"))
        set_current_theme(LIGHT)
        states(scene, name, folder)
    for name in ("spirals", "digits", "wide"):
        median, worst = measure(name)
        print(f"{name}: {median:.1f} ms, at most {worst:.1f} ms")


if __name__ == "__main__":
    main()
