"""New from data: one entry for the menu, for a file dropped on the window and for the gallery.

It chooses the dialog by the file's ending. Worked shape: ``new_from_data(Path("cars.csv"), window)`` gives a
ProjectSpec with completed TableData, a suggested network and training settings; None where the user cancels.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.data import SUGGESTERS
from core.data_spec import DataSpec
from core.project import ProjectSpec
from gui.dialogs.arrays_dialog import ArraysDialog
from gui.dialogs.csv_dialog import CsvDialog

ARRAY_ENDINGS = (".npz",)
FILTER = f"Data ({' '.join('*' + each for each in SUGGESTERS)});;All files (*)"


def is_data_file(path: Path | str) -> bool:
    """Whether a dropped file is one that ``new_from_data`` opens."""
    return Path(path).suffix.lower() in SUGGESTERS


def new_from_data(path: Path | str | None, parent: QWidget | None = None) -> ProjectSpec | None:
    """A new project for this file, or for one the user chooses where ``path`` is None.

    A file of an unknown ending is looked at as a table: what it is if it is none, the dialog says in a sentence.
    """
    if path is None:
        chosen, _ = QFileDialog.getOpenFileName(parent, "New from data", str(Path.home()), FILTER)
        if not chosen:
            return None
        path = chosen
    path = Path(path).absolute()
    if path.suffix.lower() in ARRAY_ENDINGS:
        return ArraysDialog.ask(path, parent)
    return CsvDialog.ask(path, parent)


def ask_data(parent: QWidget | None, data: DataSpec) -> DataSpec | None:
    """As ``new_from_data``, for a caller that makes the project itself: only the completed data."""
    project = new_from_data(str(getattr(data, "path", "")) or None, parent)
    return project.data if project is not None else None
