"""FileChoices: the system's questions for a file or a folder, and the folder they begin in.

Worked shape: ``choices.file("Open", "Chainrule projects (*.chainrule)")`` is a Path, or None where the user cancels.
"""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.document import Document

FOLDER = "files/folder"


class FileChoices:
    """They begin beside the open project, else in the folder used last, else at home."""

    def __init__(self, document: Document, settings: QSettings, window: QWidget) -> None:
        self._document, self._settings, self._window = document, settings, window

    @property
    def start(self) -> str:
        """The folder a question begins in."""
        if self._document.path is not None:
            return str(self._document.path.parent)
        return str(self._settings.value(FOLDER, str(Path.home())))

    def file(self, title: str, kinds: str) -> Path | None:
        """A file to read."""
        shown, _ = QFileDialog.getOpenFileName(self._window, title, self.start, kinds)
        return self._taken(shown)

    def folder(self, title: str) -> Path | None:
        """A folder to read."""
        return self._taken(QFileDialog.getExistingDirectory(self._window, title, self.start))

    def new_file(self, title: str, name: str, kinds: str) -> Path | None:
        """A file to write, ``name`` suggested."""
        shown, _ = QFileDialog.getSaveFileName(self._window, title, str(Path(self.start) / name), kinds)
        return Path(shown) if shown else None

    def remember(self, path: Path) -> None:
        """Begin in the folder of this file from now on."""
        self._settings.setValue(FOLDER, str(path.absolute().parent))

    def _taken(self, shown: str) -> Path | None:
        if not shown:
            return None
        self.remember(Path(shown))
        return Path(shown)
