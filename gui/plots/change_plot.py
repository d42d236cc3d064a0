"""ChangePlot: how each layer fares over the run: its weight change, its gradient, its lost units.

It may import graph, header, layer_measures, series and view. Layers are ordered, so their curves are a ramp of ink,
each named at its end; a dotted line marks a weight change of 0.001, about where a healthy run settles. Worked shape:
three Dense layers give three curves of norm(change) / norm(weights) on a log axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.snapshot import Series, Snapshot
from gui import numbers
from gui.document import Document
from gui.plots.end_names import Name
from gui.plots.graph import Graph
from gui.plots.graph_menu import GraphMenu, logs_of
from gui.plots.header import Caption, TextTabs
from gui.plots.layer_measures import MEASURES, Found, Measure
from gui.plots.series import bounds, linear_range, log_range, logarithm, nice_end
from gui.plots.view import SnapshotView, Stage
from gui.theme import Theme
from gui.theme_manager import ThemeManager
from gui.widgets.hover_box import Line

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

LONGEST, MOST_ROWS, AT_LEAST = 18, 10, 0.1
KEPT_FREE = 13  # px for a name


class ChangePlot(SnapshotView):
    """A title and a graph with a curve per layer."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, runner, theme, parent)
        self.setAccessibleName("Plot of the layers")
        self.layers: tuple[int, ...] = ()
        self._logs: dict[str, bool] = {}
        """Of the measures by their titles, where the user chose."""
        self.tabs = TextTabs("What is drawn of each layer", [each.title for each in MEASURES])
        for index, measure in enumerate(MEASURES):
            self.tabs.explain(index, measure.tip)
        self.tabs.selected.connect(self._changed)
        self.caption = Caption()
        self.graph = Graph("Layers over epochs", parent=self)
        self.graph.reader = self._read
        self.menu = GraphMenu(self.graph, self._named_curves, lambda: self.measure.title, "layers", self)
        self.menu.smoothed.connect(self._wanted)
        self.menu.set_log = self._set_log
        self.stage = Stage(self.graph, "", self)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.tabs)
        head.addWidget(self.caption, 1)
        head.addWidget(self.menu.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        self._changed(0)

    def choices(self) -> dict[str, Any]:
        """Axes and smoothing, to be kept."""
        return {"log": dict(self._logs), **self.menu.choices()}

    def choose(self, kept: Mapping[str, Any]) -> None:
        """What was kept."""
        self._logs |= logs_of(kept)
        self.menu.choose(kept)
        self._changed(0)

    @property
    def measure(self) -> Measure:
        """What is drawn."""
        return MEASURES[self.tabs.current()]

    def dress(self, theme: Theme) -> None:
        self.graph.dress(theme)

    def refresh(self) -> None:
        snapshot = self.snapshot
        found = self._curves(snapshot)
        self.stage.say("" if found else self.measure.empty)
        self.menu.button.setVisible(bool(found))
        self.layers = tuple(found)
        if snapshot is None or not found:
            self.graph.reset_zoom()
            return
        while len(self.graph.curves) < len(found):
            self.graph.add_curve(end=False)
        for index, curve in enumerate(self.graph.curves):
            layer = self.layers[index] if index < len(found) else None
            curve.set(found[layer] if layer is not None else None, raw=True, part=self.menu.part)
            if layer is not None:
                curve.dress(self._color(index), self.theme.current)
        self.graph.follow(nice_end(snapshot.position, float(snapshot.total_epochs)), *self._heights())
        self.graph.mark(snapshot.curves.marks)
        self.graph.redraw(self._names())
        self.describe(self.graph.plot, self.measure.title, self._now)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_caption()

    def _say_caption(self) -> None:
        """Where there is no room for the caption, the tooltip of the tab says it."""
        self.caption.say(self.measure.caption)
        taken = self.tabs.sizeHint().width() + self.menu.button.width() + 16 + 6 + 2 * 10
        if self.width() - taken < self.caption.sizeHint().width():
            self.caption.say("")

    def _curves(self, snapshot: Snapshot | None) -> Found:
        if snapshot is None:
            return {}
        curves = self.measure.curves(snapshot.curves)
        return {layer: curves[layer] for layer in snapshot.network.order if layer in curves and len(curves[layer].x)}

    def _heights(self) -> tuple[float, float]:
        """The axis of values, as it is drawn."""
        found = bounds([part for curve in self.graph.curves for part in curve.extent(self.graph.log)])
        if self.graph.log:
            guide = self.measure.guide if self.measure.guide is not None else 0.0
            return log_range(*(found or (guide, guide)))
        low, high = found or (0.0, AT_LEAST)
        return linear_range(min(0.0, low), max(high, AT_LEAST if self.graph.percent else high))

    def _changed(self, _index: int) -> None:
        self._say_caption()
        self._draw_log(self._logs.get(self.measure.title, self.measure.log))

    def _set_log(self, log: bool) -> None:
        self._logs[self.measure.title] = log
        self._draw_log(log)

    def _draw_log(self, log: bool) -> None:
        self.graph.log, self.graph.percent = log, not self.measure.log
        self.graph.guide_at(self.measure.guide if log else None)
        self.menu.show_log(log)
        self.graph.reset_zoom()
        self.refresh()

    def _color(self, index: int) -> QColor:
        theme = self.theme.current
        return theme.off if self.layers[index] in self.stale else theme.ramp(index, len(self.layers))

    def _names(self) -> list[Name]:
        names = []
        room = max(1, int(self.graph.plot.height() / KEPT_FREE))
        every = -(-len(self.layers) // room)
        for index, layer in enumerate(self.layers):
            curve = self.graph.curves[index]
            last = curve.calm[-1:]
            height = logarithm(last) if self.graph.log else last
            if curve.series is not None and index % every == 0 and np.isfinite(height).all() and len(height):
                end = float(curve.series.x[-1])
                names.append(Name(_short(self.name_of(layer)), end, float(height[0]), self._color(index)))
        return names

    def _said(self, layer: int) -> str:
        """A layer in the read-out."""
        noun = self.measure.noun(layer, self.snapshot.curves) if self.snapshot is not None else ""
        return ", ".join(filter(None, (_short(self.name_of(layer)), noun)))

    def _read(self, x: float) -> tuple[str, Sequence[Line]]:
        lines: list[Line] = []
        for index, layer in list(enumerate(self.layers))[:MOST_ROWS]:
            value = self.graph.curves[index].at(x)
            if value is not None:
                lines.append((self._said(layer), self.measure.text(value), self._color(index)))
        if len(self.layers) > MOST_ROWS:
            more = f"and {numbers.count(len(self.layers) - MOST_ROWS)} more layers"
            lines.append((more, "", self.theme.current.ink3))
        last = self.snapshot.position if self.snapshot is not None else 0.0
        return f"epoch {numbers.fixed(min(max(x, 0.0), last), 1)}", lines

    def _now(self) -> str:
        """The last values, for a screen reader."""
        _, lines = self._read(float("inf"))
        old = " of the drawing before the last change" if self.stale & set(self.layers) else ""
        return f"{self.measure.title} now{old}: {', '.join(f'{name} {value}' for name, value, _ in lines)}"

    def _named_curves(self) -> list[tuple[str, str, Series]]:
        """Run, layer and numbers of all that is drawn."""
        pairs = zip(self.layers, self.graph.curves, strict=False)
        return [("present", self._said(layer), curve.series) for layer, curve in pairs if curve.series is not None]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
