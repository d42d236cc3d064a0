"""Walks in the real window: waits until a stop is on show. Shape: ``walked(qtbot, window, 0, 3)`` is its WalkState."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from core.walk import WalkState
from gui.main_window import MainWindow

Open = Callable[[str], MainWindow]


def walked(qtbot: QtBot, window: MainWindow, step: int, stop: int) -> WalkState:
    runner = window.runner
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position == (step, stop))
    assert runner.walk is not None
    return runner.walk
