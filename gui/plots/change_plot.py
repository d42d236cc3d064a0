"""ChangePlot: how large the last update of every layer was beside its weights, over the run.

It may import graph, header, series and view. Layers are ordered, so their curves are a ramp of ink, each named at its
end; a dotted line marks 0.001, about where a healthy run settles. Worked shape: three Dense layers give three curves
of norm(change) / norm(weights) on a log axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.snapshot import Series, Snapshot
from gui import numbers
from gui.document import Document
from gui.plots.end_names import Name
from gui.plots.graph import Graph
from gui.plots.header import Caption, TextTabs
from gui.plots.series import bounds, log_range, logarithm, nice_end
from gui.plots.view import SnapshotView, Stage
from gui.theme import Theme
from gui.theme_manager import ThemeManager
from gui.widgets.hover_box import Line

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

GUIDE = -3.0  # log10 of 0.001
EMPTY = "Press play to see how far the weights move."
LONGEST, MOST_ROWS = 18, 10
TIP = (
    "Norm of the last update divided by the norm of the weights, for each layer. Near 0.001 (dotted) is usual; far "
    "above, the learning rate is high, far below, hardly anything is learnt."
)


class ChangePlot(SnapshotView):
    """A title and a graph with a curve per layer."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, runner, theme, parent)
        self.setAccessibleName("Weight change plot")
        self.layers: tuple[int, ...] = ()
        self.title = TextTabs("Title", ["Weight change"])
        self.title.setToolTip(TIP)
        self.caption = Caption()
        self.caption.say("per step, relative")
        self.graph = Graph("Relative weight change over epochs", "", self)
        self.graph.plot.setAccessibleDescription(TIP)
        self.graph.guide_at(GUIDE)
        self.graph.reader = self._read
        self.stage = Stage(self.graph, EMPTY, self)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.caption, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        self.refresh()

    def dress(self, theme: Theme) -> None:
        self.graph.dress(theme)

    def refresh(self) -> None:
        snapshot = self.snapshot
        found = _curves(snapshot)
        self.stage.say("" if found else EMPTY)
        self.layers = tuple(found)
        if snapshot is None or not found:
            self.graph.reset_zoom()
            return
        while len(self.graph.curves) < len(found):
            self.graph.add_curve(end=False)
        for index, curve in enumerate(self.graph.curves):
            layer = self.layers[index] if index < len(found) else None
            curve.set(found[layer] if layer is not None else None, raw=True)
            if layer is not None:
                curve.dress(self._color(index), self.theme.current)
        heights = [part for curve in self.graph.curves for part in curve.extent(True)]
        low, high = bounds(heights) or (GUIDE, GUIDE)
        self.graph.follow(nice_end(snapshot.position, float(snapshot.total_epochs)), *log_range(low, high))
        self.graph.redraw(self._names())

    def _color(self, index: int) -> QColor:
        theme = self.theme.current
        return theme.off if self.layers[index] in self.stale else theme.ramp(index, len(self.layers))

    def _names(self) -> list[Name]:
        names = []
        room = max(1, int(self.graph.plot.height() / 13))
        every = -(-len(self.layers) // room)
        for index, layer in enumerate(self.layers):
            curve = self.graph.curves[index]
            height = logarithm(curve.calm[-1:])
            if curve.series is not None and index % every == 0 and np.isfinite(height).all() and len(height):
                end = float(curve.series.x[-1])
                names.append(Name(_short(self.name_of(layer)), end, float(height[0]), self._color(index)))
        return names

    def _read(self, x: float) -> tuple[str, Sequence[Line]]:
        lines: list[Line] = []
        for index, layer in list(enumerate(self.layers))[:MOST_ROWS]:
            value = self.graph.curves[index].at(x)
            if value is not None:
                lines.append((_short(self.name_of(layer)), numbers.significant(value, 3), self._color(index)))
        last = self.snapshot.position if self.snapshot is not None else 0.0
        return f"epoch {numbers.fixed(min(max(x, 0.0), last), 1)}", lines


def _curves(snapshot: Snapshot | None) -> dict[int, Series]:
    if snapshot is None:
        return {}
    curves = snapshot.curves.weight_change
    return {layer: curves[layer] for layer in snapshot.network.order if layer in curves and len(curves[layer].x)}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
