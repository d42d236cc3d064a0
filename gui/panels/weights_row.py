"""WeightsRow: the chosen layer's weights in one line of its form: how many are locked, and the way to its table.

It talks to the Document and asks the window for the table by a signal. Worked shape: "3 of 330 weights locked" with a
button that unlocks them, above "Weights…"; a layer without weights shows nothing.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.locking import lock_layer
from gui.document import Document
from gui.weights.words import locks_sentence
from gui.widgets.buttons import push_button
from gui.widgets.labels import IconMark, Label


class WeightsRow(QWidget):
    """See the module's header."""

    wanted = Signal(int)
    """The table of this layer's weights."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._layer = document, 0
        self.mark, self.locked = IconMark("action-lock", "ink2", 15), Label("", "caption")
        self.unlock = push_button("Unlock", kind="quiet")
        self.unlock.setToolTip("Let training change all weights of this layer")
        self.unlock.clicked.connect(self._unlock)
        self.open = push_button("Weights…")
        self.open.setToolTip("Every weight of this layer as a table to read, type and paste (Ctrl+T)")
        self.open.clicked.connect(self._open)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.mark)
        line.addWidget(self.locked, 1)
        line.addWidget(self.unlock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.open)

    def show_layer(self, layer: int | None) -> None:
        """The only chosen layer, or None."""
        network = self._document.network
        self._layer = layer or 0
        self.setVisible(layer is not None and bool(network.weights(layer)))
        sentence = locks_sentence(network, layer) if layer is not None else ""
        self.locked.setText(sentence)
        for part in (self.mark, self.locked, self.unlock):
            part.setVisible(bool(sentence))

    def _unlock(self) -> None:
        node = self._document.network.by_id[self._layer]
        self._document.edit(f"Unlock {node.name}", lock_layer(self._document.project, self._layer, locked=False))

    def _open(self) -> None:
        self.wanted.emit(self._layer)
