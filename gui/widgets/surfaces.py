"""Surfaces: the raised card and the sunken note that other widgets lie on.

They may import painting, labels and the theme; a surface draws itself, so no stylesheet reaches its children.
Worked shape: ``Note("Changing the units starts **hidden** afresh.")``: words between double stars are stronger.
"""

import html
import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from gui.theme import current_theme
from gui.widgets.labels import Label
from gui.widgets.painting import rounded


class Card(QFrame):
    """A raised box of radius 12 with a thin line; give it a layout of your own."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 12, theme.raised, theme.line)
        painter.end()


class Note(QFrame):
    """A sentence or two in a sunken box of radius 6."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label("", "caption", wrap=True)
        self._label.setProperty("role", "label")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 8, 11, 8)
        row.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """The text, with ``**strong**`` words; everything else is taken as it stands."""
        marked = re.sub(r"\*\*(.+?)\*\*", r'<span style="font-weight:600">\1</span>', html.escape(text))
        self._label.setText(marked)
        self.setAccessibleName(text.replace("**", ""))
        if not text:
            self.hide()
        elif self.parent() is not None:  # without a parent it would be a window, which takes the keyboard
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, current_theme().sunken)
        painter.end()
