"""Pictures of the gallery for networks over images: a digit, four kernels, and what each finds in it.

The kernels are the simplest edges there are, so the picture is true without training. Worked shape: a digit of 8 x 8
at the left, four 3 x 3 kernels, four maps of 8 x 8 in the diverging colours; with a way around, an arc above them.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from gui.theme import Theme, image_of

Floats = NDArray[np.float64]
KERNELS = np.array(
    [
        [[-1, -1, -1], [0, 0, 0], [1, 1, 1]], [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
        [[0, 1, 1], [-1, 0, 1], [-1, -1, 0]], [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    ], float,
)  # fmt: skip


def convolved(digit: Floats) -> Floats:
    """What each kernel makes of a digit (8, 8), largest value 1: (4, 8, 8)."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(digit, 1), (3, 3))
    found: Floats = np.einsum("ijkl,fkl->fij", windows, KERNELS)
    found /= np.abs(found).max(axis=(1, 2), keepdims=True)
    return found


def draw_maps(painter: QPainter, box: QRectF, theme: Theme, digit: Floats, around: bool) -> None:
    """A digit, kernels and maps; ``around``: with a skip connection over them."""
    painter.fillRect(box, theme.raised)
    side, tile, kernel = 62.0, 27.0, 15.0
    middle = box.center().y() + (10 if around else 0)
    left = box.center().x() - 96
    picture = QRectF(left, middle - side / 2, side, side)
    tops = [middle + (at - 1.5) * 32 - tile / 2 for at in range(4)]
    painter.setPen(QPen(theme.line2, 1.2))
    for top in tops:
        path = QPainterPath(picture.center() + QPointF(side / 2, 0))
        end = QPointF(left + 100, top + tile / 2)
        path.cubicTo(path.currentPosition() + QPointF(18, 0), end - QPointF(18, 0), end)
        path.lineTo(left + 192 - tile, top + tile / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    if around:
        top = tops[0] - 18
        path = QPainterPath(QPointF(picture.center().x(), picture.top()))
        path.cubicTo(QPointF(picture.center().x(), top), QPointF(picture.center().x(), top), QPointF(left + 60, top))
        path.lineTo(left + 150, top)
        path.cubicTo(QPointF(left + 178, top), QPointF(left + 178, top), QPointF(left + 178, tops[0]))
        painter.setPen(QPen(theme.ink2, 2))
        painter.drawPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    _put(painter, theme, picture, _ink(digit, theme))
    for top, weights, values in zip(tops, KERNELS, convolved(digit), strict=True):
        place = QRectF(left + 100, top + (tile - kernel) / 2, kernel, kernel)
        _put(painter, theme, place, theme.diverging(weights / np.abs(weights).max()))
        _put(painter, theme, QRectF(left + 192 - tile, top, tile, tile), theme.diverging(values))


def draw_pyramid(painter: QPainter, box: QRectF, theme: Theme, digit: Floats) -> None:
    """A digit, four maps of it, the same with half the pixels, and a column of ten answers, one of them given."""
    painter.fillRect(box, theme.raised)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    maps = convolved(digit)
    pooled = maps.reshape(4, 4, 2, 4, 2).max(axis=(2, 4))
    middle, left = box.center().y(), box.center().x() - 98
    lanes = [middle + (at - 1.5) * 32 for at in range(4)]
    painter.setPen(QPen(theme.line2, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for lane in lanes:
        start, end = QPointF(left + 56, middle), QPointF(left + 76, lane)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(12, 0), end - QPointF(12, 0), end)
        path.lineTo(left + 136, lane)
        painter.drawPath(path)
        for answer in range(10):
            painter.drawLine(QPointF(left + 150, lane), QPointF(left + 190, _answer(middle, answer)))
    _put(painter, theme, QRectF(left, middle - 28, 56, 56), _ink(digit, theme))
    for lane, large, small in zip(lanes, maps, pooled, strict=True):
        _put(painter, theme, QRectF(left + 76, lane - 13, 26, 26), theme.diverging(large))
        _put(painter, theme, QRectF(left + 136, lane - 7, 14, 14), theme.diverging(small))
    _draw_answers(painter, theme, left + 192, middle, 5)


def draw_fan(painter: QPainter, box: QRectF, theme: Theme, digit: Floats) -> None:
    """A digit whose every pixel is joined to every neuron of a column, and ten answers, one of them given."""
    painter.fillRect(box, theme.raised)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    middle, left, side = box.center().y(), box.center().x() - 98, 80.0
    neurons = [middle + (at - 6) * 10.5 for at in range(13)]
    painter.setPen(QPen(theme.line2, 0.8))
    for neuron in neurons:
        for row in range(8):
            painter.drawLine(QPointF(left + side, middle + (row - 3.5) * 10), QPointF(left + 130, neuron))
        for answer in range(10):
            painter.drawLine(QPointF(left + 130, neuron), QPointF(left + 190, _answer(middle, answer)))
    _put(painter, theme, QRectF(left, middle - side / 2, side, side), _ink(digit, theme))
    painter.setPen(QPen(theme.line2, 1))
    painter.setBrush(theme.ink2)
    for neuron in neurons:
        painter.drawEllipse(QPointF(left + 130, neuron), 3.2, 3.2)
    _draw_answers(painter, theme, left + 192, middle, 7)


def _answer(middle: float, digit: int) -> float:
    """How high the answer for a digit stands."""
    return middle + (digit - 4.5) * 13


def _draw_answers(painter: QPainter, theme: Theme, x: float, middle: float, given: int) -> None:
    """Ten circles, the given one filled."""
    painter.setPen(QPen(theme.line2, 1.2))
    for digit in range(10):
        painter.setBrush(theme.forward if digit == given else theme.raised)
        painter.drawEllipse(QPointF(x, _answer(middle, digit)), 4.2, 4.2)


def _ink(digit: Floats, theme: Theme) -> NDArray[np.uint32]:
    low, high = (np.array([c.red(), c.green(), c.blue()]) for c in (theme.raised, theme.ink))
    red, green, blue = np.rint(low[:, None, None] + (high - low)[:, None, None] * digit).astype(np.uint32)
    pixels: NDArray[np.uint32] = (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
    return pixels


def _put(painter: QPainter, theme: Theme, place: QRectF, pixels: NDArray[np.uint32]) -> None:
    painter.drawImage(place.toRect(), image_of(pixels))
    painter.setPen(QPen(theme.line2, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.toRect())
