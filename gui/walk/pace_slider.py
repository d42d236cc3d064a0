"""PaceSlider: how fast play goes from stop to stop: a slider over round speeds, and in words above it which it is.

It may import fonts, labels and the quiet slider. The speeds lie evenly on a scale of powers, from one stop in four
seconds to ten a second. Worked shape: ``PaceSlider(1.0)`` says "1 stop a second"; one key further it is 1.25.
"""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui import numbers
from gui.widgets.labels import Label
from gui.widgets.log_slider import QuietSlider

SPEEDS = (1 / 4, 1 / 3, 0.4, 0.5, 2 / 3, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Stops a second."""
NAME = "Speed of the walk"
TIP = "How fast play goes from stop to stop, from one in 4 seconds to 10 a second (arrow keys, Home and End)"


def in_words(speed: float) -> str:
    """ "2 stops a second", "1 stop in 4 seconds"."""
    if speed >= 1.0:
        return f"{numbers.short(speed)} stop{'s' * (speed != 1.0)} a second"
    return f"1 stop in {numbers.short(round(1.0 / speed, 2))} seconds"


class PaceSlider(QWidget):
    """See the module's header."""

    chosen = Signal(float)
    """Stops a second, while it is dragged too."""

    def __init__(self, speed: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QuietSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(3)
        self.slider.setProperty("ring", 6)
        self.slider.setToolTip(TIP)
        self.label = Label("", "caption")
        self.setToolTip(TIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.label)
        column.addWidget(self.slider)
        self.slider.valueChanged.connect(self._moved)
        self.set_speed(speed)

    @property
    def speed(self) -> float:
        """Stops a second."""
        return SPEEDS[self.slider.value()]

    def set_speed(self, speed: float) -> None:
        """Show the nearest of the speeds; tells nobody."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(min(range(len(SPEEDS)), key=lambda at: abs(SPEEDS[at] - speed)))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._say()

    def _moved(self, _at: int) -> None:
        self._say()
        self.chosen.emit(self.speed)

    def _say(self) -> None:
        text = in_words(self.speed)
        self.label.setText(text)
        self.slider.setAccessibleName(f"{NAME}: {text}")
