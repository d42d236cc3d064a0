"""EquationCanvas: paints a Sheet: columns with symbols, numbers, products and bars, brackets, explaining rows.

It may import the sheet, fonts, painting and the theme. Only what is visible is painted, so an unfolded sum of 784
terms costs no more than six. Worked shape: ``hovered`` and ``chosen`` carry the Column or Row under mouse or keys.
"""

from bisect import bisect_left

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arithmetic import Ref
from gui.theme import current_theme
from gui.walk.equation_painter import PAD, Places, paint_sheet, place
from gui.walk.sheet import Column, Row, Sheet
from gui.widgets.painting import rounded

Part = Column | Row


class EquationCanvas(QWidget):
    """One sheet; give it to a QScrollArea."""

    hovered = Signal(object)
    """The Column or Row pointed at, or None."""
    chosen = Signal(object)
    shown = Signal(float, float)
    """The left and right end of what the keyboard has gone to: scroll there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = Sheet((), (), (), 0.0, 0, 0)
        self.places: Places = place(self.sheet)
        self._pointed: int | None = None  # counts the live columns first, then the rows
        self._by_key = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.MinimumExpanding)

    def show_sheet(self, sheet: Sheet) -> None:
        """Another sheet; nothing is pointed at."""
        self.sheet, self.places = sheet, place(sheet)
        self._point(None)
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(self.places.width) + 1, int(self.places.height) + 1)

    # -- what is pointed at --------------------------------------------------------------------------------------------

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that can be pointed at, in reading order."""
        return (*(self.sheet.columns[at] for at in self.sheet.live), *self.sheet.rows)

    @property
    def pointed(self) -> Part | None:
        """The part under the mouse or the keys."""
        return None if self._pointed is None else self.parts[self._pointed]

    @property
    def sight(self) -> QRectF:
        """The part of the canvas one can see."""
        return QRectF(self.visibleRegion().boundingRect())

    def point_at(self, ref: Ref) -> None:
        """Light the part that stands for this wire, whichever of its weights or neurons it names."""
        wire = (ref.layer, ref.neuron, ref.source, ref.source_neuron)
        for at, part in enumerate(self.parts):
            own = part.ref
            if own is not None and (own.layer, own.neuron, own.source, own.source_neuron) == wire:
                self._pointed, self._by_key = at, True  # quietly: the drawing marks the wire already
                self.shown.emit(self.box(at).left(), self.box(at).right())
                self.update()
                return

    def box(self, at: int) -> QRectF:
        """Where a part lies."""
        live = self.sheet.live
        return self.places.columns[live[at]] if at < len(live) else self.places.row(at - len(live), self.sight)

    def _part_at(self, point: QPointF) -> int | None:
        live = self.sheet.live
        for at, row in enumerate(self.sheet.rows):
            if row.ref is not None and self.places.row(at, self.sight).contains(point):
                return len(live) + at
        found = bisect_left([self.places.columns[at].right() for at in live], point.x())
        if found < len(live) and self.places.columns[live[found]].contains(point):
            return found
        return None

    def _point(self, at: int | None, by_key: bool = False) -> None:
        self._by_key = by_key
        if at == self._pointed:
            return
        self._pointed = at
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)
        self.hovered.emit(self.pointed)
        self.update()
        if by_key and at is not None:
            self.shown.emit(self.box(at).left(), self.box(at).right())

    # -- mouse and keys ------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._part_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        if not self._by_key:
            self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._by_key:
            self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(self._part_at(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and self.pointed is not None:
            self.chosen.emit(self.pointed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self.parts) - 1
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if last < 0 or not plain:
            super().keyPressEvent(event)
        elif key in steps:
            step = steps[Qt.Key(key)]
            before = self._pointed if self._pointed is not None else (-1 if step > 0 else last + 1)
            self._point(min(max(before + step, 0), last), by_key=True)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._point(0 if key == Qt.Key.Key_Home else last, by_key=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.pointed is not None:
            self.chosen.emit(self.pointed)
        elif key == Qt.Key.Key_Escape and self.pointed is not None:
            self._point(None)
        else:
            super().keyPressEvent(event)

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pointed is not None:
            ring = theme.ink if self._by_key and self.hasFocus() else None
            rounded(painter, self.box(self._pointed), PAD / 1.5, theme.hover, ring, 2.0)
        paint_sheet(painter, self.sheet, self.places, QRectF(event.rect()), self.sight)
        painter.end()
