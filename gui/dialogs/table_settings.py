"""TableSettings: the form beside the preview: what to predict, what is kept aside, how the file is written.

It may import widgets and table_look. The user's choices are one frozen TableData; what was never chosen stays None
and is shown as found. Worked shape: choosing the delimiter ";" emits ``changed`` and ``spec.delimiter`` is ";".
"""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data_spec import TableData
from gui import numbers
from gui.dialogs.file_fields import FileFields
from gui.dialogs.network_sketch import NetworkSketch
from gui.dialogs.table_look import TableLook
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.labels import Label
from gui.widgets.number_field import NumberField
from gui.widgets.segmented import SegmentedControl

TASKS = ("classification", "regression")


class TableSettings(QWidget):
    """The right column of the dialog, 280 px wide."""

    changed = Signal()

    def __init__(self, spec: TableData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.setFixedWidth(280)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._predict_form(column)
        self._file_form(column)
        column.addStretch(1)
        self.sketch_title = Label("Suggested network", "title")
        self.sketch = NetworkSketch()
        column.addWidget(self.sketch_title)
        column.addWidget(self.sketch)

    def _predict_form(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("What to predict", "title"))
        form = Form()
        self.target = ComboField("Column to predict")
        self.target.chosen.connect(self._choose_target)
        form.add("Column", self.target, "The column the network learns to predict from the others.")
        self.task = SegmentedControl("Kind of answer", [("Class", ""), ("Number", "")])
        self.task.selected.connect(lambda index: self._choose(task=TASKS[index]))
        form.add("As", self.task, "A class is one of a few names; a number can lie between those seen.")
        self.aside = NumberField("Kept for validation", 20, low=0, below=100, unit="%")
        self.aside.value_changed.connect(lambda value: self._choose(validation_fraction=value / 100))
        form.add("Kept aside", self.aside, "Rows the network never trains on, to judge it by. 0: none.")
        column.addWidget(form)
        self.rows = Label("", "caption", wrap=True)
        column.addWidget(self.rows)

    def _file_form(self, column: QVBoxLayout) -> None:
        column.addSpacing(14)
        column.addWidget(Label("How the file is written", "title"))
        form = FileFields()
        self.delimiter, self.decimal, self.encoding = form.delimiter, form.decimal, form.encoding
        self.header, self._written = form.header, form
        form.chosen.connect(self._choose_writing)
        column.addWidget(form)

    def _choose_writing(self, fields: dict[str, object]) -> None:
        self._choose(**fields, **({"columns": None} if "header" in fields else {}))  # the columns get other names

    def _choose(self, **fields: object) -> None:
        self.spec = replace(self.spec, **fields)  # type: ignore[arg-type]
        self.changed.emit()

    def _choose_target(self, name: str) -> None:
        # Another column is another question: its kind is found anew, and the old target is an input like any other.
        self._choose(target=name, task=None)

    def choose_treatment(self, name: str, treatment: str) -> None:
        """What one column becomes."""
        chosen = dict(self.spec.columns or ())
        chosen[name] = treatment
        self._choose(columns=tuple(chosen.items()))

    def show_look(self, look: TableLook) -> None:
        """Show what was found; tells nobody."""
        blocker = QSignalBlocker(self.task)
        guess = look.shown.guess
        self.target.set_choices([(name, name) for name in look.table.columns])
        self.target.set_key(look.shown.target)
        self.task.select(TASKS.index(look.task))
        self._written.show_found(guess.delimiter, guess.encoding, guess.header, guess.decimal)
        train = look.rows - look.validation_rows
        aside = f", {numbers.count(look.validation_rows)} are kept for validation" if look.validation_rows else ""
        self.rows.setText("" if look.problem else f"{numbers.counted(train, 'row')} to train on{aside}.")
        self.sketch.show_network(look.network)
        del blocker
