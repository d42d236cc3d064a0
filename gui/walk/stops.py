"""StopsRow: the stops of one training step in a row that has the keyboard, the wheel and the mouse.

It knows a WalkState and says where one wants to go; it asks nothing of the runner. Worked shape: eight stops for
Mazur's network; a click on the sixth emits ``stop_wanted(5)``, Shift+Right ``move_wanted("next_step")``.
"""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.walk import WalkState, WalkStop
from gui.theme import current_theme
from gui.walk import words
from gui.walk.stop_button import HEIGHT, INSET, StopButton
from gui.widgets.painting import rounded

Key = Qt.Key
NOTCH = 120
"""What one notch of a wheel turns."""


class StopsRow(QWidget):
    """The row; ``show_walk`` follows the walk."""

    stop_wanted = Signal(int)
    """Index of a stop of the present step."""
    move_wanted = Signal(str)
    """forward, back, next_step or previous_step."""
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[StopButton] = []
        self._plan: tuple[WalkStop, ...] = ()
        self._walk: WalkState | None = None
        self._turned = 0
        self._aimed = -1
        self._asked = self._ringed = False
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Stops of one training step")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 8, 0)
        self._row.setSpacing(0)

    def show_walk(self, walk: WalkState | None) -> None:
        """Show this stop; a new plan gets new buttons."""
        self._walk, self._asked = walk, False
        plan = walk.plan if walk is not None else ()
        if plan != self._plan:
            self._rebuild(plan)
        self._mark()
        if walk is not None and self.hasFocus():
            self._tell(words.sentence(walk))

    def present(self) -> StopButton | None:
        """The stop the walk stands at."""
        return next((each for each in self.buttons if each.is_present), None)

    def _rebuild(self, plan: tuple[WalkStop, ...]) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._plan = plan
        self.buttons = [StopButton(stop, len(plan), self) for stop in plan]
        for button in self.buttons:
            self._row.addWidget(button, 0 if button is self.buttons[-1] else 1)
            button.clicked.connect(lambda _checked=False, at=button.stop.index: self.stop_wanted.emit(at))
            button.show()
        self.setMinimumWidth(sum(button.sizeHint().width() for button in self.buttons) + 12)

    def _mark(self) -> None:
        at = self._walk.position.stop if self._walk is not None else -1
        for index, button in enumerate(self.buttons):
            button.set_state(index <= at, index == at, self.hasFocus())
        ringed = self._is_ringed()
        if ringed != self._ringed:  # the whole row, and every stop in it with it
            self._ringed = ringed
            self.update()

    def _is_ringed(self) -> bool:
        """Before the first stop there is no pill to ring: the whole row has the keyboard."""
        return self.hasFocus() and self.present() is None

    def _tell(self, sentence: str) -> None:
        """A screen reader that is on the strip reads the new stop."""
        if self.accessibleDescription() != sentence:
            self.setAccessibleDescription(sentence)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # -- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and Esc; a held key waits for each picture, so that none is left to come."""
        if event.isAutoRepeat() and self._asked:
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        moves = {Key.Key_Right: ("forward", "next_step"), Key.Key_Left: ("back", "previous_step")}
        key = Key(event.key())
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
        elif key in moves:
            self._move(moves[key][shift])
        elif key in (Key.Key_Home, Key.Key_End) and self._plan:
            self._go(0 if key == Key.Key_Home else len(self._plan) - 1)
        elif key == Key.Key_Escape:
            self.close_wanted.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard at the present stop."""
        super().focusInEvent(event)
        self._mark()
        if self._walk is not None:
            self._tell(words.sentence(self._walk))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard has gone elsewhere."""
        super().focusOutEvent(event)
        self._mark()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring around the whole row."""
        if self._ringed:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rounded(painter, QRectF(self.rect()).adjusted(0, 8, 0, -8), 28, None, current_theme().ink, 2.0)
            painter.end()

    # -- mouse -------------------------------------------------------------------------------------------------------

    def stop_at(self, pos: QPoint) -> int:
        """The index of the stop at this place, the nearest beyond the ends; -1 where there are none."""
        starts = [button.x() for button in self.buttons]
        return max((at for at, start in enumerate(starts) if start <= pos.x() + INSET), default=0 if starts else -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._aimed = self._walk.position.stop if self._walk is not None else -1
            self._aim(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging walks along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._aim(event.position().toPoint())

    def _aim(self, pos: QPoint) -> None:
        at = self.stop_at(pos)
        if at >= 0 and at != self._aimed:
            self._aimed = at
            self._go(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One stop a notch: down or right is forward."""
        turn = event.angleDelta()
        self._turned += turn.y() if abs(turn.y()) >= abs(turn.x()) else turn.x()
        while abs(self._turned) >= NOTCH:
            self._move("forward" if self._turned < 0 else "back")
            self._turned -= NOTCH if self._turned > 0 else -NOTCH
        event.accept()

    def _move(self, how: str) -> None:
        self._asked = True
        self.move_wanted.emit(how)

    def _go(self, stop: int) -> None:
        self._asked = True
        self.stop_wanted.emit(stop)
