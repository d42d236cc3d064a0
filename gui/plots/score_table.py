"""ScoreTable: precision, recall and F1 of each class, to be sorted by a click on a head.

It may import core.class_scores, numbers and the theme. Worked shape: ten digits are ten lines; a class that was never
predicted has a dash for its precision, and the tooltip says why.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from core.class_scores import ClassScores, class_scores
from gui import fonts, numbers
from gui.plots.header import Caption
from gui.plots.plot_menu import PlotMenu
from gui.plots.saving import Sheet, Table
from gui.theme import current_theme
from gui.widgets.styling import forget_when_gone

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
HEADS = ("Class", "Precision", "Recall", "F1", "Rows")
TIPS = (
    "Click a head to sort by it.", "Of the rows taken for this class, the share that is of it.",
    "Of the rows of this class, the share that was found.",
    "The harmonic mean of precision and recall: high only where both are.", "Judged rows of this class.",
)  # fmt: skip
NEVER = ("", "No row was taken for it.", "No judged row is of it.", "It neither occurs nor was predicted.", "")
DASH, SORT = "—", int(Role.UserRole)
ROWS, PAD = "999", 12  # as many as fit a column, px around a number


class ScoreModel(QAbstractTableModel):
    """A line for each class."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.columns: tuple[NDArray[Any], ...] = ()
        self.stale = False

    def show(self, names: Sequence[str], scores: ClassScores, stale: bool) -> None:
        """Other scores."""
        fresh = tuple(names) != self.names
        if fresh:
            self.beginResetModel()
        self.names, self.stale = tuple(names), stale
        self.columns = scores.precision, scores.recall, scores.f1, scores.rows
        if fresh:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(len(names) - 1, len(HEADS) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.names)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(HEADS)

    def text(self, row: int, column: int) -> str:
        """One cell."""
        if column == 0:
            return self.names[row]
        value = self.columns[column - 1][row]
        if column == len(HEADS) - 1:
            return numbers.count(int(value))
        return numbers.percent(float(value)) if np.isfinite(value) else DASH

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self.text(row, column)
        if role == Role.ToolTipRole and self.text(row, column) == DASH:
            return NEVER[column]
        if role == Role.AccessibleTextRole:
            return f"{self.names[row]}, {HEADS[column]} {self.text(row, column)}"
        if role == Role.FontRole:
            return fonts.font(fonts.SMALL, 500 if column == 0 else 400, tabular=True)
        if role == Role.ForegroundRole:
            return current_theme().off if self.stale else None
        if role == Role.TextAlignmentRole:
            return _side(column)
        if role == SORT:
            return self._rank(row, column)
        return None

    def _rank(self, row: int, column: int) -> float:
        """By which lines are sorted: classes by their order, what is not known before all numbers."""
        value = float(row if column == 0 else self.columns[column - 1][row])
        return value if np.isfinite(value) else -1.0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Role.TextAlignmentRole:
            return _side(section)
        if role == Role.FontRole:
            return fonts.font(fonts.SMALL, 500)
        return {Role.DisplayRole: HEADS, Role.ToolTipRole: TIPS}.get(Role(role), (None,) * len(HEADS))[section]


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class ScoreTable(QWidget):
    """The table, and the mean of all classes beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ScoreModel()
        self.model.setParent(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT)
        self.table = QTableView()
        self.table.setModel(self._sorted)
        self.table.setAccessibleName("Scores of the classes")
        self.table.setSortingEnabled(True)
        self.table.setTabKeyNavigation(False)  # Tab goes on, arrows go from cell to cell
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        head = self.table.horizontalHeader()
        head.setSortIndicatorShown(False)  # the order of the classes needs no arrow, which would hide the word
        head.sectionClicked.connect(lambda _column: head.setSortIndicatorShown(True))
        self.table.setShowGrid(False)
        self.table.setProperty("dense", True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fit_columns()
        forget_when_gone(self.table)
        self.mean = Caption("ink2")
        self.menu = PlotMenu(self.table, "scores", lambda: Sheet(self.table, "Scores of the classes"), self._table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        column.addWidget(self.mean)

    def _fit_columns(self) -> None:
        """Heads are never cut off; the names of the classes get the rest."""
        head, metrics = self.table.horizontalHeader(), QFontMetrics(fonts.font(fonts.SMALL, 600, tabular=True))
        head.setMinimumSectionSize(30)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, text in enumerate(HEADS[1:], 1):
            widest = numbers.percent(1.0) if column < len(HEADS) - 1 else ROWS
            head.resizeSection(column, max(metrics.horizontalAdvance(each) for each in (text, widest)) + PAD)

    def show_counts(self, confusion: NDArray[np.integer], names: Sequence[str], stale: bool) -> None:
        """Of counts ``confusion[actual, predicted]``."""
        scores = class_scores(confusion)
        self.model.show(names, scores, stale)
        words = (numbers.percent(each) if np.isfinite(each) else DASH for each in scores.mean())
        self.mean.say("mean: {}, {}, {}".format(*words), stale)
        self.mean.setToolTip("Precision, recall and F1, each averaged over the classes for which it is known.")

    def _table(self) -> Table:
        model = self.model
        columns = [column.tolist() for column in model.columns]
        rows = [(name, *(column[row] for column in columns)) for row, name in enumerate(model.names)]
        return Table(("class", "precision", "recall", "f1", "rows"), rows)
