"""DataPanel: where the rows come from, how many there are, which are kept aside, and what they look like.

It talks to Document and TrainingRunner; choosing other data also fits input, output and loss of the network to it, as
one undo step. Own files are asked for by the signal ``file_wanted``. Worked shape: "Two spirals" with 500 points.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.data.builtin import catalogue
from core.data.dataset import Dataset, Prepared
from core.data_spec import BUILTIN_NAMES, TOY_NAMES, BuiltinData, DataSpec, ImagesData, ToyData
from core.edit import set_data
from core.fitting import fit_to_task
from core.layers.base import show_shape
from core.project import ProjectSpec
from core.snapshot import Snapshot
from core.spec import Option
from gui import numbers
from gui.document import Document
from gui.panels.consequences import listed
from gui.panels.editing import Edits
from gui.panels.editors import plain_label
from gui.panels.form import SpecForm
from gui.panels.panel import Panel
from gui.panels.rows_preview import DataPicture, RowsTable, TextTable
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.widgets.buttons import push_button
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.labels import Label, SectionTitle
from gui.widgets.read_out import ProgressLine
from gui.widgets.surfaces import Note
from gui.widgets.unread_list import UnreadList

SPLIT = {"validation_fraction": "Kept aside", "split_seed": "Split seed"}
MADE = {"samples": "Points", "noise": "Noise", "seed": "Seed"}
TOY_TITLES = {
    "circle": "Circle", "xor": "XOR", "gauss": "Two clouds", "spiral": "Two spirals", "moons": "Two moons",
    "sine": "Sine",
}  # fmt: skip
OWN, NONE = "own", "none"


def title_of(data: DataSpec | None) -> str:
    """How the data is called: "Handwritten digits", "Two spirals", "cars.csv"."""
    if data is None:
        return "No data"
    name = str(getattr(data, "name", ""))
    if isinstance(data, BuiltinData):
        return str(catalogue()[name]["title"]) if name in catalogue() else name
    if isinstance(data, ToyData):
        return TOY_TITLES.get(name, name)
    return str(getattr(data, "path", data.kind)).replace("\\", "/").rpartition("/")[2]


def key_of(data: DataSpec | None) -> str:
    """The key of this data in the list of sources."""
    if data is None:
        return NONE
    return f"{data.kind}:{data.name}" if isinstance(data, BuiltinData | ToyData) else OWN


def is_made(path: str, option: Option) -> bool:
    """Settings of toy data."""
    return path in MADE


def is_split(path: str, option: Option) -> bool:
    """Settings of the validation rows."""
    return path in SPLIT


class DataPanel(Panel):
    """The tab "Data"."""

    file_wanted = Signal()
    folder_wanted = Signal()
    pictures_wanted = Signal()
    """The user wants to look through the pictures again, to correct their labels."""

    def __init__(self, document: Document, runner: TrainingRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._runner = document, runner
        self._edits = Edits(document, self)
        self.source = ComboField("Data")
        self.source.chosen.connect(self._choose)
        self.made, self.split = SpecForm(is_made, MADE), SpecForm(is_split, SPLIT)
        self.facts = Label("", "label", wrap=True)
        self.origin = Label("", "caption", wrap=True)
        self.notes = Note("")
        self.picture, self.table, self.texts = DataPicture(), RowsTable(), TextTable()
        self.pictures = push_button("Pictures and labels…")
        self.pictures.setToolTip("Look through all pictures, correct their classes, change their size and colours")
        self.pictures.clicked.connect(self.pictures_wanted)
        self.unread = UnreadList("file")
        self.progress = ProgressLine("Reading the data")
        for rows in (self.table.row_chosen, self.texts.row_chosen, self.picture.chosen):
            rows.connect(runner.watch)
        self._lay_out()
        for form in (self.made, self.split):
            form.edited.connect(self._edit)
        document.changed.connect(self._follow)
        runner.prepared_changed.connect(self._show_rows)
        runner.loading_told.connect(self.progress.set_progress)
        runner.state_changed.connect(self._show_state)
        runner.snapshot_ready.connect(self._mark)
        self._show(document.project.data)

    def _lay_out(self) -> None:
        source = Form()
        source.add("Data", self.source, "A set that comes with the program, points made by a formula, or a file.")
        self._kept_title = SectionTitle("Rows kept aside for validation")
        for part in (source, self.made, self.progress, self.facts, self.picture, self.pictures, self.texts, self.notes,
                     self.unread, self._kept_title, self.split, self.table, self.origin):  # fmt: skip
            self.column.addWidget(part)

    def _choices(self, data: DataSpec | None) -> list[tuple[str, str]]:
        own = [(OWN, title_of(data))] if key_of(data) == OWN else []
        none = [(NONE, "None yet")] if data is None else []
        real = [(f"builtin:{name}", str(catalogue()[name]["title"])) for name in BUILTIN_NAMES]
        toys = [(f"toy:{name}", f"{TOY_TITLES[name]} (points)") for name in TOY_NAMES]
        return [*none, *own, *real, *toys, ("file", "Own file…"), ("folder", "Own folder…")]

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.data is not after.data:
            self._show(after.data)

    def _show(self, data: DataSpec | None) -> None:
        self.source.set_choices(self._choices(data))
        self.source.set_key(key_of(data))
        for form in (self.made, self.split):
            if data is not None:
                form.show_spec(data)
            form.setVisible(data is not None and bool(form.editors))
        self._kept_title.setVisible(data is not None)
        self._show_rows(self._runner.prepared)

    def write_again(self) -> None:
        self._show_rows(self._runner.prepared)

    def _show_rows(self, prepared: Prepared | None) -> None:
        dataset = prepared.dataset if prepared is not None else None
        self._show_state()
        self.notes.set_text(" ".join(each for each in prepared.notes if not listed_below(each)) if prepared else "")
        for view in (self.picture, self.table, self.texts):
            view.show_dataset(dataset)
        self.unread.show_files(unread_of(dataset))
        data = self._document.project.data
        self.pictures.setVisible(isinstance(data, ImagesData))
        known = catalogue().get(data.name, {}) if isinstance(data, BuiltinData) else {}
        self.origin.setText(numbers.told(str(known.get("description", ""))))
        self.origin.setToolTip("\n".join(str(known[key]) for key in ("source", "licence") if key in known))
        self.origin.setVisible(bool(known))

    def _mark(self, snapshot: Snapshot | None) -> None:
        """Which row the drawing shows."""
        self.picture.mark(snapshot.watched.row if snapshot is not None and snapshot.watched is not None else -1)

    def _show_state(self, _state: object = None) -> None:
        """Facts of what was read, how far reading is, or why there is nothing."""
        runner = self._runner
        reading = runner.state is RunState.LOADING
        self.progress.setVisible(reading)
        self.facts.setVisible(not reading)
        if runner.prepared is not None:
            self.facts.setText(facts(runner.prepared))
        else:
            data = self._document.project.data
            self.facts.setText(runner.blocked_because if data is not None else "Choose data to train on.")

    def _choose(self, key: str) -> None:
        kind, _, name = key.partition(":")
        if kind in ("file", "folder"):
            self.source.set_key(key_of(self._document.project.data))
            (self.file_wanted if kind == "file" else self.folder_wanted).emit()
        elif kind in ("builtin", "toy") and key != key_of(self._document.project.data):
            data: DataSpec = BuiltinData(name=name) if kind == "builtin" else ToyData(name=name)
            from core.data import load  # a picture of the window waits for no reader

            dataset, data = load(data)
            after = fit_to_task(set_data(self._document.project, data), dataset.task)
            self._document.edit(f"Data: {title_of(data)}", after)

    def _edit(self, path: str, after: DataSpec) -> None:
        text = (MADE | SPLIT).get(path) or plain_label(path, None)
        self._edits.make(text, set_data(self._document.project, after), f"data.{path}")


def listed_below(note: str) -> bool:
    """Whether the note only counts the files that are listed one by one."""
    return "cannot be read and" in note


def unread_of(dataset: Dataset | None) -> tuple[tuple[str, str], ...]:
    """The files that are left out, those of the part kept aside too."""
    if dataset is None:
        return ()
    held = dataset.fixed_validation
    return dataset.unreadable + (held.unreadable if held is not None else ())


def facts(prepared: Prepared) -> str:
    """Rows, inputs and targets in two sentences."""
    task, dataset = prepared.dataset.task, prepared.dataset
    kept = len(prepared.validation)
    rows = f"{numbers.counted(len(prepared.train), 'row')} to train on"
    rows += f", {numbers.count(kept)} kept aside." if kept else ", none kept aside."
    shape = task.input_shape
    inputs = f"images of {show_shape(shape[:2])}" if len(shape) == 3 else numbers.counted(shape[0], "input")
    if task.vocabulary:
        inputs = f"texts of {numbers.counted(shape[0], 'token')} over a vocabulary of {numbers.count(task.vocabulary)}"
    if task.kind == "classification":
        names = list(task.class_names)
        shown = listed(names, strong=False) if len(names) <= 4 else f"{names[0]} to {names[-1]}"
        target = f"{numbers.counted(len(names), 'class', 'classes')}: {shown}."
    else:
        target = f"{listed(list(task.target_names), strong=False)} to predict."
    own = [each.name for each in task.heads]
    having = "has a target of its own" if len(own) == 1 else "have targets of their own"
    heads = f" {listed(own, strong=False)} {having}."
    said = f"{rows} {inputs[:1].upper()}{inputs[1:]}, {target}"
    return f"{said}{heads if own else ''}" if len(dataset) else "The data has no rows."
