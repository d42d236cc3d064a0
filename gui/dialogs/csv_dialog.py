"""CsvDialog: a table becomes a project: preview, target, treatment of each column, and a network suggested for it.

Whatever can be found is found and shown; every choice is followed by a new look at the file in a thread of its own,
and a choice that cannot be is a sentence beside a button that says why it waits. It imports its parts and no view.
Worked shape: ``CsvDialog(Path("cars.csv")).result_project()`` once the look is there.
"""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.data.text import text_column
from core.data_spec import DataSpec, TableData, TextData
from core.project import ProjectSpec
from gui import numbers
from gui.dialogs.background import Report
from gui.dialogs.base import Dialog, Footer, plain_button, project_of_dialog
from gui.dialogs.column_table import ColumnTable
from gui.dialogs.looking import Looking
from gui.dialogs.rows_table import RowsTable
from gui.dialogs.table_look import TableLook, look_at, network_words, project_of, read_file, size_words
from gui.dialogs.table_settings import TableSettings
from gui.widgets.labels import Label
from gui.widgets.surfaces import Note


class CsvDialog(Dialog):
    """See the module's header."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("New from data", Footer("Use this data"), parent)
        self.path = path
        self.look: TableLook | None = None
        self.instead: DataSpec | None = None
        """Set where a column holds texts and the user would rather have them read word by word."""
        self._content: bytes | None = None
        self.settings = TableSettings(TableData(path=str(path), target=""))
        self.rows = RowsTable()
        self.columns = ColumnTable()
        self.notes = Note("", self)
        self.looking = Looking(path.name)
        self.work = self.looking.work
        self._build()
        self.looking.found.connect(self._take)
        self.looking.failed.connect(self._fail)
        self.settings.changed.connect(self.refresh)
        self.columns.chosen.connect(self.settings.choose_treatment)
        self.rows.column_clicked.connect(self.columns.point_at)
        self.as_text = plain_button("As texts…")
        self.as_text.setToolTip("Read a column of texts word by word.")
        self.as_text.clicked.connect(self._turn_to_text)
        self.as_text.hide()
        self.footer.add_left(self.as_text)
        self.footer.primary.clicked.connect(self.press)
        self.footer.primary.setEnabled(False)
        self.settings.setEnabled(False)  # what it shows is not yet what the file holds
        self.refresh()

    def _build(self) -> None:
        self.resize_within(1144, 780)
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.looking)
        left.addWidget(self.rows, 5)
        left.addSpacing(4)
        left.addWidget(Label("What each column becomes", "title"))
        left.addWidget(self.columns, 6)
        left.addWidget(self.notes)
        row.addLayout(left, 1)
        row.addWidget(self.settings)
        self.body.addLayout(row, 1)
        self.settings.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    # -- looking at the file -----------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Look at the file again with the present choices; the file itself is read once."""
        spec, content, old = self.settings.spec, self._content, self.look
        same = old is not None and all(
            getattr(spec, key) in (None, getattr(old.shown.guess, key))
            for key in ("encoding", "delimiter", "decimal", "header")
        )
        table = old.table if old is not None and same else None
        path = self.path

        def work(report: Report) -> tuple[bytes, TableLook]:
            found = content if content is not None else read_file(path, report)
            report(0.6, f"Looking at {size_words(len(found))}")
            return found, look_at(found, spec, table)

        self.looking.look(work)

    @Slot(object)
    def _take(self, found: tuple[bytes, TableLook]) -> None:
        self._settle()
        self._content, look = found
        self.look = look
        self.settings.show_look(look)
        self.rows.show_look(look)
        self.columns.show_columns(look.columns)
        used = sum(each.treatment not in ("ignore", "target") for each in look.columns)
        parts = (
            numbers.counted(look.shown.row_count, "row"), numbers.counted(len(look.columns), "column"),
            f"{used} used" if used < len(look.columns) - 1 else "all used", size_words(len(self._content)),
        )  # fmt: skip
        self.looking.caption.setText(" · ".join(parts))
        self.notes.set_text(" ".join(look.notes[:3]))
        self.as_text.setVisible(text_column(look.table.columns, look.shown.target) is not None)
        self.footer.block(look.problem)
        if look.network is not None:
            self.footer.say(f"{network_words(look.network)}. Everything can be changed later.")
        if self.looking.take_press() and not look.problem:
            self.accept()

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        """The file cannot be read this way: the old preview would lie, so it goes; the settings stay usable."""
        self._settle()
        self.look = None
        self.rows.show_look(None)
        self.columns.show_columns(())
        self.settings.sketch.show_network(None)
        self.notes.set_text("")
        self.footer.block(sentence)

    def _settle(self) -> None:
        if not self.settings.isEnabled():
            self.settings.setEnabled(True)
            self.settings.target.setFocus()

    @Slot()
    def press(self) -> None:
        """Create the project; a choice made just before, whose look is under way, is waited for."""
        if self.work.busy:
            self.looking.pressed = True
        else:
            self.accept()

    @Slot()
    def _turn_to_text(self) -> None:
        look = self.look
        text = text_column(look.table.columns, look.shown.target) if look is not None else None
        self.instead = TextData(path=str(self.path), text=text, target=look.shown.target if look is not None else None)
        self.reject()

    # -- the result --------------------------------------------------------------------------------------------------

    def result_project(self) -> ProjectSpec | None:
        """The project for the present choices; None where none can be made."""
        look = self.look
        if look is None or look.network is None or self.work.busy:
            return None
        return project_of(look.data, look.network, look.rows - look.validation_rows)

    def done(self, result: int) -> None:
        self.looking.cancel()
        super().done(result)

    @classmethod
    def ask(cls, path: Path, parent: QWidget | None = None) -> ProjectSpec | DataSpec | None:
        """Open it for a file; None where the user cancels."""
        return project_of_dialog(cls(path, parent))
