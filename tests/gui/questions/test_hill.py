"""The hill's window over a real run: it draws itself, follows the run, and the walker goes downhill."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import edit
from core.project import ProjectSpec
from core.weight_at import WeightAt, place_of
from gui.questions.hill import HillWindow, words_on
from gui.questions.hill_picture import names_on
from gui.questions.window import CHANGED
from gui.run_state import RunState
from gui.views import Context
from tests.gui.questions.conftest import project

Contexts = Callable[[ProjectSpec], Context]
FIRST, SECOND = WeightAt(2, "weight", (0, 1)), WeightAt(3, "bias", (1,))


def drawn(qtbot: QtBot, window: Any) -> None:
    """Wait until the whole surface is there."""
    qtbot.waitUntil(lambda: not window.running and window.picture.surface is not None, timeout=20_000)
    assert window.picture.surface.finished and window.footer.sentence.text() == ""


@pytest.fixture
def window(qtbot: QtBot, open_context: Contexts, show: Callable[..., Any]) -> Any:
    made = show(HillWindow, open_context(project()))
    drawn(qtbot, made)
    return made


def train(qtbot: QtBot, window: Any, steps: int = 300) -> None:
    runner = window.runner
    goal = runner.snapshot.step + steps
    runner.play()
    qtbot.waitUntil(lambda: runner.snapshot.step >= goal, timeout=20_000)
    runner.pause()
    qtbot.waitUntil(lambda: runner.state is RunState.PAUSED)
    qtbot.wait(150)


def walked(qtbot: QtBot, window: Any, count: int) -> None:
    qtbot.waitUntil(lambda: len(window.walker.steps) >= count and window.walker._inquiry is None)


def test_it_draws_the_two_steepest_weights_at_once(window: Any) -> None:
    picture, shown = window.picture, window.picture.drawn
    assert picture.surface.heights.shape == (51, 51) and np.isfinite(picture.surface.heights).all()
    assert shown.weights == tuple(picker.weight for picker in window.side.pickers)
    assert shown.weights[0] != shown.weights[1]
    assert picture.now == pytest.approx((0.0, 0.0)) and len(window.walker.steps) == 1
    here = window.walker.here
    assert here.loss == pytest.approx(picture.surface.at(0.0, 0.0), rel=1e-9)
    assert window.side.read_outs[1]._value and not window.grab().isNull()
    total = len(shown.plane.origin)
    assert window.caption.text() == (
        f"Two weights move, the {total - 2} other weights stay as they are. "
        "The height is the mean loss of all 160 training rows."
    )


def test_the_rows_it_is_measured_on_in_words(window: Any) -> None:
    shown = window.picture.drawn
    one, some = replace(shown, rows=1, all_rows=1), replace(shown, rows=160, all_rows=4000)
    assert words_on(one).endswith("The height is the loss of the one training row.")
    assert words_on(some).endswith("The height is the mean loss of the first 160 of 4,000 training rows.")


def test_weights_are_set_as_symbols_and_directions_in_words(qtbot: QtBot, window: Any) -> None:
    across = names_on(window.picture.drawn)[0]
    assert across.runs[0].italic and "_" not in across.text and across.runs[1].scale < 1.0
    window.side.kind.select(1)
    drawn(qtbot, window)
    assert names_on(window.picture.drawn)[0].text == "random direction 1"


def test_other_weights_by_name(qtbot: QtBot, window: Any) -> None:
    window.show_weights(FIRST, SECOND)
    drawn(qtbot, window)
    plane, snapshot = window.picture.drawn.plane, window.runner.snapshot
    assert plane.places == (place_of(snapshot.slots, FIRST), place_of(snapshot.slots, SECOND))
    across = window.side.pickers[0]
    assert (across.layer.currentText(), across.source.currentText(), across.target.currentText()) == (
        "hidden 1", "x2", "h1.1",
    )  # fmt: skip
    across.source.set_key("bias:")
    across.source.activated.emit(across.source.currentIndex())
    drawn(qtbot, window)
    assert window.picture.drawn.weights == (WeightAt(2, "bias", (0,)), SECOND)
    window.side.pickers[1].set_weight(WeightAt(2, "bias", (0,)))
    window.side._take_weights(None)
    qtbot.waitUntil(lambda: not window.running)
    assert "same weight" in window.footer.sentence.text()
    window.side.steepest.click()
    drawn(qtbot, window)
    assert window.side.sides.weights is None


def test_random_directions_and_others(qtbot: QtBot, window: Any) -> None:
    window.side.kind.select(1)
    drawn(qtbot, window)
    first = window.picture.drawn
    assert first.weights is None and first.names[0] == "random direction 1"
    assert "Two directions out of" in window.caption.text()
    window.side.other.click()
    drawn(qtbot, window)
    assert not np.array_equal(window.picture.drawn.plane.across, first.plane.across)
    span = window.picture.drawn.plane.span
    window.near.click()
    drawn(qtbot, window)
    assert window.picture.drawn.plane.span == span / 2


def test_the_path_needs_some_training(qtbot: QtBot, window: Any) -> None:
    window.side.kind.select(2)
    qtbot.waitUntil(lambda: not window.running)
    assert "train a little first" in window.footer.sentence.text()
    train(qtbot, window, 2000)
    assert window.banner.label.text() == CHANGED
    window.ask()
    drawn(qtbot, window)
    shown = window.picture.drawn
    assert len(shown.path) >= 3 and shown.steps[0] == 0 and shown.steps[-1] == window.runner.snapshot.step
    surface = window.picture.surface
    assert surface.at(*shown.path[0]) > surface.at(*shown.path[-1])
    assert shown.start.loss == pytest.approx(surface.at(*shown.path[-1]), rel=0.05)
    window.runner.reset()
    qtbot.waitUntil(lambda: window.runner.snapshot.step == 0)
    window.ask()
    qtbot.waitUntil(lambda: not window.running)
    assert "train a little first" in window.footer.sentence.text()


def test_the_present_weights_move_on_the_hill(qtbot: QtBot, window: Any) -> None:
    before = len(window.picture.path)
    train(qtbot, window)
    qtbot.waitUntil(lambda: len(window.picture.path) > before)
    theta = window.runner.snapshot.theta
    assert window.picture.now == pytest.approx(window.picture.drawn.plane.project(theta), abs=0.2)
    assert window.stale


def test_the_walker_descends(qtbot: QtBot, window: Any) -> None:
    walker, side = window.walker, window.side
    walker.put(0.5, -0.5)
    qtbot.waitUntil(lambda: walker.here.x == 0.5)
    side.step.click()
    walked(qtbot, window, 2)
    first, second = walker.steps
    assert second.x == first.x - walker.rate * first.slope_x and second.loss < first.loss
    assert side.read_outs[0]._value == "1" and walker.verdict == ""
    side.walk.click()
    assert side.walk.text() == "Stop"
    walked(qtbot, window, 4)
    side.walk.click()
    assert side.walk.text() == "Walk" and not walker.walking
    losses = [step.loss for step in walker.steps]
    assert losses == sorted(losses, reverse=True)
    side.home.click()
    qtbot.waitUntil(lambda: len(walker.steps) == 1 and walker.here.x == pytest.approx(0.0))


def test_too_large_a_step_is_named(qtbot: QtBot, window: Any) -> None:
    walker = window.walker
    window.side.rate.field.value_changed.emit(1000.0)
    assert walker.rate == 1000.0
    for _ in range(40):
        walker.step()
        qtbot.waitUntil(lambda: walker._inquiry is None)
        if walker.warns:
            break
    else:
        pytest.fail("1000 times the slope never led uphill")
    assert "Try a smaller step, such as 300." in walker.verdict or "such as 200." in walker.verdict
    assert window.side.verdict.text() == walker.verdict and window.side.verdict.property("role") == "problem"


def test_level_ground_and_the_edge_of_the_map(qtbot: QtBot, window: Any) -> None:
    window.walker.set_rate(1e-9)
    assert "almost level" in window.walker.verdict
    window.walker.set_rate(0.1)
    assert window.walker.verdict == ""
    window.walker.put(window.picture.surface.span * 1.5, 0.0)
    qtbot.waitUntil(lambda: "left the map" in window.walker.verdict)


def test_mouse_and_keys(qtbot: QtBot, window: Any) -> None:
    picture, walker = window.picture, window.walker
    at, _ = picture.image.find(np.array([(0.8, -0.4)]))
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPointF(*at[0]).toPoint())
    qtbot.waitUntil(lambda: walker.here.x == pytest.approx(0.8, abs=0.03))
    assert walker.here.y == pytest.approx(-0.4, abs=0.03)
    picture.setFocus()
    x = walker.here.x
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: walker.here.x == pytest.approx(x + 0.04 * picture.surface.span))
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    walked(qtbot, window, 2)
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: walker.here.x == pytest.approx(0.0))
    assert picture.accessibleDescription().startswith("The walker stands at ")
    qtbot.mouseMove(picture, QPointF(*at[0]).toPoint())
    qtbot.waitUntil(lambda: picture._box.isVisible())
    assert picture._box.title.startswith("loss ")


def test_the_relief_turns(qtbot: QtBot, window: Any) -> None:
    picture = window.picture
    window.look.select(1)
    assert picture.image.relief
    turn = picture.image.turn
    start = QPoint(picture.width() // 2, picture.height() // 2)
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(picture, start + QPoint(40, 0))
    qtbot.mouseMove(picture, start + QPoint(60, 0))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert picture.image.turn != turn and not picture.image.turning and len(window.walker.steps) == 1
    turn = picture.image.turn
    qtbot.keyClick(picture, Qt.Key.Key_PageDown)
    assert picture.image.turn != turn
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=start)
    qtbot.waitUntil(lambda: window.walker.here.x != 0.0)
    assert not window.grab().isNull()
    window.log.click()
    assert picture.image.log == window.log.isChecked()


def test_taking_the_walkers_weights(qtbot: QtBot, window: Any) -> None:
    window.show_weights(FIRST, SECOND)
    drawn(qtbot, window)
    runner, before = window.runner, np.array(window.runner.snapshot.theta)
    window.walker.put(0.25, -0.75)
    qtbot.waitUntil(lambda: window.walker.here.x == 0.25)
    window.side.take.click()
    qtbot.waitUntil(lambda: not np.array_equal(runner.snapshot.theta, before))
    moved = np.flatnonzero(runner.snapshot.theta != before)
    assert sorted(moved) == sorted(window.picture.drawn.plane.places)
    assert runner.snapshot.theta[place_of(runner.snapshot.slots, FIRST)] == pytest.approx(
        before[place_of(runner.snapshot.slots, FIRST)] + 0.25
    )
    window.context.document.stack.undo()
    qtbot.waitUntil(lambda: np.array_equal(runner.snapshot.theta, before))
    window.side.kind.select(1)
    drawn(qtbot, window)
    window.walker.put(0.5, 0.5)
    qtbot.waitUntil(lambda: window.walker.here.x == 0.5)
    window.side.take.click()
    wanted = window.picture.drawn.plane.at(0.5, 0.5)
    qtbot.waitUntil(lambda: np.allclose(runner.snapshot.theta, wanted, atol=1e-6))


def test_another_drawing(qtbot: QtBot, window: Any) -> None:
    document = window.context.document
    window.show_weights(WeightAt(2, "weight", (3, 1)), SECOND)
    drawn(qtbot, window)
    document.edit("Resize", edit.set_layer(document.project, 2, units=2))
    qtbot.waitUntil(lambda: window.runner.snapshot.network == document.network)
    window.side.take.click()
    assert "drawing has changed" in window.footer.sentence.text()
    assert window.side.sides.weights is None
    window.ask()
    drawn(qtbot, window)
    assert len(window.picture.drawn.plane.origin) == len(window.runner.snapshot.theta)


def test_closing_while_it_is_drawn(qtbot: QtBot, open_context: Contexts, show: Callable[..., Any]) -> None:
    window = show(HillWindow, open_context(project((64, 64))))
    qtbot.waitUntil(lambda: window.picture.surface is not None)
    window.stop()
    assert not window.running and window.picture.surface is not None
    window.walker.walk(True)
    window.close()
    assert not window.walker.walking



def test_it_follows_the_theme(qtbot: QtBot, window: Any) -> None:
    window.context.theme.choose("light")
    QApplication.processEvents()
    window.grab()
    light = window.picture.image._image.pixel(5, 5)
    window.context.theme.choose("dark")
    window.grab()
    assert window.picture.image._image.pixel(5, 5) != light
    window.context.theme.choose("light")
