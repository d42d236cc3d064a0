"""HillPicture: the hill as a map or a relief, with the run's path, the present weights and the walker upon it.

Point at it to read the loss; click, drag or use the arrow keys to put the walker somewhere. Worked shape:
``show_hill(drawn)``, ``show_surface(surface)`` as it comes, ``show_walker(steps, next_place)`` after each step.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.hill import Step, Surface
from gui import fonts, numbers
from gui.accessible import PICTURE
from gui.questions import hill_marks as marks
from gui.questions.hill_image import HillImage
from gui.questions.hill_shading import Floats
from gui.questions.hill_work import Drawn
from gui.theme import Theme, current_theme
from gui.widgets.hover_box import HoverBox
from gui.widgets.math_text import MathText, of_text, of_words

EMPTY = "Draw the hill to see where the weights stand."
_FAR = 4.0
"""Pixels the mouse moves before a click on the relief becomes a turn."""
_KEY_STEP, _TURN = 0.04, 0.15


class HillPicture(QWidget):
    """``placed`` carries x and y in steps of the plane's directions; ``stepped`` and ``sent_home`` are keys."""

    accessible_role = PICTURE

    placed = Signal(float, float)
    stepped = Signal()
    sent_home = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = HillImage()
        self.drawn: Drawn | None = None
        self.now: tuple[float, float] | None = None
        self.path: Floats = np.zeros((0, 2))
        self.steps: list[Step] = []
        self._next: tuple[float, float] | None = None
        self._pressed: QPointF | None = None
        self._box = HoverBox(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 6)
        self.setMinimumSize(340, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The hill")
        self.setToolTip("Click or use the arrow keys to put the walker somewhere; Enter takes a step.")

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def surface(self) -> Surface | None:
        """What is known of the heights."""
        return self.image.surface

    def clear(self) -> None:
        """Nothing is known."""
        self.image.clear()
        self.drawn = self.now = self._next = None
        self.steps, self.path = [], np.zeros((0, 2))
        self.update()

    def show_hill(self, drawn: Drawn) -> None:
        """The plane of a hill whose surface will come; of the last one nothing stays."""
        self.clear()
        self.drawn = drawn
        self.show_run(drawn.path)

    def show_surface(self, surface: Surface) -> None:
        """The surface as far as it is known."""
        self.image.surface = surface
        if self.image.is_due:
            self.render_hill()

    def show_run(self, path: Floats) -> None:
        """Where the run has been (points, 2), the present weights last."""
        self.path = path
        self.now = (float(path[-1, 0]), float(path[-1, 1])) if len(path) else None
        self.update()

    def show_walker(self, steps: Sequence[Step], next_place: tuple[float, float] | None) -> None:
        """The way walked and where the next step leads."""
        self.steps, self._next = list(steps), next_place
        if self.steps and self.drawn is not None:
            here = self.steps[-1]
            words = f"The walker stands at {self._where(here.x, here.y)}: loss {numbers.loss(here.loss)}."
            self.setAccessibleDescription(words)
        self.update()

    def set_look(self, relief: bool, log: bool) -> None:
        """As a map or a relief, heights on an even or a logarithmic scale."""
        self.image.relief, self.image.log = relief, log
        self.render_hill()

    def turn_by(self, angle: float) -> None:
        """Turn the relief."""
        self.image.turn = (self.image.turn + angle + np.pi) % (2 * np.pi) - np.pi
        self.render_hill()

    # -- the picture -------------------------------------------------------------------------------------------------

    def render_hill(self) -> None:
        """Compute the picture anew: other heights, another size, other colours."""
        self.image.render(self.width(), self.height(), self.devicePixelRatioF())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.render_hill()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, image = current_theme(), self.image
        if theme is not image.theme:
            self.render_hill()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.paper)
        if image.view is None or self.drawn is None:
            painter.setFont(fonts.font(fonts.FORM))
            painter.setPen(theme.ink3)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, EMPTY)
        else:
            image.paint(painter, self._busy())
            image.paint_sides(painter, names_on(self.drawn), self.drawn.plane.numbers)
            painter.setClipRect(image.room)
            self._paint_ways(painter, theme)
            if self.now is not None:
                at, _ = image.find(np.array([self.now]))
                marks.draw_tag(painter, at[0], "weights now", image.ground())
        painter.end()

    def _busy(self) -> list[QRectF]:
        """Where the walker stands and the word beside the present weights: no number there."""
        found = []
        standing = [(step.x, step.y) for step in self.steps[-1:] if step.finite]
        for places, width in ((standing, 24), ([self.now] if self.now is not None else [], 116)):
            if places:
                at, _ = self.image.find(np.array(places))
                found.append(QRectF(at[0, 0] - 12, at[0, 1] - 12, width, 24))
        return found

    def _paint_ways(self, painter: QPainter, theme: Theme) -> None:
        find = self.image.find
        if len(self.path):
            at, hidden = find(self.path)
            marks.draw_way(painter, at, hidden, theme.ink2, 1.4)
            marks.draw_place(painter, at[0], "start", bool(hidden[0]))
            marks.draw_place(painter, at[-1], "now", bool(hidden[-1]))
        standing = [step for step in self.steps if np.isfinite((step.x, step.y)).all()]
        if not standing:
            return
        at, hidden = find(np.array([(step.x, step.y) for step in standing]))
        marks.draw_way(painter, at, hidden, theme.ink, 2.0)
        marks.draw_dots(painter, at, hidden, theme.ink)
        if self._next is not None and np.isfinite(self._next).all():
            end, _ = find(np.array([self._next]))
            marks.draw_arrow(painter, at[-1], end[0])
        marks.draw_place(painter, at[-1], "walker", bool(hidden[-1]))

    # -- mouse and keys ----------------------------------------------------------------------------------------------

    def _where(self, x: float, y: float) -> str:
        assert self.drawn is not None
        right, up = self.drawn.plane.numbers
        names = self.drawn.names
        return f"{names[0]} {numbers.significant(right + x, 3)}, {names[1]} {numbers.significant(up + y, 3)}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is not None:
            moved = at - self._pressed
            if self.image.relief and (self.image.turning or moved.manhattanLength() > _FAR):
                self.image.turning = True
                self._pressed = at
                self.turn_by(-moved.x() / 160.0)
                return
            if not self.image.relief:
                self._put(at)
        place = self.image.place_under(at)
        if place is None or self.surface is None or self.drawn is None:
            self._box.hide()
            return
        loss = numbers.loss(self.surface.at(*place))
        right, up = self.drawn.plane.numbers
        self._box.show_at(at.x(), at.y(), f"loss {loss}", [
            (name, numbers.significant(value, 3), current_theme().ink3)
            for name, value in zip(names_on(self.drawn), (right + place[0], up + place[1]), strict=True)
        ])  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self.image.turning = event.position(), False
            if not self.image.relief:
                self._put(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self.image.relief and not self.image.turning:
            self._put(event.position())
        turned, self.image.turning, self._pressed = self.image.turning, False, None
        if turned:
            self.render_hill()

    def leaveEvent(self, event: object) -> None:
        self._box.hide()

    def _put(self, at: QPointF) -> None:
        place = self.image.place_under(at)
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
        elif key in turns and self.image.relief:
            self.turn_by(turns[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.stepped.emit()
        elif key is Qt.Key.Key_Home:
            self.sent_home.emit()
        else:
            super().keyPressEvent(event)


def names_on(drawn: Drawn) -> tuple[MathText, MathText]:
    """The names of the sides as they are painted: weights as symbols, directions in words."""
    first, second = (of_text(name) if drawn.plane.places is not None else of_words(name) for name in drawn.names)
    return first, second
