"""New from data: one entry for the menu, for a file dropped on the window and for the gallery.

It chooses the dialog by the file's ending. Worked shape: ``new_from_data(Path("cars.csv"), window)``.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.project import ProjectSpec
from gui.dialogs.arrays_dialog import ArraysDialog
from gui.dialogs.csv_dialog import CsvDialog

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".data", ".dat")
ARRAY_ENDINGS = (".npz",)
FILTER = f"Data ({' '.join('*' + each for each in (*TABLE_ENDINGS, *ARRAY_ENDINGS))});;All files (*)"


def is_data_file(path: Path | str) -> bool:
    """Whether a dropped file is one that ``new_from_data`` opens."""
    return Path(path).suffix.lower() in (*TABLE_ENDINGS, *ARRAY_ENDINGS)


def new_from_data(path: Path | str | None, parent: QWidget | None = None) -> ProjectSpec | None:
    """A new project for this file, or for one the user chooses; None where the user cancels.

    A file of an unknown ending is looked at as a table: what it is if it is none, the dialog says in a sentence.
    """
    if path is None:
        chosen, _ = QFileDialog.getOpenFileName(parent, "New from data", "", FILTER)
        if not chosen:
            return None
        path = chosen
    path = Path(path)
    dialog = ArraysDialog if path.suffix.lower() in ARRAY_ENDINGS else CsvDialog
    return dialog.ask(path, parent)
