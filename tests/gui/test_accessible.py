"""What a screen reader is told a picture is: a chart or a graphic, by its name, and never filler."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui import accessible
from gui.canvas.minimap import Minimap
from gui.canvas.view import CanvasView
from gui.plots.axes import Axes
from gui.plots.board import Board
from gui.plots.confusion import ConfusionMatrix
from gui.plots.decision_field import DecisionField
from gui.plots.header import Caption
from gui.plots.heat_map import HeatMap
from gui.plots.prediction import Prediction
from gui.plots.spread_strip import SpreadStrip
from gui.questions.rate_curve import RateCurve

ROOT = Path(__file__).resolve().parents[2]
PICTURES = (Board, ConfusionMatrix, DecisionField, HeatMap, Prediction, RateCurve, SpreadStrip)


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_a_chart(qtbot: QtBot, kind: type[QWidget]) -> None:
    accessible.install()
    accessible.install()  # once is enough
    picture = kind()
    qtbot.addWidget(picture)
    picture.setAccessibleName("Loss")
    assert role(picture) == QAccessible.Role.Chart
    assert QAccessible.queryAccessibleInterface(picture).text(QAccessible.Text.Name) == "Loss"


def test_others_stay_what_they_are(qtbot: QtBot) -> None:
    accessible.install()
    button, axes = QPushButton("Find"), Axes("Loss plot", "")
    for each in (button, axes):
        qtbot.addWidget(each)
    assert role(button) == QAccessible.Role.Button and role(axes) == QAccessible.Role.Client
    assert role(axes.plot) == QAccessible.Role.Chart
    assert QAccessible.queryAccessibleInterface(axes.plot).text(QAccessible.Text.Name) == "Loss plot"


def test_what_is_written_is_text_and_the_drawing_a_canvas(qtbot: QtBot) -> None:
    accessible.install()
    for kind, wanted in ((Caption, "StaticText"), (CanvasView, "Canvas"), (Minimap, "Graphic")):
        assert kind.accessible_role == QAccessible.Role[wanted]
    caption = Caption("500 points")
    qtbot.addWidget(caption)
    assert role(caption) == QAccessible.Role.StaticText


def test_pictures_come_and_go_while_somebody_listens(qtbot: QtBot) -> None:
    accessible.install()
    before = sys.getrefcount(None)
    for _ in range(300):
        picture = RateCurve()
        assert role(picture) == QAccessible.Role.Chart
        shiboken6.delete(picture)
    assert sys.getrefcount(None) >= before - 10


ENDS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from gui.app import make_application
from gui.canvas.minimap import Minimap
from gui.canvas.view import CanvasView
from gui.plots.axes import Axes
app = make_application(["chainrule"])
QAccessible.setActive(True)
plots = [Axes(f"Plot {number}", "") for number in range(3)]
for plot in plots:
    plot.show()
    QAccessible.queryAccessibleInterface(plot.plot).role()
QTimer.singleShot(50, app.quit)
app.exec()
"""


def test_the_program_ends_in_order_while_somebody_listens() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", ENDS], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "Error" not in done.stderr, done.stderr


TABS = """
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from gui.app import make_application
from gui.widgets.focus_ring import FocusRing
app = make_application(["chainrule"])
window = QWidget()
row = QHBoxLayout(window)
for name in ("One", "Two"):
    row.addWidget(QPushButton(name))
window.show()
window.activateWindow()
QTest.qWaitForWindowActive(window)
for _ in range(2):
    QTest.keyClick(app.focusWidget() or window, Qt.Key.Key_Tab)
    around = app.findChild(FocusRing).shown_around()
    print(around is not None and around is app.focusWidget())
"""


def test_the_program_marks_where_the_keyboard_is() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", TABS], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.split()[-1:] == ["True"], done.stdout + done.stderr
