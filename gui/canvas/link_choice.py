"""LinkChoice: the one connection that is selected on the canvas. Links come and go with every edit; the choice is
kept by (source, target) and shown on whichever item has that key now. Layers and a link are never selected together.
"""

from PySide6.QtCore import QObject, Signal

from gui.canvas.items import LinkItem
from gui.canvas.scene import CanvasScene
from gui.selection import Selection


class LinkChoice(QObject):
    """A link's key, or None."""

    changed = Signal(object)
    """(source, target) or None."""

    def __init__(self, scene: CanvasScene, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key: tuple[int, int] | None = None
        self._scene, self._selection = scene, selection
        scene.changed_layout.connect(self._show)
        selection.changed.connect(self._give_way)

    @property
    def link(self) -> LinkItem | None:
        """The selected link's item."""
        return self._scene.links.get(self.key) if self.key is not None else None

    def set(self, key: tuple[int, int] | None) -> None:
        """Select this link, or none; layers are no longer selected then."""
        if key is not None:
            self._selection.set(())
        if key != self.key:
            self.key = key
            self._show()
            self.changed.emit(key)

    def _show(self) -> None:
        if self.key is not None and self.key not in self._scene.links:
            self.key = None
            self.changed.emit(None)
        for key, link in self._scene.links.items():
            link.selected = key == self.key
        self._scene.update()

    def _give_way(self, ids: frozenset[int]) -> None:
        if ids:
            self.set(None)
