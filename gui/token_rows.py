"""TokenRows: texts as the tokens a network reads, one row a text: its label, then its words, unknown ones marked.

It may import fonts, the theme and core.data. A known token lies on a sunken ground, an unknown one in a dashed frame,
what is cut off at the length is left out. Worked shape: "The dog!" is "the" and, in a frame, "dog".
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)  # fmt: skip

from core.data.dataset import Dataset
from core.data.text_encoder import TextEncoder
from core.frozen import dataclass
from gui import fonts, numbers
from gui.theme import current_theme
from gui.widgets.styling import forget_when_gone

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
ROW_HIGH = 28
_GAP, _INSET = 4.0, 5.0


@dataclass(frozen=True)
class TokenRow:
    """A text with its label, the tokens that are read and for each whether it is known, and how many are cut off."""

    text: str
    label: str
    tokens: tuple[str, ...]
    known: tuple[bool, ...]
    cut: int = 0

    @property
    def words(self) -> str:
        """For tooltip and screen reader."""
        unknown = sum(not each for each in self.known)
        said = [f"{numbers.counted(len(self.tokens), 'token')} read"]
        if unknown:
            said.append(f"{numbers.count(unknown)} unknown")
        if self.cut:
            said.append(f"{numbers.count(self.cut)} cut off")
        return f"{self.text}\n{', '.join(said)}."


def text_encoder_of(dataset: Dataset | None) -> TextEncoder | None:
    """What reads the texts of the data, where its rows are texts: numbers of words are no quantities to draw."""
    encoder = dataset.encoder if dataset is not None else None
    return encoder if isinstance(encoder, TextEncoder) else None


def token_row(encoder: TextEncoder, positions: dict[str, int], text: str, label: str) -> TokenRow:
    """One text under an encoder, whose ``positions`` are looked up once for all rows."""
    read = encoder.shortened(text)
    cut = max(0, len(encoder.cut(text)) - len(read))
    return TokenRow(text, label, tuple(read), tuple(token in positions for token in read), cut)


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[TokenRow, ...] = ()
        self.heads = ("Label", "As tokens")

    def show(self, lines: Sequence[TokenRow], label: str) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.heads = (label, "As tokens")
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return line.label if index.column() == 0 else " ".join(line.tokens)
        if role == Role.ToolTipRole:
            return line.label if index.column() == 0 else line.words
        return fonts.font(fonts.PANEL, 600) if role == Role.FontRole and index.column() == 0 else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return self.heads[section]
        if role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class _TokenDelegate(QStyledItemDelegate):
    """Draws the tokens of a row as far as they fit."""

    def __init__(self, model: _Model, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, line = current_theme(), self._model.lines[index.row()]
        painter.save()
        face = fonts.font(fonts.PANEL)
        painter.setFont(face)
        placed = _placed(line, QRectF(option.rect).adjusted(4, 4, -4, -4), QFontMetricsF(face))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.sunken)
        painter.drawRects([box for box, _, known in placed if known])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.ink3, 1, Qt.PenStyle.DashLine))
        painter.drawRects([box for box, _, known in placed if not known])
        for box, token, known in placed:
            painter.setPen(theme.ink if known else theme.ink3)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), token)
        painter.restore()


def _placed(line: TokenRow, room: QRectF, metrics: QFontMetricsF) -> list[tuple[QRectF, str, bool]]:
    """A box for each token that fits, and an ellipsis where some do not."""
    found: list[tuple[QRectF, str, bool]] = []
    left, dots = room.left(), metrics.horizontalAdvance("…") + 2 * _INSET
    for token, known in zip(line.tokens, line.known, strict=True):
        shown = "·" if token == " " else token
        wide = metrics.horizontalAdvance(shown) + 2 * _INSET
        if left + wide + _GAP + dots > room.right():
            found.append((QRectF(left, room.top(), dots, room.height()), "…", True))
            break
        found.append((QRectF(left, room.top(), wide, room.height()), shown, known))
        left += wide + _GAP
    return found


class TokenRows(QTableView):
    """The rows; a click on one, or Return, tells its number."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = _Model(self)
        self.setModel(self.model_)
        self._delegate = _TokenDelegate(self.model_, self)
        self.setItemDelegateForColumn(1, self._delegate)
        self.setAccessibleName("First texts as tokens")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HIGH)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        forget_when_gone(self)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        self.row_chosen.emit(index.row())

    def show_rows(self, lines: Sequence[TokenRow], label: str) -> None:
        """Show these texts; ``label`` is what their labels are called."""
        self.model_.show(lines, label)
        metrics = QFontMetricsF(fonts.font(fonts.PANEL, 600))
        widest = max((metrics.horizontalAdvance(each) for each in (label, *(line.label for line in lines))), default=0)
        self.horizontalHeader().resizeSection(0, round(min(160.0, widest + 26)))
