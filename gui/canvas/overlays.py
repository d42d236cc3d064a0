"""Overlays: what lies above the drawing: selection, ports, notes, drop targets, the pending wire and value chips.

Reads the scene's marks and paints a few strokes. Worked shape: a selected card gets one outline 3 px outside it and
two ports.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.snapshot import PhaseKind
from gui import fonts, numbers
from gui.canvas.bundle import Points
from gui.canvas.detail import Level, readable
from gui.canvas.dragged import draw_drop, draw_wire
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.links import Bundle
from gui.canvas.map_read_out import draw_read_out
from gui.canvas.pins import HEIGHT, chip_rect, chip_text
from gui.canvas.plates import Shot
from gui.canvas.strokes import RADIUS, draw_port
from gui.canvas.window import draw_window
from gui.canvas.words import step_text
from gui.theme import Theme
from gui.widgets.painting import rounded
from gui.widgets.writing import CENTER, text_width, write

if TYPE_CHECKING:
    from gui.canvas.painter import ScenePainter

SPOTS = tuple(product((0.0, 13.0, -13.0, 25.0, -25.0), (0.3, 0.7, 0.5, 0.2, 0.8, 0.4, 0.6, 0.1, 0.9)))
"""Where a link's number may stand: so far below the link, at this part of its way; on the link first."""


def draw_note(painter: QPainter, item: LayerItem, theme: Theme, hot: str) -> None:
    """The sentence below a card and its remedy."""
    note = item.note
    if note is None:
        return
    painter.setFont(fonts.font(fonts.PANEL))
    painter.setPen(theme.error)
    painter.drawText(note.text_rect.translated(item.place), int(Qt.TextFlag.TextWordWrap), note.text)
    if note.button is not None:
        rect = note.button.translated(item.place)
        rounded(painter, rect, 6, theme.hover if hot == "remedy" else theme.raised, theme.line2)
        write(painter, rect, note.button_text, theme.ink, fonts.PANEL, 500, CENTER)


def draw_marks(painter: QPainter, view: "ScenePainter", shot: Shot) -> None:
    """Selection, ports, chips and whatever is being dragged."""
    scene, theme = view.scene, shot.theme
    for item in scene.layers.values():
        if item.selected:
            _draw_selection(painter, item, theme)
    for key, link in scene.links.items():
        pointed = scene.marks.link == key and scene.marks.weight is None
        if pointed or (link.selected and scene.pins.pin is None):
            _draw_link_mark(painter, link, theme)
    for item in scene.layers.values():
        if item.selected or scene.wire is not None or scene.marks.layer == item.layer_id:
            _draw_ports(painter, view, item, theme)
    draw_window(painter, view, shot)
    draw_asked(painter, view, theme)
    _draw_asked_chip(painter, view, theme)
    _draw_value_chip(painter, view, theme)
    _draw_pin(painter, view, shot)
    if scene.drop is not None:
        draw_drop(painter, view, theme)
    if scene.wire is not None:
        draw_wire(painter, view, theme)
    draw_read_out(painter, view, shot)


def _draw_selection(painter: QPainter, item: LayerItem, theme: Theme) -> None:
    radius = item.card.height / 2 + 3 if item.pill else RADIUS + 3
    painter.setPen(QPen(theme.ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(item.card_rect().adjusted(-3, -3, 3, 3), radius, radius)


def _draw_link_mark(painter: QPainter, link: LinkItem, theme: Theme) -> None:
    painter.setPen(QPen(theme.ink, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if link.selected:
        painter.drawPolyline(link.band())
    rect = link.shape_label_rect()
    if not rect.isEmpty():
        painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 11, 11)


def _draw_ports(painter: QPainter, view: "ScenePainter", item: LayerItem, theme: Theme) -> None:
    wire = view.scene.wire
    for port in (item.port_out(), *item.ports_in()):
        near = wire is not None and not wire.refused and _close(wire.end, port)
        draw_port(painter, port, theme, 8.0 if near else 5.5, filled=near)


def _close(a: QPointF, b: QPointF) -> bool:
    return (a - b).manhattanLength() < 14


def draw_asked(painter: QPainter, view: "ScenePainter", theme: Theme) -> None:
    """A ring around the neuron that the arithmetic explains."""
    asked = view.scene.asked.neuron
    item = view.scene.item(asked[0]) if asked is not None else None
    if asked is None or item is None or item.card.slots is None or asked[1] not in item.card.shown:
        return
    if view.scene.asked.place:
        return  # the window shows which cell it is
    rect = item.face_rect(item.card.shown.index(asked[1])).adjusted(-5, -5, 5, 5)
    radius = 10.0 if item.card.square else rect.width() / 2
    painter.setPen(QPen(theme.ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def chip(
    painter: QPainter, center: QPointF, text: str, theme: Theme, ink: bool = True, value: float = 0.0,
    ring: bool = False,
) -> None:  # fmt: skip
    """A number on a link: in ink under the pointer, else a small raised pill in the colour of the value's sign."""
    width = text_width(text, fonts.PANEL, 600, True) + 18
    rect = QRectF(center.x() - width / 2, center.y() - 12, width, 24)
    border = None if ink else theme.ink if ring else theme.line2
    rounded(painter, rect, 12, theme.ink if ink else theme.raised, border, 2.0 if ring else 1.0)
    color = theme.on_ink if ink else theme.sign_text(value) if value else theme.ink3
    write(painter, rect, text, color, fonts.PANEL, 600, CENTER, tabular=True)


def _draw_value_chip(painter: QPainter, view: "ScenePainter", theme: Theme) -> None:
    marks = view.scene.marks
    if marks.link is None or marks.weight is None or marks.link not in view.bundles:
        return
    bundle = view.bundles[marks.link]
    mask = view.stressed_links(marks.link, bundle)
    if mask is None or not mask.any() or bundle.values is None:
        return
    number = int(np.flatnonzero(mask)[0])
    pieces = bundle.pieces[number]
    x, y = pieces[len(pieces) // 2][:2]
    value = float(bundle.values.reshape(-1)[bundle.chosen[number]])
    chip(painter, QPointF(x, y), numbers.signed(value), theme)


def _draw_pin(painter: QPainter, view: "ScenePainter", shot: Shot) -> None:
    """The chip of the chosen weight or bias; what it belongs to is outlined as what the arithmetic explains."""
    pin, theme = view.scene.pins.pin, shot.theme
    rect = chip_rect(view.scene, pin, shot.zoom)
    if pin is None or rect.isEmpty():
        return
    painter.save()
    painter.translate(rect.center())
    painter.scale(rect.height() / HEIGHT, rect.height() / HEIGHT)
    chip(painter, QPointF(), chip_text(view.scene, pin), theme)
    painter.restore()


def _draw_asked_chip(painter: QPainter, view: "ScenePainter", theme: Theme) -> None:
    """The value of the wire that is asked for, where it has no label of its own."""
    asked = view.scene.asked
    bundle = view.bundles.get(asked.link) if asked.link is not None else None
    if bundle is None or bundle.values is None or asked.link is None or asked.weight is None:
        return
    source, target = view.slots_of(asked.link, asked.weight)
    pin = view.scene.pins.pin
    if pin is not None and (pin.link, pin.weight) == (asked.link, asked.weight):
        return  # its own chip says it
    if min(source, target) < 0 or (view.detail.level is Level.NEAR and view.labelled(asked.link)):
        return
    index = target * len(bundle.start) + source
    pieces = bundle.curve(index)[0]
    value = float(bundle.values.reshape(-1)[index])
    x, y = pieces[len(pieces) // 2][:2]
    chip(painter, QPointF(x, y), _telling(view, asked.link)(index, value), theme, ink=False, value=value, ring=True)


def draw_weight_labels(
    painter: QPainter, view: "ScenePainter", bundles: Mapping[tuple[int, int], Bundle], theme: Theme
) -> None:
    """The value of each link where few enough are in sight; each where it covers no other."""
    if not readable(painter.worldTransform().m11(), fonts.SMALL):
        return
    for key, bundle in bundles.items():
        if not view.labelled(key) or bundle.values is None:
            continue
        pin = view.scene.pins.pin if view.scene.pins.pin is not None and view.scene.pins.pin.link == key else None
        taken = [chip_rect(view.scene, pin, 1.0)] if pin is not None else []
        told, faces = _telling(view, key), _faces(view.scene.links[key])
        for number, index in enumerate(bundle.chosen):
            value = float(bundle.values.reshape(-1)[index])
            text = told(int(index), value)
            if pin is not None and pin.weight == view.neurons_of(key, number):
                continue
            rect = _free_spot(bundle.pieces[number], text, taken, faces)
            if rect is not None:
                taken.append(rect)
                ring = view.scene.asked.link == key and view.scene.asked.weight == view.neurons_of(key, number)
                chip(painter, rect.center(), text, theme, ink=False, value=value, ring=ring)


def _telling(view: "ScenePainter", key: tuple[int, int]) -> Callable[[int, float], str]:
    """How the number of a link of this connection is written: at the stop of update the weight's old and new value."""
    walk = view.live.walk
    updated = walk is not None and walk.stop is not None and walk.stop.kind is PhaseKind.UPDATE
    weights = view.shown_part(key, view.live.matrix(key[1], "weight"), view.bundles[key])
    if not updated or view.scene.shown_view != "change" or weights is None:
        return lambda _index, value: numbers.signed(value)
    new = weights.reshape(-1)
    return lambda index, change: step_text(float(new[index]) - change, float(new[index]))


def _faces(link: LinkItem) -> list[QRectF]:
    """The neurons at both ends of a connection."""
    ends = (item for item in (link.origin, link.target_item) if item.card.slots is not None)
    return [item.face_rect(slot) for item in ends for slot in range(len(item.card.shown))]


def _free_spot(pieces: Points, text: str, taken: list[QRectF], faces: list[QRectF]) -> QRectF | None:
    """Where it covers no other number and no neuron; where there is no such place, no other number."""
    width = text_width(text, fonts.PANEL, 600, True) + 18
    xs = np.append(pieces[:, 0], pieces[-1, 2])
    ys = np.append(pieces[:, 1], pieces[-1, 3])
    second: QRectF | None = None
    for aside, share in SPOTS:
        x = xs[0] + share * (xs[-1] - xs[0])
        y = float(np.interp(x, xs, ys)) + aside
        rect = QRectF(x - width / 2, y - 12, width, 24)
        if not any(rect.intersects(other) for other in taken):
            if not any(rect.intersects(face) for face in faces):
                return rect
            second = second or rect
    return second
