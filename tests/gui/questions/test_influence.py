"""Who moved this weight: the window over a real walk: shares in order, sums that tick, and following the walk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core import edit
from core.data_spec import BuiltinData, DataSpec
from core.influence import Influence, Share
from core.layers import Dense, Regularizer
from core.locks import locks_of, with_locks
from core.observe import Observer
from core.project import ProjectSpec
from gui.examples import Examples
from gui.questions.influence import NO_STEP, NO_UPDATE, NOT_YET, InfluenceWindow, liveliest, parts_of, words_on
from gui.questions.influence_sums import agree
from gui.views import Context
from tests.gui.questions.conftest import project
from tests.helpers.networks import chain, points, trainer

Contexts = Callable[[ProjectSpec], Context]
LAST = 10**6


@pytest.fixture
def window(qtbot: QtBot, open_context: Contexts, show: Callable[..., Any]) -> Any:
    made = show(InfluenceWindow, open_context(project()))
    qtbot.waitUntil(lambda: made.answer is not None and not made.running)
    return made


def at(qtbot: QtBot, window: Any, step: int, stop: int) -> Influence:
    """Wait for the shares of this stop."""
    qtbot.waitUntil(lambda: window.answer is not None and window.answer.position == (step, stop) and not window.running)
    found = window.answer.influence
    assert found is not None
    return found


def stepped(qtbot: QtBot, window: Any) -> Influence:
    """Press the button that takes a step."""
    window.footer.primary.click()
    qtbot.waitUntil(lambda: window.runner.walk is not None and window.runner.walk.position.stop > 0)
    return at(qtbot, window, *window.runner.walk.position)


def test_without_a_step_it_offers_one(qtbot: QtBot, window: Any) -> None:
    assert window.empty.isVisible() and window.empty.text() == NO_STEP and window.list.isHidden()
    assert window.footer.primary.text() == "Take one step" and window.value.text()
    found = stepped(qtbot, window)
    assert window.runner.walking and found.change is not None
    assert window.list.isVisible() and not window.empty.isVisible()
    assert window.footer.primary.text() == "Next step" and not window.stale


def test_shares_add_up(qtbot: QtBot, window: Any) -> None:
    found = stepped(qtbot, window)
    model = window.list.shares
    assert model.rowCount() == 20 == len(found.shares)
    sizes = [abs(model.value(row)) for row in range(20)]
    assert sizes == sorted(sizes, reverse=True)
    assert window.sums.adds_up and window.sums.name == "Gradient"
    assert window.sums.result == pytest.approx(sum(model.value(row) for row in range(20)), rel=1e-5)
    window.which.select(1)
    assert window.of_change and window.sums.name == "Change" and window.sums.adds_up
    assert [text for text, _ in window.sums.parts] == ["Sum of 20 shares", "Earlier steps", "Decay"]
    assert "denominator held fixed" in window.note.text()
    assert window.sentence.text.startswith(f"Row {found.shares[0].row + 1} moved ")
    assert "adds up" in window.sums.accessibleName() and not window.grab().isNull()


def test_it_follows_the_walk(qtbot: QtBot, window: Any) -> None:
    stepped(qtbot, window)
    step, stop = window.answer.position
    window.footer.primary.click()
    at(qtbot, window, step + 1, stop)
    window.runner.walk_by("back")
    found = at(qtbot, window, step + 1, stop - 1)
    assert found.change is None and not window.which.segment(1).isEnabled()
    assert window.which.segment(1).toolTip() == NO_UPDATE and window.footer.primary.text() == "Go to the update"
    window.runner.walk_to(None, 0)
    qtbot.waitUntil(lambda: window.answer.position == (step + 1, 0) and not window.running)
    assert window.answer.influence is None and window.empty.text() == NOT_YET
    window.footer.primary.click()
    at(qtbot, window, step + 1, stop)
    window.runner.open_walk(False)
    qtbot.waitUntil(lambda: not window.answer.walking)
    assert window.empty.text() == NO_STEP and window.footer.primary.text() == "Take one step"


def test_another_weight(qtbot: QtBot, window: Any) -> None:
    stepped(qtbot, window)
    window.show_weight(3, "weight", (1, 2))
    qtbot.waitUntil(lambda: window.answer.weight.index == (1, 2) and not window.running)
    picker = window.picker
    assert (picker.layer.currentText(), picker.source.currentText(), picker.target.currentText()) == (
        "hidden 2", "h1.3", "h2.2",
    )  # fmt: skip
    assert window.answer.influence is not None
    assert window.value.accessibleName().startswith(window.answer.influence.weight)
    picker.layer.set_key("4")
    picker.layer.activated.emit(picker.layer.currentIndex())
    qtbot.waitUntil(lambda: window.answer.weight.layer == 4)
    window.show_weight(2, "bias", 1)
    qtbot.waitUntil(lambda: window.answer.weight.array == "bias")
    assert picker.source.currentText() == "bias"


def test_a_click_looks_at_the_example(qtbot: QtBot, window: Any) -> None:
    found = stepped(qtbot, window)
    place = window.list.visualRect(window.list.shares.index(2)).center()
    qtbot.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    wanted = found.shares[2].example
    qtbot.waitUntil(lambda: window.runner.walk is not None and window.runner.walk.example == wanted)
    window.runner.look_at(found.shares[5].example)
    qtbot.waitUntil(lambda: window.list.currentIndex().row() == 5)
    assert window.list.verticalScrollBar().value() == 0
    window.runner.look_at(None)
    qtbot.waitUntil(lambda: not window.list.selectedIndexes())
    qtbot.keyClick(window.list, Qt.Key.Key_Home)
    qtbot.keyClick(window.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.runner.walk.example == found.shares[0].example)


def test_a_penalty_has_its_line(qtbot: QtBot, window: Any) -> None:
    document = window.context.document
    layer = document.network.by_id[2].layer
    assert isinstance(layer, Dense)
    changed = edit.set_layer(document.project, 2, kernel_regularizer=Regularizer(l2=0.01))
    document.edit("Penalty", changed)
    qtbot.waitUntil(lambda: window.runner.snapshot.network == document.network)
    stepped(qtbot, window)
    window.show_weight(2, "weight", (0, 1))
    qtbot.waitUntil(lambda: window.answer.weight.index == (0, 1) and not window.running)
    assert [text for text, _ in window.sums.parts] == ["Sum of 20 shares", "Penalty"] and window.sums.adds_up


@pytest.mark.parametrize(
    ("data", "label", "values"),
    [
        (BuiltinData(name="digits"), "0", ""), (BuiltinData(name="iris"), "setosa", "sepal"),
        (BuiltinData(name="diabetes"), "1", "bmi"),
    ],
    ids=lambda each: getattr(each, "name", ""),
)  # fmt: skip
def test_examples_of_every_kind(data: DataSpec, label: str, values: str) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from core.data import load
    from gui.theme import LIGHT

    dataset, _ = load(data)
    examples = Examples(dataset)
    assert examples.label(0).startswith(label) and values in examples.values(0)
    image = QImage(36, 36, QImage.Format.Format_RGB32)
    image.fill(LIGHT.raised)
    blank = image.copy()
    painter = QPainter(image)
    examples.draw(painter, QRectF(0, 0, 36, 36), 0, LIGHT)
    painter.end()
    assert image != blank


def test_it_begins_with_a_weight_that_training_moves() -> None:
    run = trainer(chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy"), points(), batch_size=10)
    run.step()
    shot = Observer(run).snapshot(1, 0.0)
    first = liveliest(shot)
    assert abs(shot.weights(first.layer, "grad")[first.array][first.index]) == abs(shot.grad).max()
    masks = locks_of(shot.network, first.layer)
    masks[first.array][first.index] = True
    assert liveliest(replace(shot, network=with_locks(shot.network, first.layer, masks))) != first
    network = shot.network
    for key in {slot.layer for slot in shot.slots}:
        network = with_locks(network, key, {name: mask | True for name, mask in locks_of(network, key).items()})
    assert liveliest(replace(shot, network=network)) == first


def test_words_on_shares() -> None:
    shares = (Share(3, 17, -0.3, 0.06), Share(0, 4, 0.1, -0.02))
    found = Influence("w_5", shares, 0.0, -0.2, 0.05, 0.01, 0.0, 1.0)
    assert words_on(found, False) == (
        "Row 18 pulls w_5 up more than any other example: 75\u202f% of all the pull. 1 example pulls it up, 1 down."
    )
    assert words_on(found, True).startswith("Row 18 moved w_5 up more than")
    assert parts_of(found, True) == [("Sum of 2 shares", pytest.approx(0.04)), ("Earlier steps", 0.01), ("Decay", 0.0)]
    one = Influence("b_o1", (Share(0, 0, 0.1, -0.05),), 0.0, 0.1, -0.05, 0.0, 0.0, 1.0)
    assert words_on(one, False) == "Row 1 pulls b_o1 down; it is the only example of this step."
    both = Influence("w_5", (Share(3, 17, -0.3, 0.06), Share(0, 4, -0.1, 0.02)), 0.0, -0.4, 0.08, 0.0, 0.0, 1.0)
    assert words_on(both, False).endswith(" 2 examples pull it up, none down.")
    nothing = Influence("w_5", (Share(0, 1, 0.0, 0.0),), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert words_on(nothing, True) == "No example moves w_5 in this step."
    assert agree([("a", 0.1), ("b", 0.2)], 0.3) and not agree([("a", 0.1)], 0.2) and agree([], 0.0)
