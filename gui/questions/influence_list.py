"""ShareList: the examples of a minibatch by the size of their share, each with its picture, its label and a bar.

It may import gui.examples and core.influence. A bar to the right is positive and filled, one to the left
negative and hollow. Only the rows in sight are painted. Worked shape: 20 shares of digits are 20 rows of 44 px, the
largest on top; Enter or a click on one emits ``chosen`` with its place in the minibatch.
"""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.influence import Influence, Share
from gui import numbers
from gui.example_list import ExampleList
from gui.examples import Examples, draw_bar, picture_box, row_box, write_lines, write_number
from gui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
HEIGHT, TALL, NUMBER, BARS = 36, 44, 96.0, 190.0


class ShareModel(QAbstractListModel):
    """The shares in their order; of the gradient, or of the change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shares: tuple[Share, ...] = ()
        self.of_change = False
        self.full = 1.0
        self.examples: Examples | None = None

    def show(self, influence: Influence | None, of_change: bool, examples: Examples | None) -> None:
        """Other shares."""
        self.beginResetModel()
        self.shares = influence.shares if influence is not None and examples is not None else ()
        self.of_change, self.examples = of_change, examples
        self.full = max((abs(self.value(at)) for at in range(len(self.shares))), default=0.0) or 1.0
        self.endResetModel()

    def value(self, at: int) -> float:
        """The share of a row of the list."""
        share = self.shares[at]
        return (share.change or 0.0) if self.of_change else share.gradient

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.shares)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.ToolTipRole:
            return "Click to look at this example in the walk."
        if role not in (Role.DisplayRole, Role.AccessibleTextRole) or self.examples is None:
            return None
        share = self.shares[index.row()]
        words = [numbers.row_name(share.row), self.examples.label(share.row), self.examples.values(share.row)]
        what = "change" if self.of_change else "gradient"
        return f"{', '.join(filter(None, words))}: {numbers.signed(self.value(index.row()))} of the {what}"


class ShareDelegate(QStyledItemDelegate):
    """Paints one row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        tall = isinstance(model, ShareModel) and model.examples is not None and model.examples.pictured
        return QSize(420, TALL if tall else HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, theme = index.model(), current_theme()
        if not isinstance(model, ShareModel) or model.examples is None:
            return
        share, value = model.shares[index.row()], model.value(index.row())
        painter.save()
        examples, row = model.examples, share.row
        box = row_box(painter, option, theme, bool(option.state & QStyle.StateFlag.State_Selected))
        picture = picture_box(box)
        examples.draw(painter, picture, row, theme)
        bars = QRectF(box.right() - NUMBER - BARS - 4, box.top(), BARS, box.height())
        text = QRectF(picture.right() + 12, box.top(), bars.left() - picture.right() - 16, box.height())
        told = ", ".join(filter(None, (numbers.row_name(row), examples.values(row))))
        write_lines(painter, text, examples.label(row), told, theme)
        draw_bar(painter, bars, value / model.full, theme)
        painter.setPen(theme.sign_text(value))
        write_number(painter, QRectF(bars.right(), box.top(), NUMBER - 8, box.height()), numbers.signed(value))
        painter.restore()

class ShareList(ExampleList):
    """See the module's header."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.shares = ShareModel()
        super().__init__("Examples by the size of their share", self.shares, ShareDelegate(), parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.taken.connect(lambda line: self.chosen.emit(self.shares.shares[line].example))

    def show_shares(self, influence: Influence | None, of_change: bool, examples: Examples | None) -> None:
        """Other shares, the largest on top."""
        self.shares.show(influence, of_change, examples)
        self.scrollToTop()

    def mark(self, example: int | None) -> None:
        """Show which example the walk looks at; tells nobody."""
        found = [at for at, share in enumerate(self.shares.shares) if share.example == example]
        if not found:
            self.clearSelection()
        elif self.currentIndex().row() != found[0] or not self.selectedIndexes():
            self.setAutoScroll(False)  # the largest shares stay in sight
            self.setCurrentIndex(self.shares.index(found[0]))
            self.setAutoScroll(True)
