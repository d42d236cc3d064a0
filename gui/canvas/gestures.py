"""Gestures: one object for each thing a hand does between press and release on the canvas.

A gesture may import core.edit and the document; it never handles events itself: the view calls ``move``, then
``finish`` or ``cancel`` exactly once. Whatever it changes is one undo step, and ``cancel`` leaves none.
Worked shape: ``MoveCards(desk, at, 3)`` moves card 3 and all other selected cards until ``finish(at)``.
"""

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core import edit
from core.frozen import dataclass
from core.project import Place, ProjectSpec
from gui.canvas.scene import CanvasScene
from gui.document import Document
from gui.selection import Selection
from gui.theme import current_theme, mix

Modifier = Qt.KeyboardModifier
SLACK = 4
"""So many pixels the mouse may move before a press becomes a drag."""
_numbers = count(1)


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is, on the drawing and on the screen, and the modifier keys held."""

    scene: QPointF
    screen: QPoint
    modifiers: Modifier = Modifier.NoModifier

    @property
    def adds(self) -> bool:
        """Whether Ctrl or Shift asks to add to the selection."""
        return bool(self.modifiers & (Modifier.ControlModifier | Modifier.ShiftModifier))


@dataclass(frozen=True)
class Desk:
    """What gestures work on: the document, the selection, the drawing, and a way to say a sentence."""

    document: Document
    selection: Selection
    scene: CanvasScene
    say: Callable[[str], None]

    def name(self, layer: int) -> str:
        """A layer's name for a sentence."""
        node = self.document.network.by_id.get(layer)
        return node.name if node else "a layer"


class Gesture:
    """From press to release; see the module's header."""

    cursor: Qt.CursorShape | None = None
    scrolls = True
    """Whether the drawing scrolls while the mouse is at an edge."""

    def __init__(self, desk: Desk, at: Pointer) -> None:
        self.desk = desk
        self.start = at
        self.dragging = False

    def move(self, at: Pointer) -> None:
        """The mouse moved; a drag begins once it has left the neighbourhood of the press."""
        if not self.dragging and (at.screen - self.start.screen).manhattanLength() < SLACK:
            return
        self.dragging = True
        self.drag(at)

    def drag(self, at: Pointer) -> None:
        """The mouse moved while dragging."""

    def finish(self, at: Pointer) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """Esc, or the ground was pulled away: everything is as it was before the press."""

    def paint(self, painter: QPainter) -> None:
        """Draw what belongs to the gesture above the drawing, in scene coordinates."""


class Edits:
    """A run of edits that is one undo step, and none if it is withdrawn."""

    def __init__(self, document: Document, text: str) -> None:
        self._document, self._text = document, text
        self._key = f"gesture {next(_numbers)}"
        self.before = document.project
        self.present = document.project

    @property
    def intact(self) -> bool:
        """Whether nobody else has edited in the meantime."""
        return self._document.project is self.present

    def make(self, after: ProjectSpec) -> None:
        """Replace what this run has made so far."""
        if self.intact:
            self.present = after
            self._document.edit(self._text, after, merge=self._key)
            self.present = self._document.project

    def seal(self) -> None:
        """The run is over."""
        self._document.seal()

    def withdraw(self) -> None:
        """As if the run had not been."""
        if self.intact:
            self._document.withdraw(self._key)


class PressButton(Gesture):
    """A button drawn on a card: it acts when released where it was pressed."""

    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, area: QRectF, act: Callable[[], None]) -> None:
        super().__init__(desk, at)
        self._area, self._act = area, act

    def finish(self, at: Pointer) -> None:
        """Act, unless the mouse was dragged away to think better of it."""
        if self._area.contains(at.scene):
            self._act()


class Pan(Gesture):
    """The drawing follows the mouse."""

    cursor = Qt.CursorShape.ClosedHandCursor
    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, scroll: Callable[[QPoint], None]) -> None:
        super().__init__(desk, at)
        self._scroll, self._last = scroll, at.screen
        self._origin = at.screen

    def move(self, at: Pointer) -> None:
        """No slack: what is taken hold of moves at once."""
        self._scroll(at.screen - self._last)
        self._last = at.screen

    def cancel(self) -> None:
        """Back to where it was."""
        self._scroll(self._origin - self._last)


class MoveCards(Gesture):
    """Click a card to select it, drag it to move it with all others that are selected."""

    text = ""
    """What the undo step is called; else after the layers."""

    def __init__(self, desk: Desk, at: Pointer, layer: int) -> None:
        super().__init__(desk, at)
        self._layer = layer
        self._project = desk.document.project
        self._selected_before = desk.selection.ids
        self._places = desk.scene.places()
        self._fresh = layer not in desk.selection.ids
        if self._fresh:
            desk.selection.set(desk.selection.ids | {layer} if at.adds else {layer})

    def drag(self, at: Pointer) -> None:
        """All selected cards follow; the document is told at the end, so that nothing recompiles on the way."""
        if self.desk.document.project is self._project:
            self.desk.scene.move_layers(self._moved(at))

    def finish(self, at: Pointer) -> None:
        """A click without a drag ends the selection of the others, or with Ctrl or Shift of this one."""
        if self.desk.document.project is not self._project:
            return
        if self.dragging:
            # All places are kept, so that cards that stood by themselves do not rearrange around the moved ones.
            chosen = self.desk.selection.ids
            text = f"Move {self.desk.name(self._layer)}" if len(chosen) == 1 else f"Move {len(chosen)} layers"
            if self._moved(at) != self._places:
                self.desk.document.edit(self.text or text, edit.move(self._project, self._moved(at)))
        elif not self._fresh:
            self.desk.selection.set(self.desk.selection.ids - {self._layer} if at.adds else {self._layer})

    def cancel(self) -> None:
        """Cards and selection as before."""
        if self.dragging and self.desk.document.project is self._project:
            self.desk.scene.move_layers(self._places)
        self.desk.selection.set(self._selected_before)

    def _moved(self, at: Pointer) -> dict[int, Place]:
        way, chosen = at.scene - self.start.scene, self.desk.selection.ids
        return {
            key: (round(x + way.x()), round(y + way.y())) if key in chosen else (x, y)
            for key, (x, y) in self._places.items()
        }


class RubberBand(Gesture):
    """Drag over empty canvas to select what the band touches; Shift adds, Ctrl toggles."""

    def __init__(self, desk: Desk, at: Pointer) -> None:
        super().__init__(desk, at)
        self._before = desk.selection.ids
        self.band = QRectF(at.scene, at.scene)

    def drag(self, at: Pointer) -> None:
        """Select as the band grows."""
        self.band = QRectF(self.start.scene, at.scene).normalized()
        touched = frozenset(
            node.id
            for node in self.desk.document.network.nodes
            if (item := self.desk.scene.item(node.id)) is not None and self.band.intersects(item.card_rect())
        )
        if at.modifiers & Modifier.ControlModifier:
            touched = self._before ^ touched
        elif at.modifiers & Modifier.ShiftModifier:
            touched = self._before | touched
        self.desk.selection.set(touched)
        amount = len(touched)
        self.desk.say(f"{amount} layer{'s' * (amount != 1)} selected." if amount else "")

    def finish(self, at: Pointer) -> None:
        """A click on empty canvas selects nothing."""
        if not self.dragging and not at.adds:
            self.desk.selection.set(())

    def cancel(self) -> None:
        """The selection as before."""
        self.desk.selection.set(self._before)

    def paint(self, painter: QPainter) -> None:
        """A thin ink line around a pale fill, equally thin at every zoom."""
        if not self.dragging:
            return
        theme = current_theme()
        fill = mix(theme.paper, theme.ink, 0.5)
        fill.setAlphaF(0.08)
        pen = QPen(theme.ink2, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRect(self.band)
