"""One contender of the smoothness benchmark: the window with one network, measured from inside the process.

``python -m tests.benchmarks.smoothness_window "digits 64-32-10" 10`` prints one line of JSON, or null without its data.
With a third word, ``parts``, it prints what the window's thread spends its time on instead.
"""

import gzip
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from core.data import load, prepare
from core.data_spec import ArraysData, BuiltinData, DataSpec, ToyData
from core.edit import append_to_end
from core.engines import cache
from core.fitting import suggest_network
from core.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D
from core.network import NetworkSpec, Node
from core.project import ProjectSpec, TrainingSpec
from core.threads import share_cores
from core.trainer import Trainer
from tests.benchmarks.frame_parts import Parts

if TYPE_CHECKING:
    from gui.main_window import MainWindow

HEADLESS_SECONDS, ROUNDS = 0.5, 5
TICK_MS = 10


def _project(data: DataSpec, hidden: tuple[int, ...], activation: str, batch: int) -> ProjectSpec:
    dataset, _ = load(data)
    network = suggest_network(dataset.task, hidden, activation)
    return ProjectSpec(network, TrainingSpec(epochs=1_000_000, batch_size=batch), data)


def _mnist_path() -> Path | None:
    """60,000 handwritten digits as npz, where the public idx files lie beside the checkout."""
    folder = Path(os.environ.get("CHAINRULE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "mnist"
    images, labels = folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    if not images.exists() or not labels.exists():
        return None
    path = Path(tempfile.mkdtemp()) / "mnist.npz"
    x = np.frombuffer(gzip.decompress(images.read_bytes()), np.uint8, offset=16).reshape(-1, 28, 28)
    y = np.frombuffer(gzip.decompress(labels.read_bytes()), np.uint8, offset=8)
    np.savez(path, x=x, y=y.astype(np.int64))
    return path


def _mnist() -> ProjectSpec | None:
    path = _mnist_path()
    return _project(ArraysData(path=str(path)), (128,), "relu", 64) if path is not None else None


def _lenet() -> ProjectSpec | None:
    """LeCun's network of 1998 with max pooling: 61,706 weights."""
    path = _mnist_path()
    if path is None:
        return None
    network = NetworkSpec((Node(1, "input", Input(shape=(28, 28, 1))),), "categorical_crossentropy", 2)
    project = ProjectSpec(network, TrainingSpec(epochs=1_000_000, batch_size=64), ArraysData(path=str(path)))
    for layer in (
        Conv2D(filters=6, kernel_size=(5, 5), padding="same", activation="tanh"), MaxPooling2D(),
        Conv2D(filters=16, kernel_size=(5, 5), activation="tanh"), MaxPooling2D(), Flatten(),
        Dense(units=120, activation="tanh"), Dense(units=84, activation="tanh"), Dense(units=10, activation="softmax"),
    ):  # fmt: skip
        project = append_to_end(project, layer)
    return project


CASES: dict[str, Callable[[], ProjectSpec | None]] = {
    "spiral 2-8-8-1": lambda: _project(ToyData(name="spiral"), (8, 8), "tanh", 20),
    "digits 64-32-10": lambda: _project(BuiltinData(name="digits"), (32,), "relu", 32),
    "MNIST 784-128-10": _mnist,
    "MNIST LeNet-5": _lenet,
}


class Paints(QObject):
    """Notes the time of every paint of what it watches."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.times: list[float] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


def headless(project: ProjectSpec) -> float:
    """Steps a second without a window, the median of some rounds."""
    assert project.data is not None
    share_cores()  # the same number of threads as beside a window
    dataset, spec = load(project.data)
    trainer = Trainer(project.network, project.training, prepare(dataset, spec))
    trainer.run(0.5)
    return median(_pace(trainer) for _ in range(ROUNDS))


def _pace(trainer: Trainer) -> float:
    begun = time.perf_counter()
    return trainer.run(HEADLESS_SECONDS) / (time.perf_counter() - begun)


def wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def open_window(project: ProjectSpec) -> "MainWindow":
    """The real window on a project, large as the screen, its first snapshot shown."""
    from gui.app import make_application
    from gui.document import Document
    from gui.garbage import GarbageCollector
    from gui.main_window import MainWindow
    from gui.runner import TrainingRunner
    from gui.theme_manager import ThemeManager
    from gui.widgets.later import finish

    sys.setswitchinterval(0.001)
    share_cores()
    app = QApplication.instance() or make_application([])
    settings = QSettings(str(Path(tempfile.mkdtemp()) / "settings.ini"), QSettings.Format.IniFormat)
    document = Document(project)
    runner = TrainingRunner(document)
    window = MainWindow(document, runner, ThemeManager(settings, app), settings)
    window.setGeometry(0, 0, 1920, 1080)
    window.show()
    finish(window)
    GarbageCollector(window)  # as in the program: else Python collects in the training thread, in the midst of a frame
    while not runner.can_run or runner.snapshot is None:
        wait(0.1)
    return window


class Lateness(QObject):
    """A timer that notes how many milliseconds it is late each time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.late: list[float] = []
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._note)
        self._clock.start()
        self._timer.start()

    def _note(self) -> None:
        self.late.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - TICK_MS))
        self._clock.restart()

    def stop(self) -> None:
        """Note no more."""
        self._timer.stop()


def in_window(project: ProjectSpec, seconds: float) -> dict[str, float]:
    """What the window does in so many seconds of training."""
    window = open_window(project)
    runner = window.runner
    assert runner.snapshot is not None
    runner.play()
    wait(2.0)
    paints = Paints(window.views.canvas.viewport())
    timer = Lateness(window)
    first, begun, spent = runner.snapshot.step, time.perf_counter(), time.thread_time()
    wait(seconds)
    timer.stop()
    spent = time.thread_time() - spent
    elapsed = time.perf_counter() - begun
    steps = runner.snapshot.step - first
    runner.close()
    window.hide()
    intervals = np.diff(paints.times) * 1000.0
    return {
        "paints": len(paints.times) / elapsed, "interval": float(np.percentile(intervals, 99)),
        "late": float(np.percentile(timer.late, 99)), "worst": max(timer.late), "steps": steps / elapsed,
        "cost": spent * 1000.0 / max(1, len(paints.times)),
    }  # fmt: skip


def parts_of(project: ProjectSpec, seconds: float) -> dict[str, Any]:
    """Milliseconds a paint of the window's thread by part; of the other threads, and by the clock."""
    parts = Parts()
    window = open_window(project)
    window.runner.play()
    wait(2.0)
    paints = Paints(window.views.canvas.viewport())
    parts.begin()
    begun, all_threads, own = time.perf_counter(), time.process_time(), time.thread_time()
    wait(seconds)
    elapsed, own = time.perf_counter() - begun, time.thread_time() - own
    count = max(1, len(paints.times))
    others = time.process_time() - all_threads - own
    found = parts.of_each(count)
    window.runner.close()
    window.hide()
    return {"parts": found, "clock": elapsed * 1000.0 / count, "others": others * 1000.0 / count}


def main() -> None:
    """Measure the case named on the command line."""
    project = CASES[sys.argv[1]]()
    if project is None:
        print("null")
        return
    if cache.installed():
        cache.kernels(project.training.dtype)  # a run takes what is ready when it begins
    if sys.argv[3:]:
        print(json.dumps(parts_of(project, float(sys.argv[2]))))
        return
    alone = headless(project)
    print(json.dumps(in_window(project, float(sys.argv[2])) | {"headless": alone}))


if __name__ == "__main__":
    main()
