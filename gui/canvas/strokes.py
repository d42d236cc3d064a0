"""Strokes: what stands still on a card, and how it is drawn: names, summaries, steppers, notes, pills.

Drawn into pixmaps by the plates, so that training never waits for text. It may import the theme, fonts and icons.
Worked shape: ``draw_front(painter, item, theme, level, zoom)`` with the painter's origin at the card's centre.
"""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from gui import fonts, numbers
from gui.canvas.cards import Card, Style
from gui.canvas.detail import legible, readable
from gui.icons import pixmap
from gui.theme import Theme
from gui.widgets.painting import rounded
from gui.widgets.writing import CENTER, elided, text_width, write

RADIUS = 12.0
LEAST_NAME = 7.0
"""pt on the screen below which a layer's name does not shrink with its card."""


@lru_cache(maxsize=16)
def symbol_font(size_pt: float) -> QFont:
    """The face of symbols."""
    return fonts.math_font(size_pt)


@lru_cache(maxsize=1024)
def fitted(summary: str, size_pt: float, width: float) -> str:
    """A summary without its last parts where they do not fit: ``Conv2D · 6 · 5 × 5`` without its activation."""
    parts = summary.split(" · ")
    while len(parts) > 1 and text_width(" · ".join(parts), size_pt) > width:
        parts.pop()
    return elided(" · ".join(parts), size_pt, 400, width)


def place_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """An icon in a square, made for the zoom it is seen at; a scaled picture would lose its thin strokes."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    scale = round(painter.worldTransform().m11() * ratio, 2)
    side = max(1, round(rect.width()))
    shown = pixmap(name, color, side, max(scale, 0.05))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(rect, shown, QRectF(shown.rect()))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)


def draw_card(painter: QPainter, card: Card, theme: Theme, problem: bool, line: float = 1.0) -> None:
    """The plate itself, around the origin; ``line`` is the width of its edge in scene units."""
    if problem:
        rounded(painter, card.rect.adjusted(-1, -1, 1, 1), RADIUS + 1, theme.raised, theme.error, 2 * line)
    elif card.style is Style.PILL:
        rounded(painter, card.rect, card.height / 2, theme.raised, theme.line2, line)
    else:
        rounded(painter, card.rect, RADIUS, theme.raised, theme.line, line)


def draw_header(
    painter: QPainter, card: Card, name: str, summary: str, theme: Theme, zoom: float, right: float
) -> None:
    """Name and summary; ``right`` px are kept free at the end of the first line."""
    rect = card.rect
    # A drawing of many layers is seen small, but nobody should have to guess their names.
    size = round(min(max(fonts.BODY, LEAST_NAME / max(zoom, 1e-6)), 2.4 * fonts.BODY), 1)
    small = legible(zoom, fonts.SMALL, 1.5)
    pad = 14.0 if size <= fonts.BODY * 1.35 and small <= fonts.SMALL else 7.0  # both begin at one edge
    if readable(zoom, size):
        room = card.width - 2 * pad - right
        line = QRectF(rect.left() + pad, rect.top() + 9, room, max(20.0, size * 1.5))
        write(painter, line, elided(name, size, 600, room), theme.ink, size, 600)
    if small:
        top = rect.top() + max(27.0, 7 + 1.5 * size)
        line = QRectF(rect.left() + pad, top, card.width - pad - 4, 18)
        write(painter, line, fitted(summary, small, line.width()), theme.ink3, small)


def draw_stepper(painter: QPainter, card: Card, units: str, theme: Theme, hot: str) -> None:
    """``- 32 +``; ``hot`` is the part under the pointer."""
    if card.stepper is None:
        return
    minus, value, plus = card.stepper
    whole = minus.united(plus)
    rounded(painter, whole, whole.height() / 2, theme.raised, theme.line2)
    for rect, part, sign in ((minus, "minus", "action-minus"), (plus, "plus", "action-plus")):
        if hot == part:
            rounded(painter, rect.adjusted(2, 2, -2, -2), rect.height() / 2, theme.hover)
        icon_size = 13.0
        box = QRectF(rect.center().x() - icon_size / 2, rect.center().y() - icon_size / 2, icon_size, icon_size)
        place_icon(painter, sign, box, theme.ink)
    if hot == "value":
        rounded(painter, value.adjusted(0, 2, 0, -2), 6, theme.hover)
    write(painter, value, units, theme.ink, fonts.FORM, 600, CENTER, tabular=True)


def draw_watch(painter: QPainter, card: Card, text: str, theme: Theme, hot: str) -> None:
    """``< row 55 . a 2 >``."""
    if card.watch is None or not text:
        return
    rect = card.watch
    rounded(painter, rect, 6, theme.sunken)
    for left, part, name in (
        (rect.left(), "previous", "action-chevron-left"), (rect.right() - 28, "next", "action-chevron-right"),
    ):  # fmt: skip
        area = QRectF(left, rect.top(), 28, rect.height())
        if hot == part:
            rounded(painter, area.adjusted(2, 2, -2, -2), 5, theme.row)
        place_icon(painter, name, QRectF(area.center().x() - 7, area.center().y() - 7, 14, 14), theme.ink2)
    middle = rect.adjusted(26, 0, -26, 0)
    write(painter, middle, elided(text, fonts.SMALL, 500, middle.width()), theme.ink, fonts.SMALL, 500, CENTER, True)


def draw_shape_pill(painter: QPainter, rect: QRectF, text: str, theme: Theme) -> None:
    """The shape that flows through a connection."""
    rounded(painter, rect, rect.height() / 2, theme.raised, theme.line)
    write(painter, rect, text, theme.ink2, fonts.SMALL, 500, CENTER, tabular=True)


def draw_more(painter: QPainter, rect: QRectF, count: int, theme: Theme) -> None:
    """The dashed tile "+8"."""
    pen = QPen(theme.line2, 1.0, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([2.5, 2.5])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    write(painter, rect, f"+{numbers.count(count)}", theme.ink3, fonts.CAPTION, 400, CENTER)


def draw_port(painter: QPainter, center: QPointF, theme: Theme, radius: float = 5.5, filled: bool = False) -> None:
    """A port: a ring of ink, or a disc while it would take a wire."""
    painter.setPen(QPen(theme.ink, 1.75))
    painter.setBrush(theme.ink if filled else theme.raised)
    painter.drawEllipse(center, radius, radius)
