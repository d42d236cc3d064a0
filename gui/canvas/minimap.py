"""Minimap: a small picture of the whole drawing with a frame around what is seen, while not all of it is.

It may import the scene, the camera and painting. Click or drag in it to look elsewhere. The picture is kept and copied
while nothing moves, as the canvas below is painted sixty times a second. Worked shape: a drawing of 4,000 x 900 px is
shown 160 x 36 px large, above the zoom control.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from gui.canvas.camera import Camera, turn_wheel
from gui.canvas.scene import CanvasScene
from gui.theme import Theme, current_theme
from gui.widgets.painting import rounded

WIDEST, HIGHEST, PAD, LEAST = 168.0, 112.0, 8.0, 28.0
"""Of the drawing in it, the frame around it, and the least side of the picture."""
SLACK = 6.0
"""So many pixels of the drawing may lie outside before it counts as not seen."""


class Minimap(QWidget):
    """Shows itself when the drawing exceeds the view; ``place`` keeps it in its corner."""

    def __init__(self, scene: CanvasScene, camera: Camera, view: QGraphicsView) -> None:
        super().__init__(view)
        self._scene, self._camera, self._view = scene, camera, view
        self._corner = QPointF()
        self._whole = QRectF()
        self._scale = 1.0
        self._picture = QPixmap()
        self._key: object = None
        self._version = 0
        self.setAccessibleName("Overview of the drawing")
        self.setToolTip("Click or drag to look elsewhere; Home shows all of the drawing")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        scene.changed_layout.connect(self._redrawn)
        camera.changed.connect(self.follow)
        self.hide()

    def place(self, right: int, bottom: int) -> None:
        """Its lower right corner in the view."""
        self._corner = QPointF(right, bottom)
        self.follow()

    def _redrawn(self) -> None:
        self._version += 1
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
        key = (theme.name, ratio, self.size().toTuple(), self._version, self._whole.getRect(), self.seen().getRect(),
               self._scene.selection.ids)  # fmt: skip
        if key != self._key:
            self._key = key
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._draw(QPainter(self._picture), theme)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 8, theme.raised, theme.line2)
        painter.setClipRect(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        for box in self._scene.boxes:
            rounded(painter, self.on_map(box.rect), 3, theme.panel, theme.line2)
        painter.setPen(QPen(theme.line2, 1.5))
        for link in self._scene.links.values():
            start, end = link.ends()
            painter.drawLine(self.on_map(QRectF(start, start)).topLeft(), self.on_map(QRectF(end, end)).topLeft())
        for item in self._scene.layers.values():
            card = self.on_map(item.card_rect())
            fill = theme.error if item.problems else theme.ink2 if item.selected else theme.line2
            rounded(painter, card.united(QRectF(card.center(), card.center()).adjusted(-1, -1, 1, 1)), 2, fill)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.ink, 1.5))
        painter.drawRoundedRect(self.on_map(self.seen()).intersected(QRectF(self.rect()).adjusted(3, 3, -3, -3)), 3, 3)
        painter.end()
