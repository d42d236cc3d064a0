"""A real runner on a small project, and the questions' windows over it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core import fitting
from core.data_spec import ToyData
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui.questions.window import QuestionWindow
from gui.runner import TrainingRunner
from gui.views import Context

PLANE = Task((2,), "classification", ("class 0", "class 1"))
Open = Callable[..., TrainingRunner]


def project(units: tuple[int, ...] = (4, 2), activation: str = "tanh") -> ProjectSpec:
    """2-4-2-1 on the circle."""
    return ProjectSpec(
        network=fitting.suggest_network(PLANE, units, activation),
        training=TrainingSpec(epochs=10_000, batch_size=20),
        data=ToyData(name="circle", samples=200),
    )


@pytest.fixture
def show(qtbot: QtBot, settings: QSettings) -> Iterator[Callable[..., Any]]:
    """Show a question of this class; it is closed after the test."""
    shown: list[QuestionWindow] = []
    gone: list[QuestionWindow] = []

    def build(kind: type[QuestionWindow], context: Context, parent: QWidget | None = None) -> Any:
        window = kind(context, settings, parent)
        window.closed.connect(lambda: gone.append(window))
        shown.append(window)
        window.show()
        return window

    yield build
    for window in shown:
        if window not in gone:
            window.close()
