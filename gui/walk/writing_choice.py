"""WritingChoice: how many digits numbers have and what their decimal mark is, for all views of a window.

It may import the preferences, which keep it between two starts and share it among windows, and Writing. Whoever shows
numbers of a walk follows ``changed``; whoever lets them be chosen calls ``choose``. Worked shape:
``choice.choose(Writing(12, COMMA))`` is 0,274811083176 in every view.
"""

from PySide6.QtCore import QObject, Signal

from gui.numbers import COMMA, POINT
from gui.preferences import Preferences
from gui.walk.writing import Writing


class WritingChoice(QObject):
    """One for the window."""

    changed = Signal(object)
    """Writing."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.writing = self._kept()
        preferences.changed.connect(self._follow)

    def choose(self, writing: Writing) -> None:
        """Write numbers so from now on."""
        self._preferences.digits = writing.digits
        self._preferences.decimal_comma = writing.comma

    def _follow(self, name: str) -> None:
        if name in ("digits", "decimal_comma"):
            self.writing = self._kept()
            self.changed.emit(self.writing)

    def _kept(self) -> Writing:
        return Writing(self._preferences.digits, COMMA if self._preferences.decimal_comma else POINT)
