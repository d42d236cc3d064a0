"""Afterwards: what is told of a stop beside the drawing waits until the drawing shows it, so that a key is seen sooner.

It joins the runner and the drawing and knows no panel. ``came`` says that a stop came: what stands in a panel is of the
former one until its turn, which pales it meanwhile. Worked shape: Right is pressed, the drawing shows the stop after
25 ms; a moment later, in one turn of the event loop each, the equation is asked for and the list of numbers made. A key
pressed meanwhile goes first, and what had no turn yet is told of the stop that it leads to.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.walk import WalkState

PAUSE_MS = 40
"""After the picture of a stop: a quick hand presses the next key within that, and no panel tells of what it passes."""
BETWEEN_MS = 8
"""Between two turns keys come first, and what the first has asked for may arrive before the second."""
UNSEEN_MS = 100
"""The turns begin after this time where the drawing is not painted: hidden, or behind another window."""


class Afterwards(QObject):
    """Gives everything ``add``-ed a turn for each stop; at once where there is no drawing, no walk or no other stop."""

    came = Signal()

    def __init__(self, runner: Any, drawing: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._drawing = runner, drawing
        self._all: list[Callable[[], None]] = []
        self._left: list[Callable[[], None]] = []
        self._walk: WalkState | None = None
        self._unseen = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        runner.snapshot_ready.connect(self._follow)
        runner.walk_changed.connect(self._follow)
        runner.stop_wanted.connect(self._timer.stop)
        if drawing is not None:
            drawing.painted.connect(self._painted)

    def add(self, follow: Callable[[], None]) -> None:
        """Call this for each stop, in the order of adding."""
        self._all.append(follow)

    @Slot(object)
    def _follow(self, _news: object) -> None:
        before, self._walk = self._walk, self._runner.walk
        if self._walk is None or self._drawing is None:
            self._left = []
            self._timer.stop()
        elif self._walk is not before:
            self._left = list(self._all)
            self._drawing.take_up()
            self.came.emit()
        if self._left:  # also those that a key has kept waiting and that led nowhere
            self._unseen = True
            self._timer.start(UNSEEN_MS)
            return
        for follow in self._all:
            follow()

    @Slot()
    def _painted(self) -> None:
        if self._unseen and self._timer.isActive():
            self._unseen = False
            self._timer.start(PAUSE_MS)

    @Slot()
    def _next(self) -> None:
        self._unseen = False
        follow = self._left.pop(0)
        if self._left:
            self._timer.start(BETWEEN_MS)
        follow()
