"""Spoken: the words of the watched text on the drawing: on the card they enter by, and under every sequence.

Under a place of a sequence stands the middle one of the words it is made of; those behind the chosen cell are set off.
Worked shape: behind Embedding and Conv1D of 3 the place 4 is made of the words 4 to 6 and bears the word 5.
"""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from core.network import NetworkSpec
from gui import fonts
from gui.canvas.cards import Card, Style
from gui.canvas.detail import legible, readable
from gui.canvas.items import LayerItem
from gui.canvas.live import Live
from gui.canvas.marks import WindowMark
from gui.canvas.word_cards import PLACE
from gui.theme import Theme, mix
from gui.tokens import tokens_of
from gui.widgets.painting import rounded
from gui.widgets.writing import LEFT, RIGHT, elided, write

Span = tuple[int, int]
NONE: Span = (0, -1)


class Spoken(NamedTuple):
    """A word for each place of a card, and the first and last place set off."""

    words: tuple[str, ...] = ()
    lit: Span = NONE


class Speaker:
    """Finds the words; remembers them while example and drawing are the same."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._said: tuple[object, tuple[str, ...]] = (None, ())
        self._spans: dict[tuple[int, int], Span | None] = {}
        self._network: NetworkSpec | None = None

    def words(self) -> tuple[str, ...]:
        """Those of the watched example; none where it is no text, or several are watched at once."""
        shot, prepared, x = self._live.snapshot, self._live.prepared, self._live.watched_input()
        if prepared is None or not prepared.dataset.task.vocabulary:
            return ()
        if shot is None or shot.watched is None or shot.watched.row < 0 or x is None:
            return ()
        key = (shot.watched.row, prepared)
        if self._said[0] != key:
            found = tokens_of(prepared, x)
            self._said = (key, found.words if found is not None else ())
        return self._said[1]

    def span(self, layer: int, place: int) -> Span | None:
        """The first and the last word that a place of a sequence is made of."""
        network = self._live.network
        if network is not self._network:
            self._network = network
            self._spans.clear()
        if (layer, place) not in self._spans:
            known = layer in network.shapes and len(network.shapes[layer]) <= 2
            from core.inside import reach  # with all lenses; most drawings have no words

            self._spans[layer, place] = reach(network, layer, (place, place)) if known else None
        return self._spans[layer, place]

    def run(self, layer: int, place: int) -> str:
        """The words a place is made of, side by side."""
        span = self.span(layer, place)
        words = self.words()[span[0] : span[1] + 1] if span is not None else ()
        return " ".join(word for word in words if word)

    def on(self, item: LayerItem, window: WindowMark | None) -> Spoken:
        """The words on a card."""
        if item.card.style is not Style.WORDS and item.card.axis is None:
            return Spoken()
        words = self.words()
        behind = self.span(window.layer, window.place[0]) if words and window and len(window.place) == 1 else None
        if item.card.style is Style.WORDS:
            return Spoken(words, behind or NONE)
        places = range(item.card.space[1]) if words else range(0)
        spans = [self.span(item.layer_id, place) for place in places]
        middles = [(span[0] + span[1]) // 2 if span is not None else -1 for span in spans]
        written = tuple(words[at] if 0 <= at < len(words) else "" for at in middles)
        if window is not None and window.layer == item.layer_id and behind is not None:
            return Spoken(written, (window.place[0], window.place[0]))
        inside = [
            place for place, span in zip(places, spans, strict=True)
            if behind is not None and span is not None and behind[0] <= span[0] and span[1] <= behind[1]
        ]  # fmt: skip
        return Spoken(written, (inside[0], inside[-1]) if inside else NONE)


def draw_spoken(painter: QPainter, card: Card, spoken: Spoken, theme: Theme, zoom: float) -> None:
    """The words of a card, the painter's origin at its centre."""
    if card.style is Style.WORDS and card.slots is not None:
        _rows(painter, card, spoken, theme, zoom)
    elif card.axis is not None:
        _axis(painter, card.axis, spoken, theme, zoom)


def _rows(painter: QPainter, card: Card, spoken: Spoken, theme: Theme, zoom: float) -> None:
    """One word below the other; where letters would be too small, lines as long as they are."""
    assert card.slots is not None
    # A long drawing is seen small, but its text is for reading: letters as large on the screen as their row allows.
    size = round(min(max(fonts.FORM, fonts.CAPTION / zoom), 0.64 * card.face), 1)
    small, size = legible(zoom, fonts.CAPTION, 1.5), size if readable(zoom, size) else 0.0
    for slot, place in enumerate(card.shown):
        word = spoken.words[place] if place < len(spoken.words) else ""
        middle = float(card.slots[slot, 1])
        row = QRectF(-card.face_width / 2, middle - card.face / 2, card.face_width, card.face)
        lit = spoken.lit[0] <= place <= spoken.lit[1]
        if lit:
            rounded(painter, row, 4, mix(theme.raised, theme.ink, 0.09))
        if small:
            number = QRectF(row.left(), row.top(), PLACE - 8, row.height())
            write(painter, number, str(place + 1), theme.ink3, small, 400, RIGHT, tabular=True)
        text = QRectF(row.left() + PLACE, row.top(), row.width() - PLACE - 4, row.height())
        if size and word:
            shown = elided(word, size, 600 if lit else 500, text.width())
            write(painter, text, shown, theme.ink, size, 600 if lit else 500, LEFT)
        elif size:
            write(painter, text, "·", theme.ink3, size)
        elif word:
            painter.setPen(QPen(theme.line2, card.face * 0.3))
            end = min(text.right(), text.left() + 8.0 * len(word))
            painter.drawLine(QPointF(text.left(), middle), QPointF(end, middle))


def _axis(painter: QPainter, axis: QRectF, spoken: Spoken, theme: Theme, zoom: float) -> None:
    """A word under each place, read from above to below."""
    wide = axis.width() / max(1, len(spoken.words))
    size = round(min(fonts.PANEL, 0.72 * wide), 1)
    if not readable(zoom, size):
        return
    for place, word in enumerate(spoken.words):
        if not word:
            continue
        lit = spoken.lit[0] <= place <= spoken.lit[1]
        weight = 600 if lit else 400
        painter.save()
        painter.translate(axis.left() + (place + 0.5) * wide, axis.top() + 3)
        painter.rotate(90)
        room = QRectF(0, -wide, axis.height() - 4, 2 * wide)
        write(painter, room, elided(word, size, weight, room.width()), theme.ink if lit else theme.ink2, size, weight)
        painter.restore()
