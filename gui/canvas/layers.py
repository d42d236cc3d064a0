"""LayerPainter: the live parts of cards: faces, bars, heat maps, the watched picture and the numbers in neurons.

Pictures are made once per snapshot and size and then only copied. Texts are few and drawn last. Worked shape: ten
bars are one ``drawLines`` with round ends, one more for the bold winner's text.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from gui.canvas.cards import Points, Style
from gui.canvas.colors import Faces, blank_faces, faces_of, has_sign
from gui.canvas.detail import Level
from gui.canvas.faces import Mask, atlas, channels
from gui.canvas.fronts import keep_aspect, picture_place, room_for_maps
from gui.canvas.heat import heat_image, picture_image
from gui.canvas.items import LayerItem
from gui.canvas.live import VECTOR, Live
from gui.canvas.maps import MapPainter
from gui.canvas.plates import Shot
from gui.canvas.readouts import draw_bars_texts, draw_neuron_texts, draw_row_texts, shares_of
from gui.canvas.spoken import Speaker
from gui.theme import Theme, mix
from gui.widgets.primitives import PrimitiveArray

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

GROWN = 1.35
"""How much larger a face is under the pointer."""


class LayerPainter:
    """Keeps the pictures of the present snapshot."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.maps = MapPainter(live)
        self.speaker = Speaker(live)
        self._images: dict[object, QImage | None] = {}
        self._faces: dict[object, Faces] = {}
        self._lines = PrimitiveArray(QLineF, 4)

    def update(self) -> None:
        """Numbers changed: pictures are made afresh."""
        self._images.clear()
        self._faces.clear()
        self.maps.update()

    # -- pictures ----------------------------------------------------------------------------------------------------

    def draw_pictures(self, painter: QPainter, shot: Shot, level: Level, item: LayerItem, scene: "CanvasScene") -> None:
        """Faces, bars and images of one card."""
        style = item.card.style
        if style is Style.WORDS:
            return
        if style is Style.MAPS:
            filled = scene.motion.faces if scene.motion.fills(item.layer_id) else 1.0
            squeezed = room_for_maps(item, shot.zoom) if level is Level.FAR else 1.0
            self.maps.draw(painter, shot, item, scene.shown_view, filled, squeezed)
            return
        if level is Level.FAR or style in (Style.IMAGE, Style.MAP):
            self._draw_picture(painter, shot, level, item, scene.shown_view)
            return
        if style is Style.PILL or item.card.slots is None:
            return
        self._draw_faces(painter, shot, item, scene)
        if style is Style.BARS:
            self._draw_bars(painter, item, shot.theme, scene.motion.faces if scene.motion.fills(item.layer_id) else 1.0)

    def faces(self, item: LayerItem, size: int, view: str, theme: Theme) -> Faces:
        """What the faces of a card show now."""
        key = (item.layer_id, size, view, theme.name)
        if key not in self._faces:
            self._faces[key] = faces_of(item, self.live, view, size, theme)
        return self._faces[key]

    def _atlas(self, item: LayerItem, shot: Shot, view: str, empty: bool = False) -> tuple[QImage, int]:
        theme, ratio = shot.theme, shot.pixels
        size = max(3, round(item.card.face * ratio))
        key = (item.layer_id, "atlas", size, view, theme.name, empty)
        made = self._images.get(key)
        if made is None:
            faces = blank_faces(len(item.card.shown), size, theme) if empty else self.faces(item, size, view, theme)
            radius = size / 2 if not item.card.square else min(8.0, max(4.0, 0.16 * item.card.face)) * ratio
            rings = None
            if has_sign(item) and faces.values is not None:
                rings = faces.values < 0
            made = atlas(
                faces.pixels, _border(item, faces, theme), radius=radius, line=max(1.0, ratio),
                rings=rings, ring_color=theme.raised, ring_width=max(1.0, item.card.face * 0.035 * ratio),
            )  # fmt: skip
            self._images[key] = made
        return made, size

    def _draw_faces(self, painter: QPainter, shot: Shot, item: LayerItem, scene: "CanvasScene") -> None:
        image, size = self._atlas(item, shot, scene.shown_view)
        if scene.motion.fills(item.layer_id):
            self._draw_filling(painter, shot, item, scene, image, size)
            return
        marks = scene.marks
        hovered = marks.neuron if marks.layer == item.layer_id else None
        painter.save()
        painter.resetTransform()
        painter.scale(1 / shot.ratio, 1 / shot.ratio)
        for slot, (left, top) in enumerate(_corners(shot, item, size)):
            if item.card.shown[slot] != hovered or item.card.face > 60:
                painter.drawImage(left, top, image, 0, slot * size, size, size)
        painter.restore()
        if hovered is not None and hovered in item.card.shown and item.card.face <= 60:
            self._draw_grown(painter, shot, item, image, item.card.shown.index(hovered), size)

    def _draw_filling(
        self, painter: QPainter, shot: Shot, item: LayerItem, scene: "CanvasScene", image: QImage, size: int
    ) -> None:
        """The faces while the front of a stop arrives: empty, then filling."""
        empty, _ = self._atlas(item, shot, scene.shown_view, empty=True)
        painter.save()
        painter.resetTransform()
        painter.scale(1 / shot.ratio, 1 / shot.ratio)
        for picture, strength in ((empty, 1.0), (image, scene.motion.faces)):
            painter.setOpacity(strength)
            for slot, (left, top) in enumerate(_corners(shot, item, size) if strength > 0 else ()):
                painter.drawImage(left, top, picture, 0, slot * size, size, size)
        painter.restore()

    def _draw_grown(
        self, painter: QPainter, shot: Shot, item: LayerItem, image: QImage, slot: int, size: int
    ) -> None:
        rect = item.face_rect(slot)
        half = rect.width() * GROWN / 2
        grown = QRectF(rect.center().x() - half, rect.center().y() - half, 2 * half, 2 * half)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(grown, image, QRectF(0, slot * size, size, size))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setPen(QPen(shot.theme.ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = half if not item.card.square else 6.0
        painter.drawRoundedRect(grown, radius, radius)

    def _draw_picture(self, painter: QPainter, shot: Shot, level: Level, item: LayerItem, view: str) -> None:
        place = picture_place(item, level, shot.zoom)
        if place is None or item.pill or place.height() < 4:
            return
        matrix = None
        if item.card.style is not Style.IMAGE:
            matrix = self.live.matrix(item.layer_id, view if view in VECTOR else "weight")
            if level is Level.FAR and matrix is not None:
                place = keep_aspect(place, *matrix.shape)
        rect = place.translated(item.place)
        left, top = shot.device(rect.left(), rect.top())
        width, height = round(rect.width() * shot.pixels), round(rect.height() * shot.pixels)
        if width < 3 or height < 3:
            return
        image = self._picture(item, view, width, height, shot.theme)
        painter.save()
        painter.resetTransform()
        painter.scale(1 / shot.ratio, 1 / shot.ratio)
        if image is not None:
            painter.drawImage(round(left), round(top), image)
        empty = image is None and (item.card.style in (Style.IMAGE, Style.MAP))
        if image is not None or empty:
            painter.setPen(QPen(shot.theme.line2, 1))
            painter.setBrush(shot.theme.sunken if empty else Qt.BrushStyle.NoBrush)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawRect(QRectF(round(left), round(top), width - 1, height - 1))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.restore()
        if image is None and not empty:
            self._draw_dots_for_neurons(painter, item, rect, shot.theme)

    def _draw_dots_for_neurons(self, painter: QPainter, item: LayerItem, rect: QRectF, theme: Theme) -> None:
        count = min(3, max(1, item.card.units))
        radius = rect.height() / 12
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.line2)
        for index in range(count):
            y = rect.center().y() + (index - (count - 1) / 2) * 3.2 * radius
            painter.drawEllipse(QPointF(rect.center().x(), y), radius, radius)

    def _picture(self, item: LayerItem, view: str, width: int, height: int, theme: Theme) -> QImage | None:
        key = (item.layer_id, "picture", width, height, view, theme.name)
        if key not in self._images:
            self._images[key] = self._make_picture(item, view, width, height, theme)
        return self._images[key]

    def _make_picture(self, item: LayerItem, view: str, width: int, height: int, theme: Theme) -> QImage | None:
        if item.card.style is Style.IMAGE:
            x = self.live.watched_input()
            return picture_image(x, width, height, theme) if x is not None and x.ndim > 1 else None
        shown = view if view in VECTOR else "weight"
        matrix = self.live.matrix(item.layer_id, shown)
        if matrix is None:
            return None
        scale = self.live.scale(shown)
        limit = scale.limit if shown == view else scale.follow([matrix])
        return heat_image(matrix, limit, width, height, theme)

    # -- bars --------------------------------------------------------------------------------------------------------

    def _draw_bars(self, painter: QPainter, item: LayerItem, theme: Theme, grown: float) -> None:
        shares = shares_of(item, self.live)
        assert item.card.slots is not None
        left, right = bar_ends(item)
        y = item.card.slots[:, 1] + item.place.y()
        lines = np.empty((len(y), 4))
        lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3] = left, y, right, y
        self._draw_lines(painter, lines, QPen(theme.sunken, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if shares is None:
            return
        some = shares >= 0.0005
        lines[:, 2] = left + (right - left) * np.clip(shares, 0.0, 1.0) * grown
        pen = QPen(theme.positive, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        self._draw_lines(painter, lines[some], pen)

    def _draw_lines(self, painter: QPainter, lines: Points, pen: QPen) -> None:
        if len(lines):
            self._lines.resize(len(lines))
            self._lines.ndarray()[:] = lines
            painter.setPen(pen)
            painter.drawLines(*self._lines.drawargs())

    # -- texts -------------------------------------------------------------------------------------------------------

    def draw_texts(self, painter: QPainter, shot: Shot, level: Level, item: LayerItem, scene: "CanvasScene") -> None:
        """Numbers in and beside the faces of one card."""
        if level is Level.FAR or item.card.slots is None:
            return
        zoom, theme = shot.zoom, shot.theme
        if item.card.style is Style.BARS:
            draw_bars_texts(painter, item, self.live, theme, zoom, bar_ends(item)[1])
        elif item.card.style is Style.ROWS:
            draw_row_texts(painter, item, self.live, theme, zoom)
        elif item.card.style is Style.FACES and not item.card.square:
            size = max(3, round(item.card.face * shot.pixels))
            faces = self.faces(item, size, scene.shown_view, theme)
            if scene.motion.fills(item.layer_id) and scene.motion.faces < 0.5:
                faces = replace(faces, pixels=blank_faces(len(item.card.shown), size, theme).pixels)
            draw_neuron_texts(painter, item, self.live, faces, scene.shown_view, theme, zoom)


def _corners(shot: Shot, item: LayerItem, size: int) -> list[list[int]]:
    """The left and upper edge of each face, in whole device pixels."""
    assert item.card.slots is not None
    t, slots = shot.transform, item.card.slots
    x = ((slots[:, 0] + item.place.x()) * t.m11() + t.dx()) * shot.ratio
    y = ((slots[:, 1] + item.place.y()) * t.m22() + t.dy()) * shot.ratio
    corners: list[list[int]] = np.rint(np.column_stack((x, y)) - size / 2).astype(int).tolist()
    return corners[: len(item.card.shown)]


def _border(item: LayerItem, faces: Faces, theme: Theme) -> Mask:
    """Large circles wear the colour of their sign, pictures a thin dark line, the rest a pale one."""
    if not faces.blank and item.card.square:
        return channels(mix(theme.ink3, theme.line2, 0.4))
    if faces.values is not None and item.card.face > 60 and item.node.layer.kind != "Input":
        return np.stack([channels(theme.sign(float(value))) for value in faces.values])
    return channels(theme.line2)


def bar_ends(item: LayerItem) -> tuple[float, float]:
    """Left and right end of the bars, in scene coordinates."""
    card = item.card
    left = -card.width / 2 + 68 + card.names
    return item.place.x() + left, item.place.x() + card.width / 2 - 74 - 8


