"""Disclosure: a quiet line that shows and hides what stands below it, for settings one rarely needs.

It may import fonts and icons. Worked shape: ``Disclosure("More", form)`` starts closed; a click or Space opens it.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui import fonts
from gui.icons import icon


class Disclosure(QWidget):
    """A line with a chevron and the content below it."""

    def __init__(self, text: str, content: QWidget, opened: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.button = QToolButton()
        self.button.setText(text)
        self.button.setFont(fonts.font(fonts.PANEL, 500))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(13, 13))
        self.button.setProperty("kind", "disclosure")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.button)
        column.addWidget(content)
        self.button.clicked.connect(self.toggle)
        self.open(opened)

    def toggle(self) -> None:
        """Open what is closed and close what is open."""
        self.open(self.content.isHidden())

    def open(self, opened: bool) -> None:
        """Show or hide the content."""
        self.button.setAccessibleDescription("open" if opened else "closed")
        self.button.setIcon(icon("action-chevron-down" if opened else "action-chevron-right", "ink3"))
        self.content.setVisible(opened)
