"""Map read-out: the map or the kernel under the pointer, large, in a box beside it, with what the cell there holds.

Drawn on top of everything, as large on the screen at every zoom. Worked shape: over row 5, column 7 of a 24 x 24 map a
box of 158 x 196 px with the map, a ring around the cell and "+0.8312"; a kernel of 5 x 5 shows its 25 numbers.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.activations import Array
from gui import fonts, numbers
from gui.canvas.faces import enlarge
from gui.canvas.items import LayerItem
from gui.canvas.kernels import KernelRow
from gui.canvas.live import VECTOR
from gui.canvas.plates import Shot
from gui.canvas.window import picture_rect
from gui.theme import Theme, image_of
from gui.widgets.painting import rounded
from gui.widgets.writing import CENTER, elided, text_width, write

if TYPE_CHECKING:
    from gui.canvas.painter import ScenePainter

SIDE, PAD, LINE = 164.0, 10.0, 18.0
ROOMY = 26.0
"""Cells so large hold their number."""


class Picture(NamedTuple):
    """What is enlarged: values (rows, columns), the number of full colour, the tile it belongs to, and two lines."""

    values: Array
    limit: float
    tile: QRectF
    title: str
    line: str
    cell: tuple[int, int] | None = None


def draw_read_out(painter: QPainter, view: "ScenePainter", shot: Shot) -> None:
    """The box of what the pointer is over; nothing where that is no map."""
    picture = _kernel(view) or _map(view)
    if picture is not None:
        _draw(painter, picture, shot)


def _map(view: "ScenePainter") -> Picture | None:
    marks, scene = view.scene.marks, view.scene
    item = scene.item(marks.layer) if marks.layer is not None else None
    if item is None or marks.neuron is None or marks.cell is None or marks.neuron not in item.card.shown:
        return None
    values = view.maps.values(item, scene.shown_view)
    if values is None:
        return None
    one = values[item.card.shown.index(marks.neuron)]
    line = f"from {numbers.significant(float(one.min()))} to {numbers.significant(float(one.max()))}"
    cell = marks.cell if one.shape == item.card.space else None
    if cell is not None:
        line = numbers.significant(float(one[cell]))
    limit = view.maps.limit(item, scene.shown_view, values)
    said = view.speaker.run(item.layer_id, cell[1]) if cell is not None and item.rank == 2 else ""
    return Picture(one, limit, picture_rect(item, marks.neuron), _title(item, marks.neuron, said), line, cell)


def _title(item: LayerItem, map_: int, said: str) -> str:
    rows, columns = item.card.space
    if said:
        return elided(f"map {map_ + 1} · “{said}”", fonts.SMALL, 400, SIDE)
    return f"map {map_ + 1} · {f'{rows} × {columns}' if rows > 1 else f'{columns} places'}"


def _kernel(view: "ScenePainter") -> Picture | None:
    marks = view.scene.marks
    if marks.control != "kernel" or marks.layer is None or marks.neuron is None:
        return None
    row = next((each for each in view.maps.rows.values() if each.layer == marks.layer), None)
    if row is None or marks.neuron not in row.link.target_item.card.shown:
        return None
    slot = row.link.target_item.card.shown.index(marks.neuron)
    values = view.maps.kernels(row, view.scene.shown_view)
    if values is None:
        return None
    return _of_kernel(view, row, values, slot, marks.neuron)


def _of_kernel(view: "ScenePainter", row: KernelRow, values: Array, slot: int, filter_: int) -> Picture:
    one = values[slot]
    shown = view.scene.shown_view if view.scene.shown_view in VECTOR else "weight"
    limit = view.maps.kernel_limit(row.layer, shown, values)
    line = f"from {numbers.signed(float(one.min()))} to {numbers.signed(float(one.max()))}"
    return Picture(one, limit, row.rect(slot), f"kernel {filter_ + 1} · {one.shape[0]} × {one.shape[1]}", line)


def _draw(painter: QPainter, picture: Picture, shot: Shot) -> None:
    rows, columns = picture.values.shape
    across = SIDE * min(1.0, max(0.16, columns / rows)) if rows > columns else SIDE
    down = across * rows / columns if rows > columns else SIDE * max(0.16, rows / columns)
    down = min(down, 1.6 * SIDE)
    box = _place(picture, shot, QRectF(0, 0, max(across, 128.0) + 2 * PAD, down + 2 * PAD + 2 * LINE + 2))
    theme = shot.theme
    painter.save()
    painter.resetTransform()
    rounded(painter, box, 8, theme.raised, theme.line2)
    inside = QRectF(box.center().x() - across / 2, box.top() + PAD, across, down)
    high, wide = max(2, round(down * shot.ratio)), max(2, round(across * shot.ratio))
    pixels = enlarge(theme.diverging(picture.values / max(picture.limit, 1e-30))[None], high, wide)[0]
    painter.drawImage(inside, image_of(np.ascontiguousarray(pixels)))
    painter.setPen(QPen(theme.line2, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(inside)
    if min(inside.width() / columns, inside.height() / rows) >= ROOMY:
        _numbers(painter, picture, inside, theme)
    if picture.cell is not None:
        _ring(painter, picture.cell, inside, picture.values.shape, theme)
    line = QRectF(box.left(), inside.bottom() + 5, box.width(), LINE)
    write(painter, line, picture.title, theme.ink3, fonts.SMALL, 400, CENTER)
    write(painter, line.translated(0, LINE - 2), picture.line, theme.ink, fonts.PANEL, 600, CENTER, tabular=True)
    painter.restore()


def _place(picture: Picture, shot: Shot, box: QRectF) -> QRectF:
    """Right of the tile, or left of it where there is no room; within the canvas."""
    tile = shot.transform.mapRect(picture.tile)
    x = tile.right() + 18
    if x + box.width() > shot.width - 8:
        x = tile.left() - 18 - box.width()
    y = min(max(8.0, tile.center().y() - box.height() / 2), shot.height - 8 - box.height())
    return QRectF(round(max(8.0, x)), round(y), round(box.width()), round(box.height()))


def _numbers(painter: QPainter, picture: Picture, inside: QRectF, theme: Theme) -> None:
    rows, columns = picture.values.shape
    wide, high = inside.width() / columns, inside.height() / rows
    shades = theme.diverging(picture.values / max(picture.limit, 1e-30))
    texts = [[numbers.fixed(float(value), 2) for value in line] for line in picture.values]
    if max(text_width(text, fonts.CAPTION, 500, True) for line in texts for text in line) > wide - 2:
        return
    for row, column in np.ndindex(rows, columns):
        text = texts[row][column]
        rect = QRectF(inside.left() + column * wide, inside.top() + row * high, wide, high)
        color = theme.text_on(QColor.fromRgb(int(shades[row, column])))
        write(painter, rect, text, color, fonts.CAPTION, 500, CENTER, tabular=True)


def _ring(
    painter: QPainter, cell: tuple[int, int], inside: QRectF, shape: tuple[int, ...], theme: Theme
) -> None:
    wide, high = inside.width() / shape[1], inside.height() / shape[0]
    center = QPointF(inside.left() + (cell[1] + 0.5) * wide, inside.top() + (cell[0] + 0.5) * high)
    side = max(6.0, wide), max(6.0, high)
    painter.setPen(QPen(theme.ink, 2))
    painter.drawRect(QRectF(center.x() - side[0] / 2, center.y() - side[1] / 2, *side))
