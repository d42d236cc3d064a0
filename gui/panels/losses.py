"""LossFields: the loss of the network, or of each of its heads: a row each, the main one first.

It talks to the Document only; a choice is one undo step made by core.edit. Worked shape: one head shows "Loss"; heads
'kind' and 'size' show "Loss of kind" and "Loss of size".
"""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.edit import set_loss
from core.losses import LOSSES
from core.network import NetworkSpec
from gui.document import Document
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form

LOSS_HELP = "What training makes small. The weights stay; losses of different kinds cannot be compared."
LONGEST = 10
SUM_HELP = "What training makes small is the sum of the losses of all heads."


def shortened(name: str) -> str:
    """A name that leaves room for the field beside it."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


class LossFields(QWidget):
    """``main`` is the field of the main head; ``others`` are those of further heads by layer id."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.main = ComboField("Loss", [(name, name) for name in LOSSES])
        self.main.chosen.connect(partial(self._choose, None))
        self.others: dict[int, ComboField] = {}
        self._first, self._rest = Form(), Form()
        self._row = self._first.add("Loss", self.main, LOSS_HELP)
        self._names: dict[int, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for form in (self._first, self._rest):
            column.addWidget(form)
        self._rest.hide()

    def show_network(self, network: NetworkSpec) -> None:
        """The losses as they are."""
        names = {node.id: node.name for node in network.heads}
        if names != self._names:
            self._build(names)
        self.main.set_key(network.loss)
        for key, field in self.others.items():
            field.set_key(network.loss_of(key))

    def _build(self, names: dict[int, str]) -> None:
        self._names = names
        several = len(names) > 1
        main, *rest = names.items() if several else [(0, "")]
        self._row.label.setText(f"Loss of {shortened(main[1])}" if several else "Loss")
        for part in (self._row.label, self.main):
            part.setToolTip(f"{LOSS_HELP} {SUM_HELP}" if several else LOSS_HELP)
        self._rest.clear()
        self.others = {}
        for key, name in rest:
            field = ComboField(f"Loss of {name}", [(each, each) for each in LOSSES])
            field.chosen.connect(partial(self._choose, key))
            self._rest.add(f"Loss of {shortened(name)}", field, f"{LOSS_HELP} {SUM_HELP}")
            self.others[key] = field
        self._rest.setVisible(bool(rest))

    def _choose(self, head: int | None, loss: str) -> None:
        name = f" of {self._names[head]}" if head is not None else ""
        self._document.edit(f"Loss{name}", set_loss(self._document.project, loss, head))
