"""Plates: the still parts of the drawing as cached pixmaps, one behind all links and one in front per card.

A pixmap is made again when zoom, theme or the card change, never because numbers do. Positions are rounded to whole
device pixels, so that letters stay sharp. Worked shape: at 200 % a card of 138 x 494 has a front of 316 x 1028 px.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QTransform

from gui import numbers
from gui.canvas.group_boxes import GroupBox, draw_boxes
from gui.canvas.items import LayerItem
from gui.canvas.strokes import draw_card
from gui.theme import Theme, current_theme

DOT_PITCH = 24.0
MARGIN, FAR_MARGIN = 10.0, 60.0
"""Around a card, for whatever stands a little outside it; from afar names are wider than their cards."""


class Shot(NamedTuple):
    """How the scene is seen now."""

    transform: QTransform
    width: int
    height: int
    ratio: float
    theme: Theme

    @classmethod
    def of(cls, painter: QPainter) -> "Shot":
        """How this painter sees it, in the present theme."""
        device, seen = painter.device(), painter.viewport()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        return cls(painter.worldTransform(), seen.width(), seen.height(), ratio, current_theme())

    @property
    def zoom(self) -> float:
        """Logical pixels per unit of the scene."""
        return self.transform.m11()

    @property
    def pixels(self) -> float:
        """Device pixels per unit of the scene."""
        return self.transform.m11() * self.ratio

    def key(self) -> tuple[object, ...]:
        """Two shots with the same key show the same picture."""
        t = self.transform
        return (t.m11(), t.m22(), t.dx(), t.dy(), self.width, self.height, self.ratio, self.theme.name)

    def device(self, x: float, y: float) -> tuple[float, float]:
        """A scene position in device pixels."""
        t = self.transform
        return (x * t.m11() + t.dx()) * self.ratio, (y * t.m22() + t.dy()) * self.ratio

    def visible(self) -> QRectF:
        """What is seen, in scene coordinates."""
        inverse, _ = self.transform.inverted()
        return inverse.mapRect(QRectF(0, 0, self.width, self.height))


def _blank(width: float, height: float, ratio: float) -> QPixmap:
    made = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    made.setDevicePixelRatio(ratio)
    return made


class BackPlate:
    """Paper, dots, boxes of groups and cards: everything behind the links."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._key: object = None
        self._dots = PrimitiveArray(QPointF, 2)

    def get(self, shot: Shot, items: list[LayerItem], boxes: tuple[GroupBox, ...], version: object) -> QPixmap:
        """The picture behind the links."""
        key = (shot.key(), version)
        if key != self._key:
            self._key = key
            if self._pixmap.isNull() or self._pixmap.width() != round(shot.width * shot.ratio) or (
                self._pixmap.height() != round(shot.height * shot.ratio)
            ):
                self._pixmap = _blank(shot.width, shot.height, shot.ratio)
            self._draw(shot, items, boxes)
        return self._pixmap

    def _draw(self, shot: Shot, items: list[LayerItem], boxes: tuple[GroupBox, ...]) -> None:
        self._pixmap.setDevicePixelRatio(shot.ratio)
        self._pixmap.fill(shot.theme.paper)
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(shot.transform)
        self._draw_dots(painter, shot)
        draw_boxes(painter, boxes, shot.theme, shot.zoom)
        for item in items:
            painter.save()
            painter.translate(item.place)
            draw_card(painter, item.card, shot.theme, bool(item.problems), max(1.0, 1.0 / shot.zoom))
            painter.restore()
        painter.end()

    def _draw_dots(self, painter: QPainter, shot: Shot) -> None:
        pitch = DOT_PITCH
        while pitch * shot.zoom < 14:
            pitch *= 2
        seen = shot.visible()
        x = np.arange(np.floor(seen.left() / pitch), np.ceil(seen.right() / pitch) + 1) * pitch
        y = np.arange(np.floor(seen.top() / pitch), np.ceil(seen.bottom() / pitch) + 1) * pitch
        if not len(x) or not len(y) or len(x) * len(y) > 40_000:
            return
        self._dots.resize(len(x) * len(y))
        across, down = np.meshgrid(x, y)
        self._dots.ndarray()[:] = np.column_stack((across.ravel(), down.ravel()))
        pen = QPen(shot.theme.dot, 2.0 * shot.ratio, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPoints(*self._dots.drawargs())


class FrontPlates:
    """What stands on the cards, in front of the links; one pixmap per card."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, QPixmap]] = {}

    def get(self, shot: Shot, item: LayerItem, key: object, draw: Callable[[QPainter], None], far: bool) -> QPixmap:
        """The front of a card; ``draw`` is called with the origin at the card's centre where it has to be made."""
        whole = (shot.zoom, shot.ratio, shot.theme.name, numbers.present(), item.card, key)
        kept = self._kept.get(item.layer_id)
        if kept is not None and kept[0] == whole:
            return kept[1]
        card, margin = item.card, FAR_MARGIN if far else MARGIN
        made = _blank((card.width + 2 * margin) * shot.zoom, (card.height + 2 * margin) * shot.zoom, shot.ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(shot.zoom, shot.zoom)
        painter.translate(card.width / 2 + margin, card.height / 2 + margin)
        draw(painter)
        painter.end()
        self._kept[item.layer_id] = (whole, made)
        return made

    def forget(self, keep: set[int]) -> None:
        """Drop the fronts of layers that are gone."""
        self._kept = {key: value for key, value in self._kept.items() if key in keep}

    @staticmethod
    def corner(shot: Shot, item: LayerItem, far: bool) -> tuple[int, int]:
        """Where a front is put, in whole device pixels."""
        margin = FAR_MARGIN if far else MARGIN
        x, y = shot.device(
            item.place.x() - item.card.width / 2 - margin, item.place.y() - item.card.height / 2 - margin
        )
        return round(x), round(y)
