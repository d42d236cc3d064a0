"""NumbersPanel: every number of the step by its phase, symbol left, value right, the present one marked.

It may import fonts, the theme and the math text. Whoever walks feeds it PhaseRows. Worked shape: the phase "Blame"
of Mazur's step has four rows, δ_o1 0.138498561629 to δ_h2; a phase not yet reached is pale and shows a dash.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.arithmetic import Ref, Symbol
from core.arithmetic.equation import Kind
from gui import fonts
from gui.icons import draw_icon
from gui.theme import Theme, current_theme
from gui.walk.math_text import of_symbol
from gui.walk.writing import Writing
from gui.widgets.painting import rounded

ROW, TITLE, GAP, SIDE, SYMBOL = 23.0, 30.0, 8.0, 16.0, 13.0
_SIGNED = ("blame", "gradient", "update")


@dataclass(frozen=True)
class NumberRow:
    """A symbol and its value; None: not computed yet. ``printed`` is the number in a book, ``agrees`` whether so."""

    symbol: Symbol
    value: float | None
    ref: Ref | None = None
    printed: str = ""
    agrees: bool = True


@dataclass(frozen=True)
class PhaseRows:
    """The numbers of one phase; ``stops`` says where in the plan, as "stops 1 and 2"."""

    phase: Kind
    title: str
    rows: tuple[NumberRow, ...]
    stops: str = ""
    reached: bool = True


class _List(QWidget):
    """Paints the rows; knows where each lies."""

    hovered = Signal(object)
    chosen = Signal(object)
    shown = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phases: tuple[PhaseRows, ...] = ()
        self.writing = Writing()
        self.current: Ref | None = None
        self._boxes: list[tuple[QRectF, NumberRow, PhaseRows]] = []
        self._titles: list[tuple[float, PhaseRows]] = []
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def lay_out(self) -> None:
        """Give every row its place."""
        self._boxes, self._titles, y = [], [], 4.0
        for phase in self.phases:
            self._titles.append((y, phase))
            y += TITLE
            for row in phase.rows:
                height = ROW * (2 if row.printed else 1)
                self._boxes.append((QRectF(SIDE / 2, y, 0, height), row, phase))
                y += height
            y += GAP
        if self._pointed is not None and self._pointed >= len(self._boxes):
            self._pointed = None
        self.setMinimumHeight(int(y) + 4)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(312, self.minimumHeight())

    def box(self, at: int) -> QRectF:
        """Where row ``at`` lies."""
        box = QRectF(self._boxes[at][0])
        box.setWidth(self.width() - SIDE)
        return box

    @property
    def pointed(self) -> Ref | None:
        """The Ref of the row under mouse or keys."""
        return None if self._pointed is None else self._boxes[self._pointed][1].ref

    def _point(self, at: int | None) -> None:
        if at != self._pointed:
            self._pointed = at
            self.hovered.emit(self.pointed)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = event.position().y()
        found = (at for at, (box, _, _) in enumerate(self._boxes) if box.top() <= y < box.bottom())
        self._point(next(found, None))
        hand = self.pointed is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)
        if self.pointed is not None:
            self.chosen.emit(self.pointed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._boxes:
            before = self._pointed if self._pointed is not None else (-1 if step > 0 else len(self._boxes))
            at = min(max(before + step, 0), len(self._boxes) - 1)
            self._point(at)
            self.shown.emit(self.box(at).top(), self.box(at).bottom())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.pointed is not None:
            self.chosen.emit(self.pointed)
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
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), phase.stops)

    def _paint_row(self, painter: QPainter, at: int, row: NumberRow, phase: PhaseRows, theme: Theme) -> None:
        box, known = self.box(at), row.value is not None and phase.reached
        here = row.ref is not None and row.ref == self.current
        if here or at == self._pointed:
            ring = theme.ink if at == self._pointed and self.hasFocus() else None
            rounded(painter, box, 6, theme.row if here else theme.hover, ring, 1.5)
        base = box.top() + 16.5
        of_symbol(row.symbol).paint(painter, QPointF(SIDE, base), SYMBOL, theme.ink2 if known else theme.off)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        place = QRectF(SIDE, box.top(), self.width() - 2 * SIDE, ROW)
        painter.setFont(fonts.font(fonts.BODY, 600 if here else 400, tabular=True))
        text = "—"
        painter.setPen(theme.off)
        if row.value is not None and known:
            text = self.writing(row.value)
            plain = phase.phase not in _SIGNED and row.value >= 0
            painter.setPen(theme.ink if plain else theme.sign_text(row.value))
        painter.drawText(place, right, text)
        if row.printed:
            self._paint_printed(painter, row, place.translated(0, ROW - 2), right, theme)

    def _paint_printed(self, painter: QPainter, row: NumberRow, place: QRectF, align: int, theme: Theme) -> None:
        painter.setFont(fonts.font(fonts.SMALL, 400, tabular=True))
        verdict, token = ("agrees", theme.agrees) if row.agrees else ("differs", theme.error)
        painter.setPen(token)
        painter.drawText(place, align, verdict)
        width = painter.fontMetrics().horizontalAdvance(verdict)
        icon = "action-check" if row.agrees else "action-problem"
        draw_icon(painter, icon, QRectF(place.right() - width - 18, place.center().y() - 7, 14, 14), token)
        painter.setPen(theme.ink3)
        painter.drawText(place.adjusted(0, 0, -width - 24, 0), align, f"printed {row.printed}")


class NumbersPanel(QWidget):
    """A scrolling list of phases; hovering and choosing rows work as in the equation."""

    row_hovered = Signal(object)
    """Ref | None."""
    row_chosen = Signal(object)
    """Ref."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Numbers")
        self.list = _List()
        self.area = QScrollArea()
        self.area.setWidget(self.list)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.viewport().setAutoFillBackground(False)
        self.list.setAutoFillBackground(False)  # setWidget had switched it on
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        self.list.hovered.connect(self.row_hovered)
        self.list.chosen.connect(self.row_chosen)
        self.list.shown.connect(self._scroll_to)

    def show_phases(self, phases: Sequence[PhaseRows]) -> None:
        """Other numbers; the place in the list stays."""
        self.list.phases = tuple(phases)
        self.list.lay_out()
        self.list.setAccessibleName("Numbers of this step")
        self.list.setAccessibleDescription(self.plain())

    def set_current(self, ref: Ref | None) -> None:
        """Mark the number that is explained now."""
        self.list.current = ref
        self.list.update()

    def set_writing(self, writing: Writing) -> None:
        """Digits and decimal mark."""
        self.list.writing = writing
        self.list.setAccessibleDescription(self.plain())
        self.list.update()

    def plain(self) -> str:
        """All rows as text, for a screen reader."""
        lines = []
        for phase in self.list.phases:
            lines.append(phase.title if phase.reached else f"{phase.title}, not reached yet")
            for row in phase.rows if phase.reached else ():
                value = "not known yet" if row.value is None else self.list.writing(row.value)
                printed = f", printed {row.printed}, {'agrees' if row.agrees else 'differs'}" if row.printed else ""
                lines.append(f"{row.symbol.plain} = {value}{printed}")
        return "\n".join(lines)

    def _scroll_to(self, top: float, bottom: float) -> None:
        bar, room = self.area.verticalScrollBar(), self.area.viewport().height()
        if top < bar.value():
            bar.setValue(int(top) - int(TITLE))
        elif bottom > bar.value() + room:
            bar.setValue(int(bottom) - room + 8)
