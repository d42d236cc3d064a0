"""A canvas on a bench: a view on a small project, without a training thread, and hands that press, drag and drop.

All hands work with real events at the viewport. Shape: ``bench.drag(bench.port(1, "out"), bench.port(2, "in"))``
draws a wire; places are given on the drawing and found on the screen.
"""

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dense, Input, Layer
from core.project import ProjectSpec
from gui.canvas.drag_data import mime_of
from gui.canvas.items import LayerItem
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.selection import Selection

Button, Modifier = Qt.MouseButton, Qt.KeyboardModifier
NONE = Modifier.NoModifier
INPUT, HIDDEN, OUTPUT = 1, 2, 3


class StillRunner(QObject):
    """A runner that never trains; it counts how often another row was asked for."""

    snapshot_ready = Signal(object)
    stop_wanted = Signal()
    state_changed = Signal(object)
    prepared_changed = Signal(object)
    nudge_ready = Signal(object)
    why_no_weights = "There is no run yet whose weights could be set."

    def __init__(self) -> None:
        super().__init__()
        self.snapshot = None
        self.prepared = None
        self.task = None
        self.watched_row = 0

    def theta(self) -> None:
        return None

    def next_row(self) -> None:
        self.watched_row += 1

    def previous_row(self) -> None:
        self.watched_row -= 1


class StillTheme(QObject):
    """A theme that never changes."""

    changed = Signal(object)


def small_project() -> ProjectSpec:
    """Three numbers -> "hidden" with 5 neurons -> "output" with 6; more than a handful, fewer than a column."""
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=(3,)), name="input")
    project = edit.append_layer(project, Dense(units=5, activation="tanh"), after=INPUT, name="hidden")
    return edit.append_layer(project, Dense(units=6), after=HIDDEN, name="output")


class CanvasBench:
    """The view, what it stands on, and hands."""

    def __init__(self, qtbot: QtBot, project: ProjectSpec | None = None) -> None:
        self.qtbot = qtbot
        self.runner, self.theme, self.selection = StillRunner(), StillTheme(), Selection()
        self.document = Document(project if project is not None else small_project())
        self.view = CanvasView(self.document, self.runner, self.theme, self.selection)
        self.said: list[str] = []
        self.view.message.connect(self.said.append)
        qtbot.addWidget(self.view, before_close_func=lambda _closing: self.view)
        self.view.resize(1100, 760)
        self.view.show()
        self.view.activateWindow()
        qtbot.waitUntil(self.view.isActiveWindow)
        self.view.setFocus()

    # -- asking ------------------------------------------------------------------------------------------------------

    @property
    def undo_text(self) -> str:
        return self.document.stack.undoText()

    @property
    def steps(self) -> int:
        """How many undo steps there are, redone ones included."""
        return self.document.stack.count()

    def inputs(self, layer: int) -> tuple[int, ...]:
        return self.document.network.by_id[layer].inputs

    def units(self, layer: int) -> int:
        units: int = self.document.network.by_id[layer].layer.units  # type: ignore[attr-defined]
        return units

    def item(self, layer: int) -> LayerItem:
        found = self.view.drawing.item(layer)
        assert found is not None
        return found

    def port(self, layer: int, side: str) -> QPointF:
        return self.item(layer).port_out() if side == "out" else self.item(layer).port_in()

    def title(self, layer: int) -> QPointF:
        return self.item(layer).card_rect().topLeft() + QPointF(24, 14)

    def body(self, layer: int) -> QPointF:
        """A spot on the card that is neither name nor neuron nor button."""
        card = self.item(layer).card_rect()
        return QPointF(card.left() + 14, card.center().y() - 40)

    def middle(self, source: int, target: int) -> QPointF:
        """On the wire, beside the pill with the shape."""
        link = self.view.drawing.links[source, target]
        return link.middle() + QPointF(26, 0)

    def empty(self) -> QPointF:
        """A spot of the drawing with nothing near it, in sight."""
        return self.view.mapToScene(QPoint(60, 680))

    def stepper(self, layer: int, part: str) -> QPointF:
        stepper = self.item(layer).stepper_rect()
        assert stepper is not None
        area: QRectF = getattr(stepper, part)
        return area.center()

    # -- hands -------------------------------------------------------------------------------------------------------

    def screen(self, spot: QPointF) -> QPoint:
        return self.view.mapFromScene(spot)

    def _mouse(self, kind: QEvent.Type, at: QPoint, button: Button, held: Button, keys: Modifier) -> None:
        port = self.view.viewport()
        event = QMouseEvent(kind, QPointF(at), port.mapToGlobal(QPointF(at)), button, held, keys)
        QApplication.sendEvent(port, event)

    def press(self, spot: QPointF, button: Button = Button.LeftButton, keys: Modifier = NONE) -> None:
        self._mouse(QEvent.Type.MouseButtonPress, self.screen(spot), button, button, keys)

    def move(self, spot: QPointF, button: Button = Button.LeftButton, keys: Modifier = NONE) -> None:
        self._mouse(QEvent.Type.MouseMove, self.screen(spot), Button.NoButton, button, keys)

    def hover(self, spot: QPointF) -> str:
        """Move without a button; the last sentence said."""
        self.move(spot, Button.NoButton)
        return self.said[-1] if self.said else ""

    def release(self, spot: QPointF, button: Button = Button.LeftButton, keys: Modifier = NONE) -> None:
        self._mouse(QEvent.Type.MouseButtonRelease, self.screen(spot), button, Button.NoButton, keys)

    def click(self, spot: QPointF, button: Button = Button.LeftButton, keys: Modifier = NONE) -> None:
        self.press(spot, button, keys)
        self.release(spot, button, keys)

    def double_click(self, spot: QPointF) -> None:
        self.click(spot)
        self._mouse(QEvent.Type.MouseButtonDblClick, self.screen(spot), Button.LeftButton, Button.LeftButton, NONE)
        self.release(spot)

    def pull(self, start: QPointF, end: QPointF, button: Button = Button.LeftButton, keys: Modifier = NONE) -> None:
        """Press and drag, without letting go."""
        begin, finish = self.screen(start), self.screen(end)
        self.press(start, button, keys)
        for step in range(1, 6):
            at = begin + (finish - begin) * step / 5
            self._mouse(QEvent.Type.MouseMove, at, Button.NoButton, button, keys)

    def drag(self, start: QPointF, end: QPointF, button: Button = Button.LeftButton, keys: Modifier = NONE) -> None:
        """Press, drag, let go."""
        finish = self.screen(end)
        self.pull(start, end, button, keys)
        self._mouse(QEvent.Type.MouseButtonRelease, finish, button, Button.NoButton, keys)

    def key(self, key: Qt.Key, keys: Modifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, keys)

    def wheel(
        self, spot: QPointF, turn: int, keys: Modifier = NONE, phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase
    ) -> None:
        port, at = self.view.viewport(), QPointF(self.screen(spot))
        none = Button.NoButton
        event = QWheelEvent(at, port.mapToGlobal(at), QPoint(), QPoint(0, turn), none, keys, phase, False)
        QApplication.sendEvent(port, event)

    # -- a drag from the palette, as Qt delivers it ------------------------------------------------------------------

    def enter(self, data: QMimeData, spot: QPointF) -> bool:
        """The drag arrives; whether the canvas takes it."""
        event = QDragEnterEvent(self.screen(spot), Qt.DropAction.CopyAction, data, Button.LeftButton, NONE)
        event.ignore()
        QApplication.sendEvent(self.view.viewport(), event)
        if event.isAccepted():
            self.over(data, spot)
        return event.isAccepted()

    def over(self, data: QMimeData, spot: QPointF) -> None:
        """The drag goes on."""
        event = QDragMoveEvent(self.screen(spot), Qt.DropAction.CopyAction, data, Button.LeftButton, NONE)
        QApplication.sendEvent(self.view.viewport(), event)

    def leave(self) -> None:
        QApplication.sendEvent(self.view.viewport(), QDragLeaveEvent())

    def drop(self, kind: str, spot: QPointF) -> int:
        """Drag a layer from elsewhere to ``spot`` and let go; the id it has now."""
        new = self.document.network.next_id
        data = mime_of(kind)
        assert self.enter(data, spot)
        event = QDropEvent(QPointF(self.screen(spot)), Qt.DropAction.CopyAction, data, Button.LeftButton, NONE)
        QApplication.sendEvent(self.view.viewport(), event)
        assert new in self.document.network.by_id
        return new

    def undo_and_redo(self, before: ProjectSpec) -> None:
        """One step back gives ``before``, one forward what is now."""
        after = self.document.project
        assert after != before
        self.document.stack.undo()
        assert self.document.project == before
        self.document.stack.redo()
        assert self.document.project == after


def two_parts(inputs: tuple[int, ...] = ()) -> ProjectSpec:
    """The small project and a free-standing Dense "spare" below it."""
    layer: Layer = Dense(units=5)
    project = edit.move(small_project(), {INPUT: (0.0, 0.0), HIDDEN: (300.0, 0.0), OUTPUT: (600.0, 0.0)})
    return edit.add_layer(project, layer, name="spare", inputs=inputs, place=(300.0, 480.0))
