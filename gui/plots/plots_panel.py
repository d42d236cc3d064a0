"""PlotsPanel: loss, weight change and heat map side by side, the widths between them the user's.

It holds the three and nothing else. Worked shape: 1,000 px wide it gives them 428, 275 and 297 px; what
the user chooses can be kept as the text ``choices`` and given back with ``choose``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from gui.document import Document
from gui.plots.change_plot import ChangePlot
from gui.plots.heat_panel import HeatPanel
from gui.plots.loss_plot import LossPlot
from gui.selection import Selection
from gui.theme import current_theme
from gui.theme_manager import ThemeManager

if TYPE_CHECKING:
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
        self.loss = LossPlot(document, runner, theme)
        self.change = ChangePlot(document, runner, theme)
        self.heat = HeatPanel(document, runner, theme, selection)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for view, least, share in ((self.loss, 236, 39), (self.change, 222, 25), (self.heat, 231, 27)):
            view.setMinimumWidth(least)
            self.splitter.addWidget(view)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([390, 250, 270])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self.setMinimumHeight(140)

    def sizeHint(self) -> QSize:
        return QSize(910, 204)

    def choices(self) -> str:
        """Widths, axes and smoothing as text, to be kept."""
        kept = {"loss": self.loss.choices(), "layers": self.change.choices(), "widths": self.splitter.sizes()}
        return json.dumps(kept)

    def choose(self, text: str) -> None:
        """What was kept; nothing of it where it cannot be read."""
        try:
            kept = json.loads(text)
        except ValueError:
            return
        kept = kept if isinstance(kept, dict) else {}
        for name, plot in (("loss", self.loss), ("layers", self.change)):
            if isinstance(kept.get(name), dict):
                plot.choose(kept[name])
        widths = kept.get("widths")
        if isinstance(widths, list) and len(widths) == 3 and all(isinstance(each, int) for each in widths):
            self.splitter.setSizes(widths)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().paper)
        painter.end()
