"""NetworkPanel: what the inspector shows while no layer is chosen: size, loss, problems and the list of layers.

It talks to Document, TrainingRunner and Selection only. Worked shape: a 64-32-10 network shows "3 layers, 2,410
parameters", its loss, and one line a layer; a click on a line chooses the layer.
"""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from core.edit import apply_remedy
from core.errors import SpecError
from core.network import Problem, Remedy
from core.project import ProjectSpec
from gui import numbers
from gui.document import Document
from gui.panels.losses import LossFields
from gui.panels.panel import Header, Panel
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.widgets.buttons import push_button
from gui.widgets.emptying import empty
from gui.widgets.form import Form
from gui.widgets.labels import ElidedLabel, Label, SectionTitle

WIDEST_REMEDY = 36
"""Letters in one line of a remedy's button."""
SHOWN_PROBLEMS = 4


class NetworkPanel(Panel):
    """Summary of the drawing."""

    def __init__(
        self, document: Document, runner: TrainingRunner, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runner, self._selection = document, runner, selection
        self.header = Header()
        self.losses = LossFields(document)
        self._problems = Form()
        # Its sentences may take more lines than the size it would like tells.
        self._problems.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        for part in (self.header, self.losses, self._problems, SectionTitle("Layers"), self._list):
            self.column.addWidget(part)
        document.changed.connect(self._follow)
        runner.prepared_changed.connect(self._refresh)
        self._refresh()

    def write_again(self) -> None:
        self._refresh()

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.network is not after.network:
            self._refresh()

    def _refresh(self, _prepared: object = None) -> None:
        network = self._document.network
        count = len(network.nodes)
        caption = f"{numbers.counted(count, 'layer')}, {numbers.counted(network.parameters(), 'parameter')}"
        self.header.show_text("action-tidy", "Network", caption)
        self.losses.show_network(network)
        self._show_problems(network.problems(self._runner.task))
        self._show_layers()

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self._problems.clear()
        for problem in problems[:SHOWN_PROBLEMS]:
            role = "problem" if problem.blocking else "label"
            sentence = Label(numbers.unbroken(numbers.told(problem.text)), role, wrap=True)
            sentence.setContentsMargins(0, 4, 0, 6)
            self._problems.add_wide(sentence)
            for remedy in problem.remedies:
                button = push_button(in_lines(numbers.told(remedy.text)))
                if "\n" in button.text():
                    button.setStyleSheet("padding-top: 4px; padding-bottom: 4px;")
                button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
                button.clicked.connect(partial(self._mend, remedy))
                self._problems.add_wide(button)
        self._problems.setVisible(bool(problems))

    def _show_layers(self) -> None:
        empty(self._grid)
        network = self._document.network
        place = {key: position for position, key in enumerate(network.order)}
        for row, node in enumerate(sorted(network.nodes, key=lambda node: place.get(node.id, len(place)))):
            button = QPushButton(node.name)
            button.setProperty("kind", "quiet")
            button.setToolTip(f"Choose {node.name}")
            button.clicked.connect(partial(self._choose, node.id))
            summary = ElidedLabel(node.layer.summary(network.input_shapes(node.id) or ()), "caption")
            count = Label(numbers.count(network.parameters(node.id)), "caption")
            count.setToolTip("Parameters")
            self._grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(summary, row, 1)
            self._grid.addWidget(count, row, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _choose(self, layer: int, _checked: bool = False) -> None:
        self._selection.set([layer])

    def _mend(self, remedy: Remedy, _checked: bool = False) -> None:
        try:
            after = apply_remedy(self._document.project, remedy)
        except SpecError as error:
            self._runner.failed.emit(str(error))
            return
        self._document.edit(remedy.text, after)


def in_lines(text: str) -> str:
    """A remedy's text for a button no wider than the panel: in two lines where it is long."""
    if len(text) <= WIDEST_REMEDY:
        return text
    middle = min((at for at, letter in enumerate(text) if letter == " "), key=lambda at: abs(at - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1:]}"
