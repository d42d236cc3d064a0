"""Practice: the doctor's face in the window's thread: what is wrong now, remedies and ways back as undoable edits.

The runner owns it; list, marks and toolbar follow ``changed``. It also ends a run: with its best weights, which is one
undoable step as well, or with the last ones. Worked shape: ``treat(finding, finding.remedies[0])``, then Ctrl+Z.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from core.doctor import Finding
from core.edit import apply_remedy
from core.errors import SpecError
from core.network import Problem, Remedy
from core.project import ProjectSpec
from gui.doctor.watch import Report, Watch, Which
from gui.document import Document

BEST, BACK = "Stop with the best weights", "Go back to epoch {}"


class Practice(QObject):
    """``findings`` belong to the drawing as it is; those of another are not shown."""

    changed = Signal()
    refused = Signal(str)
    """A remedy that could not be applied, as a sentence."""

    _keep = Signal(int, str)
    _recommend = Signal(object)
    _halt = Signal()

    def __init__(self, document: Document, watch: Watch, halt: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._report: Report | None = None
        self._next = -1
        self._keep.connect(watch.keep)
        self._recommend.connect(watch.recommend)
        self._halt.connect(halt)
        watch.told.connect(self._take)  # queued: the watch lives in the training thread
        document.changed.connect(self._follow)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, the most urgent first."""
        report = self._report
        return report.findings if report is not None and report.network == self._document.network else ()

    def of_layer(self, layer: int) -> tuple[Problem, ...]:
        """What is wrong with one layer, as the canvas shows problems."""
        return tuple(
            Problem(each.text, layer, each.remedies[0] if each.remedies else None, blocking=False)
            for each in self.findings if each.layer == layer
        )  # fmt: skip

    def way_back(self, finding: Finding) -> int | None:
        """The epoch one can go back to because of this finding, or None."""
        report = self._report
        if report is None or not finding.goes_back:
            return None
        return report.best if finding.illness == "overfitting" else report.well

    @property
    def best_epoch(self) -> int | None:
        """The best epoch so far, whose weights are kept."""
        return self._report.best if self._report is not None else None

    # -- what the window asks ----------------------------------------------------------------------------------------

    def treat(self, finding: Finding, remedy: Remedy) -> None:
        """Apply a remedy as one undoable edit."""
        try:
            after = apply_remedy(self._document.project, remedy)
        except SpecError as error:
            self.refused.emit(str(error))
            return
        self._document.edit(remedy.text, after)

    def go_back(self, finding: Finding) -> None:
        """Return to the weights of before, as one undoable step."""
        epoch = self.way_back(finding)
        if epoch is not None:
            self._go("best" if finding.illness == "overfitting" else "well", BACK.format(f"{epoch:,}"))

    def stop(self, best: bool) -> None:
        """End the run: with the weights of its best epoch, as an undoable step, or with the last ones."""
        if best:
            self._go("stopped", BEST)
        else:
            self._halt.emit()

    def _go(self, which: Which, text: str) -> None:
        self._next -= 1  # ids below 0 are the practice's own
        self._keep.emit(self._next, which)  # queued ahead of the edit that goes there
        self._document.edit(text, self._document.project, weights=self._next)

    def recommend(self, rate: float | None) -> None:
        """The learning-rate finder has an answer."""
        self._recommend.emit(rate)

    # -- what the training thread tells ------------------------------------------------------------------------------

    @Slot(object)
    def _take(self, report: Report | None) -> None:
        self._report = report
        self.changed.emit()

    @Slot(object, object)
    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.network != after.network:
            self.changed.emit()
