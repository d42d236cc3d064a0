"""WeightCalls: the runner's part in weights by hand: numbers set as undoable steps, and nudges asked for.

A view never computes what stands in the run: it asks here for the present numbers and says what they shall be. Worked
shape: ``runner.set_weights("Set w5 to 0.4", [WeightEdit.at(3, "weight", (0, 0), 0.4)], merge="w5")`` answers an empty
text, or a sentence that says why not.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from core.activations import Array
from core.arithmetic import Index
from core.by_hand import WeightChange, WeightEdit, put
from core.errors import SpecError
from core.nudge import Nudge, Supposed
from core.snapshot import Snapshot
from gui.document import Document
from gui.walk.calls import WalkCalls
from gui.weights.setting import NudgeQuestion, WeighingWorker


class WeightCalls(WalkCalls):
    """The half of TrainingRunner that sets weights."""

    nudge_ready = Signal(object)
    """A Nudge, or None where the weight is gone: the answer to the newest ``nudge`` there was time for."""

    _set_weights = Signal(object, int)
    _nudge = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._set_so_far = 0
        self._on_the_way: dict[int, tuple[WeightEdit, ...]] = {}
        self._arrived_edits: set[int] = set()
        self._held_edits: set[int] = set()
        self._asked: NudgeQuestion | None = None
        self._waiting_nudge: NudgeQuestion | None = None
        self._true: Snapshot | None = None
        self._supposed: Supposed | None = None
        document.weights_edited.connect(self._send_edits)

    def _connect_weights(self, worker: WeighingWorker) -> None:
        self._pass_on(self._set_weights, worker.set_weights)
        self._pass_on(self._nudge, worker.nudge)
        worker.weights_set.connect(self._edits_arrived)
        worker.nudged.connect(self._take_nudge)

    # -- what views ask for ------------------------------------------------------------------------------------------

    @property
    def why_no_weights(self) -> str:
        """Why no weight can be set now; empty where it can."""
        if self.can_run and self.snapshot is not None:
            return ""
        return self.blocked_because or "There is no run yet whose weights could be set."

    def theta(self) -> Array | None:
        """All weights as they stand, in the order of ``snapshot.slots``: what was just set is there at once."""
        shot = self.snapshot
        if shot is None or not self._on_the_way:
            return None if shot is None else shot.theta
        now = np.array(shot.theta)
        for edits in self._on_the_way.values():
            try:
                put(edits, shot.slots, now)
            except SpecError:
                continue  # a snapshot of another drawing; the next one is under way
        now.flags.writeable = False
        return now

    def set_weights(self, text: str, edits: Sequence[WeightEdit], merge: str | None = None) -> str:
        """Set weights as one undoable step; why not, or an empty text.

        Steps with the same ``merge`` key that follow each other become one (``document.seal()`` ends them,
        ``document.withdraw(merge)`` takes them back).
        """
        if reason := self.why_no_weights:
            return reason
        theta, shot = self.theta(), self.snapshot
        assert theta is not None and shot is not None
        try:
            change = WeightChange.make(edits, shot.slots, theta)
        except SpecError as error:
            return str(error)
        self.document.set_weights(text, change, merge)
        return ""

    def nudge(self, layer: int, array: str, index: Index, value: float, shown: bool = False) -> None:
        """Ask what the loss would be with this weight at ``value``; ``nudge_ready`` answers, the run stays as it is.

        ``shown``: until ``end_nudge`` the snapshot has the example and the fields as they would be. Of the questions
        that wait while one is under way, only the newest is asked.
        """
        question = NudgeQuestion(layer, array, tuple(int(each) for each in index), float(value), shown)
        if self._asked is not None:
            self._waiting_nudge = question
            return
        self._asked = question
        self._nudge.emit(question)

    def end_nudge(self, taken: bool = False) -> None:
        """The weight is let go: the snapshot is the run's own again, or, where the run takes the number, soon."""
        true, self._supposed, self._true = self._true, None, None
        self._waiting_nudge = None
        if self._asked is not None:
            self._asked = replace(self._asked, shown=False)
        if true is not None and not taken:
            self.snapshot = true
            self.snapshot_ready.emit(true)

    def with_supposed(self, snapshot: Snapshot) -> Snapshot:
        """A snapshot of the run, as it is shown while a weight is nudged."""
        supposed, before = self._supposed, self._true or self.snapshot
        if supposed is None or before is None or before.network is not snapshot.network:
            self._supposed = self._true = None
            return snapshot
        self._true = snapshot
        watched, plane = supposed.watched or snapshot.watched, supposed.plane or snapshot.plane
        return replace(snapshot, watched=watched, plane=plane)

    # -- what the worker says ----------------------------------------------------------------------------------------

    @Slot(object, object, object)
    def _take_nudge(self, question: NudgeQuestion, answer: Nudge | None, supposed: Supposed | None) -> None:
        asked, waiting = self._asked, self._waiting_nudge
        self._asked = self._waiting_nudge = None
        if waiting is not None:
            self.nudge(waiting.layer, waiting.array, waiting.index, waiting.value, waiting.shown)
        true = self._true or self.snapshot
        if supposed is not None and asked is not None and asked.shown and true is not None:
            self._supposed = supposed
            self.snapshot = self.with_supposed(true)
            self.snapshot_ready.emit(self.snapshot)
        self.nudge_ready.emit(answer)

    @Slot(object)
    def _send_edits(self, edits: tuple[WeightEdit, ...]) -> None:
        self._set_so_far += 1
        self._on_the_way[self._set_so_far] = edits
        self._set_weights.emit(edits, self._set_so_far)
        self._want_now()

    @Slot(int)
    def _edits_arrived(self, number: int) -> None:
        self._arrived_edits.add(number)

    def _snapshot_came(self) -> None:
        """It holds every edit that had arrived before it; others may arrive before it is shown."""
        self._held_edits |= self._arrived_edits
        self._arrived_edits.clear()

    def _snapshot_shown(self) -> None:
        for number in self._held_edits:
            self._on_the_way.pop(number, None)
        self._held_edits.clear()
