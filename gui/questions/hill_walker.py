"""Walker: somebody on the hill who feels only the slope under the feet, and goes a step downhill: gradient descent.

Each slope is computed in the training thread; the walker waits for it before the next step. Worked shape:
``put(0.5, -0.2)``, then ``step()``: ``steps`` holds two Steps, and ``verdict`` says so if the second lies higher.
"""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.hill import Step
from gui import numbers
from gui.motion import less_motion
from gui.questions.hill_work import HillDesk
from gui.questions.inquiry import Inquiry

PACE_MS = 220
RATE = 0.1
"""Step size at first."""
LEVEL = 1e-5
"""A step shorter than this share of the map is not seen any more."""
MOST_STEPS = 2000


class Walker(QObject):
    """``steps`` is the way walked since it was put down, the last one where it stands; empty before the first slope."""

    changed = Signal()
    walking_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, runner: Any, desk: HillDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._desk = runner, desk
        self.steps: list[Step] = []
        self.rate, self.span = RATE, 1.0
        self.verdict, self.warns = "", False
        self._inquiry: Inquiry | None = None
        self._goes_on = False
        self._waiting: tuple[float, float] | None = None
        self._step_waits = False
        self._timer = QTimer(self)
        self._timer.setInterval(PACE_MS)
        self._timer.timeout.connect(self.step)

    @property
    def here(self) -> Step | None:
        """Where it stands."""
        return self.steps[-1] if self.steps else None

    @property
    def walking(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    @property
    def next_place(self) -> tuple[float, float] | None:
        """Where the next step leads."""
        here = self.here
        if here is None or not here.finite:
            return None
        return here.x - self.rate * here.slope_x, here.y - self.rate * here.slope_y

    @property
    def level(self) -> bool:
        """Whether a step would not be seen."""
        here = self.here
        return here is not None and here.slope * self.rate < LEVEL * self.span

    # -- what the window asks ----------------------------------------------------------------------------------------

    def start(self, step: Step, span: float) -> None:
        """Another hill: stand where the run stands."""
        self.stop()
        self.span, self.steps = span, [step]
        self._judge()
        self.changed.emit()

    def put(self, x: float, y: float) -> None:
        """Put it down somewhere else; its way begins there."""
        self._rest()
        self._step_waits = False
        self._ask(x, y, False)

    @Slot()
    def step(self) -> None:
        """One step downhill, once the slope that is being computed is there."""
        place = self.next_place
        self._step_waits = self._inquiry is not None
        if place is None or len(self.steps) > MOST_STEPS:
            self._rest()
        elif not self._step_waits:
            self._ask(*place, True)

    def walk(self, wanted: bool) -> None:
        """Go on by itself, or stand still."""
        if wanted and self.next_place is not None:
            # Who wants less motion sees the steps one by one all the same: each is a change one asked for.
            self._timer.setInterval(PACE_MS * 2 if less_motion() else PACE_MS)
            self._timer.start()
            self.walking_changed.emit(True)
            self.step()
        else:
            self._rest()

    def set_rate(self, rate: float) -> None:
        """The step size: so many times the slope."""
        self.rate = rate
        self._judge()
        self.changed.emit()

    def stop(self) -> None:
        """Stand still and forget what is being computed."""
        self._rest()
        self._waiting, self._step_waits = None, False
        if self._inquiry is not None:
            self._inquiry.cancel()
            self._inquiry = None

    # -- inner workings ----------------------------------------------------------------------------------------------

    def _rest(self) -> None:
        """Walk no further by itself."""
        if self._timer.isActive():
            self._timer.stop()
            self.walking_changed.emit(False)

    def _ask(self, x: float, y: float, goes_on: bool) -> None:
        """Of several wishes while one is under way the last is kept: the mouse is faster than the slope."""
        if self._inquiry is not None:
            self._waiting = (x, y)
            return
        self._goes_on = goes_on
        inquiry = self._inquiry = self._runner.inquire(self._desk.stand(x, y))
        inquiry.progressed.connect(self._arrive)
        inquiry.finished.connect(self._finished)
        inquiry.failed.connect(self._fail)
        inquiry.stopped.connect(self._fail)

    @Slot(object)
    def _arrive(self, values: tuple[Step, ...]) -> None:
        self.steps = [*self.steps, *values] if self._goes_on else list(values)
        self._judge()
        self.changed.emit()

    @Slot()
    def _finished(self) -> None:
        self._inquiry = None
        if self._waiting is not None:
            place, self._waiting = self._waiting, None
            self._ask(*place, False)
        elif self._step_waits:
            self.step()

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._inquiry = self._waiting = None
        self._step_waits = False
        self._rest()
        self.failed.emit(sentence)

    def _judge(self) -> None:
        """What there is to say about the last step, and whether to stop."""
        self.verdict, self.warns = "", False
        here = self.here
        if here is None:
            return
        last = self.steps[-2] if len(self.steps) > 1 else None
        remedy = f"Try a smaller step, such as {numbers.short(float(f'{self.rate / 4:.0e}'))}."
        if not here.finite:
            self.verdict, self.warns = f"The steps have grown without end: the loss is no number here. {remedy}", True
            self._rest()
        elif last is not None and here.loss > last.loss:
            rise = f"from {numbers.loss(last.loss)} to {numbers.loss(here.loss)}"
            self.verdict, self.warns = f"The last step led uphill, {rise}: it went too far. {remedy}", True
            if max(abs(here.x), abs(here.y)) > 4 * self.span:
                self._rest()
        elif self.level:
            self.verdict = "The ground is almost level here: with this step size the walker hardly moves."
            self._rest()
        elif max(abs(here.x), abs(here.y)) > self.span:
            self.verdict = "The walker has left the map. Zoom out, or click the map to put it back."
            self._rest()
