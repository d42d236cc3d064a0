"""ClassTable: the classes with the number of pictures to learn from and kept aside; the chosen row filters the sheet.

It imports picture_look and fonts. Worked shape: "All pictures 1,000 200" first, then "0 100 20"; ``chosen`` carries
None for all, a class's name, or LEFT_OUT for those left out.
"""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui import fonts, numbers
from gui.dialogs.picture_look import LEFT_OUT, Sorting
from gui.theme import current_theme
from gui.widgets.styling import forget_when_gone

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_HEADS = ("Class", "To learn", "Aside")
_TIPS = ("A click shows only this class.", "Pictures the network learns from.", "Pictures kept aside to judge it by.")


class ClassModel(QAbstractTableModel):
    """Rows of (key, name, to learn from, kept aside)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[tuple[str | None, str, str, str]] = []

    def show(self, sorting: Sorting | None) -> bool:
        """Other counts; whether the rows are others than before."""
        lines = lines_of(sorting) if sorting is not None else []
        same = [each[0] for each in lines] == [each[0] for each in self.lines]
        if same and lines:
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 2))
            return False
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        line, column = self.lines[index.row()], index.column()
        if role == Role.DisplayRole or (role == Role.ToolTipRole and column == 0):
            return line[column + 1]
        if role == Role.FontRole:
            return fonts.font(fonts.PANEL, 600 if line[0] is None and column == 0 else 400, tabular=True)
        if role == Role.ForegroundRole:
            return current_theme().ink3 if line[0] == LEFT_OUT else None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return {Role.DisplayRole: _HEADS, Role.ToolTipRole: _TIPS}.get(Role(role), (None,) * 3)[section]


def lines_of(sorting: Sorting) -> list[tuple[str | None, str, str, str]]:
    """The rows of the table."""
    lines: list[tuple[str | None, str, str, str]] = [
        (None, "All pictures", numbers.count(sorting.learn), numbers.count(sorting.kept))
    ]
    lines += [(each.name, each.name, numbers.count(each.learn), numbers.count(each.aside)) for each in sorting.classes]
    if out := sum(label == LEFT_OUT for label in sorting.labels):
        lines.append((LEFT_OUT, f"Left out: {numbers.count(out)}", "", ""))
    return lines


class ClassTable(QTableView):
    """See the module's header."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.classes = ClassModel(self)
        self.setModel(self.classes)
        self.setAccessibleName("Classes")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFixedWidth(236)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 74), (2, 64)):
            header.resizeSection(column, width)
        self.selectionModel().currentRowChanged.connect(self._choose)
        forget_when_gone(self)

    @property
    def key(self) -> str | None:
        """The chosen class; None for all."""
        row = self.currentIndex().row()
        return self.classes.lines[row][0] if 0 <= row < len(self.classes.lines) else None

    def show_sorting(self, sorting: Sorting | None) -> None:
        """Show these counts; the chosen class stays chosen where it is still there."""
        key = self.key
        if self.classes.show(sorting) and self.classes.lines:
            rows = [line[0] for line in self.classes.lines]
            self.selectRow(rows.index(key) if key in rows else 0)

    def _choose(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.key)
