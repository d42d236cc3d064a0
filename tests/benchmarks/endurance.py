"""A long run: what the plots cost and what the curves take once millions of losses are recorded.

Losses are recorded as training records them; then the plot of the loss is filled and drawn. Cost and memory should be
the same for ten thousand as for ten million losses. Nothing fails on a time.
"""

import os
import time
from statistics import median

import numpy as np

COUNTS = (10_000, 100_000, 1_000_000, 10_000_000)
SLICE, EPOCH = 500, 1_000
HEADER = "losses recorded     curves kB   snapshot of curves ms   plot filled and drawn ms"


def run(quick: bool) -> None:
    """Print the table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from core.run_log import RunLog
    from gui.plots.graph import Graph
    from gui.theme import LIGHT

    print("A long run: cost of its plots")
    print(HEADER)
    app = QApplication.instance() or QApplication([])
    graph = Graph("Curve over epochs")
    graph.resize(428, 180)
    graph.show()
    curve = graph.add_curve()
    curve.dress(LIGHT.training, LIGHT)
    made, log = np.random.default_rng(1), RunLog()
    for count in COUNTS[:-1] if quick else COUNTS:
        for first in range(log.step, count, SLICE):
            steps = np.arange(first, first + SLICE)
            log.add_losses(steps / EPOCH, made.random(SLICE) + 1000.0 / (steps + 1000.0))
        log.step = count
        looks, draws = [], []
        for _ in range(15):
            begun = time.thread_time()
            series = log.curves().batch_loss
            looks.append(time.thread_time() - begun)
            begun = time.thread_time()
            curve.set(series, raw=True)
            graph.follow(count / EPOCH, -1.0, 0.5)
            graph.redraw()
            app.processEvents()
            draws.append(time.thread_time() - begun)
        print(f"{count:>15,}{log.nbytes / 1000:>14.0f}{median(looks) * 1e3:>24.2f}{median(draws) * 1e3:>27.2f}")
    graph.close()
    print()
