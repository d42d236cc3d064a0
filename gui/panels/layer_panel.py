"""LayerPanel: the form of the chosen layer, of several of one kind, or the network where none is chosen.

It talks to Document, TrainingRunner and Selection only; every commit is one undo step made by core.edit.
Worked shape: with "hidden" chosen it shows name, units, activation, start, bias, locked and weight decay.
"""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.edit import drop_loss, give_loss, rename, set_layer, set_loss
from core.errors import SpecError
from core.layers import Input, Layer
from core.losses import LOSSES
from core.network import Node
from core.project import ProjectSpec
from core.spec import Option
from gui.document import Document
from gui.panels.consequences import listed, position_of, restart_note
from gui.panels.editing import Edits
from gui.panels.editors import plain_label
from gui.panels.form import SpecForm, value_at
from gui.panels.network_panel import NetworkPanel
from gui.panels.panel import Header, Panel
from gui.panels.typed import TextField
from gui.panels.weights_row import WeightsRow
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.widgets.combo_field import ComboField
from gui.widgets.disclosure import Disclosure
from gui.widgets.form import Form
from gui.widgets.surfaces import Note

LABELS = {"kernel_regularizer.l2": "Weight decay", "kernel_regularizer.l1": "L1 decay", "trainable": "Locked",
          "embeddings_regularizer.l2": "Weight decay", "embeddings_regularizer.l1": "L1 decay"}
NONE = "-"
"""The key of "none" among the losses."""
RARE = ("bias_initializer", "kernel_regularizer.l1", "dilation_rate", "groups", "epsilon", "embeddings_regularizer.l1")
"""Settings under "More", with everything inside them."""


def is_rare(path: str, option: Option) -> bool:
    """Whether a setting stands under "More"."""
    return path.startswith(RARE)


def is_common(path: str, option: Option) -> bool:
    """Whether a setting stands in the main form."""
    return not is_rare(path, option)


class LayerPanel(QStackedWidget):
    """The tab "Layer"."""

    def __init__(
        self, document: Document, runner: TrainingRunner, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._edits = Edits(document, self)
        self.network = NetworkPanel(document, runner, selection, self)
        self.settings = Panel(self)
        self.addWidget(self.network)
        self.addWidget(self.settings)
        self.weights = WeightsRow(document)
        self._build()
        document.changed.connect(self._follow)
        selection.changed.connect(self._show_chosen)
        self._show_chosen()

    def _build(self) -> None:
        self.header = Header()
        self.name = TextField("Name")
        self.name.value_changed.connect(self._rename)
        self._naming = Form()
        self._naming.add("Name", self.name, "What the layer is called here and in exported files.")
        self.loss = ComboField("Loss")
        self.loss.chosen.connect(self._choose_loss)
        self._judging = Form()
        self._judging.add("Loss", self.loss, "What judges this layer. Training makes the sum over all heads small.")
        self.form = SpecForm(is_common, LABELS)
        self.rare = SpecForm(is_rare, LABELS)
        self.more = Disclosure("More", self.rare)
        self.note = Note("")
        forms = QVBoxLayout()
        forms.setSpacing(0)
        for part in (self._naming, self._judging, self.form):
            forms.addWidget(part)
        column = self.settings.column
        column.addWidget(self.header)
        column.addLayout(forms)
        column.addWidget(self.weights)
        column.addWidget(self.note)
        column.addWidget(self.more)
        for form in (self.form, self.rare):
            form.edited.connect(self._edit)

    def chosen(self) -> list[Node]:
        """The chosen layers that still exist, in the network's order."""
        return [node for node in self._document.network.nodes if node.id in self._selection.ids]

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.network is not after.network:
            self._show_chosen()

    def _show_chosen(self, _ids: object = None) -> None:
        nodes = self.chosen()
        self.setCurrentWidget(self.settings if nodes else self.network)
        if not nodes:
            return
        first, single = nodes[0], len(nodes) == 1
        self._naming.setVisible(single)
        self._show_loss(first if single else None)
        alike = all(node.layer.kind == first.layer.kind for node in nodes)
        if single:
            self.name.set_value(first.name)
            caption = f"{first.layer.kind}, {position_of(self._document.project, first.id)}"
            self.header.show_text(first.layer.icon, first.name, caption)
        else:
            kinds = f"{first.layer.kind} layers" if alike else "layers of several kinds"
            self.header.show_text(first.layer.icon, f"{len(nodes)} {kinds}", ", ".join(node.name for node in nodes))
        self.form.setVisible(alike)
        if alike:
            self.form.show_spec(first.layer)
            self.rare.show_spec(first.layer)
        self._dress(nodes, alike)
        self.weights.show_layer(first.id if single else None)

    def _dress(self, nodes: list[Node], alike: bool) -> None:
        if alike and "kernel_regularizer.l2" in self.form.editors:
            self.form.number_field("kernel_regularizer.l2").set_unit("L2")
        self.more.setVisible(alike and bool(self.rare.editors))
        if len(nodes) == 1:
            self.note.set_text(restart_note(self._document.project, nodes[0].id))
        elif alike:
            self.note.set_text(_difference(self.form, [node.layer for node in nodes]))
        else:
            self.note.set_text("Choose layers of one kind to change them together.")

    def _show_loss(self, node: Node | None) -> None:
        """The loss of a head, or of an end that lacks one; other layers have none to choose."""
        network = self._document.network
        ends = [each for each in network.ends if not isinstance(each.layer, Input)]
        shown = node is not None and (node in network.heads or node in ends)
        self._judging.setVisible(shown)
        if node is None or not shown:
            return
        judged = node in network.heads
        free = len(network.heads) > 1 or not judged
        self.loss.set_choices([*([(NONE, "none")] if free else []), *((name, name) for name in LOSSES)])
        self.loss.set_key(network.loss_of(node.id) if judged else NONE)

    def _choose_loss(self, loss: str) -> None:
        """Another loss for the head; none, or the first one, change which layers are heads."""
        node, project = self.chosen()[0], self._document.project
        if loss == NONE:
            self._document.edit(f"No loss for {node.name}", drop_loss(project, node.id))
            return
        change = set_loss if node in project.network.heads else give_loss
        self._document.edit(f"Loss of {node.name}", change(project, id=node.id, loss=loss))

    def _rename(self, name: str) -> None:
        node = self.chosen()[0]
        try:
            after = rename(self._document.project, node.id, name)
        except SpecError as error:
            self.name.set_problem(str(error))
            return
        self._document.edit(f"Rename {node.name}", after)

    def _edit(self, path: str, after: Layer) -> None:
        """The value at ``path`` of the edited copy goes to all chosen layers, as one step."""
        nodes = self.chosen()
        project = self._document.project
        field = path.partition(".")[0]
        for node in nodes:
            project = set_layer(project, node.id, **{field: getattr(after, field)})
        what = nodes[0].name if len(nodes) == 1 else f"{len(nodes)} layers"
        label = LABELS.get(path) or plain_label(path.rpartition(".")[2], None)
        self._edits.make(f"{label} of {what}", project, f"layer {sorted(self._selection.ids)} {path}")


def _difference(form: SpecForm, layers: list[Layer]) -> str:
    differing = [
        plain_label(path.rpartition(".")[2], None).lower()
        for path in form.editors
        if len({value_at(layer, path) for layer in layers}) > 1
    ]
    if not differing:
        return "These layers are set alike. A change applies to all of them."
    what = listed(differing, strong=False)
    return f"They differ in {what}; the first one's is shown. A change applies to all of them."
