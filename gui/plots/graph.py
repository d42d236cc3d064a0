"""Graph: one plot in the look of Chainrule, with curves over epochs, names at their ends and a cross-hair.

It may import curve, series, hover_box and the theme, and knows no network. Positions are epochs, whatever the axis;
values are given as they are and drawn as their logarithm where ``log`` is set. Worked shape: ``follow(40, -2, 0.5)``
shows epochs 0 to 40 and, on a log axis, values from 0.01 to 3.2, with ticks at 0.01, 0.1 and 1.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.curves import Mark
from gui.plots.axes import BEYOND, Axes
from gui.plots.curve import Curve
from gui.plots.end_names import EndNames, Name
from gui.plots.graph_keys import TIP, Move, Pan, Wish, Zoom, asked, asks_for_menu
from gui.plots.moments import Moments
from gui.theme import Theme, current_theme
from gui.widgets.buttons import push_button
from gui.widgets.hover_box import HoverBox, Line

LEAST_SPAN = 1e-6


class Graph(Axes):
    """The plot itself; whoever owns it fills ``curves`` and calls ``follow`` and ``redraw``."""

    zoomed = Signal(bool)
    """Whether the user looks at a part of their own choosing."""
    menu_wanted = Signal(QPoint)
    """A place on the screen."""

    def __init__(self, name: str, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, " ".join(filter(None, (tip, TIP))), parent)
        self.reader: Callable[[float], tuple[str, Sequence[Line]]] = lambda _x: ("", ())
        self.curves: list[Curve] = []
        self._wanted: tuple[float, float, float] | None = None
        self._names: tuple[Name, ...] = ()
        self._hover: QPointF | None = None
        self._moving = False
        self.moments = Moments(self.plot)
        self._ends = EndNames(self.plot, self._view)
        self._labels = self._ends.labels
        self.whole = push_button("Whole run", parent=self)
        self.whole.setToolTip("Show the whole run again. Double-click does so, too.")
        self.whole.clicked.connect(self.reset_zoom)
        self.whole.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.box = HoverBox(self)
        self._listen()
        self.dress(current_theme())

    def _listen(self) -> None:
        self._view.sigRangeChangedManually.connect(self._zoomed_by_hand)
        self._view.sigRangeChanged.connect(self._range_changed)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setProperty("ring", 4)
        self.plot.viewport().installEventFilter(self)
        self.plot.installEventFilter(self)

    # -- what the owner says -----------------------------------------------------------------------------------------

    def add_curve(self, hollow: bool = False, end: bool = True, width: float = 2.0) -> Curve:
        """A further curve."""
        curve = Curve(self.plot, hollow, end, width)
        self.curves.append(curve)
        return curve

    def mark(self, marks: Sequence[Mark]) -> None:
        """Show where something was changed."""
        seen = [mark for mark in marks if mark.x > 0 or not self.log_x]
        self.moments.show_marks(seen, [self.along(mark.x) for mark in seen])

    def ring(self, x: float | None, y: float = 0.0) -> None:
        """Show the best point of a curve, or none."""
        if x is None or (self.log_x and x <= 0) or (self.log and y <= 0):
            self.moments.show_best(None)
        else:
            self.moments.show_best(self.along(x), math.log10(y) if self.log else y)

    def follow(self, end: float, low: float, high: float) -> None:
        """The range that holds the whole run; shown unless the user looks at a part."""
        self._wanted = end, low, high
        if not self.is_zoomed:
            (left, right), (bottom, top) = self._view.viewRange()
            first, wide = self._ends_of(end)
            if (left, right, bottom, top) != (first, wide, low, high):
                self._moving = True
                self._view.setRange(xRange=(first, wide), yRange=(low, high), padding=0, disableAutoRange=True)
                self._moving = False
                self._write_ticks()

    def _ends_of(self, end: float) -> tuple[float, float]:
        """The axis of epochs, as it is drawn."""
        if not self.log_x:
            return 0.0, end * BEYOND
        firsts = [curve.first for curve in self.curves if curve.first is not None]
        first = math.log10(min(firsts, default=end / 10))
        return first, max(math.log10(end), first + 0.1) + (BEYOND - 1) * (math.log10(end) - first)

    def reset_zoom(self) -> None:
        """Back to the whole run."""
        if self.is_zoomed:
            self.is_zoomed = False
            if self.whole.hasFocus():
                self.plot.setFocus()
            self.whole.hide()
            self.zoomed.emit(False)
        if self._wanted is not None:
            self.follow(*self._wanted)
        self.redraw()

    def redraw(self, names: Sequence[Name] | None = None) -> None:
        """Draw what the curves hold now."""
        (left, right), _ = self._view.viewRange()
        pixels = max(16, round(self._view.width() / 2))  # finer is not seen, and costs twice the time
        for curve in self.curves:
            curve.draw(left, right, pixels, self.log, self.log_x)
        if names is not None:
            self._names = tuple(replace(name, x=self.along(name.x)) for name in names)
        self._place_names()
        self._place_hair()

    def dress(self, theme: Theme) -> None:
        """Take the colours of ``theme``; the owner dresses its curves."""
        super().dress(theme)
        self.moments.dress(theme)

    # -- names ----------------------------------------------------------------------------------------------

    def _write_ticks(self) -> None:
        super()._write_ticks()
        self.moments.span(*self._view.viewRange()[1])

    def _place_names(self) -> None:
        self._set_margin(self._ends.write(self._names))
        self._ends.place(self._names)
        self.moments.keep_off(self._ends.rects())

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def _range_changed(self, *_: object) -> None:
        if not self._moving:
            self._write_ticks()
            self.redraw()

    def _zoomed_by_hand(self, *_: object) -> None:
        if not self.is_zoomed and self._wanted is not None:
            self.is_zoomed = True
            self._place_whole()
            self.whole.show()
            self.zoomed.emit(True)

    def _place_whole(self) -> None:
        size = self.whole.sizeHint()
        self.whole.setGeometry(self.width() - size.width() - 14, 4, size.width(), size.height())
        self.whole.raise_()

    def _clicked(self, event: Any) -> None:
        if event.double():
            event.accept()
            self.reset_zoom()

    def _moved(self, position: QPointF) -> None:
        inside = self._view.sceneBoundingRect().contains(position)
        self._hover = position if inside else None
        self._place_hair()

    def _place_hair(self) -> None:
        title, lines = "", ()  # type: tuple[str, Sequence[Line]]
        if self._hover is not None:
            x = float(self._view.mapSceneToView(self._hover).x())
            title, lines = self.reader(self.position(x))
            pixel = float(self._view.viewPixelSize()[0])
            lines = (*lines, *self.moments.near(x, pixel, current_theme())) if lines else ()
        self._hair.visible = bool(lines)
        self.plot.redraw()
        if not lines or self._hover is None:
            self.box.hide()
            return
        self._hair.set_data([x, x], self._view.viewRange()[1])
        place = self.plot.mapFromScene(self._hover)
        self.box.show_at(place.x(), place.y(), title, lines)

    # -- the keyboard and the menu -----------------------------------------------------------------------------------

    def obey(self, wish: Wish) -> None:
        """Do what a key asks."""
        (left, right), _ = self._view.viewRange()
        area = self._view.sceneBoundingRect()
        hair = self._hover.x() if self._hover is not None else area.right()
        if isinstance(wish, Move):
            x = min(max(hair + wish.by * area.width(), area.left() + 1), area.right() - 1)
            self._moved(QPointF(x, area.center().y()))
            self.plot.setAccessibleDescription(self.read_aloud())
        elif isinstance(wish, Pan):
            self._look(left + wish.by * (right - left), right + wish.by * (right - left))
        elif isinstance(wish, Zoom):
            middle = float(self._view.mapSceneToView(QPointF(hair, 0)).x()) if self._hover else (left + right) / 2
            if wish.by > 1 or right - left > LEAST_SPAN:
                self._look(middle + wish.by * (left - middle), middle + wish.by * (right - middle))
        else:
            self._hover = None
            self.reset_zoom()

    def read_aloud(self) -> str:
        """What the read-out says, as a sentence."""
        words = ", ".join(f"{name} {value}".strip() for name, value, _ in self.box.lines)
        return f"{self.box.title}: {words}" if self.box.isVisible() else ""

    def _look(self, left: float, right: float) -> None:
        if self._wanted is None:
            return
        self._zoomed_by_hand()
        self._view.setXRange(left, right, padding=0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        gone = QEvent.Type.FocusOut if watched is self.plot else QEvent.Type.Leave
        if event.type() == gone:
            self._hover = None
            self._place_hair()
        elif isinstance(event, QContextMenuEvent):
            self.menu_wanted.emit(event.globalPos())
            return True
        elif event.type() == QEvent.Type.KeyPress and watched is self.plot and isinstance(event, QKeyEvent):
            if asks_for_menu(event):
                self.menu_wanted.emit(self.mapToGlobal(self.rect().center()))
                return True
            wish = asked(event)
            if wish is not None:
                self.obey(wish)
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_whole()
        self._write_ticks()
