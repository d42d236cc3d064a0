"""GramsLens: the runs of words that excite each filter of a Conv1D most, found over the training rows.

It asks once, shows what has been found so far, can be stopped, and says when the weights have moved on. The example's
words stand below, those lit that excite the chosen filter most. Worked shape: 16 filters, a row each, six runs in it.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from core.inside import Grams, reach
from core.inside.grams import NO_WORDS, reads_words
from gui import fonts, numbers
from gui.dialogs.base import plain_button
from gui.inside.desk import Desk
from gui.inside.lens import WAITING, Lens, Look
from gui.inside.word_row import WordRow
from gui.questions.inquiry import Inquiry
from gui.views import Context
from gui.widgets.labels import Label
from gui.widgets.styling import forget_when_gone

HEADS = ("Filter", "Most of all", "Second", "Third", "Fourth", "Fifth", "Sixth")
LINE = 26


class GramsLens(Lens):
    """See the module's header."""

    TITLE = "Telling words"
    TIP = "For each filter the runs of words in the training rows that excite it most"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = Desk()
        self.grams: Grams | None = None
        self.inquiry: Inquiry | None = None
        self._asked_at: object = None
        self._look: Look | None = None
        self._problem = ""
        self._widths = [0] * len(HEADS)
        self.state = Label("", "caption")
        self.button = plain_button("Look again")
        self.button.clicked.connect(self._pressed)
        self.table = QTableWidget(0, len(HEADS))
        self.words = WordRow("The example's words, those lit that excite the filter most")
        self._build()

    def _build(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(list(HEADS))
        table.setAccessibleName("Runs of words by filter")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(LINE)
        table.setFont(fonts.font(fonts.PANEL, tabular=True))
        table.currentCellChanged.connect(self._row_chosen)
        forget_when_gone(table)
        head = QHBoxLayout()
        head.addWidget(self.state, 1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(table, 1)
        column.addWidget(self.words)

    # -- asking ------------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether a search is under way."""
        return self.inquiry is not None and self.inquiry.running

    def _pressed(self) -> None:
        if self.running:
            self.rest()
            self._tell()
        elif self._look is not None:
            self._begin(self._look)

    def _begin(self, look: Look) -> None:
        self.rest()
        self.grams, self._problem = None, ""
        self._asked_at = (look.layer, look.step, look.example.theta if look.example is not None else None)
        inquiry = self.inquiry = self.context.runner.inquire(self.desk.grams(look.layer))
        inquiry.progressed.connect(self._progressed)
        inquiry.finished.connect(self._ended)
        inquiry.failed.connect(self._failed)
        inquiry.stopped.connect(self._failed)
        self._tell()

    def rest(self) -> None:
        if self.inquiry is not None:
            self.inquiry.cancel()
            self.inquiry = None

    @Slot(object)
    def _progressed(self, values: tuple[Any, ...]) -> None:
        self.grams = values[-1]
        self._fill()
        self._tell()
        self.context.runner.inquiries.painted()

    @Slot()
    def _ended(self) -> None:
        self.inquiry = None
        self._tell()

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        self.inquiry = None
        self._problem = sentence
        self._tell()

    # -- showing -----------------------------------------------------------------------------------------------------

    def show_look(self, look: Look) -> str:
        example = look.example
        if example is None or not example.has(look.layer):
            return WAITING
        if not reads_words(example.network, look.layer):
            return NO_WORDS
        self._look = look
        if self.grams is not None and self.grams.layer != look.layer:
            self.rest()
            self.grams = None
        if self.grams is None and not self.running and not self._problem:
            self._begin(look)
        self._show_words(look)
        self._tell()
        return ""

    def _show_words(self, look: Look) -> None:
        assert look.example is not None
        sums = look.example.sums[look.layer][look.cell[0]]
        place = int(np.argmax(sums))
        span = reach(look.example.network, look.layer, (place, place)) or (0, -1)
        self.words.show_words(look.words, span)
        lit = " ".join(word for word in look.words[span[0] : span[1] + 1] if word)
        self.say(
            f"In this example filter {look.cell[0] + 1} answers most to “{lit}”: z is "
            f"{numbers.significant(float(sums[place]), 3)}."
        )
        if self.table.currentRow() != look.cell[0] < self.table.rowCount():
            self.table.blockSignals(True)
            self.table.selectRow(look.cell[0])
            self.table.blockSignals(False)

    def _tell(self) -> None:
        self.button.setText("Stop" if self.running else "Look again")
        found, look = self.grams, self._look
        if self._problem:
            self.state.setText(self._problem)
        elif found is None:
            self.state.setText("Reading the training rows." if self.running else "Stopped.")
        else:
            told = f"{numbers.count(found.done)} of {numbers.count(found.rows)} rows read"
            moved = look is not None and not self.running and self._moved(look)
            self.state.setText(f"{told}. The weights have changed since." if moved else told + ".")

    def _moved(self, look: Look) -> bool:
        if not isinstance(self._asked_at, tuple) or look.example is None:
            return False
        _, step, theta = self._asked_at
        return bool(step != look.step) or not np.array_equal(theta, look.example.theta)

    def _fill(self) -> None:
        found, look = self.grams, self._look
        if found is None or look is None or look.tokens is None:
            return
        table = self.table
        table.blockSignals(True)
        table.setRowCount(len(found.filters))
        for row, grams in enumerate(found.filters):
            self._put(row, 0, str(row + 1), "")
            for column in range(1, len(HEADS)):
                gram = grams[column - 1] if column <= len(grams) else None
                text = " ".join(word or "·" for word in look.tokens.spell(gram.tokens)) if gram is not None else ""
                tip = f"z is {numbers.significant(gram.z)}, in training row {gram.row}" if gram is not None else ""
                self._put(row, column, text, tip)
        self._set_widths()
        if table.currentRow() < 0 and look.cell[0] < table.rowCount():
            table.selectRow(look.cell[0])
        table.blockSignals(False)

    def _put(self, row: int, column: int, text: str, tip: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
        item.setToolTip(tip)

    def _set_widths(self) -> None:
        """Wide enough for what stands there, not narrower than before: columns do not jump while it reads."""
        measure = QFontMetrics(self.table.fontMetrics())
        for column in range(len(HEADS)):
            texts = [item.text() for row in range(self.table.rowCount()) if (item := self.table.item(row, column))]
            widest = max((measure.horizontalAdvance(text) for text in (*texts, HEADS[column])), default=40) + 26
            self._widths[column] = max(self._widths[column], min(widest, 320))
        # What room is left the columns of words share.
        room = self.table.width() - self.table.verticalScrollBar().sizeHint().width() - 4
        spare = max(0, room - sum(self._widths)) // (len(HEADS) - 1)
        for column, width in enumerate(self._widths):
            self.table.setColumnWidth(column, width + (spare if column else 0))

    def _row_chosen(self, row: int, _column: int, _was: int, _before: int) -> None:
        look = self._look
        if look is not None and row >= 0 and row != look.cell[0]:
            self.cell_wanted.emit((row, *look.cell[1:]))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._set_widths()

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        self.rest()
