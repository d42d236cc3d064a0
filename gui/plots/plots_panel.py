"""PlotsPanel: loss, weight change and heat map side by side, the widths between them the user's.

It holds the three and nothing else; each is made when it is asked for or once its place was seen, and pyqtgraph is not
loaded before. Worked shape: 1,000 px wide it gives them 428, 275 and 297 px; what the user chooses can be kept as the
text ``choices`` and given back with ``choose``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from gui.document import Document
from gui.quick_start import load_pyqtgraph
from gui.selection import Selection
from gui.theme import current_theme
from gui.theme_manager import ThemeManager
from gui.widgets.later import Later

if TYPE_CHECKING:
    from gui.plots.change_plot import ChangePlot
    from gui.plots.heat_panel import HeatPanel
    from gui.plots.loss_plot import LossPlot
    from gui.runner import TrainingRunner


class PlotsPanel(QWidget):
    """The content of the plots dock."""

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Plots")
        self._run, self._selection = (document, runner, theme), selection
        self._kept: dict[str, Any] = {}
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        graphs = load_pyqtgraph, partial(import_module, "gui.plots.loss_plot")
        self._loss = self._place(self._make_loss, 236, 39, *graphs)
        self._change = self._place(self._make_change, 222, 25, load_pyqtgraph)
        self._heat = self._place(self._make_heat, 231, 27, partial(import_module, "gui.plots.heat_panel"))
        self.splitter.setSizes([390, 250, 270])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self.setMinimumHeight(140)

    def _place(self, make: Callable[[], QWidget], least: int, share: int, *before: Callable[[], object]) -> Later:
        place = Later(make, before=before)
        place.setMinimumWidth(least)
        self.splitter.addWidget(place)
        self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        return place

    # -- the three -------------------------------------------------------------------------------------------------

    @property
    def loss(self) -> LossPlot:
        plot: LossPlot = self._loss.panel
        return plot

    @property
    def change(self) -> ChangePlot:
        plot: ChangePlot = self._change.panel
        return plot

    @property
    def heat(self) -> HeatPanel:
        panel: HeatPanel = self._heat.panel
        return panel

    def _make_loss(self) -> LossPlot:
        from gui.plots.loss_plot import LossPlot

        plot = LossPlot(*self._run)
        plot.choose(self._kept.get("loss", {}))
        return plot

    def _make_change(self) -> ChangePlot:
        from gui.plots.change_plot import ChangePlot

        plot = ChangePlot(*self._run)
        plot.choose(self._kept.get("layers", {}))
        return plot

    def _make_heat(self) -> HeatPanel:
        from gui.plots.heat_panel import HeatPanel

        return HeatPanel(*self._run, self._selection)

    # -- what is kept ----------------------------------------------------------------------------------------------

    def choices(self) -> str:
        """Widths, axes and smoothing as text, to be kept."""
        for name, place in self._choosing():
            if place.made:
                self._kept[name] = place.panel.choices()
        return json.dumps({**self._kept, "widths": self.splitter.sizes()})

    def choose(self, text: str) -> None:
        """What was kept; nothing of it where it cannot be read."""
        try:
            kept = json.loads(text)
        except ValueError:
            return
        kept = kept if isinstance(kept, dict) else {}
        for name, place in self._choosing():
            if isinstance(kept.get(name), dict):
                self._kept[name] = kept[name]
                if place.made:
                    place.panel.choose(kept[name])
        widths = kept.get("widths")
        if isinstance(widths, list) and len(widths) == 3 and all(isinstance(each, int) for each in widths):
            self.splitter.setSizes(widths)

    def _choosing(self) -> tuple[tuple[str, Later], ...]:
        return ("loss", self._loss), ("layers", self._change)

    def sizeHint(self) -> QSize:
        return QSize(910, 204)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().paper)
        painter.end()
