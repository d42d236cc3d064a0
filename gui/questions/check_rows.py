"""CheckRows: one row for each weight array of a gradient check: how many tried, a bar on a log scale, the verdict.

The bars share one axis from 1e−12 to 1, cut by the three thresholds; words and icons say what colour says. It may
import the theme, icons and widgets. Worked shape: ``CheckRow(check)`` of 0.00021 ends between "fine" and "uneasy".
"""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.arithmetic.symbols import spoken
from core.explain import FINE, GOOD, UNEASY, Kinks, LayerCheck
from gui import fonts, numbers
from gui.icons import draw_icon
from gui.questions import words
from gui.theme import Theme, current_theme, mix
from gui.widgets.labels import Label
from gui.widgets.painting import rounded

LEAST, MOST = -12.0, 0.0
"""Powers of ten at the ends of the axis."""
THRESHOLDS = (GOOD, FINE, UNEASY)
ZONES = ("good", "fine", "uneasy", "wrong")
NAME, TRIED, NUMBER, VERDICT = 160, 132, 76, 92
"""Widths of the columns around the bar."""
LINE = 30
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_ICONS = {"good": "action-check", "fine": "action-check", "uneasy": "action-info", "wrong": "action-problem"}


def verdict_color(theme: Theme, verdict: str) -> QColor:
    """Green while it agrees, amber where it is doubtful, the error colour where it is wrong."""
    if verdict == "uneasy":
        return theme.class_style(2, 4)[0]
    if verdict == "fine":
        return mix(theme.agrees, theme.ink3, 0.45)
    return theme.agrees if verdict == "good" else theme.error


def share(error: float) -> float:
    """Where an error lies on the axis: 0 at 1e−12 and below, 1 at 1."""
    if not error > 0:
        return 0.0
    return min(1.0, max(0.0, (math.log10(error) - LEAST) / (MOST - LEAST)))


def axis(width: int) -> QRectF:
    """The column of the bars in a row of this width."""
    return QRectF(NAME + TRIED, 0, max(60, width - NAME - TRIED - NUMBER - VERDICT), LINE)


class CheckAxis(QWidget):
    """The heads of the columns, and the zones of the axis with their thresholds; ``inset`` is a scroll bar's width."""

    inset = 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(38)
        self.setAccessibleName("Largest relative error: good to 1e−7, fine to 1e−4, uneasy to 1e−2, else wrong")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = current_theme(), axis(self.width() - self.inset)
        painter = QPainter(self)
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        painter.setPen(theme.ink3)
        painter.drawText(QRectF(0, 18, NAME, 18), _LEFT, "Layer and array")
        painter.drawText(QRectF(NAME, 18, TRIED, 18), _LEFT, "Weights tried")
        after = box.right() + 8
        painter.drawText(QRectF(after - 4, 18, NUMBER + VERDICT, 18), _LEFT, "Largest relative error")
        marks = [0.0, *(share(each) for each in THRESHOLDS), 1.0]
        for name, low, high in zip(ZONES, marks, marks[1:], strict=False):
            place = QRectF(box.left() + low * box.width(), 0, (high - low) * box.width(), 16)
            painter.setPen(theme.ink2)
            painter.drawText(place, _CENTER, name)
        painter.setPen(theme.ink3)
        for exponent in (-7, -4, -2):
            at = box.left() + share(10.0**exponent) * box.width()
            painter.drawText(QRectF(at - 24, 18, 48, 18), _CENTER, f"1e{numbers.MINUS}{-exponent}")
        painter.end()


class CheckRow(QWidget):
    """One array; under its line what the largest error is made of and what was left out."""

    def __init__(self, check: LayerCheck, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(NAME, LINE, 0, 6)
        # Qt would keep room for the sentences at their narrowest; their height follows from the width.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(2)
        self.detail = Label("", "caption", wrap=True)
        self.detail.setTextFormat(Qt.TextFormat.RichText)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.detail)
        self.check = check
        self.show_check(check)

    def show_check(self, check: LayerCheck) -> None:
        """As far as it has come."""
        self.check = check
        text = " ".join(filter(None, (slopes(check), left_out(check))))
        self.detail.setText(words.marked(text, fonts.SMALL))
        self.detail.setVisible(bool(text))
        self.setAccessibleName(f"{check.layer}, {check.array}: {tried(check)}, {verdict(check)}")
        self.setAccessibleDescription(spoken(text))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(NAME + TRIED + NUMBER + VERDICT + 120, LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, check, box = current_theme(), self.check, axis(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(0, 0, self.width(), 0)
        self._paint_name(painter, theme)
        painter.setFont(fonts.font(fonts.PANEL, tabular=True))
        painter.setPen(theme.ink2 if check.checked else theme.ink3)
        painter.drawText(QRectF(NAME, 0, TRIED, LINE), _LEFT, tried(check))
        self._paint_bar(painter, theme, box)
        if check.compared:
            painter.setPen(theme.ink)
            painter.setFont(fonts.font(fonts.FORM, 500, tabular=True))
            number = words.error(check.largest_relative_error)
            painter.drawText(QRectF(box.right(), 0, NUMBER - 10, LINE), _RIGHT, number)
            left = box.right() + NUMBER + 6
            draw_icon(painter, _ICONS[check.verdict], QRectF(left, 6.5, 17, 17), verdict_color(theme, check.verdict))
            painter.drawText(QRectF(left + 23, 0, VERDICT - 29, LINE), _LEFT, check.verdict)
        elif check.checked == check.planned and check.checked:
            painter.setPen(theme.ink3)
            painter.drawText(QRectF(box.right() + 8, 0, NUMBER + VERDICT, LINE), _LEFT, "none compared")
        painter.end()

    def _paint_name(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(fonts.font(fonts.FORM, 600))
        painter.setPen(theme.ink)
        metrics = painter.fontMetrics()
        name = metrics.elidedText(self.check.layer, Qt.TextElideMode.ElideRight, NAME - 64)
        painter.drawText(QRectF(0, 0, NAME, LINE), _LEFT, name)
        start = metrics.horizontalAdvance(name) + 7
        painter.setFont(fonts.font(fonts.FORM))
        painter.setPen(theme.ink3)
        painter.drawText(QRectF(start, 0, NAME - start, LINE), _LEFT, self.check.array)

    def _paint_bar(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        trough = QRectF(box.left(), LINE / 2 - 4, box.width(), 8)
        rounded(painter, trough, 4, theme.sunken)
        if self.check.compared:
            width = max(8.0, share(self.check.largest_relative_error) * trough.width())
            fill = verdict_color(theme, self.check.verdict)
            rounded(painter, QRectF(trough.left(), trough.top(), width, 8), 4, fill)
        painter.setPen(QPen(theme.ink3, 1))
        for each in THRESHOLDS:
            at = round(box.left() + share(each) * box.width()) + 0.5
            painter.drawLine(QRectF(at, 7, 0, LINE - 14).topLeft(), QRectF(at, 7, 0, LINE - 14).bottomLeft())


def tried(check: LayerCheck) -> str:
    """``200 of 2,048``; while it runs so many as are done."""
    if check.checked < check.planned:
        return f"{numbers.count(check.checked)} of {numbers.count(check.planned)}" if check.checked else "waits"
    if check.planned < check.size:
        return f"{numbers.count(check.planned)} of {numbers.count(check.size)}"
    return f"all {numbers.count(check.size)}" if check.size > 1 else "the only one"


def verdict(check: LayerCheck) -> str:
    """In words for a screen reader."""
    if not check.compared:
        return "none compared yet"
    return f"{check.verdict}, largest relative error {words.error(check.largest_relative_error)}"


def slopes(check: LayerCheck) -> str:
    """The worst weight with both numbers; nothing while there is none or both are the same."""
    worst = check.worst
    if worst is None or check.largest_relative_error == 0:
        return ""
    digits = min(16, max(6, 3 - math.floor(math.log10(check.largest_relative_error))))
    pair = [numbers.significant(each, digits) for each in (worst.backpropagation, worst.central_difference)]
    return f"Largest at {worst.name}: backpropagation {pair[0]}, central difference {pair[1]}."


def left_out(check: LayerCheck) -> str:
    """How many kinks, and whose."""
    if not check.sources:
        return ""
    if len(check.sources) == 1:
        return f"{numbers.count(check.kinks)} left out, at {_corner(check.sources[0])}."
    parts = ", ".join(f"{numbers.count(each.count)} at {_corner(each)}" for each in check.sources)
    return f"{numbers.count(check.kinks)} left out: {parts}."


def _corner(source: Kinks) -> str:
    if source.function == "l1":
        return "the kink of the L1 penalty"
    return f"{'a kink' if source.count == 1 else 'kinks'} of {source.function} in {source.layer}"
