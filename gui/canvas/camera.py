"""Camera: which part of the drawing a view shows and how large: zoom at a point, scroll, fit, reveal.

It imports QtWidgets and the limits of the look, nothing else of the canvas. Worked shape: ``camera.zoom_by(1.25, at)``
keeps the point under ``at`` where it is; ``camera.fit(rect)`` never enlarges beyond 100 %.
"""

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsView

LEAST, MOST, STEP = 0.1, 6.0, 1.25
EDGE = 28
WORLD = QRectF(-60_000, -60_000, 120_000, 120_000)
MARGINS = (24, 52, 24, 52)
"""Left, top, right and bottom pixels that fitting leaves to the overlays."""


class Camera(QObject):
    """Scale and position of one view."""

    changed = Signal(float)
    """The new scale, 1 being 100 %; also emitted when only the position changed."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.fitted = True
        """Whether the drawing was fitted and the user has not moved since: then it stays fitted."""
        # A fixed large world: the bars' ranges, and with them the picture, must not jump when cards move.
        view.setSceneRect(WORLD)
        view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        view.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)

    @property
    def scale(self) -> float:
        """Pixels of the screen per scene pixel."""
        return self._view.transform().m11()

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Larger or smaller around a point of the viewport, or around its middle."""
        self.zoom_to(self.scale * factor, at)

    def zoom_to(self, scale: float, at: QPoint | None = None) -> None:
        """This scale, within limits."""
        at = self._view.viewport().rect().center() if at is None else at
        kept = self._view.mapToScene(at)
        scale = min(MOST, max(LEAST, scale))
        if abs(scale - 1.0) < 0.02:
            scale = 1.0  # a few wheel steps there and back end at 100 %, not at 99
        self._view.setTransform(QTransform.fromScale(scale, scale))
        self.fitted = False
        self._move_by(self._view.mapFromScene(kept) - at)

    def scroll(self, by: QPoint) -> None:
        """Move the drawing by so many pixels of the screen."""
        self.fitted = False
        self._move_by(-by)

    def fit(self, rect: QRectF) -> None:
        """Show all of ``rect`` between the overlays, at most at 100 %."""
        left, top, right, bottom = MARGINS
        room = self._view.viewport().rect().adjusted(left, top, -right, -bottom)
        if room.width() < 50 or room.height() < 50 or rect.isEmpty():
            return
        scale = max(LEAST, min(1.0, room.width() / rect.width(), room.height() / rect.height()))
        self._view.setTransform(QTransform.fromScale(scale, scale))
        self._move_by(self._view.mapFromScene(rect.center()) - room.center())
        self.fitted = True

    def center_on(self, point: QPointF) -> None:
        """Show this point in the middle."""
        self.fitted = False
        self._move_by(self._view.mapFromScene(point) - self._view.viewport().rect().center())

    def has_room_for(self, rect: QRectF) -> bool:
        """Whether all of ``rect`` can be seen at the present scale."""
        left, top, right, bottom = MARGINS
        room = self._view.viewport().rect().adjusted(left, top, -right, -bottom)
        return rect.width() * self.scale <= room.width() and rect.height() * self.scale <= room.height()

    def shows(self, rect: QRectF) -> bool:
        """Whether all of ``rect`` is in sight."""
        seen = QRectF(self._view.viewport().rect())
        return seen.contains(QRectF(self._on_screen(rect.topLeft()), self._on_screen(rect.bottomRight())))

    def shows_clear(self, rect: QRectF) -> bool:
        """Whether all of ``rect`` is in sight beside the overlays, to within a pixel."""
        left, top, right, bottom = MARGINS
        room = QRectF(self._view.viewport().rect().adjusted(left - 1, top - 1, 1 - right, 1 - bottom))
        return room.contains(QRectF(self._on_screen(rect.topLeft()), self._on_screen(rect.bottomRight())))

    def reveal(self, rect: QRectF) -> None:
        """Scroll as little as needed to show ``rect``."""
        left, top, right, bottom = MARGINS
        room = QRectF(self._view.viewport().rect().adjusted(left, top, -right, -bottom))
        corners = QRectF(self._on_screen(rect.topLeft()), self._on_screen(rect.bottomRight()))
        x = _overhang(corners.left(), corners.right(), room.left(), room.right())
        y = _overhang(corners.top(), corners.bottom(), room.top(), room.bottom())
        if x or y:
            self.fitted = False
            self._move_by(QPoint(round(x), round(y)))

    def _on_screen(self, point: QPointF) -> QPointF:
        return QPointF(self._view.mapFromScene(point))

    def _move_by(self, by: QPoint) -> None:
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() + by.x())
        down.setValue(down.value() + by.y())
        self.changed.emit(self.scale)


def turn_wheel(camera: Camera, event: QWheelEvent) -> None:
    """A wheel zooms at the mouse, with Ctrl or without; Shift or Alt go sideways; two fingers pan."""
    turn, held = event.angleDelta(), event.modifiers()
    sideways = bool(held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier))
    fingers = event.phase() is not Qt.ScrollPhase.NoScrollPhase
    if held & Qt.KeyboardModifier.ControlModifier or not (sideways or fingers):
        camera.zoom_by(1.0015 ** (turn.y() or turn.x()), event.position().toPoint())
    elif sideways:
        camera.scroll(QPoint(turn.x() or turn.y(), 0))
    else:
        camera.scroll(event.pixelDelta() if not event.pixelDelta().isNull() else turn)
    event.accept()


def edge_push(room: QRect, mouse: QPoint) -> QPoint:
    """How far to scroll while something is dragged: nothing within ``room``, more near its edges and beyond."""
    inside = room.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    x = max(0, mouse.x() - inside.right()) - max(0, inside.left() - mouse.x())
    y = max(0, mouse.y() - inside.bottom()) - max(0, inside.top() - mouse.y())
    return QPoint(max(-20, min(20, x // 2)), max(-20, min(20, y // 2)))


def _overhang(low: float, high: float, least: float, most: float) -> float:
    """How far an interval must be moved back to lie in another; its beginning goes first where it is too long."""
    if low < least or high - low > most - least:
        return low - least
    return max(0.0, high - most)
