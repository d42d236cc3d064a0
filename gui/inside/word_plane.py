"""WordPlane: the words of an Embedding as points on a plane, with names where there is room for them.

The chosen word and its neighbours are named first; a name that would lie on another, or on a point, is left out. It may
import pyqtgraph, the theme and fonts. Worked shape: 138 points, about 60 of them named.
"""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.inside import Projection
from gui import fonts
from gui.plots.plot_view import PlotView
from gui.theme import Theme, current_theme

LABELS = 90


class WordPlane(PlotView):
    """Points with names. ``chosen`` carries the number of the word that was clicked."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.plane: Projection | None = None
        self.names: tuple[str, ...] = ()
        self.first: tuple[int, ...] = ()
        self.labelled: list[tuple[int, QRectF]] = []
        self.setAccessibleName("The words on a plane")
        self.setToolTip("Each point is a word; near ones are used alike. Click one to see its neighbours. "
                        "Drag to move, turn the wheel to zoom, double-click to see all.")  # fmt: skip
        self.setMinimumSize(160, 100)
        self.points = pg.ScatterPlotItem(pxMode=True, size=5, pen=None)
        self.view.addItem(self.points)
        self.scene().sigMouseClicked.connect(self._clicked)
        self.dress(current_theme())

    def dress(self, theme: Theme) -> None:
        """Take the colours of ``theme``."""
        self.setBackground(theme.paper)
        self.points.setBrush(pg.mkBrush(theme.ink3))
        self.viewport().update()

    def show_words(self, plane: Projection, names: tuple[str, ...], first: tuple[int, ...]) -> None:
        """``names`` by the words' numbers; ``first`` are labelled before all others, the very first set off."""
        self.plane, self.names, self.first = plane, names, first
        self.points.setData(x=plane.points[:, 0].copy(), y=plane.points[:, 1].copy())
        near = set(first)
        self.setAccessibleDescription(f"{len(plane.words)} words; near the chosen one: {len(near)}")
        self.viewport().update()

    def _clicked(self, event: Any) -> None:
        if event.double():
            self.view.enableAutoRange()
            return
        if self.plane is None or not len(self.plane.points):
            return
        at = event.scenePos()
        places = self._places()
        away = np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y())
        best = int(np.argmin(away))
        named = next((index for index, box in self.labelled if box.contains(at)), best if away[best] < 14 else None)
        if named is not None:
            self.chosen.emit(int(self.plane.words[named]))

    def _places(self) -> np.ndarray[Any, Any]:
        """Where the points lie in the viewport, (words, 2)."""
        assert self.plane is not None
        box, view = self.view.viewRect(), self.view.sceneBoundingRect()
        share = (self.plane.points - [box.left(), box.top()]) / [box.width() or 1.0, box.height() or 1.0]
        return np.stack(
            [view.left() + share[:, 0] * view.width(), view.bottom() - share[:, 1] * view.height()], axis=1
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.plane is None or not len(self.plane.points):
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_labels(painter, current_theme())
        painter.end()

    def _paint_labels(self, painter: QPainter, theme: Theme) -> None:
        assert self.plane is not None
        font, strong = fonts.font(fonts.CAPTION), fonts.font(fonts.SMALL, 600)
        measures = QFontMetricsF(font), QFontMetricsF(strong)
        index_of = {int(word): index for index, word in enumerate(self.plane.words)}
        lead = [index_of[word] for word in self.first if word in index_of]
        order = lead + [index for index in range(len(self.plane.words)) if index not in set(lead)]
        places, room = self._places(), QRectF(self.viewport().rect())
        self.labelled = []
        for index in order:
            if len(self.labelled) >= LABELS:
                break
            near = index in lead
            name = self.names[int(self.plane.words[index])] if int(self.plane.words[index]) < len(self.names) else ""
            box = self._free_box(places, index, measures[near].horizontalAdvance(name) + 2, near, room)
            if not name or box is None:
                continue
            self.labelled.append((index, box))
            painter.setFont(strong if near else font)
            painter.setPen(theme.ink if near else theme.ink3)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        for at, index in enumerate(lead):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ink)
            x, y = (float(each) for each in places[index])
            painter.drawEllipse(QPointF(x, y), 4.5 if at == 0 else 3.2, 4.5 if at == 0 else 3.2)


    def _free_box(
        self, places: np.ndarray[Any, Any], index: int, wide: float, near: bool, room: QRectF
    ) -> QRectF | None:  # fmt: skip
        """Right or left of a point, where no other label lies, and no point either unless it is a near word's."""
        x, y = (float(each) for each in places[index])
        for left in (x + 5, x - 6 - wide):
            box = QRectF(left, y - 7, wide, 14)
            if not room.contains(box) or any(box.intersects(other) for _, other in self.labelled):
                continue
            within = (np.abs(places[:, 0] - box.center().x()) < wide / 2 + 2) & (np.abs(places[:, 1] - y) < 8)
            within[index] = False
            if near or not within.any():
                return box
        return None
