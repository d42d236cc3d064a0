"""The table of questions: what the Explain menu offers and which window answers it.

It imports nothing of Qt; a question's module is loaded when it is first asked. Another question is a module with a
QuestionWindow and a row here. Worked shape: ``window_of(QUESTIONS[0])`` is the class GradientCheck.
"""

import importlib
from typing import Any

from core.frozen import dataclass


@dataclass(frozen=True)
class Question:
    """One question: its action's name, its text in the menu, a sentence, its icon, and ``module:class``."""

    name: str
    text: str
    tip: str
    icon: str
    window: str
    keys: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """The name of its action."""
        return f"explain.{self.name}"


QUESTIONS = (
    Question(
        "gradient_check", "&Gradient check", "Hold backpropagation's gradient beside the slope that a trial finds",
        "action-gradient-check", "gui.questions.gradient_check:GradientCheck",
    ),
    Question(
        "race", "Why &backpropagation?", "A race: the same gradient by trying each weight, and by backpropagation",
        "action-race", "gui.questions.race:Race",
    ),
    Question(
        "hill", "The &hill", "The loss as a hill over two of the weights' directions, and a walker who descends it",
        "action-hill", "gui.questions.hill:HillWindow",
    ),
    Question(
        "rate_finder", "Learning-&rate finder", "The loss at every learning rate from far too small to far too large",
        "action-rate", "gui.questions.rate_finder:RateFinder",
    ),
    Question(
        "influence", "Who mo&ved this weight?", "Each example's share of a weight's last gradient and change",
        "action-influence", "gui.questions.influence:InfluenceWindow",
    ),
)  # fmt: skip


def window_of(question: Question) -> Any:
    """The class of its window."""
    module, _, name = question.window.partition(":")
    return getattr(importlib.import_module(module), name)
