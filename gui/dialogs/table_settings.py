"""TableSettings: the form beside the preview: what to predict, what is kept aside, how the file is written.

It may import widgets and table_look. The user's choices are one frozen TableData; what was never chosen stays None
and is shown as found. Worked shape: choosing the delimiter ";" emits ``changed`` and ``spec.delimiter`` is ";".
"""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data_spec import TableData
from gui import numbers
from gui.dialogs.network_sketch import NetworkSketch
from gui.dialogs.table_look import TableLook
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.labels import Label
from gui.widgets.number_field import NumberField
from gui.widgets.segmented import SegmentedControl
from gui.widgets.switch import Switch

DELIMITERS = ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar"), (" ", "blanks"))
DECIMALS = ((".", "point: 3.14"), (",", "comma: 3,14"))
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16")
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
        form = Form()
        self.delimiter = ComboField("What separates the columns", DELIMITERS)
        self.delimiter.chosen.connect(lambda key: self._choose(delimiter=key))
        self.decimal = ComboField("Decimal mark", DECIMALS)
        self.decimal.chosen.connect(lambda key: self._choose(decimal=key))
        self.encoding = ComboField("Character encoding", [(each, each) for each in ENCODINGS])
        self.encoding.chosen.connect(lambda key: self._choose(encoding=key))
        self.header = Switch("The first line names the columns")
        self.header.toggled.connect(lambda on: self._choose(header=on, columns=None))
        form.add("Delimiter", self.delimiter, "What separates the columns; found in the file.")
        form.add("Decimal", self.decimal, "The decimal mark of numbers.")
        form.add("Encoding", self.encoding, "How letters are written. Try cp1252 where accents look wrong.")
        form.add("Header", self.header, "Whether the first line holds the names of the columns.")
        column.addWidget(form)

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
        blockers = [QSignalBlocker(each) for each in (self.task, self.header)]
        guess = look.shown.guess
        self.target.set_choices([(name, name) for name in look.table.columns])
        self.target.set_key(look.shown.target)
        self.task.select(TASKS.index(look.task))
        for field, key in ((self.delimiter, guess.delimiter), (self.encoding, guess.encoding)):
            if field.findData(key) < 0:
                field.addItem(key, key)
            field.set_key(key)
        self.decimal.set_key(guess.decimal)
        self.header.setChecked(guess.header)
        train = look.rows - look.validation_rows
        aside = f", {numbers.count(look.validation_rows)} are kept for validation" if look.validation_rows else ""
        self.rows.setText("" if look.problem else f"{numbers.counted(train, 'row')} to train on{aside}.")
        self.sketch.show_network(look.network)
        del blockers
