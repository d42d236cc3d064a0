"""RecentList: the projects opened last, each with a small drawing of its network, its score and its day.

It may import core.formats.glance, widgets and the theme; it opens nothing itself. A file that cannot be read stays in
the list and says so. Worked shape: "digits-deeper" is followed by "64-64-32-10 · 97.9 % · today, 14:32".
"""

import itertools
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from core.errors import ChainruleError
from core.frozen import dataclass
from gui import fonts, numbers
from gui.theme import current_theme
from gui.widgets.labels import Label
from gui.widgets.painting import dot, rounded

ROW, SKETCH = 50, QSize(42, 32)
MOST_COLUMNS, MOST_DOTS = 5, 4
EMPTY = "Projects you save or open appear here."


@dataclass(frozen=True)
class Entry:
    """One file as the list shows it."""

    path: Path
    facts: str
    sizes: tuple[int, ...] = ()


def entry_of(path: Path, now: datetime | None = None) -> Entry:
    """Look into a project file; what is wrong with it is the entry's line."""
    from core.formats.glance import glance

    try:
        found = glance(path)
        changed = day_of(datetime.fromtimestamp(path.stat().st_mtime), now or datetime.now())
    except (ChainruleError, OSError):
        return Entry(path, "cannot be read")
    sizes = found.sizes
    drawn = "-".join(str(each) for each in sizes) if len(sizes) <= MOST_COLUMNS + 1 else f"{len(sizes)} layers"
    parts = (drawn, score_of(found.score), changed)
    return Entry(path, " · ".join(part for part in parts if part), sizes)


def score_of(score: tuple[str, float] | None) -> str:
    """An accuracy as a percentage, R² with two decimals."""
    if score is None:
        return ""
    name, value = score
    return numbers.percent(value) if name == "accuracy" else f"R² {numbers.fixed(value, 2)}"


def day_of(when: datetime, now: datetime) -> str:
    """"today, 14:32", "yesterday", a weekday of the last days, else "14 Nov", with the year where it is another."""
    days = (now.date() - when.date()).days
    if days == 0:
        return f"today, {when:%H:%M}"
    if days == 1:
        return "yesterday"
    if 1 < days < 7:
        return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[when.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[when.month - 1]
    return f"{when.day} {month}" if when.year == now.year else f"{when.day} {month} {when.year}"


class RecentRow(QAbstractButton):
    """Sketch, name, facts; a click or Enter opens it."""

    stepped = Signal(int)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setText(entry.path.stem)
        self.setAccessibleName(f"Open {entry.path.stem}")
        self.setAccessibleDescription(entry.facts)
        self.setToolTip(str(entry.path))
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", 8)

    def sizeHint(self) -> QSize:
        return QSize(220, ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the first click has opened it

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            rounded(painter, QRectF(self.rect()), 8, theme.row if self.isDown() else theme.hover)
        box = QRectF(10, (ROW - SKETCH.height()) / 2, SKETCH.width(), SKETCH.height())
        rounded(painter, box, 5, theme.raised, theme.line2)
        _draw_sketch(painter, box.adjusted(7, 6, -7, -6), self.entry.sizes)
        left = box.right() + 12
        for text, face, color, top in (
            (self.entry.path.stem, fonts.font(fonts.FORM, 500), theme.ink, 7),
            (self.entry.facts, fonts.font(fonts.CAPTION), theme.ink3, 26),
        ):
            painter.setFont(face)
            painter.setPen(color)
            line = QRectF(left, top, self.width() - left - 8, 18)
            shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


def _draw_sketch(painter: QPainter, box: QRectF, sizes: tuple[int, ...]) -> None:
    """Columns of dots, at most four high: more units, more dots."""
    theme = current_theme()
    shown = sizes if len(sizes) <= MOST_COLUMNS else (*sizes[: MOST_COLUMNS - 1], sizes[-1])
    columns: list[list[QPointF]] = []
    for number, size in enumerate(shown):
        count = max(1, min(MOST_DOTS, size if size <= 3 else 3 if size <= 16 else 4))
        x = box.left() + box.width() * (number / (len(shown) - 1) if len(shown) > 1 else 0.5)
        columns.append([QPointF(x, box.center().y() + 6.5 * (row - (count - 1) / 2)) for row in range(count)])
    painter.setPen(QPen(theme.line2, 0.7))
    lines = [QLineF(a, b) for left, right in itertools.pairwise(columns) for a in left for b in right]
    if lines:
        painter.drawLines(lines)
    for column in columns:
        for place in column:
            dot(painter, place, 1.9, theme.ink2)


class RecentList(QWidget):
    """The rows below a caption; a sentence where there are none."""

    chosen = Signal(object)
    """Path of the file to open."""

    def __init__(self, paths: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        title = Label("Recent", "title")
        title.setProperty("role", "caption")
        title.setContentsMargins(10, 0, 0, 6)
        column.addWidget(title)
        self.rows = [RecentRow(entry_of(path)) for path in paths]
        for row in self.rows:
            column.addWidget(row)
            row.clicked.connect(self._choose)
            row.stepped.connect(self._step)
        self.nothing = Label(EMPTY, "caption", wrap=True)
        self.nothing.setContentsMargins(10, 0, 10, 0)
        self.nothing.setVisible(not self.rows)
        column.addWidget(self.nothing)
        column.addStretch(1)

    def _choose(self) -> None:
        row = self.sender()
        if isinstance(row, RecentRow):
            self.chosen.emit(row.entry.path)

    def _step(self, by: int) -> None:
        here = next((index for index, row in enumerate(self.rows) if row.hasFocus()), -1)
        if 0 <= here + by < len(self.rows):
            self.rows[here + by].setFocus(Qt.FocusReason.TabFocusReason)
