"""Word cards: the card of a text that enters, a word below the other, and the axis of words under a sequence.

Pure geometry beside gui/canvas/cards.py. Worked shape: a text of 16 tokens is a card of 152 x 504 with a row of 24 px
for each; what an Embedding makes of it has strips of 198 px with a word under each of their 16 places.
"""

import numpy as np
from PySide6.QtCore import QRectF

from core.network import NetworkSpec, Node
from core.task import Shape
from gui.canvas.cards import MOST_FACES, Card, Part, Style

WIDTH, HEAD, FOOT, PLACE = 152.0, 58.0, 46.0, 26.0
"""Of the card; the column for a word's number."""
ROW, LOW_ROW, MANY = 24.0, 20.0, 16
AXIS, EACH, WIDEST, MOST_ON_AXIS = 52.0, 12.4, 210.0, 24
"""Height of the axis; width of a place, of a strip at most; places that have room for a word at all."""


def reads_words(network: NetworkSpec, node: Node, part: Part) -> bool:
    """Whether what enters here are the words of a text."""
    shape = network.shapes.get(node.id)
    text = part.task is not None and part.task.vocabulary > 0
    return text and node.layer.inputs[1] == 0 and shape is not None and len(shape) == 1


def card_of(length: int) -> Card:
    """A row for each word; of a long text for the first ones."""
    shown = tuple(range(min(length, MOST_FACES)))
    pitch = ROW if len(shown) <= MANY else LOW_ROW
    tall = 22.0 if length > len(shown) else 0.0
    height = HEAD + pitch * len(shown) + tall + FOOT
    y = -height / 2 + HEAD + pitch * (np.arange(len(shown), dtype=np.float64) + 0.5)
    slots = np.column_stack((np.zeros(len(shown)), y))
    more = QRectF(-14, height / 2 - FOOT - 20, 28, 18) if tall else None
    watch = QRectF(-WIDTH / 2 + 8, height / 2 - 35, WIDTH - 16, 25)
    return Card(
        Style.WORDS, WIDTH, height, length, shown, slots, pitch - 4, more=more, watch=watch, wide=WIDTH - 20,
    )  # fmt: skip


def axis_of(shape: Shape | None, part: Part) -> QRectF | None:
    """The room for words under the strips of a sequence, its top at 0; None where there is not enough."""
    text = part.task is not None and part.task.vocabulary > 0
    if not text or shape is None or len(shape) != 2 or not 0 < shape[0] <= MOST_ON_AXIS:
        return None
    wide = min(WIDEST, max(132.0, EACH * shape[0]))
    return QRectF(-wide / 2, 0, wide, AXIS)
