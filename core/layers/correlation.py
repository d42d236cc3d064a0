"""Correlation: a kernel slid over an array, tile by tile, as matrix products whose columns never leave the cache.

The windows of a few places are copied to columns (channels * kernel, places * n), multiplied by the kernel
(filters, channels * kernel) and forgotten; the columns of a whole batch of 64 images with 16 channels of 28 x 28 under
5 x 5 would fill 80 MB. Groups are a leading axis of every product. Used both ways by core/layers/convolution.py.
"""

from collections.abc import Iterator
from math import prod

import numpy as np

from core.activations import Array
from core.frozen import dataclass

TILE = 400_000
"""Bytes of columns at a time, where the product is long enough for them."""
LONG, MOST = 1024, 1_600_000
"""Columns below which a product wastes time (measured: 32 to 64 channels, 3 x 3, 1.4 times), if they fit into MOST."""


@dataclass(frozen=True, eq=False)
class Tile:
    """Some output places: the ``windows`` they see, the ``copy`` that receives them, the same as ``columns``."""

    windows: Array
    copy: Array
    columns: Array
    span: slice
    """Where the places lie in (..., places * n)."""


class Correlation:
    """Over ``windows`` (channels, *kernel, height, width, n), with ``groups`` of channels apart from each other."""

    def __init__(self, windows: Array, groups: int) -> None:
        channels, *kernel, height, width, n = windows.shape
        depth = channels * prod(kernel)
        tiles = list(_cut(height, width, depth * n * windows.itemsize, n))
        largest = max((bottom - top) * (right - left) for top, bottom, left, right in tiles)
        buffer = np.empty(depth * largest * n, windows.dtype)
        self.tiles: list[Tile] = []
        for top, bottom, left, right in tiles:
            seen = windows[:, :, :, top:bottom, left:right]
            start, long = (top * width + left) * n, (bottom - top) * (right - left) * n
            columns = buffer[: depth * long].reshape(groups, depth // groups, long)
            self.tiles.append(Tile(seen, columns.reshape(seen.shape), columns, slice(start, start + long)))
        self._columns_kept = len(tiles) == 1

    def run(self, kernel: Array, out: Array, bias: Array | None = None) -> None:
        """out (groups, filters, places * n) = kernel (groups, filters, depth) times columns, + bias."""
        for tile in self.tiles:
            np.copyto(tile.copy, tile.windows)
            part = out[:, :, tile.span]
            np.matmul(kernel, tile.columns, out=part)
            if bias is not None:
                np.add(part, bias, out=part)

    def gradient(self, delta: Array, out: Array, scratch: Array) -> None:
        """out (groups, filters, depth) = delta (groups, filters, places * n) times columns^T, after a ``run``."""
        for number, tile in enumerate(self.tiles):
            if not self._columns_kept:
                np.copyto(tile.copy, tile.windows)
            part = delta[:, :, tile.span]
            np.matmul(part, tile.columns.transpose(0, 2, 1), out=scratch if number else out)
            if number:
                np.add(out, scratch, out=out)


class Scatter:
    """The way back of a Correlation: columns of blame, added up where their windows overlap in ``out``."""

    def __init__(self, windows: Array, groups: int) -> None:
        """``windows`` are a writable view of the array that receives the blame."""
        self._tiles = Correlation(windows, groups).tiles
        kernel = list(np.ndindex(windows.shape[1:3]))
        self._sums = [
            [(tile.windows[:, i, j], tile.copy[:, i, j]) for i, j in kernel] for tile in self._tiles
        ]  # one place of the kernel at a time: within it no two windows overlap

    def run(self, kernel: Array, delta: Array) -> None:
        """Add kernel^T (groups, depth, filters) times delta (groups, filters, places * n)."""
        for tile, sums in zip(self._tiles, self._sums, strict=True):
            np.matmul(kernel, delta[:, :, tile.span], out=tile.columns)
            for target, part in sums:
                np.add(target, part, out=target)


def _cut(height: int, width: int, place: int, n: int) -> Iterator[tuple[int, int, int, int]]:
    """Whole rows where some fit into a tile, else parts of one; ``place`` is what one place takes in bytes."""
    wanted = min(max(TILE // place, -(-LONG // n)), max(MOST // place, 1))
    if wanted >= width:
        rows = wanted // width
        for top in range(0, height, rows):
            yield top, min(top + rows, height), 0, width
    else:
        for top in range(height):
            for left in range(0, width, wanted):
                yield top, top + 1, left, min(left + wanted, width)
