"""RowList: the rows of a walked minibatch, its mean first, each with its picture, its target and its error as a bar.

It may import gui.examples and a WalkState. Only the lines in sight are painted. Worked shape: 32 digits are 33 lines of
44 px, "Mean of 32 rows" on top; Enter or a click on one emits ``chosen`` with its place in the minibatch, or None.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.walk import WalkState
from gui import numbers
from gui.example_list import LEAST, ExampleList
from gui.examples import Examples, draw_gauge, picture_box, row_box, write_lines, write_number
from gui.theme import Theme, current_theme
from gui.widgets.painting import rounded

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
HEIGHT, NUMBER, BAR = 44, 64.0, 40.0
UNKNOWN = "—"


class RowModel(QAbstractListModel):
    """The lines: the mean (None) where there are several rows, then places in the minibatch in the order asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.walk: WalkState | None = None
        self.examples: Examples | None = None
        self.by_error = False
        self.lines: tuple[int | None, ...] = ()
        self.full = 1.0

    @property
    def rows(self) -> NDArray[np.intp]:
        """The rows of the dataset that the minibatch is made of."""
        return self.walk.rows if self.walk is not None else np.zeros(0, np.intp)

    def show(self, walk: WalkState | None, examples: Examples | None, by_error: bool) -> None:
        """Another stop, example, minibatch or order; lines that stay keep the place of the list."""
        before, known = self.rows, self.examples
        lines = _lines(walk, by_error) if walk is not None and examples is not None else ()
        fresh = lines != self.lines or examples is not known or (walk and not np.array_equal(before, walk.rows))
        if fresh:
            self.beginResetModel()
        self.walk, self.examples, self.by_error, self.lines = walk, examples, by_error, lines
        finite = walk.errors[np.isfinite(walk.errors)] if walk is not None else np.zeros(0)
        self.full = float(finite.max(initial=0.0)) or 1.0
        if fresh:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))

    def line_of(self, example: int | None) -> int:
        """Where this example, or the mean, stands; -1: nowhere."""
        return self.lines.index(example) if example in self.lines else -1

    def error(self, example: int | None) -> float | None:
        """The error of an example or the mean of all, penalties aside; None before it is known."""
        errors = self.walk.errors if self.walk is not None else np.zeros(0)
        if not len(errors):
            return None
        return float(errors.mean() if example is None else errors[example])

    def title(self, example: int | None) -> str:
        """The strong words of a line."""
        if example is None or self.examples is None:
            return f"Mean of {numbers.counted(len(self.rows), 'row')}"
        return f"Target {self.examples.label(int(self.rows[example]))}"

    def values(self, example: int | None) -> str:
        """The quiet words of a line."""
        if example is None or self.examples is None:
            return "every number averaged"
        row = int(self.rows[example])
        return ", ".join(filter(None, (numbers.row_name(row), self.examples.values(row))))

    def told(self, example: int | None) -> str:
        """A line in words."""
        error = self.error(example)
        said = "error not known yet" if error is None else f"error {numbers.loss(error)}"
        if example is None or self.examples is None:
            return f"{self.title(None)}, {said}{self._penalised(error)}"
        row = self.examples.told(int(self.rows[example]))
        return f"{row[:1].upper()}{row[1:]}, {said}"

    def _penalised(self, mean: float | None) -> str:
        """What the whole error is, where large weights add to the mean of the rows."""
        loss = self.walk.loss if self.walk is not None else 0.0
        if mean is None or not np.isfinite(loss) or np.isclose(loss, mean, rtol=1e-4):
            return ""
        return f"; {numbers.loss(loss)} with what large weights cost"

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role not in (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole, Role.StatusTipRole):
            return None
        if self.walk is None or not 0 <= index.row() < len(self.lines):
            return None
        example = self.lines[index.row()]
        told, here = self.told(example), example == self.walk.example
        if role in (Role.ToolTipRole, Role.StatusTipRole):
            return f"{told}. {'Its numbers are on show.' if here else 'Click to look at its numbers.'}"
        return f"{told}, on show" if here else told


def _lines(walk: WalkState, by_error: bool) -> tuple[int | None, ...]:
    """The mean first; the largest error first where it is wanted and known, what is not finite before all."""
    order: NDArray[np.intp] = np.arange(len(walk.rows))
    if by_error and len(walk.errors):
        order = np.argsort(-np.nan_to_num(walk.errors, nan=np.inf), kind="stable")
    mean: tuple[None, ...] = (None,) if len(order) > 1 else ()
    return (*mean, *order.tolist())


class RowDelegate(QStyledItemDelegate):
    """Paints one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(280, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, theme = index.model(), current_theme()
        if not isinstance(model, RowModel) or model.examples is None or model.walk is None:
            return
        example = model.lines[index.row()]
        here = example == model.walk.example
        painter.save()
        box = row_box(painter, option, theme, here)
        if here:  # not by its colour alone
            rounded(painter, QRectF(box.left(), box.top() + 8, 3, box.height() - 16), 1.5, theme.ink)
        picture = picture_box(box)
        if example is None:
            model.examples.draw_mean(painter, picture, model.rows, theme)
        else:
            model.examples.draw(painter, picture, int(model.rows[example]), theme)
        bar = QRectF(box.right() - NUMBER - BAR, box.top(), BAR, box.height())
        text = QRectF(picture.right() + 10, box.top(), bar.left() - picture.right() - 18, box.height())
        write_lines(painter, text, model.title(example), model.values(example), theme)
        self._draw_error(painter, bar, QRectF(bar.right(), box.top(), NUMBER - 8, box.height()), model, example, theme)
        if option.state & QStyle.StateFlag.State_HasFocus:
            rounded(painter, box, 6, None, theme.ink, 2.0)
        painter.restore()

    def _draw_error(
        self, painter: QPainter, bar: QRectF, place: QRectF, model: RowModel, example: int | None, theme: Theme
    ) -> None:
        error = model.error(example)
        if error is None:
            painter.setPen(theme.off)
            write_number(painter, place, UNKNOWN)
            return
        finite = bool(np.isfinite(error))
        if finite:
            draw_gauge(painter, bar, min(1.0, error / model.full), theme)
        else:
            place.setLeft(bar.left())
        painter.setPen(theme.ink if finite else theme.error)
        write_number(painter, place, numbers.loss(error))


class RowList(ExampleList):
    """See the module's header."""

    chosen = Signal(object)
    """int | None: a place in the minibatch, or its mean."""
    pointed = Signal(int)
    """The row of the dataset under the mouse, or -1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rows = RowModel()
        super().__init__("Rows of the minibatch", self.rows, RowDelegate(), parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # what is looked at is marked instead
        self.taken.connect(lambda line: self.chosen.emit(self.rows.lines[line]))
        self.entered.connect(self._point)

    def show_walk(self, walk: WalkState | None, examples: Examples | None, by_error: bool) -> None:
        """Another stop; the line of the example looked at comes into sight where it is another one."""
        before, place = self.rows.walk, self.rows.line_of(self.rows.walk.example) if self.rows.walk else -1
        self.rows.show(walk, examples, by_error)
        here = self.rows.line_of(walk.example) if walk is not None else -1
        if here >= 0 and (not self.currentIndex().isValid() or here != place or before is None):
            self.setCurrentIndex(self.rows.index(here))
            self.keep_in_sight()

    def fit(self, lines: int) -> None:
        """Be no higher than so many lines need."""
        wanted = lines * HEIGHT + 2 * self.frameWidth() + 2
        self.setMaximumHeight(max(1, wanted))
        self.setMinimumHeight(max(1, min(LEAST, wanted)))

    def keep_in_sight(self) -> None:
        """Scroll to the line of the example looked at."""
        walk = self.rows.walk
        here = self.rows.line_of(walk.example) if walk is not None else -1
        if here >= 0:
            self.scrollTo(self.rows.index(here))

    def _point(self, index: QModelIndex) -> None:
        example = self.rows.lines[index.row()]
        self.pointed.emit(-1 if example is None else int(self.rows.rows[example]))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keep_in_sight()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(-1)
