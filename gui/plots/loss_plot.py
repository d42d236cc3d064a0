"""LossPlot: training and validation loss over epochs, and beside it each metric and the runs before.

It may import graph, header, series and view. The training curve is the loss of every minibatch, faint, under
its moving mean; validation is measured once an epoch and so is only a dashed line. Worked shape: after 37 epochs of 45
steps the faint curve has up to 1,665 points, the dashed one 37.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.snapshot import Curves, Series, Snapshot
from gui import numbers
from gui.document import Document
from gui.plots.end_names import Name
from gui.plots.graph import Graph
from gui.plots.graph_menu import GraphMenu, logs_of
from gui.plots.header import Key, KeyKind, QuietToggle, TextTabs
from gui.plots.metric_words import OF_HEADS, kind_of, metric_text, title_of
from gui.plots.overlays import Overlays
from gui.plots.run_list import RunList, result_of
from gui.plots.saving import KeyLine
from gui.plots.series import bounds, linear_range, log_range, logarithm, nice_end
from gui.plots.view import SnapshotView, Stage
from gui.run_state import RunState
from gui.theme import Theme
from gui.theme_manager import ThemeManager
from gui.widgets.hover_box import Line

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

EMPTY, RUNS = "Press play to see the loss.", "Runs"


class LossPlot(SnapshotView):
    """Tabs, keys and a graph with two curves, those of kept runs behind them."""

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, runner, theme, parent)
        self.setAccessibleName("Loss plot")
        self.metrics: tuple[str, ...] = ()
        self._logs = {"loss": True}
        self._fit_known: tuple[int, tuple[str, ...]] | None = None
        self._fit = False
        self.shelf = runner.shelf
        self.tabs = TextTabs("What the curve shows", ["Loss"], "Loss or a metric of the run, or the runs before")
        self.tabs.selected.connect(self._changed)
        self.scale = QuietToggle("Vertical axis", "log", "linear")
        self.scale.toggled.connect(self._scale_changed)
        self.graph = Graph("Curve over epochs", parent=self)
        self.validation = self.graph.add_curve(hollow=True)
        self.training = self.graph.add_curve()
        self.overlays = Overlays(self.graph)
        self.graph.reader = self._read
        self.menu = GraphMenu(self.graph, self._named_curves, lambda: self._title, "loss", self, keys=self._key_lines)
        self.menu.smoothed.connect(self._wanted)
        self.menu.set_log = self.scale.setChecked
        self.runs = RunList(self.shelf)
        self.views = QStackedWidget()
        self.stage = Stage(self.graph, EMPTY, self)
        self._lay_out()
        self.shelf.changed.connect(self._wanted)
        self.dress(theme.current)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.keys = Key("training", "training"), Key("validation", "validation", KeyKind.DASHED)
        for key in self.keys:
            head.addWidget(key)
        head.addStretch(1)
        head.addWidget(self.scale)
        head.addWidget(self.menu.button)
        self.views.addWidget(self.stage)
        self.views.addWidget(self.runs)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.views, 1)

    def choices(self) -> dict[str, Any]:
        """Axes and smoothing, to be kept."""
        return {"log": dict(self._logs), **self.menu.choices()}

    def choose(self, kept: Mapping[str, Any]) -> None:
        """What was kept."""
        self._logs |= logs_of(kept)
        self.menu.choose(kept)
        self._changed(0)

    @property
    def shown(self) -> str:
        """``loss`` or the name of a metric."""
        index = self.tabs.current()
        return "loss" if index == 0 or index > len(self.metrics) else self.metrics[index - 1]

    @property
    def _title(self) -> str:
        return "Loss" if self.shown == "loss" else title_of(self.shown)

    @property
    def _lists(self) -> bool:
        """Whether the list of runs is asked for."""
        return self.tabs.texts[self.tabs.current()] == RUNS

    def dress(self, theme: Theme) -> None:
        self.graph.dress(theme)
        self.training.dress(theme.training, theme)
        self.validation.dress(theme.validation, theme)

    def refresh(self) -> None:
        snapshot = self.snapshot
        curves = snapshot.curves if snapshot is not None else None
        kept = bool(self.shelf.kept)
        empty = curves is None or (not len(curves.batch_loss.x) and not kept)
        self.stage.say(EMPTY if empty else "")
        if empty or curves is None or snapshot is None:
            self._name_tabs(curves)
            self.graph.reset_zoom()
        else:
            self._name_tabs(curves)
            self._fill(curves)
            self._range(nice_end(max(snapshot.position, self.overlays.end()), float(snapshot.total_epochs)))
            self._show_best(snapshot)
            self.graph.mark(curves.marks)
            self.graph.redraw(self._names())
            self.describe(self.graph.plot, self.shown, lambda: self._words(snapshot))
            self.runs.say_present(result_of(curves, snapshot.epoch) if snapshot.step else "not begun")
        self._show_parts(empty)

    def _name_tabs(self, curves: Curves | None) -> None:
        result = self.snapshot.result if self.snapshot is not None else None
        judged = result.metrics.as_dict() if result is not None else {}
        all_curves = [each for each in (curves, *(run.curves for run in self.shelf.kept)) if each is not None]
        names = (name.removeprefix("validation_") for each in all_curves for name in each.epochs)
        told = (name for name in names if name != "loss" and (kind_of(name) in OF_HEADS or kind_of(name) == name))
        # What other heads were judged by before an edit has no tab any more.
        self.metrics = tuple(dict.fromkeys(name for name in told if not judged or name in judged))
        lists = self._lists
        runs = [RUNS] if self.shelf.kept else []
        self.tabs.set_texts(["Loss", *map(title_of, self.metrics), *runs])
        if lists and not self._lists:
            self.tabs.select(len(self.tabs.texts) - 1 if runs else 0)

    def _fill(self, curves: Curves) -> None:
        if self.shown == "loss":
            self.training.set(curves.batch_loss, raw=True, part=self.menu.part)
        else:
            self.training.set(curves.epochs.get(self.shown))
        self.validation.set(curves.epochs.get(f"validation_{self.shown}"))
        self.overlays.show(self.shelf.kept, self.shown, self.menu.part, self.theme.current)

    def _range(self, end: float) -> None:
        log = self._logs.get(self.shown, False)
        self.graph.log, self.graph.percent = log, kind_of(self.shown) == "accuracy"
        found = bounds([part for curve in self.graph.curves for part in curve.extent(log)])
        if found is None:
            found = (-1.0, 0.0) if log else (0.0, 1.0)
        low, high = found
        if log:
            self.graph.follow(end, *log_range(low, high))
        elif kind_of(self.shown) in OF_HEADS:
            low, _ = linear_range(max(low, -1.0), max(high, 1.0))
            self.graph.follow(end, low, 1.0 + 0.04 * (1.0 - low))
        else:
            self.graph.follow(end, *linear_range(min(low, 0.0), high))

    def _show_best(self, snapshot: Snapshot) -> None:
        epochs, best = snapshot.curves.epochs, snapshot.best_epoch
        series = epochs.get(f"validation_{self.shown}") or epochs.get(self.shown)
        running = self.runner.state is RunState.PLAYING and best == snapshot.epoch  # it is the end of the curve
        if best is None or running or series is None or not len(series.x):
            self.graph.ring(None)
        else:
            self.graph.ring(float(best), float(series.mean[int(np.abs(series.x - best).argmin())]))

    def _named_curves(self) -> list[tuple[str, str, Series]]:
        """Run, curve and numbers of all that is drawn."""
        present = self.shelf.present or "Run 1"
        own = (("training", self.training), ("validation", self.validation))
        found = [(present, name, curve.series) for name, curve in own if curve.series is not None]
        return found + [(run.name, "kept", each.series) for run, each in self.overlays.drawn if each.series is not None]

    def _key_lines(self) -> tuple[KeyLine, ...]:
        lines: tuple[KeyLine, ...] = (("training", "training", False), ("validation", "validation", True))
        return lines if self.validation.series is not None else lines[:1]

    def _names(self) -> list[Name]:
        """Of kept runs at their ends; of the two of this run, where the keys have no room."""
        names = self.overlays.names(self.theme.current)
        if self._keys_fit():
            return names
        theme = self.theme.current
        for curve, text, color in (
            (self.training, "training", theme.training), (self.validation, "validation", theme.validation),
        ):  # fmt: skip
            if curve.series is not None and len(curve.series.x):
                height = float((logarithm(curve.calm[-1:]) if self.graph.log else curve.calm[-1:])[0])
                if np.isfinite(height):
                    names.append(Name(text, float(curve.series.x[-1]), height, color))
        return names

    def _keys_fit(self) -> bool:
        known = self.width(), self.tabs.texts
        if known != self._fit_known:  # measuring words takes its time, and this is asked at each refresh
            parts = (self.tabs, *self.keys, self.scale, self.menu.button)
            wanted = sum(part.sizeHint().width() for part in parts) + 16 + 6 + 6 * 10
            self._fit_known, self._fit = known, self.width() >= wanted
        return self._fit

    def _show_parts(self, empty: bool) -> None:
        self.views.setCurrentWidget(self.runs if self._lists else self.stage)
        graph = not empty and not self._lists
        for part in (self.scale, self.menu.button):
            part.setVisible(graph)
        self.keys[0].setVisible(graph and self._keys_fit())
        self.keys[1].setVisible(self.keys[0].isVisibleTo(self) and self.validation.series is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_parts(self.stage.currentWidget() is not self.graph)

    def _text(self, value: float) -> str:
        return numbers.loss(value) if self.shown == "loss" else metric_text(self.shown, value)

    def _read(self, x: float) -> tuple[str, Sequence[Line]]:
        theme = self.theme.current
        position = _nearest(self.training.series or self.validation.series, x)
        named = [(self.training, "training", theme.training), (self.validation, "validation", theme.validation)]
        named += [
            (curve, run.name, color)
            for (run, curve), color in zip(self.overlays.drawn, self.overlays.colors(theme), strict=True)
        ]
        found = [(curve.at(x), name, color) for curve, name, color in named]
        lines = [(name, self._text(value), color) for value, name, color in found if value is not None]
        return f"epoch {numbers.fixed(position, 1) if position % 1 else numbers.count(int(position))}", lines

    def _words(self, snapshot: Snapshot) -> str:
        _, lines = self._read(float("inf"))
        words = ", ".join(f"{name} {value}" for name, value, _ in lines)
        best = f"; best epoch {numbers.count(snapshot.best_epoch)}" if snapshot.best_epoch is not None else ""
        return f"{self._title} now: {words}{best}"

    def _changed(self, _index: int) -> None:
        if not self._lists:
            self.scale.setChecked(self._logs.get(self.shown, False))
            self.graph.reset_zoom()
        self.refresh()

    def _scale_changed(self, log: bool) -> None:
        self._logs[self.shown] = log
        self.menu.show_log(log)
        self.graph.reset_zoom()
        self.refresh()


def _nearest(series: Series | None, x: float) -> float:
    if series is None or not len(series.x):
        return 0.0
    return float(min(max(x, float(series.x[0])), float(series.x[-1])))
