"""ImagesDialog: a folder of pictures, a zip of one or IDX files becomes a project: contact sheet, classes, settings.

Names are read at once, pictures when they are looked at, and meanwhile one by one to find those that cannot be read;
labels are corrected with undo. It imports its parts and no view. Worked shape:
``ImagesDialog(ImagesData(path="pets")).result_project()`` once the look is there.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.images import rule_of
from core.data.sources import Sources
from core.data_spec import DataSpec, ImagesData
from core.frozen import dataclass
from core.project import ProjectSpec
from core.task import Task
from gui import numbers
from gui.dialogs.background import Report
from gui.dialogs.base import Dialog, Footer, plain_button, project_of_dialog
from gui.dialogs.class_table import ClassTable
from gui.dialogs.contact_sheet import ContactSheet
from gui.dialogs.corrections import Corrections
from gui.dialogs.darkroom import Compared, Darkroom
from gui.dialogs.image_settings import ImageSettings
from gui.dialogs.label_bar import LabelBar
from gui.dialogs.looking import Looking
from gui.dialogs.picture_look import PictureLook, Sorting, look_at, sorted_as
from gui.dialogs.table_look import network_words, project_of
from gui.widgets.labels import Label
from gui.widgets.read_out import ProgressLine
from gui.widgets.unread_list import UnreadList

SORT_MS = 250
"""Files found unreadable change the counts after this while, all together."""


@dataclass(frozen=True)
class Changed:
    """Other settings or labels for the pictures of a project, and what they ask of its network."""

    data: ImagesData
    task: Task


class ImagesDialog(Dialog):
    """See the module's header; ``sources`` tells where the pictures of an open project lie."""

    def __init__(
        self, spec: ImagesData, parent: QWidget | None = None, sources: Sources | None = None
    ) -> None:
        title, primary = ("New from data", "Use this data") if sources is None else ("Pictures", "Use these")
        super().__init__(title, Footer(primary), parent)
        self.spec, self._sources = spec, sources or Sources(None, {})
        self.look: PictureLook | None = None
        self.sorting: Sorting | None = None
        self.looking = Looking(Path(spec.path).name)
        self.work = self.looking.work
        self.corrections = Corrections(dict(spec.labels), self)
        self.settings = ImageSettings(spec)
        self.classes = ClassTable()
        self.sheet = ContactSheet()
        self.labels = LabelBar(self.corrections.stack)
        self.unread = UnreadList("picture")
        self.checking = ProgressLine("Checking that every picture can be read")
        self.stop = plain_button("Stop checking")
        self.room = Darkroom(self)
        self._sort_soon = QTimer(self)
        self._sort_soon.setSingleShot(True)
        self._sort_soon.setInterval(SORT_MS)
        self._build()
        self._connect()
        self._set_open(False)
        self.looking.look(self._read)

    def _build(self) -> None:
        self.resize_within(1240, 800)
        row = QHBoxLayout()
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.looking)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.classes)
        middle.addWidget(self.sheet, 1)
        left.addLayout(middle, 1)
        left.addWidget(self.labels)
        self._checking = QWidget()
        check = QHBoxLayout(self._checking)
        check.setContentsMargins(0, 0, 0, 0)
        check.setSpacing(12)
        check.addWidget(self.checking, 1)
        check.addWidget(self.stop)
        left.addWidget(self._checking)
        left.addWidget(self.unread)
        self.key = Label("A ring marks pictures kept aside; a strong name was given by hand.", "caption")
        left.addWidget(self.key)
        row.addLayout(left, 1)
        row.addWidget(self.settings)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        self.looking.found.connect(self._take)
        self.looking.failed.connect(self._fail)
        self.corrections.changed.connect(self.sort)
        self._sort_soon.timeout.connect(self.sort)
        self.settings.changed.connect(self._settings_changed)
        self.classes.chosen.connect(self._filter)
        self.sheet.wanted.connect(self.room.want)
        self.sheet.chosen_changed.connect(self._choice_changed)
        self.labels.given.connect(self._give)
        self.room.developed.connect(self._developed)
        self.room.compared.connect(self._compared)
        self.room.checked.connect(self._checked)
        self.stop.clicked.connect(self._stop_checking)
        self.footer.primary.clicked.connect(self.press)
        for key, slot in (
            (QKeySequence.StandardKey.Undo, self.corrections.stack.undo),
            (QKeySequence.StandardKey.Redo, self.corrections.stack.redo),
        ):
            QShortcut(QKeySequence(key), self, slot, context=Qt.ShortcutContext.WindowShortcut)

    def _set_open(self, opened: bool) -> None:
        for part in (self.settings, self.classes, self.sheet, self.labels):
            part.setEnabled(opened)
        self.footer.primary.setEnabled(opened)
        if not opened:
            self._checking.hide()

    # -- looking -----------------------------------------------------------------------------------------------------

    def _read(self, report: Report) -> PictureLook:
        return look_at(self.spec, self._sources, report)

    @Slot(object)
    def _take(self, look: PictureLook) -> None:
        self.look = look
        self._set_open(True)
        self.settings.show_spec(look.spec)
        self.sheet.show_look(look)
        self.sort()
        self.labels.show_chosen(0, len(self.corrections.given))
        self.room.open(look)
        self._show_pair(0)
        self.sheet.setFocus()
        if self.looking.take_press():
            self.press()

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self.footer.block(sentence)

    @Slot()
    def sort(self) -> None:
        """Count anew: labels, parts, unreadable files or settings have changed."""
        look = self.look
        if look is None:
            return
        given = self.corrections.given
        sorting = self.sorting = sorted_as(look, self.settings.spec, given, self.sheet.reasons)
        names = [each.name for each in sorting.classes]
        total = numbers.counted(len(look.items), "picture")
        self.looking.caption.setText(f"{total} · {numbers.counted(len(names), 'class', 'classes')}")
        self.labels.show_classes(names)
        self.labels.show_chosen(len(self.sheet.choice.chosen), len(given))
        self.sheet.show_sorting(sorting, [look.index[name] for name in given if name in look.index])
        self.classes.show_sorting(sorting)
        self._filter(self.classes.key)
        self.settings.show_sorting(sorting)
        reasons = self.sheet.reasons
        self.unread.show_files([(look.items[at].name, reasons[at]) for at in sorted(reasons)])
        self.footer.block(sorting.problem)
        if not sorting.problem:
            self.footer.say(f"{network_words(sorting.network(self.settings.spec))}. Everything can be changed later.")

    @Slot(object)
    def _filter(self, key: str | None) -> None:
        """Show one class only; pictures that have just been given another one go."""
        if self.sorting is not None:
            labels = self.sorting.labels
            self.sheet.show_pictures(at for at in range(len(labels)) if key is None or labels[at] == key)

    # -- pictures ----------------------------------------------------------------------------------------------------

    @Slot(object)
    def _developed(self, developed: object) -> None:
        before = len(self.sheet.reasons)
        self.sheet.take(developed)  # type: ignore[arg-type]
        if len(self.sheet.reasons) != before and not self._sort_soon.isActive():
            self._sort_soon.start()

    @Slot(object)
    def _compared(self, pair: Compared) -> None:
        self.settings.pair.show_pair(pair)

    @Slot(int, int)
    def _checked(self, count: int, total: int) -> None:
        under_way = count < total and self.stop.isEnabled()
        self._checking.setVisible(under_way)
        if under_way:
            caption = f"Checked {numbers.count(count)} of {numbers.count(total)} pictures"
            self.checking.set_progress(count / total, caption)

    @Slot()
    def _stop_checking(self) -> None:
        """What was not checked is read when the project is; nothing is lost."""
        self.room.stop_checking()
        self.stop.setEnabled(False)
        self._checking.hide()

    @Slot()
    def _choice_changed(self) -> None:
        chosen = self.sheet.chosen()
        self.labels.show_chosen(len(chosen), len(self.corrections.given))
        at = self.sheet.choice.current
        if 0 <= at < len(self.sheet.shown):
            self._show_pair(self.sheet.shown[at])

    def _show_pair(self, index: int) -> None:
        if self.look is not None and self.look.items:
            self._shown_pair = index
            self.room.compare(index, rule_of(self.settings.spec))

    @Slot(object)
    def _give(self, label: str | None) -> None:
        if self.look is not None:
            items = [self.look.items[at] for at in self.sheet.chosen()]
            self.corrections.give([(item.name, item.label) for item in items], label)

    @Slot()
    def _settings_changed(self) -> None:
        if self.room.ground != self.settings.spec.background:
            self.room.ground = self.settings.spec.background
            self.sheet.forget_images()
        self.sort()
        self._show_pair(self._shown_pair)

    # -- the result --------------------------------------------------------------------------------------------------

    @Slot()
    def press(self) -> None:
        """Create the project."""
        if self.result_project() is not None:
            self.accept()

    def result_data(self) -> ImagesData:
        """The data with every choice and correction."""
        labels = tuple(self.corrections.given.items())
        same = labels == self.spec.labels  # other labels may leave files out, and the fingerprint is of those read
        return replace(self.settings.spec, labels=labels, sha256=self.spec.sha256 if same else "")

    def result_project(self) -> ProjectSpec | None:
        """The project for the present choices; None where none can be made."""
        sorting = self.sorting
        if sorting is None or sorting.problem:
            return None
        data = self.result_data()
        return project_of(data, sorting.network(data), sorting.learn)

    def done(self, result: int) -> None:
        self.looking.cancel()
        self._sort_soon.stop()
        self.corrections.stack.clear()  # else Qt does it while it deletes the stack, and tells of it
        self.room.close()
        super().done(result)

    @classmethod
    def ask(cls, spec: ImagesData, parent: QWidget | None = None) -> ProjectSpec | DataSpec | None:
        """Open it for pictures; None where the user cancels."""
        return project_of_dialog(cls(spec, parent))

    @classmethod
    def change(cls, spec: ImagesData, sources: Sources, parent: QWidget | None = None) -> Changed | None:
        """Open it for the pictures of a project; None where the user cancels."""
        dialog = cls(spec, parent, sources)
        accepted, sorting, data = dialog.exec(), dialog.sorting, dialog.result_data()
        dialog.deleteLater()
        return Changed(data, sorting.task(data)) if accepted and sorting is not None else None
