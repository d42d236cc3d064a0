"""Overlays: kept runs laid over a graph, one thin line each in ink, named at its right end.

A run is drawn by its validation, or where it has none by its training. It may import curve, graph, run_shelf and the
theme. Worked shape: two kept runs and the present one: two thin lines named "Run 1" and "Run 2" behind the bold ones.
"""

from PySide6.QtGui import QColor

from core.curves import Curves, Series
from core.kept_runs import KeptRun
from gui.plots.curve import Curve
from gui.plots.end_names import Name
from gui.plots.graph import Graph
from gui.plots.series import logarithm
from gui.theme import Theme, mix

FAINT, FULL = 0.30, 0.75  # of the ink: the oldest run, the newest


def series_of(curves: Curves, metric: str) -> Series | None:
    """The curve by which runs are compared."""
    found = curves.epochs.get(f"validation_{metric}") or curves.epochs.get(metric)
    return found or (curves.batch_loss if metric == "loss" else None)


class Overlays:
    """The curves of ``runs`` in ``graph``."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._curves: list[Curve] = []
        self.drawn: tuple[tuple[KeptRun, Curve], ...] = ()

    def show(self, runs: tuple[KeptRun, ...], metric: str, part: float, theme: Theme) -> None:
        """Draw those that are to be shown."""
        seen = [(run, series) for run in runs if run.shown and (series := series_of(run.curves, metric)) is not None]
        while len(self._curves) < len(seen):
            self._curves.append(self._graph.add_curve(end=False, width=1.25))
        for curve in self._curves[len(seen) :]:
            curve.set(None)
        for index, (curve, (run, series)) in enumerate(zip(self._curves, seen, strict=False)):
            curve.set(series, series is run.curves.batch_loss, part)
            curve.fade(series is run.curves.batch_loss)
            curve.dress(self._color(index, len(seen), theme), theme)
        self.drawn = tuple((run, curve) for (run, _), curve in zip(seen, self._curves, strict=False))

    def _color(self, index: int, count: int, theme: Theme) -> QColor:
        return mix(theme.paper, theme.ink, FAINT + (FULL - FAINT) * (index + 1) / count)

    def colors(self, theme: Theme) -> list[QColor]:
        """Of the runs that are drawn."""
        return [self._color(index, len(self.drawn), theme) for index in range(len(self.drawn))]

    def names(self, theme: Theme) -> list[Name]:
        """Their names at their ends."""
        found = []
        for (run, curve), color in zip(self.drawn, self.colors(theme), strict=True):
            if curve.series is None or not len(curve.series.x):
                continue
            height = float((logarithm(curve.calm[-1:]) if self._graph.log else curve.calm[-1:])[0])
            if height == height:  # a number
                found.append(Name(run.name, float(curve.series.x[-1]), height, color))
        return found

    def end(self) -> float:
        """The last position any of them reaches."""
        drawn = [curve.series.x for _, curve in self.drawn if curve.series is not None]
        return max((float(x[-1]) for x in drawn if len(x)), default=0.0)
