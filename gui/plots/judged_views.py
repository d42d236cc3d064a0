"""JudgedViews: the views of the output panel that show an evaluation, in one stack, and what a click in them does.

It may import its views and words. Worked shape: of digits "Confusion" is the matrix, or the rows of the cell that was
clicked, until the way back is taken; "Hardest" is the list of the 200 rows of largest loss.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.data.dataset import Prepared
from core.snapshot import Evaluation
from gui import numbers
from gui.plots.case_list import CasePage
from gui.plots.cases import Judged, hardest, of_cell
from gui.plots.confusion import ConfusionMatrix, sentence
from gui.plots.output_words import (
    CLASSES,
    CONFUSION,
    HARDEST,
    PREDICTION,
    RESIDUALS,
    counts_table,
    rows_table,
)
from gui.plots.picked import Picked
from gui.plots.plot_menu import PlotMenu
from gui.plots.prediction import Prediction, chart_of
from gui.plots.residuals import off_by, residual_chart, residual_words
from gui.plots.saving import Sheet, Table
from gui.plots.score_table import ScoreTable

Answers = NDArray[np.floating] | None
Extent = tuple[float, float, float, float]


class JudgedViews(QObject):
    """``stack`` holds them; ``cell`` is the one whose rows are shown in place of the matrix."""

    hovered = Signal(str)
    chosen = Signal(int)
    """A row of the dataset."""
    changed = Signal()
    """Other rows are to be shown."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._stack = stack
        self.cell: tuple[int, int] | None = None
        self._seen: tuple[Evaluation, Prepared] | None = None
        self.confusion, self.prediction, self.residuals = ConfusionMatrix(), Prediction(), Prediction()
        self.residuals.setAccessibleName("Residuals")
        self.scores = ScoreTable()
        self.cell_page = CasePage("Rows of the cell", "Back to the matrix")
        self.hardest = CasePage("Rows with the largest loss")
        for view in (self.confusion, self.prediction, self.residuals, self.scores, self.cell_page, self.hardest):
            stack.addWidget(view)
        for hovering in (self.confusion, self.prediction, self.residuals):
            hovering.hovered.connect(self.hovered)
        for choosing in (self.prediction, self.residuals, self.cell_page, self.hardest):
            choosing.chosen.connect(self.chosen)
        self.confusion.chosen.connect(self._open)
        self.cell_page.left.connect(self._close)
        self.menus = {CLASSES: self.scores.menu} | {
            name: PlotMenu(view, name.lower(), self._sheet(view, name), table)
            for name, view, table in (
                (CONFUSION, self.confusion, self._counts), (PREDICTION, self.prediction, self._rows),
                (RESIDUALS, self.residuals, self._rows), (HARDEST, self.hardest, self._rows),
            )
        }  # fmt: skip

    # -- showing -----------------------------------------------------------------------------------------------------

    def lists(self, shown: str) -> bool:
        """Whether what is shown is a list of rows."""
        return shown == HARDEST or (shown == CONFUSION and self.cell is not None)

    def show(
        self, shown: str, evaluation: Evaluation, prepared: Prepared, target: int, stale: bool, answers: Answers,
        extent: Extent,
    ) -> str:  # fmt: skip
        """Fill the view of this name and bring it to the front; what stands beneath it."""
        self._seen = evaluation, prepared
        names = prepared.dataset.task.class_names
        if shown == CONFUSION and self.cell is not None:
            actual, predicted = self.cell
            places = of_cell(evaluation, actual, predicted)
            count = int(evaluation.confusion[self.cell]) if evaluation.confusion is not None else len(places)
            title = sentence(count, names[actual], names[predicted])
            self.cell_page.show_cases(Judged(evaluation, prepared), places, title, stale)
        elif shown == CONFUSION and evaluation.confusion is not None:
            self.confusion.show_counts(evaluation.confusion, names, stale)
        elif shown == CLASSES and evaluation.confusion is not None:
            self.scores.show_counts(evaluation.confusion, names, stale)
        elif shown == HARDEST:
            places = hardest(evaluation)
            title = f"the {numbers.count(len(places))} of largest loss"
            self.hardest.show_cases(Judged(evaluation, prepared, target), places, title, stale)
        elif shown == PREDICTION:
            self.prediction.show_chart(chart_of(evaluation, prepared, target, answers, extent), stale)
        elif shown == RESIDUALS:
            self.residuals.show_chart(residual_chart(evaluation, prepared, target), stale)
        self._stack.setCurrentWidget(self._view(shown))
        return residual_words(evaluation, target) if shown == RESIDUALS else ""

    def _view(self, shown: str) -> QWidget:
        matrix: QWidget = self.confusion if self.cell is None else self.cell_page
        views: dict[str, QWidget] = {
            CONFUSION: matrix, CLASSES: self.scores, HARDEST: self.hardest, PREDICTION: self.prediction,
            RESIDUALS: self.residuals,
        }  # fmt: skip
        return views[shown]

    def show_picked(self, picked: Picked) -> None:
        """Ring the rows of the walked minibatch, and the one on show."""
        self.prediction.show_picked(picked)
        self.residuals.show_picked(off_by(picked))

    def show_menu(self, shown: str) -> None:
        """The button of this view's menu, and no other."""
        for name, menu in self.menus.items():
            menu.button.setVisible(name == shown)

    def forget(self) -> None:
        """Other data: its rows are others."""
        self.cell = self._seen = None

    # -- what the user does ------------------------------------------------------------------------------------------

    def _open(self, actual: int, predicted: int) -> None:
        self.cell = actual, predicted
        self.changed.emit()
        self.cell_page.list.setFocus()

    def _close(self) -> None:
        self.cell = None
        self.changed.emit()
        self.confusion.setFocus()

    # -- saving ------------------------------------------------------------------------------------------------------

    def _sheet(self, view: QWidget, name: str) -> Callable[[], Sheet]:
        return lambda: Sheet(view, name)

    def _counts(self) -> Table:
        evaluation, prepared = self._seen or (None, None)
        return counts_table(evaluation, prepared.dataset.task.class_names if prepared is not None else ())

    def _rows(self) -> Table:
        evaluation, prepared = self._seen or (None, None)
        return rows_table(evaluation, prepared.dataset.task if prepared is not None else None)
