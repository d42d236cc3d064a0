"""PaletteEntry: one kind of layer in the palette, with its icon; it can be dragged, double-clicked or chosen by key.

It may import the drag data, icons, fonts and the theme. The drag is started by the mouse having moved as far as the
system asks, with a ghost of the layer under the cursor. Worked shape: ``PaletteEntry(Dense)`` is a row 28 px high.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from core.layers import Layer
from gui import fonts
from gui.canvas.drag_data import mime_of
from gui.canvas.palette_words import ALSO, rank
from gui.icons import PALETTE, draw_icon
from gui.theme import current_theme
from gui.widgets.painting import rounded

HEIGHT = 28


class PaletteEntry(QAbstractButton):
    """A row with icon and name."""

    add_wanted = Signal(str)
    """Double-click or Enter: the kind to append to the end."""
    hovered = Signal(str)
    """A sentence about this kind, empty when the mouse leaves."""
    stepped = Signal(int)
    """Up (-1) or down (1) was pressed."""

    def __init__(self, kind: type[Layer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind.kind
        self._title = kind.title
        self._also = ALSO.get(kind.kind, "")
        self._icon = kind.icon or "layer-dense"
        self._narrow = False
        self._pressed_at: QPoint | None = None
        self.setText(kind.kind)
        self.setFont(fonts.font(fonts.FORM))
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(kind.kind)
        self.setAccessibleDescription(f"{kind.title} Enter adds it to the end.")
        self.setToolTip(f"{kind.title}\nDrag it onto the canvas; double-click or Enter adds it to the end.")
        self.setProperty("ring", 6)

    def matches(self, wanted: str) -> bool:
        """Whether a search for ``wanted`` (casefolded) finds this kind, by name, sentence or what else it is called."""
        return rank(self.kind, self._title, self._also, wanted) is not None

    def set_narrow(self, narrow: bool) -> None:
        """Only the icon, for the rail."""
        self._narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(HEIGHT if self._narrow else 160, HEIGHT)

    # -- events ------------------------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered.emit(f"{self.kind}: {self._title}")
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.add_wanted.emit(self.kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.add_wanted.emit(self.kind)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _drag(self) -> None:
        drag = QDrag(self)
        drag.setMimeData(mime_of(self.kind))
        ghost = self.ghost()
        drag.setPixmap(ghost)
        drag.setHotSpot(QPoint(-12, -8))  # beside the cursor, so that the wire under it stays in sight
        drag.exec(Qt.DropAction.CopyAction)

    # -- drawing -----------------------------------------------------------------------------------------------------

    def ghost(self) -> QPixmap:
        """The pill that travels under the cursor."""
        ratio = self.devicePixelRatioF()
        width = round(QFontMetricsF(self.font()).horizontalAdvance(self.kind)) + 46
        made = QPixmap(round(width * ratio), round(30 * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        theme = current_theme()
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(0, 0, width, 30), 15, theme.raised, theme.line2)
        self._draw_face(painter, QRectF(4, 1, width - 4, HEIGHT))
        painter.end()
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isDown() or self.underMouse():
            rounded(painter, QRectF(self.rect()), 6, theme.row if self.isDown() else theme.hover)
        self._draw_face(painter, QRectF(self.rect()))
        painter.end()

    def _draw_face(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        left = box.left() + ((box.width() - PALETTE) / 2 if self._narrow and box.width() < 60 else 8)
        spot = QPointF(left, box.top() + (box.height() - PALETTE) / 2)
        draw_icon(painter, self._icon, QRectF(spot.x(), spot.y(), PALETTE, PALETTE), "ink2")
        if self._narrow and box.width() < 60:
            return
        painter.setFont(self.font())
        painter.setPen(theme.ink)
        text = QRectF(left + PALETTE + 9, box.top(), box.right() - left - PALETTE - 11, box.height())
        shown = QFontMetricsF(self.font()).elidedText(self.kind, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
