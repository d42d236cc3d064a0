"""NetworkSketch: a suggested network as a small drawing: columns of neurons, thin links, units below.

It paints with the theme and knows specs only; nothing is trained yet, so no link has a sign or a colour.
Worked shape: 9-16-1 is drawn as three columns; of 16 neurons eight are drawn and the count says how many there are.
What holds maps, pictures or rows of words is drawn as squares: 26 x 26 x 16 are 16 squares.
"""

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.network import NetworkSpec
from gui import fonts, numbers
from gui.theme import current_theme, mix
from gui.widgets.painting import dot, rounded

MOST = 9
Column = tuple[int, bool]
"""How many neurons or maps, and whether they are maps, pictures or rows of words."""


class NetworkSketch(QWidget):
    """120 px high, as wide as its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: list[Column] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Suggested network")

    def show_network(self, network: NetworkSpec | None) -> None:
        """Draw this one, or nothing."""
        self._columns = columns_of(network)
        self.setAccessibleDescription("-".join(str(size) for size, _ in self._columns))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_columns(painter, QRectF(28, 4, self.width() - 56, self.height() - 8), self._columns, current_theme().panel)
        painter.end()


def columns_of(network: NetworkSpec | None) -> list[Column]:
    """What is drawn of a network; layers whose shape is not known yet, as their wires are missing, are left out."""
    if network is None:
        return []
    shapes = network.shapes
    drawn = [node for node in network.running if node.layer.kind != "Flatten" and shapes.get(node.id)]
    return [(shapes[node.id][-1], len(shapes[node.id]) > 1) for node in drawn]


def draw_columns(painter: QPainter, box: QRectF, columns: Sequence[Column], ground: QColor) -> None:
    """Paint them into ``box``, over a ground of this colour; the counts stand in its last 22 px."""
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    places = _places(box.adjusted(0, 0, 0, -22), [size for size, _ in columns])
    painter.setPen(QPen(mix(ground, theme.line2, 0.8), 0.8))
    drawn = [_drawn(column, size) for column, (size, _) in zip(places, columns, strict=True)]
    painter.drawLines([QLineF(a, b) for left, right in itertools.pairwise(drawn) for a in left for b in right])
    painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
    for column, (size, maps) in zip(places, columns, strict=True):
        for index, place in enumerate(column):
            if size > MOST and index == MOST // 2:
                for step in (-3.5, 0.0, 3.5):  # some are left out here
                    dot(painter, place + QPointF(0, step), 1.1, theme.ink3)
            elif maps:
                rounded(painter, QRectF(place.x() - 5, place.y() - 5, 10, 10), 2, theme.raised, theme.ink2, 1.5)
            else:
                dot(painter, place, 4.5, theme.raised)
                dot(painter, place, 4.5, theme.ink2, hollow=True)
        painter.setPen(theme.ink3)
        below = QRectF(column[0].x() - 28, box.bottom() - 16, 56, 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, numbers.count(size))


def _places(box: QRectF, sizes: Sequence[int]) -> list[list[QPointF]]:
    found = []
    gap = box.width() / max(1, len(sizes) - 1)
    for number, size in enumerate(sizes):
        count = min(size, MOST)
        pitch = min(13.0, box.height() / max(1, count))
        top = box.center().y() - pitch * (count - 1) / 2
        found.append([QPointF(box.left() + number * gap, top + row * pitch) for row in range(count)])
    return found


def _drawn(column: list[QPointF], size: int) -> list[QPointF]:
    """The places of a column that hold a neuron; where some are left out, the middle place says so."""
    return column if size <= MOST else [place for index, place in enumerate(column) if index != MOST // 2]
