"""RowsTable: the first rows of a data file as they stand in it, under heads that say what each column becomes.

The target is strong, what is ignored is pale, missing cells lie on a sunken ground. It imports table_look and fonts.
Worked shape: ``table.show_look(look)``; a click on the head of mpg emits ``column_clicked("mpg")``.
"""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.data.cells import is_missing
from gui import fonts
from gui.dialogs.table_look import TREATMENT_WORDS, ColumnLook, TableLook
from gui.theme import current_theme
from gui.widgets.styling import forget_when_gone

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
BAR, TIGHTER = 10, 8
"""Width of a scroll bar; px that a column gives up rather than have the table scroll sideways."""


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
        return QSize(round(max(width, caption)) + 26, 58)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        theme, column = current_theme(), self._rows.columns[section]
        target = column is not None and column.treatment == "target"
        ignored = column is None or column.treatment == "ignore"
        painter.save()
        painter.fillRect(rect, theme.row if target else theme.panel)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line)
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.line)
        box = QRectF(rect).adjusted(11, 7, -11, -5)
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
        forget_when_gone(self)

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
        """Wide enough for the heads and for most of the cells; the whole width where a little give or take reaches."""
        metrics = QFontMetricsF(fonts.font(fonts.PANEL, 600, tabular=True))
        header = self.horizontalHeader()
        widths = []
        for column in range(len(look.shown.guess.columns)):
            texts = [self.rows.text(row, column)[:40] for row in range(min(30, len(look.shown.rows)))]
            cells = max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + 22
            widths.append(min(240, max(round(cells), header.sectionSizeFromContents(column).width())))
        room = self.viewport().width() - (0 if self.verticalScrollBar().isVisible() else BAR)
        spare = max(-TIGHTER * len(widths), room - sum(widths)) if self.isVisible() else 0
        widths[-1] += spare % len(widths)
        for column, width in enumerate(widths):
            header.resizeSection(column, width + spare // len(widths))

    def _clicked(self, section: int) -> None:
        column = self.rows.columns[section]
        if column is not None:
            self.column_clicked.emit(column.name)
