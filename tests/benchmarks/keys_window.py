"""One contender of the benchmark of keys: the window with one network, walked by keyboard, measured from inside.

``python -m tests.benchmarks.keys_window "digits 64-32-10" 150`` prints one line of JSON, for each kind of press the
milliseconds and those of processor time of all threads, or null without its data.
"""

import json
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from tests.benchmarks.smoothness_window import CASES, open_window, wait

if TYPE_CHECKING:
    from gui.main_window import MainWindow

__all__ = ("CASES",)
REST_MS = 30
"""Between two keys, so that animations are interrupted now and then, as by a quick hand."""
ENDS = 3
"""Epochs whose last stop is pressed to."""
Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
RIGHT, LEFT, HOME, END = Key.Key_Right, Key.Key_Left, Key.Key_Home, Key.Key_End


class Presses(QObject):
    """Presses a key and waits for the drawing that shows where it leads."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._runner = window.runner
        self._stops = window.walk.strip.stops
        self._before: object = None
        self._loop = QEventLoop()
        self._painted_at = self._now()
        self._count = 0
        self.times: dict[str, list[tuple[float, float]]] = {}
        window.views.canvas.drawing.painted.connect(self._painted)

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter() * 1000.0, time.process_time() * 1000.0

    def _painted(self) -> None:
        walk = self._runner.walk
        if self._loop.isRunning() and walk is not None and walk.position != self._before:
            self._painted_at = self._now()
            self._loop.quit()

    def press(self, kind: str, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Note the milliseconds from the key to the end of the paint; then rest, after every fourth key for longer."""
        walk = self._runner.walk
        self._before = walk.position if walk is not None else None
        begun = self._now()
        QTimer.singleShot(0, self, lambda: QTest.keyClick(self._stops, key, held))
        self._loop.exec()
        wall, busy = (after - before for after, before in zip(self._painted_at, begun, strict=True))
        self.times.setdefault(kind, []).append((wall, busy))
        self._count += 1
        wait(REST_MS / 1000.0 if self._count % 4 else 0.45)

    def walk_to(self, step: int, stop: int) -> None:
        """Go there without measuring."""
        self._runner.walk_to(step, stop)
        while self._runner.walk is None or self._runner.walk.position != (step, stop):
            wait(0.1)
        wait(0.5)

    def press_over_ends(self) -> None:
        """The press that ends an epoch, and two more before its validation can be over."""
        runner = self._runner
        assert runner.walk is not None and runner.prepared is not None
        last, batch = len(runner.walk.plan) - 1, runner.document.project.training.batch_size
        steps = -(-len(runner.prepared.train) // batch)
        for epoch in range(ENDS):
            self.walk_to((epoch + 1) * steps - 1, last - 1)
            self._count = 0
            for _ in range(3):
                self.press("end", RIGHT)


def measure(name: str, count: int) -> dict[str, list[tuple[float, float]]] | None:
    """Times of ``count`` stops on and as many back, of fewer minibatches and ends of a step, and of ends of epochs."""
    project = CASES[name]()
    if project is None:
        return None
    window = open_window(project)
    window.runner.open_walk(True)
    while window.runner.walk is None:
        wait(0.1)
    wait(0.5)
    presses = Presses(window)
    for _ in range(count):
        presses.press("on", RIGHT)
    for _ in range(count):
        presses.press("back", LEFT)
    presses.walk_to(0, 2)
    for key in (RIGHT, LEFT):
        for _ in range(count // 4):
            presses.press("minibatch", key, Shift)
    for _ in range(count // 8):
        presses.press("step", END)
        presses.press("step", HOME)
    presses.press_over_ends()
    window.runner.close()
    window.hide()
    return presses.times


def main() -> None:
    """Measure the case named on the command line."""
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))


if __name__ == "__main__":
    main()
