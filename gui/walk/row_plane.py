"""RowPlane: the training points of two inputs, or of one input and its target, pale; the walked minibatch ringed.

It may import row_picture and core.data. Inside its ring a point lies before all pale ones. Worked shape: 400 pale
points of the spirals with 10 ringed ones; a click on any emits ``chosen`` with its row.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.data.dataset import Dataset, Prepared
from gui.accessible import CHART
from gui.data_pictures import Spots, draw_spots, spots_of
from gui.row_picture import RowPicture
from gui.theme import current_theme

MOST, SIDE, PALE, RING = 2_000, 208, 0.32, 5.5
HERE = "It is in this minibatch. Click to look at its numbers."
ELSEWHERE = "It is not in this minibatch. Click to find the step that has it."


class RowPlane(RowPicture):
    """208 px high; ``show_rows`` follows the walk."""

    accessible_role = CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ringed: NDArray[np.intp] = np.zeros(0, np.intp)
        self.trained: NDArray[np.intp] = np.zeros(0, np.intp)
        self.setFixedHeight(SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Points that are trained on; those of this minibatch are ringed.")
        self.setToolTip("All points that are trained on. Those of this minibatch are ringed. Click one to look at it.")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the list below has the same rows for the keyboard

    def show_data(self, prepared: Prepared | None) -> None:
        """Other data."""
        trained = prepared.train_index if prepared is not None else np.zeros(0, np.intp)
        self.trained, self.ringed = trained[:: -(-len(trained) // MOST) or 1], np.zeros(0, np.intp)
        self.show_dataset(prepared.dataset if prepared is not None else None)

    def show_rows(self, rows: NDArray[np.intp], looked_at: int) -> None:
        """Ring these rows, and the one that is looked at (-1: none) twice."""
        if not np.array_equal(rows, self.ringed):
            self.ringed = rows
            self.refresh()
        self.mark(looked_at)

    def sizeHint(self) -> QSize:
        return QSize(280, SIDE)

    def place_rows(self, box: QRectF, dataset: Dataset) -> Spots:
        """The ringed rows first, which are drawn last."""
        pale = self.trained[~np.isin(self.trained, self.ringed)]
        return spots_of(box, dataset, rows=np.concatenate([np.unique(self.ringed), pale]))

    def draw_rows(self, painter: QPainter, spots: Spots, dataset: Dataset) -> None:
        """Pale ones, then the minibatch and its rings."""
        count = len(np.unique(self.ringed))
        painter.setOpacity(PALE)
        draw_spots(painter, Spots(spots.rows[count:], spots.centres[count:]), dataset)
        painter.setOpacity(1.0)
        draw_spots(painter, Spots(spots.rows[:count], spots.centres[:count]), dataset)
        painter.setPen(QPen(current_theme().ink, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in spots.centres[:count].tolist():
            painter.drawEllipse(QPointF(x, y), RING, RING)

    def meant(self, spots: Spots, place: QPointF) -> int:
        """The ringed point whose ring holds the place, else the nearest of all."""
        count = len(np.unique(self.ringed))
        ringed = Spots(spots.rows[:count], spots.centres[:count]).at(place, RING)
        return ringed if ringed >= 0 else spots.at(place)

    def closing(self, row: int) -> str:
        """What a click does."""
        return HERE if row in self.ringed else ELSEWHERE
