"""TrainingRunner: the training thread's face in the window; owns the thread and speaks to it by queued signals only.

It asks for one Snapshot per frame and passes it on; it follows the Document and keeps a checkpoint before each edit
that costs weights. Views connect to its signals and never see the worker.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.checkpoint import Checkpoint
from core.data.dataset import Prepared
from core.data_spec import DataSpec
from core.edit import set_data
from core.errors import ChainruleError
from core.model import TrainedModel
from core.project import ProjectSpec
from core.task import Task
from gui.doctor.practice import Practice
from gui.document import Document
from gui.frames import FRAME_MS, IDLE_MS, FrameCalls
from gui.questions.experiments import Make
from gui.questions.inquiry import Inquiries, Inquiry
from gui.run_shelf import RunShelf
from gui.run_state import RunState, Source
from gui.worker import TrainingWorker

ANSWER_SECONDS, BUSY_SECONDS = 30.0, 3.0
NO_ANSWER = "The run is busy, as its data is being read. Wait until it is read, or cancel that, and save again."


class TrainingRunner(FrameCalls):
    """See the module's header; every signal arrives in the window's thread."""

    state_changed = Signal(object)
    prepared_changed = Signal(object)
    diverged = Signal(object)
    failed = Signal(str)
    loading_told = Signal(float, str)
    """(share, sentence) while the data is read."""

    _follow = Signal(object, object)
    _watch = Signal(int)
    _keep = Signal(int)
    _restore = Signal(object)
    _want_checkpoint = Signal(object)
    _finish = Signal()
    _take_engine = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        self._worker = TrainingWorker()
        super().__init__(document, self._worker, parent)
        self.prepared: Prepared | None = None
        self.watched_row = -1
        self._source = self._sent_source = Source()
        self._next_checkpoint = 0
        self._thread = QThread(self)
        self._thread.setObjectName("training")
        self._worker.moveToThread(self._thread)
        self.inquiries = Inquiries(self._worker.experiments, self)
        self.shelf = RunShelf(document, self, self)
        self.practice = Practice(document, self._worker.doctor, self._worker.halt, self)
        self._loading = self._worker.loading
        self._connect(self._worker)
        self._thread.start()
        self._frames.start()
        document.weight_keeper = self._keep_weights
        document.changed.connect(self._document_changed)
        document.weights_wanted.connect(self._weights_wanted)
        self._send_project(document.project)

    def _connect(self, worker: TrainingWorker) -> None:
        for signal, slot in (
            (self._play, worker.play), (self._pause, worker.pause), (self._reset, worker.reset),
            (self._advance, worker.advance), (self._set_speed, worker.set_speed), (self._follow, worker.follow),
            (self._watch, worker.watch), (self._want_snapshot, worker.give_snapshot), (self._keep, worker.keep),
            (self._restore, worker.restore), (self._want_checkpoint, worker.give_checkpoint),
            (self._finish, worker.finish), (self._take_engine, worker.take_engine),
        ):  # fmt: skip
            self._pass_on(signal, slot)
        self._connect_walk(worker)
        self._connect_weights(worker)
        worker.snapshot_made.connect(self._take_snapshot)
        worker.state_changed.connect(self._take_state)
        worker.prepared_changed.connect(self._take_prepared)
        worker.data_completed.connect(self._complete_data)
        worker.diverged.connect(self.diverged)
        worker.failed.connect(self.failed)
        worker.loading_told.connect(self.loading_told)
        worker.checkpoints_dropped.connect(self.document.forget_weights)

    # -- what views ask for ------------------------------------------------------------------------------------------

    @property
    def task(self) -> Task | None:
        """What the data asks of the network, or None while there is none."""
        return self.prepared.dataset.task if self.prepared is not None else None

    def watch(self, row: int) -> None:
        """Show this row of the dataset on the canvas."""
        if self.walking:
            self._look_at_row(row)
        elif self.prepared is not None:
            fixed = self.prepared.dataset.fixed_validation
            self.watched_row = row % (len(self.prepared.dataset) + (len(fixed) if fixed else 0))
            self._watch.emit(self.watched_row)
            self._want_now()

    def next_row(self) -> None:
        """Watch the row after the present one."""
        if self.walking:
            self._look_further(1)
        else:
            self.watch(self.watched_row + 1)

    def previous_row(self) -> None:
        """Watch the row before the present one."""
        if self.walking:
            self._look_further(-1)
        else:
            self.watch(self.watched_row - 1)

    def model(self) -> TrainedModel | None:
        """The network and weights of the last snapshot, for prediction and export."""
        if self.snapshot is None or self.prepared is None:
            return None
        shot, prepared = self.snapshot, self.prepared
        return TrainedModel.from_vector(
            shot.network, shot.slots, shot.theta, prepared.dataset.task, prepared.preprocessing, shot.states, shot.state
        )

    def request_model(self, callback: Callable[[TrainedModel | None], None]) -> None:
        """Call back with the present model."""
        callback(self.model())

    def checkpoint(self) -> Checkpoint | None:
        """The whole run between two minibatches, or None where there is none; waits for the training thread's answer.

        ChainruleError where that does not come: the thread is busy with something long, such as reading data.
        """
        answer: Future[Checkpoint | None] = Future()
        self.ask_checkpoint(answer)
        try:
            return answer.result(BUSY_SECONDS if self.state is RunState.LOADING else ANSWER_SECONDS)
        except TimeoutError as error:
            raise ChainruleError(NO_ANSWER) from error

    def ask_checkpoint(self, answer: "Future[Checkpoint | None]") -> None:
        """The same without waiting; ``answer`` gets it in the training thread."""
        self._want_checkpoint.emit(answer)

    def inquire(self, make: Make) -> Inquiry:
        """Run an experiment in the training thread beside the run; see gui.questions.inquiry."""
        inquiry = self.inquiries.inquire(make)
        self._hurry()
        return inquiry

    @Slot(str)
    def engine_is_ready(self, dtype: str) -> None:
        """The compiled engine can be taken for this precision: a run that has not begun does."""
        self._take_engine.emit(dtype)
        self._want_now()

    def restore(self, checkpoint: Checkpoint) -> None:
        """Continue from a checkpoint that came with a file."""
        self._restore.emit(checkpoint)
        self._want_now()

    def set_source(self, base: Path | None, embedded: Mapping[str, bytes] | None = None) -> None:
        """Where the next project's data files are found; call it before ``Document.open``."""
        self._source = Source(base, embedded, self._source.opening + 1)
        self.watched_row = -1  # the first row of its own that is kept aside
        self._oldest = max(self._oldest, 1 + self.snapshot.revision if self.snapshot is not None else 0)
        self.snapshot = None  # what is shown from now on is of the project that is opened

    def cancel_loading(self) -> None:
        """Stop reading the data; ``read_again`` begins anew."""
        self._loading.cancel()

    def read_again(self) -> None:
        """Read the project's data once more, after it was stopped or its file was put back."""
        self._source = replace(self._source)  # one object for each reading
        self._send_project(self.document.project)

    def close(self) -> None:
        """End the thread; safe at any moment, also twice."""
        self._close_frames()
        self._loading.cancel()
        self.inquiries.close()
        if self._thread.isRunning():
            self._finish.emit()  # the worker ends its thread itself, after everything queued before
            self._thread.wait()

    # -- following the document --------------------------------------------------------------------------------------

    @Slot(object, object)
    def _document_changed(self, before: ProjectSpec, after: ProjectSpec) -> None:
        changed = (before.network, before.training, before.data) != (after.network, after.training, after.data)
        if changed or self._source is not self._sent_source:
            self._send_project(after)

    def _send_project(self, project: ProjectSpec) -> None:
        self._sent_source = self._source
        self._loading.want(project.data)
        self._follow.emit(project, self._source)
        self._want_now()

    def _keep_weights(self) -> int | None:
        if self.snapshot is None:
            return None
        self._next_checkpoint += 1
        self._keep.emit(self._next_checkpoint)  # queued ahead of the edit it belongs to
        return self._next_checkpoint

    @Slot(int)
    def _weights_wanted(self, key: int) -> None:
        self._pause.emit()
        self._restore.emit(key)
        self._want_now()

    # -- what the worker says ----------------------------------------------------------------------------------------

    @Slot(object, str)
    def _take_state(self, state: RunState, reason: str) -> None:
        self.state, self.blocked_because = state, reason
        self._frames.setInterval(FRAME_MS if state is RunState.PLAYING else IDLE_MS)
        self._stale = True
        self.state_changed.emit(state)
        if self.walking and not self.can_run:
            self.open_walk(False)
        self._ask()

    @Slot(object)
    def _take_prepared(self, prepared: Prepared | None) -> None:
        self.prepared = prepared
        if prepared is None:
            self.snapshot, self.watched_row = None, -1
        elif not 0 <= self.watched_row < len(prepared.dataset):
            aside = len(prepared.validation_index) and prepared.dataset.fixed_validation is None
            self.watch(int(prepared.validation_index[0]) if aside else 0)
        self.prepared_changed.emit(prepared)

    @Slot(object, object)
    def _complete_data(self, asked: DataSpec, completed: DataSpec) -> None:
        """Write guesses (delimiter, columns, checksum) back; part of the edit that chose the data, not one to undo."""
        if self.document.project.data == asked:
            self.document.complete(set_data(self.document.project, completed))
