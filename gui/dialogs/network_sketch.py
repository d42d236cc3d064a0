"""NetworkSketch: a suggested network as a small drawing: columns of neurons, thin links, units below.

It paints with the theme and knows specs only; nothing is trained yet, so no link has a sign or a colour.
Worked shape: 9-16-1 is drawn as three columns; of 16 neurons eight are drawn and the count says how many there are.
What holds maps, pictures or rows of words is drawn as squares: 26 x 26 x 16 are 16 squares.
"""

import itertools

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.network import NetworkSpec
from gui import fonts, numbers
from gui.theme import current_theme, mix
from gui.widgets.painting import dot, rounded

MOST = 9


class NetworkSketch(QWidget):
    """120 px high, as wide as its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes: list[int] = []
        self._maps: list[bool] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Suggested network")

    def show_network(self, network: NetworkSpec | None) -> None:
        """Draw this one, or nothing."""
        nodes = [node for node in network.running if node.layer.kind != "Flatten"] if network is not None else []
        shapes = [network.shapes[node.id] for node in nodes] if network is not None else []
        self._maps = [len(shape) > 1 for shape in shapes]
        self._sizes = [shape[-1] for shape in shapes]
        self.setAccessibleDescription("-".join(str(each) for each in self._sizes))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 128)

    def _columns(self, box: QRectF) -> list[list[QPointF]]:
        found = []
        gap = box.width() / max(1, len(self._sizes) - 1)
        for number, size in enumerate(self._sizes):
            count = min(size, MOST)
            pitch = min(13.0, box.height() / max(1, count))
            top = box.center().y() - pitch * (count - 1) / 2
            found.append([QPointF(box.left() + number * gap, top + row * pitch) for row in range(count)])
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns(QRectF(28, 4, self.width() - 56, self.height() - 30))
        painter.setPen(QPen(mix(theme.panel, theme.line2, 0.8), 0.8))
        drawn = [_drawn(column, size) for column, size in zip(columns, self._sizes, strict=True)]
        painter.drawLines([QLineF(a, b) for left, right in itertools.pairwise(drawn) for a in left for b in right])
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        for size, column, maps in zip(self._sizes, columns, self._maps, strict=True):
            for index, place in enumerate(column):
                if size > MOST and index == MOST // 2:
                    for step in (-3.5, 0.0, 3.5):  # some are left out here
                        dot(painter, place + QPointF(0, step), 1.1, theme.ink3)
                    continue
                if maps:
                    rounded(painter, QRectF(place.x() - 5, place.y() - 5, 10, 10), 2, theme.raised, theme.ink2, 1.5)
                    continue
                dot(painter, place, 4.5, theme.raised)
                dot(painter, place, 4.5, theme.ink2, hollow=True)
            painter.setPen(theme.ink3)
            below = QRectF(column[0].x() - 28, self.height() - 20, 56, 16)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, numbers.count(size))
        painter.end()


def _drawn(column: list[QPointF], size: int) -> list[QPointF]:
    """The places of a column that hold a neuron; where some are left out, the middle place says so."""
    return column if size <= MOST else [place for index, place in enumerate(column) if index != MOST // 2]
