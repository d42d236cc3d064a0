"""ExportDialog: take the trained network away: a format, a place, what will be inside; written, read back, compared.

The file is written and checked in a thread of its own; every failure is a sentence in the dialog. It imports its
parts, core.formats and the runner's types. Worked shape: ``ExportDialog(runner, "digits", window)`` writes
digits.onnx and says "onnxruntime agrees on 359 rows; largest difference 2.4e−07.".
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from core import formats
from core.formats.verify import Verification
from gui.dialogs.background import Background, Report, sentence_of
from gui.dialogs.base import Dialog, Footer, copy_text, plain_button
from gui.dialogs.export_parts import CodeBox, Formats, Outcome
from gui.dialogs.export_words import OFFERS, PROJECT, inside, summary, usage, verdict
from gui.runner import TrainingRunner
from gui.widgets.form import Form
from gui.widgets.labels import Label

SaveProject = Callable[[Path], object]
"""Writes the project file; called in the window's thread, for it asks the run for its checkpoint. False: it failed."""


def rows_of(runner: TrainingRunner) -> NDArray[Any] | None:
    """The raw rows an exported file is compared on: those kept for validation, else all."""
    prepared = runner.prepared
    if prepared is None:
        return None
    held = prepared.dataset.fixed_validation
    if held is not None:
        return held.x
    index = prepared.validation_index if len(prepared.validation_index) else prepared.train_index
    return prepared.dataset.x[index]


class ExportDialog(Dialog):
    """See the module's header."""

    def __init__(
        self,
        runner: TrainingRunner,
        name: str = "network",
        parent: QWidget | None = None,
        save_project: SaveProject | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__("Export", Footer("Export", "Close"), parent)
        self._model, self._rows, self._save_project = runner.model(), rows_of(runner), save_project
        self._why_not = runner.blocked_because or "Choose data and draw a network that can run first."
        self._written: Path | None = None
        self._step = runner.snapshot.step if runner.snapshot is not None else 0
        own = runner.document.path
        self._folder = folder or (own.parent if own is not None else Path.home())
        self.formats = Formats([offer for offer in OFFERS if offer.ending != PROJECT or save_project is not None])
        self.path = QLineEdit()
        self.browse = plain_button("Browse…", "action-folder-open")
        self.replaces = Label("", "caption")
        self.facts, self.code, self.outcome = Form(), CodeBox(), Outcome()
        self._build(name)
        self.work = Background(self)
        self.work.done.connect(self._checked)
        self.work.failed.connect(self._fail)
        self._connect()
        self._set_name(name)
        self._show_format()
        self.path.setFocus()
        self.path.setSelection(len(self.path.text()) - len(self.target().name), len(self.target().stem))

    def _build(self, name: str) -> None:
        self.resize(760, 620)
        model = self._model
        self.add_head(f"Export {name}", summary(model, self._step) if model else "Nothing to export yet.")
        self.body.addWidget(self.formats)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.path.setAccessibleName("File")
        label = Label("File", "label")
        label.setFixedWidth(92)
        label.setBuddy(self.path)
        row.addWidget(label)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        self.body.addLayout(row)
        self.replaces.setContentsMargins(104, 0, 0, 0)
        self.body.addWidget(self.replaces)
        self.body.addWidget(self.facts)
        how = Label("How to use it", "title")
        self.body.addWidget(how)
        self.body.addWidget(self.code)
        self.body.addStretch(1)
        self.body.addWidget(self.outcome)
        if model is None:
            for part in (self.formats, self.path, self.browse):
                part.setEnabled(False)
            how.hide()
            self.code.hide()

    def _connect(self) -> None:
        self.formats.chosen.connect(self._change_ending)
        self.path.textEdited.connect(self._typed)
        self.browse.clicked.connect(self._browse)
        self.footer.primary.clicked.connect(self.press)
        self.outcome.show_folder.clicked.connect(self._show_folder)
        self.outcome.copy_path.clicked.connect(lambda: copy_text(str(self._written or "")))

    # -- format and place --------------------------------------------------------------------------------------------

    def target(self) -> Path:
        """Where the file will be; a bare name lies in the usual folder."""
        return self._folder / Path(self.path.text().strip()).expanduser()

    def _set_name(self, name: str) -> None:
        plain = "".join("-" if each in '\\/:*?"<>|' else each for each in name) or "network"
        self.path.setText(str(self._folder / f"{plain}.{self.formats.ending()}"))

    @Slot(str)
    def _change_ending(self, ending: str) -> None:
        self.path.setText(str(self.target().with_suffix(f".{ending}")) if self.target().name else self.path.text())
        self._show_format()

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self.formats.blockSignals(True)
        self.formats.choose(self.target().suffix.lower().removeprefix("."))
        self.formats.blockSignals(False)
        self._show_format()

    @Slot()
    def _browse(self) -> None:
        ending = self.formats.ending()
        shown, _ = QFileDialog.getSaveFileName(self, "Export", str(self.target()), f"{ending} (*.{ending})")
        if shown:
            path = Path(shown)
            self.path.setText(str(path if path.suffix else path.with_suffix(f".{ending}")))
            self._typed(shown)

    def _show_format(self) -> None:
        """Another format or another name: what was written before is told no longer."""
        self._written = None
        self.outcome.clear()
        self._offer_closing(False)
        if self._model is None:
            self.footer.block(self._why_not)
            return
        ending, target = self.formats.ending(), self.target()
        self.facts.clear()
        for caption, value in inside(self._model, ending):
            label = Label(value, "label", wrap=True)
            label.setMinimumHeight(18)
            row = self.facts.add(caption, label)
            row.label.setFixedHeight(26)
        self.code.set_code(usage(self._model, ending, target.name))
        self.replaces.setText(f"{target.name} is there already and will be replaced." if target.is_file() else "")
        self.replaces.setVisible(bool(self.replaces.text()))
        fits = target.suffix.lower() == f".{ending}"
        self.footer.block("" if fits else f"The name needs the ending .{ending}.")

    # -- writing -----------------------------------------------------------------------------------------------------

    @Slot()
    def press(self) -> None:
        """Export; or close, once that is done."""
        if self._written is not None:
            self.accept()
            return
        model, rows, target = self._model, self._rows, self.target()
        if model is None:
            return
        if self.formats.ending() == PROJECT:
            self._write_project(target)
            return

        def work(report: Report) -> tuple[Path, Verification]:
            report(0.1, "Writing")
            return target, formats.export(model, target, rows)

        self._lock(True)
        self.outcome.clear()
        self.footer.say("Writing the file and reading it back.")
        self.work.start(work)

    def _write_project(self, target: Path) -> None:
        assert self._save_project is not None
        try:
            saved = self._save_project(target)
        except Exception as error:
            self._fail(sentence_of(error))
            return
        if saved is False:
            self._fail(f"{target.name} was not saved.")
            return
        self._tell("The project is saved: drawing, weights and run.", target, good=True)

    @Slot(object)
    def _checked(self, found: tuple[Path, Verification]) -> None:
        path, verification = found
        self._tell(verdict(verification), path, verification.agrees)

    def _tell(self, sentence: str, path: Path, good: bool) -> None:
        self._lock(False)
        self._written = path
        self.footer.say("")
        self.replaces.setText("")
        self.outcome.tell(sentence, str(path), good)
        self._offer_closing(True)

    def _offer_closing(self, written: bool) -> None:
        """Once the file is written there is nothing left to cancel: one button is enough."""
        self.footer.primary.setText("Done" if written else "Export")
        if self.footer.secondary is not None:
            self.footer.secondary.setVisible(not written)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._lock(False)
        self.footer.say("")
        self.outcome.tell(sentence, "", good=False)

    def _lock(self, on: bool) -> None:
        for part in (self.formats, self.path, self.browse, self.footer.primary):
            part.setEnabled(not on)

    @Slot()
    def _show_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))

    def done(self, result: int) -> None:
        self.work.cancel()
        super().done(result)

    @classmethod
    def ask(
        cls,
        runner: TrainingRunner,
        name: str = "network",
        parent: QWidget | None = None,
        save_project: SaveProject | None = None,
    ) -> Path | None:
        """Open it; the path of the last file that was written and lies there, if any."""
        dialog = cls(runner, name, parent, save_project)
        dialog.exec()
        dialog.deleteLater()
        return dialog._written
