"""HillImage: the picture of a surface within a widget: computing it, and the ways between widget pixels and places.

A place is (x, y) in steps of the plane's directions. Worked shape: with a ``surface``, ``image.render(600, 500, 1.0)``
computes a picture for a widget of that size, and ``image.place_under`` of the map's middle is (0.0, 0.0).
"""

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from core.hill import Surface
from gui.questions import hill_marks as marks
from gui.questions.hill_shading import Floats, Scale, scale_of
from gui.questions.hill_views import HillView, MapView, Pixels, ReliefView
from gui.theme import current_theme, image_of
from gui.widgets.math_text import MathText

LEFT, FOOT, AROUND = 58, 44, 8
"""Room for the numbers and names along the sides of the map."""
_PAUSE = 3.0
"""Pictures of half a surface are so many times their cost apart, so that they cost less than the surface."""


class HillImage:
    """``view`` is None until there is something to see."""

    def __init__(self) -> None:
        self.surface: Surface | None = None
        self.scale: Scale | None = None
        self.view: HillView | None = None
        self.relief, self.log, self.turn, self.turning = False, False, -0.6, False
        self.theme = current_theme()
        self._image = QImage()
        self._labels = marks.Labels(np.zeros((0, 2)), ())
        self._room = QRectF()
        self._ground_of: tuple[object, ...] = ()
        self._relief_ground: Pixels | None = None
        self._grain = 1.0
        self._rendered_at = self._cost = 0.0

    def clear(self) -> None:
        """Nothing is known."""
        self.surface = self.scale = self.view = None

    @property
    def is_due(self) -> bool:
        """Whether a surface that grows is worth another picture now."""
        whole = self.surface is not None and self.surface.finished
        return whole or self.view is None or time.perf_counter() - self._rendered_at > _PAUSE * self._cost

    def render(self, width: int, height: int, ratio: float) -> None:
        """Compute the picture anew, for a widget of this size and device pixel ratio."""
        surface = self.surface
        if surface is None:
            return
        begun = time.perf_counter()
        self.theme = current_theme()
        self.scale = scale_of(surface, self.log)
        left = AROUND if self.relief else LEFT
        self._room = QRectF(left, AROUND, width - left - AROUND, height - AROUND - FOOT)
        # At rest the relief has half as many pixels again each way: smooth edges, where turning it needs haste.
        self._grain = ratio * (1.5 if self.relief and surface.finished and not self.turning else 1.0)
        across, down = (max(32, int(each * self._grain)) for each in (self._room.width(), self._room.height()))
        if self.relief:
            same = self._ground_of == (surface, self.scale, self.theme)
            ground = self._relief_ground if same else None
            relief = ReliefView(surface, self.scale, across, down, self.theme, self.turn, ground)
            self._ground_of, self._relief_ground = (surface, self.scale, self.theme), relief.ground
            self.view = relief
        else:
            self.view = MapView(surface, self.scale, across, down, self.theme)
        self._image = image_of(self.view.pixels)
        self._image.setDevicePixelRatio(self._grain)
        if np.isfinite(surface.heights).all():
            self._labels = marks.labels_of(self.scale.height(surface.heights), self.scale)
        self._rendered_at = time.perf_counter()
        self._cost = self._rendered_at - begun

    @property
    def room(self) -> QRectF:
        """Where the picture lies in the widget."""
        return self._room

    def ground(self) -> QRectF:
        """The box of the map, or all of the relief's room."""
        room = self._room
        if self.relief:
            return room
        side = min(room.width(), room.height())
        return QRectF(room.center().x() - side / 2, room.center().y() - side / 2, side, side)

    # -- ways between pixels and places ------------------------------------------------------------------------------

    def find(self, places: Floats) -> tuple[Floats, marks.Hidden]:
        """Pixels of the widget for places (k, 2), and which of them a hill hides."""
        assert self.view is not None and self.surface is not None and self.scale is not None
        losses = np.array([self.surface.at(float(x), float(y)) for x, y in places])
        heights = np.where(np.isfinite(losses), self.scale.height(losses), 0.0)
        at, hidden = self.view.place(places / self.surface.span, heights)
        return at / self._grain + (self._room.left(), self._room.top()), hidden

    def place_under(self, at: QPointF) -> tuple[float, float] | None:
        """The place that is seen at a pixel of the widget."""
        if self.view is None or self.surface is None:
            return None
        x, y = (at.x() - self._room.left()) * self._grain, (at.y() - self._room.top()) * self._grain
        found = self.view.pick(x, y)
        return (found[0] * self.surface.span, found[1] * self.surface.span) if found is not None else None

    # -- painting ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, busy: Sequence[QRectF]) -> None:
        """The hill and the numbers of its contour lines, none of them where it is ``busy``."""
        assert self.view is not None and self.surface is not None
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = self.view.left / self._grain, self.view.top / self._grain
        painter.drawImage(QPointF(self._room.left() + left, self._room.top() + top), self._image)
        at, hidden = self.find(self._labels.places * self.surface.span)
        marks.draw_labels(painter, at, hidden, self._labels.texts, self.ground(), busy)

    def paint_sides(self, painter: QPainter, names: tuple[MathText, MathText], middles: tuple[float, float]) -> None:
        """Names and numbers along the sides."""
        assert self.view is not None and self.surface is not None
        sides = marks.Sides(names, middles, self.surface.span)
        if self.relief:
            at, _ = self.view.place(marks.CORNERS, np.zeros(len(marks.CORNERS)))
            marks.draw_relief_sides(painter, at / self._grain + (self._room.left(), self._room.top()), sides)
        else:
            marks.draw_map_sides(painter, self.ground(), sides)
