"""CsvDialog: a table becomes a project: preview, target, treatment of each column, and a network suggested for it.

Whatever can be found is found and shown; every choice is followed by a new look at the file in a thread of its own,
and a choice that cannot be is a sentence beside a button that says why it waits. It imports its parts and no view.
Worked shape: ``CsvDialog(Path("cars.csv")).result_project()`` once the look is there.
"""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from core.data_spec import TableData
from core.project import ProjectSpec
from gui import numbers
from gui.dialogs.background import Background, Report
from gui.dialogs.base import Dialog, Footer, project_of_dialog
from gui.dialogs.column_table import ColumnTable
from gui.dialogs.rows_table import RowsTable
from gui.dialogs.table_look import TableLook, look_at, network_words, project_of, read_file, size_words
from gui.dialogs.table_settings import TableSettings
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.read_out import ProgressLine
from gui.widgets.surfaces import Note

PATIENCE_MS = 200
"""Work that ends sooner shows no progress line."""


class CsvDialog(Dialog):
    """See the module's header."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("New from data", Footer("Create project"), parent)
        self.path = path
        self.look: TableLook | None = None
        self._content: bytes | None = None
        self.settings = TableSettings(TableData(path=str(path), target=""))
        self.rows = RowsTable()
        self.columns = ColumnTable()
        self.notes = Note("", self)
        self.progress = ProgressLine("Reading", self)
        self._build()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_progress)
        self.work = Background(self)
        self.work.done.connect(self._take)
        self.work.failed.connect(self._fail)
        self.work.progress.connect(self._tell)
        self.settings.changed.connect(self.refresh)
        self.columns.chosen.connect(self.settings.choose_treatment)
        self.rows.column_clicked.connect(self.columns.point_at)
        self.footer.primary.clicked.connect(self.press)
        self.footer.primary.setEnabled(False)
        self._pressed = False
        self.settings.setEnabled(False)  # what it shows is not yet what the file holds
        self.refresh()

    def _build(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(1144, screen.width() - 40), min(780, screen.height() - 60))
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(6)
        self.title = ElidedLabel(self.path.name, "page", Qt.TextElideMode.ElideMiddle)
        self.caption = Label("", "caption")
        left.addWidget(self.title)
        head = QWidget()
        self._head = QStackedLayout(head)
        head.setFixedHeight(30)
        self._head.addWidget(self.caption)
        self._head.addWidget(self.progress)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        left.addWidget(head)
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

        self._patience.start()
        self.work.start(work)

    @Slot(object)
    def _take(self, found: tuple[bytes, TableLook]) -> None:
        self._rest()
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
        self.caption.setText(" · ".join(parts))
        self.notes.set_text(" ".join(look.notes[:3]))
        self.footer.block(look.problem)
        if look.network is not None:
            self.footer.say(f"{network_words(look.network)}. Everything can be changed later.")
        if self._pressed and not look.problem:
            self.accept()
        self._pressed = False

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        """The file cannot be read this way: the old preview would lie, so it goes; the settings stay usable."""
        self._rest()
        self.look, self._pressed = None, False
        self.rows.show_look(None)
        self.columns.show_columns(())
        self.settings.sketch.show_network(None)
        self.caption.setText("")
        self.notes.set_text("")
        self.footer.block(sentence)

    @Slot(float, str)
    def _tell(self, share: float, caption: str) -> None:
        self.progress.set_progress(share, caption or "Reading")

    @Slot()
    def _show_progress(self) -> None:
        self._head.setCurrentWidget(self.progress)

    def _rest(self) -> None:
        self._patience.stop()
        self._head.setCurrentWidget(self.caption)
        if not self.settings.isEnabled():
            self.settings.setEnabled(True)
            self.settings.target.setFocus()

    @Slot()
    def press(self) -> None:
        """Create the project; a choice made just before, whose look is under way, is waited for."""
        if self.work.busy:
            self._pressed = True
        else:
            self.accept()

    # -- the result --------------------------------------------------------------------------------------------------

    def result_project(self) -> ProjectSpec | None:
        """The project for the present choices; None where none can be made."""
        look = self.look
        if look is None or look.network is None or self.work.busy:
            return None
        return project_of(look.data, look.network, look.rows - look.validation_rows)

    def done(self, result: int) -> None:
        self._patience.stop()
        self.work.cancel()
        super().done(result)

    @classmethod
    def ask(cls, path: Path, parent: QWidget | None = None) -> ProjectSpec | None:
        """Open it for a file; None where the user cancels."""
        return project_of_dialog(cls(path, parent))
