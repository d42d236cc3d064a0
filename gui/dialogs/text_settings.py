"""TextSettings: the form beside the tokens: what is read and predicted, how texts are cut, how the file is written.

It may import widgets and text_look. The choices are one frozen TextData; what was never chosen stays None and is shown
as found. Worked shape: choosing characters emits ``changed`` and ``spec.tokens`` is "character".
"""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data_spec import PUNCTUATIONS, SIDES, TOKENS, TextData
from gui import numbers
from gui.dialogs.file_fields import FileFields
from gui.dialogs.table_settings import TASKS
from gui.dialogs.text_look import TextLook
from gui.widgets.combo_field import ComboField
from gui.widgets.disclosure import Disclosure
from gui.widgets.form import Form, FormRow
from gui.widgets.labels import Label
from gui.widgets.number_field import NumberField
from gui.widgets.segmented import SegmentedControl
from gui.widgets.switch import Switch

MODES = ("int", "multi_hot")
BAG_SAID = "Only which words occur is read: their order and number do not matter."


class TextSettings(QWidget):
    """The right column of the dialog, 284 px wide."""

    changed = Signal()

    def __init__(self, spec: TextData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.setFixedWidth(284)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label("What to read and predict", "title"))
        column.addWidget(self._columns_form())
        self.rows = Label("", "caption", wrap=True)
        column.addWidget(self.rows)
        column.addSpacing(8)
        column.addWidget(Label("How texts are read", "title"))
        column.addWidget(self._reading_form())
        self.file = FileFields(numbers=False)
        self.file.chosen.connect(self._choose_writing)
        self.writing = Disclosure("How the file is written", self.file)
        column.addWidget(self.writing)
        column.addStretch(1)

    def _columns_form(self) -> Form:
        form = Form()
        self.text, self.target = ComboField("Column of texts"), ComboField("Column of labels")
        self.text.chosen.connect(lambda key: self._choose(text=key, target=self.target.key()))
        self.target.chosen.connect(self._choose_target)
        self.task = SegmentedControl("Kind of answer", [("Class", ""), ("Number", "")])
        self.task.selected.connect(lambda index: self._choose(task=TASKS[index]))
        self.aside = NumberField("Kept for validation", 20, low=0, below=100, unit="%")
        self.aside.value_changed.connect(lambda value: self._choose(validation_fraction=value / 100))
        self._of_table = [
            form.add("Text", self.text, "The column with the texts."),
            form.add("Label", self.target, "The column the network learns to predict from the text."),
            form.add("As", self.task, "A class is one of a few names; a number can lie between those seen."),
        ]
        self._aside = form.add("Kept aside", self.aside, "Texts the network never trains on, to judge it by. 0: none.")
        return form

    def _reading_form(self) -> Form:
        form = Form()
        self.tokens = self._segments("Tokens", ("Words", "Characters"), "tokens", TOKENS)
        form.add("Cut into", self.tokens, "What a text is cut into: words, or single letters and marks.")
        self.lowercase = Switch("Make all letters small")
        self.lowercase.toggled.connect(lambda on: self._choose(lowercase=on))
        form.add("Small letters", self.lowercase, "The and the become one word.")
        self.marks = self._segments("Marks", ("Drop", "Keep", "Apart"), "punctuation", PUNCTUATIONS)
        form.add("Marks", self.marks, "Dropped, kept as part of the words they touch, or made words of their own.")
        self.vocabulary = NumberField("Vocabulary", 1000, low=3, high=1_000_000, integer=True, unit="tokens")
        self.vocabulary.value_changed.connect(lambda value: self._choose(vocabulary_size=int(value)))
        form.add("Vocabulary", self.vocabulary, "The commonest tokens are known; padding and unknown count as two.")
        self.mode = self._segments("Reading", ("In order", "As a bag"), "output_mode", MODES)
        form.add("Read", self.mode, "In order, for an Embedding; or as a bag: one input per word, 1 where it occurs.")
        self.length = NumberField("Length", 20, low=1, high=100_000, integer=True, unit="tokens")
        self.length.value_changed.connect(lambda value: self._choose(length=int(value)))
        self.padding = self._segments("Padding", ("Before", "After"), "padding", SIDES)
        self.truncating = self._segments("Cutting", ("Beginning", "End"), "truncating", SIDES)
        self._of_order: list[FormRow] = [
            form.add("Length", self.length, "How many tokens of a text are read."),
            form.add("Padding", self.padding, "Where short texts are filled up."),
            form.add("Cut at", self.truncating, "Where long texts are cut."),
        ]
        return form

    def _segments(self, name: str, words: tuple[str, ...], field: str, values: tuple[str, ...]) -> SegmentedControl:
        made = SegmentedControl(name, [(word, "") for word in words])
        made.selected.connect(lambda index: self._choose(**{field: values[index]}))
        return made

    def _choose(self, **fields: object) -> None:
        again = {"vocabulary_size": None, "length": None} if "tokens" in fields or "text" in fields else {}
        self.spec = replace(self.spec, **(again | fields))  # type: ignore[arg-type]
        self.changed.emit()

    def _choose_target(self, name: str) -> None:
        """Another question; the column of texts stays the one that is shown, not the one that would be guessed."""
        self.spec = replace(self.spec, text=self.text.key() or None)
        self._choose(target=name, task=None)

    def _choose_writing(self, fields: dict[str, object]) -> None:
        named = {"text": None, "target": None, "task": None} if {"header", "delimiter"} & fields.keys() else {}
        self._choose(**named, **fields)  # the columns may get other names

    def show_look(self, look: TextLook) -> None:
        """Show what was found; tells nobody."""
        data, segments = look.data, (self.task, self.tokens, self.marks, self.mode, self.padding, self.truncating)
        blockers = [QSignalBlocker(each) for each in (*segments, self.lowercase)]
        names = look.found.order
        for row in self._of_table:
            row.set_visible(bool(names))
        self.writing.setVisible(bool(names))
        for field, key in ((self.text, data.text), (self.target, data.target)):
            field.set_choices([(name, name) for name in names])
            field.set_key(key or "")
        for control, values, value in (
            (self.task, TASKS, data.task), (self.tokens, TOKENS, data.tokens),
            (self.marks, PUNCTUATIONS, data.punctuation), (self.mode, MODES, data.output_mode),
            (self.padding, SIDES, data.padding), (self.truncating, SIDES, data.truncating),
        ):  # fmt: skip
            control.select(values.index(str(value)))
        self.lowercase.setChecked(data.lowercase)
        self.vocabulary.set_value(data.vocabulary_size or 3)
        self.length.set_value(data.length or 1)
        for row in self._of_order:
            row.set_enabled(data.output_mode == "int", BAG_SAID)
        if names:
            self.file.show_found(data.delimiter or ",", data.encoding or "utf-8", data.header is not False)
        own = look.found.held is not None
        self._aside.set_enabled(not own, "The folders say which texts are kept aside.")
        aside = f", {numbers.count(look.kept)} are kept for validation" if look.kept else ""
        self.rows.setText(f"{numbers.counted(look.learn, 'text')} to learn from{aside}.")
        del blockers
