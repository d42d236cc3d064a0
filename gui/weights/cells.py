"""The cells of a layer's weights: what is written in each, how it is painted and how it is typed into.

It may import fonts, icons, the theme and LayerWeights; gui/weights/table.py shows them. Worked shape: of a locked
weight a ``WeightCell`` paints 0.15 pale, with a lock at its left.
"""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import fonts, numbers
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.walk.writing import Writing
from gui.weights import words
from gui.weights.layer_weights import LayerWeights

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_THERE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LOCK, SIDE = 12, 8


class WeightsModel(QAbstractTableModel):
    """Texts and numbers of the cells, made when they are asked for."""

    def __init__(self, weights: LayerWeights, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights, self.writing = weights, Writing()
        weights.reshaped.connect(self._reset)

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() or not self.weights.known else self.weights.grid.rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() or not self.weights.known else self.weights.grid.columns

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not self.weights.exists[row, column]:
            return None
        value = float(self.weights.values[row, column])
        if role == Role.DisplayRole:
            return self.writing(value)
        if role == Role.EditRole:
            return words.typed(value, self.weights.dtype, self.writing.notation)
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            locked = ", locked: training leaves it as it is" if self.weights.locked[row, column] else ""
            full = words.typed(value, self.weights.dtype, self.writing.notation)
            return f"{self.weights.name_of(row, column)} = {full}{locked}"
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:  # noqa: N802
        """Take what was typed; what is no number is said and changes nothing."""
        weights, row, column = self.weights, index.row(), index.column()
        if role != Role.EditRole:
            return False
        if str(value) == self.data(index, Role.EditRole):
            return False  # left as it was
        try:
            number = numbers.parse(str(value), self.writing.notation)
        except ValueError as error:
            weights.said.emit(f"For {weights.name_of(row, column)}: {error}", True)
            return False
        return weights.set_one(row, column, number)

    def flags(self, index: Index) -> Qt.ItemFlag:
        there = index.isValid() and self.weights.exists[index.row(), index.column()]
        return _THERE if there else Qt.ItemFlag.NoItemFlags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        weights = self.weights
        across = orientation == Qt.Orientation.Horizontal
        if weights.node is None or not 0 <= section < (weights.grid.columns if across else weights.grid.rows):
            return None
        if role == Role.DisplayRole:
            network = weights.network
            return weights.grid.column_name(network, weights.names, section) if across else (
                weights.grid.row_name(weights.names, section)
            )
        if role == Role.TextAlignmentRole:
            return _RIGHT if across else int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class WeightCell(QStyledItemDelegate):
    """Paints a number at the right in the colour of its sign; a locked one is pale and has a lock at its left."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, WeightsModel):
            return
        weights, theme, box = model.weights, current_theme(), QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.row)
        row, column = index.row(), index.column()
        if not weights.exists[row, column]:
            return
        value, locked = float(weights.values[row, column]), bool(weights.locked[row, column])
        painter.setPen(theme.off if locked else theme.sign_text(value))
        painter.drawText(box.adjusted(SIDE, 0, -SIDE, 0), _RIGHT, model.writing(value))
        if locked:
            place = QRectF(box.left() + 5, box.center().y() - LOCK / 2, LOCK, LOCK)
            draw_icon(painter, "action-lock", place, "ink2")
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.ink)
            painter.drawRect(box.adjusted(0.5, 0.5, -1.5, -1.5))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        edit = QLineEdit(parent)
        edit.setProperty("kind", "cell")
        edit.setAccessibleName(str(index.data(Role.ToolTipRole)).partition(" = ")[0])
        edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        edit.setFont(fonts.font(fonts.PANEL, 500, tabular=True))
        return edit

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """The whole cell, and more to the left where the number has more digits than the table shows."""
        box = option.rect
        room = round(QFontMetricsF(editor.font()).horizontalAdvance(str(index.data(Role.EditRole)))) + 2 * SIDE + 8
        if room > box.width():
            box.setLeft(max(0, box.right() - room))
            box.setWidth(room)
        editor.setGeometry(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Role.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())
