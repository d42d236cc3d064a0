"""LogSlider: a slider over powers of ten with the number beside it, as for the learning rate.

It may import the number field and numbers. Dragging gives round values (two significant digits); typing may leave
the slider's range as long as the field's own limits hold. Worked shape: ``LogSlider("Learning rate", 0.02, 1e-5, 10)``.
"""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from gui.widgets.number_field import NumberField

_TICKS = 1000


class QuietSlider(QSlider):
    """A horizontal slider that a passing wheel does not move."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class LogSlider(QWidget):
    """Slider and field of one value; ``value_changed`` is emitted while dragging too."""

    value_changed = Signal(object)

    def __init__(
        self, name: str, value: float, low: float = 1e-5, high: float = 10.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._low, self._high = math.log10(low), math.log10(high)
        self._slider = QuietSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _TICKS)
        self._slider.setPageStep(_TICKS // 20)
        self._slider.setSingleStep(_TICKS // 100)
        self._slider.setAccessibleName(f"{name}, slider")
        self._slider.setProperty("ring", 6)
        self.field = NumberField(name, value, above=0.0, steps="log", buttons=False)
        self.field.setFixedWidth(68)
        self.field.value_changed.connect(self._typed)
        # A sentence of the field would not fit its width: whoever owns the form shows it below the row.
        self.problem_changed = self.field.problem_changed
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._slider, 1)
        row.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.field)
        self._place(value)
        self._slider.valueChanged.connect(self._dragged)

    def value(self) -> float:
        return float(self.field.value())

    def set_value(self, value: float) -> None:
        """Show a value that came from elsewhere; tells nobody."""
        self.field.set_value(value)
        self._place(value)

    def _place(self, value: float) -> None:
        share = (math.log10(max(value, 1e-300)) - self._low) / (self._high - self._low)
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(_TICKS * min(1.0, max(0.0, share))))

    def _dragged(self, tick: int) -> None:
        exact = 10 ** (self._low + (self._high - self._low) * tick / _TICKS)
        value = float(f"{exact:.1e}")
        if value != self.value():
            self.field.set_value(value)
            self.value_changed.emit(value)

    def _typed(self, value: float) -> None:
        self._place(float(value))
        self.value_changed.emit(float(value))
