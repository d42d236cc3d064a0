"""The two tables of the data dialog: the first rows as they stand in the file, and what each column becomes.

Both read one TableLook and share its colours: the target is strong, what is ignored is pale. They import table_look
and painting. Worked shape: ``ColumnTable.chosen`` carries ("origin", "one_hot") when the user picks a treatment.
"""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from PySide6.QtWidgets import QWidget

from core.data.cells import is_missing
from gui import fonts
from gui.dialogs.table_look import TREATMENT_WORDS, ColumnLook, TableLook
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.widgets.combo_field import ComboField
from gui.widgets.painting import rounded

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """The first rows as texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: TableLook | None = None
        self.columns: tuple[ColumnLook | None, ...] = ()

    def show(self, look: TableLook | None) -> None:
        """Another file, or other settings."""
        self.beginResetModel()
        self.look = look
        by_name = {each.name: each for each in look.columns} if look else {}
        self.columns = tuple(by_name.get(name) for name in look.shown.guess.columns) if look else ()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return len(self.look.shown.rows) if self.look and not parent.isValid() else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return len(self.columns) if not parent.isValid() else 0

    def text(self, row: int, column: int) -> str:
        """A cell as it stands in the file; ragged rows end early."""
        if self.look is None:
            return ""
        cells = self.look.shown.rows[row]
        return cells[column] if column < len(cells) else ""

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        theme, column = current_theme(), self.columns[index.column()]
        text = self.text(index.row(), index.column())
        missing = is_missing(text)
        if role == Role.DisplayRole:
            return text if text.strip() else "·"
        if role == Role.ForegroundRole:
            quiet = column is None or column.treatment == "ignore"
            return theme.off if quiet else theme.ink3 if missing else theme.ink
        if role == Role.BackgroundRole:
            marked = missing and column is not None and column.treatment not in ("ignore", "target")
            return theme.sunken if marked else None
        if role == Role.FontRole:
            target = column is not None and column.treatment == "target"
            return fonts.font(fonts.PANEL, 600 if target else 400, tabular=True)
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if _is_number(column) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.ToolTipRole and missing:
            return "A missing value."
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal and self.look is not None:
            return self.look.shown.guess.columns[section]
        if role == Role.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            column = self.columns[section]
            return column.sentence if column else "Left out: it has no name and no values."
        return None


def _is_number(column: ColumnLook | None) -> bool:
    return column is not None and column.kind in ("number", "identifier")


class RowsHeader(QHeaderView):
    """Three lines a column: its name, its kind, what becomes of it."""

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sectionSizeFromContents(self, section: int) -> QSize:  # noqa: N802
        name = str(self._rows.headerData(section, Qt.Orientation.Horizontal))
        width = QFontMetricsF(fonts.font(fonts.PANEL, 600)).horizontalAdvance(name)
        caption = QFontMetricsF(fonts.font(fonts.CAPTION)).horizontalAdvance("standardize")
        return QSize(round(max(width, caption)) + 22, 58)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        theme, column = current_theme(), self._rows.columns[section]
        target = column is not None and column.treatment == "target"
        ignored = column is None or column.treatment == "ignore"
        painter.save()
        painter.fillRect(rect, theme.row if target else theme.panel)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line)
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.line)
        box = QRectF(rect).adjusted(8, 7, -8, -5)
        side = Qt.AlignmentFlag.AlignRight if _is_number(column) else Qt.AlignmentFlag.AlignLeft
        name = str(self._rows.headerData(section, Qt.Orientation.Horizontal))
        lines = [(name, fonts.font(fonts.PANEL, 600), theme.off if ignored else theme.ink)]
        if column is not None:
            word = "target" if target else TREATMENT_WORDS[column.treatment]
            lines.append((column.kind, fonts.font(fonts.CAPTION), theme.off if ignored else theme.ink3))
            lines.append((word, fonts.font(fonts.CAPTION, 500), theme.off if ignored else theme.ink2))
        for text, face, color in lines:
            painter.setFont(face)
            painter.setPen(color)
            shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(side | Qt.AlignmentFlag.AlignTop), shown)
            box.setTop(box.top() + 16)
        painter.restore()


class RowsTable(QTableView):
    """The first rows of the file; a click on a column's head emits ``column_clicked`` with its name."""

    column_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        header = RowsHeader(self.rows, self)
        self.setHorizontalHeader(header)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setAccessibleName("First rows of the file")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        header.sectionClicked.connect(self._clicked)

    def show_look(self, look: TableLook | None) -> None:
        """Show the rows; columns keep their widths while the names stay the same."""
        names = self.rows.look.shown.guess.columns if self.rows.look else ()
        left = self.horizontalScrollBar().value()
        self.rows.show(look)
        if look is not None and look.shown.guess.columns != names:
            self._fit(look)
        else:
            self.horizontalScrollBar().setValue(left)

    def _fit(self, look: TableLook) -> None:
        """Wide enough for the heads and for most of the cells; at least the whole width."""
        metrics = QFontMetricsF(fonts.font(fonts.PANEL, 600, tabular=True))
        header = self.horizontalHeader()
        widths = []
        for column in range(len(look.shown.guess.columns)):
            texts = [self.rows.text(row, column)[:40] for row in range(min(30, len(look.shown.rows)))]
            cells = max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + 22
            widths.append(min(240, max(round(cells), header.sectionSizeFromContents(column).width())))
        spare = max(0, self.viewport().width() - sum(widths)) if self.isVisible() else 0
        for column, width in enumerate(widths):
            header.resizeSection(column, width + spare // len(widths))

    def _clicked(self, section: int) -> None:
        column = self.rows.columns[section]
        if column is not None:
            self.column_clicked.emit(column.name)


class ColumnModel(QAbstractTableModel):
    """One row a column of the file: name, kind, treatment, sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[ColumnLook, ...] = ()

    def show(self, columns: tuple[ColumnLook, ...]) -> None:
        """Other columns; the same ones are changed in place, so that the selection stays."""
        if [each.name for each in columns] == [each.name for each in self.columns]:
            self.columns = columns
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, len(columns) - 1), 3))
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
        field = ComboField(f"What {column.name} becomes", [(key, TREATMENT_WORDS[key]) for key in column.allowed], parent)
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
