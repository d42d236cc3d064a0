"""Which files and folders are data, and of what kind: told by name at once, looked into in a thread.

It may import core.data and dialog parts. Worked shape: ``is_data("pets")`` where that is a folder;
``find_kind(Path("sms.tsv"), window)`` gives TextData with its columns guessed, a DataError where nothing can be made.
"""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.data import SUGGESTERS, idx, suggest_from_path
from core.data.pictures import ENDINGS as PICTURES
from core.data_spec import DataSpec, TableData
from core.errors import ChainruleError, DataError
from gui.dialogs.background import Background, Report
from gui.dialogs.base import Dialog, Footer
from gui.dialogs.looking import PATIENCE_MS
from gui.widgets.labels import Label

ENDINGS = (*SUGGESTERS, ".npy", ".zip")
FILTER = "Data (" + " ".join((*(f"*{each}" for each in ENDINGS), "*-ubyte", "*-ubyte.gz", "*.idx", "*.idx.gz")) + ")"
TABLES = tuple(each for each in SUGGESTERS if each != ".npz")


def is_data(path: Path | str) -> bool:
    """Whether a file or folder is looked into as data; a single picture is, and is then told what to choose instead."""
    path = Path(path)
    return path.is_dir() or path.suffix.lower() in (*ENDINGS, *PICTURES) or idx.is_idx(path.name)


class Finding(Dialog):
    """Says that a large folder or file is looked into, and lets the user give up."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        footer = Footer("Cancel", secondary="")
        super().__init__("New from data", footer, parent)
        self.setFixedWidth(420)
        self.path = path
        self.spec: DataSpec | None = None
        self.problem = ""
        self.body.addWidget(Label(f"Looking into “{path.name}” to see what it holds.", "section", wrap=True))
        footer.primary.clicked.connect(self.reject)
        self.work = Background(self)
        self.work.done.connect(self._take)
        self.work.failed.connect(self._fail)
        self.work.start(self._find)

    def _find(self, report: Report) -> DataSpec:
        try:
            return suggest_from_path(self.path)
        except ChainruleError:
            if self.path.suffix.lower() in TABLES and not self.path.is_dir():
                return TableData(path=str(self.path), target="")  # its dialog shows what is wrong, and the remedies
            raise

    @Slot(object)
    def _take(self, spec: DataSpec) -> None:
        self.spec = spec
        self.accept()

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self.problem = sentence
        self.reject()

    def done(self, result: int) -> None:
        self.work.cancel()
        super().done(result)


def find_kind(path: Path, parent: QWidget | None = None) -> DataSpec | None:
    """What kind of data this is; None where the user did not want to wait, DataError where it is none."""
    finding = Finding(path, parent)
    if not finding.work.settle(PATIENCE_MS / 1000):
        finding.exec()
    spec, problem = finding.spec, finding.problem
    finding.deleteLater()
    if problem:
        raise DataError(problem)
    return spec
