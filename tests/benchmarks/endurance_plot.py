"""One contender of the benchmark of long runs: a plot of ever more losses, measured from inside its process.

``python -m tests.benchmarks.endurance_plot 10000 100000`` prints one line of JSON: for each number of losses what the
curves take in kB, and milliseconds of processor time to copy them, to fill the plot, and to draw it.
"""

import json
import sys
import time
from statistics import median

import numpy as np
from PySide6.QtWidgets import QApplication

from core.run_log import RunLog
from gui.plots.graph import Graph
from gui.theme import LIGHT

SLICE, EPOCH, LOOKS = 500, 1_000, 15


class LongRun:
    """A log that grows, and the plot of its loss."""

    def __init__(self) -> None:
        self.log, self._made = RunLog(), np.random.default_rng(1)
        self.graph = Graph("Curve over epochs")
        self.graph.resize(428, 180)
        self.graph.show()
        self._curve = self.graph.add_curve()
        self._curve.dress(LIGHT.training, LIGHT)

    def grow(self, count: int) -> None:
        """Record losses up to so many, as training does."""
        for first in range(self.log.step, count, SLICE):
            steps = np.arange(first, first + SLICE)
            self.log.add_losses(steps / EPOCH, self._made.random(SLICE) + 1000.0 / (steps + 1000.0))
        self.log.step = count

    def look(self) -> list[float]:
        """Milliseconds of processor time: curves copied, plot filled, plot drawn; medians."""
        return [median(each) * 1e3 for each in zip(*(self._once() for _ in range(LOOKS)), strict=True)]

    def _once(self) -> tuple[float, float, float]:
        begun = time.thread_time()
        series = self.log.curves().batch_loss
        copied = time.thread_time()
        self._curve.set(series, raw=True)
        self.graph.follow(self.log.step / EPOCH, -1.0, 0.5)
        self.graph.redraw()
        filled = time.thread_time()
        QApplication.processEvents()
        return copied - begun, filled - copied, time.thread_time() - filled


def main() -> None:
    """Measure the numbers of losses on the command line, the smallest first."""
    app = QApplication([])
    run, found = LongRun(), []
    for count in map(int, sys.argv[1:]):
        run.grow(count)
        found.append([run.log.nbytes / 1000, *run.look()])
    run.graph.close()
    del run
    app.processEvents()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
