"""InlineEditor: a field over the drawing for a name or a number, typed where it stands.

It imports only QtWidgets and fonts. Enter and clicking elsewhere commit, Esc restores; what is not allowed is
outlined and said, and clicking away from it restores. Worked shape: ``InlineEditor(viewport, rect, "32", check)``,
where ``check("0.5")`` gives a sentence and ``check("16")`` an empty text.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui import fonts

SMALLEST_WIDTH, HEIGHT = 72, 30


class InlineEditor(QLineEdit):
    """One value being typed; it lives until it is committed or restored."""

    committed = Signal(str)
    complained = Signal(str)
    """Why what is typed is not allowed; empty when it is again."""
    closed = Signal()

    def __init__(self, parent: QWidget, over: QRect, text: str, check: Callable[[str], str], number: bool) -> None:
        super().__init__(text, parent)
        self._before, self._check, self._number = text, check, number
        self._open = True
        self._home = parent
        self.setAlignment(Qt.AlignmentFlag.AlignCenter if number else Qt.AlignmentFlag.AlignLeft)
        self.setFont(fonts.font(fonts.FORM, 600, tabular=number))
        size = QRect(0, 0, max(over.width(), SMALLEST_WIDTH), HEIGHT)
        size.moveCenter(over.center())
        if not number:
            size.moveLeft(over.left())
            size.moveBottom(min(size.bottom(), over.bottom()))  # what stands beneath the name stays readable
        self.setGeometry(size)
        self.setFixedSize(size.size())
        self.textEdited.connect(self._look)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def commit(self) -> bool:
        """Take what is typed and close; False (and still open) where it is not allowed."""
        if not self._open:
            return True
        text = self.text().strip()
        if complaint := self._check(text):
            self._look(text)
            self.complained.emit(complaint)
            return False
        self._close()
        if text != self._before:
            self.committed.emit(text)
        return True

    def restore(self) -> None:
        """Close without a change."""
        if self._open:
            self._close()

    def _close(self) -> None:
        self._open = False
        if self.hasFocus():
            # Hiding a widget that has the focus would pass it on as Tab does, to the next layer.
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _look(self, text: str) -> None:
        complaint = self._check(text.strip())
        self.setProperty("problem", bool(complaint))
        self.style().unpolish(self)
        self.style().polish(self)
        self.complained.emit(complaint)

    def stepped(self, text: str, by: int, fine: bool) -> str:
        """What an arrow key makes of the typed text; ``fine`` is Ctrl, which whole numbers have no use for."""
        return str(int(text) + by) if text.isdecimal() and not fine else self._before

    def _step(self, by: int, fine: bool) -> None:
        stepped = self.stepped(self.text().strip(), by, fine)
        if not self._check(stepped):
            self.setText(stepped)
            self.selectAll()
            self._look(stepped)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        elif key == Qt.Key.Key_Escape:
            self.restore()
        elif self._number and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            big = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._step(big if key == Qt.Key.Key_Up else -big, fine)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # The menu of the field itself takes the focus only for a moment.
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.commit():
            self.restore()
