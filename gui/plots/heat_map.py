"""HeatMap: matrices as coloured cells, a cell per number where they fit, else the largest number of each block.

It may import numbers, painting and the theme. Filled is positive; a negative cell of at least 12 px has a hole. Worked
shape: matrices (8, 2), (8, 8) and (1, 8) side by side in rounded cells of 13 px; a (300, 784) matrix on 250 x 120
pixels shows blocks of 3 x 4 numbers by the one of largest magnitude, sign kept.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.activations import Array
from core.frozen import dataclass
from gui import fonts, numbers
from gui.accessible import CHART
from gui.theme import Theme, current_theme, image_of
from gui.widgets.painting import dot, rounded
from gui.widgets.primitives import PrimitiveArray
from gui.widgets.writing import elided, write

SMALL, LARGEST, GAP, APART, FOOT, NAME = 12.0, 18.0, 1.5, 14.0, 16.0, 36.0
SAMPLE = 40_000  # numbers looked at for the scale


@dataclass(frozen=True, eq=False)
class Block:
    """One matrix (rows, columns), its name, and whether its numbers are of an older drawing."""

    name: str
    values: Array
    stale: bool = False


def largest_magnitude(values: Array, rows: int, columns: int) -> Array:
    """Reduce (r, c) to at most (rows, columns): of each block the number furthest from 0, sign kept."""
    for axis, most in ((0, rows), (1, columns)):
        size = -(-values.shape[axis] // max(1, most))
        if size > 1:
            heads = np.arange(0, values.shape[axis], size)
            high, low = np.maximum.reduceat(values, heads, axis), np.minimum.reduceat(values, heads, axis)
            values = np.where(high >= -low, high, low)
    return values


def scale_of(blocks: Sequence[Block], held: float) -> float:
    """End of the scale: a round number at the 99 % quantile of |v|; ``held`` stays unless wrong by a factor 2."""
    parts = [np.abs(block.values).reshape(-1) for block in blocks]
    sizes = np.concatenate([part[:: -(-len(part) // SAMPLE)] for part in parts if len(part)] or [np.zeros(1)])
    sizes = sizes[np.isfinite(sizes)]
    if not len(sizes) or not sizes.max() > 0:
        return held or 1.0
    place = min(len(sizes) - 1, int(0.99 * len(sizes)))
    wanted = float(np.partition(sizes, place)[place]) or float(sizes.max())
    if held and held / 2 <= wanted <= held * 2:
        return held
    return numbers.symmetric_limit(wanted)


class HeatMap(QWidget):
    """The cells. ``hovered`` says (index of the block, row, column) or None."""

    accessible_role = CHART

    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks: tuple[Block, ...] = ()
        self.full = 1.0
        self.reduced = False
        self._at: tuple[int, int, int] | None = None
        self._images: list[QImage] = []
        self._holes = PrimitiveArray(QPainter.PixmapFragment, 10)
        self.setMouseTracking(True)
        self.setMinimumSize(60, 40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_blocks(self, blocks: Sequence[Block], full: float) -> None:
        """Other numbers; ``full`` is the end of the scale."""
        self.blocks, self.full = tuple(blocks), full
        if self._at is not None and not self._holds(*self._at):
            self._point(None)
        self._prepare()
        self.update()

    def _holds(self, index: int, row: int, column: int) -> bool:
        """Whether there is such a cell, now that the matrices may be others."""
        if index >= len(self.blocks):
            return False
        rows, columns = self.blocks[index].values.shape
        return bool(row < rows and column < columns)

    def cell(self) -> float:
        """Side of the square cells; 0 where they do not fit and the matrix fills the widget as an image."""
        return cell_size([block.values.shape for block in self.blocks], self.width(), self.height())

    def _prepare(self) -> None:
        theme, side = current_theme(), self.cell()
        self._images = []
        self.reduced = False
        if side >= SMALL or not self.blocks:
            return
        for block, box in zip(self.blocks, self._boxes(), strict=True):
            ratio = self.devicePixelRatioF()
            rows, columns = max(1, int(box.height() * ratio)), max(1, int(box.width() * ratio))
            seen = largest_magnitude(block.values, rows, columns)
            self.reduced |= seen.shape != block.values.shape
            self._images.append(image_of(theme.diverging(seen / self.full)))

    def _boxes(self) -> list[QRectF]:
        """Where each block lies."""
        side = self.cell()
        if side < SMALL:
            return [QRectF(0.5, 0.5, self.width() - 1, self.height() - 1) for _ in self.blocks]
        foot = FOOT if len(self.blocks) > 1 else 0.0
        tallest = max(block.values.shape[0] for block in self.blocks) * side
        top, left, boxes = max(0.0, (self.height() - foot - tallest) / 2), 0.0, []
        for block in self.blocks:
            rows, columns = block.values.shape
            boxes.append(QRectF(left, top, columns * side, rows * side))
            left += _across(columns, side, len(self.blocks))
        return boxes

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._images:
            self._paint_images(painter)
        elif self.blocks:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for block, box in zip(self.blocks, self._boxes(), strict=True):
                self._paint_cells(painter, block, box)
        self._paint_ring(painter)
        painter.end()

    def _paint_images(self, painter: QPainter) -> None:
        theme = current_theme()
        for block, image, box in zip(self.blocks, self._images, self._boxes(), strict=True):
            painter.setOpacity(0.4 if block.stale else 1.0)
            painter.drawImage(box, image)
            painter.setOpacity(1.0)
            painter.setPen(theme.line2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)

    def _paint_cells(self, painter: QPainter, block: Block, box: QRectF) -> None:
        """Squares of colour, and over them one picture of all that is not a cell: a call for each took ten times as
        long."""
        theme, side, ratio = current_theme(), self.cell(), self.devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if block.stale:
            painter.fillRect(box, theme.paper)
            painter.setOpacity(0.4)
        painter.drawImage(box, image_of(theme.diverging(block.values / self.full)))
        painter.setOpacity(1.0)
        painter.drawPixmap(box.topLeft(), _lattice(*block.values.shape, side, theme, ratio))
        self._paint_holes(painter, block, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self.blocks) > 1:
            room = QRectF(box.left(), self.height() - FOOT + 2, max(box.width(), NAME) + APART - 4, FOOT - 2)
            text = elided(block.name, fonts.CAPTION, 400, int(room.width()))
            write(painter, room, text, theme.off if block.stale else theme.ink3, fonts.CAPTION)

    def _paint_holes(self, painter: QPainter, block: Block, box: QRectF) -> None:
        """Of all negative cells, in one call."""
        side, ratio = self.cell(), self.devicePixelRatioF()
        hole = _hole(side, current_theme(), ratio)
        down, across = np.nonzero(block.values < 0)
        self._holes.resize(len(down))
        rows, wide = self._holes.ndarray(), hole.width() / ratio
        rows[:] = 0.0, 0.0, 0.0, 0.0, hole.width(), hole.height(), 1 / ratio, 1 / ratio, 0.0, 1.0
        rows[:, 0] = np.floor((box.left() + across * side) * ratio + 0.5) / ratio + wide / 2
        rows[:, 1] = np.floor((box.top() + down * side) * ratio + 0.5) / ratio + wide / 2
        if len(down):
            painter.drawPixmapFragments(*self._holes.drawargs(), hole)

    def _paint_ring(self, painter: QPainter) -> None:
        if self._at is None or self._at[0] >= len(self.blocks):
            return
        index, row, column = self._at
        rows, columns = self.blocks[index].values.shape
        box = self._boxes()[index]
        wide, high = box.width() / columns, box.height() / rows
        inset = 0.0 if self._images else GAP / 2
        ring = QRectF(box.left() + column * wide - inset, box.top() + row * high - inset, wide, high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(current_theme().ink)
        grow = max(0.0, (5 - min(wide, high)) / 2)
        painter.drawRoundedRect(ring.adjusted(-grow, -grow, grow, grow), 2, 2)

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def cell_at(self, place: QPointF) -> tuple[int, int, int] | None:
        """(block, row, column) under a point."""
        for index, box in enumerate(self._boxes()):
            if box.contains(place):
                rows, columns = self.blocks[index].values.shape
                row = min(rows - 1, int((place.y() - box.top()) / box.height() * rows))
                return index, row, min(columns - 1, int((place.x() - box.left()) / box.width() * columns))
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.cell_at(event.position()) if self.blocks else None)

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def _point(self, at: tuple[int, int, int] | None) -> None:
        if at != self._at:
            self._at = at
            self.hovered.emit(at)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._prepare()


@lru_cache(maxsize=16)
def _lattice(rows: int, columns: int, side: float, theme: Theme, ratio: float) -> QPixmap:
    """The paper between rounded cells, which are clear."""
    made, cell = _clear(columns * side + 1, rows * side + 1, ratio), _clear(side, side, ratio)
    painter = QPainter(cell)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rounded(painter, QRectF(0, 0, side - GAP, side - GAP), 2.5, theme.ink)
    painter.end()
    painter = QPainter(made)
    painter.fillRect(QRectF(0, 0, columns * side, rows * side), theme.paper)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    for row in range(rows):
        for column in range(columns):
            painter.drawPixmap(QPointF(column * side, row * side), cell)
    painter.end()
    return made


@lru_cache(maxsize=16)
def _hole(side: float, theme: Theme, ratio: float) -> QPixmap:
    """What makes a cell a negative one."""
    made = _clear(side, side, ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dot(painter, QPointF((side - GAP) / 2, (side - GAP) / 2), side * 0.13, theme.paper)
    painter.end()
    return made


def _clear(width: float, height: float, ratio: float) -> QPixmap:
    made = QPixmap(ceil(width * ratio), ceil(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


def cell_size(shapes: Sequence[tuple[int, ...]], width: float, height: float) -> float:
    """Side of square cells, 12 to 18 px, with which matrices of these shapes fit side by side; 0 where they do not."""
    if not shapes:
        return 0.0
    foot = FOOT if len(shapes) > 1 else 0.0
    side = min(LARGEST, (height - foot) / max(shape[0] for shape in shapes))
    while side >= SMALL:
        if sum(_across(shape[1], side, len(shapes)) for shape in shapes) - APART <= width:
            return side
        side -= 0.5
    return 0.0


def _across(columns: int, side: float, blocks: int) -> float:
    """Width a matrix takes with the gap behind it: where there are several, its name needs room as well."""
    return max(columns * side, NAME if blocks > 1 else 0.0) + APART


def matrix_of(weight: NDArray[np.floating]) -> Array:
    """Any weight array as (rows, columns): a row per output; a vector is one row."""
    return weight.reshape(1, -1) if weight.ndim < 2 else weight.reshape(len(weight), -1)
