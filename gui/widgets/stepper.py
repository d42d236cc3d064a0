"""Stepper: a whole number in a pill between minus and plus, as at the foot of a layer's card.

It may import the number field's parts, painting and the theme. Typing commits on Enter or when the focus leaves,
Esc restores. Worked shape: ``Stepper("Units", 32, low=1, high=4096)``; ``value_changed`` carries an int.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui import fonts
from gui.theme import current_theme
from gui.widgets.buttons import FlatButton
from gui.widgets.number_field import NumberField
from gui.widgets.painting import rounded


class Stepper(QWidget):
    """92 x 26 px; a value outside the range falls back to the nearest that is allowed."""

    value_changed = Signal(int)

    def __init__(
        self, name: str, value: int = 1, low: int = 1, high: int = 999_999, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._told = low, high, value
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.field = NumberField(name, value, integer=True, buttons=False)
        self.field.edit.setProperty("kind", "bare")
        self.field.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.edit.setFont(fonts.font(fonts.FORM, 600, tabular=True))
        self.field.value_changed.connect(self._take)
        self.field.edit.focus_moved.connect(self.update)
        self._less = FlatButton("action-minus", f"Lower {name.lower()}", 22)
        self._more = FlatButton("action-plus", f"Raise {name.lower()}", 22)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 1, 4, 1)
        row.setSpacing(0)
        for part in (self._less, self.field, self._more):
            row.addWidget(part)
        for button in (self._less, self._more):
            button.setAutoRepeat(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._less.clicked.connect(self._lower)
        self._more.clicked.connect(self._raise)
        self.setFocusProxy(self.field)
        self._limit()

    def sizeHint(self) -> QSize:
        return QSize(92, 26)

    def value(self) -> int:
        return int(self.field.value())

    def set_value(self, value: int) -> None:
        """Show a value that came from elsewhere; tells nobody."""
        self.field.set_value(value)
        self._told = value
        self._limit()

    def _raise(self) -> None:
        self.field.step(1)

    def _lower(self) -> None:
        self.field.step(-1)

    def _take(self, value: int) -> None:
        allowed = min(self._high, max(self._low, int(value)))
        if allowed != value:
            self.field.set_value(allowed)
        self._limit()
        if allowed != self._told:
            self._told = allowed
            self.value_changed.emit(allowed)

    def _limit(self) -> None:
        self._less.setEnabled(self.value() > self._low)
        self._more.setEnabled(self.value() < self._high)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        editing = self.field.edit.hasFocus()
        border = theme.error if self.field.problem() else theme.ink if editing else theme.line2
        rounded(painter, QRectF(self.rect()), 13, theme.raised, border, 2.0 if editing else 1.0)
        painter.end()
