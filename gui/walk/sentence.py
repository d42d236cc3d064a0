"""Sentence: the plain words of a stop in a sunken note, with a button that copies them.

It may import the widgets. Worked shape: ``say("o1 wants h1 lower: ...")``; a screen reader reads the same words.
"""

import html
import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from gui.fonts import BODY, points
from gui.theme import current_theme
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label
from gui.widgets.painting import rounded

_INDEX = re.compile(r"(?<=\w)_([^\W_]+(?:[.,][^\W_]+)*)")


class Sentence(QFrame):
    """One or two sentences and a copy button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Label("", "body", wrap=True)
        self.text = ""
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = FlatButton("action-copy", "Copy this sentence", 28)
        self.button.clicked.connect(self.copy)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)

    def say(self, text: str) -> None:
        """Other words."""
        self.text = text
        size = points(1.3 * BODY)  # Qt takes two thirds of it for what stands lower
        lower = rf'<span style="vertical-align:sub; font-size:{size:.3g}pt">\1</span>'
        self.label.setText(_INDEX.sub(lower, html.escape(text)))
        self.label.setAccessibleName(text)
        self.setAccessibleName(text)

    def copy(self) -> None:
        """Put the words on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 8, current_theme().sunken)
        painter.end()
