"""Veil: pales a panel whose numbers are not up to date, until they are.

It imports Qt and the theme. It takes no clicks and no keys. Worked shape: ``veil.lay()`` as the walk comes to another
stop, ``veil.lift()`` once the panel tells of it.
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.theme import current_theme

PALE = 0.6
"""The surface's share of what is seen."""


ASIDE = QRect(-1, -1, 1, 1)
"""Where it is while it is not laid."""


class Veil(QWidget):
    """Lies over all of ``panel`` while it is laid.

    It is never hidden, only put aside: to show a widget has the panel laid out anew, which took 3 ms of each key.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # As if nothing could be seen through it: the panel is not painted again, its last picture is painted over.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setGeometry(ASIDE)

    @property
    def laid(self) -> bool:
        """Whether the panel is pale."""
        return self.geometry() != ASIDE

    def lay(self) -> None:
        """Pale the panel."""
        panel = self.parentWidget()
        if panel is not None and not self.laid:
            self.raise_()
            self.setGeometry(panel.rect())

    def lift(self) -> None:
        """The panel is up to date."""
        self.setGeometry(ASIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        surface = QColor(theme.panel if theme.dark else theme.raised)
        surface.setAlphaF(PALE)
        painter = QPainter(self)
        painter.fillRect(event.rect(), surface)
        painter.end()
