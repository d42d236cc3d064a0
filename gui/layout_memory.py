"""LayoutMemory: keeps size, place, docks and plots of the window between two starts, and puts the first layout back.

It talks to QSettings. Worked shape: without a memory the window is 1440 x 900 with palette 184, inspector 312 and
plots 204 px; a memory of another version of the layout is ignored.
"""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

FIRST = QSize(1440, 900)
VERSION = 2
"""Raise it when docks are added or renamed, so that an old memory does not hide them."""
GEOMETRY, STATE, PLOTS = "window/geometry", "window/state", "window/plots"


@runtime_checkable
class Choosing(Protocol):
    """What else is kept: what the user chose of the plots, as text."""

    def choices(self) -> str: ...
    def choose(self, text: str) -> None: ...


class LayoutMemory:
    """For one window; call ``remember_first`` once its docks are in place."""

    def __init__(self, window: QMainWindow, settings: QSettings, plots: object = None) -> None:
        self._window, self._settings = window, settings
        self._plots = plots if isinstance(plots, Choosing) else None
        self._first = QByteArray()

    def remember_first(self) -> None:
        """What ``reset`` goes back to: the layout as it is now."""
        self._first = self._window.saveState(VERSION)

    def restore(self) -> bool:
        """The layout of the last time; False where there is none."""
        plots = self._settings.value(PLOTS)
        if self._plots is not None and isinstance(plots, str):
            self._plots.choose(plots)
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
        if self._plots is not None:
            self._settings.setValue(PLOTS, self._plots.choices())

    def reset(self) -> None:
        """The first layout; the window keeps its size and place."""
        self._window.restoreState(self._first, VERSION)

    def _first_size(self) -> None:
        screen = QGuiApplication.primaryScreen()
        free = screen.availableSize() if screen is not None else FIRST
        self._window.resize(FIRST.boundedTo(free))
