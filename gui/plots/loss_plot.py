"""LossPlot: training and validation loss over epochs, and beside it each metric.

It may import graph, header, series and view. The training curve is the loss of every minibatch, faint, under its
moving mean; validation is measured once an epoch and so is only a dashed line. Worked shape: after 37 epochs of 45
steps the faint curve has up to 1,665 points, the dashed one 37.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.snapshot import Curves, Series
from gui import numbers
from gui.document import Document
from gui.plots.graph import Graph
from gui.plots.header import Key, KeyKind, QuietToggle, TextTabs
from gui.plots.series import bounds, linear_range, log_range, nice_end
from gui.plots.view import SnapshotView, Stage
from gui.theme import Theme
from gui.theme_manager import ThemeManager
from gui.widgets.hover_box import Line

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

TITLES = {"accuracy": "Accuracy", "r2": "R²", "rmse": "RMSE"}
OF_HEADS = ("accuracy", "r2")
"""Of several heads, these metrics have a tab each; the loss is that of all."""
EMPTY = "Press play to see the loss."
KEYS_FIT = 320  # px; narrower, the keys go: the read-out names the curves too


def metric_text(name: str, value: float) -> str:
    """A metric as it is written everywhere: accuracy in percent, R² with four decimals."""
    kind = kind_of(name)
    if kind == "accuracy":
        return numbers.percent(value)
    return numbers.fixed(value, 4) if kind == "r2" else numbers.significant(value)


def kind_of(name: str) -> str:
    """``accuracy`` of the metric "output: accuracy", as those of several heads are called."""
    return name.rpartition(": ")[2]


def title_of(name: str) -> str:
    """What a tab calls a metric; of several heads the head alone, as each has one tab."""
    return name.rpartition(": ")[0] or TITLES.get(name, name)


class LossPlot(SnapshotView):
    """Tabs, keys and a graph with two curves."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, runner, theme, parent)
        self.setAccessibleName("Loss plot")
        self.metrics: tuple[str, ...] = ()
        self._logs = {"loss": True}
        self.tabs = TextTabs("What the curve shows", ["Loss"], "Loss or a metric of the run")
        self.tabs.selected.connect(self._changed)
        self.scale = QuietToggle("Vertical axis", "log", "linear")
        self.scale.toggled.connect(self._scale_changed)
        self.graph = Graph("Curve over epochs", "Drag to move, scroll to zoom, double-click for the whole run.", self)
        self.validation = self.graph.add_curve(hollow=True)
        self.training = self.graph.add_curve()
        self.graph.reader = self._read
        self.stage = Stage(self.graph, EMPTY, self)
        self._lay_out()
        self.dress(theme.current)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.keys = Key("training", "training"), Key("validation", "validation", KeyKind.DASHED)
        for key in self.keys:
            head.addWidget(key)
        head.addStretch(1)
        head.addWidget(self.scale)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 10, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.stage, 1)

    @property
    def shown(self) -> str:
        """``loss`` or the name of a metric."""
        index = self.tabs.current()
        return "loss" if index == 0 or index > len(self.metrics) else self.metrics[index - 1]

    def dress(self, theme: Theme) -> None:
        self.graph.dress(theme)
        self.training.dress(theme.training, theme)
        self.validation.dress(theme.validation, theme)

    def refresh(self) -> None:
        snapshot = self.snapshot
        curves = snapshot.curves if snapshot is not None else None
        empty = curves is None or not len(curves.batch_loss.x)
        self.stage.say(EMPTY if empty else "")
        self.scale.setVisible(not empty)
        self._show_keys()
        if empty or curves is None or snapshot is None:
            self.metrics = ()
            self.tabs.set_texts(["Loss"])  # a run that has not begun has no metrics of another
            self.graph.reset_zoom()
            return
        self._name_tabs(curves)
        self._fill(curves)
        self._show_keys()
        self._range(nice_end(snapshot.position, float(snapshot.total_epochs)))
        self.graph.redraw()
        self._describe()

    def _name_tabs(self, curves: Curves) -> None:
        result = self.snapshot.result if self.snapshot is not None else None
        judged = result.metrics.as_dict() if result is not None else {}
        names = (name.removeprefix("validation_") for name in curves.epochs)
        told = (name for name in names if name != "loss" and (kind_of(name) in OF_HEADS or kind_of(name) == name))
        # What other heads were judged by before an edit has no tab any more.
        self.metrics = tuple(dict.fromkeys(name for name in told if not judged or name in judged))
        self.tabs.set_texts(["Loss", *map(title_of, self.metrics)])

    def _fill(self, curves: Curves) -> None:
        if self.shown == "loss":
            self.training.set(curves.batch_loss, raw=True)
        else:
            self.training.set(curves.epochs.get(self.shown))
        self.validation.set(curves.epochs.get(f"validation_{self.shown}"))

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

    def _show_keys(self) -> None:
        fit = self.width() >= KEYS_FIT
        self.keys[0].setVisible(fit and self.stage.currentWidget() is self.graph)
        self.keys[1].setVisible(self.keys[0].isVisibleTo(self) and self.validation.series is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_keys()

    def _text(self, value: float) -> str:
        return numbers.loss(value) if self.shown == "loss" else metric_text(self.shown, value)

    def _read(self, x: float) -> tuple[str, Sequence[Line]]:
        theme = self.theme.current
        position = _nearest(self.training.series or self.validation.series, x)
        lines: list[Line] = []
        for curve, name, color in (
            (self.training, "training", theme.training),
            (self.validation, "validation", theme.validation),
        ):
            value = curve.at(x)
            if value is not None:
                lines.append((name, self._text(value), color))
        return f"epoch {numbers.fixed(position, 1) if position % 1 else numbers.count(int(position))}", lines

    def _describe(self) -> None:
        _, lines = self._read(float("inf"))
        words = ", ".join(f"{name} {value}" for name, value, _ in lines)
        self.graph.plot.setAccessibleDescription(f"{self.tabs.texts[self.tabs.current()]} now: {words}")

    def _changed(self, _index: int) -> None:
        self.scale.setChecked(self._logs.get(self.shown, False))
        self.graph.reset_zoom()
        self.refresh()

    def _scale_changed(self, log: bool) -> None:
        self._logs[self.shown] = log
        self.graph.reset_zoom()
        self.refresh()


def _nearest(series: Series | None, x: float) -> float:
    if series is None or not len(series.x):
        return 0.0
    return float(min(max(x, float(series.x[0])), float(series.x[-1])))
