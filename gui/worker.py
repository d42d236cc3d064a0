"""TrainingWorker: lives in the training thread, follows the project, owns the Trainer and answers the window.

Between slices its event loop takes what the window asks for: play, pause, a snapshot, an edited project. It answers a
request with one frozen Snapshot and never sends more than was asked for. Imports no widget.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot

from core import data
from core.data.dataset import Prepared
from core.data_spec import DataSpec
from core.errors import ChainruleError
from core.project import ProjectSpec
from core.trainer import Trainer
from gui.doctor.watch import Watch
from gui.keeping import KeepingWorker
from gui.loading import STOPPED, Cancelled, Loading
from gui.questions.experiments import Experiments
from gui.run_state import RunState, Source
from gui.turns import PATIENCE, Turns


class TrainingWorker(KeepingWorker):
    """Follows projects and trains them; every slot runs in the training thread."""

    prepared_changed = Signal(object)
    data_completed = Signal(object, object)
    """(DataSpec as asked for, DataSpec with every guess written back)."""
    loading_told = Signal(float, str)
    """(share, sentence) while the data is read."""

    def __init__(self) -> None:
        super().__init__()
        self.project: ProjectSpec | None = None
        self.prepared: Prepared | None = None
        self.experiments = Experiments(self, self)
        self.doctor = Watch(self, self)
        self.trained.connect(self.doctor.look)
        self.state_changed.connect(self.doctor.look_anew)
        self.diverged.connect(self.doctor.note_divergence)
        self._turns = Turns(self.gate, self.experiments.gate)
        self.loading = Loading()
        self._source = Source()
        self._read_as: DataSpec | None = None  # the data that is prepared, with every guess
        self._unread = ""  # why there is none

    # -- following the project ---------------------------------------------------------------------------------------

    @Slot(object, object)
    def follow(self, project: ProjectSpec, source: Source) -> None:
        """Take an edited project and keep every weight that still fits; a newly opened one begins a run of its own."""
        before, self.project = self.project, project
        if source.opening != self._source.opening:
            self.store.clear()  # the undo stack has started over
            self._waiting = None
        if source is not self._source:  # one object for each reading
            self._stop_timer()
            self.experiments.stop_all("Another project was opened, so this was called off. Ask again.")
            self.trainer, self.observer, before = None, None, None
        elif before is None or (before.network, before.data) != (project.network, project.data):
            self.experiments.stop_all("The drawing or its data has changed, so this was called off. Ask again.")
        try:
            same = before is not None and project.data in (before.data, self._read_as)
            fresh = not same or source is not self._source
            if fresh or (before is not None and project.training.dtype != before.training.dtype):
                self._load(project, source)
            self._compile(before, project)
        except ChainruleError as error:
            self._block(str(error))
        except Cancelled:
            if self.loading.stopped:
                self._block(STOPPED)

    def _load(self, project: ProjectSpec, source: Source) -> None:
        self._source, self._read_as = source, None
        if project.data is None:
            self.prepared = None
            self.prepared_changed.emit(None)
            return
        self._set_state(RunState.LOADING, "Reading the data.")
        self._cores.join()  # threads that read it begin where this one may run
        try:
            report = self.loading.reporter(project.data, self._tell_loading)
            dataset, completed = data.load(project.data, source.base, source.embedded or {}, report)
            self.prepared = data.prepare(dataset, completed, project.training.dtype)
        except (ChainruleError, Cancelled) as error:
            self.prepared = None
            self._unread = str(error) or STOPPED
            self.prepared_changed.emit(None)
            raise
        self._read_as = completed
        self.prepared_changed.emit(self.prepared)
        if completed != project.data:
            self.data_completed.emit(project.data, completed)

    def _tell_loading(self, share: float, sentence: str) -> None:
        """Reading takes its time: what was prepared before belongs to other data and goes."""
        if self.prepared is not None:
            self.prepared = None
            self.prepared_changed.emit(None)
        self.loading_told.emit(share, sentence)

    def _compile(self, before: ProjectSpec | None, project: ProjectSpec) -> None:
        if self.prepared is None:
            if project.data is not None:  # it could not be read, and the drawing was edited since
                self._block(self._unread)
                return
            self._stop_timer()
            self._set_state(RunState.EMPTY, "Choose data first, in the Data tab.")
            return
        task = self.prepared.dataset.task
        problem = next((each for each in project.network.problems(task) if each.blocking), None)
        if problem is not None:
            self._block(problem.text)
            return
        old = self.trainer
        if old is not None and old.prepared is self.prepared and _continues(before, project):
            was = old.program
            with self.between_steps():  # a step that is walked through starts over with the new settings
                old.follow(project.network, project.training)
                if old.program is not was:
                    self._observe()
                    self._unjudged = True  # the last epoch's numbers were those of other weights
                if before is None or (before.network, before.training) != (project.network, project.training):
                    self.walk_afresh()
        else:
            self.trainer = Trainer(project.network, project.training, self.prepared, self.request)
            if old is not None and before is not None and before.training.seed == project.training.seed:
                self.trainer.program.inherit(old.program)
                self.trainer.first_evaluation()
                self.trainer.keep_good()
            self._observe()
        # Other data makes the state LOADING for a moment; a run that was playing plays on.
        playing = self.walks_by_itself or (self._timer is not None and self._timer.isActive())
        self._set_state(RunState.PLAYING if playing else self._resting_state())
        if self._waiting is not None:
            self.restore(self._waiting)

    def _block(self, sentence: str) -> None:
        self._stop_timer()
        self._set_state(RunState.BLOCKED, sentence)

    @property
    def plays_on(self) -> bool:
        """Likewise, and nobody has asked for something that takes turns with the window."""
        return super().plays_on and not self.experiments.under_way

    # -- running -----------------------------------------------------------------------------------------------------

    @Slot()
    def play(self) -> None:
        """Train until paused or done; after the end, go on for as many epochs again."""
        if not self.can_run() or self.state is RunState.PLAYING:
            return
        if self.walk is not None:
            self._set_state(RunState.PLAYING)
            self.play_walk()
            return
        self.play_run()

    @Slot(str)
    def advance(self, what: str) -> None:
        """Run one ``phase``, ``step`` or ``epoch``; pauses first. An epoch plays on until it is complete."""
        self.pause()
        if not self.can_run():
            return
        if what == "epoch":
            self.rest_now()
        if self.walk is not None and what != "epoch":
            self.walk_by("forward" if what == "phase" else "next_step")
            return
        trainer, observer = self.trainer, self.observer
        assert trainer is not None and observer is not None
        if trainer.finished:
            trainer.extend()
        if what == "phase" and trainer.at_step_start:
            self._begun = (trainer, trainer.log.step), trainer.checkpoint()
        runs: dict[str, Callable[[], object]] = {
            "phase": trainer.advance, "step": trainer.step, "epoch": trainer.epoch
        }  # fmt: skip
        runs[what]()
        observer.note_change()
        self._after_running(trainer)

    @Slot()
    def halt(self) -> None:
        """End the run with the weights as they are."""
        self.pause()
        if self.trainer is not None and self.can_run():
            with self.between_steps():
                self.trainer.stop(best=False)
            self._set_state(RunState.FINISHED)

    @Slot()
    def reset(self) -> None:
        """Fresh weights from the seed, epoch 0."""
        self.pause()
        if self.project is None or not self.can_run() or self.prepared is None:
            return
        self.trainer = Trainer(self.project.network, self.project.training, self.prepared, self.request)
        self._observe()
        self._set_state(RunState.READY)

    # -- looking -----------------------------------------------------------------------------------------------------

    @Slot()
    def give_snapshot(self) -> None:
        """Answer one request, once the window lets numpy have the interpreter; None where there is nothing to show."""
        if not self.plays_on:
            self.gate.wait(PATIENCE)
        if self.observer is None or self.state in (RunState.EMPTY, RunState.LOADING):
            self.hand_over()
            self.answer_request(None)
            return
        self.judge_if_due()
        rate = self._rate.value() if self.state is RunState.PLAYING else 0.0
        self.give(self.walked(self.observer.snapshot(self.revision, rate, self.flies)))

    @Slot(int)
    def watch(self, row: int) -> None:
        """Show this row of the dataset."""
        self.row = row
        if self.observer is not None:
            self.observer.watch(row)

    # -- walking -----------------------------------------------------------------------------------------------------

    def leave_walk(self) -> None:
        """Of a step that is left in its middle the start is kept, as of one taken by phases."""
        at, walk = self.standing(), self.walk
        if at is not None and walk is not None:
            walk.player.go(at.step)
            self._begun = (walk.player.trainer, at.step), walk.player.trainer.checkpoint()
            walk.player.go(*at)
        super().leave_walk()

    # -- the end -----------------------------------------------------------------------------------------------------

    @Slot()
    def finish(self) -> None:
        """Stop the timers here, in the thread they were made in, and end that thread."""
        self._stop_timer()
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._timer = self._walk_timer = self._rest_timer = None
        self.experiments.finish()
        self.thread().quit()


def _continues(before: ProjectSpec | None, project: ProjectSpec) -> bool:
    """Whether the run goes on under the edited project; another seed, precision or engine begins a new one."""
    if before is None:
        return False
    kept = ("seed", "dtype", "engine")
    return all(getattr(before.training, name) == getattr(project.training, name) for name in kept)
