"""Rows of numbers are drawn by Qt as lines and points, exactly as many as there are."""

import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from gui.widgets.primitives import PrimitiveArray


@pytest.fixture
def sheet() -> QImage:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return image


def dark(sheet: QImage) -> set[tuple[int, int]]:
    """(x, y) of all pixels that were drawn upon."""
    return {(x, y) for x in range(20) for y in range(10) if sheet.pixelColor(x, y).lightness() < 128}


def test_lines_are_drawn_from_the_numbers(sheet: QImage, qapp: object) -> None:
    lines = PrimitiveArray(QLineF, 4)
    lines.resize(2)
    lines.ndarray()[:] = [[2, 3, 5, 3], [10, 7, 12, 7]]
    painter = QPainter(sheet)
    painter.drawLines(*lines.drawargs())
    painter.end()
    assert dark(sheet) == {(x, 3) for x in (2, 3, 4, 5)} | {(x, 7) for x in (10, 11, 12)}


def test_fewer_are_drawn_without_a_new_array_and_none_draw_nothing(sheet: QImage, qapp: object) -> None:
    points = PrimitiveArray(QPointF, 2)
    painter = QPainter(sheet)
    painter.drawPoints(*points.drawargs())
    points.resize(3)
    points.ndarray()[:] = [[1, 1], [2, 2], [3, 3]]
    before = points.ndarray()
    points.resize(1)
    painter.drawPoints(*points.drawargs())
    painter.end()
    assert len(points) == 1 and np.shares_memory(before, points.ndarray())
    assert dark(sheet) == {(1, 1)}


def test_the_canvas_does_without_pyqtgraph() -> None:
    """It would be loaded before the window is seen."""
    code = "import gui.canvas.view, gui.main_window, sys; print('pyqtgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
