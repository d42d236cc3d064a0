"""RowsPanel: the tab "Rows" of a walk: the plane of two inputs, the order, and the rows of the minibatch below.

It may import the list and the plane. Whoever walks feeds it a WalkState. Worked shape: 32 digits with "In order" and
"Largest error first" above them; Mazur's single row is one line and has no order.
"""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.dataset import Prepared
from core.walk import WalkState
from gui.examples import Examples
from gui.walk.row_list import RowList
from gui.walk.row_plane import RowPlane
from gui.widgets.labels import Label
from gui.widgets.segmented import SegmentedControl

NO_ROW = "No row is drawn yet. The next stop takes the rows of this step."
HINT = "Click a row, or press Return on it, to look at its numbers."


class RowsPanel(QWidget):
    """See the module's header."""

    chosen = Signal(object)
    """int | None: a place in the minibatch, or its mean."""
    row_wanted = Signal(int)
    """A row of the dataset, perhaps of another minibatch."""
    came = Signal()
    """It is about to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Rows")
        self.plane, self.list = RowPlane(), RowList()
        self.order = SegmentedControl("Order of the rows", [("In order", ""), ("Largest error first", "")])
        self.order.segment(0).setToolTip("As they stand in the minibatch")
        self.order.segment(1).setToolTip("By their errors, as soon as the walk has come to the stop Error")
        self.empty, self.hint = Label(NO_ROW, "label", wrap=True), Label(HINT, "caption", wrap=True)
        self._walk: WalkState | None = None
        self._examples: Examples | None = None
        self._prepared: Prepared | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part, stretch in ((self.plane, 0), (self.order, 0), (self.empty, 0), (self.list, 1), (self.hint, 0)):
            column.addWidget(part, stretch)
        column.addStretch(0)
        self.order.selected.connect(self._reorder)
        self.list.chosen.connect(self.chosen)
        self.list.pointed.connect(self.plane.point)
        self.plane.chosen.connect(self.row_wanted)
        self.show_walk(None, None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came.emit()

    def show_walk(self, walk: WalkState | None, prepared: Prepared | None) -> None:
        """Another stop, example, minibatch or dataset."""
        if prepared is not self._prepared:
            self._prepared = prepared
            self._examples = Examples(prepared.dataset) if prepared is not None else None
            self.plane.show_data(prepared)
        self._walk = walk
        count = len(walk.rows) if walk is not None else 0
        self.plane.setVisible(self._examples is not None and self._examples.plotted and len(self.plane.trained) > 1)
        self.order.setVisible(count > 1)
        self.hint.setVisible(count > 1)
        self.empty.setVisible(count == 0)
        self.list.setVisible(count > 0)
        self.list.fit(count + (count > 1))
        if walk is not None:
            here = walk.rows[walk.example] if walk.example is not None and count else -1
            self.plane.show_rows(walk.rows, int(here))
        self._fill()

    def _fill(self) -> None:
        walk = self._walk if self._walk is not None and len(self._walk.rows) else None
        self.list.show_walk(walk, self._examples, self.order.current_index() == 1)

    def _reorder(self, order: int) -> None:
        self._fill()
        if order:
            self.list.scrollToTop()  # who asks for the largest wants to see it

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.plane.update()
            self.list.viewport().update()
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._fill()
