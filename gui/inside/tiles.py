"""TileGrid: a small matrix as tiles with their numbers: filled is positive, a negative tile has an inner line.

Where the tiles are too small for numbers they are colours alone, and the mouse still tells each. It may import the
theme, fonts and numbers. Worked shape: a kernel (5, 5) in 190 x 150 px shows 25 tiles of 38 x 30 with "+0.48" in them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from gui import fonts, numbers
from gui.inside.maps import ends_of_ink
from gui.theme import Theme, current_theme, image_of, mix
from gui.widgets.labels import ElidedLabel

GAP, RADIUS, WIDE, HIGH = 2.0, 3.0, 58.0, 42.0
FOOT = 14.0
TIGHT = 7.0
"""Size in pt of numbers in narrow tiles."""
UNITS = ((5e-2, 1.0, ""), (5e-5, 1e3, "thousandths"), (5e-8, 1e6, "millionths"), (0.0, 1e9, "billionths"))
"""From which end of the scale on tiles are written in which unit: a tile has room for two decimals only."""
_SMALL = 7.0
"""Tiles smaller than this are painted as one image."""


class TileGrid(QWidget):
    """The tiles. ``pointed`` says (row, column) under the mouse, or None."""

    pointed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.values: NDArray[np.floating] = np.zeros((0, 0))
        self.full, self.ink = 1.0, False
        self._inside: NDArray[np.bool_] | None = None
        self._feet: tuple[str, ...] = ()
        self._mark: tuple[int, int] | None = None
        self._names: Mapping[tuple[int, int], str] = {}
        self._hover: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(90, 60)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(190, 150)

    def show_values(
        self, values: NDArray[np.floating], full: float, *, ink: bool = False, inside: NDArray[np.bool_] | None = None,
        feet: Sequence[str] = (), mark: tuple[int, int] | None = None,
        names: Mapping[tuple[int, int], str] | None = None,
    ) -> None:  # fmt: skip
        """(rows, columns); ``full`` ends the scale, ``ink``: grey from 0 to full, ``feet`` stand under the columns."""
        self.values, self.full, self.ink = values, full or 1.0, ink
        self._inside, self._feet, self._mark, self._names = inside, tuple(feet), mark, names or {}
        self.setAccessibleDescription(_read_out(values))
        self.update()

    def light(self, at: tuple[int, int] | None) -> None:
        """Ring the tile that is pointed at in a neighbour."""
        if at != self._hover:
            self._hover = at
            self.update()

    @property
    def unit(self) -> tuple[float, str]:
        """What numbers are multiplied by before they are written, and how that is said; 1 where they are large."""
        if self.ink or not self.values.size:
            return UNITS[0][1:]
        return next((factor, said) for least, factor, said in UNITS if self.full >= least)

    # -- geometry ----------------------------------------------------------------------------------------------------

    def tile(self) -> tuple[float, float]:
        """Width and height of a tile, with its gap."""
        rows, columns = self.values.shape
        foot = FOOT if self._feet else 0.0
        return min(WIDE, self.width() / max(1, columns)), min(HIGH, (self.height() - foot) / max(1, rows))

    def box(self, row: int, column: int) -> QRectF:
        """Where a tile lies."""
        wide, high = self.tile()
        return QRectF(column * wide, row * high, wide - GAP, high - GAP)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """(row, column) under a point."""
        rows, columns = self.values.shape
        wide, high = self.tile()
        row, column = int(place.y() // high), int(place.x() // wide)
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        if self.values.size:
            wide, high = self.tile()
            if min(wide, high) < _SMALL:
                self._paint_image(painter, theme)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_tiles(painter, theme)
            self._paint_feet(painter, theme)
            for at, width in ((self._mark, 2.0), (self._hover, 1.5)):
                if at is not None and at[0] < self.values.shape[0] and at[1] < self.values.shape[1]:
                    painter.setPen(QPen(theme.ink, width))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(self.box(*at), RADIUS, RADIUS)
        painter.end()

    def _color(self, theme: Theme, value: float) -> QColor:
        if self.ink and np.isfinite(value):
            return mix(*ends_of_ink(theme), max(0.0, value) / self.full)
        return theme.diverging_color(value / self.full)

    def _paint_tiles(self, painter: QPainter, theme: Theme) -> None:
        wide, high = self.tile()
        fonts_ = [fonts.font(size, tabular=True) for size in (fonts.CAPTION, TIGHT)]
        fits = [each for each in fonts_ if QFontMetricsF(each).horizontalAdvance("−0.00") <= wide - GAP]
        written = bool(fits) and high - GAP >= 13
        painter.setFont(fits[0] if fits else fonts_[-1])
        factor, _ = self.unit
        for row, column in np.ndindex(self.values.shape):
            value, box = float(self.values[row, column]), self.box(row, column)
            if self._inside is not None and not self._inside[row, column]:
                painter.setPen(QPen(theme.line2, 1, Qt.PenStyle.DotLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
                continue
            color = self._color(theme, value)
            painter.setPen(QPen(theme.line, 1) if self.ink else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(color)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            if value < 0 and high >= 10:
                painter.setPen(QPen(mix(color, theme.paper, 0.55), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), RADIUS - 1, RADIUS - 1)
            if written:
                painter.setPen(theme.text_on(color))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written_short(value * factor, not self.ink))

    def _paint_image(self, painter: QPainter, theme: Theme) -> None:
        wide, high = self.tile()
        rows, columns = self.values.shape
        pixels = theme.diverging(self.values / self.full)
        painter.drawImage(QRectF(0, 0, columns * wide, rows * high), image_of(pixels))

    def _paint_feet(self, painter: QPainter, theme: Theme) -> None:
        wide, high = self.tile()
        top = self.values.shape[0] * high
        painter.setFont(fonts.font(fonts.CAPTION))
        painter.setPen(theme.ink2)
        for column, text in enumerate(self._feet):
            room = QRectF(column * wide, top, wide - GAP, FOOT)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, at: tuple[int, int] | None) -> None:
        if at != self._hover:
            self._hover = at
            self.pointed.emit(at)
            self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.told(*at) if at is not None else "", self)
            return True
        return super().event(event)

    def told(self, row: int, column: int) -> str:
        """One tile in words."""
        if self._inside is not None and not self._inside[row, column]:
            return "" if self._names else "Outside: padding, counted as 0"
        name = self._names.get((row, column), f"Row {row + 1}, column {column + 1}")
        return f"{name}: {numbers.signed(float(self.values[row, column]), 6)}"


class TileBlock(QWidget):
    """A title, a caption and the tiles below."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.caption = ElidedLabel(title, "title"), ElidedLabel("", "caption")
        self.grid = TileGrid(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.caption)
        column.addSpacing(2)
        column.addWidget(self.grid, 1)

    def say(self, title: str, caption: str) -> None:
        """Other words above the tiles that are on show, their unit first where it is not 1."""
        _, unit = self.grid.unit
        self.title.setText(title)
        self.caption.setText(f"{unit} · {caption}" if unit else caption)


class Sign(QWidget):
    """×, = or Σ behind a block, at the middle of its tiles."""

    def __init__(self, text: str, block: TileBlock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._block = text, block
        self.setFixedWidth(20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(fonts.math_font(16, italic=False))
        painter.setPen(current_theme().ink2)
        grid = self._block.grid
        room = QRectF(0, grid.y(), self.width() - 2, grid.values.shape[0] * grid.tile()[1])
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


def written_short(value: float, sign: bool) -> str:
    """A number with as many decimals as a tile has room for: +0.48, −12.3, 0."""
    if not np.isfinite(value):
        return "∞" if np.isinf(value) else "nan"
    size = abs(value)
    if size >= 999.5:
        text = numbers.significant(value, 2)
    else:
        text = numbers.fixed(value, 2 if size < 9.995 else 1 if size < 99.95 else 0)
    return f"+{text}" if sign and value > 0 and text.strip("0.") else text


def _read_out(values: NDArray[np.floating]) -> str:
    """The numbers for a screen reader, where they are few."""
    if values.size > 100:
        return f"{values.shape[0]} by {values.shape[1]} numbers"
    return "; ".join(", ".join(numbers.signed(float(each), 3) for each in row) for row in values)


def scale_end(*arrays: NDArray[np.floating]) -> float:
    """A round number at or above the largest magnitude."""
    sizes = [float(np.abs(each[np.isfinite(each)]).max(initial=0.0)) for each in arrays]
    return numbers.symmetric_limit(max(sizes, default=0.0))
