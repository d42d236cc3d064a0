"""ContactSheet: all pictures as thumbnails in rows, however many: only those on the screen are asked for and drawn.

It knows places, labels and images, no files; who shows it answers ``wanted``. Thumbnails are kept up to a number.
Click, Ctrl, Shift, a frame drawn with the mouse, and the arrow keys choose pictures. Worked shape: 60,000 pictures in
12 columns are 5,000 rows of 90 px; a paint touches about 100 of them.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)  # fmt: skip
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from gui import fonts, numbers
from gui.dialogs.darkroom import SIDE
from gui.dialogs.picture_look import LEFT_OUT, PictureLook, Sorting, picture_words
from gui.dialogs.sheet_choice import SheetChoice
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.widgets.painting import rounded

WIDE, HIGH, PAD = SIDE + 14, SIDE + 26, 7
KEPT = 4_000
"""Thumbnails kept, of 16 kB each."""


class ContactSheet(QAbstractScrollArea):
    """See the module's header. Pictures are called by their index among all."""

    wanted = Signal(object)
    """Indices of pictures on the screen that have no thumbnail yet."""
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: PictureLook | None = None
        self.sorting: Sorting | None = None
        self.shown: list[int] = []
        self.choice = SheetChoice()
        self.reasons: dict[int, str] = {}
        self.corrected: frozenset[int] = frozenset()
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._frame: tuple[QPoint, QPoint] | None = None
        self._pressed, self._before_frame = QPoint(), frozenset[int]()
        self.setAccessibleName("Pictures")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(4 * WIDE, 2 * HIGH)

    # -- what it shows -----------------------------------------------------------------------------------------------

    def show_look(self, look: PictureLook) -> None:
        """Other pictures."""
        self.look, self.sorting = look, None
        self.reasons, self._images = {}, OrderedDict()
        self.show_pictures(range(len(look.items)))

    def show_sorting(self, sorting: Sorting, corrected: Iterable[int]) -> None:
        """Other labels and parts."""
        self.sorting, self.corrected = sorting, frozenset(corrected)
        self._tell()
        self.viewport().update()

    def show_pictures(self, shown: Iterable[int]) -> None:
        """Only these, in this order; a choice among others is given up."""
        found = list(shown)
        if found != self.shown:
            self.shown = found
            self.choice.show(len(found))
            self.verticalScrollBar().setValue(0)
            self._lay_out()
            self._told()

    def forget_images(self) -> None:
        """They are to be made anew."""
        self._images.clear()
        self.viewport().update()

    def take(self, developed: Sequence[tuple[int, QImage | str]]) -> None:
        """Thumbnails, or the reasons why there are none."""
        for index, found in developed:
            if isinstance(found, str):
                self.reasons[index] = found
            else:
                self._images[index] = found
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        self.viewport().update()

    def chosen(self) -> list[int]:
        """The indices of the chosen pictures, in the order shown."""
        return [self.shown[at] for at in sorted(self.choice.chosen)]

    @property
    def columns(self) -> int:
        """Pictures in a row."""
        return max(1, self.viewport().width() // WIDE)

    @property
    def _left(self) -> int:
        """Where the first column begins."""
        return (self.viewport().width() - self.columns * WIDE) // 2

    def _lay_out(self) -> None:
        rows = -(-len(self.shown) // self.columns)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * HIGH + PAD - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(HIGH // 2)
        self.viewport().update()

    def place_of(self, at: int) -> QRect:
        """The box of the picture shown at ``at``, on the viewport."""
        row, column = divmod(at, self.columns)
        return QRect(self._left + column * WIDE, PAD // 2 + row * HIGH - self.verticalScrollBar().value(), WIDE, HIGH)

    def _at(self, point: QPoint) -> int:
        """What is shown at a point; -1 beside all."""
        column = (point.x() - self._left) // WIDE
        row = (point.y() - PAD // 2 + self.verticalScrollBar().value()) // HIGH
        at = row * self.columns + column
        return at if 0 <= column < self.columns and 0 <= at < len(self.shown) else -1

    def on_screen(self) -> range:
        """What is to be seen, as places."""
        top = max(0, self.verticalScrollBar().value() - PAD // 2)
        first, last = top // HIGH, (top + self.viewport().height()) // HIGH
        return range(first * self.columns, min(len(self.shown), (last + 1) * self.columns))

    def _reveal(self, at: int) -> None:
        box, bar = self.place_of(at), self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(bar.value() + box.top() - PAD)
        elif box.bottom() > self.viewport().height():
            bar.setValue(bar.value() + box.bottom() - self.viewport().height() + PAD)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        first = self.on_screen().start
        self._lay_out()
        self.verticalScrollBar().setValue(first // self.columns * HIGH)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        self.viewport().update()

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.paper)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen, missing = self.on_screen(), []
        self._paint_grounds(painter, seen)
        for at in seen:
            index = self.shown[at]
            box = self.place_of(at)
            image = self._images.get(index)
            if image is not None:
                self._images.move_to_end(index)
                out = self.sorting is not None and self.sorting.labels[index] == LEFT_OUT
                painter.setOpacity(0.3 if out else 1.0)
                painter.drawImage(QRect(box.left() + PAD, box.top() + PAD, SIDE, SIDE), image)
                painter.setOpacity(1.0)
            elif index in self.reasons:
                draw_icon(painter, "action-problem", QRectF(box.center().x() - 10, box.top() + 27, 20, 20), "error")
            else:
                missing.append(index)
        self._paint_labels(painter, seen)
        if self._frame is not None:
            rounded(painter, QRectF(self._framed()), 3, None, theme.ink)
        if not self.shown:
            painter.setPen(theme.ink3)
            painter.setFont(fonts.font(fonts.FORM))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, "No picture is here.")
        painter.end()
        if missing:
            self.wanted.emit(missing)

    def _paint_grounds(self, painter: QPainter, seen: range) -> None:
        theme = current_theme()
        for at in seen:
            if at in self.choice.chosen:
                rounded(painter, QRectF(self.place_of(at)).adjusted(2, 1, -2, -2), 6, theme.row, theme.ink, 1.5)
        if self.hasFocus() and self.choice.current in seen and self.choice.current not in self.choice.chosen:
            rounded(painter, QRectF(self.place_of(self.choice.current)).adjusted(2, 1, -2, -2), 6, None, theme.ink3)

    def _paint_labels(self, painter: QPainter, seen: range) -> None:
        if self.sorting is None:
            return
        theme, sorting = current_theme(), self.sorting
        plain, strong = fonts.font(fonts.CAPTION), fonts.font(fonts.CAPTION, 600)
        metrics = QFontMetricsF(strong)
        for at in seen:
            index, box = self.shown[at], self.place_of(at)
            label = sorting.labels[index] or "left out"
            text = "unreadable" if index in self.reasons else label
            quiet = index in self.reasons or sorting.labels[index] == LEFT_OUT
            painter.setFont(strong if index in self.corrected else plain)
            painter.setPen(theme.ink3 if quiet else theme.ink if index in self.corrected else theme.ink2)
            room = QRectF(box.left() + 4, box.top() + SIDE + PAD + 1, box.width() - 8, 15)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() - 14)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
            if sorting.aside[index]:
                painter.setPen(theme.ink3)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QRectF(box.right() - 13, box.top() + SIDE + PAD + 5.5, 5.5, 5.5))

    # -- choosing ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._at(event.position().toPoint())
        self._before_frame = frozenset(self.choice.chosen) if _adds(event) else frozenset()
        if at >= 0 or not _adds(event):
            self.choice.click(at, _adds(event), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._frame, self._pressed = None, event.position().toPoint()
        self._told()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton or (here - self._pressed).manhattanLength() < 8:
            return
        self._frame = self._pressed, here
        framed = {at for at in self.on_screen() if self.place_of(at).adjusted(8, 8, -8, -8).intersects(self._framed())}
        self.choice.chosen = set(framed) | self._before_frame
        self._told()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._frame = None
        self.viewport().update()

    def _framed(self) -> QRect:
        assert self._frame is not None
        return QRect(*self._frame).normalized()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // HIGH) * self.columns
        step = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self.columns, Qt.Key.Key_Down: self.columns,
            Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page, Qt.Key.Key_Home: -len(self.shown),
            Qt.Key.Key_End: len(self.shown),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is not None and self.shown:
            self.choice.move(step, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            self._reveal(self.choice.current)
        elif event.key() == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choice.chosen = set(range(len(self.shown)))
        elif event.key() == Qt.Key.Key_Space and self.choice.current >= 0:
            self.choice.click(self.choice.current, True, False)
        else:
            super().keyPressEvent(event)
            return
        self._told()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    focusOutEvent = focusInEvent

    def _told(self) -> None:
        self._tell()
        self.viewport().update()
        self.chosen_changed.emit()

    def _tell(self) -> None:
        at = self.choice.current
        said = self.words_of(self.shown[at]) if 0 <= at < len(self.shown) else ""
        there, chosen = (numbers.count(len(each)) for each in (self.shown, self.choice.chosen))
        self.setAccessibleDescription(f"{there} pictures, {chosen} chosen. {said}")

    def words_of(self, index: int) -> str:
        """What is known of a picture, for tooltip and screen reader."""
        if self.look is None or self.sorting is None:
            return ""
        return picture_words(self.look.items[index], self.sorting, index, self.reasons.get(index, ""))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self.words_of(self.shown[at]) if at >= 0 else "", self.viewport())
            return True
        return super().viewportEvent(event)


def _adds(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
