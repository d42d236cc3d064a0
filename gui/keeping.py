"""KeepingWorker: the training worker's part in checkpoints: it keeps them for undo and files, and brings them back.

Every slot runs in the training thread. What is kept is the run between two steps, whatever is walked through just then.
Imports core and no widget.
"""

from concurrent.futures import Future

from PySide6.QtCore import Signal, Slot

from core.checkpoint import Checkpoint, CheckpointStore
from core.errors import ChainruleError
from core.observe import Observer
from core.trainer import Trainer
from gui.run_state import RunState
from gui.weights.setting import WeighingWorker


class KeepingWorker(WeighingWorker):
    """Adds ``store``, the checkpoints that the undo stack names by number, and ``row``, the example on show."""

    checkpoints_dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.row = 0
        self.store = CheckpointStore()
        self._waiting: Checkpoint | None = None
        self._begun: tuple[tuple[Trainer, int], Checkpoint] | None = None  # before a step that is taken by phases

    def _observe(self) -> None:
        assert self.trainer is not None
        self.revision += 1
        self.observer = Observer(self.trainer, self.row)

    @Slot(int)
    def keep(self, key: int) -> None:
        """Store a checkpoint of the present weights under this id."""
        held = self._present()
        dropped = self.store.put(key, held) if held is not None else None
        if dropped:
            self.checkpoints_dropped.emit(dropped)

    @Slot(object)
    def restore(self, what: "int | Checkpoint") -> None:
        """Bring a checkpoint back, by id or itself; one that no longer fits leaves the weights as they are."""
        checkpoint = self.store.get(what) if isinstance(what, int) else what
        # The run of a file whose data cannot be read yet, or whose drawing cannot run, waits until it can.
        self._waiting = what if isinstance(what, Checkpoint) and self.trainer is None else None
        if checkpoint is None or self.trainer is None:
            return
        at = self.standing()
        try:
            self.trainer.restore(checkpoint)
        except ChainruleError as error:
            self.failed.emit(str(error))
            return
        self._observe()
        self.walk_afresh()
        self.return_to(at)
        if self.state is not RunState.BLOCKED:
            self._set_state(self._resting_state())

    @Slot(object)
    def give_checkpoint(self, answer: "Future[Checkpoint | None]") -> None:
        """Put a checkpoint of the present run into ``answer``; a step that was begun stays as far as it is."""
        answer.set_result(self._present())

    def _present(self) -> Checkpoint | None:
        """The run between two steps: before the one that was begun, where one was."""
        trainer = self.trainer
        if trainer is None:
            return None
        if not trainer.at_step_start and self.walk is None and self._begun is not None:
            begun, held = self._begun
            if begun == (trainer, trainer.log.step):
                return held
        with self.between_steps():
            return trainer.checkpoint()
