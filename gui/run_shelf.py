"""RunShelf: the runs before the present one, kept with their curves and names so that they can be laid over it.

A run begins with fresh weights: by Reset, another seed or other data. Undo may bring one back, which then is the
present one again. Project files carry them: ``book`` is what to save, ``open`` what was read. It may import core's
plain data and QtCore; one shelf for each window, at its runner. Worked shape: train, Reset, train: ``shelf.kept`` holds
"Run 1" while ``shelf.present`` is "Run 2"; of more than eight the oldest goes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.curves import Curves
from core.kept_runs import LONGEST_NAME, MOST, KeptRun, RunBook
from core.project import TrainingSpec
from core.snapshot import Snapshot
from gui import numbers
from gui.document import Document

if TYPE_CHECKING:
    from gui.runner import TrainingRunner


def words_of(training: TrainingSpec) -> str:
    """How a run was trained: "Adam, learning rate 0.001, batches of 32, seed 0"."""
    rate = getattr(training.optimizer, "learning_rate", None)
    parts = [training.optimizer.kind, f"learning rate {numbers.short(rate)}" if rate is not None else ""]
    parts += [f"batches of {numbers.count(training.batch_size)}", f"seed {training.seed}"]
    return ", ".join(filter(None, parts))


class RunShelf(QObject):
    """See the module's header."""

    changed = Signal()
    """A run was kept, named, shown, hidden or forgotten."""

    def __init__(self, document: Document, runner: TrainingRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.kept: tuple[KeptRun, ...] = ()
        self._names: dict[str, str] = {}
        self._numbered = 0
        self._last: Snapshot | None = None
        self._training: TrainingSpec | None = None
        self._touched, self._filed = False, frozenset[str]()
        self._left: str | None = None  # the run of the project before: its last snapshots may still be on their way
        runner.snapshot_ready.connect(self._take)
        runner.prepared_changed.connect(self._arrived)
        document.opened.connect(self._leave)

    @property
    def present(self) -> str:
        """The name of the run that goes on."""
        return self._name(self._last.curves.run) if self._last is not None else ""

    @property
    def altered(self) -> bool:
        """Whether a run was kept, named, hidden or forgotten that the project's file does not know of."""
        return self._touched or any(each.run not in self._filed for each in self.kept)

    def run_of(self, run: str) -> KeptRun | None:
        """A kept run by its mark."""
        return next((each for each in self.kept if each.run == run), None)

    def _name(self, run: str) -> str:
        if run not in self._names:
            self._numbered += 1
            self._names[run] = f"Run {self._numbered}"
        return self._names[run]

    # -- following the run -------------------------------------------------------------------------------------------

    @Slot(object)
    def _take(self, snapshot: Snapshot) -> None:
        run = snapshot.curves.run
        if run == self._left:
            return
        last, self._last = self._last, snapshot
        if last is not None and last.curves.run != run:
            self._keep(last, run)
        self._name(run)
        training = self._document.project.training
        fresh = last is None or last.curves.run != run
        # Another seed begins another run, whose first snapshot comes later than the edit.
        if fresh or self._training is None or training.seed == self._training.seed:
            self._training = training

    def _keep(self, last: Snapshot, present: str) -> None:
        kept = self._with(last, present)
        if not len(last.curves.batch_loss.x):
            self._unname(last.curves.run)
        if kept != self.kept:
            self.kept = kept
            self.changed.emit()

    def _with(self, last: Snapshot, present: str) -> tuple[KeptRun, ...]:
        """The kept runs once the one called ``present`` has taken the place of the ``last`` one."""
        others = tuple(each for each in self.kept if each.run not in (present, last.curves.run))
        if not len(last.curves.batch_loss.x):
            return others
        curves = Curves(last.curves.batch_loss, last.curves.epochs, {})
        words = words_of(self._training) if self._training is not None else ""
        run = KeptRun(last.curves.run, self._name(last.curves.run), curves, last.epoch, words)
        return (*others, run)[-MOST:]

    def _unname(self, run: str) -> None:
        """A run that never began gives its number back, where it is the last one that was given."""
        if self._names.get(run) == f"Run {self._numbered}":
            del self._names[run]
            self._numbered -= 1

    @Slot()
    def _leave(self) -> None:
        """Another project: its runs are others."""
        self._left = self._last.curves.run if self._last is not None else None
        self._last, self._numbered, self._touched, self._filed = None, 0, False, frozenset()
        self._names.clear()
        if self.kept:
            self.kept = ()
            self.changed.emit()

    @Slot(object)
    def _arrived(self, _prepared: object) -> None:
        self._left = None

    # -- to and from a file ------------------------------------------------------------------------------------------

    def book(self, run: str | None) -> RunBook:
        """What a project file says of its runs; ``run`` is the mark of the one whose checkpoint goes with it.

        The window may not have seen yet that this one has begun: the one before is kept then already.
        """
        last = self._last
        if last is None:
            present = (run, self._names[run]) if run in self._names else None
            return RunBook(self.kept, present, self._numbered)
        run = run or last.curves.run
        kept = self.kept if run == last.curves.run else self._with(last, run)
        numbered = self._numbered + (run not in self._names)
        return RunBook(kept, (run, self._names.get(run, f"Run {numbered}")), numbered)

    def open(self, book: RunBook) -> None:
        """The runs of the project that was opened just now."""
        self.kept, self._numbered = book.kept, book.numbered
        self._names = {each.run: each.name for each in book.kept} | dict([book.present] if book.present else [])
        self.saved()
        self.changed.emit()

    def saved(self) -> None:
        """The project's file holds them as they are."""
        self._touched, self._filed = False, frozenset(each.run for each in self.kept)

    # -- what the user does ------------------------------------------------------------------------------------------

    def rename(self, run: str, name: str) -> None:
        """Give a run another name; an empty one is none."""
        name = " ".join(name.encode(errors="ignore").decode().split())[:LONGEST_NAME].strip()
        if name and name != self._names.get(run):
            self._names[run] = name
            self._replace(run, name=name)

    def rename_present(self, name: str) -> None:
        """Name the run that goes on."""
        if self._last is not None:
            self.rename(self._last.curves.run, name)

    def show(self, run: str, shown: bool) -> None:
        """Draw a kept run, or keep it without."""
        self._replace(run, shown=shown)

    def forget(self, run: str) -> None:
        """Let a kept run go."""
        self.kept = tuple(each for each in self.kept if each.run != run)
        self._touched = True
        self.changed.emit()

    def _replace(self, run: str, **facts: object) -> None:
        self.kept = tuple(replace(each, **facts) if each.run == run else each for each in self.kept)  # type: ignore[arg-type]
        self._touched = True
        self.changed.emit()
