"""The learning-rate finder's window: the sweep of a real run, the recommended rate set by one undoable edit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.finder import HIGHEST, LOWEST, Tried
from core.project import ProjectSpec
from gui.questions.rate_curve import EMPTY, RateCurve, one_digit
from gui.questions.rate_finder import NOTHING, RateFinder, outcome
from gui.views import Context
from tests.gui.questions.conftest import project

Contexts = Callable[[ProjectSpec], Context]
KNOWN = tuple(
    Tried(10.0 ** (at / 2 - 6), loss)
    for at, loss in enumerate((1.0, 1.0, 1.0, 1.0, 1.0, 0.98, 0.9, 0.6, 0.4, 0.35, 0.36, 0.7, 3.0, 9.0))
)


@pytest.fixture
def curve(qtbot: QtBot) -> RateCurve:
    made = RateCurve()
    qtbot.addWidget(made)
    made.resize(680, 320)
    made.show()
    return made


def test_it_finds_a_rate_and_sets_it_in_one_step(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    document = context.document
    window = show(RateFinder, context)
    assert window.curve.accessibleName() == EMPTY and window.use.isHidden()
    window.ask()
    qtbot.waitUntil(lambda: window.rate is not None and not window.running, timeout=20_000)
    assert LOWEST < window.rate < HIGHEST and len(window.tried) > 60
    assert window.sentence.text().startswith("The loss falls most steeply at a rate of")
    assert window.use.text() == f"Use {window.rate:g}" and window.curve.picked == window.rate
    assert context.runner.snapshot.step == 0  # on a copy
    window.use.click()
    assert document.project.training.optimizer.learning_rate == window.rate
    assert not window.use.isEnabled() and "is near enough" in window.sentence.text()
    document.stack.undo()
    assert document.project.training.optimizer.learning_rate == 0.001 and window.use.isEnabled()
    qtbot.waitUntil(lambda: {each.illness for each in context.runner.practice.findings} == {"rate"})


def test_any_rate_can_be_chosen_by_mouse_and_keyboard(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(RateFinder, open_context(project()))
    window.take(KNOWN)
    window.settle()
    QTest.mouseClick(
        window.curve, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        QPoint(round(window.curve.x_of(0.0029)), 120),
    )  # fmt: skip
    assert window.use.text() == "Use 0.003"
    QTest.keyClick(window.curve, Qt.Key.Key_Right)
    assert window.use.text() == "Use 0.01"
    for _ in range(3):
        QTest.keyClick(window.curve, Qt.Key.Key_Left)
    assert window.use.text() == "Use 0.0003" and "Chosen: 0.0003." in window.curve.accessibleName()
    window.clear()
    assert window.use.isHidden() and window.curve.accessibleName() == EMPTY


def test_sentences_of_known_curves() -> None:
    assert outcome(KNOWN, 0.003, 0.001) == (
        "The loss falls most steeply at a rate of 0.003; beyond 0.03 it rises. The rate that is set, 0.001, is near "
        "enough."
    )
    assert outcome(KNOWN, 0.003, 3.0).endswith("The rate that is set, 3, is about 1,000 times too large.")
    assert outcome(KNOWN, 0.003, 0.00003).endswith("is about 100 times too small.")
    assert outcome(KNOWN, None, 0.1) == NOTHING


def test_a_rate_lies_where_it_is_read(curve: RateCurve) -> None:
    for rate in (LOWEST, 1e-3, 0.4, HIGHEST):
        assert curve.rate_at(curve.x_of(rate)) == pytest.approx(rate)
    assert [one_digit(rate) for rate in (0.0021, 0.017, 0.09, 1e-6, 10.0)] == [0.003, 0.01, 0.1, 1e-6, 10.0]


def test_the_picture_has_a_curve_marks_and_a_reading_under_the_mouse(curve: RateCurve) -> None:
    empty = curve.grab().toImage()
    curve.show_curve(KNOWN, 1e-4)
    drawn = curve.grab().toImage()
    assert drawn != empty
    curve.pick(0.01)
    marked = curve.grab().toImage()
    assert marked != drawn
    QTest.mouseMove(curve, QPoint(300, 150))
    assert curve.grab().toImage() != marked
    assert 3 <= len(curve._ticks()) <= 6


def test_the_curve_of_a_trained_network_stays_in_sight(curve: RateCurve) -> None:
    """Its minibatches differ by a factor of a hundred, and the first may be one that it knows by heart."""
    rng = np.random.default_rng(3)
    noise = np.concatenate([np.full(6, 0.0004), 0.02 * np.exp(rng.normal(0.0, 1.5, 80)), 0.05 * 1.2 ** np.arange(20)])
    tried = tuple(Tried(LOWEST * 1.14**at, float(loss)) for at, loss in enumerate(noise))
    curve.show_curve(tried, 1e-3)
    low, high = curve._range()
    shown = [low <= loss <= high for loss in curve.losses]
    assert np.mean(shown[:86]) > 0.95 and np.mean(shown) > 0.8
    assert high < 20 * np.median(curve.losses)  # where it shoots up it leaves the picture


def test_the_range_of_a_curve_that_falls_ends_a_little_above_its_start(curve: RateCurve) -> None:
    curve.show_curve(KNOWN, 1e-4)
    low, high = curve._range()
    assert low < min(curve.losses) and curve.losses[0] < high < 2.5 * curve.losses[0]
