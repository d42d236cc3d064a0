"""EndNames: the names of curves, written where the curves end and apart from each other.

It may import board, series and fonts. Names lie in the scene of the plot, beside its axes, so that the axes make
room for the widest. Worked shape: three curves that end 4 px apart have their names 12 px apart.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics

from core.frozen import dataclass
from gui import fonts
from gui.plots.board import Board, Label
from gui.plots.series import nudge

HEIGHT = 12.0
WIDEST = 112
"""In pixels: a longer name is cut, so that the curves keep their room; the read-out says it whole."""


@dataclass(frozen=True)
class Name:
    """A curve's name at its end: text, where the curve ends, and its colour."""

    text: str
    x: float
    y: float
    color: QColor


class EndNames:
    """Labels of a board; ``view`` is pyqtgraph's ViewBox, places are given as they are drawn."""

    def __init__(self, board: Board, view: Any) -> None:
        self._board, self._view = board, view
        self._metrics = QFontMetrics(fonts.font(fonts.CAPTION, 500))
        self.labels: list[Label] = []

    def write(self, names: Sequence[Name]) -> float:
        """Show these names; the room they need at the right."""
        while len(self.labels) < len(names):
            self.labels.append(self._board.add_label())
        for label in self.labels[len(names) :]:
            label.hide()
        for name, label in zip(names, self.labels, strict=False):
            text = self._metrics.elidedText(name.text, Qt.TextElideMode.ElideRight, WIDEST)
            if label.text() != text:
                label.setText(text)
            label.setBrush(name.color)
            label.show()
        return max((label.boundingRect().width() for label in self.labels[: len(names)]), default=0.0) + 12.0

    def place(self, names: Sequence[Name]) -> None:
        """Put them where their curves end; where that is above or below what is looked at, a name would mislead."""
        area = self._view.sceneBoundingRect()
        ends = [self._view.mapViewToScene(QPointF(name.x, name.y)) for name in names]
        seen = [area.top() - HEIGHT <= end.y() <= area.bottom() + HEIGHT for end in ends]
        for label, shown in zip(self.labels, seen, strict=False):
            label.setVisible(shown)
        placed = [(label, end) for label, end, shown in zip(self.labels, ends, seen, strict=False) if shown]
        heights = nudge([end.y() for _, end in placed], HEIGHT, area.top() + 5, area.bottom() - 5)
        for (label, end), y in zip(placed, heights, strict=True):
            x = min(max(end.x(), area.left()), area.right())
            label.setPos(x + 7, y - label.boundingRect().height() / 2)

    def rects(self) -> list[QRectF]:
        """Where they stand, in the scene."""
        return [label.sceneBoundingRect() for label in self.labels if label.isVisible()]
