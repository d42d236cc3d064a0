"""One contender of the benchmark of keys: the window with one network, walked by keyboard, measured from inside.

``python -m tests.benchmarks.keys_window "digits 64-32-10" 5`` prints one line of JSON, or null without its data: for
each kind of press and each stop it leads to five times [milliseconds, those of processor time of all threads], and
under "machine" how long one fixed loop took before, between and after them.
"""

import json
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from core.engines import cache
from tests.benchmarks.frame_parts import PLACES, Parts, Place
from tests.benchmarks.smoothness_window import CASES, open_window, wait

if TYPE_CHECKING:
    from gui.main_window import MainWindow

__all__ = ("CASES",)
REST_MS = 30
"""Between two keys, so that animations are interrupted now and then, as by a quick hand."""
LOOP, LOOPS = 400_000, 30
"""Passes of an empty loop, about 20 ms here, and how often it runs before, between and after the kinds of presses."""
MACHINE = "machine"
WALK = (
    Place("equation and list of numbers: filled", "gui.walk.afterwards", "Afterwards", ("_next",)),
    Place("equation and list of numbers: painted", "gui.walk.equation_canvas", "EquationCanvas", ("paintEvent",)),
    Place("equation and list of numbers: painted", "gui.walk.number_list", "NumberList", ("paintEvent",)),
)
"""What follows a press, beside the parts of a frame."""
Time = tuple[float, float]
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
        self._count = 0
        self.times: dict[str, dict[str, list[Time]]] = {}
        self.machine: list[float] = []
        window.views.canvas.drawing.painted.connect(self._painted)

    @staticmethod
    def _now() -> Time:
        return time.perf_counter() * 1000.0, time.process_time() * 1000.0

    def _painted(self) -> None:
        walk = self._runner.walk
        if self._loop.isRunning() and walk is not None and walk.position != self._before:
            self._loop.quit()  # which returns once all that is painted in this turn is on the screen

    def press(self, kind: str, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Note the milliseconds from the key to the picture; then rest, after every fourth key for longer."""
        walk = self._runner.walk
        self._before = walk.position if walk is not None else None
        begun = self._now()
        QTimer.singleShot(0, self, lambda: QTest.keyClick(self._stops, key, held))
        self._loop.exec()
        wall, busy = (after - before for after, before in zip(self._now(), begun, strict=True))
        assert self._runner.walk is not None
        stop = f"{key.name.removeprefix('Key_').lower()} to {self._runner.walk.position.stop}"
        self.times.setdefault(kind, {}).setdefault(stop, []).append((wall, busy))
        self._count += 1
        wait(REST_MS / 1000.0 if self._count % 4 else 0.45)

    def walk_to(self, step: int, stop: int) -> None:
        """Go there without measuring."""
        self._runner.walk_to(step, stop)
        while self._runner.walk is None or self._runner.walk.position != (step, stop):
            wait(0.1)
        wait(0.5)

    def press_through(self, rounds: int) -> None:
        """Every stop on and back, so many steps long; the same stop of other minibatches; the ends of a step."""
        assert self._runner.walk is not None
        count = len(self._runner.walk.plan)
        for kind, key in (("on", RIGHT), ("back", LEFT)):
            for _ in range(rounds * count):
                self.press(kind, key)
            time_loops(self.machine)
        for stop in (1, count - 1):
            self.walk_to(0, stop)
            for key in (RIGHT, LEFT):
                for _ in range(rounds):
                    self.press("minibatch", key, Shift)
        self.walk_to(0, 0)
        for _ in range(rounds):
            self.press("step", END)
            self.press("step", HOME)

    def press_over_ends(self, epochs: int) -> None:
        """The press that ends an epoch, and two more before its validation can be over."""
        runner = self._runner
        assert runner.walk is not None and runner.prepared is not None
        last, batch = len(runner.walk.plan) - 1, runner.document.project.training.batch_size
        steps = -(-len(runner.prepared.train) // batch)
        for epoch in range(epochs):
            self.walk_to((epoch + 1) * steps - 1, last - 1)
            self._count = 0
            for _ in range(3):
                self.press("end", RIGHT)


def time_loops(found: list[float]) -> None:
    """Milliseconds of one fixed loop of pure Python, again and again: what the machine itself makes of equal work."""
    for _ in range(LOOPS):
        begun = time.perf_counter()
        for _ in range(LOOP):
            pass
        found.append((time.perf_counter() - begun) * 1000.0)


def _walking(name: str) -> "MainWindow | None":
    """A window with this network, a walk open; None without its data."""
    project = CASES[name]()
    if project is None:
        return None
    if cache.installed():
        cache.kernels(project.training.dtype)  # a run takes what is ready when it begins, and so does the drawing
    window = open_window(project)
    window.runner.open_walk(True)
    while window.runner.walk is None:
        wait(0.1)
    wait(0.5)
    return window


def measure(name: str, rounds: int) -> dict[str, object] | None:
    """Times of so many presses of each kind to each stop, and of the loop."""
    window = _walking(name)
    if window is None:
        return None
    presses = Presses(window)
    time_loops(presses.machine)
    presses.press_through(rounds)
    presses.press_over_ends(rounds)
    time_loops(presses.machine)
    window.runner.close()
    window.hide()
    return {**presses.times, MACHINE: presses.machine}


def parts_of(name: str, rounds: int) -> dict[str, float] | None:
    """Milliseconds of the window's thread for a press to the next stop and what follows it, by part of the window."""
    parts = Parts((*PLACES, *WALK))
    window = _walking(name)
    if window is None or window.runner.walk is None:
        return None
    presses, count = Presses(window), rounds * len(window.runner.walk.plan)
    parts.begin()
    for _ in range(count):
        presses.press("on", RIGHT)
    found = parts.of_each(count)
    window.runner.close()
    window.hide()
    return found


def main() -> None:
    """Measure the case named on the command line, or with a third word take its presses apart."""
    made = parts_of if "parts" in sys.argv[3:] else measure
    print(json.dumps(made(sys.argv[1], int(sys.argv[2]))))


if __name__ == "__main__":
    main()
