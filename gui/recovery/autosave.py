"""Autosave: saves a window's drawing, weights and run aside: each minute while something changes, and after edits.

The run is asked for a checkpoint by a queued signal and the file is written in a thread, so the window never waits.
Once nothing would be lost any more (saved, undone, closed) the file goes. It talks to Document, TrainingRunner and
FileController. Worked shape: two seconds after a layer is inserted ``written`` is told; a clean quit removes the file.
"""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from core.checkpoint import Checkpoint
from core.data_spec import DataSpec
from gui.dialogs.background import Background, Report
from gui.document import Document
from gui.files import FileController
from gui.preferences import Preferences
from gui.project_files import project_file
from gui.recovery.folder import Place
from gui.runner import TrainingRunner

if TYPE_CHECKING:
    from core.formats.project import ProjectFile
    from core.formats.rescue import Note

PATIENCE_MS = 5_000
"""How long to wait for the training thread before the drawing is saved without it."""
BURST_MS, LONGEST_BURST = 2_000, 8.0
"""A burst of edits is over after so long a rest; one that goes on and on is saved after so many seconds anyway."""
EARLY = 0.85
"""Share of the interval after which saving begins, so that what is on the disk is never older than the interval."""


class Autosave(QObject):
    """For one window; see the module's header."""

    written = Signal()
    """The file holds what was there a moment ago."""
    failed = Signal(str)
    """It could not be written; told once until it works again."""

    _answered = Signal(object, object)

    def __init__(
        self, document: Document, runner: TrainingRunner, files: FileController, preferences: Preferences, place: Place
    ) -> None:
        super().__init__(files)
        self._document, self._runner, self._files, self._preferences = document, runner, files, preferences
        self.place = place
        self._mark: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()
        self._changed_at = 0.0
        self._told = False
        self._embedded: tuple[object, dict[str, bytes]] = (None, {})
        self._burst, self._minute = QTimer(self), QTimer(self)
        self._patience = QTimer(self)
        self._last: Checkpoint | None = None
        for timer, slot in ((self._burst, self.save), (self._minute, self.save), (self._patience, self._write_drawing)):
            timer.setSingleShot(True)
            timer.timeout.connect(slot)
        self._work = Background(self)
        self._work.done.connect(self._done)
        self._work.failed.connect(self._not_done)
        self._answered.connect(self._write, Qt.ConnectionType.QueuedConnection)
        document.changed.connect(self._edited)
        document.weights_edited.connect(self._edited)
        document.path_changed.connect(self._edited)
        document.opened.connect(self._other_project)
        runner.shelf.changed.connect(self._edited)
        files.saved.connect(self.save)
        runner.snapshot_ready.connect(self._trained)

    # -- when --------------------------------------------------------------------------------------------------------

    @property
    def minutes(self) -> int:
        """How often; 0 is never."""
        return self._preferences.autosave_minutes

    @Slot()
    def _edited(self, *_changed: object) -> None:
        if not self.minutes:
            return
        now = time.monotonic()
        if not self._burst.isActive():
            self._changed_at = now
        rest = min(BURST_MS, round((self._changed_at + LONGEST_BURST - now) * 1000))
        self._burst.start(max(0, rest))

    @Slot()
    def _other_project(self) -> None:
        self._last = None

    @Slot(object)
    def _trained(self, _snapshot: object) -> None:
        if self._mark and not self._files.at_risk:
            self.save()  # the run of a file that was saved has come
        elif not self._minute.isActive() and self._present() != self._mark and self.minutes:
            self._minute.start(round(self.minutes * 60_000 * EARLY))

    def _present(self) -> tuple[object, ...]:
        """What a file holds that is written now."""
        shot = self._runner.snapshot
        stand = (shot.revision, shot.step) if shot is not None else (0, 0)
        runs = self._runner.shelf.kept, self._runner.shelf.present
        return (self._document.project, self._document.path, self._document.stack.index(), *stand, *runs)

    # -- saving ------------------------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Save aside now, or remove the file where nothing would be lost."""
        self._burst.stop()
        if not self._files.at_risk or not self.minutes:
            self._work.cancel()
            self._forget()
            return
        present = self._present()
        if present == self._mark or present == self._asked:
            return
        self._asked = present
        answer: Future[Checkpoint | None] = Future()
        answer.add_done_callback(self._pass_on)
        self._patience.start(PATIENCE_MS)
        self._runner.ask_checkpoint(answer)

    def _pass_on(self, answer: "Future[Checkpoint | None]") -> None:
        """Called in the training thread: bring its answer here."""
        if isValid(self):
            self._answered.emit(answer.result(), self._asked)

    @Slot()
    def _write_drawing(self) -> None:
        """The training thread is busy with something long: save the drawing, with the run as it last was."""
        self._write(self._last, self._asked)

    @Slot(object, object)
    def _write(self, checkpoint: Checkpoint | None, asked: tuple[object, ...]) -> None:
        if asked != self._asked:
            return
        self._patience.stop()
        self._last = checkpoint
        document, opened, base = self._document, self._files.opened, self._files.base
        file = project_file(document, self._runner, opened, checkpoint)
        carried = dict(opened.embedded) if opened is not None else {}
        note, place = self._note(file), self.place
        self._work.start(lambda report: self._written_aside(place, file, note, base, carried, report))

    def _note(self, file: "ProjectFile") -> "Note":
        from core.formats.rescue import Note  # the formats are loaded when something is saved

        files, shot = self._files, self._runner.snapshot
        path, base = self._document.path, files.base
        log = file.checkpoint.facts["log"] if file.checkpoint is not None else {}
        return Note(
            files.name, time.time(), str(path) if path else "", str(base) if base else "",
            int(log.get("step", 0)), int(log.get("epoch", shot.epoch if shot is not None else 0)),
            len(file.network.nodes),
        )  # fmt: skip

    def _written_aside(
        self,
        place: Place,
        file: "ProjectFile",
        note: "Note",
        base: Path | None,
        carried: Mapping[str, bytes],
        _: Report,
    ) -> None:
        """In a thread of its own."""
        from core.formats import rescue

        if place.take():
            embedded = self._small_data(file.project.data, base) | dict(carried)
            rescue.write(place.path, replace(file, embedded=embedded), note)

    def _small_data(self, data: DataSpec | None, base: Path | None) -> dict[str, bytes]:
        """The data that travels along; read once, as long as the project has the same."""
        from core.formats.project import embed

        if self._embedded[0] != (data, base):
            self._embedded = ((data, base), embed(data, base))
        return self._embedded[1]

    @Slot(object)
    def _done(self, _nothing: object) -> None:
        self._mark, self._told = self._asked, False
        self.written.emit()
        if not self._files.at_risk:
            self.save()  # it was saved meanwhile

    @Slot(str)
    def _not_done(self, sentence: str) -> None:
        self._asked = ()
        self._minute.start(round(self.minutes * 60_000 * EARLY))  # it may work by then
        if not self._told:
            self._told = True
            self.failed.emit(f"The drawing could not be saved aside: {sentence}")

    # -- the end -----------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._minute.stop()
        self._patience.stop()
        self._mark, self._asked, self._last = (), (), None
        self._work.wait()
        self.place.discard()

    def close(self) -> None:
        """The window closes in order: nothing is left behind."""
        self._burst.stop()
        self._forget()
