"""CellPicker: all numbers of a layer, to choose a cell from: maps with one large, a sequence, or a row of units.

It may import the maps. Worked shape: (6, 28, 28) shows map 3 large and all six small below; (5, 14) five filters as
rows, a column for each place; (120,) units in rows of 32.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.arithmetic import Index
from gui.inside.lens import Scale
from gui.inside.maps import MapSheet, MapView
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import ElidedLabel

Floats = NDArray[np.floating]
ROW = 32


class CellPicker(QWidget):
    """``cell_wanted`` carries the Index the user went to."""

    cell_wanted = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.caption = ElidedLabel(title, "title"), ElidedLabel("", "caption")
        self.map, self.sheet = MapView(title), MapSheet("All maps of the layer")
        self.values: Floats = np.zeros((0,))
        self.cell: Index = (0,)
        self.scale = Scale()
        self._room: Floats = np.zeros((0, 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.strongest = FlatButton("action-search", "Go to the strongest cell of the layer", 17)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        head.addWidget(self.strongest)
        column.addLayout(head)
        column.addWidget(self.caption)
        column.addSpacing(2)
        column.addWidget(self.map, 5)
        column.addSpacing(4)
        column.addWidget(self.sheet, 2)
        self.setMinimumWidth(130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.map.place_wanted.connect(self._go)
        self.map.page_wanted.connect(self._page)
        self.sheet.chosen.connect(self._choose_map)
        self.strongest.clicked.connect(self._go_to_strongest)

    def say(self, title: str, caption: str) -> None:
        """Other words above."""
        self.title.setText(title)
        self.caption.setText(caption)
        self.map.setAccessibleName(title)

    def show_cells(
        self, values: Floats, cell: Index, full: float | None = None
    ) -> None:  # fmt: skip
        """(channels, ...), the chosen cell, and the end of the scale; its own without one."""
        self.values, self.cell = values, cell
        full = self.scale.of(values) if full is None else full
        maps = values.ndim == 3
        self.sheet.setVisible(maps and len(values) > 1)
        place: tuple[int, int] | None
        if maps:
            shown, place = values[cell[0]], (cell[1], cell[2])
            if len(values) > 1:
                self.sheet.show_maps(values, full, cell[0])
        elif values.ndim == 2:
            shown, place = values, (cell[0], cell[1])
        else:
            shown, place = in_rows(values), divmod(cell[0], ROW)
        self.map.show_map(
            shown, full, place=place, stretched=not maps
        )

    def _go(self, place: tuple[int, int]) -> None:
        row, column = place
        if self.values.ndim == 3:
            self.cell_wanted.emit((self.cell[0], row, column))
        elif self.values.ndim == 2:
            self.cell_wanted.emit((row, column))
        elif row * ROW + column < len(self.values):
            self.cell_wanted.emit((row * ROW + column,))

    def _go_to_strongest(self) -> None:
        if self.values.size:
            at = np.unravel_index(int(np.argmax(np.abs(np.nan_to_num(self.values)))), self.values.shape)
            self.cell_wanted.emit(tuple(int(each) for each in at))

    def _page(self, by: int) -> None:
        if self.values.ndim > 1:
            self._choose_map(min(max(self.cell[0] + by, 0), len(self.values) - 1))

    def _choose_map(self, index: int) -> None:
        if index != self.cell[0]:
            self.cell_wanted.emit((index, *self.cell[1:]))


def in_rows(values: Floats) -> Floats:
    """(units,) in rows of 32, zeros behind the last."""
    if len(values) <= ROW:
        return values.reshape(1, -1)
    rows = -(-len(values) // ROW)
    found = np.zeros(rows * ROW, values.dtype)
    found[: len(values)] = values
    return found.reshape(rows, ROW)
