"""MapView: one map large, with a cell to choose; MapSheet: all maps of a layer small, one of them chosen.

Both take the keyboard: arrows move the cell, Page Up and Page Down go from map to map. They may import the theme.
Worked shape: map 3 of LeNet-5's c1, (28, 28), in 170 x 170 px with the cell (21, 14) ringed.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.accessible import PICTURE
from gui.theme import Theme, current_theme, image_of

Floats = NDArray[np.floating]
Place = tuple[int, int]
KEYS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip
PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


def ends_of_ink(theme: Theme) -> tuple[QColor, QColor]:
    """What 0 and the largest number of a grey picture look like."""
    return (theme.sunken if theme.dark else theme.raised), theme.ink


def picture(values: Floats, full: float, ink: bool, theme: Theme) -> QImage:
    """(rows, columns) as pixels: the diverging scale, or grey from 0 to ``full``."""
    if not ink:
        return image_of(theme.diverging(values / full))
    share = np.clip(np.nan_to_num(values) / full, 0.0, 1.0)[..., None]
    low, high = (np.array([c.red(), c.green(), c.blue()]) for c in ends_of_ink(theme))
    red, green, blue = np.moveaxis(np.rint(low + (high - low) * share).astype(np.uint32), -1, 0)
    return image_of((0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32))


class MapView(QWidget):
    """One map. ``place_wanted`` carries the (row, column) that was clicked or reached by key."""

    accessible_role = PICTURE

    place_wanted = Signal(object)
    page_wanted = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: Floats = np.zeros((0, 0))
        self.full, self.ink, self.stretched = 1.0, False, False
        self.place: Place | None = None
        self.rings: tuple[QRectF, ...] = ()
        self.dots: Floats | None = None
        self._image: tuple[object, QImage] | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 4)
        self.setMinimumSize(60, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip("Click a cell; arrow keys move it, Page Up and Page Down choose another map.")

    def sizeHint(self) -> QSize:
        return QSize(170, 170)

    def show_map(
        self, values: Floats, full: float, *, ink: bool = False, place: Place | None = None,
        rings: tuple[QRectF, ...] = (), dots: Floats | None = None, stretched: bool = False,
    ) -> None:  # fmt: skip
        """(rows, columns). ``rings``: boxes in cells; ``dots`` (rows, columns): marks, 0 to 1; ``stretched``: fills."""
        if values is not self.values or (full, ink) != (self.full, self.ink):
            self._image = None
        self.values, self.full, self.ink, self.stretched = values, full or 1.0, ink, stretched
        self.place, self.rings, self.dots = place, rings, dots
        self.setAccessibleDescription(f"Row {place[0] + 1}, column {place[1] + 1}" if place is not None else "")
        self.update()

    # -- geometry ----------------------------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Where the map lies: square cells from the top left, or the whole widget."""
        rows, columns = self.values.shape if self.values.size else (1, 1)
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.stretched:
            return QRectF(room.left(), room.top(), room.width(), min(room.height(), rows * 34.0))
        side = min(room.width() / columns, room.height() / rows)
        return QRectF(room.left(), room.top(), columns * side, rows * side)

    def box(self, place: QRectF) -> QRectF:
        """A box in cells (column, row, columns, rows) on the screen."""
        area = self.area()
        rows, columns = self.values.shape
        wide, high = area.width() / columns, area.height() / rows
        left, top = area.left() + place.left() * wide, area.top() + place.top() * high
        return QRectF(left, top, place.width() * wide, place.height() * high)

    def place_at(self, point: QPointF) -> Place | None:
        """The cell under a point."""
        area = self.area()
        if not self.values.size or not area.contains(point):
            return None
        rows, columns = self.values.shape
        row = min(rows - 1, int((point.y() - area.top()) / area.height() * rows))
        return row, min(columns - 1, int((point.x() - area.left()) / area.width() * columns))

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        if self.values.size:
            if self._image is None or self._image[0] is not theme:
                self._image = (theme, picture(self.values, self.full, self.ink, theme))
            area = self.area()
            painter.drawImage(area, self._image[1])
            painter.setPen(theme.line2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_dots(painter, theme)
            for ring in self.rings:
                self._paint_ring(painter, theme, self.box(ring))
            if self.place is not None:
                row, column = self.place
                self._paint_ring(painter, theme, self.box(QRectF(column, row, 1, 1)))
        painter.end()

    def _paint_ring(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        grow = max(1.0, (7.0 - min(box.width(), box.height())) / 2)
        box = box.adjusted(-grow, -grow, grow, grow)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.paper, 3.5))
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(QPen(theme.ink, 1.75))
        painter.drawRoundedRect(box, 2, 2)

    def _paint_dots(self, painter: QPainter, theme: Theme) -> None:
        """Discs on the cells that have a mark, larger for a larger one, in one colour: one call for each."""
        if self.dots is None:
            return
        area, (rows, columns) = self.area(), self.values.shape
        wide, high = area.width() / columns, area.height() / rows
        radius = min(wide, high) * 0.24
        if radius < 1.2:
            return
        painter.setPen(QPen(theme.paper, 0.8))
        painter.setBrush(theme.ink)
        for row, column in np.argwhere(self.dots > 0):
            size = radius * math.sqrt(min(1.0, float(self.dots[row, column])))
            center = QPointF(area.left() + (column + 0.5) * wide, area.top() + (row + 0.5) * high)
            painter.drawEllipse(center, size, size)

    # -- mouse and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._want(self.place_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._want(self.place_at(event.position()))

    def _want(self, place: Place | None) -> None:
        if place is not None and place != self.place:
            self.place_wanted.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in PAGES:
            self.page_wanted.emit(PAGES[key])
        elif key in KEYS and self.values.size:
            down, across = KEYS[key]
            row, column = self.place or (0, 0)
            rows, columns = self.values.shape
            self._want((min(max(row + down, 0), rows - 1), min(max(column + across, 0), columns - 1)))
        else:
            super().keyPressEvent(event)


class MapSheet(QWidget):
    """All maps small; ``chosen`` carries the number of the one that was clicked or reached by key."""

    chosen = Signal(int)
    GAP = 3.0

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.maps: Floats = np.zeros((0, 1, 1))
        self.full, self.at = 1.0, 0
        self._images: tuple[object, list[QImage]] | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 4)
        self.setMinimumSize(60, 30)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip("Click a map to see it large; arrow keys go from map to map.")

    def sizeHint(self) -> QSize:
        return QSize(170, 70)

    def show_maps(self, maps: Floats, full: float, at: int) -> None:
        """(maps, rows, columns), one scale for all."""
        if maps is not self.maps or full != self.full:
            self._images = None
        self.maps, self.full, self.at = maps, full or 1.0, at
        self.setAccessibleDescription(f"Map {at + 1} of {len(maps)}")
        self.update()

    def layout_of(self) -> tuple[int, float]:
        """(columns, side of a map with its gap) that make the maps largest."""
        count = max(1, len(self.maps))
        room = self.width(), self.height()
        best = (1, 0.0)
        for columns in range(1, count + 1):
            side = min(room[0] / columns, room[1] / -(-count // columns), 56.0)
            if side > best[1]:
                best = (columns, side)
        return best

    def box(self, index: int) -> QRectF:
        """Where a map lies."""
        columns, side = self.layout_of()
        row, column = divmod(index, columns)
        return QRectF(column * side + 1, row * side + 1, side - self.GAP, side - self.GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        if self._images is None or self._images[0] is not theme:
            self._images = (theme, [picture(each, self.full, False, theme) for each in self.maps])
        for index, image in enumerate(self._images[1]):
            painter.drawImage(self.box(index), image)
        if len(self.maps):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.box(self.at).adjusted(-0.5, -0.5, 0.5, 0.5), 2, 2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index in range(len(self.maps)):
            if self.box(index).contains(event.position()):
                self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, columns = Qt.Key(event.key()), self.layout_of()[0]
        if key in KEYS:
            down, across = KEYS[key]
            self._choose(self.at + down * columns + across)
        elif key in PAGES:
            self._choose(self.at + PAGES[key])
        else:
            super().keyPressEvent(event)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self.maps) and index != self.at:
            self.chosen.emit(index)
