"""Targets: the column "Target and error" at the right of the output while a step is walked through.

It reads the scene and paints a few short texts and one batch of dotted lines. Its place counts as part of the drawing,
so that fitting shows it and no card lies below it. Worked shape: beside a card of 152 x 380 a column 176 wide with
three lines at the height of each of two neurons.
"""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.network import NetworkSpec
from gui import fonts, numbers
from gui.canvas.cards import Style
from gui.canvas.detail import Level, legible, readable
from gui.canvas.items import LayerItem
from gui.canvas.live import Live
from gui.canvas.plates import Shot
from gui.canvas.target_words import Entry, entries, formula, whose
from gui.theme import Theme
from gui.widgets.painting import dot
from gui.widgets.primitives import PrimitiveArray
from gui.widgets.writing import elided, text_width, write

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

GAP, WIDTH = 36.0, 176.0
LINE = 17.0
ROOMY = 58.0
"""From this distance between neurons on, each has room for three lines."""
TITLE = "Target and error"


def columns(scene: "CanvasScene") -> list[tuple[LayerItem, QRectF]]:
    """The card of every head and where its column stands; none where there is no walk.

    Cards and columns that stand there already push a column further to the right.
    """
    found: list[tuple[LayerItem, QRectF]] = []
    for head in scene.document.network.heads if scene.walking else ():
        item = scene.item(head.id)
        if item is None:
            continue
        card = item.card_rect()
        rect = QRectF(card.right() + GAP, card.top(), WIDTH, card.height())
        standing = [each.bounds() for each in scene.layers.values() if each is not item]
        for other in sorted((*standing, *(each for _, each in found)), key=QRectF.left):
            if other.intersects(rect):
                rect.moveLeft(other.right() + GAP)
        found.append((item, rect))
    return found


def column_rect(scene: "CanvasScene") -> QRectF:
    """What the columns cover; empty where there is no walk."""
    rect = QRectF()
    for _, column in columns(scene):
        rect = rect.united(column)
    return rect


def height_of(item: LayerItem, neuron: int) -> float:
    """The height in the drawing at which a neuron's lines stand; those without a slot stand at the tile "+8"."""
    card = item.card
    if card.slots is not None and neuron in card.shown:
        return item.place.y() + float(card.slots[card.shown.index(neuron)][1])
    return item.place.y() + (card.more.center().y() if card.more is not None else 0.0)


class TargetPainter:
    """Paints the column; keeps a buffer of lines."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._lines = PrimitiveArray(QLineF, 4)

    def paint(self, painter: QPainter, shot: Shot, level: Level, scene: "CanvasScene") -> None:
        """The column of every head at the present stop."""
        walk = self._live.walk
        if walk is None:
            return
        for item, rect in columns(scene):
            head = walk.heads.get(item.layer_id)
            if level is not Level.FAR:
                self._paint_column(painter, shot, scene, item, rect)
            elif head is not None:
                _draw_far(painter, rect, item, walk.loss if len(walk.heads) == 1 else head.loss, shot)

    def _paint_column(
        self, painter: QPainter, shot: Shot, scene: "CanvasScene", item: LayerItem, rect: QRectF
    ) -> None:
        found = self._entries(item, scene.document.network, scene)
        self._draw_head(painter, rect, shot, scene.document.network, item, bool(found))
        told = [entry for entry in found if entry.lines]
        self._draw_dots(painter, rect, item, told, shot.theme)
        if legible(shot.zoom, fonts.SMALL):
            _draw_entries(painter, rect, item, told, shot)

    def _entries(self, item: LayerItem, network: NetworkSpec, scene: "CanvasScene") -> tuple[Entry, ...]:
        shot = self._live.snapshot
        if shot is None or not self._live.fresh(item.layer_id):
            return ()
        activation = str(getattr(item.node.layer, "activation", ""))
        task = scene.runner.task
        asked = None if task is None else task.of(item.node.name)
        return entries(shot.walk, shot.watched, item.layer_id, activation, asked, item.names)

    def _draw_head(
        self, painter: QPainter, rect: QRectF, shot: Shot, network: NetworkSpec, item: LayerItem, known: bool
    ) -> None:
        theme, walk = shot.theme, self._live.walk
        assert walk is not None
        if readable(shot.zoom, fonts.BODY):
            line = QRectF(rect.left(), rect.top() + 9, rect.width(), 20)
            write(painter, line, TITLE, theme.ink if known else theme.off, fonts.BODY, 600)
        small, mean = legible(shot.zoom, fonts.SMALL), whose(walk)
        if small:
            line = QRectF(rect.left(), rect.top() + 27, rect.width() + 16, 18)
            text = ", ".join(part for part in (mean, formula(network, max(1, item.card.units), item.layer_id)) if part)
            shown = elided(text, small, 400, line.width())
            write(painter, line, shown, theme.ink3 if known else theme.off, small)

    def _draw_dots(
        self, painter: QPainter, rect: QRectF, item: LayerItem, told: list[Entry], theme: Theme
    ) -> None:
        """From each neuron, or from the end of its bar, to its lines."""
        if not told:
            return
        lines = np.empty((len(told), 4))
        for at, entry in enumerate(told):
            y = height_of(item, entry.neuron)
            lines[at] = _leaves(item, entry.neuron), y, rect.left() - 8, y
        self._lines.resize(len(lines))
        self._lines.ndarray()[:] = lines
        pen = QPen(theme.line2, 1.5, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.0, 2.6])
        painter.setPen(pen)
        painter.drawLines(*self._lines.drawargs())


def _leaves(item: LayerItem, neuron: int) -> float:
    """Where the dotted line of a neuron begins."""
    card = item.card
    if card.style is Style.BARS or card.slots is None or neuron not in card.shown:
        return item.port_out().x() + 4
    return item.place.x() + float(card.slots[card.shown.index(neuron)][0]) + card.face / 2 + 8


def _draw_far(painter: QPainter, rect: QRectF, item: LayerItem, loss: float, shot: Shot) -> None:
    """From afar the loss alone, as large on the screen at every zoom."""
    if not np.isfinite(loss):
        return
    size = round(fonts.SMALL / shot.zoom, 1)
    y = item.place.y()
    radius = 3.5 / shot.zoom
    dot(painter, QPointF(rect.left(), y), radius, shot.theme.error)
    line = QRectF(rect.left() + 2.5 * radius, y - size, rect.width(), 2 * size)
    write(painter, line, numbers.loss(loss), shot.theme.error, size, 500, tabular=True)


def _draw_entries(painter: QPainter, rect: QRectF, item: LayerItem, told: list[Entry], shot: Shot) -> None:
    """Three lines where there is room, else one; around the wanted class the others give way."""
    heights = {entry.neuron: height_of(item, entry.neuron) for entry in told}
    slots = item.card.slots
    pitch = float(np.diff(slots[:, 1]).min()) if slots is not None and len(slots) > 1 else ROOMY
    roomy = pitch >= ROOMY
    apart = (1.5 * block_size(shot.zoom) / fonts.SMALL + 0.6) * LINE
    leads = [heights[entry.neuron] for entry in told if entry.lead]
    for entry in told:
        y = heights[entry.neuron]
        if roomy or entry.lead:
            _draw_block(painter, rect, y, entry, shot)
        elif all(abs(y - lead) > apart for lead in leads):
            _draw_line(painter, rect, y, entry, shot)


def block_size(zoom: float) -> float:
    """The size of a block's letters: grown where the drawing is seen small, as a block has room for it."""
    return round(min(1.5 * fonts.SMALL, max(fonts.SMALL, 0.85 * fonts.SMALL / zoom)), 1)


def _draw_block(painter: QPainter, rect: QRectF, y: float, entry: Entry, shot: Shot) -> None:
    theme, size = shot.theme, block_size(shot.zoom)
    lines, height = entry.lines, LINE * size / fonts.SMALL
    top = y - height * len(lines) / 2
    for number, text in enumerate(lines):
        line = QRectF(rect.left(), top + number * height, rect.width(), height)
        if text == entry.error:
            _draw_error(painter, line, text, theme, size)
        elif text == entry.wanted:
            write(painter, line, elided(text, size, 600, line.width()), theme.ink, size, 600, tabular=True)
        else:
            write(painter, line, text, theme.ink2, size, tabular=True)


def _draw_line(painter: QPainter, rect: QRectF, y: float, entry: Entry, shot: Shot) -> None:
    theme, size = shot.theme, legible(shot.zoom, fonts.SMALL)
    line = QRectF(rect.left(), y - LINE / 2, rect.width(), LINE)
    if entry.wanted:
        write(painter, line, entry.wanted, theme.ink2, size, 500, tabular=True)
        line.setLeft(line.left() + text_width(entry.wanted, size, 500, True) + 10)
    if entry.error:
        _draw_error(painter, line, entry.error, theme, size)


def _draw_error(painter: QPainter, line: QRectF, text: str, theme: Theme, size: float) -> None:
    dot(painter, QPointF(line.left() + 4, line.center().y()), 3.5, theme.error)
    write(painter, line.adjusted(13, 0, 0, 0), text, theme.error, size, 500, tabular=True)
