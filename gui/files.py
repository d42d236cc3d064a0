"""FileController: new, open, save, the question about unsaved changes, and the recent files.

It talks to Document, TrainingRunner and core.formats; every failure is one sentence in a dialog and changes nothing.
Worked shape: ``files.open_path(Path("digits.chainrule"))`` shows the project and continues its run;
``files.open_path(Path("cars.csv"))`` makes a project with a network suggested for that data.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from core.errors import ChainruleError
from core.examples import Example, find_example, open_example
from core.project import ProjectSpec
from gui.document import Document
from gui.file_choices import FileChoices
from gui.file_lock import FileLock
from gui.project_files import Opened, opened_from, read_project, read_worked, step_of, write_project
from gui.recent import RecentFiles
from gui.runner import TrainingRunner

if TYPE_CHECKING:
    from gui.dialogs.gallery_cards import Entry

PROJECTS = "Chainrule projects (*.chainrule *.json)"
COPIED = "“{name}” is open in {owner}, so this is a copy without a file. Saving it asks for a name of its own."
TAKEN = "It is open in {owner}. Choose another name, or close it there first."


class FileController(QObject):
    """What the File menu does."""

    title_changed = Signal(str, bool)
    """(name of the project, whether it has unsaved changes)."""
    recent_changed = Signal()
    worked_changed = Signal(object, bool)
    """(WorkedExample whose printed numbers belong to what is open, or None; whether the example itself was opened)."""
    saved = Signal()
    copied = Signal(str)
    """A sentence: the file is open elsewhere, so what is shown is a copy without a file."""

    def __init__(self, document: Document, runner: TrainingRunner, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._runner, self._window = document, runner, window
        self.recent = RecentFiles(settings)
        self.choices = FileChoices(document, settings, window)
        self.ask_data: Callable[[Path, QWidget], ProjectSpec | None] = _ask_data
        """Shows how a data file was understood and gives a project for it, or None where the user cancels."""
        self.more_cards: Callable[[], list[tuple[Entry, Callable[[], object]]]] = list
        """Cards that stand in front of the gallery's own, and what each of them does; set by who has some."""
        self._name = "untitled"
        self._saved_step = 0
        self.opened: Opened | None = None
        """What the open project's file carried, where it has one."""
        self.base: Path | None = None
        """Where its data is found."""
        self._new = False
        self.lock = FileLock()
        document.stack.cleanChanged.connect(self._tell)
        document.path_changed.connect(self._tell)

    # -- what is open ------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The project's name: the file's, or the example's."""
        return self._document.path.stem if self._document.path is not None else self._name

    @property
    def unsaved(self) -> bool:
        """Whether edits, or the training and the named runs of a project that has a file, would be lost."""
        snapshot = self._runner.snapshot
        step = snapshot.step if snapshot is not None else 0
        ran = step != self._saved_step or self._runner.shelf.altered
        return not self._document.stack.isClean() or (self._document.path is not None and ran)

    @property
    def at_risk(self) -> bool:
        """Whether a crash would lose something, be it only the training of an example or a choice of data."""
        snapshot = self._runner.snapshot
        trained = snapshot is not None and snapshot.step != self._saved_step
        return trained or self._new or self._runner.shelf.altered or not self._document.stack.isClean()

    def _tell(self, *_changed: object) -> None:
        self.title_changed.emit(self.name, not self._document.stack.isClean())

    # -- new and open ------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Show the gallery: an example, a recent project or one's own data, and open what is taken."""
        from gui.dialogs.gallery import OPEN, Gallery
        from gui.dialogs.gallery_cards import OWN_DATA, OWN_FOLDER

        more = self.more_cards()
        name = Gallery.ask(self._window, self.recent.paths(), [entry for entry, _ in more])
        own: dict[str, Callable[[], object]]
        own = {OWN_DATA: self.new_from_data, OWN_FOLDER: self.new_from_folder, OPEN: self.open}
        own |= {entry.name: act for entry, act in more}
        if isinstance(name, Path):
            self.open_path(name)
        elif name in own:
            own[name]()
        elif name is not None:
            self._open_from_gallery(find_example(name))

    def _open_from_gallery(self, example: Example) -> None:
        """Show an example; one that comes without its data asks for that first."""
        if not example.wants:
            if self.may_leave():
                self.open_example(example.name)
            return
        from gui.own_data import for_example

        try:
            project = for_example(example, self.choices.start, self._window)
        except ChainruleError as error:
            self.complain(f"“{example.title}” was not opened.", str(error))
            return
        if project is not None and self.may_leave():
            self._show(Opened(project, {}), example.name)

    def start(self, name: str) -> None:
        """The document was made of this example."""
        self._name = name
        self._tell()

    def open_example(self, name: str) -> None:
        """Show an example as a project without a file."""
        self._show(Opened(open_example(name), {}), name)

    def _show(self, opened: Opened, name: str, path: Path | None = None, base: Path | None = None) -> None:
        """Make this the open project; ``name`` is what it is called where it has no file."""
        self._name, self._saved_step, self.opened, self.base, self._new = name, 0, opened, base, False
        if path is None:
            self.lock.leave()
        self._runner.set_source(base, opened.embedded or None)
        self._document.open(opened.project, path)
        if opened.file is not None:
            self._runner.shelf.open(opened.file.runs)
        self.worked_changed.emit(opened.worked, opened.worked is not None and path is None)

    def new_from_data(self) -> None:
        """Ask for a data file and make a project for it."""
        from gui.dialogs.kinds_of_data import FILTER as DATA

        path = self.choices.file("New from data", f"{DATA};;All files (*)")
        if path is not None:
            self.open_path(path)

    def new_from_folder(self) -> None:
        """Ask for a folder of pictures or texts and make a project for it."""
        path = self.choices.folder("New from a folder")
        if path is not None:
            self.open_path(path)

    def open(self) -> None:
        """Ask for a project or data file and open it."""
        from gui.dialogs.kinds_of_data import FILTER as DATA

        path = self.choices.file("Open", f"{PROJECTS};;{DATA};;All files (*)")
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Open a project, or make one for a data file; False where that was not possible or not wanted."""
        from gui.dialogs.kinds_of_data import is_data

        try:
            if is_data(path):
                return self._open_data(path)
            return self._open_project(path)
        except ChainruleError as error:
            self.complain(f"“{path.name}” was not opened.", str(error))
            return False

    def _open_data(self, path: Path) -> bool:
        project = self.ask_data(path.absolute(), self._window)
        if project is None or not self.may_leave():
            return False
        self._show(Opened(project, {}), path.name if path.is_dir() else path.stem, base=path.absolute().parent)
        self._new = True
        return True

    def _open_project(self, path: Path) -> bool:
        example = read_worked(path)
        opened = read_project(path) if example is None else Opened(example.project, example.embedded, None, example)
        if not self.may_leave():
            return False
        if example is not None:
            self._show(opened, example.title.replace("/", "-"))
            return True
        self._show_file(opened, path.absolute())
        self._remember(path)
        return True

    def _show_file(self, opened: Opened, path: Path, base: Path | None = None) -> None:
        """Show the project of this file, as a copy where another window has it open, and continue its run."""
        owner = self.lock.take(path)
        own = None if owner else path
        self._show(opened, f"{path.stem} copy" if owner else path.stem, own, base or path.parent)
        if opened.checkpoint is not None:
            self._runner.restore(opened.checkpoint)
            self._saved_step = step_of(opened.checkpoint)
        if owner:
            self.copied.emit(COPIED.format(name=path.stem, owner=owner))

    def open_rescued(self, path: Path) -> bool:
        """Open what was saved aside before a crash, as the unsaved changes they were; False as in ``open_path``."""
        from core.formats import rescue

        try:
            file, note = rescue.read(path)
        except ChainruleError as error:
            self.complain("The rescued drawing was not opened.", str(error))
            return False
        if not self.may_leave():
            return False
        opened, base = opened_from(file), Path(note.base) if note.base else None
        if note.path:
            self._show_file(opened, Path(note.path), base)
        else:
            self._show(opened, note.name, base=base)
            if opened.checkpoint is not None:
                self._runner.restore(opened.checkpoint)
        self._saved_step = -1
        self._document.stack.resetClean()
        return True

    # -- save --------------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save to the project's file, or ask for one."""
        return self.save_to(self._document.path) if self._document.path is not None else self.save_as()

    def save_as(self) -> bool:
        """Ask for a file and save to it."""
        path = self.choices.new_file("Save as", f"{self.name}.chainrule", "Chainrule projects (*.chainrule)")
        if path is None:
            return False
        return self.save_to(path if path.suffix else path.with_suffix(".chainrule"))

    def save_to(self, path: Path) -> bool:
        """Save drawing, weights and run; the file is either whole or as it was."""
        path = path.absolute()
        owner = self.lock.take(path)
        if owner:
            self.complain(f"“{path.name}” was not saved.", TAKEN.format(owner=owner))
            return False
        try:
            step = write_project(path, self._document, self._runner, self.opened)
        except ChainruleError as error:
            self.complain(f"“{path.name}” was not saved.", str(error))
            self._lock_own()
            return False
        self._saved_step, self._new = step, False
        self._runner.shelf.saved()
        self._document.stack.setClean()
        self._document.set_path(path)
        self._remember(path)
        self.saved.emit()
        return True

    def _lock_own(self) -> None:
        """Hold the open project's file again, after another one was to take its place."""
        if self._document.path is None:
            self.lock.leave()
        else:
            self.lock.take(self._document.path)

    def save_copy(self, path: Path) -> None:
        """Write the project elsewhere, as an export; the open file stays the open file."""
        write_project(path, self._document, self._runner, self.opened)

    def may_leave(self) -> bool:
        """Whether the open project may go: nothing unsaved, or the user saved it or gave it up."""
        if not self.unsaved:
            return True
        from gui.dialogs.messages import Answer, Unsaved

        answer = Unsaved.ask(self.name, self._window)
        return self.save() if answer is Answer.SAVE else answer is Answer.DISCARD

    def complain(self, title: str, text: str) -> None:
        """Say in a dialog what was not possible."""
        from gui.dialogs.messages import ErrorMessage

        ErrorMessage.ask(title, text, parent=self._window)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def _remember(self, path: Path) -> None:
        self.recent.add(path)
        self.choices.remember(path)
        self.recent_changed.emit()


def _ask_data(path: Path, window: QWidget) -> ProjectSpec | None:
    # The dialog brings pandas along; the window opens without it.
    from gui.dialogs.new_from_data import new_from_data

    return new_from_data(path, window)
