"""Gallery: File > New, a card with a picture for each example; Enter or a click takes one.

It may import gui.examples and gui.data_pictures. Worked shape: seven cards in rows of four, arrow keys move between
them, ``Gallery.choose(window)`` gives the Example or None.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QDialog, QGridLayout, QVBoxLayout, QWidget

from gui import fonts
from gui.data_pictures import draw_dataset
from gui.examples import EXAMPLES, Example
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.widgets.labels import Label
from gui.widgets.painting import rounded

COLUMNS = 4
PICTURE, SIZE = 148, QSize(240, 248)
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}


class ExampleCard(QAbstractButton):
    """A picture, a title, a sentence and the sizes."""

    moved = Signal(int)

    def __init__(self, example: Example, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example = example
        self._dataset, self._caption = example.dataset(), example.caption()
        self.setFixedSize(SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ring", 14)
        self.setText(example.title)
        self.setAccessibleName(f"{example.title}. {example.sentence} {self._caption}.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in _MOVES:
            self.moved.emit(_MOVES[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        rounded(painter, box, 12, theme.raised)
        outline = QPainterPath()
        outline.addRoundedRect(box, 12, 12)
        picture = QRectF(box.left(), box.top(), box.width(), PICTURE)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(picture, theme.paper)
        painter.restore()
        self._draw_picture(painter, picture.adjusted(8, 8, -8, -8))
        painter.fillRect(QRectF(box.left(), picture.bottom(), box.width(), 1), theme.line)
        rounded(painter, box, 12, None, theme.line)
        if self.hasFocus() or self.underMouse():
            rounded(painter, QRectF(self.rect()), 15, None, theme.ink if self.hasFocus() else theme.line2, 2)
        self._draw_text(painter, box)
        painter.end()

    def _draw_picture(self, painter: QPainter, rect: QRectF) -> None:
        if self._dataset is not None:
            draw_dataset(painter, rect, self._dataset)
            return
        center = rect.center()
        painter.setPen(QPen(current_theme().ink3, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, 17, 17)
        draw_icon(painter, "action-plus", QRectF(center.x() - 9, center.y() - 9, 18, 18), "ink2")

    def _draw_text(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        lines = (
            (self.example.title, fonts.font(fonts.SECTION, 600), theme.ink, 10),
            (self.example.sentence, fonts.font(fonts.PANEL), theme.ink2, 36),
            (self._caption, fonts.font(fonts.SMALL, tabular=True), theme.ink3, 62),
        )
        for text, face, color, down in lines:
            painter.setFont(face)
            painter.setPen(color)
            place = QRectF(box.left() + 14, box.top() + PICTURE + down, box.width() - 20, 22)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


class Gallery(QDialog):
    """The dialog; ``chosen`` is the Example that was taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New project")
        self.chosen: Example | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(4)
        column.addWidget(Label("Start from an example", "page"))
        column.addWidget(Label("Each one is ready to play. Everything in it can be changed.", "label"))
        column.addSpacing(12)
        grid = QGridLayout()
        grid.setSpacing(10)
        self.cards = [ExampleCard(each) for each in EXAMPLES]
        for index, card in enumerate(self.cards):
            grid.addWidget(card, index // COLUMNS, index % COLUMNS)
            card.clicked.connect(self._take)
            card.moved.connect(self._move)
        column.addLayout(grid)
        self.cards[0].setFocus()

    @classmethod
    def choose(cls, parent: QWidget) -> Example | None:
        """Ask; None where the dialog was left."""
        dialog = cls(parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.chosen

    def _take(self) -> None:
        card = self.sender()
        if isinstance(card, ExampleCard):
            self.chosen = card.example
            self.accept()

    def _move(self, by: int) -> None:
        card = self.sender()
        if isinstance(card, ExampleCard):
            target = self.cards.index(card) + by
            if 0 <= target < len(self.cards):
                self.cards[target].setFocus(Qt.FocusReason.TabFocusReason)
