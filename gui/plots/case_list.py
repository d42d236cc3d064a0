"""CasePage: judged rows one by one, each with its picture, what it was taken for and its loss as a bar.

It may import cases, gui.examples and the example list. A click or Enter on one watches it in the drawing. Worked shape:
the hardest of 359 digits are 200 lines of 40 px; of a cell of the confusion matrix all, with a way back on top.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from gui import numbers
from gui.example_list import ExampleList
from gui.examples import draw_gauge, picture_box, row_box, write_lines, write_number
from gui.plots.cases import Judged, Places
from gui.plots.header import Caption
from gui.theme import current_theme
from gui.widgets.buttons import FlatButton
from gui.widgets.painting import rounded

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
HEIGHT, NUMBER, BAR, LEAST, ROOMY = 40, 58.0, 34.0, 60, 340


class CaseModel(QAbstractListModel):
    """The places of an evaluation that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.judged: Judged | None = None
        self.places: Places = np.zeros(0, np.intp)
        self.stale = False
        self.full = 1.0

    def show(self, judged: Judged | None, places: Places, stale: bool) -> None:
        """Other rows; where there are as many, the list keeps its place."""
        fresh = len(places) != len(self.places) or self.judged is None or judged is None
        if fresh:
            self.beginResetModel()
        self.judged, self.places, self.stale = judged, places, stale
        losses = [judged.loss(int(each)) for each in places] if judged is not None else []
        self.full = max((each for each in losses if each is not None and np.isfinite(each)), default=0.0) or 1.0
        if fresh:
            self.endResetModel()
        elif len(places):
            self.dataChanged.emit(self.index(0), self.index(len(places) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        texts = (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole, Role.StatusTipRole)
        if role not in texts or self.judged is None or not 0 <= index.row() < len(self.places):
            return None
        told = self.judged.told(int(self.places[index.row()]))
        told = f"{told}, of the drawing before the last change" if self.stale else told
        return f"{told}. Click to watch it in the drawing." if role == Role.ToolTipRole else told


class CaseDelegate(QStyledItemDelegate):
    """Paints one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, theme = index.model(), current_theme()
        if not isinstance(model, CaseModel) or model.judged is None:
            return
        place = int(model.places[index.row()])
        examples, row = model.judged.examples(place)
        painter.save()
        box = row_box(painter, option, theme, False)
        picture = picture_box(box)
        examples.draw(painter, picture, row, theme)
        loss = model.judged.loss(place)
        bar = BAR if box.width() > ROOMY else 0.0
        right = box.right() - (NUMBER + bar + 6 if loss is not None else 8)
        text = QRectF(picture.right() + 10, box.top(), right - picture.right() - 10, box.height())
        write_lines(painter, text, model.judged.title(place), model.judged.values(place), theme)
        if loss is not None:
            finite = bool(np.isfinite(loss))
            if finite and bar:
                draw_gauge(painter, QRectF(right, box.top(), bar, box.height()), min(1.0, loss / model.full), theme)
            painter.setPen(theme.off if model.stale else theme.ink if finite else theme.error)
            end = QRectF(right + bar, box.top(), NUMBER, box.height())
            write_number(painter, end if finite else end.adjusted(-bar - 20, 0, 0, 0), numbers.loss(loss))
        if option.state & QStyle.StateFlag.State_HasFocus:
            rounded(painter, box, 6, None, theme.ink, 2.0)
        painter.restore()


class CasePage(QWidget):
    """A title, a way back where there is one, and the list."""

    chosen = Signal(int)
    """A row of the dataset."""
    left = Signal()

    def __init__(self, name: str, back: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CaseModel()
        self.list = ExampleList(name, self.model, CaseDelegate())
        self.list.setMinimumHeight(LEAST)
        self.list.taken.connect(self._take)
        self.title = Caption("ink2")
        self.back = FlatButton("action-chevron-left", back or "Back", 22)
        if not back:
            self.back.hide()
        self.back.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self._may_leave = bool(back)

    def show_cases(self, judged: Judged | None, places: Places, title: str, stale: bool) -> None:
        """Other rows."""
        self.title.say(title, stale)
        self.model.show(judged, places, stale)

    def _take(self, line: int) -> None:
        if self.model.judged is not None:
            self.chosen.emit(self.model.judged.row(int(self.model.places[line])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._may_leave:
            self.left.emit()
        else:
            super().keyPressEvent(event)
