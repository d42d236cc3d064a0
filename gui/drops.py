"""Drops: files and folders that are dragged onto the window: which is meant, what letting go would do, and doing it.

It may import the kinds of data, the controller of files and widgets. A picture out of a folder of classes stands for
that whole folder. Worked shape: "pets/cat/17.jpg" is dropped: "pets" is read, with the classes cat and dog.
"""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.pictures import ENDINGS as PICTURES
from gui.files import FileController
from gui.widgets.floating import FloatingNote
from gui.widgets.labels import Label

ONE = "Drop one file or folder at a time."
PROJECTS = (".chainrule", ".json")
MOST_LOOKED = 200


def is_picture(path: Path) -> bool:
    """Whether a name is that of a picture."""
    return path.suffix.lower() in PICTURES


def meant(paths: Sequence[Path]) -> Path | None:
    """The file or folder that a drop stands for; None where it is several things at once."""
    if paths and all(is_picture(path) for path in paths) and len({path.parent for path in paths}) == 1:
        return dataset_of(paths[0])
    return paths[0] if len(paths) == 1 else None


def dataset_of(picture: Path) -> Path:
    """The folder of classes that a picture lies in, else the picture itself."""
    folder = picture.parent.parent
    try:
        inner = [each for each in islice(folder.iterdir(), MOST_LOOKED) if each.is_dir() and each.name[:1] != "."]
        holds = [any(is_picture(file) for file in islice(each.iterdir(), MOST_LOOKED)) for each in inner]
    except OSError:
        return picture
    return folder if len(inner) >= 2 and all(holds) else picture


def promise(path: Path) -> str:
    """What letting go would do."""
    name = f"“{path.name}”"
    if path.suffix.lower() in PROJECTS:
        return f"Let go to open {name}."
    from gui.dialogs.kinds_of_data import is_data  # with the readers of all data

    if is_data(path):
        return f"Let go to read {name} and have a network suggested for it."
    return f"{name} is neither a project nor data that Chainrule reads."


class Drops(QObject):
    """Watches the window; shows over the canvas what would happen."""

    def __init__(self, files: FileController, window: QWidget, over: QWidget) -> None:
        super().__init__(window)
        self._files, self._window = files, window
        self.note = FloatingNote(over, 460)
        column = QVBoxLayout(self.note)
        column.setContentsMargins(18, 14, 18, 14)
        self.sentence = Label("", "section", wrap=True)
        column.addWidget(self.sentence)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A drag of files comes, goes or is let go; anything else is not for us."""
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            self._drop(event)
            return True
        if isinstance(event, QDragEnterEvent):
            self._enter(event)
            return True
        if event.type() is QEvent.Type.DragLeave:
            self.note.hide()
        return super().eventFilter(watched, event)

    def _enter(self, event: QDragEnterEvent) -> None:
        paths = _local(event.mimeData().urls())
        if not paths:
            event.ignore()
            return
        path = meant(paths)
        self.sentence.setText(promise(path) if path is not None else ONE)
        self.note.bring()
        event.acceptProposedAction()

    def _drop(self, event: QDropEvent) -> None:
        self.note.hide()
        path = meant(_local(event.mimeData().urls()))
        if path is None:
            event.ignore()
            return
        event.acceptProposedAction()
        # Later: the program the file was dragged from waits until the drop has been answered, and a dialog may come.
        QTimer.singleShot(0, self, lambda: self._open(path))

    def _open(self, path: Path) -> None:
        self._window.activateWindow()
        self._files.open_path(path)


def _local(urls: Sequence[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
