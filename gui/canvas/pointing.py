"""PointingView: mouse, wheel, pinch and drags on the drawing, told apart and handed to gestures.

It imports the gestures and QtWidgets; keys, menus and overlays are CanvasView's. At any moment at most one gesture
lives. Worked shape: a press on a card makes ``gesture`` a MoveCards; after the release it is None.
"""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from gui.canvas import hits
from gui.canvas.adding import Adding
from gui.canvas.arrange_commands import ArrangeCommands
from gui.canvas.asking import Asking
from gui.canvas.camera import Camera, edge_push, turn_wheel
from gui.canvas.cells import Cells
from gui.canvas.clip_commands import ClipCommands
from gui.canvas.commands import CanvasCommands
from gui.canvas.drag_data import layer_of
from gui.canvas.dropping import DropLayer
from gui.canvas.gestures import Desk, Gesture, Pan, Pointer
from gui.canvas.group_commands import GroupCommands
from gui.canvas.hand import Hand
from gui.canvas.hits import Hit, Spot
from gui.canvas.hovering import Hovering
from gui.canvas.link_choice import LinkChoice
from gui.canvas.pins import Pin
from gui.canvas.presses import Presses
from gui.canvas.scene import CanvasScene
from gui.canvas.typing_in_place import TypingInPlace
from gui.document import Document
from gui.selection import Selection

Button = Qt.MouseButton
SCROLL_MS, AGAIN_MS = 16, 66


class PointingView(QGraphicsView):
    """See the module's header."""

    message = Signal(str)
    """A sentence for the status bar; empty when there is nothing to say."""
    search_wanted = Signal()
    """Ctrl+F: the palette's search should take the keyboard."""
    cell_chosen = Signal(int, int, object)
    """(layer, map, place) of the cell that is looked into; see gui/canvas/cells.py."""
    weights_wanted = Signal(int)
    """The table of this layer's weights should open."""

    def __init__(
        self, document: Document, runner: Any, theme: Any, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.drawing = CanvasScene(document, runner, theme, selection, self)
        self.setScene(self.drawing)
        self.desk = Desk(document, selection, self.drawing, self.message.emit)
        self.camera = Camera(self)
        self.links = LinkChoice(self.drawing, selection, self)
        self.commands = CanvasCommands(self.desk, self.links, self.camera, self)
        self.clips, self.arranging = ClipCommands(self.commands, self), ArrangeCommands(self.commands)
        self.groups = GroupCommands(self.commands, self)
        self.typing = TypingInPlace(self, self.desk)
        self.asking = Asking(self.drawing, self)
        self.asking.said.connect(self.message)
        self.hand = Hand(self, self.desk, runner, self.asking)
        self.cells = Cells(self.desk, self.asking, self)
        self.cells.chosen.connect(self.cell_chosen)
        self.adding = Adding(self, self.desk, self.camera)
        self.presses = Presses(
            self.desk, self.links, runner, self.typing.units, self.asking, self.hand, self.cells, self.adding.at_wire
        )
        self.hand.table_wanted.connect(self.weights_wanted)
        self.hand.weighing.chosen.connect(self._follow_pin)
        self.hovering = Hovering(self.desk)
        self.gesture: Gesture | None = None
        self.space_held = False
        self._drop: DropLayer | None = None
        self._been_within = False
        self._mouse = QPoint()
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_at_edge)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._hover_again)
        self.drawing.numbers_shown.connect(self._numbers_shown)
        self._set_up()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The scene paints itself as a whole; keeping track of small regions would only cost time.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # It covers its paper in every frame; else Qt paints the window's ground first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(240, 200)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what is not painted stays as it was

    # -- mouse -------------------------------------------------------------------------------------------------------

    def pointer(self, screen: QPoint, modifiers: Qt.KeyboardModifier) -> Pointer:
        """A position of the viewport as gestures take it."""
        return Pointer(self.mapToScene(screen), screen, modifiers)

    def hit(self, screen: QPoint) -> Hit:
        """What lies at a position of the viewport."""
        return hits.find(self.drawing, self.mapToScene(screen), self.camera.scale)

    def begin(self, gesture: Gesture) -> None:
        """From now on the mouse belongs to this gesture."""
        self.hovering.leave()
        self.gesture = gesture
        self._set_cursor(gesture.cursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press begins a gesture; other buttons during one are ignored."""
        screen, button = event.position().toPoint(), event.button()
        at = self.pointer(screen, event.modifiers())
        self._leave_fields()
        if self.gesture is not None or button not in (Button.LeftButton, Button.MiddleButton):
            return
        if button is Button.MiddleButton or self.space_held:
            self.begin(Pan(self.desk, at, self.camera.scroll))
        else:
            self.begin(self.presses.begin(self.hit(screen), at))

    def _follow_pin(self, pin: Pin | None) -> None:
        """The selected connection is that of the chosen wire, and none where a bias is chosen."""
        if pin is not None and pin.link != self.links.key:
            self.links.set(None if self.asking.active else pin.link)

    def _leave_fields(self) -> None:
        """What is being typed over the drawing is taken, before anything moves below it."""
        self.typing.leave()
        self.hand.leave()
        self.adding.close_menu()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The gesture goes on, or what lies under the mouse is shown."""
        self._mouse = event.position().toPoint()
        at = self.pointer(self._mouse, event.modifiers())
        if self.gesture is None:
            shape = self.hovering.at(self.hit(self._mouse), at)
            self._set_cursor(Qt.CursorShape.OpenHandCursor if self.space_held else shape)
            return
        self.gesture.move(at)
        self._mind_edges(self.gesture.scrolls and self.gesture.dragging)
        self.viewport().update()

    def _numbers_shown(self) -> None:
        """What is said of a number under the resting mouse is said anew, as often as one can read it."""
        if self.hovering.tells_number and self.gesture is None and not self._again.isActive():
            self._again.start()

    def _hover_again(self) -> None:
        if self.hovering.tells_number and self.gesture is None:
            self.hovering.at(self.hit(self._mouse), self.pointer(self._mouse, Qt.KeyboardModifier.NoModifier))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The gesture is over; a middle click that moved nothing deletes the wire under it."""
        gesture, left = self.gesture, event.button() is Button.LeftButton
        if gesture is None or not (left or isinstance(gesture, Pan)):
            return
        screen = event.position().toPoint()
        self._end()
        gesture.finish(self.pointer(screen, event.modifiers()))
        if isinstance(gesture, Pan) and not left and (screen - gesture.start.screen).manhattanLength() < 4:
            link = self.hit(screen).link
            if link is not None:
                self.commands.remove_link(*link.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a name: rename. On empty canvas: add a layer. Elsewhere it is the second of two clicks."""
        hit = self.hit(event.position().toPoint())
        if event.button() is Button.LeftButton and hit.spot is Spot.TITLE:
            self.typing.name(hit.layer)
        elif event.button() is Button.LeftButton and hit.box is not None:
            self.groups.rename(hit.box.index)
        elif event.button() is Button.LeftButton and hit.spot is Spot.NOTHING:
            self.adding.at(event.position().toPoint())
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        if self.gesture is None:
            self.hovering.leave()
            self.message.emit("")

    def cancel(self) -> bool:
        """End the gesture as if it had not begun; False where there is none."""
        gesture = self.gesture
        if gesture is None:
            return False
        self._end()
        gesture.cancel()
        return True

    def _end(self) -> None:
        self.gesture = None
        self._mind_edges(False)
        self._set_cursor(Qt.CursorShape.OpenHandCursor if self.space_held else None)
        self.viewport().update()

    def _set_cursor(self, shape: Qt.CursorShape | None) -> None:
        wanted = Qt.CursorShape.ArrowCursor if shape is None else shape
        if self.viewport().cursor().shape() is not wanted:
            self.viewport().setCursor(wanted)

    # -- scrolling while dragging ------------------------------------------------------------------------------------

    def _mind_edges(self, dragging: bool) -> None:
        if not dragging or self._edge_push().isNull():
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()

    def _edge_push(self) -> QPoint:
        return edge_push(self.viewport().rect(), self._mouse)

    def _scroll_at_edge(self) -> None:
        self.camera.scroll(-self._edge_push())
        if self.gesture is not None:
            self.gesture.move(self.pointer(self._mouse, Qt.KeyboardModifier.NoModifier))
        elif self._drop is not None:
            self._drop.move(self.mapToScene(self._mouse), self.camera.scale)

    # -- wheel and pinch ---------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the mouse, with Ctrl or without; Shift or Alt go sideways; two fingers pan."""
        self._leave_fields()
        turn_wheel(self.camera, event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A pinch on a touchpad zooms at the mouse; while a stop is on its way the last frame stays."""
        if event.type() is QEvent.Type.Paint and self.drawing.motion.waits:
            self.drawing.owed = True
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.camera.zoom_by(1.0 + event.value(), event.position().toPoint())
            return True
        return super().viewportEvent(event)

    # -- drags from the palette --------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Layers are welcome; anything else is for the window."""
        layer = layer_of(event.mimeData())
        if layer is None:
            event.ignore()
            return
        self._drop = DropLayer(self.desk, layer)
        self._been_within = False
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        if self._drop is None:
            event.ignore()
            return
        self._mouse = event.position().toPoint()
        self._drop.move(self.mapToScene(self._mouse), self.camera.scale)
        # Every drag comes in over an edge; only one that has been within scrolls on its way out.
        self._been_within = self._been_within or self._edge_push().isNull()
        self._mind_edges(self._been_within)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere, or Esc was pressed."""
        if self._drop is not None:
            self._drop.leave()
        self._drop = None
        self._mind_edges(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """The layer is there; the keyboard follows it."""
        if self._drop is None:
            event.ignore()
            return
        drop, self._drop = self._drop, None
        self._mind_edges(False)
        drop.drop(self.mapToScene(event.position().toPoint()), self.camera.scale)
        event.acceptProposedAction()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
