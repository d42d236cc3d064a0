"""One contender of the benchmark of keys: the window with one network, walked by keyboard, measured from inside.

``python -m tests.benchmarks.keys_window "digits 64-32-10" 150`` prints one line of JSON, or null without its data.
"""

import json
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from tests.benchmarks.smoothness_window import CASES, open_window, wait

if TYPE_CHECKING:
    from gui.main_window import MainWindow

__all__ = ("CASES",)
REST_MS = 30
"""Between two keys, so that animations are interrupted now and then, as by a quick hand."""


class Presses(QObject):
    """Presses a key and waits for the drawing that shows where it leads."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._runner = window.runner
        self._stops = window.walk.strip.stops
        self._before: object = None
        self._loop = QEventLoop()
        self._painted_at = 0.0
        window.views.canvas.drawing.painted.connect(self._painted)

    def _painted(self) -> None:
        walk = self._runner.walk
        if self._loop.isRunning() and walk is not None and walk.position != self._before:
            self._painted_at = time.perf_counter()
            self._loop.quit()

    def press(self, key: Qt.Key) -> float:
        """Milliseconds from the key to the end of the paint."""
        walk = self._runner.walk
        self._before = walk.position if walk is not None else None
        begun = time.perf_counter()
        QTimer.singleShot(0, self, lambda: QTest.keyClick(self._stops, key))
        self._loop.exec()
        return (self._painted_at - begun) * 1000.0


def measure(name: str, count: int) -> dict[str, float] | None:
    """Times of ``count`` stops on and as many back."""
    project = CASES[name]()
    if project is None:
        return None
    window = open_window(project)
    window.runner.open_walk(True)
    while window.runner.walk is None:
        wait(0.1)
    wait(0.5)
    presses = Presses(window)
    times: dict[Qt.Key, list[float]] = {Qt.Key.Key_Right: [], Qt.Key.Key_Left: []}
    for key, found in times.items():
        for number in range(count):
            found.append(presses.press(key))
            wait(REST_MS / 1000.0 if number % 4 else 0.45)
    window.runner.close()
    window.hide()
    on, back = times.values()
    return {
        "on": float(np.median(on)), "on99": float(np.percentile(on, 99)), "on_max": max(on),
        "back": float(np.median(back)), "back99": float(np.percentile(back, 99)), "back_max": max(back),
    }  # fmt: skip


def main() -> None:
    """Measure the case named on the command line."""
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))


if __name__ == "__main__":
    main()
