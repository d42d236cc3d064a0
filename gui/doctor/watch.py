"""Watch: the training thread's part of the doctor: examines the run between slices and keeps states to go back to.

It is a child of the worker and imports no widget. What it finds is told when it changes, as one frozen Report, with
the drawing it is about. Worked shape: ``told(Report(network, (Finding("dead_relu", ...),), well=3, best=7))``.
"""

import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from core.checkpoint import Checkpoint, CheckpointStore
from core.data.dataset import Prepared
from core.doctor import Finding
from core.frozen import dataclass
from core.network import NetworkSpec
from core.project import TrainingSpec
from core.resume import capture
from core.trainer import Trainer

if TYPE_CHECKING:
    from core.doctor import Doctor

Which = Literal["well", "best", "stopped"]
"""A state to go back to: when nothing was wrong; the best epoch, going on from there; the best epoch, as the end."""


@dataclass(frozen=True)
class Report:
    """What is wrong with the run of ``network``; ``well`` and ``best`` are the epochs one can go back to."""

    network: NetworkSpec
    findings: tuple[Finding, ...] = ()
    well: int | None = None
    best: int | None = None


class Patient(Protocol):
    """What the watch needs of the worker."""

    trainer: Trainer | None
    store: CheckpointStore
    checkpoints_dropped: Any

    def can_run(self) -> bool: ...


class Watch(QObject):
    """Every slot runs in the training thread."""

    told = Signal(object)
    """A Report, or None where there is no run."""

    def __init__(self, worker: Patient, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._doctor: Doctor | None = None
        self._program: object = None
        self._settings: TrainingSpec | None = None
        self._good_rate: float | None = None
        self._rate_of: weakref.ref[Prepared] | None = None  # the data that the rate was found with
        self._report: Report | None = None

    @Slot()
    def look(self) -> None:
        """After a slice of training: examine where it is time to."""
        doctor = self._present()
        if doctor is not None and doctor.examine_if_due():
            self._tell(doctor)

    @Slot(object, str)
    def look_anew(self, _state: object = None, _reason: str = "") -> None:
        """The run rests or begins, or its settings changed: examine now what shows at rest."""
        doctor = self._present()
        if doctor is None:
            self._report = None
            self.told.emit(None)
            return
        doctor.examine_if_moved()
        self._tell(doctor)

    @Slot(object)
    def note_divergence(self, divergence: Any) -> None:
        """The run broke off."""
        doctor = self._present()
        if doctor is not None:
            doctor.note_divergence(divergence)
            self._tell(doctor)

    @Slot(object)
    def recommend(self, rate: float | None) -> None:
        """What the learning-rate finder found."""
        trainer = self._worker.trainer
        self._good_rate, self._rate_of = rate, weakref.ref(trainer.prepared) if trainer is not None else None
        doctor = self._present()
        if doctor is not None:
            doctor.good_rate = rate
            doctor.examine()
            self._tell(doctor)

    @Slot(int, str)
    def keep(self, key: int, which: Which) -> None:
        """Put a state to go back to into the store under this id; nothing where there is none."""
        doctor = self._present()
        found = self._state(doctor, which) if doctor is not None else None
        if found is not None:
            dropped = self._worker.store.put(key, found)
            if dropped:
                self._worker.checkpoints_dropped.emit(dropped)

    def _state(self, doctor: "Doctor", which: Which) -> Checkpoint | None:
        if which == "well":
            return doctor.well
        best = doctor.best()
        if which == "best":
            return best
        whole = best or capture(doctor.trainer)
        return replace(whole, facts=whole.facts | {"finished": "stopped"})

    def _present(self) -> "Doctor | None":
        """The doctor of the run as it is; another program has another one."""
        trainer = self._worker.trainer
        if trainer is None or not self._worker.can_run():
            self._doctor = None
            return None
        if self._doctor is None or self._program is not trainer.program or self._doctor.trainer is not trainer:
            if self._rate_of is not None and self._rate_of() is not trainer.prepared:
                self._good_rate = self._rate_of = None
            from core.doctor import Doctor  # with all illnesses; the first run is a while away

            self._doctor, self._program = Doctor(trainer, self._good_rate), trainer.program
            self._settings = trainer.training
        elif self._settings != trainer.training:
            self._settings = trainer.training
            self._doctor.settings_changed()
        return self._doctor

    def _tell(self, doctor: "Doctor") -> None:
        log = doctor.trainer.log
        well = None if doctor.well is None else int(doctor.well.facts["log"]["epoch"])
        best = log.best_epoch if doctor.trainer.best_theta is not None else None
        report = Report(doctor.trainer.network, doctor.findings, well, best)
        if report != self._report:
            self._report = report
            self.told.emit(report)
