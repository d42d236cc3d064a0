"""PySide6 6.12.0 loses a reference to None in three QPainter calls: Python 3.11 aborts within seconds.

The pin of pyproject.toml keeps it away; here the installed version is measured in a custom paint, and the pin read.
"""

import sys
import tomllib
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 2000


class _Painted(QWidget):
    lost = 0
    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pen, color = QPen(Qt.PenStyle.NoPen), QColor("#1D2024")
        point, rect = QPointF(5, 5), QRectF(0, 0, 9, 9)
        before = sys.getrefcount(None)
        for _ in range(CALLS):
            painter.setPen(pen)
            painter.setPen(color)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(point, 3.0, 3.0)
            painter.drawEllipse(rect)
        self.lost = before - sys.getrefcount(None)
        self.painted = True
        painter.end()


def test_painting_loses_no_reference_to_none(qtbot: QtBot) -> None:
    widget = _Painted()
    qtbot.addWidget(widget)
    widget.resize(20, 20)
    widget.grab()
    assert widget.painted
    # The defect would cost at least one reference a call; a few come and go by themselves.
    assert widget.lost < CALLS / 2


def test_the_pin_keeps_the_bad_version_from_old_pythons() -> None:
    text = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    needed = tomllib.loads(text)["project"]["dependencies"]
    assert "PySide6-Essentials>=6.8,<6.12; python_version < '3.12'" in needed
    assert "PySide6-Essentials>=6.8; python_version >= '3.12'" in needed
