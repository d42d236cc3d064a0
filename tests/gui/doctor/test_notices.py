"""What is seen of the doctor: the list, the tab's count, notes under cards, and the notice that a run was stopped."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.doctor import TITLES, Finding
from core.network import Remedy
from core.project import ProjectSpec
from gui import numbers
from gui.document import Document
from gui.panels.doctor_panel import DoctorPanel
from gui.rewriting import rewrite
from gui.run_state import RunState
from gui.selection import Selection
from gui.stop_notice import StopNotice
from tests.helpers.canvas_bench import HIDDEN, OUTPUT, CanvasBench, small_project
from tests.helpers.window_doubles import FakePractice, FakeRunner, snapshot_of

MEND = Remedy("Use leaky_relu", "set_activations", (("ids", (HIDDEN,)), ("activation", "leaky_relu")))
DEAD = Finding(
    "dead_relu", HIDDEN, "5 of 5 neurons of 'hidden' are dead: they answer 0 to every row.", "All gave 0.",
    "Use leaky_relu.", (MEND, Remedy("Use a rate of 0.01", "set_optimizer", (("learning_rate", 0.01),))), True,
    step=120, epoch=4,
)  # fmt: skip
CHANCE = Finding("chance", None, "The network has learnt nothing yet.", "The loss is 2.3.", "Find a rate.")


@pytest.fixture
def panel(qtbot: QtBot) -> DoctorPanel:
    document = Document(small_project())
    made = DoctorPanel(document, FakePractice(document), Selection())
    made.document = document  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(312, 600)
    made.show()
    return made


def test_an_empty_list_says_that_nothing_is_wrong(panel: DoctorPanel) -> None:
    assert panel.cards == [] and not panel.well.isHidden()


def test_each_finding_is_a_card_with_its_buttons(qtbot: QtBot, panel: DoctorPanel) -> None:
    practice: Any = panel._practice
    with qtbot.waitSignal(panel.counted, check_params_cb=lambda count: count == 2):
        practice.find(DEAD, CHANCE, back=3)
    first, second = panel.cards
    assert panel.well.isHidden()
    assert TITLES["dead_relu"] in first.accessibleName() and DEAD.advice in first.accessibleName()
    assert [each.text() for each in first.remedies] == ["Use leaky_relu", "Use a rate of 0.01"]
    assert first.back is not None and first.back.text() == "Go back to epoch 3"
    assert first.show_layer is not None and first.show_layer.text() == "Show 'hidden'"
    assert (second.remedies, second.back, second.show_layer) == ((), None, None)
    first.remedies[0].click()
    first.back.click()
    assert practice.asked == [MEND, "back"]
    first.show_layer.click()
    assert panel._selection.ids == {HIDDEN}
    for label in first._words:
        assert label.height() >= label.heightForWidth(label.width())
    practice.find(DEAD, CHANCE, back=3)
    assert panel.cards == [first, second]  # nothing new: the buttons under the mouse stay
    practice.find()
    assert panel.cards == [] and not panel.well.isHidden()


def test_a_finding_is_a_note_under_its_card_behind_problems_of_the_drawing(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot)
    practice = FakePractice(bench.document)
    bench.view.drawing.diagnosis.follow(practice)
    assert bench.item(HIDDEN).note is None
    practice.find(DEAD)
    note = bench.item(HIDDEN).note
    assert note is not None and note.text == DEAD.text
    practice.find()
    assert bench.item(HIDDEN).note is None


@pytest.mark.parametrize("moved", [False, True])
def test_a_fitted_drawing_is_fitted_again_for_a_note_at_its_edge(qtbot: QtBot, moved: bool) -> None:
    bench = CanvasBench(qtbot)
    camera, item = bench.view.camera, bench.item(OUTPUT)
    practice = FakePractice(bench.document)
    bench.view.drawing.diagnosis.follow(practice)
    bench.view.resize(1100, 400)  # the tallest card just has room
    bench.view.commands.fit()
    if moved:
        camera.scroll(QPoint(0, 10))
    before = camera.scale
    practice.find(replace(DEAD, layer=OUTPUT))
    assert item.note is not None
    assert camera.shows_clear(item.bounds()) != moved and camera.fitted != moved
    scale = camera.scale
    assert (scale < before) != moved
    practice.find()
    assert camera.scale == scale  # nothing moves where all is in sight


# -- the notice -------------------------------------------------------------------------------------------------------


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def notice_at(over: QWidget, **shot: Any) -> tuple[StopNotice, Any, Document]:
    document = Document(ProjectSpec())
    runner: Any = FakeRunner(document, over)
    runner.go(RunState.PLAYING, replace(snapshot_of(document.project), **shot))
    return StopNotice(document, runner, over), runner, document


def test_stop_takes_the_best_weights_and_offers_the_last(over: QWidget) -> None:
    notice, runner, _ = notice_at(over, epoch=37, position=37.4, best_epoch=17)
    notice.stop()
    assert notice.sentence.text() == "Stopped. The weights of epoch 17 are in place, the best of this run."
    assert notice.other.text() == "Use the last ones" and not notice.isHidden()
    notice.other.click()
    assert runner.practice.asked == ["best", "last"]
    assert notice.sentence.text() == "Stopped. The last weights are in place; those of epoch 17 were better."
    notice.other.click()
    assert runner.practice.asked[-1] == "best"
    runner.go(RunState.PLAYING)
    assert notice.isHidden()


def test_the_last_weights_may_be_the_best_ones(over: QWidget) -> None:
    notice, runner, document = notice_at(over, epoch=37, position=37.0, best_epoch=37)
    notice.stop()
    assert notice.sentence.text() == "Stopped. The last weights are in place." and notice.other.isHidden()
    assert runner.practice.asked == ["last"]
    document.opened.emit()
    assert notice.isHidden()


def test_before_the_first_epoch_there_is_no_best(over: QWidget) -> None:
    notice, runner, _ = notice_at(over, epoch=0, position=0.4, best_epoch=None)
    notice.stop()
    assert runner.practice.asked == ["last"]


def test_cards_are_written_again_with_another_decimal_mark(panel: DoctorPanel) -> None:
    practice: Any = panel._practice
    practice.find(CHANCE)
    try:
        numbers.write_with(numbers.COMMA)
        rewrite()
        words = [label.text() for label in panel.cards[0].findChildren(QLabel)]
        assert "The loss is 2,3." in words
    finally:
        numbers.write_with(numbers.POINT)
