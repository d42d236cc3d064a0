"""The parts of the export dialog: the cards of formats, the box of code, the line that tells the outcome.

They import widgets and the theme, and know no model. Worked shape: ``Formats(OFFERS)`` is a row of four cards of
which one is chosen; arrow keys move, ``chosen`` carries the ending.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import fonts
from gui.dialogs.base import copy_text, plain_button
from gui.dialogs.export_words import Offer
from gui.theme import current_theme
from gui.widgets.labels import IconMark, Label
from gui.widgets.painting import rounded


class FormatCard(QAbstractButton):
    """A title, its ending and one sentence; 2 px ink around the chosen one."""

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        self.setText(offer.title)
        self.setAccessibleName(f"{offer.title}, .{offer.ending}")
        self.setAccessibleDescription(offer.sentence)
        self.setCheckable(True)
        self.setMinimumSize(QSize(150, 96))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", 10)

    def sizeHint(self) -> QSize:
        return QSize(164, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = current_theme(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, enabled = self.isChecked() and self.isEnabled(), self.isEnabled()
        fill = theme.hover if self.underMouse() and enabled and not on else theme.raised
        rounded(painter, box, 10, fill, theme.ink if on else theme.line2 if enabled else theme.line, 2 if on else 1)
        inner = box.adjusted(14, 11, -12, -8)
        painter.setFont(fonts.font(fonts.BODY, 600))
        painter.setPen(theme.ink if enabled else theme.off)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft), self.text())
        painter.setPen(theme.ink3 if enabled else theme.off)
        painter.setFont(fonts.font(fonts.CAPTION))
        painter.drawText(inner.adjusted(0, 18, 0, 0), int(Qt.AlignmentFlag.AlignLeft), f".{self.offer.ending}")
        painter.setPen(theme.ink2 if enabled else theme.off)
        painter.setFont(fonts.font(fonts.SMALL))
        flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(inner.adjusted(0, 40, 0, 4), flags, self.offer.sentence)
        painter.end()


class Formats(QWidget):
    """The cards in a row; exactly one is chosen."""

    chosen = Signal(str)

    def __init__(self, offers: Sequence[Offer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Format")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.cards = [FormatCard(offer, self) for offer in offers]
        self._group = QButtonGroup(self)
        for card in self.cards:
            self._group.addButton(card)
            row.addWidget(card)
        self.cards[0].setChecked(True)
        self._group.buttonToggled.connect(self._toggled)

    def ending(self) -> str:
        """The ending of the chosen format."""
        return next(card.offer.ending for card in self.cards if card.isChecked())

    def choose(self, ending: str) -> bool:
        """Choose a format; False where there is none of this ending."""
        for card in self.cards:
            if card.offer.ending == ending:
                card.setChecked(True)
                return True
        return False

    def _toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and isinstance(button, FormatCard):
            self.chosen.emit(button.offer.ending)


class CodeBox(QFrame):
    """A few lines of code in a sunken box: selectable, with a button that copies them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        self.code = Label("", "caption")
        self.code.setProperty("role", "body")
        self.code.setFont(fonts.code_font(fonts.SMALL))
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.code.setMinimumHeight(64)
        self.code.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.code, 1)
        self.copy = plain_button("Copy", "action-copy", "quiet")
        self.copy.setAccessibleName("Copy the code")
        self.copy.clicked.connect(lambda: copy_text(self.code.text()))
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)

    def set_code(self, text: str) -> None:
        """Show these lines."""
        self.code.setText(text)
        self.code.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, current_theme().sunken)
        painter.end()


class Outcome(QWidget):
    """What came of the export: a tick or a warning, a sentence, the path, and what one can do with the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.mark = IconMark("action-check", "agrees", 20)
        row.addWidget(self.mark)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self.sentence = Label("", "body", wrap=True)
        self.path = Label("", "caption", wrap=True)
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts.addWidget(self.sentence)
        texts.addWidget(self.path)
        row.addLayout(texts, 1)
        self.show_folder = plain_button("Show in folder", "action-folder-open")
        self.copy_path = plain_button("Copy path", "action-copy")
        row.addWidget(self.show_folder)
        row.addWidget(self.copy_path)
        self.setMinimumHeight(44)
        self.clear()

    def clear(self) -> None:
        """Nothing was written yet; the place stays."""
        self.tell("", "", good=True)

    def tell(self, sentence: str, path: str, good: bool) -> None:
        """Show the outcome; no path: nothing was written."""
        self.mark.set_icon("action-check" if good else "action-problem", "agrees" if good else "error")
        self.sentence.setText(sentence)
        self.sentence.setProperty("role", "body" if good else "problem")
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)
        self.path.setText(path)
        self.mark.setVisible(bool(sentence))
        for part in (self.path, self.show_folder, self.copy_path):
            part.setVisible(bool(path))
