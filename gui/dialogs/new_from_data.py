"""New from data: one entry for the menu, for what is dropped on the window and for the gallery.

It chooses the dialog by what is in the file or folder. Worked shape: ``new_from_data(Path("cars.csv"), window)`` gives
a ProjectSpec with completed TableData, a suggested network and training settings; None where the user cancels.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from core.data_spec import ArraysData, DataSpec, ImagesData, TableData, TextData
from core.project import ProjectSpec
from gui.dialogs.arrays_dialog import ArraysDialog
from gui.dialogs.csv_dialog import CsvDialog
from gui.dialogs.images_dialog import ImagesDialog
from gui.dialogs.kinds_of_data import FILTER, find_kind
from gui.dialogs.text_dialog import TextDialog

DIALOGS: dict[str, Callable[[Any, QWidget | None], ProjectSpec | DataSpec | None]] = {
    ArraysData.kind: lambda spec, parent: ArraysDialog.ask(Path(spec.path), parent),
    TableData.kind: lambda spec, parent: CsvDialog.ask(Path(spec.path), parent),
    ImagesData.kind: lambda spec, parent: ImagesDialog.ask(spec, parent),
    TextData.kind: lambda spec, parent: TextDialog.ask(spec, parent),
}


def new_from_data(path: Path | str | None, parent: QWidget | None = None) -> ProjectSpec | None:
    """A new project for this file or folder, or for a file the user chooses where ``path`` is None.

    DataError where nothing can be made of it.
    """
    if path is None:
        chosen, _ = QFileDialog.getOpenFileName(parent, "New from data", str(Path.home()), f"{FILTER};;All files (*)")
        if not chosen:
            return None
        path = chosen
    return project_for(find_kind(Path(path).absolute(), parent), parent)


def project_for(data: DataSpec | None, parent: QWidget | None = None) -> ProjectSpec | None:
    """A new project for data of a known kind; a dialog may hand over to another that reads the same file its way."""
    found: ProjectSpec | DataSpec | None = data
    while isinstance(found, DataSpec):
        found = DIALOGS[found.kind](found, parent)
    return found
