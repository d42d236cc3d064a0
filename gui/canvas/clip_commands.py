"""ClipCommands: cut, copy and paste of layers through the clipboard, as text that any window or program can hold.

It may import core.clip, the canvas's commands and the clipboard. What the clipboard holds is never trusted: a text that
is no drawing is answered with a sentence. Worked shape: Ctrl+C on two layers, Ctrl+V in another window: they stand
there wired as they were, with free names, in one undo step.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QGraphicsView

from core import clip, edit
from core.errors import ChainruleError
from core.project import Place, ProjectSpec
from gui.canvas import map_cards
from gui.canvas.cards import Part
from gui.canvas.commands import CanvasCommands

GAP = 48.0
"""Between the drawing and what is laid below it because it found no room where it was pasted."""


class ClipCommands:
    """Adds its commands to those of the canvas."""

    def __init__(self, commands: CanvasCommands, view: QGraphicsView) -> None:
        self._commands, self._desk, self._view = commands, commands.desk, view
        commands.add("cut", "Cut", self.cut, "Ctrl+X", "Shift+Del")
        commands.add("copy", "Copy", self.copy, "Ctrl+C", "Ctrl+Ins")
        commands.add("paste", "Paste", self.paste, "Ctrl+V", "Shift+Ins")
        commands.desk.selection.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        for name in ("cut", "copy"):
            self._commands.actions[name].setEnabled(bool(self._desk.selection.ids))

    def copy(self) -> None:
        """The selected layers as text on the clipboard."""
        ids = self._desk.selection.ids
        if ids:
            self._put(ids)
            self._desk.say(f"Copied {self._commands.named(ids)}. Ctrl+V pastes it here or in another window.")

    def cut(self) -> None:
        """Copy, then take them out; their neighbours are joined."""
        ids = self._desk.selection.ids
        if not ids:
            return
        what = self._commands.named(ids)
        self._put(ids)
        after = edit.remove_layers(self._commands.pinned(), ids)
        self._desk.selection.set(())
        self._desk.document.edit(f"Cut {what}", after)
        self._desk.say(f"Cut {what}. Ctrl+V pastes it here or in another window.")

    def paste(self) -> None:
        """The layers on the clipboard, where the mouse is or in the middle of what is seen."""
        text = QGuiApplication.clipboard().text()
        try:
            found = clip.read(text)
            after, ids = clip.put(self._commands.pinned(), found, self._free(found))
        except ChainruleError as error:
            self._desk.say(str(error))
            return
        what = f"{len(ids)} layers" if len(ids) > 1 else after.network.by_id[ids[0]].name
        self._desk.document.edit(f"Paste {what}", after)
        self._desk.selection.set(ids)
        self._desk.say(f"Pasted {what}. Drag from port to port to connect.")

    # -- inside ------------------------------------------------------------------------------------------------------

    def _put(self, ids: frozenset[int]) -> None:
        text = clip.copy(self._desk.document.project, ids, self._desk.scene.places())
        QGuiApplication.clipboard().setText(text)

    def _free(self, found: ProjectSpec) -> Place:
        """The middle of the layers: where the hand is, or below the drawing where they would cover a card."""
        spot, scene = self._spot(), self._desk.scene
        grown, ids = clip.put(self._desk.document.project, found, (spot.x(), spot.y()))
        bounds = QRectF()
        for key in ids:
            card = map_cards.card_of(grown.network, grown.network.by_id[key], Part())
            x, y = grown.place.get(key, (spot.x(), spot.y()))
            bounds = bounds.united(QRectF(x - card.width / 2, y - card.height / 2, card.width, card.height))
        if any(item.bounds().intersects(bounds) for item in scene.layers.values()):
            spot.setY(spot.y() + scene.content_rect().bottom() + GAP - bounds.top())
        return (round(spot.x()), round(spot.y()))

    def _spot(self) -> QPointF:
        port = self._view.viewport()
        at: QPoint = port.mapFromGlobal(QCursor.pos())
        inside = port.rect().contains(at) and port.underMouse()
        return self._view.mapToScene(at if inside else port.rect().center())
