"""Corners: where the overlays of the view stand, and how they give way to notes under cards that lie low.

It may import the overlays and the scene. Worked shape: the legend stands at the bottom left; while a card's note lies
there it is not shown, and the overview goes from the bottom right to the top right.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from gui.canvas.camera import Camera
from gui.canvas.detail import Level
from gui.canvas.legend import Legend
from gui.canvas.minimap import Minimap
from gui.canvas.scene import CanvasScene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QGraphicsView

LEFT, RIGHT, TOP, BOTTOM, GAP = 20, 16, 10, 14, 8


class Corners(QObject):
    """``settle`` when the view has another size; the rest it follows by itself."""

    def __init__(
        self, view: "QGraphicsView", scene: CanvasScene, camera: Camera, views: QWidget, zoom: QWidget
    ) -> None:
        super().__init__(view)
        self._view, self._scene, self._views, self._zoom = view, scene, views, zoom
        self.legend = Legend(scene, view)
        self.minimap = Minimap(scene, camera, view)
        camera.changed.connect(self.give_way)
        scene.changed_layout.connect(self.give_way)

    def settle(self) -> None:
        """Everything into its corner."""
        width, height = self._view.width(), self._view.height()
        self._views.adjustSize()
        self._views.move(LEFT, TOP)
        self._zoom.adjustSize()
        self._zoom.move(width - self._zoom.width() - RIGHT, height - self._zoom.height() - BOTTOM)
        self.give_way()

    def give_way(self, _scale: float = 1.0) -> None:
        """Nothing covers a note."""
        notes = list(self._notes())
        legend, map_ = self.legend.geometry(), self.minimap
        narrow = legend.right() >= self._zoom.x() - GAP
        self.legend.setVisible(not narrow and not any(legend.intersects(note) for note in notes))
        right, bottom = self._view.width() - RIGHT, self._zoom.y() - GAP
        map_.place(right, bottom)
        if any(map_.geometry().intersects(note) for note in notes):
            map_.place(right, self._views.y() + map_.height())

    def _notes(self) -> Iterator[QRect]:
        """The notes in view, in its coordinates."""
        if self._scene.painter.detail.level is Level.FAR:
            return
        for item in self._scene.layers.values():
            if item.note is not None:
                yield self._view.mapFromScene(item.to_scene(item.note.rect)).boundingRect()
