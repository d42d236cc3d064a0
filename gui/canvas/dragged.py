"""Dragged: what is being dragged over the drawing: a layer from the palette, and a wire that has not ended yet.

Dashes mean "not there yet". Worked shape: over a wire a dashed card says "insert Dense" between two dashed curves.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.layers import Layer
from gui import fonts
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.ribbons import middle_line
from gui.canvas.strokes import RADIUS, draw_port
from gui.theme import Theme
from gui.widgets.painting import rounded
from gui.widgets.writing import CENTER, text_width, write

if TYPE_CHECKING:
    from gui.canvas.painter import ScenePainter

DASHES = [2.5, 2.0]
"""In units of the pen's width of 2: strokes of 5, gaps of 4."""
GHOST = (126.0, 180.0)


def _dashed(theme: Theme, refused: bool = False) -> QPen:
    pen = QPen(theme.error if refused else theme.ink, 2.0, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern(DASHES)
    return pen


def draw_drop(painter: QPainter, view: "ScenePainter", theme: Theme) -> None:
    """Where the dragged layer would stand."""
    drop = view.scene.drop
    assert drop is not None
    where = drop.where
    if isinstance(where, LinkItem):
        start, end = where.ends()
        _ghost(painter, (start + end) / 2, f"insert {drop.title}", theme, (start, end))
    elif isinstance(where, LayerItem):
        port = where.port_out()
        center = port + QPointF(GHOST[0] / 2 + 48, 0)
        _ghost(painter, center, f"append {drop.title}", theme, (port, None))
    elif isinstance(where, QPointF):
        _ghost(painter, where, drop.title, theme, (None, None))


def _ghost(
    painter: QPainter, center: QPointF, text: str, theme: Theme, ends: tuple[QPointF | None, QPointF | None]
) -> None:
    """A dashed card where the layer would stand, wired to its neighbours."""
    width = max(GHOST[0], text_width(text, fonts.FORM, 500) + 28)
    start, end = ends
    # Where the gap is too narrow for a card, a slim one covers less of its neighbours.
    narrow = start is not None and end is not None and end.x() - start.x() < width + 24
    kind = Layer.kinds.get(text.split()[-1])
    slim = narrow or (kind is not None and issubclass(kind, Layer) and kind.slim)
    height = 40.0 if slim else GHOST[1]
    rect = QRectF(center.x() - width / 2, center.y() - height / 2, width, height)
    painter.setPen(_dashed(theme))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if start is not None and start.x() < rect.left():
        painter.drawPolyline(middle_line(start, QPointF(rect.left(), center.y())))
    if end is not None and end.x() > rect.right():
        painter.drawPolyline(middle_line(QPointF(rect.right(), center.y()), end))
    painter.setBrush(theme.raised)
    painter.drawRoundedRect(rect, min(RADIUS, height / 2), min(RADIUS, height / 2))
    write(painter, rect, text, theme.ink, fonts.FORM, 500, CENTER)


def draw_wire(painter: QPainter, view: "ScenePainter", theme: Theme) -> None:
    """The wire that is being drawn; where it cannot end, why, at the cursor."""
    wire = view.scene.wire
    assert wire is not None
    painter.setPen(_dashed(theme, bool(wire.refused)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(middle_line(wire.start, wire.end))
    if not wire.refused:
        draw_port(painter, wire.end, theme)
        return
    width = text_width(wire.refused, fonts.PANEL) + 24
    at = painter.worldTransform().map(wire.end)
    painter.save()
    painter.resetTransform()  # said at the cursor, so as large as the rest of the window at every zoom
    left = min(max(8.0, at.x() - width / 2), painter.viewport().width() - width - 8)
    rect = QRectF(left, at.y() + 16, width, 28)
    rounded(painter, rect, 6, theme.raised, theme.error)
    write(painter, rect, wire.refused, theme.error, fonts.PANEL, 400, CENTER)
    painter.restore()
