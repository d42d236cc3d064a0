"""TextDialog: texts with labels become a project: columns, tokens, vocabulary, length, and a network that reads words.

Every choice is followed by a new look in a thread of its own; what it finds is shown as tokens, as a coverage and as
a histogram. It imports its parts and no view. Worked shape: ``TextDialog(TextData(path="sms.tsv")).result_project()``
once the look is there.
"""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.data_spec import DataSpec, TableData, TextData
from core.project import ProjectSpec
from gui import numbers
from gui.dialogs.background import Report
from gui.dialogs.base import Dialog, Footer, plain_button, project_of_dialog
from gui.dialogs.looking import Looking
from gui.dialogs.network_sketch import NetworkSketch
from gui.dialogs.share_bars import LengthBars, ShareBar
from gui.dialogs.table_look import network_words, project_of
from gui.dialogs.text_look import TextLook, coverage_words, length_words, look_at
from gui.dialogs.text_settings import TextSettings
from gui.token_rows import TokenRows
from gui.widgets.labels import Label
from gui.widgets.surfaces import Note
from gui.widgets.unread_list import UnreadList


class TextDialog(Dialog):
    """See the module's header; ``instead`` is set where the user would rather have the file read as columns."""

    def __init__(self, spec: TextData, parent: QWidget | None = None) -> None:
        super().__init__("New from data", Footer("Use this data"), parent)
        self.look: TextLook | None = None
        self.instead: DataSpec | None = None
        self.looking = Looking(Path(spec.path).name)
        self.work = self.looking.work
        self.settings = TextSettings(spec)
        self.rows = TokenRows()
        self.coverage, self.bars, self.sketch = ShareBar("Known words"), LengthBars(), NetworkSketch()
        self.coverage_said, self.length_said = Label("", "caption", wrap=True), Label("", "caption", wrap=True)
        self.notes = Note("", self)
        self.unread = UnreadList("text")
        self.as_table = plain_button("As a table…")
        self._build()
        self.looking.found.connect(self._take)
        self.looking.failed.connect(self._fail)
        self.settings.changed.connect(self.refresh)
        self.as_table.clicked.connect(self._turn_to_table)
        self.footer.primary.clicked.connect(self.press)
        self.footer.primary.setEnabled(False)
        self.settings.setEnabled(False)
        self.refresh()

    def _build(self) -> None:
        self.resize_within(1180, 800)
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.looking)
        left.addWidget(self.rows, 1)
        left.addWidget(self.notes)
        left.addWidget(self.unread)
        left.addSpacing(4)
        left.addLayout(self._pictures())
        row.addLayout(left, 1)
        row.addWidget(self.settings)
        self.settings.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.body.addLayout(row, 1)
        self.as_table.setToolTip("Read every column as numbers or categories instead.")
        self.as_table.setVisible(not Path(self.settings.spec.path).is_dir())
        self.footer.add_left(self.as_table)

    def _pictures(self) -> QHBoxLayout:
        """Length, coverage and the network side by side."""
        row = QHBoxLayout()
        row.setSpacing(24)
        for title, parts in (
            ("How long they are", (self.bars, self.length_said)),
            ("How much is known", (self.coverage, self.coverage_said)),
            ("Suggested network", (self.sketch,)),
        ):
            column = QVBoxLayout()
            column.setSpacing(6)
            column.addWidget(Label(title, "title"))
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            row.addLayout(column, 1)
        return row

    # -- looking -----------------------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Look again with the present choices; the file is read again only where other columns were chosen."""
        spec, old = self.settings.spec, self.look

        def work(report: Report) -> TextLook:
            return look_at(spec, old, report)

        self.looking.look(work)

    @Slot(object)
    def _take(self, look: TextLook) -> None:
        self.look = look
        self.settings.setEnabled(True)
        self.settings.show_look(look)
        found = look.found
        self.rows.show_rows(look.rows, look.data.target or "Label")
        facts = [numbers.counted(len(found.texts) + (look.kept if found.held else 0), "text")]
        if found.classes:
            facts.append(numbers.counted(len(found.classes), "class", "classes"))
        self.looking.caption.setText(" · ".join([*facts, "a dashed frame marks unknown words"]))
        self.bars.show_lengths(look.lengths, look.encoder.length)
        self.coverage.show_share(look.covered)
        self.length_said.setText(length_words(look))
        self.coverage_said.setText(coverage_words(look))
        self.sketch.show_network(look.network)
        self.notes.set_text(" ".join(found.notes[:3]))
        self.unread.show_files([*found.unreadable, *(found.held.unreadable if found.held is not None else ())])
        self.footer.block("")
        self.footer.say(f"{network_words(look.network)}. Everything can be changed later.")
        if self.looking.take_press():
            self.accept()

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        """The texts cannot be read this way: the old preview would lie, so it goes; the settings stay usable."""
        if self.look is None and Path(self.settings.spec.path).is_file():
            self.settings.setEnabled(True)
        self.look = None
        self.rows.show_rows((), "Label")
        self.sketch.show_network(None)
        for label in (self.length_said, self.coverage_said):
            label.setText("")
        self.notes.set_text("")
        self.footer.block(sentence)

    @Slot()
    def press(self) -> None:
        """Create the project; a choice made just before, whose look is under way, is waited for."""
        if self.work.busy:
            self.looking.pressed = True
        else:
            self.accept()

    @Slot()
    def _turn_to_table(self) -> None:
        self.instead = TableData(path=self.settings.spec.path, target="")
        self.reject()

    # -- the result --------------------------------------------------------------------------------------------------

    def result_project(self) -> ProjectSpec | None:
        """The project for the present choices; None where none can be made."""
        if self.look is None or self.work.busy:
            return None
        return project_of(self.look.data, self.look.network, self.look.learn)

    def done(self, result: int) -> None:
        self.looking.cancel()
        super().done(result)

    @classmethod
    def ask(cls, spec: TextData, parent: QWidget | None = None) -> ProjectSpec | DataSpec | None:
        """Open it for texts; None where the user cancels, other data where it is to be read another way."""
        return project_of_dialog(cls(spec, parent))
