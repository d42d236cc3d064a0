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
