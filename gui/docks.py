"""Docks: panels that can be moved, floated and closed, with a title no higher than a grip.

It may import the theme and small widgets. The grip shows a close button under the mouse; View lists every dock by its
title. Worked shape: ``Dock("Palette", window, palette)`` in the left area is as wide as the palette and 12 px of grip
higher.
"""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from gui.theme import current_theme
from gui.widgets.buttons import FlatButton
from gui.widgets.painting import dot

GRIP = 12


class Grip(QWidget):
    """Three dots to take the panel by; a double click lets it float."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setToolTip("Drag to move the panel; double-click to let it float")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        name = dock.windowTitle().lower()
        self._close = FlatButton("action-close", f"Close the {name}; View brings it back", GRIP, self)
        self._close.setIconSize(QSize(10, 10))
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setCursor(Qt.CursorShape.ArrowCursor)
        self._close.clicked.connect(dock.close)
        self._close.hide()

    def sizeHint(self) -> QSize:
        return QSize(40, GRIP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._close.show()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._close.hide()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._close.move(self.width() - GRIP - 4, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = theme.ink3 if self.underMouse() else theme.line2
        middle = QPointF(self.width() / 2, GRIP / 2 + 0.5)
        for shift in (-7, 0, 7):
            dot(painter, middle + QPointF(shift, 0), 1.5, color)
        painter.end()


class Dock(QDockWidget):
    """A dock for one panel; its title names it in the View menu and for screen readers.

    Its content is best made within it, and it within the window: each time a panel is given to another parent, all in
    it takes up style and font anew, which for the inspector takes a hundredth of a second.
    """

    def __init__(self, title: str, parent: QWidget, content: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"dock {title.lower()}")
        self.setAccessibleName(title)
        self.setTitleBarWidget(Grip(self))
        if content is not None:
            self.setWidget(content)
