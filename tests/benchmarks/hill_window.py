"""One contender of the hill's benchmark: its window over one network, measured from inside the process.

``python -m tests.benchmarks.hill_window "spiral 2-8-8-1"`` prints one line of JSON: seconds for the core alone, for the
window at rest and beside training, and until the first picture is there.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from core.data import load, prepare
from core.data_spec import BuiltinData, DataSpec, ToyData
from core.fitting import suggest_network
from core.hill import Hill
from core.planes import random_directions
from core.project import ProjectSpec, TrainingSpec
from core.threads import share_cores
from core.trainer import Trainer
from tests.benchmarks.smoothness_window import wait


def _project(data: DataSpec, hidden: tuple[int, ...], activation: str, batch: int) -> ProjectSpec:
    dataset, _ = load(data)
    network = suggest_network(dataset.task, hidden, activation)
    return ProjectSpec(network, TrainingSpec(epochs=1_000_000, batch_size=batch), data)


CASES: dict[str, Callable[[], ProjectSpec]] = {
    "spiral 2-8-8-1, 250 rows": lambda: _project(
        ToyData(name="spiral", samples=250, validation_fraction=0.0), (8, 8), "tanh", 20
    ),
    "digits 64-32-10": lambda: _project(BuiltinData(name="digits"), (32,), "relu", 32),
}


def alone(project: ProjectSpec) -> float:
    """Seconds for all heights without a window."""
    assert project.data is not None
    trainer = Trainer(project.network, project.training, prepare(*load(project.data)))
    begun = time.perf_counter()
    hill = Hill(trainer.network, trainer.prepared, random_directions(trainer.program.theta, trainer.program.slots))
    assert list(hill.surface())[-1].finished
    return time.perf_counter() - begun


def in_window(project: ProjectSpec) -> dict[str, float]:
    """Seconds in the hill's window, beside the main window."""
    from gui.app import make_application
    from gui.document import Document
    from gui.main_window import MainWindow
    from gui.runner import TrainingRunner
    from gui.theme_manager import ThemeManager

    sys.setswitchinterval(0.001)
    share_cores()
    app = QApplication.instance() or make_application([])
    settings = QSettings(str(Path(tempfile.mkdtemp()) / "settings.ini"), QSettings.Format.IniFormat)
    document = Document(project)
    runner = TrainingRunner(document)
    window = MainWindow(document, runner, ThemeManager(settings, app), settings)
    window.setGeometry(0, 0, 1920, 1080)
    window.show()
    while not runner.can_run or runner.snapshot is None:
        wait(0.1)
    wait(1.0)
    begun = time.perf_counter()
    hill = window.questions.open("hill")
    assert hasattr(hill, "picture")
    while hill.picture.image.view is None:
        app.processEvents()
    first = time.perf_counter() - begun
    while hill.running:
        app.processEvents()
    rest = time.perf_counter() - begun
    runner.play()
    wait(2.0)
    begun = time.perf_counter()
    hill.ask()
    while hill.running:
        app.processEvents()
    training = time.perf_counter() - begun
    hill.close()
    runner.close()
    window.hide()
    return {"first": first, "rest": rest, "training": training}


def main() -> None:
    """Measure the case named on the command line."""
    project = CASES[sys.argv[1]]()
    print(json.dumps(in_window(project) | {"core": alone(project)}))


if __name__ == "__main__":
    main()
