"""KeyedView: what keys do on the drawing that are held, or mean different things in turn: Tab, arrows, Space, Esc.

It stands on PointingView; what a single key always does is a command. Worked shape: with "hidden" selected the right
arrow selects "output", Ctrl and the right arrow move the card by 8 px.
"""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from gui.canvas.commands import BIG_NUDGE, NUDGE
from gui.canvas.pointing import PointingView

Key = Qt.Key
ARROWS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1)}
CTRL, SHIFT, KEYPAD = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier,
)  # fmt: skip
KEYS = (
    ("Next or previous layer in the order of the data", "Tab, Shift+Tab"),
    ("Layer at that side", "Arrows"),
    ("Select the layer at that side, too", "Shift+Arrows"),
    ("Move the selected cards", "Ctrl+Arrows"),
    ("Move them further", "Ctrl+Shift+Arrows"),
    ("Scroll, while nothing is selected", "Arrows"),
    ("Pan: hold it and drag", "Space"),
    ("Stop what the mouse does, then select nothing", "Esc"),
)
"""Text and keys, for the page of shortcuts."""


class KeyedView(PointingView):
    """See the module's header."""

    # -- keys --------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """While a gesture lives no shortcut of the window may act; some keys are always the canvas's own."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~(KEYPAD | SHIFT) == Qt.KeyboardModifier.NoModifier
            own = plain and event.key() in (*ARROWS, Key.Key_Space, Key.Key_Escape)
            nudge = event.key() in ARROWS and event.modifiers() & ~(KEYPAD | SHIFT) == CTRL
            if self.gesture is not None or own or nudge:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, Space and arrows, which go from neuron to neuron in a walk; other keys are shortcuts of the commands."""
        if event.key() == Key.Key_Escape:
            self._escape()
        elif self.gesture is not None:
            event.accept()
        elif event.key() == Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(True)
        elif event.key() in ARROWS:
            held = event.modifiers()
            way, shift = ARROWS[Key(event.key())], bool(held & SHIFT)
            if held & CTRL:
                self._nudge(*way, shift)
            else:
                self._arrow(*way, shift)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The end of a held key."""
        if event.isAutoRepeat():
            return
        if event.key() == Key.Key_Space:
            self._hold_space(False)
        elif event.key() in ARROWS:
            self.commands.end_nudge()
        else:
            super().keyReleaseEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab goes through the layers in the order of the data, and leaves the canvas at either end."""
        step = 1 if next else -1
        return self.hand.tab(step) or self.commands.select_neighbour(step) or super().focusNextPrevChild(next)

    def arrived_by_tab(self, forward: bool) -> None:
        """Whoever comes by Tab sees where the keyboard is: on the first layer, or from behind on the last one."""
        marked = self.desk.selection.ids or self.links.key is not None or self.hand.pin is not None
        if not marked and not self.asking.active:
            self.commands.select_neighbour(1 if forward else -1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without the keyboard no key is held and no gesture goes on."""
        super().focusOutEvent(event)
        self.commands.end_nudge()
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._hold_space(False)

    def _escape(self) -> None:
        """A gesture first, then what is asked for in a walk, then the selection."""
        if self.cancel():
            self.message.emit("Cancelled; nothing has changed.")
            return
        shown = self.cells.clear()
        if (self.asking.active and self.asking.clear()) or self.hand.clear() or shown:
            return
        self.links.set(None)
        self.desk.selection.set(())

    def _hold_space(self, held: bool) -> None:
        if held != self.space_held:
            self.space_held = held
            self.message.emit("Drag to pan." if held else "")
            if self.gesture is None:
                self._set_cursor(Qt.CursorShape.OpenHandCursor if held else None)

    def _arrow(self, x: int, y: int, big: bool) -> None:
        if self.cells.next_map(y) if big and y else self.cells.move(x, y):
            return
        if self.asking.active or self.hand.pin is not None:
            if big and y:
                self.asking.next_wire(y)
            else:
                self.asking.move(x, y)
            return
        if self.desk.selection.ids:
            self.commands.select_beside(x, y, add=big)
        else:
            step = BIG_NUDGE if big else NUDGE
            self.camera.scroll(QPoint(-x * step * 4, -y * step * 4))

    def _nudge(self, x: int, y: int, big: bool) -> None:
        """Ctrl and an arrow move the selected cards."""
        step = BIG_NUDGE if big else NUDGE
        if self.desk.selection.ids:
            self.commands.nudge(x * step, y * step)
