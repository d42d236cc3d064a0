"""RunCommands: what the Train menu does, and which of it is possible now.

It talks to the TrainingRunner; a disabled action carries the runner's reason as its tooltip. Worked shape: with a
learning problem on the canvas Play is disabled and says "Dense 'hidden' has 0 units; it needs at least 1."
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from gui.actions import Actions
from gui.icons import icon
from gui.run_state import SPEEDS, RunState, Speed
from gui.runner import TrainingRunner

READING = "The data is being read."
FINISHED = "The run is done. Play goes on for as many epochs again; Reset starts over."
UNBEGUN, ENDED = "Nothing has been trained yet.", "The run has ended."
STOPPED = (RunState.EMPTY, RunState.LOADING, RunState.BLOCKED)


class RunCommands(QObject):
    """Connects the actions of the Train menu."""

    def __init__(self, runner: TrainingRunner, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._actions = runner, actions
        slots: dict[str, Callable[[], object]] = {
            "train.toggle": runner.toggle, "train.phase": runner.advance_phase, "train.step": runner.advance_step,
            "train.epoch": runner.advance_epoch, "train.reset": runner.reset,
        }  # fmt: skip
        actions.connect_all(slots)
        self._speeds: dict[str, QAction] = {}
        runner.state_changed.connect(self._refresh)
        runner.speed_changed.connect(self._show_speed)
        self._refresh()

    def fill_speeds(self, menu: QMenu) -> None:
        """One checkable action for each speed."""
        group = QActionGroup(menu)
        for speed in SPEEDS:
            action = menu.addAction(speed.label)
            action.setCheckable(True)
            action.setData(speed)
            group.addAction(action)
            self._speeds[speed.label] = action
        group.triggered.connect(self._choose_speed)
        self._show_speed(self._runner.speed)

    def _choose_speed(self, action: QAction) -> None:
        self._runner.set_speed(action.data())

    def _show_speed(self, speed: Speed) -> None:
        if speed.label in self._speeds:
            self._speeds[speed.label].setChecked(True)

    def _refresh(self, _state: object = None) -> None:
        state, actions = self._runner.state, self._actions
        playing = state is RunState.PLAYING
        why = READING if state is RunState.LOADING else self._runner.blocked_because or "Choose data first."
        stopped = state in STOPPED
        toggle = actions["train.toggle"]
        toggle.setText("&Pause" if playing else "&Play")
        toggle.setIcon(icon("action-pause" if playing else "action-play", "ink2"))
        for name in (
            "train.toggle", "train.phase", "train.step", "train.epoch", "train.reset", "train.walk", "file.export",
        ):  # fmt: skip
            actions.enable(name, not stopped, why)
        begun = state in (RunState.PLAYING, RunState.PAUSED)
        for name in ("train.stop", "train.stop_last"):
            actions.enable(name, begun, why if stopped else ENDED if state is RunState.FINISHED else UNBEGUN)
        if state is RunState.FINISHED:
            toggle.setStatusTip(FINISHED)
