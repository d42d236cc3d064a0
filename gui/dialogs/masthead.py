"""Masthead: the emblem with the program's name and what it is for, at the head of About and of the gallery.

It may import widgets and resources. Worked shape: ``masthead("Version 1.2")`` is 64 px high.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

import resources
from gui.widgets.labels import Label


class Emblem(QWidget):
    """The application's icon, 64 px."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(64, 64)
        self.setAccessibleName("Chainrule")
        self._drawing = QSvgRenderer(str(resources.icon_path()), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._drawing.render(painter, QRectF(self.rect()))
        painter.end()


def masthead(caption: str = "") -> QHBoxLayout:
    """Emblem, name, what it is for, and a caption."""
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(Emblem())
    texts = QVBoxLayout()
    texts.setSpacing(2)
    texts.addStretch(1)
    texts.addWidget(Label("Chainrule", "page"))
    texts.addWidget(Label("Draw it, train it, see why.", "label"))
    if caption:
        texts.addWidget(Label(caption, "caption"))
    texts.addStretch(1)
    row.addLayout(texts, 1)
    return row
