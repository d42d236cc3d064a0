"""Plates: the still parts of the drawing as cached pixmaps, one behind all links and one in front per card.

A pixmap is made again when zoom, theme or the card change, never because numbers do. Positions are rounded to whole
device pixels, so that letters stay sharp. Worked shape: at 200 % a card of 138 x 494 has a front of 316 x 1028 px.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap, QTransform

from gui import numbers
from gui.canvas import linework
from gui.canvas.items import LayerItem
from gui.canvas.linework import Sheet
from gui.theme import Theme, current_theme
from gui.widgets.primitives import PrimitiveArray

DOT_PITCH, HALF_DOT = 24.0, 2.0
MANY = 150
"""Links whose drawing by a kernel saves more than copying a picture of the view once more costs (measured)."""
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
        return (t.dx(), t.dy(), *self.unmoved())

    def unmoved(self) -> tuple[object, ...]:
        """Two shots with the same one differ at most in where the drawing lies."""
        t = self.transform
        return (t.m11(), t.m22(), self.width, self.height, self.ratio, self.theme.name)

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
    """Everything behind the live links: paper, dots, boxes of groups, cards and bands.

    Where the view only moved by whole pixels, what was in sight before is moved, and the rest drawn.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._shot: Shot | None = None
        self._version: object = None

    def get(self, shot: Shot, version: object, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
        """The picture; ``draw`` is called for the parts of the scene that have to be made, as ``version`` has it."""
        size = QSize(round(shot.width * shot.ratio), round(shot.height * shot.ratio))
        whole = QRectF(0, 0, shot.width, shot.height)
        strips = [whole]
        if self._pixmap.size() != size:
            self._pixmap = _blank(shot.width, shot.height, shot.ratio)
        elif self._shot is not None and self._version == version:
            if shot.key() == self._shot.key():
                return self._pixmap
            strips = self._move(self._shot, shot) or strips
        self._shot, self._version = shot, version
        self._pixmap.setDevicePixelRatio(shot.ratio)
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inverse, _ = shot.transform.inverted()
        for strip in strips:
            painter.resetTransform()
            painter.setClipRect(strip)
            painter.setClipping(strip is not whole)  # Qt rounds colours another way where it clips
            painter.fillRect(strip, shot.theme.paper)
            painter.setTransform(shot.transform)
            draw(painter, inverse.mapRect(strip))
        painter.end()
        return self._pixmap

    def _move(self, old: Shot, new: Shot) -> list[QRectF]:
        """Move the picture to where ``new`` sees it; the parts that came into sight, or none where all have to."""
        x, y = new.transform.dx() - old.transform.dx(), new.transform.dy() - old.transform.dy()
        across, down = round(x * new.ratio), round(y * new.ratio)
        whole = abs(across - x * new.ratio) + abs(down - y * new.ratio) < 1e-6
        if not whole or old.unmoved() != new.unmoved() or abs(x) >= new.width or abs(y) >= new.height:
            return []
        self._pixmap.scroll(across, down, self._pixmap.rect())
        strips = []
        if across:
            strips.append(QRectF(0 if x > 0 else new.width + x, 0, abs(x), new.height))
        if down:
            strips.append(QRectF(0, 0 if y > 0 else new.height + y, new.width, abs(y)))
        return strips


def put(painter: QPainter, shot: Shot, picture: QPixmap | QImage) -> None:
    """Copy a picture of the whole view."""
    painter.resetTransform()
    if isinstance(picture, QImage):
        painter.drawImage(0, 0, picture)
    else:
        painter.drawPixmap(0, 0, picture)
    painter.setTransform(shot.transform)


class TintPlate:
    """The links over the still picture, kept while they look the same: training moves few of them to another tint.

    It is an image, whose pixels a kernel can draw on.
    """

    def __init__(self) -> None:
        self._image = QImage()
        self._kept: object = None
        self._held: object = None
        """As what and from where the image shows them."""
        self._seen: object = None

    def paint(
        self, painter: QPainter, shot: Shot, key: object, behind: QPixmap,
        draw: Callable[[QPainter, Sheet | None], None], area: QRectF, links: int = 0,
    ) -> None:  # fmt: skip
        """``draw`` fills ``area``, a part of the scene, with a painter on a sheet, or on something else.

        What changes while one pans is drawn without a detour, unless there are so many ``links`` that a kernel, which
        needs it, makes up for it.
        """
        still, self._seen = shot.key() == self._seen, shot.key()
        if key == self._kept:
            put(painter, shot, self._image)
            return
        if not still and not (links >= MANY and linework.at_hand()):
            put(painter, shot, behind)
            draw(painter, None)
            return
        if self._image.size() != behind.size():
            self._image, self._held = QImage(behind.size(), QImage.Format.Format_RGB32), None
        self._image.setDevicePixelRatio(shot.ratio)
        inner = QPainter(self._image)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        part = None
        if self._held == (shot.key(), behind.cacheKey()):  # around the links it is as it was
            part = shot.transform.mapRect(area).toAlignedRect()
            inner.setClipRect(part)
        inner.setTransform(shot.transform)
        self._kept, self._held = key, (shot.key(), behind.cacheKey())
        put(inner, shot, behind)
        draw(inner, Sheet.of(self._image, part))
        inner.end()
        put(painter, shot, self._image)


class Dots:
    """The dots of the paper: one row of them is drawn and then copied, as each of them takes 4 us to draw."""

    def __init__(self) -> None:
        self._dots = PrimitiveArray(QPointF, 2)

    def draw(self, painter: QPainter, shot: Shot, area: QRectF) -> None:
        """Those of a part of the scene."""
        pitch = DOT_PITCH
        while pitch * shot.zoom < 14:
            pitch *= 2
        x = np.arange(np.floor(area.left() / pitch), np.ceil(area.right() / pitch) + 1) * pitch
        y = np.arange(np.floor(area.top() / pitch), np.ceil(area.bottom() / pitch) + 1) * pitch
        if not len(x) or not len(y) or len(x) * len(y) > 40_000:
            return
        t = shot.transform
        across = x * t.m11() + t.dx()
        left = np.floor(across[0])
        row = self._row(shot, across - left)
        painter.save()
        painter.resetTransform()
        for down in np.rint((y * t.m22() + t.dy()) * shot.ratio) / shot.ratio:
            painter.drawPixmap(QPointF(left - HALF_DOT, down - HALF_DOT), row)
        painter.restore()

    def _row(self, shot: Shot, x: npt.NDArray[np.float64]) -> QPixmap:
        """Dots at ``x`` pixels from its left end."""
        row = _blank(float(np.ceil(x[-1])) + 2 * HALF_DOT, 2 * HALF_DOT, shot.ratio)
        row.fill(Qt.GlobalColor.transparent)
        self._dots.resize(len(x))
        self._dots.ndarray()[:] = np.column_stack((x + HALF_DOT, np.full(len(x), HALF_DOT)))
        painter = QPainter(row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(shot.theme.dot, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(*self._dots.drawargs())
        painter.end()
        return row


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
