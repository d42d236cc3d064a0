"""MapPainter: feature maps on their cards and kernels on their wires, one image for each card and each wire.

Images are made when numbers, zoom or view change and copied otherwise. Worked shape: a frame of LeNet-5 copies five
images where 60 tiles are seen; each is made with numpy in a fraction of a millisecond.
"""

from typing import Literal

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.activations import Array
from gui.canvas import tiles
from gui.canvas.cards import Points
from gui.canvas.cell_numbers import bear_numbers, write_cells
from gui.canvas.colors import BOUNDED
from gui.canvas.items import LayerItem
from gui.canvas.kernels import KernelRow
from gui.canvas.live import VECTOR, Live
from gui.canvas.plates import Shot
from gui.theme import Theme, mix
from gui.widgets.primitives import PrimitiveArray

Made = tuple[QImage, int, int]
"""An image and where it lies, in device pixels."""


class MapPainter:
    """Keeps the pictures of the present numbers."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.rows: dict[tuple[int, int], KernelRow] = {}
        self._images: dict[object, Made] = {}
        """Of cards."""
        self._kernels: dict[object, Made] = {}
        """Of wires."""
        self._limits: dict[object, float] = {}
        self._lines = PrimitiveArray(QLineF, 4)

    def update(self) -> None:
        """Numbers of the cards changed: their pictures are made afresh."""
        self._images.clear()
        self._limits.clear()

    def update_kernels(self) -> None:
        """Those of the wires did."""
        self._kernels.clear()
        self._limits.clear()

    # -- numbers -----------------------------------------------------------------------------------------------------

    def values(self, item: LayerItem, view: str) -> Array | None:
        """What the maps of a card show, (shown, rows, columns); None where nothing is known."""
        if not item.takes_wires():
            return self._entering(item)
        if view in ("gradient", "change"):
            kernels = self.live.kernels(item.layer_id, view)
            return self._shown(item, kernels)
        what: Literal["a", "delta"] = "delta" if view == "blame" else "a"
        return self._shown(item, self.live.maps(item.layer_id, what))

    def _entering(self, item: LayerItem) -> Array | None:
        """A sequence as it enters, a strip for each of its channels."""
        x = self.live.watched_input()
        return self._shown(item, np.moveaxis(x, -1, 0)[:, None]) if x is not None and x.ndim == 2 else None

    @staticmethod
    def _shown(item: LayerItem, values: Array | None) -> Array | None:
        if values is None or len(values) <= max(item.card.shown, default=0):
            return None
        return values[list(item.card.shown)]

    def limit(self, item: LayerItem, view: str, values: Array) -> float:
        """The number that gets the full colour on a card; found once for the numbers that are drawn."""
        key = (item.layer_id, view)
        if key not in self._limits:
            self._limits[key] = self._limit(item, view, values)
        return self._limits[key]

    def _limit(self, item: LayerItem, view: str, values: Array) -> float:
        if view in ("gradient", "change"):
            return self.kernel_limit(item.layer_id, view, values)
        if view == "blame":
            return self.live.scale(("delta", item.layer_id)).follow([values])
        if getattr(item.node.layer, "activation", "") in BOUNDED:
            return 1.0
        return self.live.scale(("activation", item.layer_id)).follow([values])

    def kernel_limit(self, layer: int, view: str, values: Array) -> float:
        """The same for the kernels of a layer: kernels of few weights hold larger ones than Dense behind them."""
        key = ("kernel", view, layer)
        if key not in self._limits:
            self._limits[key] = self.live.scale(key).follow([values])
        return self._limits[key]

    def kernels(self, row: KernelRow, view: str) -> Array | None:
        """What the kernels on a wire show, (shown, rows, columns)."""
        return self._shown(row.link.target_item, self.live.kernels(row.layer, view if view in VECTOR else "weight"))

    # -- painting ----------------------------------------------------------------------------------------------------

    def draw(
        self, painter: QPainter, shot: Shot, item: LayerItem, view: str, filled: float = 1.0, squeezed: float = 1.0
    ) -> None:  # fmt: skip
        """The maps of one card; ``filled`` says how far a walk's front has filled them.

        ``squeezed`` brings them nearer together: from afar the names on the card need more of its height.
        """
        card = item.card
        if card.slots is None or not len(card.slots):
            return
        centers = card.slots * squeezed + np.array([item.place.x(), item.place.y()])
        high, wide = card.face * squeezed, card.face_width * squeezed
        values = self.values(item, view) if filled > 0 else None
        if values is None or filled < 1.0:
            empty = self._made(self._images, ("empty", item.layer_id), shot, centers, high, wide, None, 1.0)
            _copy(painter, shot, empty)
        if values is None:
            return
        key = ("maps", item.layer_id, view)
        limit = self.limit(item, view, values)
        made = self._made(self._images, key, shot, centers, high, wide, values, limit)
        _copy(painter, shot, made, filled)
        if filled == 1.0 and bear_numbers(shot, wide, high, values.shape[1:]):
            for slot, one in enumerate(values):
                write_cells(painter, shot, item.face_rect(slot), one, limit)

    def draw_wires(self, painter: QPainter, theme: Theme) -> None:
        """The lines that lead through kernels."""
        for row in self.rows.values():
            self._lines.resize(len(row.lines))
            self._lines.ndarray()[:] = row.lines
            painter.setPen(QPen(mix(theme.paper, theme.line2, 1.0), 1.0, Qt.PenStyle.SolidLine))
            painter.drawLines(*self._lines.drawargs())

    def draw_kernels(self, painter: QPainter, shot: Shot, view: str) -> None:
        """The kernels on all wires."""
        for key, row in self.rows.items():
            values = self.kernels(row, view)
            shown = view if view in VECTOR else "weight"
            limit = self.kernel_limit(row.layer, shown, values) if values is not None else 1.0
            made = self._made(self._kernels, (key, view), shot, row.centers, row.high, row.wide, values, limit)
            _copy(painter, shot, made)
            if values is not None and bear_numbers(shot, row.wide, row.high, values.shape[1:]):
                for slot, one in enumerate(values):
                    write_cells(painter, shot, row.rect(slot), one, limit)

    def _made(
        self, kept: dict[object, Made], key: object, shot: Shot, centers: Points, high: float, wide: float,
        values: Array | None, limit: float,
    ) -> Made:  # fmt: skip
        """The image of tiles around scene positions."""
        size = max(2, round(high * shot.pixels)), max(2, round(wide * shot.pixels))
        whole = (key, size, shot.key())
        if whole not in kept:
            theme = shot.theme
            t = shot.transform
            middles = (centers * (t.m11(), t.m22()) + (t.dx(), t.dy())) * shot.ratio
            corners = np.rint(middles - np.array([size[1], size[0]]) / 2).astype(np.intp)
            first = corners.min(axis=0)
            joined = len(centers) > 1 and 0 < float(centers[1, 1] - centers[0, 1]) <= high + 0.5
            if values is None:
                pixels = tiles.blank(len(centers), *size, theme.raised if not joined else theme.sunken)
            else:
                pixels = tiles.colored(values, max(limit, 1e-30), *size, theme)
            border = frame_color(theme)
            image = tiles.sheet(pixels, corners - first, border, max(1, round(shot.ratio)), framed=not joined)
            kept[whole] = (image, int(first[0]), int(first[1]))
        return kept[whole]


def frame_color(theme: Theme) -> QColor:
    """The thin line around a map."""
    return mix(theme.ink3, theme.line2, 0.4)


def _copy(painter: QPainter, shot: Shot, made: Made, strength: float = 1.0) -> None:
    image, left, top = made
    painter.save()
    painter.resetTransform()
    painter.scale(1 / shot.ratio, 1 / shot.ratio)
    painter.setOpacity(strength)
    painter.drawImage(QPointF(left, top), image)
    painter.restore()
