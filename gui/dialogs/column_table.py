"""ColumnTable: what each column of a data file becomes, one row a column: name, kind, treatment, sentence.

The treatment is drawn as a field and becomes one when it is clicked, so that a table of 800 columns opens at once.
It imports table_look and widgets. Worked shape: ``chosen`` carries ("origin", "one_hot") after the user's pick.
"""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from gui import fonts
from gui.dialogs.table_look import TREATMENT_WORDS, ColumnLook
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.widgets.combo_field import ComboField
from gui.widgets.painting import rounded
from gui.widgets.styling import forget_when_gone

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class ColumnModel(QAbstractTableModel):
    """One row a column of the file: name, kind, treatment, sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[ColumnLook, ...] = ()

    def show(self, columns: tuple[ColumnLook, ...]) -> None:
        """Other columns; the same ones are changed in place, so that the selection stays."""
        if columns and [each.name for each in columns] == [each.name for each in self.columns]:
            self.columns = columns
            self.dataChanged.emit(self.index(0, 0), self.index(len(columns) - 1, 3))
            return
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.columns)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else 4

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        may = index.column() == 2 and bool(self.columns[index.row()].allowed)
        return plain | Qt.ItemFlag.ItemIsEditable if may else plain

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        theme, column = current_theme(), self.columns[index.row()]
        ignored, target = column.treatment == "ignore", column.treatment == "target"
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            words = "target" if target else TREATMENT_WORDS[column.treatment]
            return (column.name, column.kind, words, column.sentence)[index.column()]
        if role == Role.ToolTipRole:
            return column.sentence if index.column() == 3 else column.name if index.column() == 0 else None
        if role == Role.FontRole:
            name = index.column() == 0
            return fonts.font(fonts.PANEL if name else fonts.SMALL, 600 if name and target else 500 if name else 400)
        if role == Role.ForegroundRole:
            if column.leak and index.column() == 3:
                return theme.error
            return theme.ink3 if ignored or index.column() == 1 else (theme.ink if index.column() == 0 else theme.ink2)
        return None


class TreatmentDelegate(QStyledItemDelegate):
    """Draws the treatment as a field, and becomes a real one when it is clicked or Space, Enter or F2 is pressed."""

    picked = Signal(str, str)

    def __init__(self, model: ColumnModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, column = current_theme(), self._columns.columns[index.row()]
        box = QRectF(option.rect).adjusted(4, 3, -4, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.font(fonts.PANEL, 600 if not column.allowed else 400))
        if column.allowed:
            rounded(painter, box, 6, theme.raised, theme.line2)
            draw_icon(painter, "action-chevron-down", QRectF(box.right() - 22, box.top(), 14, box.height()), "ink2")
        painter.setPen(theme.ink3 if column.treatment == "ignore" else theme.ink)
        painter.drawText(box.adjusted(9, 0, -22, 0), int(Qt.AlignmentFlag.AlignVCenter), str(index.data()))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        column = self._columns.columns[index.row()]
        choices = [(key, TREATMENT_WORDS[key]) for key in column.allowed]
        field = ComboField(f"What {column.name} becomes", choices, parent)
        field.set_key(column.treatment)
        field.chosen.connect(lambda key, name=column.name: self.picked.emit(name, key))
        field.chosen.connect(lambda _: self.closeEditor.emit(field))
        return field

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect.adjusted(4, 3, -4, -3))

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """The field shows its column from the start."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        """A choice is told by ``picked``; the next look at the file brings it back."""


class ColumnTable(QTableView):
    """What each column becomes; ``chosen`` carries a column's name and its new treatment."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = ColumnModel(self)
        self.setModel(self.columns)
        self._delegate = TreatmentDelegate(self.columns, self)
        self._delegate.picked.connect(self.chosen)
        self.setItemDelegateForColumn(2, self._delegate)
        self.setAccessibleName("What each column becomes")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(32)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        header = self.horizontalHeader()
        header.hide()
        header.setStretchLastSection(True)
        for column, width in enumerate((176, 84, 132)):
            header.resizeSection(column, width)
        forget_when_gone(self)

    def show_columns(self, columns: tuple[ColumnLook, ...]) -> None:
        """Show these columns."""
        self.columns.show(columns)

    def point_at(self, name: str) -> None:
        """Select a column and bring it into view."""
        names = [each.name for each in self.columns.columns]
        if name in names:
            self.selectRow(names.index(name))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._open(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_F2) and self.currentIndex().isValid():
            index = self.columns.index(self.currentIndex().row(), 2)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self._open(index)
                return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.setCurrentIndex(index)
        self.edit(index)
        field = self.indexWidget(index) or self.findChild(ComboField)
        if isinstance(field, ComboField):
            field.showPopup()
