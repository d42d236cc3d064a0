"""One contender of the navigation benchmark: the window with a large drawing, panned and zoomed by the wheel.

``python -m tests.benchmarks.navigation_window "200 layers" 120`` prints one line of JSON. The drawing is painted after
each turn of the wheel; a paint's cost is processor time of the window's thread, which other programs hardly change.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from core.data import load
from core.data_spec import ToyData
from core.fitting import suggest_network
from core.project import ProjectSpec, TrainingSpec
from tests.benchmarks.frame_parts import Parts
from tests.benchmarks.smoothness_window import open_window, wait

if TYPE_CHECKING:
    from gui.main_window import MainWindow

CASES: dict[str, tuple[int, ...]] = {"200 layers": (4,) * 198, "1,000 neurons": (24,) * 42}
"""Units of the hidden layers."""
NOTCH = 120


def _project(hidden: tuple[int, ...]) -> ProjectSpec:
    data = ToyData(name="spiral")
    dataset, _ = load(data)
    return ProjectSpec(suggest_network(dataset.task, hidden, "tanh"), TrainingSpec(), data)


def _turns(kind: str, count: int) -> list[tuple[int, Qt.KeyboardModifier]]:
    """Wheel turns and the keys held: panning goes there and back, zooming in and out again."""
    held = Qt.KeyboardModifier.ShiftModifier if kind == "pan" else Qt.KeyboardModifier.NoModifier
    size = NOTCH // 2 if kind == "pan" else NOTCH // 4
    half = count // 2
    ways = (-1, 1) if kind == "pan" else (1, -1)
    return [(size * ways[number >= half], held) for number in range(count)]


def _turn(window: "MainWindow", by: int, held: Qt.KeyboardModifier) -> tuple[float, float]:
    """(processor, clock) milliseconds from one turn of the wheel to the painted window."""
    port = window.views.canvas.viewport()
    at = QPointF(port.rect().center())
    event = QWheelEvent(
        at, QPointF(port.mapToGlobal(at)), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    begun, clock = time.thread_time(), time.perf_counter()
    QApplication.sendEvent(port, event)
    QApplication.processEvents()
    return (time.thread_time() - begun) * 1000.0, (time.perf_counter() - clock) * 1000.0


def _motions(window: "MainWindow", count: int) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """By name: (processor, clock) milliseconds of each turn, fitted and at 100 %."""
    for seen in ("whole", "at 100 %"):
        canvas = window.views.canvas
        canvas.commands.fit()
        if seen != "whole":
            canvas.camera.zoom_to(1.0)
        wait(0.5)
        for kind in ("pan", "zoom"):
            yield f"{kind}, {seen}", [_turn(window, *turn) for turn in _turns(kind, count)]


def measure(name: str, count: int) -> dict[str, dict[str, float]]:
    """Processor and clock time of so many pans and zooms of each kind."""
    window = open_window(_project(CASES[name]))
    window.runner.pause()
    found = {}
    for motion, times in _motions(window, count):
        cost, clock = np.array(times).T
        found[motion] = {
            "median": float(np.median(cost)), "p99": float(np.percentile(cost, 99)), "clock": float(np.median(clock))
        }  # fmt: skip
    window.runner.close()
    window.hide()
    return found


def parts_of(name: str, count: int) -> dict[str, float]:
    """Milliseconds of processor time of a turn by part of the window."""
    parts = Parts()
    window = open_window(_project(CASES[name]))
    window.runner.pause()
    wait(1.0)
    parts.begin()
    turns = sum(len(times) for _, times in _motions(window, count))
    found = parts.of_each(turns)
    window.runner.close()
    window.hide()
    return found


def main() -> None:
    """Measure the case named on the command line; with a third word by parts."""
    ask = parts_of if sys.argv[3:] else measure
    print(json.dumps(ask(sys.argv[1], int(sys.argv[2]))))


if __name__ == "__main__":
    main()
