"""ConfusionMatrix: how often each class was taken for which, a cell per pair.

It may import painting and the theme; it knows counts and names only, and repaints only for new counts. Rows are the
actual classes, columns the predicted ones. Worked shape: ten digits give a (10, 10) matrix, its diagonal the right
ones.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import fonts, numbers
from gui.accessible import CHART
from gui.theme import Theme, current_theme, mix
from gui.widgets.painting import rounded
from gui.widgets.writing import CENTER, RIGHT, elided, text_width, write

LARGEST, READABLE, NAMES = 64.0, 15.0, 72.0  # px: largest cell, smallest with a number, widest column of names
TIGHT, TIGHTEST = 7.0, 6.0
"""Sizes in pt of numbers in cells that are narrow, and very narrow."""
_STEPS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip


def sentence(count: int, actual: str, predicted: str) -> str:
    """What one cell says."""
    rows = numbers.counted(count, "row")
    if actual == predicted:
        return f"{rows} of {actual} taken for what {'it is' if count == 1 else 'they are'}"
    return f"{rows} of {actual} taken for {predicted}"


class ConfusionMatrix(QWidget):
    """``hovered`` carries the sentence of the cell under the mouse, or an empty text; ``chosen`` a clicked cell."""

    accessible_role = CHART

    hovered = Signal(str)
    chosen = Signal(int, int)
    """(actual, predicted)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self.names: tuple[str, ...] = ()
        self.stale = False
        self._at: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 4)
        self.setMinimumSize(120, 110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Confusion matrix")
        self.setToolTip("A row for each actual class, a column for each predicted one. The diagonal is right.\n"
                        "Click a cell to see its rows, or choose it with the arrow keys and Enter.")  # fmt: skip

    def show_counts(self, counts: NDArray[np.int64], names: Sequence[str], stale: bool) -> None:
        """Other counts ``counts[actual, predicted]``; repaints only if they are others."""
        same = self.counts.shape == counts.shape and bool((self.counts == counts).all())
        if same and self.names == tuple(names) and self.stale == stale:
            return
        self.counts, self.names, self.stale = counts, tuple(names), stale
        right, whole = int(np.trace(counts)), int(counts.sum())
        self.setAccessibleDescription(f"{numbers.count(right)} of {numbers.count(whole)} right")
        self.update()

    def name(self, index: int) -> str:
        """The name of a class."""
        return self.names[index] if index < len(self.names) else str(index)

    # -- geometry ----------------------------------------------------------------------------------------------------

    def _font(self) -> QFont:
        return fonts.font(fonts.CAPTION, tabular=True)

    def _widest(self) -> float:
        """Width of the longest name."""
        names = [self.name(index) for index in range(max(1, len(self.counts)))]
        return max(text_width(name, fonts.CAPTION, tabular=True) for name in names)

    def _grid(self) -> tuple[QRectF, float]:
        """The box of all cells and the side of one."""
        count = max(1, len(self.counts))
        left, top = 16.0 + min(self._widest(), NAMES) + 6.0, 32.0
        side = min((self.width() - left - 2) / count, (self.height() - top - 2) / count, LARGEST)
        side = max(1.0, float(int(side)) if side > 4 else side)
        free = self.width() - left - side * count
        return QRectF(left + min(free, max(0.0, free / 2 - left / 4)), top, side * count, side * count), side

    def height_for(self, width: int) -> int:
        """The height that the matrix needs at this width, no more."""
        count = max(1, len(self.counts))
        return round(34 + count * min(LARGEST, (width - 24 - min(self._widest(), NAMES)) / count))

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """(actual, predicted) under a point."""
        box, side = self._grid()
        if not len(self.counts) or not box.contains(place):
            return None
        last = len(self.counts) - 1
        return min(last, int((place.y() - box.top()) / side)), min(last, int((place.x() - box.left()) / side))

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self.counts):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, side = self._grid()
        self._paint_cells(painter, box, side)
        self._paint_names(painter, box, side)
        painter.end()

    def _paint_cells(self, painter: QPainter, box: QRectF, side: float) -> None:
        theme = current_theme()
        count = len(self.counts)
        painter.fillRect(box, theme.raised)
        painter.setPen(QPen(theme.line, 1.0))
        if side > 6:
            for k in range(count + 1):
                x, y = box.left() + k * side, box.top() + k * side
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        sums = np.maximum(self.counts.sum(axis=1), 1).tolist()
        gap = 1.0 if side > 6 else 0.0
        for actual, predicted in np.argwhere(self.counts > 0).tolist():
            value = int(self.counts[actual, predicted])
            fill = _tint(theme, value / sums[actual], actual == predicted, self.stale)
            place = QRectF(box.left() + predicted * side, box.top() + actual * side, side, side)
            rounded(painter, place.adjusted(gap, gap, -gap, -gap), 3 if side > 12 else 0, fill)
            if side >= READABLE:
                text, size = _fitting(value, side)
                write(painter, place, text, theme.off if self.stale else theme.text_on(fill), size, 400, CENTER, True)
        if self._at is not None:
            actual, predicted = self._at
            place = QRectF(box.left() + predicted * side, box.top() + actual * side, side, side)
            rounded(painter, place, 3, None, theme.ink, 1.5)

    def _paint_names(self, painter: QPainter, box: QRectF, side: float) -> None:
        theme = current_theme()
        every = max(1, -(-13 // max(1, int(side))))
        for index in range(0, len(self.counts), every):
            ink = theme.ink if self._at is not None and index in self._at else theme.ink2
            beside = QRectF(box.left() - NAMES - 6, box.top() + index * side, NAMES, side * every)
            _name(painter, beside, self.name(index), ink, RIGHT)
            above = QRectF(box.left() + index * side, box.top() - 18, side * every, 16)
            _name(painter, above, self.name(index), ink, CENTER)
        _name(painter, QRectF(box.left(), box.top() - 33, box.width(), 15), "predicted", theme.ink3, CENTER)
        painter.save()
        painter.translate(box.left() - min(self._widest(), NAMES) - 15, box.center().y())
        painter.rotate(-90)
        painter.setPen(theme.ink3)
        painter.setFont(self._font())
        painter.drawText(QRectF(-60, -8, 120, 16), int(CENTER), "actual")
        painter.restore()

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.cell_at(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(at)

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, step = len(self.counts) - 1, _STEPS.get(Qt.Key(event.key()))
        if step is not None and last >= 0:
            now = self._at or (0, 0)
            moved = now if self._at is None else (now[0] + step[0], now[1] + step[1])
            self._point((min(last, max(0, moved[0])), min(last, max(0, moved[1]))))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at is not None:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _choose(self, at: tuple[int, int]) -> None:
        if self.counts[at]:
            self.chosen.emit(*at)

    def _point(self, at: tuple[int, int] | None) -> None:
        if at == self._at:
            return
        self._at = at
        full = at is not None and self.counts[at] > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if full else Qt.CursorShape.ArrowCursor)
        if at is not None:
            self.setAccessibleDescription(sentence(int(self.counts[at]), self.name(at[0]), self.name(at[1])))
        self.hovered.emit("" if at is None else sentence(int(self.counts[at]), self.name(at[0]), self.name(at[1])))
        self.update()


def _name(painter: QPainter, place: QRectF, text: str, ink: QColor, align: Qt.AlignmentFlag) -> None:
    """A word beside the cells, cut where it does not fit."""
    cut = elided(text, fonts.CAPTION, 400, place.width(), tabular=True)
    write(painter, place, cut, ink, fonts.CAPTION, 400, align, tabular=True)


@lru_cache(maxsize=4096)
def _tint(theme: Theme, share: float, right: bool, stale: bool) -> QColor:
    """The fill of a cell that holds this share of its row."""
    # Of mistakes the cube root: one in forty must be seen.
    fill = theme.confusion(share if right else share ** (1 / 3), right)
    return mix(theme.raised, fill, 0.3) if stale else fill


@lru_cache(maxsize=4096)
def _fitting(value: int, side: float) -> tuple[str, float]:
    """What is written in a cell and its size: the number, smaller where it is tight, in thousands where it is long."""
    written, choices = numbers.count(value), list[tuple[str, float]]()
    choices += [(written, size) for size in (fonts.CAPTION, TIGHT, TIGHTEST)]
    if value >= 100:  # what does not fit is told in thousands: .3k, 1k, 12k; the read-out has the number
        tenths = f"{numbers.fixed(value / 1000, 1)}k".removeprefix("0")
        whole = [f"{value / 1000:.0f}k"] if value >= 950 else []
        choices += [(text, size) for text in (tenths, *whole) for size in (TIGHT, TIGHTEST)]
    for text, size in choices:
        if QFontMetricsF(fonts.font(size, tabular=True)).horizontalAdvance(text) <= side - 3:
            return text, size
    return "·", fonts.CAPTION
