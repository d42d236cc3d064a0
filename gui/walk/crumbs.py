"""Crumbs: the phase in its colour, then layer › neuron › one term; the level shown now is strong.

It may import fonts, icons, the theme and the widgets. Worked shape: ``tell("blame", ("hidden", "neuron h1", "one
term"), 1)``; ``chosen`` carries the level that was clicked: 0, 1 or 2.
"""

from functools import partial

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui import fonts
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.widgets.buttons import push_button
from gui.widgets.labels import IconMark
from gui.widgets.painting import dot

BADGE = 24


class PhaseBadge(QWidget):
    """The phase's icon on a disc of its colour, and its name in that colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phase = "forward"
        self.setFixedHeight(BADGE + 2)

    def tell(self, phase: str) -> None:
        """Another phase."""
        self.phase = phase
        words = QFontMetricsF(fonts.font(fonts.BODY, 600)).horizontalAdvance(phase.capitalize())
        self.setFixedWidth(BADGE + 10 + round(words))
        self.setAccessibleName(phase.capitalize())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(BADGE / 2, self.height() / 2)
        dot(painter, middle, BADGE / 2, theme.phase(self.phase))
        draw_icon(painter, f"phase-{self.phase}", QRectF(middle.x() - 7.5, middle.y() - 7.5, 15, 15), "on_ink")
        painter.setFont(fonts.font(fonts.BODY, 600))
        painter.setPen(theme.phase(self.phase))
        baseline = middle.y() + painter.fontMetrics().capHeight() / 2
        painter.drawText(QPointF(BADGE + 8, baseline), self.phase.capitalize())
        painter.end()


class Crumbs(QWidget):
    """Badge and three levels, each a quiet button."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = PhaseBadge()
        self.setAccessibleName("Where you are")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.badge)
        self.buttons = [push_button("", kind="quiet") for _ in range(3)]
        self._arrows = [IconMark("action-chevron-right", "ink3", 14) for _ in range(2)]
        for level, button in enumerate(self.buttons):
            if level:
                row.addWidget(self._arrows[level - 1])
            row.addWidget(button)
            button.clicked.connect(partial(self.chosen.emit, level))
        row.addStretch(1)

    def whole_width(self) -> int:
        """How wide it is with every text in full."""
        return self._row.sizeHint().width()

    def tell(self, phase: str, texts: tuple[str, str, str], level: int) -> None:
        """The texts of the levels, and which of them is shown; a level without text is left out."""
        self.badge.tell(phase)
        for at, (button, text) in enumerate(zip(self.buttons, texts, strict=True)):
            button.setText(text.replace("&", "&&"))
            button.setVisible(bool(text))
            button.setProperty("level", "here" if at == level else "other")
            theme = current_theme()
            weight, token = (600, theme.ink) if at == level else (400, theme.ink3)
            sheet = f"QPushButton {{ font-weight: {weight}; color: {token.name()}; }}"
            if sheet != button.styleSheet():  # to read and apply one takes longer than to paint the whole row
                button.setStyleSheet(sheet)
        self._arrows[0].setVisible(bool(texts[0]))
        self._arrows[1].setVisible(bool(texts[2]))
