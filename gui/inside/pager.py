"""Pager: "channel 2 of 6" between two small buttons. It may import the buttons.

Worked shape: ``show_page(1, 6, "channel")``; ``turned`` carries the page the user went to.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label


class Pager(QWidget):
    """Pages go round: behind the last comes the first."""

    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self.pages = 0, 1
        self.setAccessibleName(name)
        self.before = FlatButton("action-chevron-left", f"Previous {name}")
        self.after = FlatButton("action-chevron-right", f"Next {name}")
        self.label = Label("", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.before)
        row.addWidget(self.label)
        row.addWidget(self.after)
        row.addStretch(1)
        self.before.clicked.connect(lambda: self.turned.emit((self.page - 1) % self.pages))
        self.after.clicked.connect(lambda: self.turned.emit((self.page + 1) % self.pages))

    def show_page(self, page: int, pages: int, text: str) -> None:
        """Say where it stands; nothing where there is one page."""
        self.page, self.pages = page, max(1, pages)
        self.label.setText(text)
        self.setVisible(pages > 1)
