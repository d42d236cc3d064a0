"""Fronts: what each style of card shows in front of its links, still parts first, live parts after.

``draw_still`` goes into a cached pixmap; ``draw_live`` is called for every frame and uses few calls to Qt. Worked
shape: the bars of ten classes are one ``drawLines`` and ten short texts.
"""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from gui import fonts, numbers
from gui.canvas.cards import Style
from gui.canvas.detail import Level, legible, readable
from gui.canvas.items import LayerItem
from gui.canvas.spoken import Spoken, draw_spoken
from gui.canvas.strokes import draw_card, draw_header, draw_more, draw_stepper, draw_watch, place_icon, symbol_font
from gui.theme import Theme
from gui.widgets.writing import CENTER, LEFT, elided, text_width, write

BESIDE = 34.0
"""How far a name seen from afar may stand out of its card: no farther than the middle of the narrowest gap."""
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def draw_still(
    painter: QPainter, item: LayerItem, theme: Theme, zoom: float, level: Level, watched: str, hot: str, verdict: float,
    filled: tuple[int, ...], spoken: Spoken,
) -> None:  # fmt: skip
    """Everything on a card that does not change with the numbers.

    ``verdict`` px of the header are kept free; ``filled`` are the slots whose circles are dark.
    """
    if level is not Level.FAR or item.card.style is Style.WORDS:
        draw_spoken(painter, item.card, spoken, theme, zoom)
    if level is Level.FAR:
        _far(painter, item, theme, zoom)
        return
    if item.pill:
        _pill(painter, item, theme, zoom)
        return
    icons = 24.0 if item.problems or item.locked else 0.0
    draw_header(painter, item.card, item.node.name, item.summary, theme, zoom, max(icons, verdict))
    corner = QRectF(item.card.width / 2 - 31, -item.card.height / 2 + 10, 17, 17)
    if item.problems:
        place_icon(painter, "action-problem", corner, theme.error)
    elif item.locked:
        place_icon(painter, "action-lock", corner, theme.ink)
    if item.card.more is not None and readable(zoom, fonts.CAPTION):
        draw_more(painter, item.card.more, item.card.left_out, theme)
    _names(painter, item, theme, zoom, filled)
    if readable(zoom, fonts.SMALL):
        draw_stepper(painter, item.card, numbers.count(item.card.units), theme, hot)
        draw_watch(painter, item.card, watched, theme, hot)
        if item.card.caption is not None and item.parameters:
            align = LEFT if item.card.style is Style.BARS else CENTER
            write(painter, item.card.caption, item.parameters, theme.ink3, fonts.SMALL, 400, align)


def _pill(painter: QPainter, item: LayerItem, theme: Theme, zoom: float) -> None:
    rect = item.card.rect
    draw_card(painter, item.card, theme, bool(item.problems))  # again, above the links that run through
    size = legible(zoom, fonts.SMALL)
    if not size:
        place_icon(painter, item.node.layer.icon, QRectF(-12, -12, 24, 24), theme.ink2)
        return
    place_icon(painter, item.node.layer.icon, QRectF(rect.left() + 12, -8, 16, 16), theme.ink2)
    text = elided(item.pill_text, size, 500, rect.width() - 38)
    write(painter, rect.adjusted(33, 0, -4, 0), text, theme.ink, size, 500, LEFT, tabular=True)


def _names(painter: QPainter, item: LayerItem, theme: Theme, zoom: float, filled: tuple[int, ...]) -> None:
    """Feature and class names that stand beside or under faces."""
    card, small, inside = item.card, legible(zoom, fonts.SMALL), legible(zoom, fonts.BODY, 1.7)
    bare = card.style is Style.BARS and not card.names  # names of one or two letters stand inside their circles
    if card.slots is None or not (inside if bare else small):
        return
    for slot, neuron in enumerate(card.shown):
        x, y = card.slots[slot]
        half = card.face / 2
        name = item.neuron_name(neuron)
        if card.style is Style.ROWS:
            rect = QRectF(-card.width / 2 + 14, y - 10, card.names, 20)
            write(painter, rect, elided(name, small, 400, rect.width()), theme.ink2, small)
        elif card.style is Style.BARS and card.names:
            rect = QRectF(x + half + 8, y - 10, card.names, 20)
            write(painter, rect, elided(name, small, 500, rect.width()), theme.ink, small, 500)
        elif bare:
            box = QRectF(x - half, y - half, card.face, card.face)
            write(painter, box, name, theme.on_ink if slot in filled else theme.ink, inside, 600, CENTER, True)
        elif item.node.layer.kind == "Input" and card.square:
            _symbol(painter, QRectF(x - 40, y + half + 3, 80, 20), name, theme)


def _symbol(painter: QPainter, rect: QRectF, name: str, theme: Theme) -> None:
    """x₁ in the face of symbols; other names in the text face."""
    if len(name) == 2 and name[1].isdigit():
        painter.setFont(symbol_font(12.0))
        painter.setPen(theme.ink2)
        painter.drawText(rect, CENTER, name[0] + name[1].translate(SUBSCRIPTS))
        return
    write(painter, rect, elided(name, fonts.SMALL, 400, rect.width()), theme.ink2, fonts.SMALL, 400, CENTER)


def far_line(item: LayerItem, zoom: float) -> float:
    """Height kept for a line of text on a card seen from afar, in scene units: the same on the screen at any zoom."""
    return min(14.0 / zoom, item.card.height * 0.3)


def _far(painter: QPainter, item: LayerItem, theme: Theme, zoom: float) -> None:
    """Name and units, written for the screen: they do not shrink with the card and may be wider than it."""
    if item.pill:
        return
    card, line = item.card, far_line(item, zoom)
    half, high = (card.width / 2 + BESIDE) * zoom, line * zoom
    painter.save()
    painter.scale(1 / zoom, 1 / zoom)  # in pixels most letters are as high at every zoom: they are laid out once
    for text, weight, y in (
        (item.node.name, 600, -card.height / 2 + 4), (item.size_text, 400, card.height / 2 - line - 4),
    ):  # fmt: skip
        size_pt = round(high * 0.52, 2)
        size_pt *= min(1.0, 2 * half / max(1.0, text_width(text, size_pt, weight)))
        size_pt = int(4 * size_pt) / 4  # few sizes for all cards and zooms
        if readable(1.0, size_pt):
            color = theme.ink if weight == 600 else theme.ink2
            write(painter, QRectF(-half, y * zoom, 2 * half, high), text, color, size_pt, weight, CENTER)
    painter.restore()


def picture_place(item: LayerItem, level: Level, zoom: float) -> QRectF | None:
    """Where the heat map, the large field or the watched image lies on a card, relative to its centre."""
    if level is not Level.FAR or item.pill:
        return item.card.picture
    side = min(item.card.width - 20, item.card.height - 2 * far_line(item, zoom) - 20)
    return QRectF(-side / 2, -side / 2, side, side)


def room_for_maps(item: LayerItem, zoom: float) -> float:
    """How much the maps of a card come together from afar, so that name and size have room above and below: 0 to 1."""
    card = item.card
    if card.slots is None or not len(card.slots):
        return 1.0
    reach = float(np.abs(card.slots[:, 1]).max()) + card.face / 2
    return max(0.05, min(1.0, (card.height / 2 - far_line(item, zoom) - 8) / reach))


def keep_aspect(rect: QRectF, rows: int, columns: int) -> QRectF:
    """The largest rectangle with the matrix's proportions inside ``rect``, no thinner than a sixth of it."""
    ratio = min(6.0, max(1 / 6.0, columns / max(1, rows)))
    width = min(rect.width(), rect.height() * ratio)
    height = width / ratio
    return QRectF(rect.center().x() - width / 2, rect.center().y() - height / 2, width, height)


