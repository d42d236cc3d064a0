"""HillPicture: the hill as a map or a relief, with the run's path, the present weights and the walker upon it.

Point at it to read the loss; click, drag or use the arrow keys to put the walker somewhere. Worked shape:
``show_hill(drawn)``, ``show_surface(surface)`` as it comes, ``show_walker(steps, next_place)`` after each step.
"""

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.hill import Step, Surface
from gui import fonts, numbers
from gui.plots.hover_box import HoverBox
from gui.questions import hill_marks as marks
from gui.questions.hill_shading import Floats, Scale, scale_of
from gui.questions.hill_views import HillView, MapView, ReliefView
from gui.questions.hill_work import Drawn
from gui.theme import Theme, current_theme, image_of

LEFT, FOOT, AROUND = 58, 44, 8
"""Room for the numbers and names along the sides of the map."""
EMPTY = "Draw the hill to see where the weights stand."
_FAR = 4.0
"""Pixels the mouse moves before a click on the relief becomes a turn."""
_KEY_STEP, _TURN = 0.04, 0.15


class HillPicture(QWidget):
    """``placed`` carries x and y in steps of the plane's directions; ``stepped`` and ``sent_home`` are keys."""

    placed = Signal(float, float)
    stepped = Signal()
    sent_home = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawn: Drawn | None = None
        self.surface: Surface | None = None
        self.scale: Scale | None = None
        self.relief, self.log, self.turn = False, False, -0.6
        self.now: tuple[float, float] | None = None
        self.path: Floats = np.zeros((0, 2))
        self.steps: list[Step] = []
        self._next: tuple[float, float] | None = None
        self._view: HillView | None = None
        self._image, self._theme = QImage(), current_theme()
        self._labels = marks.Labels(np.zeros((0, 2)), ())
        self._pressed: QPointF | None = None
        self._turning = False
        self._grain = 1.0
        self._rendered_at = self._cost = 0.0
        self._box = HoverBox(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 6)
        self.setMinimumSize(340, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The hill")
        self.setToolTip("Click or use the arrow keys to put the walker somewhere; Enter takes a step.")

    # -- what is shown -----------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Nothing is known."""
        self.drawn = self.surface = self.scale = self._view = self.now = self._next = None
        self.steps, self.path = [], np.zeros((0, 2))
        self.update()

    def show_hill(self, drawn: Drawn) -> None:
        """The plane of a hill whose surface will come; of the last one nothing stays."""
        self.clear()
        self.drawn = drawn
        self.show_run(drawn.path)

    def show_surface(self, surface: Surface) -> None:
        """The surface as far as it is known; a picture of half a surface must not cost more than the surface."""
        self.surface = surface
        if surface.finished or self._view is None or time.perf_counter() - self._rendered_at > 3.0 * self._cost:
            self.render_hill()

    def settle(self) -> None:
        """No more of the surface will come."""
        self.render_hill()

    def show_run(self, path: Floats) -> None:
        """Where the run has been (points, 2), the present weights last."""
        self.path = path
        self.now = (float(path[-1, 0]), float(path[-1, 1])) if len(path) else None
        self.update()

    def show_walker(self, steps: Sequence[Step], next_place: tuple[float, float] | None) -> None:
        """The way walked and where the next step leads."""
        self.steps, self._next = list(steps), next_place
        self._describe()
        self.update()

    def set_look(self, relief: bool, log: bool) -> None:
        """As a map or a relief, heights on an even or a logarithmic scale."""
        self.relief, self.log = relief, log
        self.render_hill()

    def turn_by(self, angle: float) -> None:
        """Turn the relief."""
        self.turn = (self.turn + angle + np.pi) % (2 * np.pi) - np.pi
        self.render_hill()

    def _describe(self) -> None:
        if self.steps and self.drawn is not None:
            here = self.steps[-1]
            words = f"The walker stands at {self._where(here.x, here.y)}: loss {numbers.loss(here.loss)}."
            self.setAccessibleDescription(words)

    # -- the picture -------------------------------------------------------------------------------------------------

    def _room(self) -> QRectF:
        if self.relief:
            return QRectF(AROUND, AROUND, self.width() - 2 * AROUND, self.height() - AROUND - FOOT)
        return QRectF(LEFT, AROUND, self.width() - LEFT - AROUND, self.height() - AROUND - FOOT)

    def render_hill(self) -> None:
        """Compute the picture anew: other heights, another size, other colours."""
        if self.surface is None:
            return
        begun = time.perf_counter()
        self._theme = current_theme()
        self.scale = scale_of(self.surface, self.log)
        # At rest the relief has twice the pixels each way: smooth edges, where turning it needs haste.
        fine = self.relief and self.surface.finished and not self._turning
        room, grain = self._room(), self.devicePixelRatioF() * (2.0 if fine else 1.0)
        self._grain = grain
        width, height = (max(32, int(each * grain)) for each in (room.width(), room.height()))
        if self.relief:
            self._view = ReliefView(self.surface, self.scale, width, height, self._theme, self.turn)
        else:
            self._view = MapView(self.surface, self.scale, width, height, self._theme)
        self._image = image_of(self._view.pixels)
        self._image.setDevicePixelRatio(grain)
        whole = np.isfinite(self.surface.heights).all()
        self._labels = marks.labels_of(self.scale.height(self.surface.heights), self.scale) if whole else self._labels
        self._rendered_at = time.perf_counter()
        self._cost = self._rendered_at - begun
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.render_hill()

    def _find(self, points: Floats) -> tuple[Floats, marks.Hidden]:
        """Pixels of the widget for places (k, 2) in steps of the directions, and which are hidden."""
        assert self._view is not None and self.surface is not None and self.scale is not None
        losses = np.array([self.surface.at(float(x), float(y)) for x, y in points])
        heights = self.scale.height(losses) if len(points) else np.zeros(0)
        heights = np.where(np.isfinite(losses), heights, 0.0)
        at, hidden = self._view.place(points / self.surface.span, heights)
        room = self._room()
        return at / self._grain + (room.left(), room.top()), hidden

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        if theme is not self._theme:
            self.render_hill()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.paper)
        view, room = self._view, self._room()
        if view is None or self.drawn is None or self.surface is None:
            painter.setFont(fonts.font(fonts.FORM))
            painter.setPen(theme.ink3)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, EMPTY)
        else:
            grain = self._grain
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QPointF(room.left() + view.left / grain, room.top() + view.top / grain), self._image)
            at, hidden = self._find(self._labels.places * self.surface.span)
            marks.draw_labels(painter, at, hidden, self._labels.texts, self._ground(), self._busy())
            self._paint_sides(painter)
            painter.setClipRect(room)
            self._paint_ways(painter, theme)
            if self.now is not None:
                at, _ = self._find(np.array([self.now]))
                marks.draw_tag(painter, at[0], "weights now", self._ground())
        painter.end()

    def _ground(self) -> QRectF:
        """The box of the map, or all of the relief's room."""
        room = self._room()
        if self.relief:
            return room
        side = min(room.width(), room.height())
        return QRectF(room.center().x() - side / 2, room.center().y() - side / 2, side, side)

    def _busy(self) -> list[QRectF]:
        """Where the walker stands and the word beside the present weights: no number there."""
        boxes = [QRectF(-12, -12, 24, 24), QRectF(-12, -12, 116, 24)]
        last = self.steps[-1:]
        places = [(step.x, step.y) for step in last if step.finite], [self.now] if self.now is not None else []
        found = []
        for box, place in zip(boxes, places, strict=True):
            if place:
                at, _ = self._find(np.array(place))
                found.append(box.translated(float(at[0, 0]), float(at[0, 1])))
        return found

    def _paint_ways(self, painter: QPainter, theme: Theme) -> None:
        if len(self.path):
            at, hidden = self._find(self.path)
            marks.draw_way(painter, at, hidden, theme.ink2, 1.4)
            marks.draw_place(painter, at[0], "start", bool(hidden[0]))
            marks.draw_place(painter, at[-1], "now", bool(hidden[-1]))
        standing = [step for step in self.steps if np.isfinite((step.x, step.y)).all()]
        if not standing:
            return
        at, hidden = self._find(np.array([(step.x, step.y) for step in standing]))
        marks.draw_way(painter, at, hidden, theme.ink, 2.0)
        marks.draw_dots(painter, at, hidden, theme.ink)
        if self._next is not None and np.isfinite(self._next).all():
            end, _ = self._find(np.array([self._next]))
            marks.draw_arrow(painter, at[-1], end[0])
        marks.draw_place(painter, at[-1], "walker", bool(hidden[-1]))

    def _paint_sides(self, painter: QPainter) -> None:
        """Names and numbers along the sides."""
        assert self._view is not None and self.drawn is not None and self.surface is not None
        sides = marks.Sides(self.drawn.names, self.drawn.plane.numbers, self.surface.span)
        if not self.relief:
            marks.draw_map_sides(painter, self._ground(), sides)
            return
        at, _ = self._view.place(marks.CORNERS, np.zeros(len(marks.CORNERS)))
        room = self._room()
        marks.draw_relief_sides(painter, at / self._grain + (room.left(), room.top()), sides)

    # -- mouse and keys ----------------------------------------------------------------------------------------------

    def place_under(self, at: QPointF) -> tuple[float, float] | None:
        """The place of the plane that is seen at a pixel."""
        if self._view is None or self.surface is None:
            return None
        room, grain = self._room(), self._grain
        found = self._view.pick((at.x() - room.left()) * grain, (at.y() - room.top()) * grain)
        return (found[0] * self.surface.span, found[1] * self.surface.span) if found is not None else None

    def _where(self, x: float, y: float) -> str:
        assert self.drawn is not None
        right, up = self.drawn.plane.numbers
        names = self.drawn.names
        return f"{names[0]} {numbers.significant(right + x, 3)}, {names[1]} {numbers.significant(up + y, 3)}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is not None:
            moved = at - self._pressed
            if self.relief and (self._turning or moved.manhattanLength() > _FAR):
                self._turning = True
                self._pressed = at
                self.turn_by(-moved.x() / 160.0)
                return
            if not self.relief:
                self._put(at)
        place = self.place_under(at)
        if place is None or self.surface is None or self.drawn is None:
            self._box.hide()
            return
        loss = numbers.loss(self.surface.at(*place))
        right, up = self.drawn.plane.numbers
        self._box.show_at(at.x(), at.y(), f"loss {loss}", [
            (self.drawn.names[0], numbers.significant(right + place[0], 3), current_theme().ink3),
            (self.drawn.names[1], numbers.significant(up + place[1], 3), current_theme().ink3),
        ])  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._turning = event.position(), False
            if not self.relief:
                self._put(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self.relief and not self._turning:
            self._put(event.position())
        turned, self._turning, self._pressed = self._turning, False, None
        if turned:
            self.render_hill()

    def leaveEvent(self, event: object) -> None:
        self._box.hide()

    def _put(self, at: QPointF) -> None:
        place = self.place_under(at)
        if place is not None:
            self.placed.emit(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
        }  # fmt: skip
        turns = {Qt.Key.Key_PageUp: -_TURN, Qt.Key.Key_PageDown: _TURN}
        key = Qt.Key(event.key())
        if key in ways and self.steps and self.surface is not None:
            far = _KEY_STEP * self.surface.span * (5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            here = self.steps[-1]
            x, y = (float(np.clip(each, -self.surface.span, self.surface.span))
                    for each in (here.x + far * ways[key][0], here.y + far * ways[key][1]))  # fmt: skip
            self.placed.emit(x, y)
        elif key in turns and self.relief:
            self.turn_by(turns[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.stepped.emit()
        elif key is Qt.Key.Key_Home:
            self.sent_home.emit()
        else:
            super().keyPressEvent(event)
