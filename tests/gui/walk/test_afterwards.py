"""What is told of a stop beside the drawing: after its picture, in turns, and pale until then."""

from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.arithmetic import Ref, say
from gui.main_window import MainWindow
from gui.theme import current_theme
from gui.walk import afterwards
from gui.walk.afterwards import Afterwards
from gui.walk.arithmetic import EMPTY
from gui.widgets.veil import Veil
from tests.helpers.walks import Open, walked


class Run(QObject):
    """A runner and a drawing in one."""

    snapshot_ready, walk_changed, stop_wanted, painted = Signal(object), Signal(bool), Signal(), Signal()
    walk: object = None

    def take_up(self) -> None:
        """As the drawing does."""

    def come(self, walk: object) -> None:
        self.walk = walk
        self.snapshot_ready.emit(object())


def turns(run: Run, drawing: Any) -> tuple[Afterwards, list[str]]:
    made, told = Afterwards(run, drawing, run), list[str]()
    made.came.connect(lambda: told.append("came"))
    for name in "ab":
        made.add(lambda name=name: told.append(name))
    return made, told


def test_each_has_a_turn_once_the_drawing_shows_the_stop(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afterwards, "UNSEEN_MS", 60_000)
    run = Run()
    _, told = turns(run, run)
    run.come("first")
    qtbot.wait(30)
    assert told == ["came"]
    run.painted.emit()
    assert told == ["came"]
    for _ in range(20):  # frames of a motion put nothing off
        qtbot.wait(10)
        run.painted.emit()
    assert told == ["came", "a", "b"]
    run.painted.emit()
    run.come("first")  # other news of the same stop
    assert told == ["came", "a", "b", "a", "b"]
    run.come(None)  # the walk is over
    assert told[5:] == ["a", "b"]


def test_a_key_goes_first_and_nobody_loses_a_turn(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afterwards, "UNSEEN_MS", 60_000)
    run = Run()
    made, told = turns(run, run)
    run.come("first")
    run.painted.emit()
    made._next()
    run.stop_wanted.emit()
    run.painted.emit()
    qtbot.wait(30)
    assert told == ["came", "a"]
    monkeypatch.setattr(afterwards, "UNSEEN_MS", 1)  # from here on nothing is painted
    run.come("first")  # the key led nowhere
    qtbot.waitUntil(lambda: told == ["came", "a", "b"])
    run.come("second")
    run.come("third")
    qtbot.waitUntil(lambda: told[3:] == ["came", "came", "a", "b"])


def test_without_a_drawing_nobody_waits() -> None:
    run = Run()
    _, told = turns(run, None)
    run.come("first")
    assert told == ["a", "b"]


class Plain(QWidget):
    """Red, and counts how often it is painted."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paints += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.red)
        painter.end()


def test_a_veil_pales_what_was_painted_and_paints_nothing_again(qtbot: QtBot) -> None:
    panel = Plain()
    veil = Veil(panel)
    qtbot.addWidget(panel)
    panel.resize(60, 40)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: panel.paints > 0)
    before = panel.paints

    def seen() -> QColor:
        return panel.screen().grabWindow(panel.winId()).toImage().pixelColor(30, 20)

    veil.lay()
    qtbot.waitUntil(lambda: seen().green() > 0)
    assert veil.geometry() == panel.rect() and panel.paints == before
    assert seen().red() > 200 and abs(seen().green() - 0.6 * current_theme().raised.green()) < 4
    veil.lift()
    qtbot.waitUntil(lambda: panel.paints > before)
    assert not veil.laid and not veil.geometry().intersects(panel.rect())


def test_no_number_of_the_stop_before_passes_for_one_of_the_present(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(afterwards, "UNSEEN_MS", 60_000)
    window = open_window("xor")
    window.runner.open_walk(True)
    window.runner.walk_to(0, 0)
    walked(qtbot, window, 0, 0)
    panels = window.arithmetic, window.numbers.panel
    qtbot.waitUntil(lambda: window.arithmetic.equation is not None and not any(each.veil.laid for each in panels))
    stops = window.walk.strip.stops
    for key, stop in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_End, 7), (Qt.Key.Key_Left, 6)):
        before, rows = window.arithmetic.equation, window.numbers.panel.list.phases
        arrived: list[tuple[bool, ...]] = []
        window.runner.snapshot_ready.connect(
            found := lambda _news: arrived.append(tuple(each.veil.laid for each in panels))  # noqa: B023
        )
        QTest.keyClick(stops, key)
        while not arrived:
            QApplication.processEvents()
        window.runner.snapshot_ready.disconnect(found)
        told = window.arithmetic.equation is not before, window.numbers.panel.list.phases is not rows
        assert arrived[0] == (True, True) and told == (False, False)
        walk = walked(qtbot, window, 0, stop)
        qtbot.waitUntil(lambda: not any(each.veil.laid for each in panels))
        equation = window.arithmetic.equation
        assert walk.stop is not None and equation is not None and equation.kind == walk.stop.kind.value
        assert equation is not before and window.numbers.panel.list.phases is not rows


def test_an_answer_that_comes_while_a_key_is_on_its_way_is_asked_for_again(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("xor")
    window.runner.open_walk(True)
    window.runner.walk_to(0, 0)
    walked(qtbot, window, 0, 0)
    qtbot.waitUntil(lambda: window.arithmetic.equation is not None)
    explaining, asked = window.explaining, window.explaining._asked
    assert asked is not None
    shown: list[object] = []
    monkeypatch.setattr(window.arithmetic, "show_equation", shown.append)
    explaining._hold()
    window.runner.ask(asked)
    with qtbot.waitSignal(window.runner.equation_ready):
        pass
    assert not shown
    explaining._follow()  # the key led nowhere
    qtbot.waitUntil(lambda: shown == [window.arithmetic.equation])


def _arrives(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """Press a key of the strip and wait for its snapshot alone."""
    with qtbot.waitSignal(window.runner.snapshot_ready):
        QTest.keyClick(window.walk.strip.stops, key)
    assert window.arithmetic.veil.laid


def test_a_copy_that_is_wanted_before_the_equation_is_there_is_of_the_present_stop(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(afterwards, "UNSEEN_MS", 60_000)
    monkeypatch.setattr(afterwards, "PAUSE_MS", 60_000)
    window = open_window("xor")
    window.runner.open_walk(True)
    walked(qtbot, window, 0, -1)
    window.explaining.hasten()
    _arrives(qtbot, window, Qt.Key.Key_Right)
    window.explaining.hasten()
    qtbot.waitUntil(lambda: window.arithmetic.equation is not None and not window.arithmetic.veil.laid)
    view, former = window.arithmetic.view, window.arithmetic.view.latex_text()
    QApplication.clipboard().setText("before")
    _arrives(qtbot, window, Qt.Key.Key_End)
    view.latex.click()
    assert QApplication.clipboard().text() == "before"
    window.arithmetic._renamed()  # the former equation written again is still the former
    assert QApplication.clipboard().text() == "before"
    qtbot.waitUntil(lambda: QApplication.clipboard().text() != "before")
    assert QApplication.clipboard().text() == view.latex_text() != former
    equation = window.arithmetic.equation
    assert equation is not None and equation.kind == "update" and not window.arithmetic.veil.laid


def test_a_stop_without_an_equation_says_so_and_keeps_none_of_the_stop_before(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    window.runner.open_walk(True)
    window.runner.walk_to(0, 0)
    walk = walked(qtbot, window, 0, 0)
    panel, explaining = window.arithmetic, window.explaining
    qtbot.waitUntil(lambda: panel.equation is not None and not panel.veil.laid)
    first = panel.equation
    panel.pale()
    window.runner.equation_ready.emit(explaining._asked, None)
    assert panel.equation is None and not panel.veil.laid
    assert panel.empty.isVisible() and panel.empty.accessibleName() == say(walk.words)
    assert walk.stop is not None and walk.stop.layer is not None
    explaining.point(Ref(walk.stop.layer, (1,)), "activation")
    qtbot.waitUntil(lambda: panel.equation is not None and panel.equation is not first)
    panel.pale()
    window.runner.equation_ready.emit(explaining._asked, None)  # what was chosen has not come: that of the stop has
    qtbot.waitUntil(lambda: not panel.veil.laid)
    assert panel.equation is not None and first is not None and panel.equation.title == first.title
    window.runner.open_walk(False)
    assert panel.equation is None and panel.empty.accessibleName() == EMPTY
