"""ShareList: the examples of a minibatch by the size of their share, each with its picture, its label and a bar.

It may import data_pictures, core.data and core.influence. A bar to the right is positive and filled, one to the left
negative and hollow. Only the rows in sight are painted. Worked shape: 20 shares of digits are 20 rows of 44 px, the
largest on top; Enter or a click on one emits ``chosen`` with its place in the minibatch.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.data.dataset import Dataset
from core.influence import Influence, Share
from gui import fonts, numbers
from gui.data_pictures import digit_image, draw_class, telling_features
from gui.theme import Theme, current_theme
from gui.widgets.painting import dot, rounded

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
HEIGHT, TALL, PICTURE, NUMBER, BARS = 36, 44, 36.0, 96.0, 190.0
MOST_FEATURES = 4


class Examples:
    """What a row of the data looks like and is called."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset, self.task = dataset, dataset.task
        self.pictured = len(self.task.input_shape) == 3
        self.plane = self.task.input_shape == (2,)
        flat = dataset.x.reshape(len(dataset), -1)
        width = flat.shape[1]
        shown = range(width) if width <= MOST_FEATURES else telling_features(dataset)
        self._features = [] if self.pictured or len(self.task.input_shape) != 1 else list(shown)
        self._full = float(dataset.pixel_scale or np.max(flat) or 1.0) if self.pictured else 1.0
        if self.plane:
            self._low, self._high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)

    def label(self, row: int) -> str:
        """Its class, or the numbers to predict."""
        target = self.dataset.y[row]
        if self.task.kind == "classification":
            return self.task.class_names[int(target)]
        return ", ".join(numbers.significant(float(each), 3) for each in np.atleast_1d(target)[:3])

    def values(self, row: int) -> str:
        """The inputs that tell most, with their names."""
        names = self.task.feature_names
        x = self.dataset.x[row]
        parts = (
            f"{names[at] if at < len(names) else f'x{at + 1}'} {numbers.significant(float(x[at]), 3)}"
            for at in self._features
        )
        return ", ".join(parts)

    def draw(self, painter: QPainter, box: QRectF, row: int, theme: Theme) -> None:
        """Its picture: the image, its place in the plane, or the mark of its class."""
        if self.pictured:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(box, digit_image(self.dataset.x[row], self._full, theme))
            return
        center = box.center()
        if self.plane:
            rounded(painter, box, 4, theme.paper, theme.line2)
            share = (self.dataset.x[row] - self._low) / np.where(self._high > self._low, self._high - self._low, 1.0)
            inner = box.adjusted(5, 5, -5, -5)
            center = QPointF(inner.left() + share[0] * inner.width(), inner.bottom() - share[1] * inner.height())
        if self.task.kind == "classification":
            draw_class(painter, center, int(self.dataset.y[row]), len(self.task.class_names), theme, 4.0)
        else:
            dot(painter, center, 3.5, theme.ink3, hollow=True)


class ShareModel(QAbstractListModel):
    """The shares in their order; of the gradient, or of the change."""

    def __init__(self, parent: QWidget) -> None:
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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(4, 1, -4, -1)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, box, 6, theme.row)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box, 6, theme.hover)
        side = min(PICTURE, box.height() - 4)
        model.examples.draw(painter, QRectF(box.left() + 6, box.center().y() - side / 2, side, side), share.row, theme)
        text = QRectF(box.left() + side + 18, box.top(), box.width() - side - 26 - NUMBER - BARS, box.height())
        self._write(painter, text, model.examples, share.row, theme)
        bars = QRectF(text.right() + 4, box.top(), BARS, box.height())
        draw_bar(painter, bars, value / model.full, theme)
        painter.setFont(fonts.font(fonts.FORM, 500, tabular=True))
        painter.setPen(theme.sign_text(value))
        place = QRectF(bars.right(), box.top(), NUMBER - 8, box.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), numbers.signed(value))
        painter.restore()

    def _write(self, painter: QPainter, box: QRectF, examples: Examples, row: int, theme: Theme) -> None:
        upper, lower = QRectF(box), QRectF(box)
        upper.setBottom(box.center().y() + 1)
        lower.setTop(box.center().y() - 1)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        elide = Qt.TextElideMode.ElideRight
        told = ", ".join(filter(None, (numbers.row_name(row), examples.values(row))))
        for place, text, face, color in (
            (upper, examples.label(row), fonts.font(fonts.FORM, 500), theme.ink),
            (lower, told, fonts.font(fonts.CAPTION), theme.ink3),
        ):
            painter.setFont(face)
            painter.setPen(color)
            painter.drawText(place, middle, painter.fontMetrics().elidedText(text, elide, int(place.width())))


def draw_bar(painter: QPainter, box: QRectF, share: float, theme: Theme) -> None:
    """A bar from the middle: filled to the right for a positive share of 1, hollow to the left for a negative one."""
    middle, half = box.center().x(), box.width() / 2 - 8
    painter.setPen(theme.line2)
    painter.drawLine(QPointF(middle, box.top() + 4), QPointF(middle, box.bottom() - 4))
    length = abs(share) * half
    if length < 0.5:
        return
    left = middle if share > 0 else middle - length
    bar = QRectF(left, box.center().y() - 5, max(length, 2.0), 10)
    rounded(painter, bar, 2, theme.sign(share) if share > 0 else None, theme.sign(share), 1.5)


class ShareList(QListView):
    """See the module's header."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares = ShareModel(self)
        self.setModel(self.shares)
        self.setItemDelegate(ShareDelegate(self))
        self.setAccessibleName("Examples by the size of their share")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(150)
        self.clicked.connect(self._take)
        self.activated.connect(self._take)

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

    def _take(self, index: QModelIndex) -> None:
        self.chosen.emit(self.shares.shares[index.row()].example)
