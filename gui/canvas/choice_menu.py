"""ChoiceMenu: a small field over the drawing in which one of many is searched and taken: type, Enter.

It may import the icons and the ranking of the palette; it knows not what its choices mean and edits nothing. Arrows
choose, Enter and a click take, Esc and a click elsewhere close. Worked shape: of the kinds of layers, typed "max" lists
MaxPooling2D first, with its sentence.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from core.frozen import dataclass
from gui import fonts
from gui.canvas.palette_words import ranked
from gui.icons import PALETTE, draw_icon, icon
from gui.theme import current_theme
from gui.widgets.labels import Label
from gui.widgets.painting import rounded

WIDTH, ROW, ROWS, PAD = 320, 44, 7, 8
NOTHING = "No layer of that name fits here."


@dataclass(frozen=True)
class Choice:
    """One row: what it is called, a sentence, an icon, and further words it is found by."""

    key: str
    name: str
    sentence: str
    icon: str
    words: str = ""


class ChoiceMenu(QFrame):
    """Open from its making until ``closed``."""

    taken = Signal(str)
    """The key of the choice that was taken."""
    closed = Signal()
    marked = Signal(str)
    """A sentence about the choice that Enter would take."""

    def __init__(self, over: QWidget, title: str, choices: Sequence[Choice], verb: str = "adds it") -> None:
        super().__init__(over)
        self._over, self._open, self._verb = over, True, verb
        self._choices = choices
        self.field = _Field(self)
        self.list = _List(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(6)
        column.addWidget(self.field)
        caption = Label(title, "caption")
        caption.setContentsMargins(6, 0, 6, 0)
        column.addWidget(caption)
        column.addWidget(self.list)
        self.setAccessibleName(title)
        self.field.setAccessibleName(f"{title}: type the name of a layer")
        self.field.textEdited.connect(self._search)
        self.field.left.connect(self.close_menu)
        self.field.stepped.connect(self.list.step)
        self.field.returnPressed.connect(self.take)
        self.list.clicked.connect(self.take)
        self.list.marked.connect(self._tell)
        self.setFixedWidth(WIDTH)
        self._search("")

    def open_at(self, at: QPoint) -> None:
        """Show it with its corner there, wholly within what it lies over."""
        self.adjustSize()
        room = self._over.rect().adjusted(8, 8, -8, -8)
        x = max(room.left(), min(at.x(), room.right() - WIDTH))
        y = max(room.top(), min(at.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def keys(self) -> list[str]:
        """What is listed now, best first."""
        return [each.key for each in self.list.choices]

    def take(self) -> None:
        """The marked choice; nothing where the list is empty."""
        choice = self.list.choice
        if choice is not None:
            self.close_menu()
            self.taken.emit(choice.key)

    def close_menu(self) -> None:
        """Away, and the keyboard back to the drawing."""
        if not self._open:
            return
        self._open = False
        if self.field.hasFocus():
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _search(self, text: str) -> None:
        self.list.show_choices(ranked(self._choices, text))
        self.adjustSize()

    def _tell(self) -> None:
        choice = self.list.choice
        said = f"{choice.name}: {choice.sentence}" if choice is not None else NOTHING
        self.marked.emit(f"{said} Enter {self._verb}." if choice is not None else said)
        if said != self.field.accessibleDescription():
            self.field.setAccessibleDescription(said)
            QAccessible.updateAccessibility(QAccessibleEvent(self.field, QAccessible.Event.DescriptionChanged))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 10, theme.raised, theme.line2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # beside a row is still within the menu

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.list.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()


class _Field(QLineEdit):
    """What is typed; arrows go to the list, Esc closes."""

    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Search for a layer")
        self.addAction(icon("action-search", "ink3"), QLineEdit.ActionPosition.LeadingPosition).setText("Search")
        self.setObjectName("search for a layer")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -ROWS, Qt.Key.Key_PageDown: ROWS}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab closes as Esc does: there is nothing else in the menu to go to."""
        self.left.emit()
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class _List(QWidget):
    """Rows of icon, name and sentence, of which one is marked; never takes the keyboard from the field."""

    clicked = Signal()
    marked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: list[Choice] = []
        self._at, self._top = 0, 0
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedWidth(WIDTH - 2 * PAD)

    @property
    def choice(self) -> Choice | None:
        """The marked one."""
        return self.choices[self._at] if self.choices else None

    def show_choices(self, choices: list[Choice]) -> None:
        """Another list; its first is marked."""
        self.choices, self._at, self._top = choices, 0, 0
        self.setFixedHeight(ROW * max(1, min(ROWS, len(choices))))
        self._changed()

    def step(self, by: int) -> None:
        """Mark another; one step beyond an end comes in at the other."""
        if not self.choices:
            return
        last = len(self.choices) - 1
        to = self._at + by
        self._at = (last if to < 0 else 0) if abs(by) == 1 and not 0 <= to <= last else min(max(to, 0), last)
        self._top = min(max(self._top, self._at - ROWS + 1), self._at)
        self._changed()

    def turn(self, by: int) -> None:
        """Other rows; the mark stays on its choice."""
        self._top = min(max(0, self._top + by), max(0, len(self.choices) - ROWS))
        self.update()

    def row_rect(self, index: int) -> QRect:
        """Where a choice is drawn."""
        return QRect(0, (index - self._top) * ROW, self.width(), ROW)

    def _changed(self) -> None:
        self.update()
        self.marked.emit()

    def _row_at(self, at: QPoint) -> int | None:
        row = at.y() // ROW + self._top
        return row if 0 <= row < len(self.choices) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None and row != self._at:
            self._at = row
            self._changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None:
            self._at = row
            self._changed()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self._row_at(event.position().toPoint()) == self._at:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self._top, min(len(self.choices), self._top + ROWS)):
            self._draw_row(painter, self.row_rect(index), self.choices[index], index == self._at)
        if not self.choices:
            painter.setPen(current_theme().ink3)
            painter.setFont(fonts.font(fonts.PANEL))
            painter.drawText(self.rect().adjusted(8, 0, -8, 0), int(Qt.AlignmentFlag.AlignVCenter), NOTHING)
        if len(self.choices) > ROWS:
            self._draw_bar(painter)
        painter.end()

    def _draw_row(self, painter: QPainter, row: QRect, choice: Choice, marked: bool) -> None:
        theme = current_theme()
        if marked:
            rounded(painter, QRectF(row).adjusted(0, 1, -10, -1), 6, theme.row)
        draw_icon(
            painter, choice.icon,
            QRectF(row.left() + 8, row.top() + (ROW - PALETTE) / 2, PALETTE, PALETTE), "ink2",
        )  # fmt: skip
        left = row.left() + 8 + PALETTE + 10
        for text, size, weight, color, top in (
            (choice.name, fonts.FORM, 500, theme.ink, 5), (choice.sentence, fonts.SMALL, 400, theme.ink3, 22),
        ):
            painter.setFont(fonts.font(size, weight))
            painter.setPen(color)
            box = QRectF(left, row.top() + top, row.right() - left - 16, 18)
            shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _draw_bar(self, painter: QPainter) -> None:
        share, height = ROWS / len(self.choices), float(self.height())
        top = self._top / len(self.choices) * height
        rounded(painter, QRectF(self.width() - 5, top + 2, 4, max(16.0, share * height - 4)), 2, current_theme().line2)
