"""Short texts that are laid out once: where they stand and what they are cut to."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.widgets.writing import CENTER, LEFT, RIGHT, elided, laid_out, text_width, write

BOX = QRectF(20, 10, 160, 30)


def _inked(align: Qt.AlignmentFlag) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is written."""
    image = QImage(200, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    write(painter, BOX, "8.88", QColor("black"), 10, 600, align, tabular=True)
    painter.end()
    dark = [(x, y) for x in range(200) for y in range(50) if image.pixelColor(x, y).lightness() < 128]
    xs, ys = zip(*dark, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


@pytest.mark.parametrize(("align", "share"), [(LEFT, 0.0), (CENTER, 0.5), (RIGHT, 1.0)])
def test_a_text_stands_where_it_should(qapp: QApplication, align: Qt.AlignmentFlag, share: float) -> None:
    left, top, right, bottom = _inked(align)
    free = BOX.width() - text_width("8.88", 10, 600, tabular=True)
    assert left == pytest.approx(BOX.left() + share * free, abs=2)
    assert right < BOX.right()
    assert (top + bottom) / 2 == pytest.approx(BOX.center().y(), abs=2)


def test_a_text_is_laid_out_once(qapp: QApplication) -> None:
    assert laid_out("0.25", 8.5, 400, True) is laid_out("0.25", 8.5, 400, True)


def test_tabular_digits_are_cut_by_their_own_width(qapp: QApplication) -> None:
    wide = text_width("1111111111", 9, 400, tabular=True)
    assert elided("1111111111", 9, 400, wide + 1, tabular=True) == "1111111111"
    assert elided("1111111111", 9, 400, wide / 2, tabular=True).endswith("…")
