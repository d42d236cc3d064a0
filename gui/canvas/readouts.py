"""Read-outs: the numbers on cards: values in neurons, feature values, percentages and what the output predicts.

Few short texts per frame. Numbers carry their sign and keep their place. Worked shape: ten classes give ten
percentages, the largest in bold, and "predicts 2" in the header with a tick where it is right.
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui import fonts, numbers
from gui.canvas.cards import Style
from gui.canvas.colors import Faces
from gui.canvas.detail import legible, readable
from gui.canvas.items import LayerItem
from gui.canvas.live import Live
from gui.canvas.strokes import place_icon, symbol_font
from gui.theme import Theme
from gui.widgets.writing import CENTER, RIGHT, elided, face_font, text_width, write

LARGE, FOOT = 60.0, 22.0
"""Faces larger than this have a text below them; how far below the face it ends."""
BIAS = "b "
"""How a bias begins, below a neuron and in its chip."""
SYMBOLS = {"blame": "δ", "gradient": "∂\u2009b", "change": "Δb"}
"""A thin space after ∂: in italics it leans into the b."""


def shares_of(item: LayerItem, live: Live) -> npt.NDArray[np.floating] | None:
    """Probabilities of the shown classes, or None while there are none."""
    values = live.values(item.layer_id, "a")
    if values is None or len(values) <= max(item.card.shown, default=0):
        return None
    return values[list(item.card.shown)]


def filled_bars(item: LayerItem, live: Live) -> tuple[int, ...]:
    """Slots of classes so likely that their circle is dark and its name light."""
    shares = shares_of(item, live) if item.card.style is Style.BARS else None
    return tuple(int(each) for each in np.flatnonzero(shares > 0.45)) if shares is not None else ()


def predicted(item: LayerItem, live: Live) -> tuple[str, bool] | None:
    """The class the output speaks for, and whether it is the right one."""
    values = live.values(item.layer_id, "a")
    watched = live.snapshot.watched if live.snapshot else None
    names = item.part.task.class_names if item.part.task else ()
    head = watched.heads.get(item.layer_id) if watched is not None and watched.row >= 0 else None
    if values is None or head is None or not names or not np.isfinite(values).all():
        return None
    guess, truth = class_index(values), class_index(head.target)
    return (names[guess], guess == truth) if guess < len(names) else None


def class_index(values: npt.NDArray[np.floating]) -> int:
    """The class of an output: the largest, or for one output whether it is above a half."""
    return int(values[0] >= 0.5) if len(values) == 1 else int(np.argmax(values))


def draw_bars_texts(
    painter: QPainter, item: LayerItem, live: Live, theme: Theme, zoom: float, bar_right: float
) -> None:
    """Percentages, and the verdict in the header."""
    small = legible(zoom, fonts.SMALL, 1.5)
    if not small or item.card.slots is None:
        return
    shares = shares_of(item, live)
    x = item.place.x() + item.card.width / 2 - 14
    best = int(np.argmax(shares)) if shares is not None and len(shares) > 1 else -1
    for slot in range(len(item.card.shown)):
        center = item.place + QPointF(*item.card.slots[slot])
        if shares is not None:
            box = QRectF(bar_right + 4, center.y() - 10, x - bar_right - 4, 20)
            bold = slot == best
            text = numbers.percent(float(shares[slot]))
            write(painter, box, text, theme.ink if bold else theme.ink3, small, 600 if bold else 400, RIGHT, True)
    if readable(zoom, fonts.SMALL):
        _draw_verdict(painter, item, live, theme)


def _draw_verdict(painter: QPainter, item: LayerItem, live: Live, theme: Theme) -> None:
    verdict = predicted(item, live)
    if verdict is None or item.problems:
        return
    name, right = verdict
    name_width = text_width(item.node.name, fonts.BODY, 600)
    room = max(87.0, item.card.width - 28 - name_width - 39)
    text = elided(f"predicts {name}", fonts.PANEL, 500, room)
    top = item.place.y() - item.card.height / 2 + 9
    end = item.place.x() + item.card.width / 2 - 14
    write(painter, QRectF(end - room, top, room, 20), text, theme.ink, fonts.PANEL, 500, RIGHT)
    left = end - text_width(text, fonts.PANEL, 500) - 23
    box = QRectF(left, top + 2, 16, 16)
    place_icon(painter, "action-check" if right else "action-close", box, theme.agrees if right else theme.error)


def draw_row_texts(painter: QPainter, item: LayerItem, live: Live, theme: Theme, zoom: float) -> None:
    """The value of every feature, beside its face."""
    values = live.entering(item.layer_id)
    small = legible(zoom, fonts.SMALL)
    if values is None or not small or item.card.slots is None:
        return
    digits = 0 if bool((values == np.rint(values)).all()) and np.abs(values).max() > 1 else 2  # words, and counts
    for slot, neuron in enumerate(item.card.shown):
        x, y = item.card.slots[slot]
        right = item.place.x() + x - item.card.face / 2 - 8
        box = QRectF(right - 60, item.place.y() + y - 10, 60, 20)
        write(painter, box, numbers.fixed(float(values[neuron]), digits), theme.ink, small, 500, RIGHT, True)


def has_room(item: LayerItem, zoom: float) -> bool:
    """Whether its faces are so large that their values can be read."""
    return _value_size(item) * zoom >= 7.0


def _value_size(item: LayerItem) -> float:
    return min(11.0, item.card.face * 0.2)


def draw_neuron_texts(
    painter: QPainter, item: LayerItem, live: Live, faces: Faces, view: str, theme: Theme, zoom: float
) -> None:
    """Symbol and value inside circles that have room for them, and what stands below large ones."""
    size_px = _value_size(item)
    if not has_room(item, zoom) or faces.values is None or item.card.slots is None:
        return
    large = item.card.face > LARGE
    for slot, neuron in enumerate(item.card.shown):
        center = item.place + QPointF(*item.card.slots[slot])
        fill = QColor.fromRgb(int(faces.pixels[slot, 0, 0]))
        color = theme.text_on(fill)
        value = float(faces.values[slot])
        half = item.card.face / 2
        drop = 9.0 if large else 0.0
        box = QRectF(center.x() - half - 8, center.y() - 10 + drop, 2 * half + 16, 20)
        text = numbers.short(round(value, 4)) if item.node.layer.kind == "Input" else numbers.significant(value)
        write(painter, box, text, color, size_px * 0.75, 600, CENTER, tabular=True)
        if large:
            _draw_symbol(painter, center, item, neuron, view, color)
            _draw_below(painter, center, half, text_below(item, live, neuron, view), theme)


def _draw_symbol(
    painter: QPainter, center: QPointF, item: LayerItem, neuron: int, view: str, color: QColor
) -> None:
    """A letter with what it belongs to as its index: a with h1 below."""
    name = item.neuron_name(neuron)
    name = name if len(name) <= 4 else f"{neuron + 1}"
    letter, index = SYMBOLS.get(view, "a"), name
    if item.node.layer.kind == "Input":
        letter, index = (name[0], name[1:]) if name[1:].isdigit() else (name, "")
    main, small = symbol_font(12.0), symbol_font(8.5)
    left, right = QFontMetricsF(main).horizontalAdvance(letter), QFontMetricsF(small).horizontalAdvance(index)
    x = center.x() - (left + right) / 2
    painter.setPen(color)
    painter.setFont(main)
    painter.drawText(QPointF(x, center.y() - 8), letter)
    painter.setFont(small)
    painter.drawText(QPointF(x + left + 1, center.y() - 5), index)


def text_below(item: LayerItem, live: Live, neuron: int, view: str) -> str:
    """What stands below a large neuron: an output in the units of the data, its activation, else its bias."""
    if item.node.layer.kind == "Input" or item.card.face <= LARGE:
        return ""
    bias = live.bias(item.layer_id, "weight")
    units = live.in_units(item.layer_id, neuron) if item.part.is_output else None
    if units is not None and view in ("weight", "activation"):
        return f"{item.neuron_name(neuron)} {numbers.significant(units)}"
    activations = live.entering(item.layer_id) if view == "blame" else None
    if activations is not None:
        return f"a {numbers.significant(float(activations[neuron]))}"
    return f"{BIAS}{numbers.significant(float(bias[neuron]))}" if bias is not None else ""


def _draw_below(painter: QPainter, center: QPointF, half: float, text: str, theme: Theme) -> None:
    if text:
        painter.setFont(face_font(fonts.SMALL, 400, True))
        painter.setPen(theme.ink3)
        place = QRectF(center.x() - 60, center.y() + half + 4, 120, FOOT - 4)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
