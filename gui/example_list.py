"""ExampleList: a scrolling list of examples; a click or Enter on one asks for it.

The model and its delegate are the caller's; only the lines in sight are painted. Worked shape: a list of 257 lines of
44 px in a window of 500 px paints 12 of them; ``taken`` carries the line that was clicked.
"""

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QWidget

from gui.widgets.styling import forget_when_gone

LEAST = 150


class ExampleList(QListView):
    """See the module's header."""

    taken = Signal(int)
    """A line was clicked, or Enter pressed on it."""

    def __init__(
        self, name: str, model: QAbstractListModel, delegate: QStyledItemDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.setParent(self)
        model.setParent(self)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(LEAST)
        self.clicked.connect(self._take)
        self.activated.connect(self._take)
        forget_when_gone(self)

    def _take(self, index: QModelIndex) -> None:
        self.taken.emit(index.row())
