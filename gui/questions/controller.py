"""QuestionController: opens the questions of the Explain menu, one window each, and says when none can be asked.

It knows the table and the base window, no single question. Worked shape: ``open("race")`` shows the race, or brings
the one that is open to the front; ``close_all()`` when the main window goes.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from gui.actions import Actions
from gui.questions.asking import why_not
from gui.questions.table import QUESTIONS, Question, window_of
from gui.views import Context

if TYPE_CHECKING:
    from gui.questions.window import QuestionWindow


class QuestionController(QObject):
    """One for the main window."""

    def __init__(self, context: Context, actions: Actions, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._actions, self._settings, self._window = context, actions, settings, window
        self._open: dict[str, QuestionWindow] = {}
        actions.connect_all({each.action: partial(self._show, each) for each in QUESTIONS})
        context.runner.state_changed.connect(self._refresh)
        self._refresh()

    def open(self, name: str) -> "QuestionWindow":
        """The window of this question, in front."""
        return self._show(next(each for each in QUESTIONS if each.name == name))

    def close_all(self) -> None:
        """Close every question; what runs is called off."""
        for each in list(self._open.values()):
            each.close()

    def _show(self, question: Question) -> "QuestionWindow":
        shown = self._open.get(question.name)
        if shown is None:
            made: Any = window_of(question)(self._context, self._settings, self._window)
            shown = self._open[question.name] = made
            shown.closed.connect(partial(self._open.pop, question.name, None))
        shown.show()
        shown.raise_()
        shown.activateWindow()
        return shown

    def _refresh(self, _state: object = None) -> None:
        why = why_not(self._context.runner)
        for each in QUESTIONS:
            self._actions.enable(each.action, not why, why)
