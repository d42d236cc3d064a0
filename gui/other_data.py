"""OtherData: other data, or other settings of the pictures, for the network on show; each is one edit.

It asks by dialogs and edits the Document; what cannot be read is one sentence and changes nothing. Worked shape:
``other.change(Path("cars.csv"))`` keeps the hidden layers and fits input and output to the new columns.
"""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.data.sources import Sources
from core.data_spec import ImagesData
from core.edit import set_data
from core.errors import ChainruleError
from core.fitting import fit_to_network, fit_to_task
from gui.document import Document
from gui.files import FileController
from gui.runner import TrainingRunner


class OtherData(QObject):
    """What the data tab offers for the open project."""

    def __init__(self, document: Document, runner: TrainingRunner, files: FileController, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._runner, self._files, self._window = document, runner, files, window

    def change_to_file(self) -> None:
        """Ask for a data file for the network on show."""
        from gui.dialogs.kinds_of_data import FILTER as DATA

        path = self._files.choices.file("Other data", f"{DATA};;All files (*)")
        if path is not None:
            self.change(path)

    def change_to_folder(self) -> None:
        """Ask for a folder of pictures or texts for the network on show."""
        path = self._files.choices.folder("Other data")
        if path is not None:
            self.change(path)

    def change(self, path: Path) -> None:
        """Other data for the network on show, whose input and output are fitted to it, as one edit."""
        try:
            found = self._files.ask_data(path.absolute(), self._window)
        except ChainruleError as error:
            self._files.complain(f"“{path.name}” was not opened.", str(error))
            return
        if found is not None:
            project = set_data(self._document.project, found.data)
            self._document.edit(f"Data: {path.name}", fit_to_network(project, found.network))

    def change_pictures(self) -> None:
        """Look through the project's pictures again: labels, size and colours, as one edit that can be undone."""
        from gui.dialogs.images_dialog import ImagesDialog

        data, project = self._document.project.data, self._document.project
        if not isinstance(data, ImagesData):
            return
        opened = self._files.opened
        embedded = opened.embedded if opened is not None else {}
        changed = ImagesDialog.change(data, Sources(self._files.base, embedded), self._window)
        if changed is None or changed.data == data:
            return
        after, now = set_data(project, changed.data), self._runner.task
        if now is None or (now.input_shape, now.class_names) != (changed.task.input_shape, changed.task.class_names):
            after = fit_to_task(after, changed.task)
        self._document.edit("Pictures and labels", after)
