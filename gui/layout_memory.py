"""LayoutMemory: keeps size, place and docks of the window between two starts, and puts the first layout back.

It talks to QSettings. Worked shape: without a memory the window is 1440 x 900 with palette 184, inspector 312 and
plots 204 px; a memory of another version of the layout is ignored.
"""

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

FIRST = QSize(1440, 900)
VERSION = 2
"""Raise it when docks are added or renamed, so that an old memory does not hide them."""
GEOMETRY, STATE = "window/geometry", "window/state"


class LayoutMemory:
    """For one window; call ``remember_first`` once its docks are in place."""

    def __init__(self, window: QMainWindow, settings: QSettings) -> None:
        self._window, self._settings = window, settings
        self._first = QByteArray()

    def remember_first(self) -> None:
        """What ``reset`` goes back to: the layout as it is now."""
        self._first = self._window.saveState(VERSION)

    def restore(self) -> bool:
        """The layout of the last time; False where there is none."""
        geometry, state = (self._settings.value(key) for key in (GEOMETRY, STATE))
        if not isinstance(geometry, QByteArray) or not isinstance(state, QByteArray):
            self._first_size()
            return False
        known = self._window.restoreGeometry(geometry)
        return self._window.restoreState(state, VERSION) and known

    def save(self) -> None:
        """Keep the layout for the next time."""
        self._settings.setValue(GEOMETRY, self._window.saveGeometry())
        self._settings.setValue(STATE, self._window.saveState(VERSION))

    def reset(self) -> None:
        """The first layout; the window keeps its size and place."""
        self._window.restoreState(self._first, VERSION)

    def _first_size(self) -> None:
        screen = QGuiApplication.primaryScreen()
        free = screen.availableSize() if screen is not None else FIRST
        self._window.resize(FIRST.boundedTo(free))
