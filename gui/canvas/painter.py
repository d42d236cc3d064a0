"""ScenePainter: draws the whole scene in few calls to Qt."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene


class ScenePainter:
    """Back to front: paper, cards, links, faces, marks."""

    def __init__(self, scene: "CanvasScene") -> None:
        self.scene = scene

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what lies in ``rect``, in scene coordinates."""
        theme = current_theme()
        painter.fillRect(rect, theme.paper)
        for link in self.scene.links.values():
            painter.setPen(QPen(theme.line2, 2))
            painter.drawLine(link.source_item.port_out(), link.target_item.port_in())
        for item in self.scene.layers.values():
            painter.setPen(QPen(theme.ink if item.selected else theme.line, 1))
            painter.setBrush(theme.raised)
            painter.drawRoundedRect(item.card_rect(), 12, 12)
            painter.drawText(item.card_rect().topLeft().toPoint() + item.card_rect().toRect().topLeft() * 0, item.node.name)
