"""Inquiry: one question under way as the window sees it, and the Inquiries that carry them to the training thread.

``runner.inquire(make)`` gives an Inquiry; connect to its signals at once, they come later. ``progressed`` carries a
tuple of all values yielded since the last time, at most once per frame. Worked shape: ``inquiry.progressed`` with
``(row 0, row 1)``, then ``inquiry.finished``; after ``cancel()`` nothing more comes.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gui.questions.experiments import Experiments, Make, Moment

FRAME_MS = 33
"""Pictures of a question are no closer together."""
BREATH = 4.0
"""Nor closer than so many times what painting one takes: the experiment gets most of the time."""
UNSEEN_MS = 30
"""A picture is done after this time where no window says so."""


class Inquiry(QObject):
    """See the module's header; every signal arrives in the window's thread."""

    began = Signal(object)
    """The Moment: which weights it is about."""
    progressed = Signal(object)
    finished = Signal()
    failed = Signal(str)
    """A sentence for the user."""
    stopped = Signal(str)
    """It was called off because the drawing changed; a sentence that says so."""

    def __init__(self, call_off: "Callable[[Inquiry], None]", parent: QObject) -> None:
        super().__init__(parent)
        self.running = True
        self.moment: Moment | None = None
        self._call_off = call_off

    def cancel(self) -> None:
        """Call it off; safe at any moment, also twice."""
        if self.running:
            self.running = False
            self._call_off(self)


class Inquiries(QObject):
    """Owned by the runner: numbers the questions, passes on what they tell, and paces it."""

    _begin = Signal(int, object)
    _cancel = Signal(int)
    _tell = Signal(int)

    def __init__(self, experiments: Experiments, parent: QObject) -> None:
        super().__init__(parent)
        self._gate = experiments.gate
        self._asked: dict[int, Inquiry] = {}
        self._number = 0
        self._shown_at = self._cost = 0.0
        self._open_gate = self._timer(self._painted)
        self._pace = self._timer(self._ask_for_more)
        self._begin.connect(experiments.begin)
        self._cancel.connect(experiments.cancel)
        self._tell.connect(experiments.tell)
        experiments.began.connect(self._take_moment)
        experiments.told.connect(self._take_values)
        experiments.done.connect(self._take_end)
        experiments.failed.connect(self._take_failure)
        experiments.stopped.connect(self._take_stop)

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(slot)
        return timer

    def inquire(self, make: Make) -> Inquiry:
        """Ask; ``make`` runs in the training thread and must hold no widget."""
        self._number += 1
        inquiry = self._asked[self._number] = Inquiry(self._forget, self)
        self._begin.emit(self._number, make)
        return inquiry

    def painted(self) -> None:
        """A question's window has drawn; the frame ends right after it."""
        if not self._gate.is_set():
            self._open_gate.start(0)

    def close(self) -> None:
        """Stop pacing; the worker closes what is under way."""
        self._open_gate.stop()
        self._pace.stop()
        self._gate.set()

    # -- what the training thread tells ------------------------------------------------------------------------------

    @Slot(int, object)
    def _take_moment(self, number: int, moment: Moment) -> None:
        inquiry = self._asked.get(number)
        if inquiry is not None:
            inquiry.moment = moment
            inquiry.began.emit(moment)

    @Slot(int, object)
    def _take_values(self, number: int, values: tuple[object, ...]) -> None:
        inquiry = self._asked.get(number)
        if inquiry is None:
            return
        self._shown_at = time.perf_counter()
        self._gate.clear()  # the two threads take turns, as with pictures of the run
        self._open_gate.start(UNSEEN_MS)
        if not self._pace.isActive():
            self._pace.start(round(max(FRAME_MS, 1000.0 * BREATH * self._cost)))
        inquiry.progressed.emit(values)

    @Slot(int)
    def _take_end(self, number: int) -> None:
        inquiry = self._drop(number)
        if inquiry is not None:
            inquiry.finished.emit()

    @Slot(int, str)
    def _take_failure(self, number: int, sentence: str) -> None:
        inquiry = self._drop(number)
        if inquiry is not None:
            inquiry.failed.emit(sentence)

    @Slot(int, str)
    def _take_stop(self, number: int, why: str) -> None:
        inquiry = self._drop(number)
        if inquiry is not None:
            inquiry.stopped.emit(why)

    def _drop(self, number: int) -> Inquiry | None:
        inquiry = self._asked.pop(number, None)
        if inquiry is not None:
            inquiry.running = False
            inquiry.deleteLater()
        return inquiry

    def _forget(self, inquiry: Inquiry) -> None:
        for number in [key for key, each in self._asked.items() if each is inquiry]:
            self._drop(number)
            self._cancel.emit(number)

    @Slot()
    def _painted(self) -> None:
        self._cost += 0.2 * (time.perf_counter() - self._shown_at - self._cost)
        self._gate.set()

    @Slot()
    def _ask_for_more(self) -> None:
        for number in self._asked:
            self._tell.emit(number)
