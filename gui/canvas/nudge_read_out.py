"""NudgeReadOut: beside a weight that is typed or dragged: the loss its gradient predicts and the loss that comes out.

It may import core.nudge, fonts, numbers and painting. The straight line is the gradient's promise from where the hand
began, the curve what came out at each number tried so far: near the start they lie on each other, further away the
curve leaves the line. Worked shape: after a drag from 0.40 to 0.60 "predicted 0.2921, comes out 0.2925, miss +0.0004".
"""

import math
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.nudge import Nudge
from gui import fonts, numbers
from gui.theme import Theme, current_theme
from gui.widgets.painting import dot, rounded
from gui.widgets.writing import LEFT, RIGHT, write

WIDTH, HEIGHT, MARGIN, ROW = 360, 152, 14, 20
TEXTS = 168
PICTURE = QRectF(MARGIN + TEXTS + 16, MARGIN + 2, WIDTH - 2 * MARGIN - TEXTS - 16, 104)
GAP = 12
ABOVE = 44
"""Kept free at the top of the drawing, where one chooses what it shows."""
FIELD, NOTE = 40, 40
"""Kept free around a chip, sideways for its field and below for what is wrong with it."""
FINENESS = 24
"""Points of the curve lie no further apart than this share of half the picture."""
MOST_TRIED = 2000
Sample = tuple[float, float]


def signed_loss(value: float) -> str:
    """A difference of losses with its sign."""
    return ("+" if value > 0 else "") + numbers.loss(value)


def _overlap(one: QRect, other: QRect) -> int:
    both = one.intersected(other)
    return max(0, both.width()) * max(0, both.height())


class Reach:
    """The axes of the picture: symmetric around the start, grown by steps and never shrunk, so that little moves."""

    def __init__(self, first: Nudge) -> None:
        self.x0, self.y0 = first.start, first.loss
        self.x = self.y = 0.0
        self.grow(first)

    def grow(self, nudge: Nudge) -> None:
        """Make room for one more answer."""
        away = max(abs(nudge.value - self.x0), 0.05 * max(1.0, abs(self.x0)))
        if away > self.x:
            self.x = numbers.symmetric_limit(1.25 * away)
        steep = abs(nudge.slope) * self.x
        wanted = [each for each in (steep, abs(nudge.actual - self.y0)) if math.isfinite(each)]
        if max(wanted, default=0.0) > self.y:
            self.y = numbers.symmetric_limit(max(wanted))

    def place(self, box: QRectF, x: float, y: float) -> QPointF:
        """A number and its loss on the paper."""
        across, up = (x - self.x0) / self.x, (y - self.y0) / (self.y or 1.0)
        return QPointF(box.center().x() + across * box.width() / 2, box.center().y() - up * box.height() / 2)


class NudgeReadOut(QWidget):
    """Hidden until the first answer of a nudge, and again when the weight is let go."""

    gap_found = Signal(float)
    """A number that nobody has tried yet, between two that were: the curve needs its loss."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._answer: Nudge | None = None
        self._name = ""
        self._tried: dict[float, float] = {}
        self._reach: Reach | None = None
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Predicted loss and the loss that comes out")
        self.hide()

    @property
    def answer(self) -> Nudge | None:
        """What it shows."""
        return self._answer

    def place_beside(self, chip: QRect, cards: list[QRect], name: str) -> None:
        """Beside, below or above a chip, where it covers least of the cards; it stays there while the chip is held."""
        self._name = name
        room = self._over.rect().adjusted(8, ABOVE, -8, -8)
        kept_free = chip.adjusted(-FIELD, 0, FIELD, NOTE)
        x, y = chip.center().x() - WIDTH // 2, chip.center().y() - HEIGHT // 2
        places = (
            QPoint(x, kept_free.bottom() + GAP), QPoint(x, kept_free.top() - GAP - HEIGHT),
            QPoint(kept_free.right() + GAP, y), QPoint(kept_free.left() - GAP - WIDTH, y),
        )  # fmt: skip

        def inside(at: QPoint) -> QPoint:
            most_x, most_y = room.right() - WIDTH, room.bottom() - HEIGHT
            return QPoint(max(room.left(), min(at.x(), most_x)), max(room.top(), min(at.y(), most_y)))

        def covers(at: QPoint) -> int:
            box = QRect(at, self.size())
            return 20 * _overlap(box, kept_free) + sum(_overlap(box, card) for card in cards)

        self.move(min((inside(place) for place in places), key=covers))

    def show_nudge(self, nudge: Nudge | None, held: float = 0.0) -> None:
        """One more answer, the newest where it is of the number that is held; None: the weight was let go."""
        if nudge is None:
            self.hide()
            self._answer, self._reach = None, None
            self._tried.clear()
            return
        if self._reach is None or (nudge.start, nudge.loss) != (self._reach.x0, self._reach.y0):
            self._tried, self._reach = {nudge.start: nudge.loss}, Reach(nudge)
        self._reach.grow(nudge)
        if len(self._tried) < MOST_TRIED:
            self._tried[nudge.value] = nudge.actual
        if nudge.value == held or self._answer is None:
            self._answer = nudge
        self.setAccessibleDescription(self.sentence())
        if self.isHidden():
            self.show()
            self.raise_()
        self.update()
        self._look_for_gaps()

    def _look_for_gaps(self) -> None:
        """Where two numbers that were tried lie far apart, the curve between them is asked for."""
        assert self._reach is not None
        tried = sorted(self._tried)
        gap, middle = max(((b - a, (a + b) / 2) for a, b in pairwise(tried)), default=(0.0, 0.0))
        if gap > self._reach.x / FINENESS:
            self.gap_found.emit(middle)

    def rows(self) -> list[tuple[str, str]]:
        """What is written, line by line: title and number."""
        nudge = self._answer
        if nudge is None:
            return []
        return [
            (self._name, numbers.short(float(f"{nudge.value:.7g}"))), ("Loss now", numbers.loss(nudge.loss)),
            ("Predicted", numbers.loss(nudge.predicted)), ("Comes out", numbers.loss(nudge.actual)),
            ("Miss", signed_loss(nudge.miss)),
        ]  # fmt: skip

    def sentence(self) -> str:
        """The same as one line, for a screen reader."""
        nudge = self._answer
        if nudge is None:
            return ""
        (name, value), *rest = self.rows()
        told = " · ".join(f"{title.lower()} {number}" for title, number in rest)
        return f"{name} at {value}: {told}, on {numbers.counted(nudge.rows, 'row')}"

    def paintEvent(self, event: QPaintEvent) -> None:
        nudge, reach = self._answer, self._reach
        if nudge is None or reach is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 12, theme.raised, theme.line2)
        for number, (title, text) in enumerate(self.rows()):
            line = QRectF(MARGIN, MARGIN + number * ROW, TEXTS, ROW)
            weight = 600 if number in (0, 3) else 400
            write(painter, line, title, theme.ink if number == 0 else theme.ink2, fonts.FORM, weight, LEFT)
            write(painter, line, text, theme.ink, fonts.FORM, weight, RIGHT, tabular=True)
        foot = QRectF(MARGIN, HEIGHT - MARGIN - 16, WIDTH - 2 * MARGIN, 16)
        write(painter, foot, f"on {numbers.counted(nudge.rows, 'row')}", theme.ink3, fonts.CAPTION, 400, LEFT)
        write(painter, foot, "line: predicted · curve: comes out", theme.ink3, fonts.CAPTION, 400, RIGHT)
        self._draw_picture(painter, theme, nudge, reach)
        painter.end()

    def _draw_picture(self, painter: QPainter, theme: Theme, nudge: Nudge, reach: Reach) -> None:
        box = PICTURE
        rounded(painter, box, 6, theme.paper, theme.line)
        painter.save()
        painter.setClipRect(box.adjusted(1, 1, -1, -1))
        start = reach.place(box, reach.x0, reach.y0)
        painter.setPen(QPen(theme.line2, 1))
        painter.drawLine(QPointF(start.x(), box.top()), QPointF(start.x(), box.bottom()))
        if math.isfinite(nudge.slope):
            ends = [reach.place(box, reach.x0 + side * reach.x, reach.y0 + side * reach.x * nudge.slope)
                    for side in (-1, 1)]  # fmt: skip
            painter.setPen(QPen(theme.ink3, 1.5))
            painter.drawLine(*ends)
        curve = [reach.place(box, x, y) for x, y in sorted(self._tried.items()) if math.isfinite(y)]
        painter.setPen(QPen(theme.ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(curve)
        if math.isfinite(nudge.predicted) and math.isfinite(nudge.actual):
            promised, out = reach.place(box, nudge.value, nudge.predicted), reach.place(box, nudge.value, nudge.actual)
            painter.setPen(QPen(theme.ink3, 1))
            painter.drawLine(promised, out)
            dot(painter, promised, 4, theme.ink3, hollow=True)
            dot(painter, out, 4, theme.ink)
        painter.restore()
