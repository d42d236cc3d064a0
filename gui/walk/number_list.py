"""NumberList: paints rows of symbol and value by phase, with what a book prints beside them.

It may import fonts, the theme and the math text. A row whose printed number agrees shows it small beside the value,
with a tick; one with more to say has lines of its own below. Worked shape: "a_h1  0.593269992 ✓  0.593269992107".
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arithmetic import Ref, Symbol
from core.arithmetic.equation import Kind
from core.frozen import dataclass
from core.walk import Question
from gui import fonts
from gui.icons import draw_icon
from gui.numbers import quoted
from gui.theme import Theme, current_theme
from gui.walk.writing import Writing
from gui.widgets.math_text import of_symbol
from gui.widgets.painting import rounded
from gui.widgets.writing import RIGHT, text_width, write

ROW, LINE, TITLE, GAP, SIDE, SYMBOL, AIR = 23.0, 19.0, 30.0, 8.0, 16.0, 13.0, 12.0
_SIGNED = ("blame", "gradient", "update")
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class NumberRow:
    """A symbol and its value; None: not computed yet. ``question`` asks for its arithmetic, ``present``: of this stop.

    ``printed`` is the number in a book, ``agrees`` whether so, ``verdict`` how one says it. ``other`` is what else
    gives the printed number (a name, its value, whether it is the printed one), ``note`` a sentence of explanation.
    """

    symbol: Symbol
    value: float | None
    ref: Ref | None = None
    question: Question | None = None
    present: bool = False
    printed: str = ""
    agrees: bool = True
    verdict: str = ""
    other: tuple[str, float, bool] | None = None
    note: str = ""
    called: str = ""
    """What the book calls the number."""

    def printed_text(self) -> str:
        """Printed number and verdict, for screen readers and tooltips; empty where nothing is printed."""
        if not self.printed:
            return ""
        called = f" ({self.called})" if self.called else ""
        return f"printed {quoted(self.printed)}{called}" + (f", {self.said()}" if self.value is not None else "")

    def said(self) -> str:
        """The verdict in words."""
        return self.verdict or ("agrees" if self.agrees else "differs")


@dataclass(frozen=True)
class PhaseRows:
    """The numbers of one phase; ``stops`` says where in the plan, as "stops 1 and 2"."""

    phase: Kind
    title: str
    rows: tuple[NumberRow, ...]
    stops: str = ""
    reached: bool = True


class NumberList(QWidget):
    """Knows where each row lies; mouse and keys point at one and choose it."""

    hovered = Signal(object)
    """Ref | None."""
    chosen = Signal(object)
    """NumberRow."""
    shown = Signal(float, float)
    """(top, bottom) to be scrolled to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phases: tuple[PhaseRows, ...] = ()
        self.writing = Writing()
        self.current: tuple[Kind, Ref | None] | None = None
        self._boxes: list[tuple[QRectF, NumberRow, PhaseRows]] = []
        self._titles: list[tuple[float, PhaseRows]] = []
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    # -- places --------------------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Give every row its place."""
        self._boxes, self._titles, y = [], [], 4.0
        for phase in self.phases:
            self._titles.append((y, phase))
            y += TITLE
            for row in phase.rows:
                height = ROW + sum(height for height, *_ in self._below(row))
                self._boxes.append((QRectF(SIDE / 2, y, 0, height), row, phase))
                y += height
            y += GAP
        if self._pointed is not None and self._pointed >= len(self._boxes):
            self._pointed = None
        self.setMinimumHeight(int(y) + 4)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.lay_out()

    def sizeHint(self) -> QSize:
        return QSize(312, self.minimumHeight())

    def box(self, at: int) -> QRectF:
        """Where row ``at`` lies."""
        box = QRectF(self._boxes[at][0])
        box.setWidth(self.width() - SIDE)
        return box

    def span(self, phase: Kind) -> tuple[float, float] | None:
        """(top, bottom) of the present stop's rows of this phase, else of the whole phase."""
        boxes = [box for box, row, each in self._boxes if each.phase == phase and row.present]
        boxes = boxes or [box for box, _, each in self._boxes if each.phase == phase]
        return (boxes[0].top(), boxes[-1].bottom()) if boxes else None

    def _inline(self, row: NumberRow) -> bool:
        """Whether the printed number has room beside the value and there is nothing to say about it."""
        if not row.printed or not row.agrees or row.verdict or row.note or row.other or row.symbol.plain == "E":
            return False
        if row.value is None:
            return True
        used = of_symbol(row.symbol).width(SYMBOL) + _width(self.writing(row.value), _face(fonts.BODY))
        return used + _width(quoted(row.printed), _face(fonts.SMALL)) + 20 + 2 * AIR <= self.width() - 2 * SIDE

    def _below(self, row: NumberRow) -> Iterator[tuple[float, str, str, bool]]:
        """(height, text, verdict, whether good) of each line below the row; a verdict has a mark."""
        if row.printed and not self._inline(row):
            known = row.value is not None
            yield LINE, f"printed {quoted(row.printed)}", row.said() if known else "", row.agrees
        if row.other is not None and row.value is not None:
            name, value, same = row.other
            yield LINE, f"{name} {self.writing(value)}", "as printed" if same else "not as printed", same
        if row.note and row.value is not None:
            metrics = QFontMetricsF(fonts.font(fonts.SMALL))
            room = QRectF(0, 0, max(80.0, self.width() - 2 * SIDE), 1000)
            yield metrics.boundingRect(room, _WRAPPED, quoted(row.note)).height() + 6, quoted(row.note), "", True

    # -- pointing ------------------------------------------------------------------------------------------------------

    @property
    def pointed(self) -> NumberRow | None:
        """The row under mouse or keys."""
        return None if self._pointed is None else self._boxes[self._pointed][1]

    def _point(self, at: int | None) -> None:
        if at != self._pointed:
            self._pointed = at
            row = self.pointed
            self.hovered.emit(row.ref if row is not None else None)
            self.setToolTip("" if row is None else row.printed_text())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = event.position().y()
        found = (at for at, (box, _, _) in enumerate(self._boxes) if box.top() <= y < box.bottom())
        self._point(next(found, None))
        hand = self.pointed is not None and self.pointed.question is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)
        self._choose()

    def _choose(self) -> None:
        if self.pointed is not None and self.pointed.question is not None:
            self.chosen.emit(self.pointed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._boxes:
            before = self._pointed if self._pointed is not None else (-1 if step > 0 else len(self._boxes))
            at = min(max(before + step, 0), len(self._boxes) - 1)
            self._point(at)
            self.shown.emit(self.box(at).top(), self.box(at).bottom())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.pointed is not None:
            self._choose()
        else:
            super().keyPressEvent(event)

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, clip = current_theme(), QRectF(event.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for y, phase in self._titles:
            if y <= clip.bottom() and y + TITLE >= clip.top():
                self._paint_title(painter, phase, y, theme)
        for at, (box, row, phase) in enumerate(self._boxes):
            if box.top() <= clip.bottom() and box.bottom() >= clip.top():
                self._paint_row(painter, at, row, phase, theme)
        painter.end()

    def _paint_title(self, painter: QPainter, phase: PhaseRows, y: float, theme: Theme) -> None:
        middle = y + TITLE / 2
        draw_icon(painter, f"phase-{phase.phase}", QRectF(SIDE, middle - 8, 16, 16),
                  theme.phase(phase.phase) if phase.reached else theme.off)  # fmt: skip
        painter.setFont(fonts.font(fonts.FORM, 600))
        painter.setPen(theme.ink if phase.reached else theme.off)
        painter.drawText(QPointF(SIDE + 24, middle + 5), phase.title)
        painter.setFont(fonts.font(fonts.SMALL))
        painter.setPen(theme.ink3 if phase.reached else theme.off)
        room = QRectF(SIDE, y, self.width() - 2 * SIDE, TITLE)
        painter.drawText(room, _RIGHT, phase.stops)

    def _paint_row(self, painter: QPainter, at: int, row: NumberRow, phase: PhaseRows, theme: Theme) -> None:
        box, known = self.box(at), row.value is not None and phase.reached
        here = known and row.question is not None and self.current == (phase.phase, row.ref)
        if here or at == self._pointed:
            ring = theme.ink if at == self._pointed and self.hasFocus() else None
            rounded(painter, box, 6, theme.row if here else theme.hover, ring, 1.5)
        if row.present:
            rounded(painter, QRectF(2, box.top() + 5, 3, ROW - 10), 1.5, theme.phase(phase.phase))
        place = QRectF(SIDE, box.top(), self.width() - 2 * SIDE, ROW)
        base = QPointF(SIDE, box.top() + 16.5)
        of_symbol(row.symbol).paint(painter, base, SYMBOL, theme.ink2 if known else theme.off)
        text, color = "—", theme.off
        if row.value is not None and known:
            text = self.writing(row.value)
            plain = phase.phase not in _SIGNED and row.value >= 0
            color = theme.ink if plain else theme.sign_text(row.value)
        write(painter, place, text, color, fonts.BODY, 600 if here else 400, RIGHT, tabular=True)
        if self._inline(row):
            width = text_width(text, fonts.BODY, 600 if here else 400, tabular=True) + AIR
            self._paint_verdict(painter, place.adjusted(0, 0, -width, 0), quoted(row.printed), "", known, True, theme)
        self._paint_below(painter, row, place, known, theme)

    def _paint_below(self, painter: QPainter, row: NumberRow, place: QRectF, known: bool, theme: Theme) -> None:
        y = place.bottom() - 2
        for height, text, verdict, good in self._below(row):
            room = QRectF(place.left(), y, place.width(), height)
            if text == quoted(row.note):
                painter.setFont(fonts.font(fonts.SMALL))
                painter.setPen(theme.ink2)
                painter.drawText(room, _WRAPPED, text)
            else:
                self._paint_verdict(painter, room, text, verdict, bool(verdict), good, theme)
            y += height

    def _paint_verdict(
        self, painter: QPainter, place: QRectF, text: str, verdict: str, marked: bool, good: bool, theme: Theme
    ) -> None:
        """A quiet text, then a tick or a warning and, where there is one, the verdict."""
        painter.setFont(_face(fonts.SMALL))
        token, used = theme.agrees if good else theme.error, 0.0
        if verdict:
            painter.setPen(token)
            painter.drawText(place, _RIGHT, verdict)
            used = _width(verdict, painter.font()) + 4
        if marked:
            mark = QRectF(place.right() - used - 14, place.center().y() - 7, 14, 14)
            draw_icon(painter, "action-check" if good else "action-problem", mark, token)
            used += 14 + 6
        painter.setPen(theme.ink3)
        painter.drawText(place.adjusted(0, 0, -used, 0), _RIGHT, text)


def _face(size: float, weight: int = 400) -> QFont:
    return fonts.font(size, weight, tabular=True)


def _width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
