"""Minimap: a small picture of the whole drawing with a frame around what is seen, while not all of it is.

It may import the scene, the camera and painting. Click or drag in it to look elsewhere. The picture is kept and copied
while nothing moves, as the canvas below is painted sixty times a second. Worked shape: a drawing of 4,000 x 900 px is
shown 160 x 36 px large, above the zoom control.
"""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from gui.accessible import PICTURE
from gui.canvas.bundle import Points
from gui.canvas.camera import Camera, turn_wheel
from gui.canvas.scene import CanvasScene
from gui.theme import Theme, current_theme
from gui.widgets.painting import rounded
from gui.widgets.primitives import PrimitiveArray

WIDEST, HIGHEST, PAD, LEAST = 168.0, 112.0, 8.0, 28.0
"""Of the drawing in it, the frame around it, and the least side of the picture."""
SQUARE = 5.0
"""Pixels of width below which cards have no round corners."""
SLACK = 6.0
"""So many pixels of the drawing may lie outside before it counts as not seen."""


class Minimap(QWidget):
    """Shows itself when the drawing exceeds the view; ``place`` keeps it in its corner."""

    accessible_role = PICTURE

    def __init__(self, scene: CanvasScene, camera: Camera, view: QGraphicsView) -> None:
        super().__init__(view)
        self._scene, self._camera, self._view = scene, camera, view
        self._corner = QPointF()
        self._whole = QRectF()
        self._scale = 1.0
        self._picture = QPixmap()
        self._key: object = None
        self._version = 0
        self._cards = self._ends = np.zeros((0, 4))
        """Of the scene: corners of the cards, ends of the connections."""
        self._lines = PrimitiveArray(QLineF, 4)
        self._cards_drawn = PrimitiveArray(QRectF, 4)
        self.setAccessibleName("Overview of the drawing")
        self.setToolTip("Click or drag to look elsewhere; Home shows all of the drawing")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        scene.changed_layout.connect(self._redrawn)
        camera.changed.connect(self.follow)
        self._redrawn()
        self.hide()

    def place(self, right: int, bottom: int) -> None:
        """Its lower right corner in the view."""
        self._corner = QPointF(right, bottom)
        self.follow()

    def _redrawn(self) -> None:
        self._version += 1
        cards = [item.card_rect() for item in self._scene.layers.values()]
        self._cards = np.array([(r.left(), r.top(), r.right(), r.bottom()) for r in cards]).reshape(-1, 4)
        ends = [link.ends() for link in self._scene.links.values()]
        self._ends = np.array([(a.x(), a.y(), b.x(), b.y()) for a, b in ends]).reshape(-1, 4)
        self.follow()

    def seen(self) -> QRectF:
        """What the view shows, in scene coordinates."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def follow(self, _scale: float = 1.0) -> None:
        """Appear, go, or move the frame, as the drawing and the view have it now."""
        content, seen = self._scene.content_rect(), self.seen()
        slack = SLACK / max(self._camera.scale, 1e-6)
        sides = (-slack, -slack, slack, slack)
        roomy = self._view.width() > 2.5 * WIDEST and self._view.height() > 2.5 * HIGHEST
        wanted = roomy and bool(self._scene.layers) and not seen.adjusted(*sides).contains(content)
        if wanted:
            self._lay_out(content, seen)
        self.setVisible(wanted)

    def _lay_out(self, content: QRectF, seen: QRectF) -> None:
        """All of the drawing and what is seen, but not the whole empty world around them."""
        width, height = content.width(), content.height()
        self._whole = content.united(seen).intersected(content.adjusted(-width, -height, width, height))
        self._scale = min(WIDEST / self._whole.width(), HIGHEST / self._whole.height())
        across = round(max(LEAST, self._whole.width() * self._scale) + 2 * PAD)
        down = round(max(LEAST, self._whole.height() * self._scale) + 2 * PAD)
        self.setGeometry(round(self._corner.x()) - across, round(self._corner.y()) - down, across, down)
        self.update()

    def on_map(self, rect: QRectF) -> QRectF:
        """Where a rectangle of the scene lies in the picture."""
        corner = (rect.topLeft() - self._whole.topLeft()) * self._scale + self._origin()
        return QRectF(corner.x(), corner.y(), rect.width() * self._scale, rect.height() * self._scale)

    def _origin(self) -> QPointF:
        """The drawing lies in the middle of the picture."""
        return QPointF(
            (self.width() - self._whole.width() * self._scale) / 2,
            (self.height() - self._whole.height() * self._scale) / 2,
        )

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._look(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Also two presses; nothing is added here."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms as over the drawing."""
        turn_wheel(self._camera, event)

    def _look(self, at: QPointF) -> None:
        self._camera.center_on((at - self._origin()) / self._scale + self._whole.topLeft())

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, ratio = current_theme(), self.devicePixelRatioF()
        key = (theme.name, ratio, self.size().toTuple(), self._version, self._whole.getRect(),
               self._scene.selection.ids)  # fmt: skip
        if key != self._key:
            self._key = key
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._draw(QPainter(self._picture), theme)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        self._draw_frame(painter, theme)
        painter.end()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 8, theme.raised, theme.line2)
        painter.setClipRect(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        for box in self._scene.boxes:
            rounded(painter, self.on_map(box.rect), 3, theme.panel, theme.line2)
        painter.setPen(QPen(theme.line2, 1.5))
        self._lines.resize(len(self._ends))
        self._lines.ndarray()[:] = self._mapped(self._ends)
        if len(self._ends):
            painter.drawLines(*self._lines.drawargs())
        painter.setPen(Qt.PenStyle.NoPen)
        cards = self._mapped(self._cards)
        middle = (cards[:, :2] + cards[:, 2:]) / 2
        cards[:, :2], cards[:, 2:] = np.minimum(cards[:, :2], middle - 1), np.maximum(cards[:, 2:], middle + 1)
        cards[:, 2:] -= cards[:, :2]
        kinds = [2 if item.problems else int(item.selected) for item in self._scene.layers.values()]
        for kind, color in enumerate((theme.line2, theme.ink2, theme.error)):
            painter.setBrush(color)
            self._draw_cards(painter, cards[np.equal(kinds, kind)])
        painter.end()

    def _draw_cards(self, painter: QPainter, cards: Points) -> None:
        """Cards (n, 4): left, top, width, height; small ones in one call, as nobody sees their corners."""
        if len(cards) and cards[:, 2].max() < SQUARE:
            self._cards_drawn.resize(len(cards))
            self._cards_drawn.ndarray()[:] = cards
            painter.drawRects(*self._cards_drawn.drawargs())
            return
        for left, top, width, height in cards.tolist():
            painter.drawRoundedRect(QRectF(left, top, width, height), 2, 2)

    def _mapped(self, places: Points) -> Points:
        """Pairs of places of the scene (n, 4) in the picture."""
        corner, origin = self._whole.topLeft(), self._origin()
        shift = np.array([corner.x(), corner.y()] * 2)
        found: Points = (places - shift) * self._scale + [origin.x(), origin.y()] * 2
        return found

    def _draw_frame(self, painter: QPainter, theme: Theme) -> None:
        """Around what is seen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.ink, 1.5))
        painter.drawRoundedRect(self.on_map(self.seen()).intersected(QRectF(self.rect()).adjusted(3, 3, -3, -3)), 3, 3)
