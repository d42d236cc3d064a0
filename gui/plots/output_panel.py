"""OutputPanel: what the network makes of the data, in the views that fit the task.

Two inputs: the field of its answers with the points upon it. Classes: the confusion matrix with the rows of each cell,
scores of each class. Numbers: predictions against targets and how far they are off, or the fitted curve where there is
one input. The hardest rows of all. It may import its parts, header and view. Worked shape: digits give a 10 x 10
matrix, "352 of 359 right" and 7 thumbnails.
"""

from __future__ import annotations

import time
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
from gui.plots.decision_field import DecisionField
from gui.plots.header import Caption, Key, KeyKind, TextTabs
from gui.plots.judged_views import JudgedViews
from gui.plots.mistakes import Mistakes, mistakes_of
from gui.plots.output_words import CONFUSION, FIELD, PREDICTION, SHORT, TIPS, measured_on, offered, result_of
from gui.plots.picked import picked
from gui.plots.plot_menu import PlotMenu
from gui.plots.saving import Sheet
from gui.plots.view import SnapshotView, Stage
from gui.run_state import RunState
from gui.selection import Selection
from gui.theme import Theme, current_theme
from gui.theme_manager import ThemeManager

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

NO_DATA, NO_RUN = "Choose data to see predictions.", "Press play to see predictions."
MOST_MISTAKES, UNBOUND, LIST_EVERY = 24, 16_777_215, 0.7  # thumbnails, px, seconds

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
        self._listed = 0.0
        self._beneath = "", False
        self.tabs = TextTabs("Which view of the output", [PREDICTION])
        self._names: list[str] = []
        self.targets = TextTabs("Which target", [], "One of the predicted numbers")
        self.result = Caption("ink")
        self.views = QStackedWidget()
        self.field, self.judged = DecisionField(), JudgedViews(self.views)
        self.confusion, self.prediction = self.judged.confusion, self.judged.prediction
        self.views.addWidget(self.field)
        self.judged.menus[FIELD] = PlotMenu(
            self.field, "decision field", lambda: Sheet(self.field, FIELD), self.field.table
        )  # fmt: skip
        self.stage = Stage(self.views, NO_DATA, self)
        self.foot = Caption(size=fonts.SMALL)
        self.rest = Caption(size=fonts.SMALL, right=True)
        self.keys = Key("class 1", "positive", KeyKind.DISC), Key("class 0", "negative", KeyKind.RING)
        self.mistakes = Mistakes(self)
        self._lay_out()
        for hovered in (self.field.hovered, self.judged.hovered):
            hovered.connect(self._hovered)
        for chosen in (self.field.chosen, self.judged.chosen, self.mistakes.chosen):
            chosen.connect(runner.watch)
        self.judged.changed.connect(lambda: self._choose(0))
        selection.changed.connect(self._choose)
        self.tabs.selected.connect(self._choose)
        self.targets.selected.connect(self._choose)
        self.refresh()

    def _lay_out(self) -> None:
        head, under, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.tabs)
        head.addStretch(1)
        under.setSpacing(14)
        under.addWidget(self.targets)
        under.addWidget(self.result, 1)
        for menu in self.judged.menus.values():
            under.addWidget(menu.button)
        foot.setSpacing(14)
        for key in self.keys:
            foot.addWidget(key)
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.rest)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(under)
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
        self._names = names = self._offer(snapshot) if prepared is not None and snapshot is not None else []
        self.stage.say("" if names else NO_DATA if prepared is None else NO_RUN)
        self._write_tabs(names)
        if not names or snapshot is None or prepared is None:
            self._clear()
            self.judged.show_menu("")
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
        self.judged.show_menu(shown)
        self.foot.setVisible(not self.mistakes.isVisibleTo(self))

    def _write_tabs(self, names: list[str]) -> None:
        texts = tuple(SHORT.get(name, name) if len(names) > 2 else name for name in names) or ("Output",)
        if texts != self.tabs.texts:
            self.tabs.set_texts(texts)
            for index, name in enumerate(names):
                self.tabs.explain(index, TIPS[name])

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
        task = self._known.dataset.task if self._known else None
        if task is None or not self._fits(snapshot):
            return []
        return offered(task, self._evaluation(snapshot), snapshot.plane is not None)

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
        self.judged.forget()
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
        stale = bool(self.stale)
        pictured = shown == CONFUSION and len(prepared.dataset.task.input_shape) == 3
        self.mistakes.setVisible(pictured and self.judged.cell is None)
        self.targets.setVisible(len(self.targets.texts) > 1)
        self._target = self.targets.current()
        output = self._output(snapshot)
        self.judged.show_picked(picked(snapshot, prepared, output.id if output else 0, self._target))
        curve = shown == PREDICTION and prepared.dataset.task.input_shape == (1,)
        if (evaluation, stale, self._target) == self._judged and not curve:
            return
        lists = self.judged.lists(shown)
        if lists and self.runner.state is RunState.PLAYING and time.monotonic() - self._listed < LIST_EVERY:
            return  # lines that change places faster are not read
        self._listed = time.monotonic()
        fresh = evaluation is not self._judged[0]
        self._judged = evaluation, stale, self._target
        answers = snapshot.plane.layers.get(output.id) if snapshot.plane is not None and output else None
        extent = snapshot.plane.extent if snapshot.plane is not None else (0.0, 0.0, 0.0, 0.0)
        said = self.judged.show(shown, evaluation, prepared, self._target, stale, answers, extent)
        self._beneath = said, stale
        self.foot.say(*self._beneath)
        if pictured and fresh:
            self.mistakes.show_mistakes(*mistakes_of(evaluation, prepared, MOST_MISTAKES))

    def _show_result(self, snapshot: Snapshot, shown: str) -> None:
        evaluation = self._evaluation(snapshot)
        if evaluation is None:
            self.result.say("")
            return
        text, several = result_of(evaluation, shown), len(snapshot.network.heads) > 1
        self.result.say(f"{self._head}: {text}" if several and text else text, bool(self.stale))
        self.result.setToolTip(measured_on(evaluation))

    # -- what the user does ------------------------------------------------------------------------------------------

    def _hovered(self, text: str) -> None:
        self.foot.say(*((text, False) if text else self._beneath))
        self.mistakes.say(text)
        if self.views.currentWidget() is self.field:
            for part in (*self.keys, self.rest):
                part.setVisible(not text)

    def _choose(self, _index: object) -> None:
        self._judged, self._listed, self._beneath = (None, False, 0), 0.0, ("", False)
        self.foot.say("")
        self.refresh()
