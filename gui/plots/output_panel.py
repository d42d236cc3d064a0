"""OutputPanel: what the network makes of the data, in the view that fits the task.

Two inputs: the field of its answers with the points upon it. Classes: the confusion matrix and, for images, the
examples it gets wrong. Numbers: predictions against targets, or the fitted curve where there is one input. It may
import its parts, header and view. Worked shape: digits give a 10 x 10 matrix, "352 of 359 right" and 7 thumbnails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.data.dataset import Prepared
from core.network import Node
from core.snapshot import Evaluation, Snapshot
from gui import fonts, numbers
from gui.document import Document
from gui.plots.confusion import ConfusionMatrix
from gui.plots.decision_field import DecisionField
from gui.plots.header import Caption, Key, KeyKind, TextTabs
from gui.plots.metric_words import metric_text
from gui.plots.mistakes import Mistake, Mistakes, picture_of
from gui.plots.picked import picked
from gui.plots.prediction import Prediction, chart_of
from gui.plots.view import SnapshotView, Stage
from gui.selection import Selection
from gui.theme import Theme, current_theme
from gui.theme_manager import ThemeManager

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

NO_DATA, NO_RUN = "Choose data to see predictions.", "Press play to see predictions."
FIELD, CONFUSION, PREDICTION = "Decision field", "Confusion", "Prediction"
MOST_MISTAKES, UNBOUND = 24, 16_777_215

NO_ROWS = np.zeros(0, np.intp)


class OutputPanel(SnapshotView):
    """The lower part of the inspector's column."""

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, runner, theme, parent)
        self.setAccessibleName("Output")
        self.selection = selection
        self._whole: Prepared | None = None
        self._known: Prepared | None = None
        self._head = ""
        self._judged: tuple[Evaluation | None, bool, int] = (None, False, 0)
        self._target = 0
        self.tabs = TextTabs("Which view of the output", [PREDICTION], "The same numbers, seen another way")
        self.targets = TextTabs("Which target", [], "One of the predicted numbers")
        self.result = Caption("ink", right=True)
        self.field, self.confusion, self.prediction = DecisionField(), ConfusionMatrix(), Prediction()
        self.views = QStackedWidget()
        self.stage = Stage(self.views, NO_DATA, self)
        self.foot = Caption(size=fonts.SMALL)
        self.rest = Caption(size=fonts.SMALL, right=True)
        self.keys = Key("class 1", "positive", KeyKind.DISC), Key("class 0", "negative", KeyKind.RING)
        self.mistakes = Mistakes(self)
        self._lay_out()
        for view in (self.field, self.confusion, self.prediction):
            view.hovered.connect(self._hovered)
        for source in (self.field, self.prediction, self.mistakes):
            source.chosen.connect(runner.watch)
        selection.changed.connect(self._choose)
        self.tabs.selected.connect(self._choose)
        self.targets.selected.connect(self._choose)
        self.refresh()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.tabs)
        head.addWidget(self.targets)
        head.addWidget(self.result, 1)
        foot.setSpacing(14)
        for key in self.keys:
            foot.addWidget(key)
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.rest)
        for view in (self.field, self.confusion, self.prediction):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        column.addLayout(foot)
        column.addWidget(self.mistakes)
        column.addStretch(0)

    def sizeHint(self) -> QSize:
        return QSize(312, 380)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().panel)
        painter.end()

    def dress(self, theme: Theme) -> None:
        self.field.dress()
        self.mistakes.dress()

    # -- choosing a view ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        snapshot = self.snapshot
        self._follow_head(snapshot)
        prepared = self._known
        names = self._offer(snapshot) if prepared is not None and snapshot is not None else []
        self.stage.say("" if names else NO_DATA if prepared is None else NO_RUN)
        self.tabs.set_texts(names or ["Output"])
        if not names or snapshot is None or prepared is None:
            self._clear()
            return
        shown = names[min(self.tabs.current(), len(names) - 1)]
        if shown == FIELD:
            self._show_field(snapshot, prepared)
        elif (evaluation := self._evaluation(snapshot)) is not None:
            self._show_judged(snapshot, evaluation, prepared, shown)
        self._show_result(snapshot, shown)
        self._fit()
        for part in (*self.keys, self.rest):
            part.setVisible(shown == FIELD and not self.foot.text)
        self.foot.setVisible(not self.mistakes.isVisibleTo(self))

    def _follow_head(self, snapshot: Snapshot | None) -> None:
        """Show the head that is chosen on the drawing, else the one shown before, else the main one."""
        whole, network = self.runner.prepared, snapshot.network if snapshot is not None else None
        names = {node.id: node.name for node in network.heads} if network is not None else {}
        before = self._head if self._head in names.values() else next(iter(names.values()), "")
        head = names.get(self.selection.only or 0, before)
        if whole is self._whole and head == self._head:
            return
        self._whole, self._head = whole, head
        self._take_data(whole.of(head) if whole is not None else None)

    def _fit(self) -> None:
        """Views that are square are no higher than they need, so that what is written beneath stays near."""
        view, width = self.views.currentWidget(), self.width() - 32
        wanted = UNBOUND
        if view is self.field:
            wanted = width
        elif view is self.confusion:
            wanted = self.confusion.height_for(width)
        self.stage.setMaximumHeight(max(120, wanted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _offer(self, snapshot: Snapshot) -> list[str]:
        """The views that this task and snapshot allow, the most telling first."""
        task, evaluation = self._known.dataset.task if self._known else None, self._evaluation(snapshot)
        if task is None or not self._fits(snapshot):
            return []
        names = [FIELD] if snapshot.plane is not None and task.input_shape == (2,) else []
        if evaluation is not None and task.kind == "classification" and evaluation.confusion is not None:
            names.append(CONFUSION)
        if evaluation is not None and task.kind == "regression":
            names.append(PREDICTION)
        return names

    def _fits(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot is of the data that is chosen now; another's is not shown at all."""
        source, task = snapshot.network.input, self.runner.task
        return source is not None and task is not None and snapshot.network.shapes[source.id] == task.input_shape

    def _output(self, snapshot: Snapshot) -> Node | None:
        """The head that is shown."""
        heads = snapshot.network.heads
        return next((node for node in heads if node.name == self._head), snapshot.network.output)

    def _evaluation(self, snapshot: Snapshot) -> Evaluation | None:
        output = self._output(snapshot)
        return snapshot.evaluation.of(output.id if output else None) if snapshot.evaluation is not None else None

    def _take_data(self, prepared: Prepared | None) -> None:
        self._known, self._judged, self._target = prepared, (None, False, 0), 0
        if prepared is None:
            return
        task = prepared.dataset.task
        several = task.kind == "regression" and task.outputs > 1
        self.targets.set_texts(task.target_names[:4] if several else [])
        if task.input_shape == (2,):
            self.field.show_data(prepared)
        binary = len(task.class_names) == 2
        one, zero = (task.class_names[1], task.class_names[0]) if binary else ("", "")
        for key, name in zip(self.keys, (one, zero), strict=True):
            key.rename(name)

    def _clear(self) -> None:
        for caption in (self.result, self.foot, self.rest):
            caption.say("")
        for part in (*self.keys, self.rest, self.mistakes, self.targets):
            part.setVisible(False)

    # -- filling it --------------------------------------------------------------------------------------------------

    def _show_field(self, snapshot: Snapshot, prepared: Prepared) -> None:
        output, plane = self._output(snapshot), snapshot.plane
        self.views.setCurrentWidget(self.field)
        self.mistakes.hide()
        self.targets.hide()
        if plane is None or output is None or output.id not in plane.layers:
            return
        tanh = getattr(output.layer, "activation", "") == "tanh"
        self.field.show_field(plane.layers[output.id], plane.extent, tanh, bool(self.stale))
        left, right, bottom, top = plane.extent
        ends = (min(left, bottom), max(right, top))
        low, high = (numbers.short(float(f"{value:.2g}")) for value in ends)
        walk, watched = snapshot.walk, snapshot.watched
        self.field.show_walked(walk.rows if walk else NO_ROWS, watched.row if walk and watched else -1)
        ringed = "ringed: this step" if walk and len(walk.rows) else ""
        self.rest.say(ringed or f"{numbers.counted(len(prepared.dataset), 'point')}, {low} to {high}")

    def _show_judged(self, snapshot: Snapshot, evaluation: Evaluation, prepared: Prepared, shown: str) -> None:
        self.views.setCurrentWidget(self.confusion if shown == CONFUSION else self.prediction)
        pictured = shown == CONFUSION and len(prepared.dataset.task.input_shape) == 3
        self.mistakes.setVisible(pictured)
        self.targets.setVisible(len(self.targets.texts) > 1)
        self._target = self.targets.current()
        output = self._output(snapshot)
        self.prediction.show_picked(picked(snapshot, prepared, output.id if output else 0, self._target))
        curve = shown == PREDICTION and prepared.dataset.task.input_shape == (1,)
        if (evaluation, bool(self.stale), self._target) == self._judged and not curve:
            return
        fresh = evaluation is not self._judged[0]
        self._judged = evaluation, bool(self.stale), self._target
        if shown == PREDICTION:
            answers = snapshot.plane.layers.get(output.id) if snapshot.plane is not None and output else None
            extent = snapshot.plane.extent if snapshot.plane is not None else (0.0, 0.0, 0.0, 0.0)
            chart = chart_of(evaluation, prepared, self._target, answers, extent)
            self.prediction.show_chart(chart, bool(self.stale))
        elif evaluation.confusion is not None:
            self.confusion.show_counts(evaluation.confusion, prepared.dataset.task.class_names, bool(self.stale))
            if pictured and fresh:
                self._show_mistakes(evaluation, prepared)

    def _show_mistakes(self, evaluation: Evaluation, prepared: Prepared) -> None:
        wrong = np.flatnonzero(evaluation.actual != evaluation.predicted)
        names = prepared.dataset.task.class_names
        found = [
            Mistake(
                int(evaluation.rows[at]),
                picture_of(prepared, int(evaluation.rows[at])),
                names[int(evaluation.actual[at])],
                names[int(evaluation.predicted[at])],
            )
            for at in wrong[:MOST_MISTAKES]
        ]
        self.mistakes.show_mistakes(found, len(wrong))

    def _show_result(self, snapshot: Snapshot, shown: str) -> None:
        evaluation = self._evaluation(snapshot)
        if evaluation is None:
            self.result.say("")
            return
        values = evaluation.metrics.as_dict()
        whose = "kept for validation" if evaluation.split == "validation" else "of training"
        rows = numbers.counted(len(evaluation.rows), "row")
        if evaluation.confusion is not None and shown == CONFUSION:
            right = int(np.trace(evaluation.confusion))
            text = f"{numbers.count(right)} of {numbers.count(int(evaluation.confusion.sum()))} right"
        elif "accuracy" in values:
            text = f"{metric_text('accuracy', values['accuracy'])} right"
        else:
            text = f"R² {metric_text('r2', values['r2'])}" if "r2" in values else ""
        several = len(snapshot.network.heads) > 1
        self.result.say(f"{self._head}: {text}" if several and text else text, bool(self.stale))
        self.result.setToolTip(f"Measured on {rows} {whose}, at the end of the last epoch.")

    # -- what the user does ------------------------------------------------------------------------------------------

    def _hovered(self, text: str) -> None:
        self.foot.say(text)
        self.mistakes.say(text)
        if self.views.currentWidget() is self.field:
            for part in (*self.keys, self.rest):
                part.setVisible(not text)

    def _choose(self, _index: object) -> None:
        self._judged = (None, False, 0)
        self.foot.say("")
        self.refresh()
