"""The pictures of the gallery, drawn from the data: digits, points over the field their neighbours make, a curve.

They import core.data, the theme and painting. Each is drawn once per theme and scale and kept.
Worked shape: ``picture("spiral", QSize(224, 150), 1.0)`` is a pixmap of 500 points over a softly tinted field.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from core.data import toy
from core.data.dataset import Dataset
from gui import fonts
from gui.dialogs.gallery_maps import draw_fan, draw_maps, draw_pyramid
from gui.icons import draw_icon
from gui.theme import Marker, Theme, current_theme, image_of, mix
from resources import dataset_path

Floats = NDArray[np.float64]
GRID = (48, 32)
SHOWN = {"circle": (220, 0.05, 2, 1.6), "spiral": (260, 0.0, 0, 0.7), "xor": (120, 0.0, 3, 1.6)}
"""Points, noise, seed and the reach of a point's influence on the field."""


def picture(name: str, size: QSize, ratio: float) -> QPixmap:
    """The picture of an example in the current theme."""
    return _drawn(name, size.width(), size.height(), ratio, current_theme())


@lru_cache(maxsize=64)
def _drawn(name: str, width: int, height: int, ratio: float, theme: Theme) -> QPixmap:
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(theme.paper)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    draw = _DRAWINGS.get(name)
    if draw is not None:
        draw(painter, QRectF(0, 0, width, height), theme)
    else:
        _draw_toy(painter, QRectF(0, 0, width, height), theme, name)
    painter.end()
    return made


@cache
def _columns(name: str, rows: int | None, *columns: int) -> Floats:
    """Some columns and the first rows of a data set; a whole read would cost more than the pictures."""
    lines = dataset_path(name).read_text(encoding="utf-8").splitlines()[1:]
    found: Floats = np.loadtxt(lines[:rows], delimiter=",", usecols=columns or None, ndmin=2)
    return found


def _draw_digits(painter: QPainter, box: QRectF, theme: Theme) -> None:
    painter.fillRect(box, theme.raised)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    across, down = 6, 4
    digits = _columns("digits", across * down, *range(64)).reshape(-1, 8, 8) / 16
    low, high = (np.array([c.red(), c.green(), c.blue()]) for c in (theme.raised, theme.ink))
    side = 32.0
    gap_x, gap_y = (box.width() - across * side) / (across + 1), (box.height() - down * side) / (down + 1)
    for index, digit in enumerate(digits):
        red, green, blue = np.rint(low[:, None, None] + (high - low)[:, None, None] * digit).astype(np.uint32)
        image = image_of((0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32))
        column, row = index % across, index // across
        place = QRectF(gap_x + column * (side + gap_x), gap_y + row * (side + gap_y), side, side)
        painter.drawImage(place.toRect(), image)


def _digit(row: int) -> Floats:
    """One digit in 0..1, (8, 8)."""
    digit: Floats = _columns("digits", row + 1, *range(64))[row].reshape(8, 8) / 16
    return digit


def _field(points: Floats, values: Floats, reach: float, box: QRectF, edge: float) -> Floats:
    """Mean of the points' values (n, k) around each place of the grid, nearer ones counting more: (rows, cols, k)."""
    columns, rows = GRID
    x = np.linspace(-edge * box.width() / box.height(), edge * box.width() / box.height(), columns)
    y = np.linspace(edge, -edge, rows)
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 1, 2)
    distance = ((places - points[None]) ** 2).sum(axis=-1) / reach**2
    weight = np.exp(distance.min(axis=1, keepdims=True) - distance)  # the nearest counts 1, however far it is
    mean: Floats = weight @ values / weight.sum(axis=1, keepdims=True)
    return mean.reshape(rows, columns, -1)


@cache
def _toy(name: str) -> tuple[Dataset, float]:
    samples, noise, seed, reach = SHOWN[name]
    return toy.make(name, samples, noise, seed), reach


def _draw_toy(painter: QPainter, box: QRectF, theme: Theme, name: str) -> None:
    dataset, reach = _toy(name)
    points = np.asarray(dataset.x, np.float64)
    edge = 5.6
    signs = np.where(dataset.y == 1, 1.0, -1.0)[:, None]
    field = np.tanh(2.2 * _field(points, signs, reach, box, edge))[..., 0]
    painter.drawImage(box, image_of(theme.field(field)))
    scale = box.height() / (2 * edge)
    for label in (0, 1):
        color, marker, filled = theme.class_style(label, 2)
        for x, y in points[dataset.y == label]:
            place = QPointF(box.center().x() + x * scale, box.center().y() - y * scale)
            draw_marker(painter, place, marker, filled, color, theme)


def draw_marker(painter: QPainter, at: QPointF, marker: Marker, filled: bool, color: QColor, theme: Theme) -> None:
    """A class's mark, 5 px, with a thin edge of paper that parts it from its neighbours."""
    painter.setPen(QPen(theme.raised, 0.9) if filled else QPen(color, 1.4))
    painter.setBrush(color if filled else theme.raised)
    x, y = at.x(), at.y()
    if marker == Marker.SQUARE:
        painter.drawRect(QRectF(x - 2.7, y - 2.7, 5.4, 5.4))
    elif marker == Marker.TRIANGLE:
        painter.drawPolygon(QPolygonF([QPointF(x, y - 3.6), QPointF(x + 3.4, y + 2.6), QPointF(x - 3.4, y + 2.6)]))
    elif marker == Marker.DIAMOND:
        corners = [QPointF(x, y - 3.5), QPointF(x + 3.5, y), QPointF(x, y + 3.5), QPointF(x - 3.5, y)]
        painter.drawPolygon(QPolygonF(corners))
    else:
        radius = 3.0 if filled else 2.4
        painter.drawEllipse(at, radius, radius)


@cache
def _iris() -> tuple[Floats, NDArray[Any]]:
    """Petal length and width of each flower, centred, and its species; rows of one species follow each other."""
    petals = _columns("iris", None, 2, 3)
    return (petals - [3.75, 1.25]) * [1.55, 3.6], np.repeat(np.arange(3), 50)


def _draw_iris(painter: QPainter, box: QRectF, theme: Theme) -> None:
    points, labels = _iris()
    styles = [theme.class_style(label, 3) for label in range(3)]
    edge = 5.4
    centres = np.array([points[labels == label].mean(axis=0) for label in range(3)])
    share = _field(centres, np.eye(3), 2.0, box, edge)
    tints = np.array([_rgb(mix(theme.paper, color, 0.28 if theme.dark else 0.24)) for color, _, _ in styles])
    red, green, blue = np.rint(share @ tints).astype(np.uint32).transpose(2, 0, 1)
    painter.drawImage(box, image_of((0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)))
    scale = box.height() / (2 * edge)
    for (x, y), label in zip(points, labels, strict=True):
        color, marker, filled = styles[label]
        place = QPointF(box.center().x() + x * scale, box.center().y() - y * scale)
        draw_marker(painter, place, marker, filled, color, theme)


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def _draw_sine(painter: QPainter, box: QRectF, theme: Theme) -> None:
    dataset = toy.make("sine", 60, 0.15, 1)
    middle, rise, run = box.center(), box.height() * 0.34, box.width() / 12.6
    painter.setPen(QPen(theme.line, 1))
    painter.drawLine(QLineF(0, middle.y(), box.width(), middle.y()))
    x = np.linspace(-6.3, 6.3, 80)
    curve = [QPointF(middle.x() + a * run, middle.y() - b * rise) for a, b in zip(x, np.sin(x), strict=True)]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for a, b in zip(dataset.x[:, 0], dataset.y[:, 0], strict=True):
        painter.setPen(QPen(theme.ink2, 1.2))
        painter.setBrush(theme.paper)
        painter.drawEllipse(QPointF(middle.x() + a * run, middle.y() - b * rise), 2.7, 2.7)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.forward, 2.2))
    painter.drawPolyline(QPolygonF(curve))


@cache
def _sentences() -> tuple[tuple[list[str], int], ...]:
    """The first short sentences, words and class: three questions and three statements."""
    lines = [line.rsplit(",", 1) for line in dataset_path("questions").read_text(encoding="utf-8").splitlines()[1:60]]
    said = [(text.split(), int(kind == "statement")) for text, kind in lines]
    kinds = [[each for each in said if each[1] == kind and len(each[0]) <= 9][:3] for kind in (0, 1)]
    return tuple(each for pair in zip(*kinds, strict=True) for each in pair)


MESSAGES = (
    ("you have won a free phone", 1), ("see you at the station", 0), ("call now to claim your prize", 1),
    ("sorry I am running late", 0), ("last chance reply today", 1), ("happy birthday to you", 0),
)  # fmt: skip
"""Messages of our own, spam and not."""


@cache
def _messages() -> tuple[tuple[list[str], int], ...]:
    return tuple((text.split(), label) for text, label in MESSAGES)


def _draw_sentences(
    painter: QPainter, box: QRectF, theme: Theme, sentences: tuple[tuple[list[str], int], ...]
) -> None:
    """Sentences as the words a network reads, each behind the mark of its class."""
    face = fonts.font(fonts.PANEL)
    metrics = QFontMetricsF(face)
    painter.setFont(face)
    high = 19.0
    gap = (box.height() - len(sentences) * high) / (len(sentences) + 1)
    for row, (words, label) in enumerate(sentences):
        top, left = gap + row * (high + gap), 30.0
        color, marker, filled = theme.class_style(label, 2)
        draw_marker(painter, QPointF(16, top + high / 2), marker, filled, color, theme)
        for word in words:
            wide = metrics.horizontalAdvance(word) + 8
            painter.fillRect(QRectF(left, top, wide, high), theme.sunken)
            painter.setPen(theme.ink2)
            painter.drawText(QRectF(left, top, wide, high), Qt.AlignmentFlag.AlignCenter, word)
            left += wide + 3


def _draw_invitation(painter: QPainter, box: QRectF, theme: Theme, icon: str) -> None:
    """The canvas's dots, and a dashed circle: nothing is here yet."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.dot)
    for x in range(12, int(box.width()), 24):
        for y in range(15, int(box.height()), 24):
            painter.drawEllipse(QPointF(x, y), 1, 1)
    pen = QPen(theme.off, 1.5)
    pen.setDashPattern([3, 2.6])
    painter.setPen(pen)
    painter.setBrush(theme.paper)
    painter.drawEllipse(box.center(), 22, 22)
    draw_icon(painter, icon, QRectF(box.center().x() - 10, box.center().y() - 10, 20, 20), "ink")


_DRAWINGS: dict[str, Callable[[QPainter, QRectF, Theme], None]] = {
    "digits": _draw_digits,
    "digits_conv": lambda painter, box, theme: draw_maps(painter, box, theme, _digit(2), around=False),
    "digits_skip": lambda painter, box, theme: draw_maps(painter, box, theme, _digit(3), around=True),
    "iris": _draw_iris,
    "sine": _draw_sine,
    "questions": lambda painter, box, theme: _draw_sentences(painter, box, theme, _sentences()),
    "sms_spam": lambda painter, box, theme: _draw_sentences(painter, box, theme, _messages()),
    "lenet5": lambda painter, box, theme: draw_pyramid(painter, box, theme, _digit(5)),
    "mnist_dense": lambda painter, box, theme: draw_fan(painter, box, theme, _digit(7)),
    "folder": lambda painter, box, theme: _draw_invitation(painter, box, theme, "action-folder-open"),
    "blank": lambda painter, box, theme: _draw_invitation(painter, box, theme, "action-plus"),
    "data": lambda painter, box, theme: _draw_invitation(painter, box, theme, "action-data"),
}
