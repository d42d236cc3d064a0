"""Notes: the sentence under a card that has a problem, and the button that mends it. Geometry only.

Text is wrapped here once, when the problem appears, so that painting it is cheap. Worked shape: a note of 220 px
under a card of 118 px, two lines of 16 px and a button of 30 px.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from core.frozen import dataclass
from core.network import Problem
from gui import fonts, numbers
from gui.canvas.cards import Card

WIDEST = 236.0


@dataclass(frozen=True)
class Note:
    """Rectangles relative to the card's centre."""

    text: str
    rect: QRectF
    text_rect: QRectF
    button: QRectF | None
    button_text: str


def note_of(problem: Problem, card: Card) -> Note:
    """The sentence and the button of a problem, below a card."""
    width = max(card.width, WIDEST)
    metrics = QFontMetricsF(fonts.font(fonts.PANEL))
    room = QRectF(0, 0, width, 400)
    sentence = numbers.unbroken(numbers.told(problem.text))
    used = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), sentence)
    left, top = -card.width / 2, card.height / 2 + 10
    text_rect = QRectF(left, top, width, used.height() + 2)
    button = None
    text = numbers.told(problem.remedy.text) if problem.remedy else ""
    if text:
        button = QRectF(left, text_rect.bottom() + 8, metrics.horizontalAdvance(text) + 28, 30)
    rect = text_rect.united(button) if button else text_rect
    return Note(sentence, rect, text_rect, button, text)
