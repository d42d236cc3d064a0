"""GraphMenu: the menu of a graph over epochs: smoothing, logarithmic axes, the whole run, saving.

It may import graph, plot_menu and saving. Worked shape: ``menu.part`` is 0.02 at first: the bold line is the mean over
a fiftieth of the run to either side; the slider goes from nothing to a quarter.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from core.curves import Series
from gui.plots.graph import Graph
from gui.plots.plot_menu import PlotMenu, SliderRow, slider_action
from gui.plots.saving import Cell, KeyLine, Sheet, Table
from gui.plots.series import USUAL_REACH

USUAL_TICK = 28
NAMES = ("run", "curve", "epoch", "least", "mean", "largest")
NamedCurves = Sequence[tuple[str, str, Series]]


def part_of(tick: int) -> float:
    """The part of the run that smoothing looks at to either side, of a slider from 0 to 100."""
    return USUAL_REACH * (tick / USUAL_TICK) ** 2


def table_of(curves: NamedCurves) -> Table:
    """Every bucket of every curve."""
    rows: list[tuple[Cell, ...]] = []
    for run, name, series in curves:
        columns = (series.x.tolist(), series.low.tolist(), series.mean.tolist(), series.high.tolist())
        rows += [(run, name, *values) for values in zip(*columns, strict=True)]
    return Table(NAMES, rows)


def logs_of(kept: Mapping[str, Any]) -> dict[str, bool]:
    """Of what was kept, which curves have a logarithmic height."""
    logs = kept.get("log")
    return {str(name): on for name, on in logs.items() if isinstance(on, bool)} if isinstance(logs, dict) else {}


class GraphMenu(QObject):
    """``curves`` gives what is drawn, ``title`` what is written above a picture; the file is called ``name``."""

    smoothed = Signal()

    def __init__(
        self,
        graph: Graph,
        curves: Callable[[], NamedCurves],
        title: Callable[[], str],
        name: str,
        parent: QObject,
        smooth: bool = True,
        keys: Callable[[], tuple[KeyLine, ...]] = tuple,
    ) -> None:
        super().__init__(parent)
        self.graph = graph
        self.part = USUAL_REACH
        self.set_log: Callable[[bool], object] | None = None
        self.smoothing = slider_action("Smoothing", USUAL_TICK, self._smooth, self)
        self.log_y = self._check("&Logarithmic height", True, self._log_y)
        self.log_x = self._check("Logarithmic &epochs", False, self._log_x)
        self.whole = QAction("&Whole run", self)
        self.whole.triggered.connect(graph.reset_zoom)
        self.whole.setEnabled(False)
        graph.zoomed.connect(self.whole.setEnabled)
        settings = ([self.smoothing] if smooth else []) + [self.log_y, self.log_x, self.whole]
        self.menu = PlotMenu(
            graph, name, lambda: Sheet(graph, title(), keys()), lambda: table_of(curves()), settings
        )  # fmt: skip
        self.button = self.menu.button
        graph.menu_wanted.connect(self.menu.open)

    def _check(self, text: str, on: bool, slot: Callable[[bool], object]) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(slot)
        return action

    def choices(self) -> dict[str, Any]:
        """Smoothing and the axis of epochs, to be kept."""
        return {"smoothing": self.slider.value(), "log_epochs": self.log_x.isChecked()}

    def choose(self, kept: Mapping[str, Any]) -> None:
        """What was kept, where it can be read."""
        tick, log = kept.get("smoothing"), kept.get("log_epochs")
        if isinstance(tick, int):
            self.slider.setValue(tick)  # which keeps its own limits
        if isinstance(log, bool):
            self.log_x.setChecked(log)

    @property
    def slider(self) -> SliderRow:
        """How much is smoothed."""
        found = self.smoothing.defaultWidget().findChild(SliderRow)
        assert isinstance(found, SliderRow)
        return found

    def show_log(self, log: bool) -> None:
        """The height is drawn so now; tells nobody."""
        self.log_y.blockSignals(True)
        self.log_y.setChecked(log)
        self.log_y.blockSignals(False)

    def _smooth(self, tick: int) -> None:
        self.part = part_of(tick)
        self.smoothed.emit()

    def _log_y(self, log: bool) -> None:
        if self.set_log is not None:
            self.set_log(log)

    def _log_x(self, log: bool) -> None:
        self.graph.log_x = log
        self.graph.reset_zoom()
        self.smoothed.emit()
