"""TrainingPanel: how the network is trained, parted into what takes effect at once and what starts the weights over.

``Option.live`` says which is which. It talks to Document and TrainingRunner only; dragging the learning rate is one
undo step and the running training follows. Worked shape: 0.02 typed as learning rate replaces
``project.training.optimizer.learning_rate`` without a reset.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.edit import set_optimizer, set_training
from core.project import ProjectSpec, TrainingSpec
from core.schedules import Constant
from core.snapshot import Snapshot
from core.spec import Option
from gui import numbers
from gui.document import Document
from gui.panels.editing import Edits
from gui.panels.editors import plain_label
from gui.panels.form import SpecForm
from gui.panels.losses import LossFields
from gui.panels.panel import Panel
from gui.runner import TrainingRunner
from gui.widgets.disclosure import Disclosure
from gui.widgets.labels import Label, SectionTitle

RATE = "optimizer.learning_rate"
WITHIN = ("optimizer", "schedule", "early_stopping", "stop_when", "class_weight")
"""Families of settings; what they hold changes in the middle of a run."""
FINE = (
    "beta_1", "beta_2", "epsilon", "rho", "clip_norm", "global_clip_norm", "shuffle", "nesterov",
    "initial_accumulator_value",
)


def _is_rate(path: str, option: Option) -> bool:
    return path == RATE


def _is_fine(path: str, option: Option) -> bool:
    return path.rpartition(".")[2] in FINE


def _is_live(path: str, option: Option) -> bool:
    at_once = option.live or path == "optimizer"
    return at_once and path != RATE and not _is_fine(path, option)


def _starts_over(path: str, option: Option) -> bool:
    inside = path.partition(".")[0] in WITHIN
    return not option.live and not inside and not _is_fine(path, option)


class TrainingPanel(Panel):
    """The tab "Training"."""

    def __init__(self, document: Document, runner: TrainingRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._runner = document, runner
        self.rate, self.live = SpecForm(_is_rate), SpecForm(_is_live)
        self.fine, self.over = SpecForm(_is_fine), SpecForm(_starts_over)
        self.now = Label("", "caption")
        self.now.hide()
        self.losses = LossFields(document)
        self._lay_out()
        self._edits = Edits(document, self)
        for form in (self.rate, self.live, self.fine, self.over):
            form.edited.connect(self._edit)
        document.changed.connect(self._follow)
        runner.prepared_changed.connect(self._show_rows)
        runner.snapshot_ready.connect(self._show_rate)
        self._show(document.project)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(SectionTitle("Takes effect while it trains", "action-check"))
        for part in (self.rate, self.now, self.live, self.losses, Disclosure("More", self.fine)):
            column.addWidget(part)
        column.addSpacing(12)
        column.addWidget(SectionTitle("Starts the weights over", "action-reset"))
        column.addWidget(self.over)
        self.column.addLayout(column)

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.training is not after.training:
            self._show(after)
        elif before.network is not after.network:
            self.losses.show_network(after.network)

    def _show(self, project: ProjectSpec) -> None:
        for form in (self.rate, self.live, self.fine, self.over):
            form.show_spec(project.training)
        self.losses.show_network(project.network)
        self._show_rows()

    def write_again(self) -> None:
        self._show_rows()

    def _show_rows(self, _prepared: object = None) -> None:
        prepared = self._runner.prepared
        rows = f"of {numbers.count(len(prepared.train))}" if prepared is not None else "rows"
        self.live.number_field("batch_size").set_unit(rows)

    def _show_rate(self, snapshot: Snapshot) -> None:
        """What a schedule makes of the rate at present, beside the one that is set."""
        rate = snapshot.learning_rate
        steady = isinstance(self._document.project.training.schedule, Constant)
        text = "" if rate is None or steady else f"{numbers.significant(rate, 2)} at present, by the schedule"
        if text != self.now.text():
            self.now.setText(text)
            self.now.setVisible(bool(text))

    def _edit(self, path: str, after: TrainingSpec) -> None:
        project = self._document.project
        if path.startswith("optimizer."):
            name = path.partition(".")[2]
            edited = set_optimizer(project, **{name: getattr(after.optimizer, name)})
        else:
            name = path.partition(".")[0]
            edited = set_training(project, **{name: getattr(after, name)})
        self._edits.make(plain_label(path.rpartition(".")[2], None), edited, f"training.{path}")


