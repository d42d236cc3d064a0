"""WritingChoice: how many digits numbers have and what their decimal mark is, kept between two starts, for all views.

It may import QSettings and Writing. Whoever shows numbers of a walk follows ``changed``; whoever lets them be chosen
calls ``choose``. The decimal mark is that of every number in the window (``numbers.use``). Worked shape:
``choice.choose(Writing(12, COMMA))`` is 0,274811083176 in every view.
"""

from PySide6.QtCore import QObject, QSettings, Signal

from gui import numbers
from gui.numbers import COMMA, POINT
from gui.walk.writing import FEWEST, MOST, USUAL, Writing

DIGITS, MARK = "numbers/digits", "numbers/decimal_mark"


class WritingChoice(QObject):
    """One for the window."""

    changed = Signal(object)
    """Writing."""
    mark_changed = Signal()
    """Every number in the window has another decimal mark."""

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.writing = self._kept()
        numbers.use(self.writing.notation)

    def choose(self, writing: Writing) -> None:
        """Write numbers so from now on."""
        if writing != self.writing:
            self.writing = writing
            self._settings.setValue(DIGITS, writing.digits)
            self._settings.setValue(MARK, "comma" if writing.comma else "point")
            marked = writing.notation != numbers.in_use()
            numbers.use(writing.notation)
            self.changed.emit(writing)
            if marked:
                self.mark_changed.emit()

    def _kept(self) -> Writing:
        """That of the last time; the usual one where what was kept cannot be read."""
        text = str(self._settings.value(DIGITS, USUAL))
        digits = int(text) if text.isdecimal() else USUAL
        notation = COMMA if self._settings.value(MARK, "point") == "comma" else POINT
        return Writing(min(max(digits, FEWEST), MOST), notation)
