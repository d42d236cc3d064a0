"""What all questions share: asking and stopping, errors, old answers, closing, the menu and its reasons."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core import edit
from core.errors import SpecError
from core.project import ProjectSpec
from gui.actions import Actions
from gui.questions.controller import QuestionController
from gui.questions.experiments import Make, Subject
from gui.questions.table import QUESTIONS, window_of
from gui.questions.window import CHANGED, REDRAWN, QuestionWindow
from gui.run_state import RunState
from gui.views import Context
from tests.gui.questions.conftest import project

Contexts = Callable[[ProjectSpec], Context]


def _slowly(subject: Subject) -> Iterator[int]:
    for number in range(10_000):
        yield number
        time.sleep(0.001)


def _fail(subject: Subject) -> Iterator[int]:
    yield 1
    raise SpecError("The loss is infinite.")


class Counting(QuestionWindow):
    """Counts; ``make`` can be exchanged."""

    NAME, TITLE, SENTENCE = "counting", "Counting", "How far can one count?"
    make: Make = staticmethod(_slowly)

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.seen: list[int] = []
        self.settled = 0

    def experiment(self) -> Make:
        return self.make

    def clear(self) -> None:
        self.seen = []

    def take(self, values: tuple[int, ...]) -> None:
        self.seen += values

    def settle(self) -> None:
        self.settled += 1


class Short(Counting):
    make = staticmethod(lambda subject: iter((1, 2, 3)))


class Failing(Counting):
    make = staticmethod(_fail)


def test_one_button_asks_stops_and_asks_again(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(Counting, open_context(project()))
    button = window.footer.primary
    assert button.text() == "Ask" and button.isEnabled() and not window.isModal()
    button.click()
    assert button.text() == "Stop"
    qtbot.waitUntil(lambda: len(window.seen) > 5)
    button.click()
    assert button.text() == "Ask again" and not window.running and window.settled == 1 and window.seen
    seen = len(window.seen)
    qtbot.wait(80)
    assert len(window.seen) == seen
    button.click()
    assert window.seen == []
    qtbot.waitUntil(lambda: len(window.seen) > 2)
    assert window.seen == list(range(len(window.seen)))


def test_an_error_is_said_in_the_footer(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(Failing, open_context(project()))
    window.ask()
    qtbot.waitUntil(lambda: window.settled == 1)
    assert window.footer.sentence.text() == "The loss is infinite." and window.seen == [1]
    assert window.footer.primary.text() == "Ask again"


def test_an_answer_grows_old_and_new_again(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(Short, context)
    window.ask()
    qtbot.waitUntil(lambda: window.settled == 1)
    assert not window.stale
    context.runner.advance_step()
    qtbot.waitUntil(lambda: window.stale)
    assert window.banner.label.text() == CHANGED and window.banner.accessibleName() == CHANGED
    context.runner.reset()
    qtbot.waitUntil(lambda: not window.stale)
    context.runner.advance_step()
    qtbot.waitUntil(lambda: window.stale)
    qtbot.mouseClick(window.banner.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.settled >= 2 and not window.running)
    assert not window.stale and window.seen == [1, 2, 3]


def test_a_new_drawing_calls_it_off_and_says_so(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(Counting, context)
    window.ask()
    qtbot.waitUntil(lambda: len(window.seen) > 2)
    context.document.edit("Units", edit.set_layer(project(), 2, units=7))
    qtbot.waitUntil(lambda: not window.running)
    assert "drawing" in window.banner.label.text() and window.stale
    window.banner.again.click()
    qtbot.waitUntil(lambda: len(window.seen) > 2)
    assert not window.stale
    assert window.moment is not None and window.moment.network == context.document.network


def test_another_drawing_makes_an_answer_old(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(Short, context)
    window.ask()
    qtbot.waitUntil(lambda: window.settled == 1)
    context.document.edit("Rename", edit.rename(project(), 2, "first"))
    qtbot.waitUntil(lambda: window.stale)
    assert window.banner.label.text() == REDRAWN


def test_a_blocked_drawing_gives_its_reason(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(Counting, context)
    context.document.edit("No units", edit.set_layer(project(), 2, units=0))
    qtbot.waitUntil(lambda: context.runner.state is RunState.BLOCKED)
    why = context.runner.blocked_because
    assert why and window.footer.sentence.text() == why and not window.footer.primary.isEnabled()
    assert window.footer.primary.toolTip() == why
    window.ask()
    assert not window.running
    context.document.stack.undo()
    qtbot.waitUntil(lambda: window.footer.primary.isEnabled())
    assert window.footer.sentence.text() == ""


def test_escape_closes_and_calls_off(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(Counting, context)
    inquiry = None
    with qtbot.waitSignal(window.closed):
        window.ask()
        inquiry = window.inquiry
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert inquiry is not None and not inquiry.running
    context.runner.advance_step()
    qtbot.waitUntil(lambda: context.runner.snapshot is not None and context.runner.snapshot.step == 1)


def test_it_opens_as_large_as_it_was_closed(open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    first = show(Counting, context)
    first.resize(QSize(701, 555))
    first.close()
    assert show(Counting, context).size() == QSize(701, 555)


def test_closing_the_runner_first_does_no_harm(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(Counting, context)
    window.ask()
    qtbot.waitUntil(lambda: len(window.seen) > 2)
    context.runner.close()
    window.close()


# -- the menu --------------------------------------------------------------------------------------------------------


@pytest.fixture
def controller(qtbot: QtBot, open_context: Contexts, settings: QSettings) -> Iterator[QuestionController]:
    main = QWidget()
    qtbot.addWidget(main)
    made = QuestionController(open_context(project()), Actions(main), settings, main)
    yield made
    made.close_all()


def test_every_question_has_a_window_that_opens_once(qtbot: QtBot, controller: QuestionController) -> None:
    for each in QUESTIONS:
        window = controller.open(each.name)
        assert isinstance(window, window_of(each)) and window.isVisible() and window.SENTENCE.endswith((".", "?"))
        assert window.accessibleName() == window.TITLE and window.accessibleDescription() == window.SENTENCE
        assert controller.open(each.name) is window
        window.close()
        assert controller.open(each.name) is not window


def test_closing_all_calls_off_what_runs(qtbot: QtBot, controller: QuestionController) -> None:
    windows = [controller.open(each.name) for each in QUESTIONS]
    for window in windows:
        window.ask()
    inquiries = [window.inquiry for window in windows if window.inquiry is not None]
    controller.close_all()
    assert inquiries and not any(each.running for each in inquiries)


def test_actions_say_why_nothing_can_be_asked(qtbot: QtBot, open_context: Contexts, settings: QSettings) -> None:
    main = QWidget()
    qtbot.addWidget(main)
    context, actions = open_context(ProjectSpec(data=None)), Actions(main)
    QuestionController(context, actions, settings, main)
    qtbot.waitUntil(lambda: bool(context.runner.blocked_because))
    action = actions[QUESTIONS[0].action]
    assert not action.isEnabled() and action.toolTip() == context.runner.blocked_because
    context.document.open(project(), None)
    qtbot.waitUntil(action.isEnabled)
    assert QUESTIONS[0].tip in action.toolTip()
