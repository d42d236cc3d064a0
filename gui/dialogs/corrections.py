"""Corrections: the labels that were given by hand, with undo and redo of their own until the dialog is closed.

It imports QtGui for the undo stack and knows names and classes only. A picture that gets the class of its folder again
is no correction any more. Worked shape: ``corrections.give(["cat/1.jpg"], "dog")``; ``""`` leaves a picture out.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui import numbers


class Corrections(QObject):
    """``given`` is the class of each corrected picture by its name."""

    changed = Signal()

    def __init__(self, given: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.given = dict(given)
        self.stack = QUndoStack(self)

    def give(self, names: Iterable[tuple[str, str]], label: str | None) -> None:
        """Correct pictures, as (name, class of its folder); None takes their corrections back."""
        after = dict(self.given)
        count = 0
        for name, own in names:
            count += 1
            if label is None or label == own:
                after.pop(name, None)
            else:
                after[name] = label
        if after != self.given:
            what = "Leave out" if label == "" else "Class" if label is None else f"Class {label}"
            self.stack.push(_Give(self, f"{what} ({numbers.count(count)})", self.given, after))

    def show(self, given: Mapping[str, str]) -> None:
        """Make these the corrections; for the commands only."""
        self.given = dict(given)
        self.changed.emit()


class _Give(QUndoCommand):
    def __init__(self, corrections: Corrections, text: str, before: dict[str, str], after: dict[str, str]) -> None:
        super().__init__(text)
        self._corrections, self._before, self._after = corrections, before, after

    def redo(self) -> None:
        self._corrections.show(self._after)

    def undo(self) -> None:
        self._corrections.show(self._before)
