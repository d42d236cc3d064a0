"""RunShelf: the runs before the present one, kept with their curves and names so that they can be laid over it.

A run begins with fresh weights: by Reset, another seed or other data. Undo may bring one back, which then is the
present one again. It may import core's plain data and QtCore; one shelf for each window. Worked shape: train, Reset,
train: ``shelf.kept`` holds "Run 1" while ``shelf.present`` is "Run 2"; of more than eight the oldest goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.curves import Curves
from core.project import TrainingSpec
from core.snapshot import Snapshot
from gui import numbers
from gui.document import Document

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

MOST, LONGEST_NAME = 8, 40


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run that is over: its curves (per epoch and of the loss), how it was trained, and whether it is drawn."""

    run: str
    name: str
    curves: Curves
    epochs: int
    words: str
    shown: bool = True


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
        self._left: str | None = None  # the run of the project before: its last snapshots may still be on their way
        runner.snapshot_ready.connect(self._take)
        runner.prepared_changed.connect(self._arrived)
        document.opened.connect(self._leave)

    @property
    def present(self) -> str:
        """The name of the run that goes on."""
        return self._name(self._last.curves.run) if self._last is not None else ""

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
        self._name(run)
        if last is not None and last.curves.run != run:
            self._keep(last, run)
        training = self._document.project.training
        fresh = last is None or last.curves.run != run
        # Another seed begins another run, whose first snapshot comes later than the edit.
        if fresh or self._training is None or training.seed == self._training.seed:
            self._training = training

    def _keep(self, last: Snapshot, present: str) -> None:
        others = tuple(each for each in self.kept if each.run not in (present, last.curves.run))
        if len(last.curves.batch_loss.x):
            curves = Curves(last.curves.batch_loss, last.curves.epochs, {})
            words = words_of(self._training) if self._training is not None else ""
            run = KeptRun(last.curves.run, self._name(last.curves.run), curves, last.epoch, words)
            others = (*others, run)[-MOST:]
        if others != self.kept:
            self.kept = others
            self.changed.emit()

    @Slot()
    def _leave(self) -> None:
        """Another project: its runs are others."""
        self._left = self._last.curves.run if self._last is not None else None
        self._last, self._numbered = None, 0
        self._names.clear()
        if self.kept:
            self.kept = ()
            self.changed.emit()

    @Slot(object)
    def _arrived(self, _prepared: object) -> None:
        self._left = None

    # -- what the user does ------------------------------------------------------------------------------------------

    def rename(self, run: str, name: str) -> None:
        """Give a run another name; an empty one is none."""
        name = " ".join(name.split())[:LONGEST_NAME]
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
        self.changed.emit()

    def _replace(self, run: str, **facts: object) -> None:
        self.kept = tuple(replace(each, **facts) if each.run == run else each for each in self.kept)  # type: ignore[arg-type]
        self.changed.emit()
