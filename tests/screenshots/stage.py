"""Stage: the real window at 1440 x 900 with settings of its own, and what a picture needs of it.

It waits by letting the event loop run, points with the real mouse pointer, and takes what the screen shows, dialogs
included. Worked shape: ``Stage(app).open("digits", "light")``, ``train(37)``, ``save(folder / "digits_light.png")``.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QPointF, QSettings, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from core.data_spec import DataSpec
from core.edit import set_data
from core.examples import open_example
from gui.document import Document
from gui.inside.lens import Lens
from gui.main_window import MainWindow
from gui.run_state import SPEEDS
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.widgets.later import finish
from tests.screenshots.png import png

PATIENCE = 900.0
ASIDE = QPoint(620, 12)
"""Where the pointer lies on nothing that would light up: the empty part of the menu bar."""


def wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(done: Callable[[], bool], what: str) -> None:
    """Let the window live until something is so."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"After {PATIENCE:.0f} s still not: {what}.")
        wait(0.01)


class Stage:
    """One window with one project."""

    def __init__(self, app: QApplication, name: str, theme: str, data: DataSpec | None = None) -> None:
        folder = Path(tempfile.mkdtemp())
        self.app = app
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        project = open_example(name)
        self.document = Document(set_data(project, data) if data is not None else project)
        self.runner = TrainingRunner(self.document)
        self.theme = ThemeManager(self.settings, app)
        self.theme.choose(theme)
        self.window = MainWindow(self.document, self.runner, self.theme, self.settings)
        self.window.files.start(name)
        self.window.setGeometry(0, 0, 1440, 900)
        QCursor.setPos(ASIDE)
        self.window.show()
        finish(self.window)
        self.window.activateWindow()
        wait_until(lambda: self.runner.can_run and self.runner.snapshot is not None, f"{name} can run")
        wait(0.3)

    def layer(self, name: str) -> int:
        """The id of a layer."""
        return next(node.id for node in self.document.network.nodes if node.name == name)

    def select(self, *names: str) -> None:
        """Choose layers."""
        self.window.views.canvas.desk.selection.set(self.layer(name) for name in names)

    def make_room(self) -> None:
        """Fold the palette, close what stands at the right, and fit the drawing: for long networks."""
        _, inspector, output, *_ = self.window.docks
        inspector.close()
        output.close()
        self.window.views.palette.set_collapsed(True)
        wait(0.4)
        self.window.views.canvas.commands.fit()
        wait(0.3)

    def look_inside(self, layer: str, cell: tuple[int, ...], lens: type[Lens] | None = None) -> None:
        """Click a cell (map, place...) of a layer and look at it through this lens."""
        key, panel = self.layer(layer), self.window.inside.panel
        self.window.views.canvas.cells.choose(key, cell[0], cell[1:])
        wait_until(lambda: panel.isVisible() and panel.lens is not None, "the panel is open")
        if lens is not None:
            panel.choose_lens(lens)
        wait(1.0)
        self.window.views.canvas.commands.fit()
        wait(0.5)

    def show_tab(self, index: int) -> None:
        """Layer, Training or Data."""
        self.window.inspector.setCurrentIndex(index)

    def train(self, epochs: int, pace: str = "Full speed") -> None:
        """Play until this epoch, and go on playing."""
        self.runner.set_speed(next(speed for speed in SPEEDS if speed.label == pace))
        self.runner.play()
        wait_until(lambda: self._epoch() >= epochs, f"epoch {epochs}")

    def walk_to(self, step: int, stop: int) -> None:
        """Open a walk and go to a stop."""
        self.runner.open_walk(True)
        wait_until(lambda: self.runner.walk is not None, "the walk is open")
        self.runner.walk_to(step, stop)
        wait_until(lambda: self.runner.walk is not None and self.runner.walk.position == (step, stop), "the stop")
        wait(1.0)

    def ask(self, name: str) -> Any:
        """Open the window of a question, in the middle, and begin."""
        self.window.actions_[f"explain.{name}"].trigger()
        wait(0.5)
        found = next(each for each in self.app.topLevelWidgets() if each.isVisible() and each is not self.window)
        found.move(QPoint((1440 - found.width()) // 2, (900 - found.height()) // 2))
        return found

    def _epoch(self) -> int:
        return self.runner.snapshot.epoch if self.runner.snapshot is not None else 0

    def point_at_strongest(self, source: str, target: str) -> None:
        """Put the pointer on the strongest link between two layers, near its middle, where it lies free."""
        canvas = self.window.views.canvas
        bundle = canvas.drawing.painter.bundles[self.layer(source), self.layer(target)]
        number = int(np.abs(bundle.values.reshape(-1)[bundle.chosen]).argmax())
        neurons = canvas.drawing.painter.neurons_of((self.layer(source), self.layer(target)), number)
        points = [QPointF(x, y) for x, y, *_ in bundle.finest[number]]
        middle = sum(point.x() for point in points) / len(points)
        for point in sorted(points, key=lambda each: abs(each.x() - middle)):
            place = canvas.mapFromScene(point)
            hit = canvas.hit(place).weight
            if hit is not None and hit.weight == neurons:
                QCursor.setPos(canvas.viewport().mapToGlobal(place))
                wait(0.3)
                return
        raise ValueError(f"No part of the strongest link from {source} to {target} lies free.")

    def save(self, path: Path) -> None:
        """Write what the screen shows where the window is."""
        wait(0.25)
        shot = self.app.primaryScreen().grabWindow(0, 0, 0, 1440, 900).toImage()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(shot))
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")

    def show_dialog(self, dialog: QWidget) -> None:
        """Open a dialog in the middle of the window, as its parent would."""
        dialog.show()
        dialog.move(QPoint((1440 - dialog.width()) // 2, (900 - dialog.height()) // 2))
        wait(0.4)

    def close(self) -> None:
        """End the run and the window."""
        self.runner.close()
        self.window.hide()
        self.window.deleteLater()
        wait(0.1)
