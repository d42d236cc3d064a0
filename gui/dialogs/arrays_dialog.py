"""ArraysDialog: an npz file becomes a project: what it holds, what is kept aside, the network suggested for it.

It may import table_look, widgets and core.data. Worked shape: x of uint8 (60000, 28, 28) is shown as "28 × 28 × 1",
"divided by 255", and becomes a project with Flatten, Dense 32 and 10 outputs.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core import data
from core.data.dataset import Dataset
from core.data_spec import ArraysData, DataSpec
from core.errors import DataError
from core.fitting import suggest_network
from core.network import NetworkSpec
from core.project import ProjectSpec
from gui.dialogs.background import Background, Report
from gui.dialogs.base import Dialog, Footer, project_of_dialog
from gui.dialogs.network_sketch import NetworkSketch
from gui.dialogs.table_look import array_rows, network_words, project_of, size_words
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.labels import Label
from gui.widgets.number_field import NumberField
from gui.widgets.surfaces import Note


class ArraysDialog(Dialog):
    """See the module's header."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("New from data", Footer("Use this data"), parent)
        self.path = path
        self.spec = ArraysData(path=str(path))
        self.dataset: Dataset | None = None
        self.network: NetworkSpec | None = None
        self.resize(680, 460)
        self.caption = self.add_head(path.name, "Reading the file.")
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(8)
        self.facts = Form()
        self.examples = ComboField(
            "Examples", [("images", "Grey images, height × width"), ("sequences", "Sequences, length × channels")]
        )
        self.examples.chosen.connect(self._read_as)
        self.aside = NumberField("Kept for validation", 20, low=0, below=100, unit="%")
        self.note = Note("", self)
        self.choices = Form()
        self._asked = self.choices.add("Examples", self.examples, "What three axes of numbers mean.")
        self._asked.set_visible(False)
        self._split = self.choices.add(
            "Kept aside", self.aside, "Examples the network never trains on, to judge it by. 0: none."
        )
        self._split.set_visible(False)
        left.addWidget(self.facts)
        left.addWidget(self.choices)
        left.addWidget(self.note)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(Label("Suggested network", "title"))
        self.sketch = NetworkSketch()
        self.sketch.setFixedWidth(240)
        right.addWidget(self.sketch)
        right.addStretch(1)
        row.addLayout(left, 1)
        row.addLayout(right)
        self.body.addLayout(row, 1)
        self.footer.primary.clicked.connect(self.accept)
        self.footer.primary.setEnabled(False)
        self.work = Background(self)
        self.work.done.connect(self._take)
        self.work.failed.connect(self._fail)
        self.work.start(self._read)

    def _read(self, report: Report) -> tuple[Dataset, DataSpec, int]:
        try:
            size = self.path.stat().st_size
        except OSError as error:
            raise DataError(f"The file {self.path} cannot be read: {error.strerror or error}.") from error
        return *data.load(self.spec), size

    @Slot(object)
    def _take(self, found: tuple[Dataset, DataSpec, int]) -> None:
        self.dataset, spec, size = found
        assert isinstance(spec, ArraysData)
        self.spec = spec
        self.caption.setText(size_words(size))
        self.facts.clear()
        for caption, value in array_rows(self.dataset):
            label = Label(value, "body", wrap=True)
            label.setMinimumHeight(28)
            self.facts.add(caption, label)
        self._split.set_visible(self.dataset.fixed_validation is None)
        self._asked.set_visible(self.dataset.examples is not None)
        self.examples.set_key(self.dataset.examples or "")
        self.note.set_text(" ".join(self.dataset.notes))
        self.network = suggest_network(self.dataset.task)
        self.sketch.show_network(self.network)
        self.footer.block("")
        self.footer.say(f"{network_words(self.network)}. Everything can be changed later.")

    @Slot(str)
    def _read_as(self, examples: str) -> None:
        """Read the file again, as images or as sequences."""
        self.footer.block("Reading the file.")
        self.spec = replace(self.spec, examples=examples)
        self.work.start(self._read)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self.caption.setText("")
        self.footer.block(sentence)

    def result_project(self) -> ProjectSpec | None:
        """The project; None where the file could not be read."""
        if self.dataset is None or self.network is None:
            return None
        spec = self.spec
        if self.dataset.fixed_validation is None:
            spec = replace(spec, validation_fraction=self.aside.value() / 100)
        return project_of(spec, self.network, len(self.dataset))

    def done(self, result: int) -> None:
        self.work.cancel()
        super().done(result)

    @classmethod
    def ask(cls, path: Path, parent: QWidget | None = None) -> ProjectSpec | DataSpec | None:
        """Open it for a file; None where the user cancels."""
        return project_of_dialog(cls(path, parent))
