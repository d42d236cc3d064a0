"""WeightsTable: the cells of one layer's weights, typed into like a spreadsheet's, live while the run goes on.

It may import fonts, icons, the theme and LayerWeights. Nothing is made for a cell that is not on the screen, so 784 x
128 scroll as 3 x 3. Worked shape: ``table.chosen()`` is (rows, columns), True for the chosen cells.
"""

import numpy as np
from PySide6.QtCore import QItemSelectionRange, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gui import fonts
from gui.theme import current_theme
from gui.walk.writing import Writing
from gui.weights import words
from gui.weights.cells import LOCK, SIDE, WeightCell, WeightsModel
from gui.weights.grid import Cells
from gui.weights.layer_weights import LayerWeights
from gui.widgets.styling import forget_when_gone

ROW = 26
REFRESH_MS = 100
"""Numbers that move are painted so often: nobody reads them faster, and training needs the rest."""
STEP, BIG_STEP = 0.01, 0.1


class WeightsTable(QTableView):
    """See the module's header."""

    def __init__(self, weights: LayerWeights, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights = weights
        self.cells = WeightsModel(weights, self)
        self.setModel(self.cells)
        self._delegate = WeightCell(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Weights")
        self.setFont(fonts.font(fonts.PANEL, 400, tabular=True))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumWidth(52)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
        forget_when_gone(self)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(REFRESH_MS)
        self._due.timeout.connect(self.viewport().update)
        weights.changed.connect(self._refresh)
        weights.relocked.connect(self.viewport().update)
        weights.reshaped.connect(self._start)
        self.selectionModel().selectionChanged.connect(weights.end_steps)
        self._start()

    def _start(self) -> None:
        """A first cell has the keyboard, so that one can type at once."""
        self.set_writing(self.cells.writing)
        if self.cells.columnCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self.cells.index(0, 0))

    def set_writing(self, writing: Writing) -> None:
        """Digits and decimal mark."""
        self.cells.writing = writing
        widest = writing(-0.8888888888888888) + "8" * 2
        room = QFontMetricsF(self.font()).horizontalAdvance(widest)
        self.horizontalHeader().setDefaultSectionSize(round(room + LOCK + 2 * SIDE))
        self.viewport().update()

    def _refresh(self) -> None:
        if self.isVisible() and not self._due.isActive():
            self._due.start()

    def repaint_now(self) -> None:
        """After an edit of one's own nothing waits."""
        self._due.stop()
        self.viewport().update()

    def chosen(self) -> Cells:
        """True for the chosen cells, (rows, columns)."""
        cells = np.zeros(self.weights.values.shape, np.bool_)
        for span in self._spans():
            cells[span.top() : span.bottom() + 1, span.left() : span.right() + 1] = True
        return cells & self.weights.exists

    def _spans(self) -> list[QItemSelectionRange]:
        found = self.selectionModel().selection()
        return [found.at(number) for number in range(found.count())]

    # -- clipboard ---------------------------------------------------------------------------------------------------

    def corner(self) -> tuple[int, int]:
        """First row and column of the chosen cells."""
        spans = self._spans()
        if not spans:
            return max(0, self.currentIndex().row()), max(0, self.currentIndex().column())
        return min(span.top() for span in spans), min(span.left() for span in spans)

    def texts(self) -> list[list[str]]:
        """The chosen cells as texts, every digit of them, the smallest rectangle around them."""
        chosen = self.chosen()
        rows, columns = np.flatnonzero(chosen.any(axis=1)), np.flatnonzero(chosen.any(axis=0))
        if not len(rows):
            return []
        values, dtype, notation = self.weights.values, self.weights.dtype, self.cells.writing.notation
        return [
            [words.typed(float(values[row, column]), dtype, notation) if chosen[row, column] else ""
             for column in range(columns[0], columns[-1] + 1)]
            for row in range(rows[0], rows[-1] + 1)
        ]  # fmt: skip

    # -- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sign = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if sign and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.weights.step(self.chosen(), sign * (BIG_STEP if large else STEP))
            self.repaint_now()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            self.edit(self.currentIndex())  # one that ends an edit comes by here too
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab goes from cell to cell, and behind the last or before the first one out of the table."""
        last = self.cells.index(self.cells.rowCount() - 1, self.cells.columnCount() - 1)
        leaves = self.currentIndex() == (last if next else self.cells.index(0, 0))
        self.setTabKeyNavigation(not leaves)
        went = super().focusNextPrevChild(next)
        self.setTabKeyNavigation(True)
        return went

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self.weights.end_steps()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.weights.end_steps()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._due.stop()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        width = self.verticalHeader().sizeHint().width() + self.horizontalHeader().defaultSectionSize() * min(
            8, max(3, self.weights.grid.columns)
        )
        return QSize(width + 4, ROW * min(14, max(3, self.weights.grid.rows)) + 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        reason = self.weights.why_nothing
        if reason:
            painter = QPainter(self.viewport())
            painter.setFont(fonts.font(fonts.BODY))
            painter.setPen(current_theme().ink3)
            room = QRectF(self.viewport().rect()).adjusted(16, 8, -16, -8)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), reason)
            painter.end()
