"""The race's window: live counts, squares true to scale, agreement, larger networks, the closing sentence."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from core.project import ProjectSpec
from core.race import Progress
from gui.questions.race import MORAL, Race, outcome
from gui.questions.race_track import EMPTY, LARGEST, SMALLEST, Fold, RaceTrack, fold, picture
from gui.questions.words import rounded, span
from gui.theme import LIGHT
from gui.views import Context
from tests.gui.questions.conftest import project

Contexts = Callable[[ProjectSpec], Context]


def test_the_race_runs_to_its_end(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(Race, open_context(project()))
    assert window.weights.accessibleName() == "Weights done: 0 / 25" and window.track.accessibleName() == EMPTY
    assert not window.sentence.isVisible() and window.grab().width() == window.width()
    window.ask()
    qtbot.waitUntil(lambda: window.sentence.isVisible(), timeout=20_000)
    progress = window.progress
    assert progress is not None and progress.finished and progress.weights == 25
    assert window.weights.accessibleName() == "Weights done: 25 / 25"
    assert window.passes.accessibleName() == "Forward passes: 50 / 50"
    assert window.agreement.text().startswith("The two gradients agree: the largest difference is")
    assert window.sentence.text.endswith(MORAL) and "25 weights" in window.sentence.text
    assert "1 billion weights: finite differences" in window.larger.accessibleName()
    window.sentence.copy()
    assert QGuiApplication.clipboard().text() == outcome(progress)
    assert "Finite differences have run" in window.track.accessibleName()
    assert window.grab().height() == window.height()


def test_it_can_be_stopped_and_started_again(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(Race, open_context(project((400, 100))))
    window.ask()
    qtbot.waitUntil(lambda: window.progress is not None and window.progress.done > 0, timeout=20_000)
    assert window.footer.primary.text() == "Stop" and "so far" in window.agreement.text()
    window.footer.primary.click()
    assert 0 < window.progress.done < window.progress.weights and "would need about" in window.sentence.text
    assert window.footer.primary.text() == "Start again"
    window.ask()
    assert window.progress is None and not window.sentence.isVisible() and window.track.accessibleName() == EMPTY


def test_it_runs_beside_the_training(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project((200, 50)))
    window = show(Race, context)
    context.runner.play()
    window.ask()
    qtbot.waitUntil(lambda: context.runner.snapshot.step > 20 and window.progress is not None, timeout=20_000)
    done = window.progress.done
    qtbot.waitUntil(lambda: window.progress.done > done or window.progress.finished, timeout=20_000)
    window.stop()
    qtbot.waitUntil(lambda: window.stale)
    context.runner.pause()


def test_gradients_that_differ_are_called_so(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(Race, open_context(project()))
    window.take((Progress(10, 10, 20, 1.0, 0.1, 0.3),))
    assert window.agreement.text().startswith("The two gradients differ") and "relu" in window.agreement.text()


def dark(image: QImage) -> int:
    """How many pixels are ink."""
    bits = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return int((bits == LIGHT.ink.rgb()).sum())


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_areas_are_in_proportion(scale: float) -> None:
    shape = Fold(1, 10, 20)
    one = dark(picture(shape, 1.0, 1.0, LIGHT, scale))
    assert one == (8 * scale) ** 2
    assert dark(picture(shape, 137.0, 400.0, LIGHT, scale)) == 137 * one
    assert dark(picture(shape, 2.5, 40.0, LIGHT, scale)) == 2.5 * one
    assert dark(picture(shape, 0.0001, 1.0, LIGHT, scale)) == 1  # what is too small to see is one pixel
    assert picture(shape, 1.0, 41.0, LIGHT, scale).height() == 3 * 10 * scale


@pytest.mark.parametrize("ratio", [1.0, 17.0, 500.0, 3_300.0, 81_000.0, 2e7])
def test_all_squares_find_room(ratio: float) -> None:
    shape = fold(ratio, 590, 150)
    lines = 150 // shape.pitch
    assert shape.columns * lines >= shape.squares(ratio) and SMALLEST <= shape.pitch <= LARGEST
    smaller = Fold(max(1, shape.unit // 10), SMALLEST, 590 // SMALLEST)
    assert shape.unit == 1 or smaller.columns * (150 // SMALLEST) < smaller.squares(ratio)
    assert fold(ratio, 3, 3).columns == 1  # a window of no size is drawn all the same


def test_the_squares_stay_where_they_are(qtbot: QtBot) -> None:
    track = RaceTrack()
    qtbot.addWidget(track)
    track.resize(700, 260)
    track.show_progress(Progress(10, 1000, 20, 0.01, 0.001, 0.0))
    before = track.shape_of_squares()
    track.show_progress(Progress(20, 1000, 40, 0.0205, 0.001, 0.0))
    assert track.shape_of_squares() == before
    track.show_progress(Progress(30, 1000, 60, 0.3, 0.001, 0.0))
    assert track.shape_of_squares().unit > before.unit


def test_times_and_sizes_in_words() -> None:
    assert [span(each) for each in (2.5e-5, 3.4e-4, 0.158, 2.14, 63, 4000, 5 * 86400, 8.6e10, 1e15)] == [
        "25 µs", "0.34 ms", "158 ms", "2.1 s", "1 min 3 s", "1 h 6 min", "5 days", "2,700 years", "32 million years",
    ]  # fmt: skip
    assert span(float("nan")) == span(-1.0) == "unknown"
    assert [rounded(each) for each in (1.5, 17, 1437, 1e9, 2.7e6)] == ["1.5", "17", "1,400", "1 billion", "2.7 million"]
