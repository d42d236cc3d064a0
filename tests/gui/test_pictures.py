"""Pictures of small widgets are drawn once for each look, and the oldest go."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from gui.widgets.pictures import Pictures


def test_each_look_is_drawn_once_and_the_oldest_goes(qapp: QApplication) -> None:
    pictures, drawn = Pictures(2), []

    def draw(painter: QPainter) -> None:
        drawn.append(painter.device().width())
        painter.fillRect(0, 0, 4, 4, Qt.GlobalColor.red)

    size = QSize(8, 6)
    first = pictures.get(size, 1.0, "a", draw)
    assert pictures.get(size, 1.0, "a", draw).cacheKey() == first.cacheKey() and drawn == [8]
    image = first.toImage()
    assert image.pixelColor(1, 1).red() == 255 and image.pixelColor(6, 5).alpha() == 0
    assert pictures.get(size, 2.0, "a", draw).size() == QSize(16, 12) and drawn == [8, 16]
    pictures.get(size, 1.0, "a", draw)
    pictures.get(QSize(9, 6), 1.0, "a", draw)  # the one of twice as many pixels has not been asked for longest
    assert len(pictures) == 2 and drawn == [8, 16, 9]
    pictures.get(size, 1.0, "a", draw)
    assert drawn == [8, 16, 9]
    pictures.get(size, 2.0, "a", draw)
    assert drawn == [8, 16, 9, 16]
