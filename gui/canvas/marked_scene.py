"""MarkedScene: what is marked on the drawing: what the pointer is over, asked for, looked into, dropped or wired.

Gestures and keys set marks here, painters read them; a mark that changes asks for a new frame and nothing else.
Worked shape: ``hover_face(3, 4)`` makes ``marks`` a Hover of neuron 4 of layer 3.
"""

from typing import Any

from PySide6.QtCore import QObject, QPointF
from PySide6.QtWidgets import QGraphicsScene

from core.arithmetic import Index
from gui.canvas.items import LinkItem
from gui.canvas.marks import Asked, DropTarget, Hover, PendingWire, SendersMark, Where, WindowMark


class MarkedScene(QGraphicsScene):
    """See the module's header."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks = Hover()
        self.asked = Asked()
        self.window: WindowMark | None = None
        self.senders: SendersMark | None = None
        self.drop: DropTarget | None = None
        self.wire: PendingWire | None = None

    def hover_layer(self, key: int | None) -> None:
        """The pointer is over a card: its ports appear."""
        self._mark(layer=key)

    def hover_face(self, key: int | None, neuron: int | None) -> None:
        """The pointer is over a neuron: its links stand out."""
        self._mark(layer=key, neuron=neuron)

    def hover_cell(self, key: int, map_: int, cell: tuple[int, int]) -> None:
        """The pointer is over a cell of a map: the map is shown large beside it."""
        self._mark(layer=key, neuron=map_, cell=cell)

    def hover_kernel(self, key: int, filter_: int) -> None:
        """The pointer is over a kernel on its wire."""
        self._mark(layer=key, neuron=filter_, control="kernel")

    def hover_link(self, link: LinkItem | None, weight: tuple[int, int] | None = None) -> None:
        """The pointer is over a connection, or over one link of it: (source neuron, target neuron)."""
        self._mark(link=link.key if link else None, weight=weight)

    def hover_control(self, key: int | None, control: str = "") -> None:
        """The pointer is over a part of a card: "minus", "value", "plus", "remedy", "previous" or "next"."""
        self._mark(layer=key, control=control)

    def clear_hover(self) -> None:
        """The pointer is over nothing."""
        self._mark()

    def mark_asked(self, asked: Asked) -> None:
        """Put ring and outline around what the arithmetic explains."""
        if asked != self.asked:
            self.asked = asked
            self.update()

    def show_window(self, layer: int, map_: int, place: Index = ()) -> None:
        """Ring a map and its kernel and, with a ``place``, join the cell there and what it sees by two rays."""
        self._set_window(WindowMark(layer, map_, tuple(place)))

    def clear_window(self) -> None:
        """No map is looked into."""
        self._set_window(None)

    def show_senders(self, mark: SendersMark | None) -> None:
        """Join the chosen cell to those behind it that sent it its blame; None: to the window it sees again."""
        if mark != self.senders:
            self.senders = mark
            self.update()

    def _set_window(self, mark: WindowMark | None) -> None:
        if mark != self.window:
            self.window = mark
            self.update()

    def _mark(self, **what: Any) -> None:
        marks = Hover(**what)
        if marks != self.marks:
            self.marks = marks
            self.update()

    def set_drop_target(self, kind_title: str, where: Where) -> None:
        """Show where a dragged layer would land: on a connection, behind a card, on empty canvas; None: nowhere."""
        self.drop = DropTarget(kind_title, where) if where is not None else None
        self.update()

    def set_pending_wire(self, start: QPointF, end: QPointF, refused_reason: str = "") -> None:
        """Show the wire that is being drawn, and why it cannot end here."""
        self.wire = PendingWire(QPointF(start), QPointF(end), refused_reason)
        self.update()

    def clear_pending_wire(self) -> None:
        """No wire is being drawn."""
        self.wire = None
        self.update()
