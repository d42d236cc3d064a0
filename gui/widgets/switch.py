"""Switch: on or off, a pill with a knob; space and click turn it.

It may import painting and the theme. It is a checkable button, so ``toggled``, ``isChecked`` and screen readers work
as for a check box. Worked shape: ``bias = Switch("Bias", checked=True)``.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.theme import current_theme
from gui.widgets.painting import dot, rounded


class Switch(QAbstractButton):
    """32 x 18 px; ink when on, a quiet line2 when off."""

    def __init__(self, name: str, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAccessibleName(name)
        self.setFixedSize(32, 18)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", 9)

    def sizeHint(self) -> QSize:
        return QSize(32, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        on, enabled = self.isChecked(), self.isEnabled()
        hovered = self.underMouse() and enabled
        if on:
            rounded(painter, box, 9, (theme.ink2 if hovered else theme.ink) if enabled else theme.off)
        else:
            rounded(painter, box, 9, (theme.ink3 if hovered else theme.line2) if enabled else theme.line)
        # The knob is what lies on ink: white in the light theme, and dark on the light pill of the dark theme.
        knob = theme.on_ink if on else theme.raised if not theme.dark else theme.ink2 if enabled else theme.off
        dot(painter, QPointF(box.right() - 9 if on else box.left() + 9, box.center().y()), 6.5, knob)
        painter.end()
