"""Buttons: the round ones of the toolbar, the small flat ones in fields, and push buttons by kind.

It may import icons, painting and the theme. Only one button of a region is filled with ink.
Worked shape: ``RoundButton("action-play", "Play", 48, filled=True)``; ``push_button("Export", "action-export")``.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from gui.icons import BUTTON, PLAY, draw_icon, icon
from gui.theme import current_theme, mix
from gui.widgets.painting import rounded


class RoundButton(QAbstractButton):
    """A circle with an icon: 36 px outlined, or 48 px filled for play."""

    def __init__(
        self, icon_name: str, name: str, diameter: int = 36, filled: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._filled = icon_name, filled
        self.setFixedSize(diameter, diameter)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", diameter // 2)
        self.set_face(icon_name, name)

    def set_face(self, icon_name: str, name: str) -> None:
        """Change icon and name together, as play becomes pause."""
        self._icon_name = icon_name
        self.setAccessibleName(name)
        if not self.toolTip() or self.toolTip() == self.property("named"):
            self.setToolTip(name)
        self.setProperty("named", name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), self.width() / 2
        enabled, hovered = self.isEnabled(), self.underMouse() and self.isEnabled()
        if self._filled and enabled:
            fill = mix(theme.ink, theme.paper, 0.24 if self.isDown() else 0.14 if hovered else 0.0)
            rounded(painter, box, radius, fill)
        else:
            fill = theme.row if self.isDown() or self.isChecked() else theme.hover if hovered else theme.raised
            rounded(painter, box, radius, fill, theme.line2 if enabled else theme.line)
        side = PLAY if self.width() >= 44 else BUTTON
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        token = "off" if not enabled else "on_ink" if self._filled else "ink"
        draw_icon(painter, self._icon_name, place, token, solid=self._filled)
        painter.end()


class FlatButton(QToolButton):
    """A small square button with only an icon, for fields, pills and headers."""

    def __init__(self, icon_name: str, name: str, side: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon(icon_name, "ink2"))
        self.setIconSize(QSize(15, 15))
        self.setFixedSize(side, side)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAutoRaise(True)
        self.setProperty("kind", "flat")
        self.setProperty("ring", 6)


def push_button(text: str, icon_name: str = "", kind: str = "secondary", parent: QWidget | None = None) -> QPushButton:
    """A button 30 px high; ``kind`` is primary (filled ink, one per region), secondary (outlined) or quiet (bare)."""
    made = QPushButton(text, parent)
    made.setProperty("kind", kind)
    if icon_name:
        made.setIcon(icon(icon_name, "on_ink" if kind == "primary" else "ink"))
        # Wider than high: Qt leaves 4 px between icon and text, and the look wants about 8.
        made.setIconSize(QSize(BUTTON + 6, BUTTON))
    return made
