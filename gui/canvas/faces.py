"""Faces: the pictures of neurons, made with numpy as one image per layer and copied from there slot by slot.

An atlas holds the faces below each other in device pixels, with their round corners, borders and rings; copying a
part of it costs a microsecond and keeps the interpreter. Worked shape: 24 kernels of 8 x 8 weights at 24 px give
values (24, 8, 8), coloured pixels (24, 24, 24) and an image 24 wide and 576 high.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from gui.theme import Pixels

Mask = npt.NDArray[np.float32]


@lru_cache(maxsize=64)
def _masks(size: int, radius: float, border: float) -> tuple[Mask, Mask]:
    """Coverage of a rounded square by its outer and its inner outline, (size, size) in 0..1."""
    return _coverage(size, 0.0, radius), _coverage(size, border, max(0.0, radius - border))


def _coverage(size: int, inset: float, radius: float) -> Mask:
    at = np.abs(np.arange(size) + 0.5 - size / 2)
    half = size / 2 - inset
    q = at - (half - radius)
    outside = np.hypot(np.maximum(q[:, None], 0), np.maximum(q[None, :], 0))
    inside = np.minimum(np.maximum(q[:, None], q[None, :]), 0)
    covered: Mask = np.clip(0.5 - (outside + inside - radius), 0.0, 1.0).astype(np.float32)
    return covered


@lru_cache(maxsize=64)
def _ring(size: int, outer: float, inner: float) -> Mask:
    return _coverage(size, outer, size / 2 - outer) - _coverage(size, inner, size / 2 - inner)


@lru_cache(maxsize=64)
def _blend(length: int, size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Mask]:
    """For ``size`` places along ``length`` values: the value before, the value after, and the share of the latter."""
    at = np.clip((np.arange(size) + 0.5) * length / size - 0.5, 0, length - 1)
    left = np.minimum(at.astype(np.intp), max(0, length - 2))
    return left, np.minimum(left + 1, length - 1), (at - left).astype(np.float32)


def smooth(values: npt.NDArray[np.floating], size: int) -> npt.NDArray[np.float32]:
    """Values (n, h, w) interpolated to (n, size, size)."""
    # Not as two matrix products: for matrices this small the threads of the BLAS cost more than the sums.
    first, second, share = _blend(values.shape[1], size)
    tall = np.ascontiguousarray(values, np.float32)
    tall = tall[:, first] * (1 - share)[:, None] + tall[:, second] * share[:, None]
    first, second, share = _blend(values.shape[2], size)
    found: npt.NDArray[np.float32] = tall[:, :, first] * (1 - share) + tall[:, :, second] * share
    return found


def enlarge(pixels: Pixels, height: int, width: int) -> Pixels:
    """Pixels (n, h, w) as blocks, (n, height, width)."""
    rows = np.arange(height) * pixels.shape[1] // height
    columns = np.arange(width) * pixels.shape[2] // width
    return pixels[:, rows[:, None], columns[None, :]]


def channels(color: QColor) -> npt.NDArray[np.float32]:
    """Blue, green, red: the order of bytes in an ARGB32 pixel."""
    return np.array([color.blue(), color.green(), color.red()], np.float32)


def atlas(
    pixels: Pixels, border: Mask, *, radius: float, line: float = 1.0,
    rings: npt.NDArray[np.bool_] | None = None, ring_color: QColor | None = None, ring_width: float = 1.5,
) -> QImage:  # fmt: skip
    """An image of rounded faces below each other from opaque pixels (n, size, size); ``border`` is one
    colour (3,) or one per face (n, 3), blue first; ``rings`` marks hollow ones."""
    n, size, _ = pixels.shape
    hollow = rings is not None and ring_color is not None and bool(rings.any())
    at, outside, outer, inner, ring = _edges(size, radius, line, ring_width if hollow else 0.0)
    out = np.ascontiguousarray(pixels).view(np.uint8).reshape(n, size * size, 4).copy()
    # Only the edge is computed: what lies within it, most of a face, stays as it is.
    out[:, :, 3] = 255
    out[:, outside] = 0
    colors = out[:, at, :3].astype(np.float32)
    if hollow and ring_color is not None:
        colors[rings] += ring[:, None] * (channels(ring_color) - colors[rings])
    colors *= inner[:, None]
    colors += (outer - inner)[:, None] * (border if border.ndim == 1 else border[:, None, :])
    out[:, at, :3] = colors + 0.5
    out[:, at, 3] = outer * 255 + 0.5
    return QImage(out.data, size, n * size, 4 * size, QImage.Format.Format_ARGB32_Premultiplied).copy()


@lru_cache(maxsize=64)
def _edges(
    size: int, radius: float, line: float, ring: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Mask, Mask, Mask]:
    """Which pixels of a face are not only its picture, which lie outside, and of the former the coverage by its
    outlines and by a ring."""
    outer, inner = _masks(size, radius, line)
    hole = _ring(size, line + ring, line + 2 * ring) if ring else np.zeros_like(outer)
    at = np.flatnonzero(((inner < 1) & (outer > 0)) | (hole != 0))
    return at, np.flatnonzero(outer == 0), outer.reshape(-1)[at], inner.reshape(-1)[at], hole.reshape(-1)[at]


def uniform(pixels: Pixels, size: int) -> Pixels:
    """One pixel per face (n,) as (n, size, size)."""
    return np.broadcast_to(pixels[:, None, None], (len(pixels), size, size))
